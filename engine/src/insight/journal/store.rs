//! The lines of the write-ahead log, and of the store, which says nothing of single keys.

use super::{Teller, span, text};
use crate::mvcc;
use crate::wal::{self, SLOW_SYNC};

pub(super) fn tell_wal(teller: &mut Teller<'_>, trace: &wal::Trace) {
    use wal::Trace::*;
    match trace {
        SlowSync { took } => teller.warn(
            "wal/wal.go:805",
            "slow fdatasync",
            vec![("took", span(*took)), ("expected-duration", span(SLOW_SYNC))],
        ),
        Cut { path } => {
            teller.info("wal/wal.go", "created a new WAL segment", vec![("path", text(path))]);
        }
        Ignored { path } => {
            teller.warn("wal/util.go", "ignored file in WAL directory", vec![("path", text(path))]);
        }
        Repaired { path, .. } => {
            let error = || ("error", text("unexpected EOF"));
            teller.info("wal/repair.go", "repairing", vec![("path", text(path))]);
            teller.info("wal/repair.go", "repaired", vec![("path", text(path)), error()]);
            teller.info("etcdserver/storage.go", "repaired WAL", vec![error()]);
        }
        // a log that cannot be read is told of when the process ends
        Created { .. } | Saved { .. } | SnapshotSaved { .. } | Opened { .. } | Refused(_) => {}
    }
}

pub(super) fn tell_mvcc(trace: &mvcc::Trace) {
    use mvcc::Trace::*;
    match trace {
        KeyPut { .. }
        | Tombstoned { .. }
        | NothingToDelete { .. }
        | RangeAt { .. }
        | FutureRevision { .. }
        | CompactedRevision { .. } => {}
    }
}
