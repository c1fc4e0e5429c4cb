//! The one door for messages, after etcd raft.go, `Step`: first the terms are compared, then the role
//! decides.

use super::{
    core::{Raft, Role},
    error::RaftError,
    message::{Message, MessageType},
    trace,
};
use crate::base::{Bytes, NONE};

impl Raft {
    /// Takes one message, from a member or from itself.
    pub fn step(&mut self, message: Message) -> Result<(), RaftError> {
        if message.term > self.term {
            if !self.follow_higher_term(&message) {
                return Ok(());
            }
        } else if message.term != 0 && message.term < self.term {
            self.answer_lower_term(&message);
            return Ok(());
        }
        match message.msg_type {
            MessageType::Hup => self.hup_on_timeout(),
            MessageType::Vote | MessageType::PreVote => self.handle_vote_request(&message),
            _ => match self.role {
                Role::Leader => return self.step_leader(message),
                Role::Follower => return self.step_follower(message),
                Role::Candidate | Role::PreCandidate => return self.step_candidate(message),
            },
        }
        Ok(())
    }

    /// A higher term makes a follower of anybody, with three exceptions: a voter that has a live leader
    /// does not listen to candidates, and neither asking nor agreeing in a pre-vote changes the term.
    /// Returns whether the message is to be looked at.
    fn follow_higher_term(&mut self, message: &Message) -> bool {
        use MessageType::*;
        let is_request = matches!(message.msg_type, Vote | PreVote);
        if is_request && self.in_lease() && &*message.context != CAMPAIGN_TRANSFER {
            let ballot = self.ballot(message);
            let remaining = self.config.election_tick - self.election_elapsed;
            self.tracer.push(|| trace::Election::VoteIgnored { ballot, remaining });
            return false;
        }
        let asks_only = message.msg_type == PreVote;
        let agrees_only = message.msg_type == PreVoteResp && !message.reject;
        if !asks_only && !agrees_only {
            self.tracer.push(|| trace::Role::HigherTerm {
                id: self.id,
                term: self.term,
                kind: message.msg_type,
                from: message.from,
                theirs: message.term,
            });
            let from_leader = matches!(message.msg_type, App | Heartbeat | Snap);
            self.become_follower(message.term, if from_leader { message.from } else { NONE });
        }
        true
    }

    /// Heard from a leader within the election timeout (thesis 4.2.3).
    fn in_lease(&self) -> bool {
        self.config.check_quorum
            && self.config.rules.vote_lease
            && self.lead != NONE
            && self.election_elapsed < self.config.election_tick
    }

    /// An old leader is told the new term, so that it cannot keep a member with a higher term out for
    /// ever; an old pre-candidate is refused; everything else is passed over.
    fn answer_lower_term(&mut self, message: &Message) {
        use MessageType::*;
        let to = message.from;
        let from_leader = matches!(message.msg_type, Heartbeat | App);
        if from_leader && (self.config.check_quorum || self.config.pre_vote) {
            self.tracer.push(|| trace::Role::OldLeaderAnswered {
                id: self.id,
                term: self.term,
                from: message.from,
                theirs: message.term,
            });
            self.send(Message { msg_type: AppResp, to, ..Message::default() });
        } else if message.msg_type == PreVote {
            let ballot = self.ballot(message);
            self.tracer.push(|| trace::Election::VoteRejected { ballot });
            let (msg_type, term) = (PreVoteResp, self.term);
            self.send(Message { msg_type, to, term, reject: true, ..Message::default() });
        } else {
            self.tracer.push(|| trace::Role::LowerTerm {
                id: self.id,
                term: self.term,
                kind: message.msg_type,
                from: message.from,
                theirs: message.term,
            });
        }
    }
}

/// The context of a vote request that the leader itself asked for.
pub(super) const CAMPAIGN_TRANSFER: &[u8] = b"CampaignTransfer";

/// The same, as a value.
pub(super) fn campaign_transfer() -> Bytes {
    Bytes::from(CAMPAIGN_TRANSFER)
}
