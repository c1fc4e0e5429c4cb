//! Committed entries are carried out, after `server.go`, `applyEntryNormal`. What the store makes of them is
//! [`mvcc::Trace`](crate::mvcc::Trace).

use crate::base::{Index, Term, decisions};
use std::fmt;

decisions! {
    /// What became of a committed entry.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Apply {
        /// A committed entry was carried out.
        Applied { index: Index, term: Term, request_id: u64, revision: i64 },
        /// A committed entry that carries nothing: a new leader's first.
        AppliedEmpty { index: Index, term: Term },
        /// A committed read that nobody here waits for.
        ReadEntrySkipped { index: Index, term: Term, request_id: u64 },
    }
}

impl fmt::Display for Apply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Apply::*;
        match self {
            Applied { index, term, request_id, revision } => write!(
                f,
                "applied entry {index} (term {term}, request {request_id:x}) at revision {revision}"
            ),
            AppliedEmpty { index, term } => {
                write!(f, "applied entry {index} (term {term}): empty, it only marks the term")
            }
            ReadEntrySkipped { index, term, request_id } => write!(
                f,
                "skipped entry {index} (term {term}, request {request_id:x}): a read of another member"
            ),
        }
    }
}
