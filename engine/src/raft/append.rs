//! What a leader sends to keep its followers in step, after etcd raft.go, `maybeSendAppend`,
//! `sendHeartbeat`, `appendEntry`, `maybeCommit`.

use super::{
    core::Raft,
    error::RaftError,
    log::EntryId,
    message::{Entry, Message, MessageType},
    progress::ProgressState,
    trace,
};
use crate::base::{Bytes, Index, Term};

impl Raft {
    /// Adds entries of this term to the leader's own log. Its own acknowledgement is a message to
    /// itself that comes back when the disk has written.
    pub(super) fn append_entries(&mut self, mut entries: Vec<Entry>) -> Result<(), RaftError> {
        let last = self.raft_log.last_index();
        for (index, entry) in (last + 1..).zip(&mut entries) {
            entry.term = self.term;
            entry.index = index;
        }
        if !self.increase_uncommitted_size(&entries) {
            self.tracer.push(|| trace::Proposal::UncommittedTooLarge { id: self.id });
            return Err(RaftError::ProposalDropped);
        }
        let index = self.raft_log.append(&entries, &mut self.tracer)?;
        self.tracer.push(|| trace::Proposal::EntriesAppended {
            id: self.id,
            first: last + 1,
            last: index,
        });
        let to = self.id;
        self.send(Message { msg_type: MessageType::AppResp, to, index, ..Message::default() });
        Ok(())
    }

    /// Refuses what would make the tail of proposals too long. Empty entries are never refused, nor is
    /// anything if the tail is empty.
    fn increase_uncommitted_size(&mut self, entries: &[Entry]) -> bool {
        let size: u64 = entries.iter().map(|entry| entry.data.len() as u64).sum();
        let new = self.uncommitted_size.saturating_add(size);
        let limit = self.config.max_uncommitted_entries_size;
        if self.uncommitted_size > 0 && size > 0 && new > limit {
            return false;
        }
        self.uncommitted_size = new;
        true
    }

    /// Sends to every follower what it lacks, or the commit index alone.
    pub(super) fn broadcast_append(&mut self) {
        for at in 0..self.tracker.progress.len() {
            if self.tracker.progress[at].0 != self.id {
                self.maybe_send_append(at, true);
            }
        }
    }

    /// Sends the next entries to the follower at position `at`, unless it must wait. Without entries,
    /// sends only if `even_if_empty`. Returns whether it sent.
    pub(super) fn maybe_send_append(&mut self, at: usize, even_if_empty: bool) -> bool {
        let (to, pr) = &self.tracker.progress[at];
        let (to, next, state) = (*to, pr.next, pr.state);
        if pr.is_paused() {
            if self.tracer.on {
                let (id, progress) = (self.id, pr.brief());
                self.tracer.push(|| trace::Append::SendPaused {
                    id,
                    to,
                    progress: Box::new(progress),
                });
            }
            return false;
        }
        let last = self.raft_log.last_index();
        if next > last && !even_if_empty {
            return false;
        }
        let prev = next - 1;
        let Ok(log_term) = self.raft_log.term(prev) else {
            return self.maybe_send_snapshot(at);
        };
        let mut entries = Vec::new();
        // A full window still lets an empty append through, which carries the commit index.
        let room = state != ProgressState::Replicate || !pr.inflights.is_full();
        if room && next <= last {
            entries.reserve_exact((last + 1 - next).min(64) as usize);
            let limit = self.config.max_size_per_msg;
            if self.raft_log.entries_from(next, limit, &mut entries).is_err() {
                return self.maybe_send_snapshot(at);
            }
        }
        if entries.is_empty() && !even_if_empty {
            return false;
        }
        let (count, commit) = (entries.len() as u64, self.raft_log.committed);
        let bytes = entries.iter().map(|entry| entry.data.len() as u64).sum();
        let pr = &mut self.tracker.progress[at].1;
        pr.sent_entries(count, bytes);
        pr.sent_commit = commit;
        self.send(Message {
            msg_type: MessageType::App,
            to,
            index: prev,
            log_term,
            entries,
            commit,
            ..Message::default()
        });
        true
    }

    /// Sends a heartbeat to every follower. It carries no more of the commit index than the follower is
    /// known to have, and the number of the last read that waits for a quorum.
    pub(super) fn broadcast_heartbeat(&mut self) {
        let context = self.read_only.heartbeat_context();
        for at in 0..self.tracker.progress.len() {
            let to = self.tracker.progress[at].0;
            if to != self.id {
                self.send_heartbeat(at, context.clone());
            }
        }
    }

    fn send_heartbeat(&mut self, at: usize, context: Bytes) {
        let (to, pr) = &mut self.tracker.progress[at];
        let commit = pr.matched.min(self.raft_log.committed);
        pr.sent_commit = commit;
        let (to, msg_type) = (*to, MessageType::Heartbeat);
        self.send(Message { msg_type, to, commit, context, ..Message::default() });
    }

    /// Commits what a quorum has, if the last of it is of this term: an entry of an older term on a
    /// quorum could still be replaced by a leader that does not have it (thesis 3.6.2).
    pub(super) fn maybe_commit(&mut self) -> Result<bool, RaftError> {
        let from = self.raft_log.committed;
        if !self.tracker.may_commit_after(from) {
            return Ok(false);
        }
        let index = self.tracker.committed();
        if index <= from {
            return Ok(false);
        }
        let Ok(term) = self.raft_log.term(index) else { return Ok(false) };
        let (id, current) = (self.id, self.term);
        if term != current && self.config.rules.commit_current_term_only {
            self.tracer.push(|| trace::Log::CommitHeldOldTerm { id, index, term, current });
            return Ok(false);
        }
        self.raft_log.commit_to(index)?;
        if self.tracer.on {
            let matches = self.tracker.matches();
            self.tracer.push(|| trace::Log::CommitAdvanced { id, from, to: index, matches });
        }
        Ok(true)
    }

    /// The disk has the log up to `id`; that was decided in `term`. In a later term the log may have
    /// changed behind the write, so that nothing is known.
    pub(super) fn stable_to(&mut self, term: Term, id: EntryId) {
        if term < self.term {
            let (term, theirs) = (self.term, term);
            self.tracer.push(|| trace::Log::StableOfLowerTerm { id: self.id, term, theirs });
        } else {
            self.raft_log.unstable.stable_to(id, &mut self.tracer);
        }
    }

    /// The application has applied what was handed out up to `index`.
    pub(super) fn applied_to(&mut self, index: Index, size: u64) -> Result<(), RaftError> {
        let index = index.max(self.raft_log.applied);
        self.raft_log.applied_to(index, size)?;
        self.maybe_leave_joint(index)
    }
}
