//! Proposals: what becomes of a write that reaches a member. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, Term, decisions};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Proposal {
        ProposalWithoutLeader { id: NodeId, term: Term },
        ForwardingDisabled { id: NodeId, lead: NodeId, term: Term },
        /// A follower passes proposals on.
        ProposalForwarded { id: NodeId, lead: NodeId, count: u64 },
        ProposalDuringTransfer { id: NodeId, term: Term, to: NodeId },
        UncommittedTooLarge { id: NodeId },
        /// A leader adds entries to its own log.
        EntriesAppended { id: NodeId, first: Index, last: Index },
    }
}

impl Proposal {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Proposal::*;
        match self {
            ProposalWithoutLeader { .. }
            | ForwardingDisabled { .. }
            | ProposalDuringTransfer { .. }
            | UncommittedTooLarge { .. } => true,
            ProposalForwarded { .. } | EntriesAppended { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Proposal::*;
        match self {
            ProposalDuringTransfer { .. } | EntriesAppended { .. } => Level::Debug,
            ProposalWithoutLeader { .. } | ForwardingDisabled { .. } | ProposalForwarded { .. } => {
                Level::Info
            }
            UncommittedTooLarge { .. } => Level::Warn,
        }
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Proposal::*;
        match self {
            ProposalWithoutLeader { id, term } => {
                write!(f, "{id:x} no leader at term {term}; dropping proposal")
            }
            ForwardingDisabled { id, lead, term } => {
                write!(
                    f,
                    "{id:x} not forwarding to leader {lead:x} at term {term}; dropping proposal"
                )
            }
            ProposalForwarded { id, lead, count } => {
                write!(f, "{id:x} passed {count} proposals on to leader {lead:x}")
            }
            ProposalDuringTransfer { id, term, to } => write!(
                f,
                "{id:x} [term {term}] transfer leadership to {to:x} is in progress; dropping proposal"
            ),
            UncommittedTooLarge { id } => write!(
                f,
                "{id:x} appending new entries to log would exceed uncommitted entry size limit; \
             dropping proposal"
            ),
            EntriesAppended { id, first, last } => {
                write!(f, "{id:x} appended entries [{first}, {last}] to its log")
            }
        }
    }
}
