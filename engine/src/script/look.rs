//! What `status`, `log` and `wal` print.

use super::print;
use crate::base::NodeId;
use crate::client::Call;
use crate::raft::core::Role;
use crate::raft::log::RaftLog;
use crate::raft::message::{Entry, EntryType};
use crate::raft::{ConfChangeSingle, ConfChangeV2};
use crate::server::{EntryData, EtcdServer, V2Put};
use crate::sim::{Disk, Machine, World};
use crate::wal::inspect::{RecordView, inspect};
use crate::wal::record::Decoded;

/// A line a member.
pub fn status(world: &World) -> String {
    let head = ["", "role", "term", "vote", "leader", "commit", "applied", "last", "revision"];
    let rows = world.machines().map(|machine| match &machine.server {
        Some(server) => member(world, machine, server),
        None => {
            let why = machine.died.as_ref().map(|why| format!("crashed: {why}"));
            vec![machine.id.to_string(), why.unwrap_or("crashed".into())]
        }
    });
    table(&head, rows)
}

fn member(world: &World, machine: &Machine, server: &EtcdServer) -> Vec<String> {
    let status = server.raft().status();
    let name = |id: NodeId| if id == 0 { "-".into() } else { world.name(id).to_string() };
    vec![
        machine.id.to_string(),
        role(status.soft_state.role).to_string()
            + if machine.is_paused() { " (stopped)" } else { "" },
        status.hard_state.term.to_string(),
        name(status.hard_state.vote),
        name(server.leader().unwrap_or(0)),
        status.hard_state.commit.to_string(),
        server.applied().to_string(),
        server.raft().raft.raft_log.last_index().to_string(),
        server.store().revision().to_string(),
    ]
}

/// A role in small letters.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Follower => "follower",
        Role::PreCandidate => "pre-candidate",
        Role::Candidate => "candidate",
        Role::Leader => "leader",
    }
}

/// A line an entry; or why there is none.
pub fn log(machine: &Machine) -> Result<String, String> {
    let Some(server) = &machine.server else {
        return Err(format!("{0} is down: `restart {0}`, or look at `wal {0}`", machine.id));
    };
    let log = &server.raft().raft.raft_log;
    let mut entries = Vec::new();
    let read = log.entries_from(log.first_index(), u64::MAX, &mut entries);
    read.map_err(|error| error.to_string())?;
    let mut before = log.term_or_zero(log.first_index().saturating_sub(1));
    let rows = entries.iter().map(|entry| {
        let state = state(server, log, entry);
        let opens_term = std::mem::replace(&mut before, entry.term) != entry.term;
        let what = match is_empty(entry) && !opens_term {
            true => "empty: in place of a change that was refused".into(),
            false => describe(entry),
        };
        vec![entry.index.to_string(), entry.term.to_string(), state.into(), what]
    });
    Ok(table(&["index", "term", "state", "entry"], compacted(log).into_iter().chain(rows)))
}

/// The line for the entries that a snapshot stands for.
fn compacted(log: &RaftLog) -> Option<Vec<String>> {
    let gone = log.first_index() - 1;
    let term = log.term(gone).unwrap_or(0).to_string();
    let first = if gone == 1 { String::new() } else { "1..".to_string() };
    let why = "no longer in memory: a snapshot stands for them".into();
    (gone > 0).then(|| vec![format!("{first}{gone}"), term, "compacted".into(), why])
}

fn state(server: &EtcdServer, log: &RaftLog, entry: &Entry) -> &'static str {
    if entry.index <= server.applied() {
        "applied"
    } else if entry.index <= log.committed {
        "committed"
    } else if entry.index <= server.stable_index() {
        "on disk"
    } else {
        "in memory"
    }
}

fn is_empty(entry: &Entry) -> bool {
    entry.entry_type == EntryType::Normal && entry.data.is_empty()
}

/// What an entry asks for: as a command where it is one.
pub fn describe(entry: &Entry) -> String {
    match EntryData::of(entry) {
        Ok(EntryData::Empty) => "empty: a new leader's first".into(),
        Ok(EntryData::Request(internal)) => print::call(&Call::new(internal.request)),
        Ok(EntryData::V2(request)) => match request.put {
            V2Put::Attributes(attributes) => format!("publish {}", attributes.name),
            V2Put::Version(version) => format!("cluster version {version}"),
        },
        Ok(EntryData::ConfChange(change)) => {
            format!("{:?} {:x}", change.change_type, change.node_id)
        }
        Ok(EntryData::ConfChangeV2(change)) => conf_change(&change),
        Err(error) => error.to_string(),
    }
}

/// A change of several members, in the words of `propose-conf-change`.
fn conf_change(change: &ConfChangeV2) -> String {
    if change.leave_joint() {
        return "leave the joint configuration".into();
    }
    let single = |c: &ConfChangeSingle| format!(" {}{:x}", print::sign(c.change_type), c.node_id);
    let changes: String = change.changes.iter().map(single).collect();
    match change.enter_joint() {
        None => format!("change{changes}"),
        Some(true) => format!("enter joint:{changes}, leave by itself"),
        Some(false) => format!("enter joint:{changes}"),
    }
}

/// A line a record of each segment, and what of it a crash would lose.
pub fn wal(machine: &Machine) -> String {
    let segments: Vec<&str> =
        machine.disk.paths("").filter(|path| path.ends_with(".wal")).collect();
    if segments.is_empty() {
        return format!("{} has no write-ahead log\n", machine.id);
    }
    segments.into_iter().map(|path| segment(&machine.disk, path)).collect()
}

fn segment(disk: &Disk, path: &str) -> String {
    let bytes = disk.read(path);
    let synced = disk.durable_len(path);
    let mut out = format!("{path}: {} bytes, {} synced\n", bytes.len(), synced);
    let rows = inspect(&bytes).into_iter().map(|record| {
        let lost = if record.offset + record.len > synced { "not synced" } else { "synced" };
        let (kind, text) = decoded(&record);
        vec![record.offset.to_string(), kind.into(), lost.into(), text]
    });
    out += &table(&["offset", "record", "disk", "content"], rows);
    out
}

fn decoded(record: &RecordView) -> (&'static str, String) {
    match &record.decoded {
        Ok(Decoded::Metadata(data)) => {
            ("metadata", format!("member {:x} of cluster {:x}", data.node_id, data.cluster_id))
        }
        Ok(Decoded::Entry(entry)) => {
            ("entry", format!("{}/{} {}", entry.term, entry.index, describe(entry)))
        }
        Ok(Decoded::State(state)) => {
            ("state", format!("term {} vote {:x} commit {}", state.term, state.vote, state.commit))
        }
        Ok(Decoded::Crc(crc)) => ("crc", format!("{crc:08x}")),
        Ok(Decoded::Snapshot(mark)) => {
            ("snapshot", format!("term {} index {}", mark.term, mark.index))
        }
        Ok(Decoded::Unknown(number)) => ("unknown", format!("type {number}")),
        Err(error) => ("damaged", error.to_string()),
    }
}

/// Columns under their heads, as wide as they need to be.
pub(super) fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let head: Vec<String> = head.iter().map(|word| word.to_string()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| {
            // a row that ends early may run on under the heads to its right
            let cells = rows.iter().filter(|row| row.len() > at + 1).filter_map(|row| row.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        out += line.trim_end();
        out.push('\n');
    }
    out
}
