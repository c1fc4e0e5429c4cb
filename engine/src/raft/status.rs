//! A member at a glance, after etcd status.go.

use super::{
    core::{Role, SoftState},
    message::HardState,
    progress::ProgressBrief,
    rawnode::RawNode,
    tracker::GroupConfig,
};
use crate::base::{Index, NodeId};

/// What one member knows.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Status {
    /// Who it is.
    pub id: NodeId,
    /// Term, vote and commit index.
    pub hard_state: HardState,
    /// Leader and role.
    pub soft_state: SoftState,
    /// The last applied index.
    pub applied: Index,
    /// To whom the leadership is being handed.
    pub lead_transferee: NodeId,
    /// The configuration in force.
    pub config: GroupConfig,
    /// Every member as the leader sees it; empty for others.
    pub progress: Vec<(NodeId, ProgressBrief)>,
}

impl RawNode {
    /// The member at a glance.
    pub fn status(&self) -> Status {
        let raft = &self.raft;
        let leads = raft.role == Role::Leader;
        let progress = raft.tracker.progress.iter().filter(|_| leads);
        Status {
            id: raft.id,
            hard_state: raft.hard_state(),
            soft_state: raft.soft_state(),
            applied: raft.raft_log.applied,
            lead_transferee: raft.lead_transferee,
            config: raft.tracker.config.clone(),
            progress: progress.map(|(id, pr)| (*id, pr.brief())).collect(),
        }
    }
}
