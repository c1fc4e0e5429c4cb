//! Which snapshot a process starts from: the newest that is whole and that the write-ahead log knows
//! (`Snapshotter.LoadNewestAvailable`).

use super::error::Error;
use super::file::{DIR, decode, parse_name};
use crate::base::{DiskOp, Index, Term};
use crate::raft::message::Snapshot;
use std::collections::BTreeMap;

/// What was found.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Newest {
    /// The snapshot to start from; `None` if the whole log must be read.
    pub snapshot: Option<Snapshot>,
    /// Files that could not be read, which are renamed.
    pub broken: Vec<(String, Error)>,
    /// Whole files that the log knows nothing of: the process died before it wrote that down.
    pub orphans: Vec<String>,
}

/// Looks through `files` (a member's data directory), from the newest on. `known`: the snapshots in the
/// log, by term and index. `ops` receives the renaming of broken files.
pub fn load_newest_available(
    files: &BTreeMap<String, Vec<u8>>,
    known: &[(Term, Index)],
    ops: &mut Vec<DiskOp>,
) -> Newest {
    let mut newest = Newest::default();
    let snapshots = files
        .iter()
        .rev()
        .filter(|(path, _)| path.strip_prefix(DIR).is_some_and(|name| parse_name(name).is_some()));
    for (path, bytes) in snapshots {
        match decode(bytes) {
            Err(error) => {
                let to = format!("{path}.broken");
                ops.push(DiskOp::Rename { from: path.clone(), to });
                newest.broken.push((path.clone(), error));
            }
            Ok(snapshot) => {
                let metadata = &snapshot.metadata;
                if known.contains(&(metadata.term, metadata.index)) {
                    newest.snapshot = Some(snapshot);
                    break;
                }
                newest.orphans.push(path.clone());
            }
        }
    }
    newest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::message::SnapshotMetadata;
    use crate::snap::{encode, name};

    fn file(term: Term, index: Index) -> (String, Vec<u8>) {
        let metadata = SnapshotMetadata { index, term, ..SnapshotMetadata::default() };
        (name(term, index), encode(&Snapshot { data: "{}".into(), metadata }))
    }

    #[test]
    fn the_newest_whole_one_that_the_log_knows() {
        let mut files: BTreeMap<_, _> = [file(1, 10), file(2, 20), file(2, 30)].into();
        let known = [(1, 10), (2, 20)];
        let found = |files: &BTreeMap<_, _>, ops: &mut Vec<DiskOp>| {
            let newest = load_newest_available(files, &known, ops);
            (newest.snapshot.map(|s| s.metadata.index), newest.orphans, newest.broken)
        };
        let orphan = vec![name(2, 30)];
        assert_eq!(found(&files, &mut Vec::new()), (Some(20), orphan.clone(), Vec::new()));
        files.insert(name(2, 20), Vec::new());
        let (mut ops, broken) = (Vec::new(), vec![(name(2, 20), Error::Empty)]);
        assert_eq!(found(&files, &mut ops), (Some(10), orphan, broken));
        let to = format!("{}.broken", name(2, 20));
        assert_eq!(ops, [DiskOp::Rename { from: name(2, 20), to }]);
        assert_eq!(found(&BTreeMap::new(), &mut ops), (None, Vec::new(), Vec::new()));
    }
}
