//! The log that a real etcd has gone on with, read by us.

use engine::{
    raft::codec,
    wal::{self, Decoded, RecordView, record},
};
use std::{collections::BTreeMap, fs, path::Path};

/// Reads the log below a data folder.
pub fn read(data: &Path) -> wal::ReadAll {
    let files = files(data);
    let snapshots = wal::discover(&files).unwrap_or_else(|e| panic!("{}: {e}", data.display()));
    assert_eq!(snapshots, [wal::Snapshot::default()], "nothing was compacted");
    files.values().for_each(|bytes| writes_back(bytes));
    let (_, log) = wal::open(&files, &snapshots[0], &mut Vec::new())
        .unwrap_or_else(|e| panic!("{}: {e}", data.display()));
    assert_eq!(log.repaired, None, "etcd synced what it wrote");
    log
}

fn files(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = data.join("member/wal");
    let names = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = names.flatten().map(|entry| entry.path());
    let segments = paths.filter(|path| path.extension().is_some_and(|e| e == "wal"));
    segments
        .map(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
            let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            (format!("{}{name}", wal::DIR), bytes)
        })
        .collect()
}

/// What we understand of a segment, written down again, is the same bytes; after it are only zeros.
fn writes_back(bytes: &[u8]) {
    let (mut again, mut crc) = (Vec::with_capacity(bytes.len()), 0);
    for view in wal::inspect(bytes) {
        let at = view.offset;
        let RecordView { kind: Some(kind), decoded: Ok(decoded), .. } = view else {
            panic!("record at {at}: {:?}", view.decoded);
        };
        let mut data = Vec::new();
        match &decoded {
            Decoded::Metadata(metadata) => data = metadata.encode(),
            Decoded::Entry(entry) => codec::put_entry(&mut data, entry),
            Decoded::State(state) => codec::put_hard_state(&mut data, state),
            Decoded::Snapshot(snapshot) => data = snapshot.encode(),
            Decoded::Crc(before) => crc = *before,
            Decoded::Unknown(number) => panic!("record at {at}: type {number}"),
        }
        crc = record::put_record(&mut again, crc, kind, &data);
    }
    let (written, rest) = bytes.split_at(again.len().min(bytes.len()));
    assert!(written == again, "the records do not write back to the same bytes");
    assert!(rest.iter().all(|byte| *byte == 0), "something stands after the last record");
}
