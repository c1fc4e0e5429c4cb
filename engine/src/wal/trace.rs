//! What the WAL did, one value a decision; `Display` is etcd's log line where it has one.

use super::{error::OpenError, record::Metadata};
use crate::base::{Index, Time, decisions};
use std::fmt;

decisions! {
    /// One thing that the WAL did.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Trace {
        /// A new log was begun.
        Created { path: String, metadata: Metadata },
        /// Entries and a hard state were written.
        Saved { entries: u64, first: Index, last: Index, state: bool, bytes: u64, sync: bool },
        /// The place of a snapshot was written.
        SnapshotSaved { index: Index },
        /// The segment was full, and the next one was begun.
        Cut { path: String },
        /// A file that is no segment was passed over.
        Ignored { path: String },
        /// The log broke off within a record: what follows `offset` was dropped.
        Repaired { path: String, offset: u64, dropped: u64 },
        /// The log was read.
        Opened { entries: u64, last: Index, commit: Index, repaired: bool },
        /// The disk took longer than [`SLOW_SYNC`] to make a write safe.
        SlowSync { took: Time },
        /// The log cannot be read.
        Refused(OpenError),
    }
}

/// Etcd `warnSyncDuration`: an fdatasync that takes longer is worth a warning.
pub const SLOW_SYNC: Time = Time::from_ms(1000);

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trace::Created { path, .. } => write!(f, "created WAL {path}"),
            Trace::Saved { entries, first, last, state, bytes, sync } => {
                match entries {
                    0 => write!(f, "saved")?,
                    1 => write!(f, "saved entry {first}")?,
                    _ => write!(f, "saved entries {first}..{last}")?,
                }
                if *state {
                    write!(f, "{} hard state", if *entries == 0 { "" } else { " and" })?;
                }
                write!(f, " ({bytes} bytes{})", if *sync { ", to be synced" } else { "" })
            }
            Trace::SnapshotSaved { index } => write!(f, "saved snapshot record {index}"),
            Trace::Cut { path } => write!(f, "created a new WAL segment {path}"),
            Trace::Ignored { path } => write!(f, "ignored file in WAL directory {path}"),
            Trace::Repaired { path, offset, dropped } => {
                write!(f, "repaired {path}: cut at {offset}, {dropped} bytes dropped")
            }
            Trace::Opened { entries, last, commit, .. } => {
                write!(f, "read {entries} entries up to {last}, commit {commit}")
            }
            Trace::SlowSync { took } => {
                write!(f, "slow fdatasync: took {took}, expected {SLOW_SYNC}")
            }
            Trace::Refused(error) => write!(f, "{error}"),
        }
    }
}
