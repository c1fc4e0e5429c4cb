//! Elections, after etcd raft.go, `hup`, `campaign`, `poll`, `stepCandidate`, and the votes in `Step`.

use super::{
    core::{Raft, Role},
    error::RaftError,
    log::EntryId,
    message::{EntryType, Message, MessageType},
    quorum::VoteResult,
    step::campaign_transfer,
    trace::{self, Ballot},
};
use crate::base::{Bytes, NONE};

/// What kind of election it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Campaign {
    /// Ask first.
    PreElection,
    /// In a new term.
    Election,
    /// In a new term, because the leader asked for it: no need to ask first, and leases do not hold.
    Transfer,
}

impl Raft {
    /// A tick of somebody who does not lead.
    pub(super) fn tick_election(&mut self) {
        self.election_elapsed = self.election_elapsed.saturating_add(1);
        if self.is_promotable() && self.election_elapsed >= self.randomized_election_timeout {
            self.tracer.push(|| trace::Election::ElectionTimeout {
                id: self.id,
                lead: self.lead,
                elapsed: self.election_elapsed,
            });
            self.election_elapsed = 0;
            self.hup_on_timeout();
        }
    }

    /// Campaigns in the configured way.
    pub(super) fn hup_on_timeout(&mut self) {
        let first = if self.config.pre_vote { Campaign::PreElection } else { Campaign::Election };
        self.hup(first);
    }

    /// Campaigns, if it may.
    pub(super) fn hup(&mut self, kind: Campaign) {
        let (id, term) = (self.id, self.term);
        if self.role == Role::Leader {
            self.tracer.push(|| trace::Election::HupIgnoredByLeader { id });
        } else if !self.is_promotable() {
            self.tracer.push(|| trace::Election::Unpromotable { id });
        } else if self.has_unapplied_conf_changes() {
            self.tracer.push(|| trace::Election::CampaignHeldByConfChange { id, term });
        } else {
            self.tracer.push(|| trace::Election::ElectionStarted { id, term });
            self.campaign(kind);
        }
    }

    /// It might not know who votes: a configuration counts from when it is applied.
    fn has_unapplied_conf_changes(&self) -> bool {
        let unapplied = self.raft_log.applied + 1..=self.raft_log.committed;
        unapplied.into_iter().any(|index| {
            self.raft_log.entry(index).is_ok_and(|entry| entry.entry_type != EntryType::Normal)
        })
    }

    /// Asks every voter, itself too: its own vote counts like the others, once it is on disk.
    pub(super) fn campaign(&mut self, kind: Campaign) {
        if !self.is_promotable() {
            self.tracer.push(|| trace::Election::UnpromotableCampaign { id: self.id });
        }
        let (request, term) = if kind == Campaign::PreElection {
            self.become_pre_candidate();
            (MessageType::PreVote, self.term + 1)
        } else {
            self.become_candidate();
            (MessageType::Vote, self.term)
        };
        let last = self.raft_log.last_id();
        let voters = self.tracker.config.voters.ids();
        for to in voters.ids().iter().copied() {
            if to == self.id {
                let msg_type = request.vote_response();
                self.send(Message { msg_type, to, term, ..Message::default() });
                continue;
            }
            self.tracer.push(|| trace::Election::VoteRequested {
                id: self.id,
                last,
                kind: request,
                to,
                term: self.term,
            });
            let transfer = kind == Campaign::Transfer;
            let context = if transfer { campaign_transfer() } else { Bytes::new() };
            self.send(Message {
                msg_type: request,
                to,
                term,
                index: last.index,
                log_term: last.term,
                context,
                ..Message::default()
            });
        }
    }

    /// Votes, or not: once in a term, and only for a log that is at least as good as its own.
    pub(super) fn handle_vote_request(&mut self, message: &Message) {
        let is_pre_vote = message.msg_type == MessageType::PreVote;
        let can_vote = self.vote == message.from
            || (self.vote == NONE && self.lead == NONE)
            || (is_pre_vote && message.term > self.term);
        let theirs = EntryId { term: message.log_term, index: message.index };
        let (to, msg_type) = (message.from, message.msg_type.vote_response());
        let ballot = self.ballot(message);
        if can_vote && self.raft_log.is_up_to_date(theirs) {
            self.tracer.push(|| trace::Election::VoteCast { ballot });
            // The answer carries the term that was asked about: for a pre-vote that is not ours.
            let term = message.term;
            self.send(Message { msg_type, to, term, ..Message::default() });
            if !is_pre_vote {
                self.election_elapsed = 0;
                self.vote = message.from;
            }
        } else {
            self.tracer.push(|| trace::Election::VoteRejected { ballot });
            let term = self.term;
            self.send(Message { msg_type, to, term, reject: true, ..Message::default() });
        }
    }

    /// Both sides of a vote request.
    pub(super) fn ballot(&self, message: &Message) -> Ballot {
        Ballot {
            id: self.id,
            last: self.raft_log.last_id(),
            vote: self.vote,
            lead: self.lead,
            kind: message.msg_type,
            from: message.from,
            theirs: EntryId { term: message.log_term, index: message.index },
            term: self.term,
        }
    }

    /// A message to somebody who asks for votes.
    pub(super) fn step_candidate(&mut self, message: Message) -> Result<(), RaftError> {
        use MessageType::*;
        let pre = self.role == Role::PreCandidate;
        match message.msg_type {
            Prop => {
                self.tracer.push(|| trace::Proposal::ProposalWithoutLeader {
                    id: self.id,
                    term: self.term,
                });
                return Err(RaftError::ProposalDropped);
            }
            App | Heartbeat | Snap => {
                // Somebody has won this very term.
                self.become_follower(self.term, message.from);
                return self.step_follower(message);
            }
            PreVoteResp if pre => return self.count_vote(&message),
            VoteResp if !pre => return self.count_vote(&message),
            TimeoutNow => self.tracer.push(|| trace::Transfer::TimeoutNowIgnored {
                id: self.id,
                term: self.term,
                role: self.role,
                from: message.from,
            }),
            _ => {}
        }
        Ok(())
    }

    fn count_vote(&mut self, message: &Message) -> Result<(), RaftError> {
        let (id, from, term, kind) = (self.id, message.from, self.term, message.msg_type);
        let granted = !message.reject;
        self.tracer.push(|| trace::Election::VoteReceived { id, kind, from, term, granted });
        self.tracker.record_vote(from, granted);
        let (granted, rejected, result) = self.tracker.tally_votes();
        self.tracer.push(|| trace::Election::VoteTally { id, kind, granted, rejected });
        match result {
            VoteResult::Won if self.role == Role::PreCandidate => self.campaign(Campaign::Election),
            VoteResult::Won => {
                self.become_leader()?;
                self.broadcast_append();
            }
            VoteResult::Lost => self.become_follower(self.term, NONE),
            VoteResult::Pending => {}
        }
        Ok(())
    }
}
