//! From a [`Command`] or an [`Action`] to its line: every click on the page echoes one. What is
//! printed reads back as the same command.

use std::fmt;

use super::command::{Command, Goal, TERMINAL, Which, Why};
use super::scenario;
use super::token::quote;
use crate::base::MachineId;
use crate::client::Call;
use crate::raft::{ConfChangeTransition, ConfChangeType};
use crate::sim::{Action, Peer};

/// The line of an action.
pub fn action(action: &Action) -> String {
    Command::from(action).to_string()
}

/// The line of an etcdctl call, without the word `etcdctl`.
pub fn call(call: &Call) -> String {
    let words: Vec<String> = call.words().iter().map(|word| quote(word)).collect();
    words.join(" ")
}

/// `n1`, `c1`.
pub fn peer(peer: Peer) -> String {
    match peer {
        Peer::Member(id) => format!("{id}"),
        Peer::Client(id) => format!("c{id}"),
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Cluster(start) => write!(f, "cluster {}", scenario::words(start)),
            Command::Call { client: TERMINAL, call: what } => f.write_str(&call(what)),
            Command::Call { client, call: what } => write!(f, "c{client}: {}", call(what)),
            Command::Link { deed, from, to, both } => {
                let arrow = if *both { "" } else { "-> " };
                write!(f, "{} {} {arrow}{}", deed.name(), peer(*from), peer(*to))
            }
            Command::Deed { deed, who } => write!(f, "{} {who}", deed.name()),
            Command::Act(action) => act(action, f),
            Command::Run(span) => write!(f, "run {span}"),
            Command::RunUntil { goal, limit } => {
                write!(f, "run until {goal}")?;
                if *limit == Goal::LIMIT { Ok(()) } else { write!(f, " --limit={limit}") }
            }
            Command::Step(moments) => write!(f, "step {moments}"),
            Command::SeekMoment(moment) => write!(f, "seek {moment}"),
            Command::SeekTime(time) => write!(f, "seek {time}"),
            Command::Status => f.write_str("status"),
            Command::Log(member) => write!(f, "log {member}"),
            Command::Wal { member, dump: false } => write!(f, "wal {member}"),
            Command::Wal { member, dump: true } => write!(f, "wal {member} --dump"),
            Command::Logs(asked) => write!(f, "logs{asked}"),
            Command::Why(asked) => write!(f, "why{asked}"),
            Command::Path(Which::Newest) => f.write_str("path"),
            Command::Path(Which::Of(client)) => write!(f, "path c{client}"),
            Command::Path(Which::SentAt(moment)) => write!(f, "path {moment}"),
            Command::Help(None) => f.write_str("help"),
            Command::Help(Some(name)) => write!(f, "help {name}"),
            Command::Usage(words) => {
                let flags = words.iter().any(|word| word.starts_with('-'));
                write!(f, "etcdctl help{}", if flags { " --" } else { "" })?;
                words.iter().try_for_each(|word| write!(f, " {}", quote(word.as_bytes())))
            }
            Command::Version => f.write_str("version"),
        }
    }
}

impl fmt::Display for Why {
    /// What stands behind `why`, with a space before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Pending => Ok(()),
            Why::NoLeader => f.write_str(" no-leader"),
            Why::NotLeader(member) => write!(f, " {member} not-leader"),
            Why::Entry { index, leader: None } => write!(f, " entry {index}"),
            Why::Entry { index, leader: Some(leader) } => write!(f, " entry {index} {leader}"),
            Why::Read(TERMINAL) => f.write_str(" read"),
            Why::Read(client) => write!(f, " read c{client}"),
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::Trace { name, member: None } => f.write_str(name),
            Goal::Trace { name, member: Some(id) } => write!(f, "{name} {id}"),
            Goal::Leader => f.write_str("leader"),
            Goal::Idle => f.write_str("idle"),
            Goal::Commit => f.write_str("commit"),
        }
    }
}

fn act(action: &Action, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match action {
        Action::Crash { member } => write!(f, "crash {member}"),
        Action::Wipe { member } => write!(f, "wipe {member}"),
        Action::Tear { member, sectors } => write!(f, "tear {member} {sectors}"),
        Action::Cancel { client, command: None } => write!(f, "cancel c{client}"),
        Action::Cancel { client, command: Some(number) } => write!(f, "cancel c{client} {number}"),
        Action::Pause { member } => write!(f, "pause {member}"),
        Action::Resume { member } => write!(f, "resume {member}"),
        Action::Restart { member } => write!(f, "restart {member}"),
        Action::Start { member } => write!(f, "start {member}"),
        Action::ProposeConfChange { member, changes, transition } => {
            write!(f, "propose-conf-change {member}{}", conf_changes(changes))?;
            match transition {
                ConfChangeTransition::Auto => Ok(()),
                ConfChangeTransition::JointImplicit => f.write_str(" --transition=implicit"),
                ConfChangeTransition::JointExplicit => f.write_str(" --transition=explicit"),
            }
        }
        Action::Campaign { member } => write!(f, "campaign {member}"),
        Action::Isolate { member } => write!(f, "isolate {member}"),
        Action::Partition { groups } => write!(f, "partition {}", members(groups)),
        Action::Heal => f.write_str("heal"),
        Action::Drop { packet } => write!(f, "drop {packet}"),
        Action::Delay { packet, by } => write!(f, "delay {packet} {by}"),
        Action::Loss { per_mille } => write!(f, "loss {}", percent(*per_mille)),
        Action::Duplicate { per_mille } => write!(f, "duplicate {}", percent(*per_mille)),
        Action::Reorder { per_mille } => write!(f, "reorder {}", percent(*per_mille)),
        Action::ClockRate { member, per_mille } => {
            write!(f, "clock {member} {}", percent(*per_mille))
        }
        Action::Latency { min, max } => write!(f, "latency {min} {max}"),
        Action::Fsync { member, min, max } => write!(f, "fsync {member} {min} {max}"),
        Action::Rule { rule, on } => {
            write!(f, "rule {} {}", rule.name(), if *on { "on" } else { "off" })
        }
        Action::Reads { mode } => write!(f, "reads {}", mode.name()),
        Action::Request { client, request, endpoints, timeout } => {
            let request = Call::new(request.clone());
            let words = Call { endpoints: endpoints.clone(), timeout: *timeout, ..request };
            write!(f, "request c{client} {}", call(&words))
        }
        Action::Call { .. }
        | Action::Cut { .. }
        | Action::Mend { .. }
        | Action::Hold { .. }
        | Action::Release { .. } => write!(f, "{}", Command::from(action)),
    }
}

/// `10%`, `2.5%`
fn percent(per_mille: u32) -> String {
    match per_mille % 10 {
        0 => format!("{}%", per_mille / 10),
        tenths => format!("{}.{tenths}%", per_mille / 10),
    }
}

/// ` v4 l5 r2`, each with a space before it.
fn conf_changes(changes: &[(ConfChangeType, MachineId)]) -> String {
    changes.iter().map(|(kind, machine)| format!(" {}{}", sign(*kind), machine.0)).collect()
}

/// The letter before whom a change is about.
pub fn sign(kind: ConfChangeType) -> char {
    match kind {
        ConfChangeType::AddNode => 'v',
        ConfChangeType::AddLearnerNode => 'l',
        ConfChangeType::RemoveNode => 'r',
        ConfChangeType::UpdateNode => 'u',
    }
}

fn members(groups: &[Vec<MachineId>]) -> String {
    let group = |ids: &Vec<MachineId>| {
        let names: Vec<String> = ids.iter().map(MachineId::to_string).collect();
        names.join(" ")
    };
    groups.iter().map(group).collect::<Vec<_>>().join(" | ")
}
