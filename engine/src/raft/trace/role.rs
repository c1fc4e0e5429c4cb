//! Roles and terms: who a member takes itself for, and why it changed its mind. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, Term, decisions};
use crate::raft::{log::EntryId, message::MessageType};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Role {
        NewRaft { id: NodeId, peers: Vec<NodeId>, term: Term, commit: Index, applied: Index, last: EntryId },
        BecameFollower { id: NodeId, term: Term },
        BecamePreCandidate { id: NodeId, term: Term },
        BecameCandidate { id: NodeId, term: Term },
        BecameLeader { id: NodeId, term: Term },
        HigherTerm { id: NodeId, term: Term, kind: MessageType, from: NodeId, theirs: Term },
        LowerTerm { id: NodeId, term: Term, kind: MessageType, from: NodeId, theirs: Term },
        /// An old leader gets an answer with our term, which makes it step down.
        OldLeaderAnswered { id: NodeId, term: Term, from: NodeId, theirs: Term },
        /// The first message of a new leader.
        LeaderFollowed { id: NodeId, lead: NodeId, term: Term },
        LeaderForgotten { id: NodeId, lead: NodeId, term: Term },
        ForgetLeaderIgnored,
        /// A leader looks who answered since the last time.
        QuorumChecked { id: NodeId, active: Vec<(NodeId, bool)> },
        SteppedDown { id: NodeId },
    }
}

impl Role {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Role::*;
        match self {
            NewRaft { .. }
            | BecameFollower { .. }
            | BecamePreCandidate { .. }
            | BecameCandidate { .. }
            | BecameLeader { .. }
            | HigherTerm { .. }
            | LowerTerm { .. }
            | LeaderForgotten { .. }
            | ForgetLeaderIgnored
            | SteppedDown { .. } => true,
            OldLeaderAnswered { .. } | LeaderFollowed { .. } | QuorumChecked { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Role::*;
        match self {
            QuorumChecked { .. } => Level::Debug,
            NewRaft { .. }
            | BecameFollower { .. }
            | BecamePreCandidate { .. }
            | BecameCandidate { .. }
            | BecameLeader { .. }
            | HigherTerm { .. }
            | LowerTerm { .. }
            | OldLeaderAnswered { .. }
            | LeaderFollowed { .. }
            | LeaderForgotten { .. } => Level::Info,
            SteppedDown { .. } => Level::Warn,
            ForgetLeaderIgnored => Level::Error,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Role::*;
        match self {
            NewRaft { id, peers, term, commit, applied, last: EntryId { term: lt, index } } => {
                let peers: Vec<String> = peers.iter().map(|peer| format!("{peer:x}")).collect();
                write!(
                    f,
                    "newRaft {id:x} [peers: [{}], term: {term}, commit: {commit}, \
                 applied: {applied}, lastindex: {index}, lastterm: {lt}]",
                    peers.join(",")
                )
            }
            BecameFollower { id, term } => write!(f, "{id:x} became follower at term {term}"),
            BecamePreCandidate { id, term } => {
                write!(f, "{id:x} became pre-candidate at term {term}")
            }
            BecameCandidate { id, term } => write!(f, "{id:x} became candidate at term {term}"),
            BecameLeader { id, term } => write!(f, "{id:x} became leader at term {term}"),
            HigherTerm { id, term, kind, from, theirs } => write!(
                f,
                "{id:x} [term: {term}] received a {kind} message with higher term \
             from {from:x} [term: {theirs}]"
            ),
            LowerTerm { id, term, kind, from, theirs } => write!(
                f,
                "{id:x} [term: {term}] ignored a {kind} message with lower term \
             from {from:x} [term: {theirs}]"
            ),
            OldLeaderAnswered { id, term, from, theirs } => {
                write!(
                    f,
                    "{id:x} [term: {term}] told {from:x} [term: {theirs}] that its term is over"
                )
            }
            LeaderFollowed { id, lead, term } => {
                write!(f, "{id:x} follows leader {lead:x} at term {term}")
            }
            LeaderForgotten { id, lead, term } => {
                write!(f, "{id:x} forgetting leader {lead:x} at term {term}")
            }
            ForgetLeaderIgnored => {
                f.write_str("ignoring MsgForgetLeader due to ReadOnlyLeaseBased")
            }
            QuorumChecked { id, active } => {
                let heard: Vec<String> = active
                    .iter()
                    .filter(|(_, a)| *a)
                    .map(|(peer, _)| format!("{peer:x}"))
                    .collect();
                write!(
                    f,
                    "{id:x} checked its quorum: heard from [{}] of {}",
                    heard.join(","),
                    active.len()
                )
            }
            SteppedDown { id } => {
                write!(f, "{id:x} stepped down to follower since quorum is not active")
            }
        }
    }
}
