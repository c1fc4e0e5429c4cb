//! The logs of all members side by side, members × indices, as an onlooker sees them: which entry is where,
//! and how safe it is there. Only a window of the indices is looked at, so a long log costs no more.

use super::{entry, frame::Role, inspect::Options, raft};
use crate::text::Words;
use engine::{
    base::{Index, NodeId, Term},
    raft::{Raft, RaftLog},
    sim::World,
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
    pub member: NodeId,
    /// Whose Progress the rows show; `NONE` for nobody's.
    pub leader: NodeId,
    pub rows: Vec<Rc<Row>>,
    pub picked: Option<Picked>,
}

/// One member's log.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub id: NodeId,
    pub role: Role,
    pub term: Term,
    pub learner: bool,
    /// None while it does not run.
    pub marks: Option<Marks>,
    /// One for each index shown.
    pub cells: Vec<Cell>,
}

/// How far a log has come.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Marks {
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
    pub member: NodeId,
    pub index: Index,
    pub term: Term,
    /// etcd's name of its type.
    pub kind: String,
    pub what: String,
    /// Where it is, by member.
    pub places: Vec<(NodeId, Place)>,
}

/// What a member has at an entry's index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    Same(raft::Reached),
    /// Another entry, of this term.
    Other(Term),
    /// A snapshot that reaches so far.
    Snapshot,
    Missing,
    Down,
}

/// Indices shown at once.
pub const COLUMNS: u64 = 40;

impl MatrixView {
    /// The logs of all that run. `member` is the one that the inspector shows.
    pub fn of(world: &World, member: NodeId, options: &Options, words: Words) -> MatrixView {
        let logs =
            || world.machines().filter_map(|m| Some(&m.server.as_ref()?.raft().raft.raft_log));
        let first = logs().map(RaftLog::first_index).min().unwrap_or(1);
        let last = logs().map(RaftLog::last_index).max().unwrap_or(0);
        // one more in front, if anything is compacted, so that it shows
        let start = first.saturating_sub(1).max(1);
        let to = options.logs_to.unwrap_or(last).clamp((start + COLUMNS - 1).min(last), last);
        let from = (to + 1).saturating_sub(COLUMNS).max(start);
        let leader = world.leader().unwrap_or_default();
        let rows = world.machines().map(|machine| {
            let server = machine.server.as_ref();
            Rc::new(match server {
                Some(server) => {
                    let progress = leading(world, leader, machine.id);
                    row(&server.raft().raft, server.applied(), progress, from..=to)
                }
                None => Row {
                    id: machine.id,
                    role: Role::Crashed,
                    term: 0,
                    learner: false,
                    marks: None,
                    cells: Vec::new(),
                },
            })
        });
        MatrixView {
            from,
            to,
            first,
            last,
            member,
            leader,
            rows: rows.collect(),
            picked: options.entry.and_then(|(id, index)| picked(world, id, index, words)),
        }
    }
}

/// What the leader believes of a member.
fn leading(world: &World, leader: NodeId, id: NodeId) -> Option<(Index, Index)> {
    let raft = &world.machine(leader)?.server.as_ref()?.raft().raft;
    raft.tracker.get(id).map(|progress| (progress.matched, progress.next))
}

fn row(
    raft: &Raft,
    applied: Index,
    progress: Option<(Index, Index)>,
    shown: std::ops::RangeInclusive<Index>,
) -> Row {
    let log = &raft.raft_log;
    let (first, last, stable) = (log.first_index(), log.last_index(), raft::stable(log));
    let cell = |index: Index| match index {
        _ if index < first => Cell::Compacted,
        _ if index > last => Cell::Absent,
        _ => Cell::Entry {
            term: log.term_or_zero(index),
            committed: index <= log.committed,
            durable: index <= stable,
        },
    };
    let snapshot = log.storage.snapshot().metadata.index;
    Row {
        id: raft.id,
        role: raft::role(raft),
        term: raft.term,
        learner: raft.is_learner,
        marks: Some(Marks { applied, commit: log.committed, stable, last, snapshot, progress }),
        cells: shown.map(cell).collect(),
    }
}

fn picked(world: &World, member: NodeId, index: Index, words: Words) -> Option<Picked> {
    let log = &world.machine(member)?.server.as_ref()?.raft().raft.raft_log;
    let found = log.entry(index).ok()?;
    let places = world.machines().map(|machine| {
        let place = machine.server.as_ref().map_or(Place::Down, |server| {
            place(&server.raft().raft.raft_log, server.applied(), index, found.term)
        });
        (machine.id, place)
    });
    Some(Picked {
        member,
        index,
        term: found.term,
        kind: found.entry_type.to_string(),
        what: entry::content(found, words),
        places: places.collect(),
    })
}

fn place(log: &RaftLog, applied: Index, index: Index, term: Term) -> Place {
    if index < log.first_index() {
        return Place::Snapshot;
    }
    match log.term(index) {
        Ok(other) if other != term => Place::Other(other),
        Ok(_) => Place::Same(match index {
            i if i <= applied => raft::Reached::Applied,
            i if i <= log.committed => raft::Reached::Committed,
            i if i <= raft::stable(log) => raft::Reached::Saved,
            _ => raft::Reached::Volatile,
        }),
        Err(_) => Place::Missing,
    }
}
