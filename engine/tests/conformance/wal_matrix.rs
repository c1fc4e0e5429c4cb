//! Whole and damaged logs, and what a real etcd did with each: opened it, repaired it, or refused.
//!
//! Compared are the log lines about the WAL and, if etcd opened it, whose log it is, the term after one
//! election, and all keys. Where etcd stopped for another reason than its WAL (it lacks a leader, or what
//! is in an entry), the log must open here; the reason itself is the server's matter and is not counted.

use crate::Outcome;
use engine::{
    base::wire::{Fields, Value as Wire},
    raft::message::{Entry, EntryType},
    wal::{self, ReadAll, Snapshot, segment},
};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Runs the file: one case a line.
pub fn run(_name: &str, text: &str) -> Outcome {
    let (mut equal, mut compared, mut differences) = (0, 0, Vec::new());
    let mut left_out = 0;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let Ok(case) = serde_json::from_str::<Value>(line) else {
            compared += 1;
            differences.push(format!("  not JSON: {line:.80}"));
            continue;
        };
        let name = case["case"].as_str().unwrap_or("?");
        let expected = &case["etcd_3.5.16"];
        let got = answer(&files(&case["files"]));
        if is_beyond_the_wal(&case) && got["opens"] == json!(true) {
            left_out += 1;
            continue;
        }
        compared += 1;
        let different = differing(expected, &got);
        if different.is_empty() {
            equal += 1;
        } else {
            differences.push(format!("  {name}: {}", different.join("; ")));
        }
    }
    Outcome::Compared { equal, compared, left_out, differences }
}

/// True if etcd stopped, or went on, for a reason that does not stand in the WAL's own log lines.
fn is_beyond_the_wal(case: &Value) -> bool {
    let expected = &case["etcd_3.5.16"];
    let flags = case["etcd_flags"].as_array().is_some_and(|flags| !flags.is_empty());
    let refused = lines(expected).iter().any(|line| {
        let prefixes = ["F discovery failed", "F failed to", "panic: cannot use none as id"];
        prefixes.iter().any(|prefix| line.starts_with(prefix))
    });
    flags || expected["opens"] == json!(false) && !refused
}

fn differing(expected: &Value, got: &Value) -> Vec<String> {
    let keys = ["opens", "repaired", "revision", "raft_term", "cluster_id", "member_id", "keys"];
    let mut out: Vec<String> = keys
        .iter()
        .filter(|key| expected[**key] != got[**key])
        .map(|key| format!("{key}: expected {}, got {}", expected[*key], got[*key]))
        .collect();
    if lines(expected) != lines(got) {
        out.push(format!("log: expected {}, got {}", expected["log"], got["log"]));
    }
    out
}

fn lines(outcome: &Value) -> Vec<&str> {
    outcome["log"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The data directory of a case.
fn files(case: &Value) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for (name, file) in case.as_object().into_iter().flatten() {
        let digits = file["hex"].as_str().unwrap_or("").as_bytes();
        let byte = |pair: &[u8]| {
            let text = std::str::from_utf8(pair).unwrap_or("");
            u8::from_str_radix(text, 16).unwrap_or(0)
        };
        let mut bytes: Vec<u8> = digits.chunks(2).map(byte).collect();
        let size = file["zero_fill_to"].as_u64().unwrap_or(0) as usize;
        bytes.resize(bytes.len().max(size), 0);
        files.insert(format!("{}{name}", segment::DIR), bytes);
    }
    files
}

/// What the engine does with it, in the form of the recording.
fn answer(files: &BTreeMap<String, Vec<u8>>) -> Value {
    let ignored = || "W ignored file in WAL directory".to_string();
    let mut log: Vec<String> = segment::segments(files).1.iter().map(|_| ignored()).collect();
    match wal::open(files, &Snapshot::default(), &mut Vec::new()) {
        Err(error) if error.error == wal::WalError::NoMetadata => {
            log.push(format!("panic: {error}"));
            json!({"opens": false, "repaired": false, "log": log})
        }
        Err(error) => {
            log.push(format!("F {error}"));
            json!({"opens": false, "repaired": false, "log": log})
        }
        Ok((_, read)) => {
            if let Some(repair) = &read.repaired {
                log.push("I repairing".into());
                log.push("I repaired: unexpected EOF".into());
                log.push(format!("I repaired WAL: {}", repair.error));
                // The copy of the damaged file.
                log.push(ignored());
            }
            opened(&read, log)
        }
    }
}

/// A log that was opened, as it looks from outside after the member has elected itself: then its
/// uncommitted entries are committed too.
fn opened(read: &ReadAll, log: Vec<String>) -> Value {
    let (mut revision, mut keys) = (1, Map::new());
    for (key, value) in read.entries.iter().filter_map(put) {
        revision += 1;
        let before = keys.get(&key).cloned().unwrap_or_default();
        let created = before["create_revision"].as_u64().unwrap_or(revision);
        let version = before["version"].as_u64().unwrap_or(0) + 1;
        keys.insert(
            key,
            json!({
                "value": value, "create_revision": created, "mod_revision": revision,
                "version": version,
            }),
        );
    }
    json!({
        "opens": true, "repaired": read.repaired.is_some(), "log": log, "revision": revision,
        "raft_term": read.hard_state.term + 1, "keys": keys,
        "cluster_id": format!("{:x}", read.metadata.cluster_id),
        "member_id": format!("{:x}", read.metadata.node_id),
    })
}

/// Key and value of an entry that is a put: `InternalRaftRequest.put`, field 4.
fn put(entry: &Entry) -> Option<(String, String)> {
    let field = |message, number| {
        let found = Fields::of(message).flatten().find(|(n, _)| *n == number);
        found.map(|(_, value): (u32, Wire)| value.bytes())
    };
    let text = |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or(&[])).into_owned();
    let request = (entry.entry_type == EntryType::Normal).then(|| field(&entry.data, 4))??;
    Some((text(field(request, 1)), text(field(request, 2))))
}
