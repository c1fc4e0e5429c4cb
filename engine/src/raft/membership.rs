//! Changes of the group, after etcd raft.go, `applyConfChange`, `switchToConfig`, and the checks on
//! proposed changes in `stepLeader`. What the next configuration is, `confchange` computes; this file says
//! when a change may be proposed, and what a member does when the configuration switches.

use super::{
    codec,
    confchange::Changer,
    core::{Raft, Role},
    error::{Fault, RaftError},
    message::{ConfChangeV2, ConfState, Entry, EntryType, Message, MessageType},
    trace,
    tracker::{GroupConfig, ProgressMap},
};
use crate::base::{Index, NONE};

/// Why a proposed change becomes an empty entry.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ChangeRefused {
    /// An earlier change may not be applied yet.
    Pending { index: Index, applied: Index },
    /// The group is in a joint configuration.
    Joint,
    /// There is no joint configuration to leave.
    NotJoint,
}

impl Raft {
    /// A committed change takes effect on this member.
    pub fn apply_conf_change(&mut self, change: &ConfChangeV2) -> Result<ConfState, RaftError> {
        let last_index = self.raft_log.last_index();
        let changer = Changer { tracker: &self.tracker, last_index };
        let changed = if change.leave_joint() {
            changer.leave_joint()
        } else if let Some(auto_leave) = change.enter_joint() {
            changer.enter_joint(auto_leave, &change.changes)
        } else {
            changer.simple(&change.changes)
        };
        let (config, progress) = changed.map_err(Fault::ConfChange)?;
        self.switch_to_config(config, progress)
    }

    /// Counts by the new configuration from now on.
    pub(super) fn switch_to_config(
        &mut self,
        config: GroupConfig,
        progress: ProgressMap,
    ) -> Result<ConfState, RaftError> {
        self.tracker.config = config;
        self.tracker.progress = progress;
        let id = self.id;
        if self.tracer.on {
            let config = self.tracker.config.clone();
            self.tracer.push(|| trace::Membership::SwitchedConfig { id, config: Box::new(config) });
        }
        let state = self.tracker.conf_state();
        let own = self.tracker.get(id);
        let is_member = own.is_some();
        self.is_learner = own.is_some_and(|pr| pr.is_learner);
        if (!is_member || self.is_learner) && self.role == Role::Leader {
            if self.config.step_down_on_removal {
                self.become_follower(self.term, NONE);
            }
            return Ok(state);
        }
        if self.role != Role::Leader || state.voters.is_empty() {
            return Ok(state);
        }
        // A smaller quorum may commit more; a newcomer need not wait for the next heartbeat.
        if self.maybe_commit()? {
            self.broadcast_append();
        } else {
            for at in 0..self.tracker.progress.len() {
                if self.tracker.progress[at].0 != id {
                    self.maybe_send_append(at, false);
                }
            }
        }
        if !self.tracker.config.voters.contains(self.lead_transferee) {
            self.lead_transferee = NONE;
        }
        Ok(state)
    }

    /// Looks at the configuration changes among proposed entries. One that may not be now becomes an
    /// empty entry, so that what is proposed with it keeps its place.
    pub(super) fn check_conf_changes(&mut self, entries: &mut [Entry]) -> Result<(), RaftError> {
        let last = self.raft_log.last_index();
        for (index, entry) in (last + 1..).zip(entries) {
            let change = match entry.entry_type {
                EntryType::Normal => continue,
                EntryType::ConfChange => codec::conf_change(&entry.data).map(|c| c.as_v2()),
                EntryType::ConfChangeV2 => codec::conf_change_v2(&entry.data),
            };
            let change = change.map_err(RaftError::ConfChangeData)?;
            match self.refuse_conf_change(&change) {
                Some(why) if !self.config.disable_conf_change_validation => {
                    if self.tracer.on {
                        let config = self.tracker.config.clone();
                        let id = self.id;
                        self.tracer.push(|| trace::Membership::ConfChangeIgnored {
                            id,
                            change: Box::new(change),
                            config: Box::new(config),
                            why,
                        });
                    }
                    *entry = Entry::default();
                }
                _ => self.pending_conf_index = index,
            }
        }
        Ok(())
    }

    fn refuse_conf_change(&self, change: &ConfChangeV2) -> Option<ChangeRefused> {
        let (index, applied) = (self.pending_conf_index, self.raft_log.applied);
        let is_joint = self.tracker.config.voters.is_joint();
        let leaves = change.changes.is_empty();
        if index > applied {
            Some(ChangeRefused::Pending { index, applied })
        } else if is_joint && !leaves {
            Some(ChangeRefused::Joint)
        } else if !is_joint && leaves {
            Some(ChangeRefused::NotJoint)
        } else {
            None
        }
    }

    /// Once the change that entered a joint configuration is applied, the leader proposes to leave it,
    /// if that was asked for.
    pub(super) fn maybe_leave_joint(&mut self, applied: Index) -> Result<(), RaftError> {
        let auto_leave = self.tracker.config.auto_leave;
        if !auto_leave || applied < self.pending_conf_index || self.role != Role::Leader {
            return Ok(());
        }
        let entry = Entry { entry_type: EntryType::ConfChangeV2, ..Entry::default() };
        let msg_type = MessageType::Prop;
        let result = self.step(Message { msg_type, entries: vec![entry], ..Message::default() });
        let dropped = match result {
            Ok(()) => None,
            Err(RaftError::Fault(fault)) => return Err(fault.into()),
            Err(error) => Some(error),
        };
        let config = || Box::new(self.tracker.config.clone());
        self.tracer.push(|| match dropped {
            None => trace::Membership::LeavingJoint { config: config() },
            Some(error) => trace::Membership::NotLeavingJoint { config: config(), error },
        });
        Ok(())
    }
}
