//! How a member changes its role, after etcd raft.go, `reset` and `become…`.

use super::{
    core::{Raft, Role},
    error::RaftError,
    message::Entry,
    progress::Progress,
    read_index::ReadOnly,
    trace,
};
use crate::base::{NONE, NodeId, Term};

impl Raft {
    /// Forgets everything that belongs to the role and the term before.
    fn reset(&mut self, term: Term) {
        if self.term != term {
            self.term = term;
            self.vote = NONE;
        }
        self.lead = NONE;
        self.election_elapsed = 0;
        self.heartbeat_elapsed = 0;
        self.reset_randomized_election_timeout();
        self.lead_transferee = NONE;
        self.tracker.reset_votes();
        let last = self.raft_log.last_index();
        for at in 0..self.tracker.progress.len() {
            let inflights = self.tracker.new_inflights();
            let (id, old) = &mut self.tracker.progress[at];
            let mut new = Progress::new(last + 1, inflights, old.is_learner);
            if *id == self.id {
                new.matched = last;
            }
            *old = new;
        }
        self.pending_conf_index = 0;
        self.uncommitted_size = 0;
        self.read_only = ReadOnly::default();
    }

    /// Follows `lead`, or waits for somebody to lead `term`.
    pub(super) fn become_follower(&mut self, term: Term, lead: NodeId) {
        self.reset(term);
        self.lead = lead;
        self.role = Role::Follower;
        self.tracer.push(|| trace::Role::BecameFollower { id: self.id, term });
    }

    /// Begins a new term and votes for itself.
    pub(super) fn become_candidate(&mut self) {
        assert!(self.role != Role::Leader, "invalid transition [leader -> candidate]");
        self.reset(self.term + 1);
        self.vote = self.id;
        self.role = Role::Candidate;
        self.tracer.push(|| trace::Role::BecameCandidate { id: self.id, term: self.term });
    }

    /// Asks first: neither the term nor the vote changes.
    pub(super) fn become_pre_candidate(&mut self) {
        assert!(self.role != Role::Leader, "invalid transition [leader -> pre-candidate]");
        self.tracker.reset_votes();
        self.lead = NONE;
        self.role = Role::PreCandidate;
        self.tracer.push(|| trace::Role::BecamePreCandidate { id: self.id, term: self.term });
    }

    /// Leads, and begins with an empty entry: only entries of its own term let it commit.
    pub(super) fn become_leader(&mut self) -> Result<(), RaftError> {
        assert!(self.role != Role::Follower, "invalid transition [follower -> leader]");
        self.reset(self.term);
        self.lead = self.id;
        self.role = Role::Leader;
        if let Some(own) = self.tracker.get_mut(self.id) {
            own.become_replicate();
            own.recent_active = true;
        }
        // There may be a configuration change among the entries that are not applied yet.
        self.pending_conf_index = self.raft_log.last_index();
        self.append_entries(vec![Entry::default()])?;
        self.tracer.push(|| trace::Role::BecameLeader { id: self.id, term: self.term });
        Ok(())
    }
}
