//! Changes of the cluster, after `server.go`, `configure` and `applyConfChange`.

use crate::base::{Index, NodeId, decisions};
use crate::raft::confchange::ConfChangeError;
use crate::raft::tracker::GroupConfig;
use crate::raft::{ConfChangeType, ConfChangeV2, MessageType};
use crate::server::RpcError;
use std::fmt;

/// What is to become of a member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MemberDeed {
    /// It is added, to vote or to learn.
    Add { is_learner: bool, peer_urls: Vec<String> },
    /// It is removed.
    Remove,
    /// A learner is to vote.
    Promote,
}

decisions! {
    /// A decision about who is a member.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Membership {
        /// A membership change was handed to raft under this id.
        ConfChangeProposed { request_id: u64, kind: ConfChangeType, member: NodeId },
        /// An outsider's change of several members was handed to raft.
        ConfChangeV2Proposed { change: Box<ConfChangeV2> },
        /// After the change, those who started would be no quorum.
        NotEnoughStarted { deed: MemberDeed, member: NodeId, started: u64, quorum: u64 },
        /// This member has not been connected to enough others for long enough.
        Unhealthy { deed: MemberDeed, member: NodeId, active: u64, needed: u64 },
        /// How much of the leader's log a learner has that is to be promoted; nine tenths are enough.
        LearnerMeasured { member: NodeId, matched: Index, leader: Index, ready: bool },
        /// A committed membership change was carried out; `asked`: a client of this member waits for it.
        AppliedConfChange {
            index: Index,
            kind: ConfChangeType,
            member: NodeId,
            peer_urls: Vec<String>,
            promoted: bool,
            asked: bool,
        },
        /// A committed membership change that makes no sense any more.
        ConfChangeInvalid { index: Index, member: NodeId, error: RpcError },
        /// A committed change of several members was carried out.
        AppliedConfChangeV2 { index: Index, config: Box<GroupConfig> },
        /// A committed change of several members that raft cannot carry out, or that would bring back a member
        /// that was removed.
        ConfChangeV2Rejected { index: Index, error: Option<ConfChangeError> },
        /// This member is none any more; it stops in a second.
        RemovedSelf { index: Index },
        /// A removed member's message is not listened to; it is told so.
        RejectedRemoved { from: NodeId, kind: MessageType },
        /// A peer says that this member was removed.
        ToldRemoved { from: NodeId },
    }
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Membership::*;
        match self {
            ConfChangeProposed { request_id, kind, member } => {
                write!(f, "proposed {kind:?} {member:x} as request {request_id:x}")
            }
            ConfChangeV2Proposed { change } => write!(
                f,
                "proposed a configuration change of {} member(s), {:?}",
                change.changes.len(),
                change.transition
            ),
            NotEnoughStarted { member, started, quorum, .. } => write!(
                f,
                "rejecting the change of member {member:x}; started member will be less than quorum: \
                 {started} of {quorum}"
            ),
            Unhealthy { member, active, needed, .. } => write!(
                f,
                "rejecting the change of member {member:x}; local member has not been connected to all \
                 peers, reconfigure breaks active quorum: {active} of {needed}"
            ),
            LearnerMeasured { member, matched, leader, ready } => write!(
                f,
                "learner {member:x} has {matched} of the leader's {leader} entries: {}",
                if *ready { "ready" } else { "not ready" }
            ),
            AppliedConfChange { index, kind, member, promoted, .. } => {
                write!(f, "applied a configuration change at {index}: member {member:x} ")?;
                f.write_str(match kind {
                    ConfChangeType::AddNode if *promoted => "promoted",
                    ConfChangeType::AddNode => "added",
                    ConfChangeType::AddLearnerNode => "added as learner",
                    ConfChangeType::RemoveNode => "removed",
                    ConfChangeType::UpdateNode => "updated",
                })
            }
            ConfChangeInvalid { index, member, error } => write!(
                f,
                "Validation on configuration change failed at {index}, member {member:x}: {error}"
            ),
            AppliedConfChangeV2 { index, config } => {
                write!(f, "applied a configuration change at {index}: {config}")
            }
            ConfChangeV2Rejected { index, error: Some(error) } => {
                write!(f, "passed over the configuration change at {index}: {error}")
            }
            ConfChangeV2Rejected { index, error: None } => write!(
                f,
                "passed over the configuration change at {index}: it names a member that was removed"
            ),
            RemovedSelf { index } => {
                write!(f, "this member is removed by the configuration change at {index}; stopping")
            }
            RejectedRemoved { from, kind } => {
                write!(f, "rejected Raft message from removed member {from:x}: {kind}")
            }
            ToldRemoved { from } => {
                write!(f, "{from:x} says: the member has been permanently removed from the cluster")
            }
        }
    }
}
