//! Linearizable reads without a log entry, after etcd read_only.go and raft.go, `MsgReadIndex`.
//!
//! The leader notes its commit index, asks a quorum whether it still leads (a heartbeat with a number),
//! and then knows: whoever has applied up to that index may answer. Two conditions make this sound. The
//! leader must have committed an entry of its own term, or its commit index may lag behind what an earlier
//! leader had acknowledged. And the quorum must answer *after* the read came, or a newer leader may have
//! moved on. Reads are numbered in the order in which they came, so that one round confirms many.

use super::{
    config::ReadOnlyOption,
    core::Raft,
    message::{Message, MessageType, number_bytes},
    trace,
};
use crate::base::{Bytes, Index, NONE, NodeId};
use std::collections::VecDeque;

/// A read that may be answered once `index` is applied.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReadState {
    /// The commit index at which the read is linearizable.
    pub index: Index,
    /// What the reader gave to recognize it.
    pub context: Bytes,
}

/// The reads of a leader that wait for a quorum.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct ReadOnly {
    /// Waiting, oldest first: the request, and the commit index when it came.
    pub unconfirmed: VecDeque<(Message, Index)>,
    /// How many reads were confirmed; the first waiting one has the next number.
    pub confirmed: u64,
    /// The highest number that each member has answered.
    pub acks: Vec<(NodeId, u64)>,
}

impl ReadOnly {
    fn acknowledge(&mut self, from: NodeId, number: u64) {
        match self.acks.iter_mut().find(|(id, _)| *id == from) {
            Some((_, acked)) => *acked = number.max(*acked),
            None => self.acks.push((from, number)),
        }
    }

    fn acked(&self, id: NodeId) -> Option<u64> {
        self.acks.iter().find(|(member, _)| *member == id).map(|(_, acked)| *acked)
    }

    /// Who has answered about this read, or a younger one.
    pub fn acked_by(&self, number: u64) -> Vec<NodeId> {
        let acks = self.acks.iter().filter(|(_, acked)| *acked >= number);
        acks.map(|(id, _)| *id).collect()
    }

    /// The number of the youngest read that waits.
    fn last_number(&self) -> u64 {
        self.confirmed + self.unconfirmed.len() as u64
    }

    /// What a heartbeat carries: the youngest read's number, or nothing if none waits.
    pub(super) fn heartbeat_context(&self) -> Bytes {
        if self.unconfirmed.is_empty() {
            return Bytes::new();
        }
        number_bytes(self.last_number())
    }
}

impl Raft {
    /// A read reaches the leader.
    pub(super) fn read_index_as_leader(&mut self, message: Message) {
        let (id, index) = (self.id, self.raft_log.committed);
        if self.tracker.is_singleton() {
            self.answer_read(message, index);
            return;
        }
        let term = self.raft_log.term_or_zero(index);
        if term != self.term {
            self.tracer.push(|| trace::Read::ReadHeld {
                id,
                committed: index,
                term,
                current: self.term,
            });
            self.pending_reads.push(message);
            return;
        }
        self.confirm_read(message);
    }

    fn confirm_read(&mut self, message: Message) {
        let (id, index) = (self.id, self.raft_log.committed);
        let trusting = self.config.read_only_option == ReadOnlyOption::LeaseBased;
        if trusting || !self.config.rules.read_index_quorum {
            self.tracer.push(|| trace::Read::ReadTrusted { id, index });
            self.answer_read(message, index);
            return;
        }
        self.read_only.unconfirmed.push_back((message, index));
        let number = self.read_only.last_number();
        self.tracer.push(|| trace::Read::ReadRequested { id, index, number });
        self.read_only.acknowledge(id, number);
        self.broadcast_heartbeat();
    }

    /// A heartbeat was answered: the sender took us for its leader after it saw this number.
    pub(super) fn read_acknowledged(&mut self, message: &Message) {
        let Some(number) = message.read_number() else { return };
        if self.config.read_only_option != ReadOnlyOption::Safe {
            return;
        }
        self.read_only.acknowledge(message.from, number);
        let voters = &self.tracker.config.voters;
        if self.tracer.on && number > self.read_only.confirmed {
            let (id, from, voters) = (self.id, message.from, Box::new(voters.clone()));
            let acks = self.read_only.acked_by(number);
            self.tracer.push(|| trace::Read::ReadAcknowledged { id, from, number, acks, voters });
        }
        let confirmed = voters.committed_index(|id| self.read_only.acked(id));
        while self.read_only.confirmed < confirmed
            && let Some((request, index)) = self.read_only.unconfirmed.pop_front()
        {
            self.read_only.confirmed += 1;
            let number = self.read_only.confirmed;
            if self.tracer.on {
                let acks = self.read_only.acked_by(number);
                self.tracer.push(|| trace::Read::ReadConfirmed {
                    id: self.id,
                    index,
                    number,
                    acks,
                });
            }
            self.answer_read(request, index);
        }
    }

    /// The first commit of the term is there: the reads that waited for it go on.
    pub(super) fn release_pending_reads(&mut self) {
        if self.pending_reads.is_empty() {
            return;
        }
        if self.raft_log.term_or_zero(self.raft_log.committed) != self.term {
            self.tracer.push(|| trace::Read::ReadsReleasedTooEarly);
            return;
        }
        for message in std::mem::take(&mut self.pending_reads) {
            self.confirm_read(message);
        }
    }

    /// The read is linearizable from `index` on: tell whoever asked.
    fn answer_read(&mut self, request: Message, index: Index) {
        if request.from == NONE || request.from == self.id {
            let context = request.entries.into_iter().next().unwrap_or_default().data;
            self.read_states.push(ReadState { index, context });
            return;
        }
        let (to, msg_type) = (request.from, MessageType::ReadIndexResp);
        self.send(Message { msg_type, to, index, entries: request.entries, ..Message::default() });
    }
}
