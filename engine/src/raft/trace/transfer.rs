//! Handing the leadership over. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{NodeId, Term, decisions};
use crate::raft::core::Role;
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Transfer {
        TransferStarted { id: NodeId, term: Term, to: NodeId },
        TransferAborted { id: NodeId, term: Term, to: NodeId },
        TransferRepeated { id: NodeId, term: Term, to: NodeId },
        TransferToSelf { id: NodeId },
        TransferToLearner { id: NodeId },
        TransferWithoutLeader { id: NodeId, term: Term },
        TimeoutNowSent { id: NodeId, to: NodeId },
        TimeoutNowSentAtOnce { id: NodeId, to: NodeId },
        TimeoutNowReceived { id: NodeId, term: Term, from: NodeId },
        TimeoutNowIgnored { id: NodeId, term: Term, role: Role, from: NodeId },
    }
}

impl Transfer {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Transfer::*;
        match self {
            TransferStarted { .. }
            | TransferAborted { .. }
            | TransferRepeated { .. }
            | TransferToSelf { .. }
            | TransferToLearner { .. }
            | TransferWithoutLeader { .. }
            | TimeoutNowSent { .. }
            | TimeoutNowSentAtOnce { .. }
            | TimeoutNowReceived { .. }
            | TimeoutNowIgnored { .. } => true,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Transfer::*;
        match self {
            TransferToSelf { .. } | TransferToLearner { .. } | TimeoutNowIgnored { .. } => {
                Level::Debug
            }
            TransferStarted { .. }
            | TransferAborted { .. }
            | TransferRepeated { .. }
            | TransferWithoutLeader { .. }
            | TimeoutNowSent { .. }
            | TimeoutNowSentAtOnce { .. }
            | TimeoutNowReceived { .. } => Level::Info,
        }
    }
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Transfer::*;
        match self {
            TransferStarted { id, term, to } => {
                write!(f, "{id:x} [term {term}] starts to transfer leadership to {to:x}")
            }
            TransferAborted { id, term, to } => {
                write!(f, "{id:x} [term {term}] abort previous transferring leadership to {to:x}")
            }
            TransferRepeated { id, term, to } => write!(
                f,
                "{id:x} [term {term}] transfer leadership to {to:x} is in progress, \
             ignores request to same node {to:x}"
            ),
            TransferToSelf { id } => {
                write!(f, "{id:x} is already leader. Ignored transferring leadership to self")
            }
            TransferToLearner { id } => {
                write!(f, "{id:x} is learner. Ignored transferring leadership")
            }
            TransferWithoutLeader { id, term } => {
                write!(f, "{id:x} no leader at term {term}; dropping leader transfer msg")
            }
            TimeoutNowSent { id, to } => {
                write!(f, "{id:x} sent MsgTimeoutNow to {to:x} after received MsgAppResp")
            }
            TimeoutNowSentAtOnce { id, to } => write!(
                f,
                "{id:x} sends MsgTimeoutNow to {to:x} immediately as {to:x} already has up-to-date log"
            ),
            TimeoutNowReceived { id, term, from } => write!(
                f,
                "{id:x} [term {term}] received MsgTimeoutNow from {from:x} and starts an election \
             to get leadership."
            ),
            TimeoutNowIgnored { id, term, role, from } => {
                write!(f, "{id:x} [term {term} state {role}] ignored MsgTimeoutNow from {from:x}")
            }
        }
    }
}
