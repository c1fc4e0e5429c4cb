//! What a follower does with a message, after etcd raft.go, `stepFollower`, `handleAppendEntries`,
//! `handleHeartbeat`.

use super::{
    config::ReadOnlyOption,
    core::Raft,
    election::Campaign,
    error::RaftError,
    log::EntryId,
    message::{Message, MessageType},
    read_index::ReadState,
    trace,
};
use crate::base::NONE;

impl Raft {
    /// A message to a follower.
    pub(super) fn step_follower(&mut self, message: Message) -> Result<(), RaftError> {
        use MessageType::*;
        match message.msg_type {
            Prop => return self.forward_proposal(message),
            App => {
                self.heard_from_leader(&message);
                return self.handle_append(&message);
            }
            Heartbeat => {
                self.heard_from_leader(&message);
                return self.handle_heartbeat(message);
            }
            Snap => {
                self.heard_from_leader(&message);
                return self.handle_snapshot(message);
            }
            TransferLeader if self.lead == NONE => {
                self.tracer.push(|| trace::Transfer::TransferWithoutLeader {
                    id: self.id,
                    term: self.term,
                });
            }
            ReadIndex if self.lead == NONE => {
                self.tracer
                    .push(|| trace::Read::ReadWithoutLeader { id: self.id, term: self.term });
            }
            TransferLeader | ReadIndex => self.send(Message { to: self.lead, ..message }),
            ForgetLeader => self.forget_leader(),
            TimeoutNow => {
                let (id, term, from) = (self.id, self.term, message.from);
                self.tracer.push(|| trace::Transfer::TimeoutNowReceived { id, term, from });
                self.hup(Campaign::Transfer);
            }
            ReadIndexResp => self.read_answered(message),
            _ => {}
        }
        Ok(())
    }

    /// The leader of this term lives.
    fn heard_from_leader(&mut self, message: &Message) {
        self.election_elapsed = 0;
        if self.lead != message.from {
            self.lead = message.from;
            let (id, lead, term) = (self.id, self.lead, self.term);
            self.tracer.push(|| trace::Role::LeaderFollowed { id, lead, term });
        }
    }

    /// Only a leader orders entries: a follower passes proposals on.
    fn forward_proposal(&mut self, message: Message) -> Result<(), RaftError> {
        let (id, term, lead) = (self.id, self.term, self.lead);
        if lead == NONE {
            self.tracer.push(|| trace::Proposal::ProposalWithoutLeader { id, term });
            return Err(RaftError::ProposalDropped);
        }
        if self.config.disable_proposal_forwarding {
            self.tracer.push(|| trace::Proposal::ForwardingDisabled { id, lead, term });
            return Err(RaftError::ProposalDropped);
        }
        let count = message.entries.len() as u64;
        self.tracer.push(|| trace::Proposal::ProposalForwarded { id, lead, count });
        self.send(Message { to: lead, ..message });
        Ok(())
    }

    /// Appends if the logs agree before the new entries; otherwise says where they may agree.
    fn handle_append(&mut self, m: &Message) -> Result<(), RaftError> {
        let (to, msg_type) = (m.from, MessageType::AppResp);
        let committed = self.raft_log.committed;
        if m.index < committed {
            // An old message: everything up to the commit index agrees for sure.
            let (id, from, prev) = (self.id, m.from, m.index);
            self.tracer.push(|| trace::Append::AppendStale { id, from, prev, committed });
            self.send(Message { msg_type, to, index: committed, ..Message::default() });
            return Ok(());
        }
        let prev = EntryId { term: m.log_term, index: m.index };
        let appended = self.raft_log.maybe_append(prev, &m.entries, m.commit, &mut self.tracer)?;
        if let Some(index) = appended {
            if self.tracer.on {
                let (id, last) = (self.id, index);
                self.tracer.push(|| trace::Append::AppendAccepted { id, from: to, prev, last });
                self.trace_commit(committed, m.from);
            }
            self.send(Message { msg_type, to, index, ..Message::default() });
            return Ok(());
        }
        self.tracer.push(|| trace::Append::AppendRejected {
            id: self.id,
            ours: self.raft_log.term_or_zero(m.index),
            prev,
            from: m.from,
        });
        // The last place that can agree is at or before both logs' ends, and not of a later term than
        // the leader's entry there: this skips a whole tail of later terms in one round.
        let at = m.index.min(self.raft_log.last_index());
        let hint = self.raft_log.find_conflict_by_term(at, m.log_term);
        self.send(Message {
            msg_type,
            to,
            index: m.index,
            reject: true,
            reject_hint: hint.index,
            log_term: hint.term,
            ..Message::default()
        });
        Ok(())
    }

    /// Learns the commit index, and answers with the read's number.
    fn handle_heartbeat(&mut self, message: Message) -> Result<(), RaftError> {
        let committed = self.raft_log.committed;
        self.raft_log.commit_to(message.commit)?;
        self.trace_commit(committed, message.from);
        let (to, msg_type) = (message.from, MessageType::HeartbeatResp);
        self.send(Message { msg_type, to, context: message.context, ..Message::default() });
        Ok(())
    }

    fn trace_commit(&mut self, from: u64, lead: u64) {
        let (id, to) = (self.id, self.raft_log.committed);
        if to > from {
            self.tracer.push(|| trace::Log::CommitLearned { id, from, to, lead });
        }
    }

    /// Behaves as if the leader were gone, without waiting for the timeout: for an application that
    /// knows better. Not with leases, which are promises to that leader.
    fn forget_leader(&mut self) {
        if self.config.read_only_option == ReadOnlyOption::LeaseBased {
            self.tracer.push(|| trace::Role::ForgetLeaderIgnored);
        } else if self.lead != NONE {
            let (id, lead, term) = (self.id, self.lead, self.term);
            self.tracer.push(|| trace::Role::LeaderForgotten { id, lead, term });
            self.lead = NONE;
        }
    }

    /// The leader says from which index on a read of ours is linearizable.
    fn read_answered(&mut self, message: Message) {
        let (id, from, index) = (self.id, message.from, message.index);
        let count = message.entries.len() as u64;
        match message.entries.into_iter().next() {
            Some(entry) if count == 1 => {
                self.tracer.push(|| trace::Read::ReadAnswered { id, from, index });
                self.read_states.push(ReadState { index, context: entry.data });
            }
            _ => self.tracer.push(|| trace::Read::BadReadAnswer { id, from, count }),
        }
    }
}
