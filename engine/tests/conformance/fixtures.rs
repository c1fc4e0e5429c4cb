//! Data directories of real servers: the database, its pages and rows, the snapshots, and the log from the
//! newest of them.
//!
//! Not compared: hashes over rows, which no part of the engine computes yet.

use crate::Outcome;
use engine::{
    backend::{Backend, Bucket},
    base::Sink,
    bolt,
    mvcc::{KeyRange, KeyValue, RangeOptions, Revision, Store},
    snap, wal,
};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::{collections::BTreeMap, fs, io::Read, path::Path};

type Files = BTreeMap<String, Vec<u8>>;

/// Runs one `NAME.expected.json`, with `NAME.tar.gz` or `NAME.db.gz` beside it in `folder`.
pub fn run(folder: &Path, name: &str, text: &str) -> Outcome {
    let mut cases = Cases::default();
    let stem = name.strip_suffix(".expected.json").unwrap_or(name);
    let expected: Value = serde_json::from_str(text).unwrap_or_default();
    let unpacked = |end: &str| -> Option<Vec<u8>> {
        let packed = fs::read(folder.join(format!("{stem}{end}"))).ok()?;
        let mut bytes = Vec::new();
        GzDecoder::new(&packed[..]).read_to_end(&mut bytes).ok().map(|_| bytes)
    };
    if let Some(db) = unpacked(".db.gz") {
        database(&mut cases, "the saved snapshot", &db, &expected["db"]);
    } else {
        let files = unpacked(".tar.gz").map(|tar| untar(&tar)).unwrap_or_default();
        for (member, want) in expected.as_object().into_iter().flatten() {
            if want["db"].is_object() {
                data_directory(&mut cases, member, &files, want, &expected["state_after_open"]);
            }
        }
    }
    let Cases { equal, compared, differences } = cases;
    let nothing = compared == 0;
    let differences = if nothing { vec!["  nothing to compare".into()] } else { differences };
    Outcome::Compared { equal, compared: compared.max(1), left_out: 0, differences }
}

#[derive(Default)]
struct Cases {
    equal: u64,
    compared: u64,
    differences: Vec<String>,
}

impl Cases {
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, want: T, got: T) {
        self.compared += 1;
        if want == got {
            self.equal += 1;
        } else {
            self.differences.push(format!("  {what}: expected {want:?}, got {got:?}"));
        }
    }
}

fn data_directory(cases: &mut Cases, member: &str, all: &Files, want: &Value, after: &Value) {
    let prefix = format!("{member}/");
    let files: Files = (all.iter())
        .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.into(), bytes.clone())))
        .collect();
    let db = files.get(snap::DB).map_or(&[][..], |db| db);
    if let Some(store) = database(cases, member, db, &want["db"])
        && after["revision"].as_i64() == Some(store.revision())
    {
        let options = RangeOptions::default();
        let found = store.read().range(KeyRange::From(b"\0"), options, &mut Sink::off());
        let kvs: Vec<KeyValue> = found.map(|found| found.kvs).unwrap_or_default();
        let wanted: Vec<KeyValue> =
            after["kvs"].as_array().into_iter().flatten().map(key_value).collect();
        cases.same(&format!("{member}: all keys"), wanted, kvs);
    }
    for wanted in want["snap"].as_array().into_iter().flatten() {
        let name = wanted["file"].as_str().unwrap_or_default();
        let bytes = files.get(&format!("{}{name}", snap::DIR)).cloned().unwrap_or_default();
        let what = format!("{member}: {name}");
        match snap::decode(&bytes) {
            Ok(snapshot) => {
                let place = (snapshot.metadata.index, snapshot.metadata.term);
                let wanted = (number(&wanted["index"]), number(&wanted["term"]));
                cases.same(&what, wanted, place);
                cases.same(
                    &format!("{what}, written back"),
                    true,
                    snap::encode(&snapshot) == bytes,
                );
            }
            Err(error) => cases.same(&what, String::new(), error.to_string()),
        }
    }
    let opened = from_newest(&files);
    cases.same(&format!("{member}: the log from the newest snapshot"), Ok(()), opened);
}

/// The log from the newest snapshot on is whole.
fn from_newest(files: &Files) -> Result<(), String> {
    let known = wal::discover(files).map_err(|error| error.to_string())?;
    let places: Vec<_> = known.iter().map(|snapshot| (snapshot.term, snapshot.index)).collect();
    let newest = snap::load_newest_available(files, &places, &mut Vec::new()).snapshot;
    let start = newest.map_or(wal::Snapshot::default(), |snapshot| wal::Snapshot {
        index: snapshot.metadata.index,
        term: snapshot.metadata.term,
        conf_state: None,
    });
    wal::open(files, &start, &mut Vec::new()).map(|_| ()).map_err(|error| error.to_string())
}

/// Pages, buckets and rows; the store that they make comes back.
fn database(cases: &mut Cases, what: &str, db: &[u8], want: &Value) -> Option<Store> {
    let file = match bolt::read(db) {
        Ok(file) => file,
        Err(error) => {
            cases.same(what, String::new(), error.to_string());
            return None;
        }
    };
    cases.same(&format!("{what}: transaction"), number(&want["meta"]["txid"]), file.txid);
    cases.same(&format!("{what}: pages"), number(&want["meta"]["pgid"]), file.pages);
    cases.same(&format!("{what}: pages in use"), number(&want["pages_in_use"]), file.in_use);
    let wanted = want["buckets"].as_object().into_iter().flatten();
    let wanted: BTreeMap<String, u64> =
        wanted.map(|(name, bucket)| (name.clone(), number(&bucket["count"]))).collect();
    let got = file.buckets.iter();
    let got = got.map(|(name, rows)| (name.escape_ascii().to_string(), rows.len() as u64));
    cases.same(&format!("{what}: rows"), wanted, got.collect());
    let store = Store::restore(Backend::decode(db).ok()?);
    cases.same(&format!("{what}: restored"), None, store.as_ref().err());
    let store = store.ok()?;
    for item in want["buckets"]["key"]["items"].as_array().into_iter().flatten() {
        let revision = Revision {
            main: item["main"].as_i64().unwrap_or(0),
            sub: item["sub"].as_i64().unwrap_or(0),
        };
        let tombstone = item["tombstone"] == Value::Bool(true);
        let row = store.row(revision).map(|row| (row.tombstone, row.kv));
        let what = format!("{what}: row {revision}");
        cases.same(&what, Some((tombstone, key_value(&item["kv"]))), row);
    }
    cases.same(&format!("{what}: no row lost"), got_keys(&file), store.rows().count());
    Some(store)
}

fn got_keys(file: &bolt::File) -> usize {
    file.buckets.get(Bucket::Key.name().as_bytes()).map_or(0, Vec::len)
}

fn key_value(json: &Value) -> KeyValue {
    let text = |name: &str| -> engine::base::Bytes {
        match &json[name] {
            Value::String(text) => text.as_str().into(),
            other => unhex(other["hex"].as_str().unwrap_or_default()).into(),
        }
    };
    let number = |name: &str| json[name].as_i64().unwrap_or(0);
    KeyValue {
        key: text("key"),
        create_revision: number("create_revision"),
        mod_revision: number("mod_revision"),
        version: number("version"),
        value: text("value"),
        lease: number("lease"),
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let pairs = (0..text.len() / 2).map(|i| &text[2 * i..2 * i + 2]);
    pairs.filter_map(|pair| u8::from_str_radix(pair, 16).ok()).collect()
}

fn number(json: &Value) -> u64 {
    json.as_u64().unwrap_or(0)
}

/// The plain files of a tar archive: a header of 512 bytes, then the content in blocks of 512.
fn untar(tar: &[u8]) -> Files {
    let (mut files, mut at) = (Files::new(), 0);
    while let Some(header) = tar.get(at..at + 512) {
        let text = |from: usize, to: usize| {
            let field = header[from..to].split(|byte| *byte == 0).next().unwrap_or_default();
            String::from_utf8_lossy(field).trim().to_string()
        };
        let (name, size) = (text(0, 100), usize::from_str_radix(&text(124, 136), 8).unwrap_or(0));
        if name.is_empty() {
            break;
        }
        let content = tar.get(at + 512..at + 512 + size).unwrap_or_default();
        files.insert(name, content.to_vec());
        at += 512 + size.div_ceil(512) * 512;
    }
    files
}
