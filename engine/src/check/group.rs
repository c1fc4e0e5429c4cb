//! The configuration in force: who votes, as the member knows it that has carried out most.
//!
//! A change of the configuration counts for a member from when it applies the entry. Whoever has applied most
//! knows the latest; nobody can know a later one.

use crate::base::{Index, NodeId};
use crate::raft::quorum::{Joint, Majority, VoteResult};
use crate::raft::tracker::GroupConfig;
use crate::server::EtcdServer;
use crate::sim::World;

/// Who votes.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Up to where the entries were carried out that made it.
    applied: Option<Index>,
    config: GroupConfig,
    changes: u64,
}

impl Group {
    /// Looks at one process.
    pub fn observe(&mut self, server: &EtcdServer) {
        if self.applied.is_some_and(|applied| server.applied() <= applied) {
            return;
        }
        let first = self.applied.replace(server.applied()).is_none();
        let config = &server.raft().raft.tracker.config;
        if self.config != *config {
            self.config = config.clone();
            self.changes += u64::from(!first);
        }
    }

    /// Who votes. Nobody, before anybody has started.
    pub fn voters(&self) -> &Joint {
        &self.config.voters
    }

    /// Voters and learners, ascending.
    pub fn members(&self) -> Vec<NodeId> {
        let voters = self.config.voters.ids();
        let learners = self.config.learners.ids();
        let all: Majority = voters.ids().iter().chain(learners).copied().collect();
        all.ids().to_vec()
    }

    /// How often it became another.
    pub fn changes(&self) -> u64 {
        self.changes
    }
}

/// True if those whom `is_in` names decide among `voters`. Of nobody, nobody is a quorum.
pub fn is_quorum(voters: &Joint, is_in: impl Fn(NodeId) -> bool) -> bool {
    let known = !voters.incoming.is_empty();
    known && voters.vote_result(|id| Some(is_in(id))) == VoteResult::Won
}

/// `n1, n2`
pub fn names(world: &World, ids: impl IntoIterator<Item = NodeId>) -> String {
    let names: Vec<String> = ids.into_iter().map(|id| world.name(id).to_string()).collect();
    if names.is_empty() { "nobody".into() } else { names.join(", ") }
}
