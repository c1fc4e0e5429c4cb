//! Who leads, and who is to lead, after raft's `node.go`, `run`, and `server.go`, `MoveLeader`.

use crate::base::{NONE, NodeId, Term, Time, decisions};
use std::fmt;

decisions! {
    /// A decision about the leadership.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Leader {
        /// Another leader is known, or none any more (etcd raft `node.go`, `run`). `NONE` stands for nobody.
        LeaderChanged { id: NodeId, before: NodeId, lead: NodeId, term: Term },
        /// Heartbeats left later than they should: the last one to this member was so much more than twice
        /// the interval ago (`raft.go`, `processMessages`).
        HeartbeatLate { to: NodeId, exceeded: Time },
        /// A client wants another leader.
        LeaderMoveAsked { to: NodeId },
        /// The leadership has arrived there, or has not within the time of a request.
        LeaderMoved { to: NodeId, done: bool, took: Time },
    }
}

impl fmt::Display for Leader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Leader::*;
        match self {
            LeaderChanged { id, before, lead: NONE, term } => {
                write!(f, "raft.node: {id:x} lost leader {before:x} at term {term}")
            }
            LeaderChanged { id, before: NONE, lead, term } => {
                write!(f, "raft.node: {id:x} elected leader {lead:x} at term {term}")
            }
            LeaderChanged { id, before, lead, term } => {
                write!(
                    f,
                    "raft.node: {id:x} changed leader from {before:x} to {lead:x} at term {term}"
                )
            }
            HeartbeatLate { to, exceeded } => write!(
                f,
                "leader failed to send out heartbeat on time; took too long, leader is overloaded \
                 likely from slow disk: to {to:x}, exceeded by {exceeded}"
            ),
            LeaderMoveAsked { to } => write!(f, "leadership transfer starting: to {to:x}"),
            LeaderMoved { to, done: true, took } => {
                write!(f, "leadership transfer finished: {to:x} leads after {took}")
            }
            LeaderMoved { to, done: false, took } => {
                write!(f, "leadership transfer to {to:x} not finished after {took}")
            }
        }
    }
}
