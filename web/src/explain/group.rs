//! What a decision of raft is about. The one `match` that names every decision: a new one does not compile
//! until it has its place here, and from there its words and its sources.

use engine::raft::Trace;

/// The subjects of raft's decisions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Role,
    Election,
    Proposal,
    Append,
    Log,
    Read,
    Transfer,
    Snapshot,
    Membership,
}

/// What a decision is about.
pub fn group(trace: &Trace) -> Group {
    match trace {
        Trace::Role(_) => Group::Role,
        Trace::Election(_) => Group::Election,
        Trace::Proposal(_) => Group::Proposal,
        Trace::Append(_) => Group::Append,
        Trace::Log(_) => Group::Log,
        Trace::Read(_) => Group::Read,
        Trace::Transfer(_) => Group::Transfer,
        Trace::Snapshot(_) => Group::Snapshot,
        Trace::Membership(_) => Group::Membership,
    }
}
