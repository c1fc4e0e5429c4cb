//! From one configuration to the next, after etcd confchange/confchange.go and restore.go.
//!
//! Pure: a [`Changer`] looks at the tracker and answers with the configuration and progress to switch to,
//! or with the reason why not. A simple change touches one voter at most, so that the old and the new
//! majorities overlap; anything more goes through a joint configuration, in which both decide.

use super::{
    message::{ConfChangeSingle, ConfChangeType, ConfState},
    progress::Progress,
    tracker::{GroupConfig, ProgressMap, ProgressTracker},
};
use crate::base::{Index, NONE, NodeId};
use std::fmt;

/// Computes the next configuration.
pub struct Changer<'a> {
    /// What is in force.
    pub tracker: &'a ProgressTracker,
    /// The end of this member's log: a new member is probed from there.
    pub last_index: Index,
}

/// Why a configuration cannot be changed so, in etcd's words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConfChangeError {
    /// One joint configuration at a time.
    AlreadyJoint,
    /// Nobody could agree to it.
    ZeroVoterJoint,
    /// There is nothing to leave.
    NotJoint,
    /// The joint configuration must be left first.
    SimpleInJoint,
    /// Two majorities might not overlap.
    MoreThanOneVoter,
    /// Nobody would be left.
    RemovedAllVoters,
}

/// The configuration and progress to switch to.
pub type Changed = Result<(GroupConfig, ProgressMap), ConfChangeError>;

impl Changer<'_> {
    /// Enters a joint configuration: the voters of now go out, `changes` make those that come in.
    pub fn enter_joint(&self, auto_leave: bool, changes: &[ConfChangeSingle]) -> Changed {
        let (mut config, mut progress) = self.copy();
        if config.voters.is_joint() {
            return Err(ConfChangeError::AlreadyJoint);
        }
        if config.voters.incoming.is_empty() {
            return Err(ConfChangeError::ZeroVoterJoint);
        }
        config.voters.outgoing = config.voters.incoming.clone();
        self.apply(&mut config, &mut progress, changes)?;
        config.auto_leave = auto_leave;
        Ok((config, progress))
    }

    /// Leaves the joint configuration: only the incoming voters stay.
    pub fn leave_joint(&self) -> Changed {
        let (mut config, mut progress) = self.copy();
        if !config.voters.is_joint() {
            return Err(ConfChangeError::NotJoint);
        }
        let next = std::mem::take(&mut config.learners_next);
        for id in next.ids() {
            config.learners.insert(*id);
            if let Some(at) = position(&progress, *id) {
                progress[at].1.is_learner = true;
            }
        }
        let outgoing = std::mem::take(&mut config.voters.outgoing);
        for id in outgoing.ids() {
            if !config.voters.incoming.contains(*id) && !config.learners.contains(*id) {
                progress.retain(|(member, _)| member != id);
            }
        }
        config.auto_leave = false;
        Ok((config, progress))
    }

    /// Changes one voter, and any number of learners.
    pub fn simple(&self, changes: &[ConfChangeSingle]) -> Changed {
        let (mut config, mut progress) = self.copy();
        if config.voters.is_joint() {
            return Err(ConfChangeError::SimpleInJoint);
        }
        self.apply(&mut config, &mut progress, changes)?;
        let (old, new) = (&self.tracker.config.voters.incoming, &config.voters.incoming);
        let gone = old.ids().iter().filter(|id| !new.contains(**id)).count();
        let come = new.ids().iter().filter(|id| !old.contains(**id)).count();
        if gone + come > 1 {
            return Err(ConfChangeError::MoreThanOneVoter);
        }
        Ok((config, progress))
    }

    fn copy(&self) -> (GroupConfig, ProgressMap) {
        (self.tracker.config.clone(), self.tracker.progress.clone())
    }

    fn apply(
        &self,
        config: &mut GroupConfig,
        progress: &mut ProgressMap,
        changes: &[ConfChangeSingle],
    ) -> Result<(), ConfChangeError> {
        for change in changes.iter().filter(|change| change.node_id != NONE) {
            let id = change.node_id;
            match change.change_type {
                ConfChangeType::AddNode => self.make_voter(config, progress, id),
                ConfChangeType::AddLearnerNode => self.make_learner(config, progress, id),
                ConfChangeType::RemoveNode => remove(config, progress, id),
                ConfChangeType::UpdateNode => {}
            }
        }
        if config.voters.incoming.is_empty() {
            return Err(ConfChangeError::RemovedAllVoters);
        }
        Ok(())
    }

    fn make_voter(&self, config: &mut GroupConfig, progress: &mut ProgressMap, id: NodeId) {
        config.voters.incoming.insert(id);
        config.learners.remove(id);
        config.learners_next.remove(id);
        match position(progress, id) {
            Some(at) => progress[at].1.is_learner = false,
            None => self.insert_progress(progress, id, false),
        }
    }

    /// A voter that becomes a learner keeps its progress. While it still votes in the outgoing half, it
    /// only is noted for later.
    fn make_learner(&self, config: &mut GroupConfig, progress: &mut ProgressMap, id: NodeId) {
        let Some(at) = position(progress, id) else {
            config.learners.insert(id);
            self.insert_progress(progress, id, true);
            return;
        };
        if progress[at].1.is_learner {
            return;
        }
        config.voters.incoming.remove(id);
        config.learners_next.remove(id);
        if config.voters.outgoing.contains(id) {
            config.learners_next.insert(id);
        } else {
            progress[at].1.is_learner = true;
            config.learners.insert(id);
        }
    }

    /// A newcomer counts as active, so that the leader does not step down before it could answer.
    fn insert_progress(&self, progress: &mut ProgressMap, id: NodeId, is_learner: bool) {
        let inflights = self.tracker.new_inflights();
        let mut new = Progress::new(self.last_index.max(1), inflights, is_learner);
        new.recent_active = true;
        let at = progress.partition_point(|(member, _)| *member < id);
        progress.insert(at, (id, new));
    }
}

/// The configuration that `state` describes, from nothing. The tracker must be empty.
pub fn restore(empty: &ProgressTracker, last_index: Index, state: &ConfState) -> Changed {
    let mut tracker = empty.clone();
    let change =
        |change_type| move |node_id: &NodeId| ConfChangeSingle { change_type, node_id: *node_id };
    let add = change(ConfChangeType::AddNode);
    let learn = change(ConfChangeType::AddLearnerNode);
    let mut incoming: Vec<ConfChangeSingle> =
        state.voters_outgoing.iter().map(change(ConfChangeType::RemoveNode)).collect();
    incoming.extend(state.voters.iter().map(&add));
    incoming.extend(state.learners.iter().chain(&state.learners_next).map(learn));

    // Without an outgoing half, step by step; with one, build that first and then enter the joint one.
    let outgoing: Vec<ConfChangeSingle> = state.voters_outgoing.iter().map(add).collect();
    let joint = !outgoing.is_empty();
    for step in if joint { &outgoing } else { &incoming } {
        let changer = Changer { tracker: &tracker, last_index };
        (tracker.config, tracker.progress) = changer.simple(std::slice::from_ref(step))?;
    }
    if joint {
        return Changer { tracker: &tracker, last_index }.enter_joint(state.auto_leave, &incoming);
    }
    Ok((tracker.config, tracker.progress))
}

/// A member that still votes in the outgoing half keeps its progress.
fn remove(config: &mut GroupConfig, progress: &mut ProgressMap, id: NodeId) {
    if position(progress, id).is_none() {
        return;
    }
    config.voters.incoming.remove(id);
    config.learners.remove(id);
    config.learners_next.remove(id);
    if !config.voters.outgoing.contains(id) {
        progress.retain(|(member, _)| *member != id);
    }
}

fn position(progress: &ProgressMap, id: NodeId) -> Option<usize> {
    progress.iter().position(|(member, _)| *member == id)
}

impl fmt::Display for ConfChangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ConfChangeError::AlreadyJoint => "config is already joint",
            ConfChangeError::ZeroVoterJoint => "can't make a zero-voter config joint",
            ConfChangeError::NotJoint => "can't leave a non-joint config",
            ConfChangeError::SimpleInJoint => "can't apply simple config change in joint config",
            ConfChangeError::MoreThanOneVoter => {
                "more than one voter changed without entering joint config"
            }
            ConfChangeError::RemovedAllVoters => "removed all voters",
        })
    }
}
