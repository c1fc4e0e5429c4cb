//! What a leader believes of one follower's log, after etcd tracker/progress.go and tracker/state.go.
//!
//! - **Probe**: the leader does not know where the logs agree; it sends one append and waits.
//! - **Replicate**: it knows, and sends ahead without waiting, as far as the window allows.
//! - **Snapshot**: the follower needs entries that the leader no longer has; a snapshot is on its way.

use super::inflights::Inflights;
use crate::base::Index;
use std::fmt;

/// How the leader sends to a follower.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProgressState {
    /// One append at a time.
    #[default]
    Probe,
    /// A stream of appends.
    Replicate,
    /// Nothing until the snapshot has arrived.
    Snapshot,
}

/// One follower, seen by the leader.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Progress {
    /// The follower's log is known to agree up to here.
    pub matched: Index,
    /// The next entry to send.
    pub next: Index,
    /// The highest commit index that was sent.
    pub sent_commit: Index,
    /// How to send.
    pub state: ProgressState,
    /// The index of the snapshot on its way, or zero.
    pub pending_snapshot: Index,
    /// The follower was heard from since the last check of the quorum.
    pub recent_active: bool,
    /// Appends with entries wait: a probe is unanswered, or the window is full.
    pub msg_app_flow_paused: bool,
    /// Appends sent and not answered.
    pub inflights: Inflights,
    /// Receives, does not vote.
    pub is_learner: bool,
}

impl Progress {
    /// A follower about whom nothing is known; the first append will follow the entry before `next`.
    pub fn new(next: Index, inflights: Inflights, is_learner: bool) -> Progress {
        Progress {
            matched: 0,
            next,
            sent_commit: 0,
            state: ProgressState::Probe,
            pending_snapshot: 0,
            recent_active: false,
            msg_app_flow_paused: false,
            inflights,
            is_learner,
        }
    }

    fn reset_state(&mut self, state: ProgressState) {
        self.msg_app_flow_paused = false;
        self.pending_snapshot = 0;
        self.state = state;
        self.inflights.reset();
    }

    /// Back to probing: after the last known match, or after the snapshot that was sent.
    pub fn become_probe(&mut self) {
        let snapshot = self.pending_snapshot;
        let after_snapshot = self.state == ProgressState::Snapshot;
        self.reset_state(ProgressState::Probe);
        self.next = self.matched + 1;
        if after_snapshot {
            self.next = self.next.max(snapshot + 1);
        }
        self.sent_commit = self.sent_commit.min(self.next - 1);
    }

    /// The logs are known to agree: stream.
    pub fn become_replicate(&mut self) {
        self.reset_state(ProgressState::Replicate);
        self.next = self.matched + 1;
    }

    /// A snapshot at `index` is on its way.
    pub fn become_snapshot(&mut self, index: Index) {
        self.reset_state(ProgressState::Snapshot);
        self.pending_snapshot = index;
        self.next = index + 1;
        self.sent_commit = index;
    }

    /// An append with `count` entries of `bytes` bytes was sent.
    pub fn sent_entries(&mut self, count: u64, bytes: u64) {
        if self.state == ProgressState::Replicate {
            if count > 0 {
                self.next += count;
                self.inflights.add(self.next - 1, bytes);
            }
            self.msg_app_flow_paused = self.inflights.is_full();
        } else if count > 0 {
            self.msg_app_flow_paused = true;
        }
    }

    /// Whether an append, even an empty one, would tell the follower of a later commit.
    pub fn can_bump_commit(&self, commit: Index) -> bool {
        commit > self.sent_commit && self.sent_commit < self.next - 1
    }

    /// The follower has everything up to `index`. False if that was known.
    pub fn maybe_update(&mut self, index: Index) -> bool {
        if index <= self.matched {
            return false;
        }
        self.matched = index;
        self.next = self.next.max(index + 1);
        self.msg_app_flow_paused = false;
        true
    }

    /// The follower refused the append after `rejected`, and suggests to try after `hint`. False if
    /// the refusal is old: what it says was learned otherwise in the meantime.
    pub fn maybe_decrease(&mut self, rejected: Index, hint: Index) -> bool {
        if self.state == ProgressState::Replicate {
            if rejected <= self.matched {
                return false;
            }
            self.next = self.matched + 1;
        } else {
            if self.next - 1 != rejected {
                return false;
            }
            self.next = rejected.min(hint + 1).max(self.matched + 1);
            self.msg_app_flow_paused = false;
        }
        self.sent_commit = self.sent_commit.min(self.next - 1);
        true
    }

    /// No append may be sent now.
    pub fn is_paused(&self) -> bool {
        self.state == ProgressState::Snapshot || self.msg_app_flow_paused
    }

    /// What is shown of it.
    pub fn brief(&self) -> ProgressBrief {
        ProgressBrief {
            state: self.state,
            matched: self.matched,
            next: self.next,
            is_learner: self.is_learner,
            is_paused: self.is_paused(),
            pending_snapshot: self.pending_snapshot,
            recent_active: self.recent_active,
            inflight: self.inflights.count(),
            is_full: self.inflights.is_full(),
        }
    }
}

/// A [`Progress`] without its window, for traces and status lines.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ProgressBrief {
    /// How the leader sends.
    pub state: ProgressState,
    /// Known to agree up to here.
    pub matched: Index,
    /// The next entry to send.
    pub next: Index,
    /// Does not vote.
    pub is_learner: bool,
    /// Nothing may be sent.
    pub is_paused: bool,
    /// The snapshot on its way.
    pub pending_snapshot: Index,
    /// Heard from.
    pub recent_active: bool,
    /// Messages on their way.
    pub inflight: u32,
    /// As many as may be.
    pub is_full: bool,
}

impl fmt::Display for ProgressState {
    /// `StateProbe`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State{self:?}")
    }
}

impl fmt::Display for ProgressBrief {
    /// `StateReplicate match=5 next=6 inflight=1`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} match={} next={}", self.state, self.matched, self.next)?;
        if self.is_learner {
            write!(f, " learner")?;
        }
        if self.is_paused {
            write!(f, " paused")?;
        }
        if self.pending_snapshot > 0 {
            write!(f, " pendingSnap={}", self.pending_snapshot)?;
        }
        if !self.recent_active {
            write!(f, " inactive")?;
        }
        if self.inflight > 0 {
            write!(f, " inflight={}{}", self.inflight, if self.is_full { "[full]" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.brief().fmt(f)
    }
}
