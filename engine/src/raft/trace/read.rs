//! Reads: how a leader makes sure that it still leads. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, Term, decisions};
use crate::raft::quorum::Joint;
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Read {
        ReadWithoutLeader { id: NodeId, term: Term },
        /// The leader has not committed in its term yet, so its commit index may be behind.
        ReadHeld { id: NodeId, committed: Index, term: Term, current: Term },
        ReadsReleasedTooEarly,
        /// The leader asks its quorum; the answer will be `index`.
        ReadRequested { id: NodeId, index: Index, number: u64 },
        /// `from` answered the heartbeat of read `number`: so far `acks` have, of these voters.
        ReadAcknowledged { id: NodeId, from: NodeId, number: u64, acks: Vec<NodeId>, voters: Box<Joint> },
        /// `acks` still took this leader for theirs after the read had come.
        ReadConfirmed { id: NodeId, index: Index, number: u64, acks: Vec<NodeId> },
        /// Answered without asking anybody.
        ReadTrusted { id: NodeId, index: Index },
        /// A follower's read may be answered once `index` is applied.
        ReadAnswered { id: NodeId, from: NodeId, index: Index },
        BadReadAnswer { id: NodeId, from: NodeId, count: u64 },
    }
}

impl Read {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Read::*;
        match self {
            ReadWithoutLeader { .. } | ReadsReleasedTooEarly | BadReadAnswer { .. } => true,
            ReadHeld { .. }
            | ReadRequested { .. }
            | ReadAcknowledged { .. }
            | ReadConfirmed { .. }
            | ReadTrusted { .. }
            | ReadAnswered { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Read::*;
        match self {
            ReadWithoutLeader { .. }
            | ReadHeld { .. }
            | ReadRequested { .. }
            | ReadAcknowledged { .. }
            | ReadConfirmed { .. }
            | ReadTrusted { .. }
            | ReadAnswered { .. } => Level::Info,
            ReadsReleasedTooEarly | BadReadAnswer { .. } => Level::Error,
        }
    }
}

impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Read::*;
        match self {
            ReadWithoutLeader { id, term } => {
                write!(f, "{id:x} no leader at term {term}; dropping index reading msg")
            }
            ReadHeld { id, committed, term, current } => write!(
                f,
                "{id:x} holds a read back: last commit {committed} is of term {term}, this is {current}"
            ),
            ReadsReleasedTooEarly => f.write_str(
                "pending MsgReadIndex should be released only after first commit in current term",
            ),
            ReadRequested { id, index, number } => {
                write!(f, "{id:x} asks its quorum about read {number} at commit {index}")
            }
            ReadAcknowledged { id, from, number, acks, voters } => write!(
                f,
                "{id:x} heard {from:x} about read {number}: [{}] of {voters} have answered",
                list(acks)
            ),
            ReadConfirmed { id, index, number, acks } => {
                write!(f, "{id:x} confirmed read {number} at {index}: [{}] answered", list(acks))
            }
            ReadTrusted { id, index } => {
                write!(f, "{id:x} answers a read at {index} without asking its quorum")
            }
            ReadAnswered { id, from, index } => {
                write!(f, "{id:x} heard from {from:x} that a read is linearizable from {index} on")
            }
            BadReadAnswer { id, from, count } => write!(
                f,
                "{id:x} invalid format of MsgReadIndexResp from {from:x}, entries count: {count}"
            ),
        }
    }
}

fn list(ids: &[NodeId]) -> String {
    ids.iter().map(|id| format!("{id:x}")).collect::<Vec<_>>().join(",")
}
