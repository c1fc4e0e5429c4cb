//! The log: entries that are replaced, on disk, committed. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, Term, decisions};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Log {
        ConflictFound { index: Index, existing: Term, term: Term },
        UnstableReplaced { index: Index },
        UnstableTruncated { index: Index },
        StableMissing { index: Index },
        StableIsSnapshot { index: Index },
        StableMismatch { index: Index, term: Term, ours: Term },
        StableOfLowerTerm { id: NodeId, term: Term, theirs: Term },
        /// A quorum has everything up to `to`, and the last of it is of the leader's term.
        CommitAdvanced { id: NodeId, from: Index, to: Index, matches: Vec<(NodeId, Index)> },
        /// A quorum has `index`, but it is of an older term: it could still be replaced.
        CommitHeldOldTerm { id: NodeId, index: Index, term: Term, current: Term },
        /// A follower hears how much is committed.
        CommitLearned { id: NodeId, from: Index, to: Index, lead: NodeId },
    }
}

impl Log {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Log::*;
        match self {
            ConflictFound { .. }
            | UnstableReplaced { .. }
            | UnstableTruncated { .. }
            | StableMissing { .. }
            | StableIsSnapshot { .. }
            | StableMismatch { .. }
            | StableOfLowerTerm { .. } => true,
            CommitAdvanced { .. } | CommitHeldOldTerm { .. } | CommitLearned { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Log::*;
        match self {
            ConflictFound { .. }
            | UnstableReplaced { .. }
            | UnstableTruncated { .. }
            | StableMissing { .. }
            | StableIsSnapshot { .. }
            | StableMismatch { .. }
            | StableOfLowerTerm { .. }
            | CommitAdvanced { .. }
            | CommitHeldOldTerm { .. }
            | CommitLearned { .. } => Level::Info,
        }
    }
}

impl fmt::Display for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Log::*;
        match self {
            ConflictFound { index, existing, term } => write!(
                f,
                "found conflict at index {index} \
             [existing term: {existing}, conflicting term: {term}]"
            ),
            UnstableReplaced { index } => {
                write!(f, "replace the unstable entries from index {index}")
            }
            UnstableTruncated { index } => {
                write!(f, "truncate the unstable entries before index {index}")
            }
            StableMissing { index } => {
                write!(f, "entry at index {index} missing from unstable log; ignoring")
            }
            StableIsSnapshot { index } => {
                write!(f, "entry at index {index} matched unstable snapshot; ignoring")
            }
            StableMismatch { index, term, ours } => write!(
                f,
                "entry at (index,term)=({index},{term}) mismatched with entry at ({index},{ours}) \
             in unstable log; ignoring"
            ),
            StableOfLowerTerm { id, term, theirs } => write!(
                f,
                "{id:x} [term: {term}] ignored entry appends from a MsgStorageAppendResp message \
             with lower term [term: {theirs}]"
            ),
            CommitAdvanced { id, from, to, matches } => {
                let has: Vec<String> =
                    matches.iter().map(|(id, m)| format!("{id:x}:{m}")).collect();
                write!(
                    f,
                    "{id:x} commits {to} after {from}: a quorum of [{}] has it",
                    has.join(" ")
                )
            }
            CommitHeldOldTerm { id, index, term, current } => write!(
                f,
                "{id:x} does not commit {index} by counting: it is of term {term}, this is {current}"
            ),
            CommitLearned { id, from, to, lead } => {
                write!(f, "{id:x} learned from {lead:x} that {to} is committed, after {from}")
            }
        }
    }
}
