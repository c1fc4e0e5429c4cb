//! Why the store answered as it did: one value at each branch that decided.

use super::Revision;
use crate::base::{Bytes, decisions};
use std::fmt;

decisions! {
    /// One decision of the store. `Display` is a sentence.
    #[derive(Clone, PartialEq, Eq, Hash, Debug)]
    pub enum Trace {
        /// A key got a new version.
        KeyPut {
            key: Bytes,
            revision: Revision,
            version: i64,
            create_revision: i64,
            /// Which life of the key this is, from 1.
            generation: u64,
        },
        /// A key was deleted: its generation ended.
        Tombstoned { key: Bytes, revision: Revision, generation: u64 },
        /// A delete found no key, so there is no new revision.
        NothingToDelete { revision: i64 },
        /// A range was read at `revision` while the store was at `current`.
        RangeAt { revision: i64, current: i64, count: i64, returned: i64 },
        /// A read asked for a revision that is not there yet.
        FutureRevision { asked: i64, current: i64 },
        /// A read asked for a revision that is not there any more.
        CompactedRevision { asked: i64, compacted: i64 },
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trace::KeyPut { key, revision, version: 1, generation: 1, .. } => {
                write!(f, "{key:?} is created at revision {revision}")
            }
            Trace::KeyPut { key, revision, version: 1, generation, .. } => write!(
                f,
                "{key:?} is created anew at revision {revision}: generation {generation} begins"
            ),
            Trace::KeyPut { key, revision, version, create_revision, .. } => write!(
                f,
                "{key:?} gets version {version} at revision {revision}; \
                 it was created at {create_revision}"
            ),
            Trace::Tombstoned { key, revision, generation } => write!(
                f,
                "{key:?} is deleted: a tombstone at revision {revision} \
                 ends generation {generation}"
            ),
            Trace::NothingToDelete { revision } => {
                write!(f, "no such key, so the store stays at revision {revision}")
            }
            Trace::RangeAt { revision, current, count, returned } => write!(
                f,
                "{count} keys in the range at revision {revision} (now {current}), {returned} read"
            ),
            Trace::FutureRevision { asked, current } => {
                write!(f, "revision {asked} does not exist yet: the store is at {current}")
            }
            Trace::CompactedRevision { asked, compacted } => {
                write!(f, "revision {asked} is gone: everything below {compacted} was compacted")
            }
        }
    }
}
