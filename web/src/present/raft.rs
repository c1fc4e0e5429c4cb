//! One member's raft state as the inspector shows it: who it believes leads, how far its log is saved,
//! committed and applied, and, at a leader, how far each peer has come.

use super::{entry, frame::Role};
use crate::text::Words;
use engine::{
    base::{Index, NodeId, Term},
    raft::{self, ProgressState, Raft},
    sim::{Machine, World},
};

/// The Raft panel.
#[derive(Clone, PartialEq, Debug)]
pub struct RaftView {
    pub id: NodeId,
    pub role: Role,
    pub term: Term,
    /// `NONE` for no vote.
    pub vote: NodeId,
    /// `NONE` for nobody.
    pub lead: NodeId,
    /// The log's first index that is still there.
    pub first: Index,
    pub applied: Index,
    pub commit: Index,
    /// Up to here the log is on disk, synced.
    pub stable: Index,
    pub last: Index,
    pub timer: Timer,
    pub voters: Vec<NodeId>,
    pub learners: Vec<NodeId>,
    /// At a leader only: ascending, itself included.
    pub peers: Vec<Peer>,
    /// A window of the log.
    pub log: Vec<LogEntry>,
    /// While it campaigns.
    pub tally: Option<Tally>,
    /// At a leader: linearizable reads that wait for a quorum.
    pub reads: Vec<Read>,
}

/// Ticks counted since the last sign of a leader, or at a leader since its last look at the quorum.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Timer {
    pub elapsed: u64,
    /// The election comes (or the leader looks) when `elapsed` reaches this.
    pub timeout: u64,
    /// Length of one tick in milliseconds.
    pub tick_ms: u64,
}

/// How a leader sends to a peer.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Sending {
    #[default]
    Probe,
    Replicate,
    Snapshot,
}

/// What a leader knows of one member.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Peer {
    pub id: NodeId,
    pub learner: bool,
    pub sending: Sending,
    pub matched: Index,
    pub next: Index,
    pub inflight: u64,
    pub inflight_max: u64,
    /// Nothing more is sent until an answer comes.
    pub paused: bool,
    /// Heard of since the leader last looked at its quorum.
    pub active: bool,
}

/// One entry of the log.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct LogEntry {
    pub index: Index,
    pub term: Term,
    /// What is in it, as a command: `put a 1`.
    pub what: String,
}

/// Votes so far.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub granted: Vec<NodeId>,
    pub refused: Vec<NodeId>,
    pub missing: Vec<NodeId>,
    /// So many votes win.
    pub quorum: usize,
    /// A round of pre-votes: nobody's term changes.
    pub pre: bool,
}

/// A linearizable read that waits at the leader.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Read {
    /// The commit index when it came.
    pub index: Index,
    pub acks: Vec<NodeId>,
    pub quorum: usize,
}

/// How far an entry has come, the furthest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reached {
    Applied,
    Committed,
    /// On this member's disk.
    Saved,
    /// In memory only.
    Volatile,
}

/// Entries of the log shown at once.
pub const ENTRIES: u64 = 16;

impl RaftView {
    /// What a machine's process believes; none while it is down. `log_to` is the last entry shown.
    pub fn of(
        world: &World,
        machine: &Machine,
        log_to: Option<Index>,
        words: Words,
    ) -> Option<RaftView> {
        let server = machine.server.as_ref()?;
        let raft = &server.raft().raft;
        let log = &raft.raft_log;
        let leads = raft.role == raft::Role::Leader;
        let config = &raft.tracker.config;
        Some(RaftView {
            id: machine.id,
            role: role(raft),
            term: raft.term,
            vote: raft.vote,
            lead: raft.lead,
            first: log.first_index(),
            applied: server.applied(),
            commit: log.committed,
            stable: server.stable_index(),
            last: log.last_index(),
            timer: Timer {
                elapsed: raft.election_elapsed.into(),
                timeout: if leads {
                    raft.config.election_tick.into()
                } else {
                    raft.randomized_election_timeout.into()
                },
                tick_ms: world.scenario().timings.heartbeat.us() / 1000,
            },
            voters: config.voters.ids().ids().to_vec(),
            learners: config.learners.ids().to_vec(),
            peers: if leads { peers(raft) } else { Vec::new() },
            log: entries(raft, log_to, words),
            tally: tally(raft),
            reads: if leads { reads(raft) } else { Vec::new() },
        })
    }

    /// How far the entry at `index` has come at this member.
    pub fn reached(&self, index: Index) -> Reached {
        match index {
            i if i <= self.applied => Reached::Applied,
            i if i <= self.commit => Reached::Committed,
            i if i <= self.stable => Reached::Saved,
            _ => Reached::Volatile,
        }
    }
}

/// What a process takes itself for.
pub fn role(raft: &Raft) -> Role {
    match raft.role {
        raft::Role::Follower => Role::Follower,
        raft::Role::Candidate => Role::Candidate,
        raft::Role::Leader => Role::Leader,
        raft::Role::PreCandidate => Role::PreCandidate,
    }
}

/// So many of a member's voters are a majority.
pub fn quorum(raft: &Raft) -> usize {
    raft.tracker.config.voters.ids().len() / 2 + 1
}

fn peers(raft: &Raft) -> Vec<Peer> {
    let all = raft.tracker.progress.iter().map(|(id, progress)| Peer {
        id: *id,
        learner: progress.is_learner,
        sending: match progress.state {
            ProgressState::Probe => Sending::Probe,
            ProgressState::Replicate => Sending::Replicate,
            ProgressState::Snapshot => Sending::Snapshot,
        },
        matched: progress.matched,
        next: progress.next,
        inflight: progress.inflights.count().into(),
        inflight_max: raft.tracker.max_inflight_msgs.into(),
        paused: progress.is_paused(),
        active: progress.recent_active,
    });
    all.collect()
}

fn entries(raft: &Raft, to: Option<Index>, words: Words) -> Vec<LogEntry> {
    let log = &raft.raft_log;
    let (first, last) = (log.first_index(), log.last_index());
    if last < first {
        return Vec::new();
    }
    let to = to.unwrap_or(last).clamp((first + ENTRIES - 1).min(last), last);
    let from = (to + 1).saturating_sub(ENTRIES).max(first);
    let shown = (from..=to).filter_map(|index| log.entry(index).ok());
    let shown = shown.map(|found| LogEntry {
        index: found.index,
        term: found.term,
        what: entry::content(found, words),
    });
    shown.collect()
}

fn tally(raft: &Raft) -> Option<Tally> {
    let pre = match raft.role {
        raft::Role::PreCandidate => true,
        raft::Role::Candidate => false,
        raft::Role::Follower | raft::Role::Leader => return None,
    };
    let mut tally = Tally { quorum: quorum(raft), pre, ..Tally::default() };
    for id in raft.tracker.config.voters.ids().ids() {
        let vote = raft.tracker.votes.iter().find(|(voter, _)| voter == id);
        match vote {
            Some((_, true)) => tally.granted.push(*id),
            Some((_, false)) => tally.refused.push(*id),
            None => tally.missing.push(*id),
        }
    }
    Some(tally)
}

fn reads(raft: &Raft) -> Vec<Read> {
    let waiting = raft.read_only.unconfirmed.iter().zip(raft.read_only.confirmed + 1..);
    let waiting = waiting.map(|((_, index), number)| {
        let acks = raft.read_only.acks.iter().filter(|(_, acked)| *acked >= number);
        let acks = acks.map(|(id, _)| *id).collect();
        Read { index: *index, acks, quorum: quorum(raft) }
    });
    waiting.collect()
}
