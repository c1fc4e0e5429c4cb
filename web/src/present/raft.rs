//! One member's raft state as the inspector shows it: who it believes leads, how far its log is saved,
//! committed and applied, and, at a leader, how far each peer has come.

use super::frame::Role;
use engine::base::{Index, NodeId, Term};

/// The Raft panel.
#[derive(Clone, PartialEq, Debug)]
pub struct RaftView {
    pub id: NodeId,
    pub role: Role,
    pub term: Term,
    /// `NONE` for no vote.
    pub vote: NodeId,
    /// `NONE` for nobody.
    pub lead: NodeId,
    /// The log's first index that is still there.
    pub first: Index,
    pub applied: Index,
    pub commit: Index,
    /// Up to here the log is on disk, synced.
    pub stable: Index,
    pub last: Index,
    pub timer: Timer,
    pub voters: Vec<NodeId>,
    pub learners: Vec<NodeId>,
    /// At a leader only: ascending, itself included.
    pub peers: Vec<Peer>,
    /// A window of the log.
    pub log: Vec<LogEntry>,
    /// While it campaigns.
    pub tally: Option<Tally>,
    /// At a leader: linearizable reads that wait for a quorum.
    pub reads: Vec<Read>,
}

/// Ticks counted since the last sign of a leader, or at a leader since its last look at the quorum.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Timer {
    pub elapsed: u64,
    /// The election comes (or the leader looks) when `elapsed` reaches this.
    pub timeout: u64,
    /// Length of one tick in milliseconds.
    pub tick_ms: u64,
}

/// How a leader sends to a peer.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Sending {
    #[default]
    Probe,
    Replicate,
    Snapshot,
}

/// What a leader knows of one member.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Peer {
    pub id: NodeId,
    pub learner: bool,
    pub sending: Sending,
    pub matched: Index,
    pub next: Index,
    pub inflight: u64,
    pub inflight_max: u64,
    /// Nothing more is sent until an answer comes.
    pub paused: bool,
    /// Heard of since the leader last looked at its quorum.
    pub active: bool,
}

/// One entry of the log.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct LogEntry {
    pub index: Index,
    pub term: Term,
    /// What is in it, as a command: `put a 1`.
    pub what: String,
}

/// Votes so far.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub granted: Vec<NodeId>,
    pub refused: Vec<NodeId>,
    pub missing: Vec<NodeId>,
    /// So many votes win.
    pub quorum: usize,
    /// A round of pre-votes: nobody's term changes.
    pub pre: bool,
}

/// A linearizable read that waits at the leader.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Read {
    /// The commit index when it came.
    pub index: Index,
    pub acks: Vec<NodeId>,
    pub quorum: usize,
}

/// How far an entry has come, the furthest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reached {
    Applied,
    Committed,
    /// On this member's disk.
    Saved,
    /// In memory only.
    Volatile,
}

impl RaftView {
    /// How far the entry at `index` has come at this member.
    pub fn reached(&self, index: Index) -> Reached {
        match index {
            i if i <= self.applied => Reached::Applied,
            i if i <= self.commit => Reached::Committed,
            i if i <= self.stable => Reached::Saved,
            _ => Reached::Volatile,
        }
    }
}
