//! Who is in the group, how far each is, and who has voted how, after etcd tracker/tracker.go.

use super::{
    inflights::Inflights,
    message::ConfState,
    progress::Progress,
    quorum::{Joint, Majority, VoteResult},
};
use crate::base::{Index, NodeId};
use std::fmt;

/// The configuration in force.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct GroupConfig {
    /// Who votes.
    pub voters: Joint,
    /// The joint configuration is left by itself.
    pub auto_leave: bool,
    /// Who listens.
    pub learners: Majority,
    /// Outgoing voters that will listen once the joint configuration is left.
    pub learners_next: Majority,
}

/// The progress of every member, ascending by id.
pub type ProgressMap = Vec<(NodeId, Progress)>;

/// The leader's book-keeping, and every candidate's.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ProgressTracker {
    /// Who is in.
    pub config: GroupConfig,
    /// How far each is.
    pub progress: ProgressMap,
    /// The votes so far, ascending by id.
    pub votes: Vec<(NodeId, bool)>,
    /// The size of each window.
    pub max_inflight_msgs: u32,
    /// The size of each window in bytes.
    pub max_inflight_bytes: u64,
}

impl ProgressTracker {
    /// Of nobody.
    pub fn new(max_inflight_msgs: u32, max_inflight_bytes: u64) -> ProgressTracker {
        ProgressTracker {
            config: GroupConfig::default(),
            progress: Vec::new(),
            votes: Vec::new(),
            max_inflight_msgs,
            max_inflight_bytes,
        }
    }

    /// An empty window.
    pub fn new_inflights(&self) -> Inflights {
        Inflights::new(self.max_inflight_msgs, self.max_inflight_bytes)
    }

    /// Where `id` stands in [`Self::progress`].
    pub fn position(&self, id: NodeId) -> Option<usize> {
        // Groups are small: a scan beats a search.
        self.progress.iter().position(|(member, _)| *member == id)
    }

    /// How far `id` is.
    pub fn get(&self, id: NodeId) -> Option<&Progress> {
        self.position(id).map(|at| &self.progress[at].1)
    }

    /// How far `id` is, to change it.
    pub fn get_mut(&mut self, id: NodeId) -> Option<&mut Progress> {
        self.position(id).map(|at| &mut self.progress[at].1)
    }

    /// The one voter decides alone.
    pub fn is_singleton(&self) -> bool {
        self.config.voters.incoming.len() == 1 && !self.config.voters.is_joint()
    }

    /// The highest index that a quorum has.
    pub fn committed(&self) -> Index {
        self.config.voters.committed_index(|id| self.get(id).map(|pr| pr.matched))
    }

    /// Whether [`Self::committed`] can be more than `index`: nearly always not, and then one look at each
    /// member is enough.
    pub fn may_commit_after(&self, index: Index) -> bool {
        let voters = &self.config.voters;
        if voters.is_joint() || voters.incoming.is_empty() {
            return true;
        }
        // Outside of a joint configuration, who is tracked and no learner votes.
        let beyond = self.progress.iter().filter(|(_, pr)| !pr.is_learner && pr.matched > index);
        beyond.count() > voters.incoming.len() / 2
    }

    /// Each voter's match, for a trace.
    pub fn matches(&self) -> Vec<(NodeId, Index)> {
        let voters = self.progress.iter().filter(|(_, pr)| !pr.is_learner);
        voters.map(|(id, pr)| (*id, pr.matched)).collect()
    }

    /// A quorum was heard from since the last check.
    pub fn quorum_active(&self) -> bool {
        let active = |id| self.get(id).filter(|pr| !pr.is_learner).map(|pr| pr.recent_active);
        self.config.voters.vote_result(active) == VoteResult::Won
    }

    /// A new election begins.
    pub fn reset_votes(&mut self) {
        self.votes.clear();
    }

    /// The first vote of a member counts.
    pub fn record_vote(&mut self, id: NodeId, granted: bool) {
        if let Err(at) = self.votes.binary_search_by_key(&id, |(id, _)| *id) {
            self.votes.insert(at, (id, granted));
        }
    }

    /// Votes granted, votes refused, and what they amount to.
    pub fn tally_votes(&self) -> (u64, u64, VoteResult) {
        let voter = |id| self.get(id).is_some_and(|pr| !pr.is_learner);
        let count = |granted| {
            let votes = self.votes.iter().filter(|(id, vote)| *vote == granted && voter(*id));
            votes.count() as u64
        };
        let vote = |id| {
            let at = self.votes.binary_search_by_key(&id, |(id, _)| *id).ok();
            at.map(|at| self.votes[at].1)
        };
        (count(true), count(false), self.config.voters.vote_result(vote))
    }

    /// The configuration in the form that snapshots keep.
    pub fn conf_state(&self) -> ConfState {
        let config = &self.config;
        ConfState {
            voters: config.voters.incoming.ids().to_vec(),
            learners: config.learners.ids().to_vec(),
            voters_outgoing: config.voters.outgoing.ids().to_vec(),
            learners_next: config.learners_next.ids().to_vec(),
            auto_leave: config.auto_leave,
        }
    }
}

impl fmt::Display for GroupConfig {
    /// `voters=(1 2 3) learners=(4)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "voters={}", self.voters)?;
        if !self.learners.is_empty() {
            write!(f, " learners={}", self.learners)?;
        }
        if !self.learners_next.is_empty() {
            write!(f, " learners_next={}", self.learners_next)?;
        }
        if self.auto_leave { write!(f, " autoleave") } else { Ok(()) }
    }
}
