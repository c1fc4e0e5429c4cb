//! Handing the leadership over, after etcd raft.go, `MsgTransferLeader` (thesis 3.10): the leader takes no
//! more proposals, waits until the chosen follower has the whole log, and tells it to campaign at once.

use super::{
    core::Raft,
    message::{Message, MessageType},
    trace,
};
use crate::base::NONE;

impl Raft {
    /// The member at position `at` is to lead.
    pub(super) fn transfer_leader(&mut self, at: usize) {
        let (to, pr) = &self.tracker.progress[at];
        let (id, term, to) = (self.id, self.term, *to);
        let has_all = pr.matched == self.raft_log.last_index();
        if pr.is_learner {
            self.tracer.push(|| trace::Transfer::TransferToLearner { id });
            return;
        }
        let earlier = self.lead_transferee;
        if earlier == to {
            self.tracer.push(|| trace::Transfer::TransferRepeated { id, term, to });
            return;
        }
        if earlier != NONE {
            self.lead_transferee = NONE;
            self.tracer.push(|| trace::Transfer::TransferAborted { id, term, to: earlier });
        }
        if to == id {
            self.tracer.push(|| trace::Transfer::TransferToSelf { id });
            return;
        }
        self.tracer.push(|| trace::Transfer::TransferStarted { id, term, to });
        // It has one election timeout; then the leader takes proposals again.
        self.election_elapsed = 0;
        self.lead_transferee = to;
        if has_all {
            self.send(Message { msg_type: MessageType::TimeoutNow, to, ..Message::default() });
            self.tracer.push(|| trace::Transfer::TimeoutNowSentAtOnce { id, to });
        } else {
            self.maybe_send_append(at, true);
        }
    }

    /// The chosen follower has answered: if it has the whole log, it campaigns.
    pub(super) fn finish_transfer(&mut self, at: usize) {
        let (to, pr) = &self.tracker.progress[at];
        let (id, to) = (self.id, *to);
        if to == self.lead_transferee && pr.matched == self.raft_log.last_index() {
            self.tracer.push(|| trace::Transfer::TimeoutNowSent { id, to });
            self.send(Message { msg_type: MessageType::TimeoutNow, to, ..Message::default() });
        }
    }
}
