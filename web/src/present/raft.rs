//! One member's raft state as the inspector shows it: everything in raft's `Status`, how far its log is saved,
//! committed and applied, and what it waits for. Who decides is in `group`.

use super::{
    entry::EntryContent,
    frame::Role,
    group::{self, Group, PeerProgress, Tally, Transfer, WaitingRead},
};
use engine::{
    base::{Index, Name, Names, Term},
    raft::{self, EntryId, Raft, RaftLog},
    sim::{Machine, World},
};

/// The Raft panel.
#[derive(Clone, PartialEq, Debug)]
pub struct RaftView {
    pub id: Name,
    pub role: Role,
    pub learner: bool,
    pub term: Term,
    /// Nobody for no vote.
    pub vote: Name,
    /// Nobody, if none is known.
    pub lead: Name,
    /// The log's first index that is still there.
    pub first: Index,
    /// Where the latest snapshot stands; index 0 for none.
    pub snapshot: EntryId,
    /// A snapshot of the leader that is not on disk yet; 0 for none.
    pub restoring: Index,
    pub applied: Index,
    pub commit: Index,
    /// Up to here the log is on disk, synced.
    pub stable: Index,
    pub last: Index,
    pub timers: Timers,
    pub group: Group,
    pub leading: Option<Leading>,
    /// A window of the log.
    pub log: Vec<LogEntry>,
    /// While it campaigns.
    pub tally: Option<Tally>,
}

/// What only a leader keeps.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Leading {
    /// Ascending, itself included.
    pub peers: Vec<PeerProgress>,
    /// Linearizable reads that wait for a quorum.
    pub reads: Vec<WaitingRead>,
    pub transfer: Option<Transfer>,
    /// No configuration change is taken before this entry is applied.
    pub pending_conf: Index,
    /// Bytes of proposals that are not applied.
    pub uncommitted: u64,
}

/// Ticks counted since the last sign of a leader, or at a leader since its last look at the quorum.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Timers {
    pub elapsed: u64,
    /// At a leader: when it looks at the quorum.
    pub election: u64,
    /// Drawn anew for each term: at so many ticks a follower campaigns.
    pub randomized: u64,
    /// At a leader: ticks since its last heartbeat, and between two.
    pub heartbeat: (u64, u64),
    /// Length of one tick in milliseconds.
    pub tick_ms: u64,
}

/// One entry of the log.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct LogEntry {
    pub index: Index,
    pub term: Term,
    pub content: EntryContent,
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
    pub fn of(world: &World, machine: &Machine, log_to: Option<Index>) -> Option<RaftView> {
        let server = machine.server.as_ref()?;
        let mut view = RaftView::of_raft(&server.raft().raft, &world.names(), log_to);
        view.applied = server.applied();
        view.timers.tick_ms = world.scenario().timings.heartbeat.us() / 1000;
        Some(view)
    }

    /// What a raft instance believes; a tick is 100 ms.
    pub fn of_raft(raft: &Raft, names: &Names, log_to: Option<Index>) -> RaftView {
        let log = &raft.raft_log;
        let snapshot = &log.storage.snapshot().metadata;
        let leads = raft.role == raft::Role::Leader;
        RaftView {
            id: names.of(raft.id),
            role: Role::of(raft.role),
            learner: raft.is_learner,
            term: raft.term,
            vote: names.of(raft.vote),
            lead: names.of(raft.lead),
            first: log.first_index(),
            snapshot: EntryId { term: snapshot.term, index: snapshot.index },
            restoring: log.unstable.snapshot.as_ref().map_or(0, |s| s.metadata.index),
            applied: log.applied,
            commit: log.committed,
            stable: log.stable_index(),
            last: log.last_index(),
            timers: Timers {
                elapsed: raft.election_elapsed.into(),
                election: raft.config.election_tick.into(),
                randomized: raft.randomized_election_timeout.into(),
                heartbeat: (raft.heartbeat_elapsed.into(), raft.config.heartbeat_tick.into()),
                tick_ms: 100,
            },
            group: Group::of(raft, names),
            leading: leads.then(|| Leading {
                peers: group::peers(raft, names),
                reads: group::reads(raft, names),
                transfer: group::transfer(raft, names),
                pending_conf: raft.pending_conf_index,
                uncommitted: raft.uncommitted_size,
            }),
            log: entries(log, names, log_to),
            tally: group::tally(raft, names),
        }
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

fn entries(log: &RaftLog, names: &Names, to: Option<Index>) -> Vec<LogEntry> {
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
        content: EntryContent::of(names, found),
    });
    shown.collect()
}
