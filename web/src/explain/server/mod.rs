//! What a server decided, one file a subject; what raft, the log and the store decided within it, in their files.

mod apply;
mod boot;
mod forward;
mod fsync;
mod leader;
mod membership;
mod propose;
mod publish;
mod read;
mod refusal;
mod snapshot;
mod switch;
mod version;

pub use apply::ApplyRule;
pub use boot::BootRule;
pub use forward::ForwardRule;
pub use fsync::FsyncRule;
pub use leader::LeaderRule;
pub use membership::ServerMembershipRule;
pub use propose::ProposeRule;
pub use publish::PublishRule;
pub use read::ServerReadRule;
pub use snapshot::ServerSnapshotRule;
pub use switch::SwitchRule;
pub use version::VersionRule;

use super::{Told, mvcc, raft, rule::Rule, told, wal};
use engine::server::Trace;

/// By which rule a server decided, and on which values.
pub(super) fn explain(trace: &Trace) -> Told {
    match trace {
        Trace::Raft(trace) => raft::explain(trace),
        Trace::Wal(trace) => told(Rule::Wal, wal::explain(trace)),
        Trace::Mvcc(trace) => told(Rule::Store, mvcc::explain(trace)),
        Trace::Boot(trace) => told(Rule::Boot, boot::explain(trace)),
        Trace::Propose(trace) => told(Rule::Propose, propose::explain(trace)),
        Trace::Fsync(trace) => told(Rule::Fsync, fsync::explain(trace)),
        Trace::Apply(trace) => told(Rule::Apply, apply::explain(trace)),
        Trace::Read(trace) => told(Rule::ServerRead, read::explain(trace)),
        Trace::Forward(trace) => told(Rule::Forward, forward::explain(trace)),
        Trace::Membership(trace) => told(Rule::ServerMembership, membership::explain(trace)),
        Trace::Leader(trace) => told(Rule::Leader, leader::explain(trace)),
        Trace::Publish(trace) => told(Rule::Publish, publish::explain(trace)),
        Trace::Version(trace) => told(Rule::Version, version::explain(trace)),
        Trace::Snapshot(trace) => told(Rule::ServerSnapshot, snapshot::explain(trace)),
        Trace::Switch(trace) => told(Rule::Switch, switch::explain(trace)),
    }
}
