//! What raft decided, one file a subject.

mod append;
mod election;
mod log;
mod membership;
mod proposal;
mod read;
mod role;
mod snapshot;
mod transfer;

pub use append::AppendRule;
pub use election::ElectionRule;
pub use log::LogRule;
pub use membership::MembershipRule;
pub use proposal::ProposalRule;
pub use read::ReadRule;
pub use role::RoleRule;
pub use snapshot::SnapshotRule;
pub use transfer::TransferRule;

use super::{Told, rule::Rule, told};
use engine::raft::Trace;

/// By which rule raft decided, and on which values.
pub(super) fn explain(trace: &Trace) -> Told {
    match trace {
        Trace::Role(trace) => told(Rule::Role, role::explain(trace)),
        Trace::Election(trace) => told(Rule::Election, election::explain(trace)),
        Trace::Proposal(trace) => told(Rule::Proposal, proposal::explain(trace)),
        Trace::Append(trace) => told(Rule::Append, append::explain(trace)),
        Trace::Log(trace) => told(Rule::Log, log::explain(trace)),
        Trace::Read(trace) => told(Rule::Read, read::explain(trace)),
        Trace::Transfer(trace) => told(Rule::Transfer, transfer::explain(trace)),
        Trace::Snapshot(trace) => told(Rule::Snapshot, snapshot::explain(trace)),
        Trace::Membership(trace) => told(Rule::Membership, membership::explain(trace)),
    }
}
