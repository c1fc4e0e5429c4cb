//! Why a server dealt with snapshots as it did. `Display` is a log line, in etcd's words where it has one.

use crate::base::{Index, NodeId, Term, decisions};
use std::fmt;

decisions! {
    /// One decision about a snapshot.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Snapshot {
        /// Enough was applied since the last snapshot for a new one.
        SnapshotTriggered { applied: Index, last: Index, count: u64 },
        /// The snapshot's files and its record in the log are safe.
        SnapshotTaken { index: Index },
        /// Raft forgot its entries up to `index`.
        RaftLogCompacted { index: Index, snapshot: Index },
        /// Raft forgets nothing while a follower is busy with a snapshot.
        CompactionSkipped { in_flight: u64 },
        /// A file that nobody needs any more was deleted.
        SnapshotPurged { path: String },
        /// A member's whole state goes to a follower that needs entries which are gone.
        SnapshotSending { to: NodeId, index: Index, bytes: u64 },
        /// The transport knows what became of it.
        SnapshotSendEnded { to: NodeId, index: Index, failed: bool },
        /// A leader's state arrived; it is being written.
        SnapshotReceiving { from: NodeId, index: Index, bytes: u64 },
        /// It is safe: raft hears of it.
        SnapshotStored { from: NodeId, index: Index },
        /// A leader's state took the place of this member's.
        SnapshotApplied { index: Index, term: Term, applied: Index, revision: i64 },
        /// The process starts from a snapshot; its database holds everything up to `consistent`.
        SnapshotLoaded { index: Index, term: Term, consistent: Index },
        /// A snapshot file that the log does not know.
        SnapshotOrphan { path: String },
        /// A snapshot file that cannot be read; it is given another name.
        SnapshotBroken { path: String, error: String },
        /// A committed entry whose effect the database has had since it was read from disk.
        EntrySkipped { index: Index, term: Term, consistent: Index },
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Snapshot::*;
        match self {
            SnapshotTriggered { applied, last, count } => write!(
                f,
                "triggering snapshot: applied index {applied}, last snapshot {last}, count {count}"
            ),
            SnapshotTaken { index } => write!(f, "saved snapshot {index}"),
            RaftLogCompacted { index, snapshot } => {
                write!(f, "compacted Raft logs up to {index} (snapshot {snapshot})")
            }
            CompactionSkipped { in_flight } => {
                write!(f, "skip compaction since there is an inflight snapshot ({in_flight})")
            }
            SnapshotPurged { path } => write!(f, "purged {path}"),
            SnapshotSending { to, index, bytes } => {
                write!(f, "sending database snapshot {index} to {to:x} ({bytes} bytes)")
            }
            SnapshotSendEnded { to, index, failed: false } => {
                write!(f, "sent database snapshot {index} to {to:x}")
            }
            SnapshotSendEnded { to, index, failed: true } => {
                write!(f, "failed to send database snapshot {index} to {to:x}")
            }
            SnapshotReceiving { from, index, bytes } => {
                write!(f, "receiving database snapshot {index} from {from:x} ({bytes} bytes)")
            }
            SnapshotStored { from, index } => {
                write!(f, "received and saved database snapshot {index} from {from:x}")
            }
            SnapshotApplied { index, term, applied, revision } => write!(
                f,
                "applied snapshot at index {index} (term {term}), was {applied}: revision {revision}"
            ),
            SnapshotLoaded { index, term, consistent } => write!(
                f,
                "recovered from snapshot at index {index} (term {term}); database has {consistent}"
            ),
            SnapshotOrphan { path } => {
                write!(f, "snapshot {path} is not in the WAL and is passed over")
            }
            SnapshotBroken { path, error } => {
                write!(f, "failed to read {path} ({error}), renamed to .broken")
            }
            EntrySkipped { index, term, consistent } => write!(
                f,
                "entry {index} (term {term}) is in the database already (consistent index {consistent})"
            ),
        }
    }
}
