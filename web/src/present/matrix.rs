//! The logs of all members side by side, members × indices, as an onlooker sees them: which entry is where,
//! and how safe it is there. Of a member that does not run it is what its disk has kept. Only a window of the
//! indices is looked at, so a long log costs no more.

use super::{entry::EntryContent, frame::Role, inspect::Options, raft::Reached};
use engine::{
    base::{Index, MachineId, Term},
    raft::{Entry, EntryType},
    server::EtcdServer,
    sim::{Machine, World},
    wal::{self, ReadAll},
};
use std::rc::Rc;

/// The log matrix.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct MatrixView {
    /// The indices shown.
    pub from: Index,
    pub to: Index,
    /// The first entry that anybody still has, and the last that anybody has.
    pub first: Index,
    pub last: Index,
    /// The member that the inspector shows.
    pub member: MachineId,
    /// Whose Progress the rows show; `NOWHERE` for nobody's.
    pub leader: MachineId,
    pub rows: Vec<Rc<Row>>,
    pub picked: Option<Picked>,
}

/// One member's log.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub id: MachineId,
    pub role: Role,
    pub term: Term,
    pub learner: bool,
    /// None if it does not run and its disk was not read.
    pub marks: Option<Marks>,
    /// One for each index shown.
    pub cells: Vec<Cell>,
}

/// How far a log has come.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Marks {
    /// 0 while it does not run: what is applied is in memory.
    pub applied: Index,
    pub commit: Index,
    pub stable: Index,
    pub last: Index,
    /// The latest snapshot; 0 for none.
    pub snapshot: Index,
    /// What the leader believes: match and next.
    pub progress: Option<(Index, Index)>,
}

/// One index of one log.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    Absent,
    /// No longer there: a snapshot stands for it.
    Compacted,
    Entry {
        term: Term,
        committed: bool,
        /// On this member's disk.
        durable: bool,
    },
}

/// The entry that is looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picked {
    pub member: MachineId,
    pub index: Index,
    pub term: Term,
    pub entry_type: EntryType,
    pub content: EntryContent,
    /// Where it is, by member.
    pub places: Vec<(MachineId, Place)>,
}

/// What a member has at an entry's index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Same(Reached),
    /// Another entry, of this term.
    Other(Term),
    /// A snapshot that reaches so far.
    Snapshot,
    Missing,
    /// It does not run, and its disk was not read.
    Unknown,
}

/// Indices shown at once.
pub const COLUMNS: u64 = 40;

impl MatrixView {
    /// All logs. `member` is the one that the inspector shows.
    pub fn of(world: &World, member: MachineId, options: &Options) -> MatrixView {
        let logs: Vec<(MachineId, Log)> = world.machines().map(|m| (m.id, Log::of(m))).collect();
        let known = || logs.iter().filter(|(_, log)| !matches!(log, Log::Unread));
        let first = known().map(|(_, log)| log.first()).min().unwrap_or(1);
        let last = known().map(|(_, log)| log.last()).max().unwrap_or(0);
        // one more in front, if anything is compacted, so that it shows
        let start = first.saturating_sub(1).max(1);
        let to = options.logs_to.unwrap_or(last).clamp((start + COLUMNS - 1).min(last), last);
        let from = (to + 1).saturating_sub(COLUMNS).max(start);
        let leader = world.leader().unwrap_or_default();
        let rows = logs
            .iter()
            .map(|(id, log)| Rc::new(row(*id, log, leading(world, leader, *id), from..=to)));
        MatrixView {
            from,
            to,
            first,
            last,
            member,
            leader,
            rows: rows.collect(),
            picked: options.entry.and_then(|(id, index)| picked(world, &logs, id, index)),
        }
    }
}

/// Where a log is read from.
enum Log<'a> {
    Live(&'a EtcdServer),
    /// What comes back when it is started: after a snapshot, some entries.
    Disk(Index, ReadAll),
    Unread,
}

impl Log<'_> {
    fn of(machine: &Machine) -> Log<'_> {
        if let Some(server) = &machine.server {
            return Log::Live(server);
        }
        let paths = machine.disk.paths(wal::DIR);
        if paths.map(|path| machine.disk.len(path)).sum::<u64>() > DISK_MAX {
            return Log::Unread;
        }
        let files = machine.disk.read_all(wal::DIR);
        let start = wal::discover(&files).ok().and_then(|all| all.last().cloned());
        let start = start.unwrap_or_default();
        match wal::open(&files, &start, &mut Vec::new()) {
            Ok((_, read)) => Log::Disk(start.index, read),
            Err(_) => Log::Unread,
        }
    }

    fn first(&self) -> Index {
        match self {
            Log::Live(server) => server.raft().raft.raft_log.first_index(),
            Log::Disk(start, _) => start + 1,
            Log::Unread => 1,
        }
    }

    fn last(&self) -> Index {
        match self {
            Log::Live(server) => server.raft().raft.raft_log.last_index(),
            Log::Disk(start, read) => start + read.entries.len() as u64,
            Log::Unread => 0,
        }
    }

    fn entry(&self, index: Index) -> Option<&Entry> {
        match self {
            Log::Live(server) => server.raft().raft.raft_log.entry(index).ok(),
            Log::Disk(start, read) => read.entries.get(index.checked_sub(start + 1)? as usize),
            Log::Unread => None,
        }
    }

    fn marks(&self, progress: Option<(Index, Index)>) -> Option<Marks> {
        let last = self.last();
        Some(match self {
            Log::Live(server) => {
                let log = &server.raft().raft.raft_log;
                Marks {
                    applied: server.applied(),
                    commit: log.committed,
                    stable: log.stable_index(),
                    last,
                    snapshot: log.storage.snapshot().metadata.index,
                    progress,
                }
            }
            Log::Disk(start, read) => {
                let commit = read.hard_state.commit;
                Marks { applied: 0, commit, stable: last, last, snapshot: *start, progress }
            }
            Log::Unread => return None,
        })
    }
}

/// What the leader believes of a member.
fn leading(world: &World, leader: MachineId, id: MachineId) -> Option<(Index, Index)> {
    let raft = &world.machine(leader)?.server.as_ref()?.raft().raft;
    raft.tracker.get(world.member_at(id)).map(|progress| (progress.matched, progress.next))
}

fn row(
    id: MachineId,
    log: &Log,
    progress: Option<(Index, Index)>,
    shown: std::ops::RangeInclusive<Index>,
) -> Row {
    let marks = log.marks(progress);
    let raft = match log {
        Log::Live(server) => Some(&server.raft().raft),
        Log::Disk(..) | Log::Unread => None,
    };
    let first = log.first();
    let cell = |index: Index| match log.entry(index) {
        _ if index < first => Cell::Compacted,
        None => Cell::Absent,
        Some(entry) => Cell::Entry {
            term: entry.term,
            committed: marks.is_some_and(|marks| index <= marks.commit),
            durable: marks.is_some_and(|marks| index <= marks.stable),
        },
    };
    Row {
        id,
        role: raft.map_or(Role::Crashed, |raft| Role::of(raft.role)),
        term: raft.map_or(0, |raft| raft.term),
        learner: raft.is_some_and(|raft| raft.is_learner),
        marks,
        cells: if marks.is_some() { shown.map(cell).collect() } else { Vec::new() },
    }
}

fn picked(
    world: &World,
    logs: &[(MachineId, Log)],
    member: MachineId,
    index: Index,
) -> Option<Picked> {
    let (_, log) = logs.iter().find(|(id, _)| *id == member)?;
    let found = log.entry(index)?;
    let places = logs.iter().map(|(id, log)| (*id, place(log, index, found.term)));
    Some(Picked {
        member,
        index,
        term: found.term,
        entry_type: found.entry_type,
        content: EntryContent::of(&world.names(), found),
        places: places.collect(),
    })
}

fn place(log: &Log, index: Index, term: Term) -> Place {
    let Some(marks) = log.marks(None) else { return Place::Unknown };
    match log.entry(index) {
        _ if index < log.first() => Place::Snapshot,
        None => Place::Missing,
        Some(other) if other.term != term => Place::Other(other.term),
        Some(_) => Place::Same(match index {
            i if i <= marks.applied => Reached::Applied,
            i if i <= marks.commit => Reached::Committed,
            i if i <= marks.stable => Reached::Saved,
            _ => Reached::Volatile,
        }),
    }
}

/// A longer write-ahead log of a member that does not run is not read for every picture.
const DISK_MAX: u64 = 256 << 10;
