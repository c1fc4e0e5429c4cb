//! What a leader does with a message, after etcd raft.go, `tickHeartbeat` and `stepLeader`.

use super::{
    core::{Raft, Role},
    error::RaftError,
    message::{Message, MessageType},
    progress::ProgressState,
    trace,
};
use crate::base::NONE;

impl Raft {
    /// A leader's tick: once an election timeout it checks its quorum, once a heartbeat it beats.
    pub(super) fn tick_heartbeat(&mut self) {
        self.heartbeat_elapsed = self.heartbeat_elapsed.saturating_add(1);
        self.election_elapsed = self.election_elapsed.saturating_add(1);
        if self.election_elapsed >= self.config.election_tick {
            self.election_elapsed = 0;
            if self.config.check_quorum {
                self.check_quorum();
            }
            // A transfer that took this long has failed.
            self.lead_transferee = NONE;
        }
        if self.role == Role::Leader && self.heartbeat_elapsed >= self.config.heartbeat_tick {
            self.heartbeat_elapsed = 0;
            self.broadcast_heartbeat();
        }
    }

    /// A leader that no quorum answers leads nobody.
    fn check_quorum(&mut self) {
        let id = self.id;
        if self.tracer.on {
            let members = self.tracker.progress.iter();
            let active = members.map(|(peer, pr)| (*peer, pr.recent_active || *peer == id));
            let active = active.collect();
            self.tracer.push(|| trace::Role::QuorumChecked { id, active });
        }
        if !self.tracker.quorum_active() {
            self.tracer.push(|| trace::Role::SteppedDown { id });
            self.become_follower(self.term, NONE);
        }
        for (peer, pr) in &mut self.tracker.progress {
            if *peer != id {
                pr.recent_active = false;
            }
        }
    }

    /// A message to the leader.
    pub(super) fn step_leader(&mut self, message: Message) -> Result<(), RaftError> {
        use MessageType::*;
        match message.msg_type {
            Beat => self.broadcast_heartbeat(),
            CheckQuorum => self.check_quorum(),
            Prop => return self.propose(message),
            ReadIndex => self.read_index_as_leader(message),
            ForgetLeader => {}
            _ => {
                let Some(at) = self.tracker.position(message.from) else {
                    let (id, from) = (self.id, message.from);
                    self.tracer.push(|| trace::Append::NoProgress { id, from });
                    return Ok(());
                };
                match message.msg_type {
                    AppResp => return self.handle_append_response(at, &message),
                    HeartbeatResp => self.handle_heartbeat_response(at, &message),
                    SnapStatus => self.handle_snapshot_status(at, message.reject),
                    Unreachable => self.handle_unreachable(at),
                    TransferLeader => self.transfer_leader(at),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Takes entries from a client, directly or through a follower.
    fn propose(&mut self, mut message: Message) -> Result<(), RaftError> {
        // A leader that was removed takes no more proposals while it steps down.
        if message.entries.is_empty() || self.tracker.position(self.id).is_none() {
            return Err(RaftError::ProposalDropped);
        }
        if self.lead_transferee != NONE {
            let (id, term, to) = (self.id, self.term, self.lead_transferee);
            self.tracer.push(|| trace::Proposal::ProposalDuringTransfer { id, term, to });
            return Err(RaftError::ProposalDropped);
        }
        self.check_conf_changes(&mut message.entries)?;
        self.append_entries(message.entries)?;
        self.broadcast_append();
        Ok(())
    }

    /// A follower says what it has, or that it lacks the entry before the ones it was sent.
    fn handle_append_response(&mut self, at: usize, m: &Message) -> Result<(), RaftError> {
        self.tracker.progress[at].1.recent_active = true;
        if m.reject {
            self.handle_append_rejection(at, m);
            return Ok(());
        }
        let first_index = self.raft_log.first_index();
        let (id, from) = (self.id, m.from);
        let pr = &mut self.tracker.progress[at].1;
        // A probe that confirms what was known is news too: the logs agree, streaming may begin.
        let probe_answered = pr.matched == m.index && pr.state == ProgressState::Probe;
        if !pr.maybe_update(m.index) && !probe_answered {
            return Ok(());
        }
        match pr.state {
            ProgressState::Probe => {
                pr.become_replicate();
                self.tracer.push(|| trace::Append::ReplicateStarted {
                    id,
                    to: from,
                    matched: pr.matched,
                });
            }
            ProgressState::Snapshot if pr.matched + 1 >= first_index => {
                let progress = pr.brief();
                self.tracer.push(|| trace::Snapshot::SnapshotNotNeeded {
                    id,
                    to: from,
                    progress: Box::new(progress),
                });
                pr.become_probe();
                pr.become_replicate();
            }
            ProgressState::Snapshot => {}
            ProgressState::Replicate => pr.inflights.free_to(m.index),
        }
        let can_bump = pr.can_bump_commit(self.raft_log.committed);
        if self.maybe_commit()? {
            self.release_pending_reads();
            self.broadcast_append();
        } else if from != id && can_bump {
            // The follower may not know of the commit yet.
            self.maybe_send_append(at, true);
        }
        // The window may have room for several messages now.
        if from != id {
            while self.maybe_send_append(at, false) {}
        }
        self.finish_transfer(at);
        Ok(())
    }

    /// Goes back to where the logs may agree. The follower's hint skips what it cannot share with a log
    /// of the leader's terms; the leader skips in the same way what it cannot share with the follower.
    fn handle_append_rejection(&mut self, at: usize, m: &Message) {
        self.tracer.push(|| trace::Append::AppendRejectionReceived {
            id: self.id,
            hint: m.reject_hint,
            hint_term: m.log_term,
            from: m.from,
            index: m.index,
        });
        let mut next_probe = m.reject_hint;
        if m.log_term > 0 {
            next_probe = self.raft_log.find_conflict_by_term(m.reject_hint, m.log_term).index;
        }
        let pr = &mut self.tracker.progress[at].1;
        if pr.maybe_decrease(m.index, next_probe) {
            let progress = pr.brief();
            self.tracer.push(|| trace::Append::ProgressDecreased {
                id: self.id,
                to: m.from,
                progress: Box::new(progress),
            });
            if pr.state == ProgressState::Replicate {
                pr.become_probe();
            }
            self.maybe_send_append(at, true);
        }
    }

    /// A follower is alive. If it lacks something it gets it, and a read may be confirmed.
    fn handle_heartbeat_response(&mut self, at: usize, message: &Message) {
        let last = self.raft_log.last_index();
        let pr = &mut self.tracker.progress[at].1;
        pr.recent_active = true;
        pr.msg_app_flow_paused = false;
        if pr.matched < last || pr.state == ProgressState::Probe {
            self.maybe_send_append(at, true);
        }
        self.read_acknowledged(message);
    }

    /// The network could not deliver: what was sent ahead may be lost.
    fn handle_unreachable(&mut self, at: usize) {
        let (to, pr) = &mut self.tracker.progress[at];
        if pr.state == ProgressState::Replicate {
            pr.become_probe();
        }
        let progress = pr.brief();
        self.tracer.push(|| trace::Append::PeerUnreachable {
            id: self.id,
            to: *to,
            progress: Box::new(progress),
        });
    }
}
