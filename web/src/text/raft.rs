//! Which words the Raft panel and the log matrix need. `en_raft.rs` has them in English.

use super::Words;
use crate::present::{
    group::{Peer, Sending},
    matrix::Place,
    raft::Reached,
};

/// The Raft panel.
pub struct RaftWords {
    pub role: &'static str,
    pub role_hint: &'static str,
    pub term_hint: &'static str,
    pub vote: &'static str,
    pub vote_hint: &'static str,
    pub lead: &'static str,
    pub lead_hint: &'static str,
    pub nobody: &'static str,
    pub applied: &'static str,
    pub applied_hint: &'static str,
    pub commit: &'static str,
    pub commit_hint: &'static str,
    pub stable: &'static str,
    pub stable_hint: &'static str,
    pub last: &'static str,
    pub last_hint: &'static str,
    pub uncommitted: &'static str,
    pub uncommitted_hint: &'static str,
    pub bytes: &'static str,
    pub pending_conf: &'static str,
    pub pending_conf_hint: &'static str,
    pub pending_conf_wait: &'static str,
    pub no_change: &'static str,
    pub election_timer: &'static str,
    pub election_timer_hint: &'static str,
    pub quorum_timer: &'static str,
    pub quorum_timer_hint: &'static str,
    pub heartbeat_timer: &'static str,
    pub heartbeat_timer_hint: &'static str,
    pub tick: &'static str,
    pub timer: &'static str,
    pub config: &'static str,
    pub joint: &'static str,
    pub joint_leaves: &'static str,
    pub joint_stays: &'static str,
    pub voters: &'static str,
    /// The halves of a joint configuration: incoming, outgoing.
    pub halves: [&'static str; 2],
    pub quorum: &'static str,
    pub agreed: &'static str,
    pub learners: &'static str,
    pub learners_next: &'static str,
    pub learners_hint: &'static str,
    pub votes: &'static str,
    pub pre_votes: &'static str,
    pub tally: &'static str,
    pub transfer: &'static str,
    pub transfer_ready: &'static str,
    pub log: &'static str,
    pub empty_log: &'static str,
    pub compacted: &'static str,
    pub snapshot_at: &'static str,
    pub restoring: &'static str,
    pub entry: &'static str,
    /// Applied, committed, saved, volatile.
    pub reached: [&'static str; 4],
    pub window: &'static str,
    pub index: &'static str,
    pub content: &'static str,
    pub progress: &'static str,
    pub member: &'static str,
    pub itself: &'static str,
    pub learner: &'static str,
    pub state: &'static str,
    pub state_hint: &'static str,
    /// Probe, Replicate, Snapshot.
    pub state_hints: [&'static str; 3],
    /// Why nothing more is sent: a probe, a full window, a snapshot.
    pub paused: [&'static str; 3],
    pub silent: &'static str,
    pub match_hint: &'static str,
    pub next_hint: &'static str,
    pub inflight: &'static str,
    pub inflight_hint: &'static str,
    pub unanswered: &'static str,
    pub full: &'static str,
    pub reads: &'static str,
    pub no_reads: &'static str,
    pub read: &'static str,
    pub read_held: &'static str,
    pub no_op: &'static str,
    pub leave_joint: &'static str,
    pub publish: &'static str,
    /// Before a change that goes through a joint configuration: left by itself, or not.
    pub by_joint: [&'static str; 2],
}

/// The log matrix.
pub struct MatrixWords {
    pub name: &'static str,
    pub hint: &'static str,
    pub empty: &'static str,
    pub down: &'static str,
    pub cell: &'static str,
    pub durable: &'static str,
    pub not_durable: &'static str,
    pub committed: &'static str,
    pub not_committed: &'static str,
    pub compacted: &'static str,
    pub snapshot: &'static str,
    pub row: &'static str,
    pub row_down: &'static str,
    pub row_progress: &'static str,
    pub newest: &'static str,
    pub entry: &'static str,
    pub other: &'static str,
    pub in_snapshot: &'static str,
    pub missing: &'static str,
    pub unknown: &'static str,
}

impl Words {
    /// How far an entry has come.
    pub fn reached(&self, reached: Reached) -> &'static str {
        self.raft.reached[match reached {
            Reached::Applied => 0,
            Reached::Committed => 1,
            Reached::Saved => 2,
            Reached::Volatile => 3,
        }]
    }

    /// Why a leader sends nothing to a peer for now.
    pub fn paused(&self, peer: &Peer) -> String {
        let template = self.raft.paused[match peer.sending {
            Sending::Probe => 0,
            Sending::Replicate => 1,
            Sending::Snapshot => 2,
        }];
        self.fill(template, &[("index", &peer.snapshot)])
    }

    /// Where an entry is.
    pub fn place(&self, place: Place) -> String {
        let text = &self.logs;
        match place {
            Place::Same(reached) => self.reached(reached).to_string(),
            Place::Other(term) => self.fill(text.other, &[("term", &term)]),
            Place::Snapshot => text.in_snapshot.to_string(),
            Place::Missing => text.missing.to_string(),
            Place::Unknown => text.unknown.to_string(),
        }
    }
}
