//! Why is this not happening yet? There is no event to show for what has not happened, so the reasons are
//! read off the state: a quorum short by one, an entry of an older term, an fsync that has not returned.

use engine::base::{Index, NodeId, Term};

/// One thing that is pending, and what it waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wait {
    /// An entry needs so many more members of `missing` to have it saved.
    Quorum { index: Index, more: usize, missing: Vec<NodeId> },
    /// A quorum has it, yet it is of an older term: only an entry of this term commits it.
    OlderTerm { index: Index, term: Term, now: Term },
    /// No member leads.
    NoLeader { alive: usize, needed: usize, members: usize },
    /// No member leads, though enough run: the next election comes by itself.
    Election { member: NodeId, ms: u64 },
    /// A campaign is short of so many votes.
    Votes { member: NodeId, pre: bool, more: usize, missing: Vec<NodeId> },
    /// A leader cannot reach a quorum and does not know it yet.
    LonelyLeader { member: NodeId, silent: Vec<NodeId>, ms: u64 },
    /// A member is writing.
    Fsync { member: NodeId, from: Index, to: Index },
    /// A member knows of committed entries that it has not applied.
    Apply { member: NodeId, applied: Index, commit: Index },
    /// A read's round of heartbeats is short of so many answers.
    ReadQuorum { member: NodeId, index: Index, more: usize },
    /// A read has its index and waits until it is applied.
    ReadApply { member: NodeId, index: Index, applied: Index },
    /// A client waits for a member's answer.
    Client { client: u64, request: String, member: NodeId, down: bool, left_ms: u64 },
    /// A member does not run.
    Down { member: NodeId },
}
