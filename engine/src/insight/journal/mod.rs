//! What each member would have logged: the journal that an operator of a real cluster has, and nothing else.
//!
//! Every decision of the engine is a typed value, and a file a subject says by an exhaustive match which lines
//! etcd 3.5.16 writes at that place, if any: with which level, from which file, with which fields. Where a line
//! was read off a real server its number in the file stands behind the name. Raft's lines are `Display` of its
//! decisions; they go through one function of the server's.
//!
//! A [`Line`] is a value; [`form`] has its two forms, and [`read`] finds the newest lines of a recorded world.
//!
//! Left out are lines about what is not here: gRPC and its listeners, flags, TLS, quotas and leases, and of the
//! transport whatever has to do with its several streams. Sizes that only the real encoding knows are no fields.

pub mod form;
mod member;
mod network;
mod process;
mod raft;
pub mod read;
mod server;
mod snapshot;
mod store;

use crate::base::{MachineId, NONE, NodeId, Time};
use crate::raft::trace::Level as RaftLevel;
use crate::sim::{Moment, MomentId, Scenario, Trace, What, World};
use std::collections::BTreeMap;
use std::fmt;

/// How loud a line is, as zap names it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Not in a production log.
    Debug,
    /// What `--log-level` is unless told otherwise.
    #[default]
    Info,
    Warn,
    Error,
    /// The process ends with a Go panic.
    Panic,
    /// The process ends.
    Fatal,
}

impl Level {
    /// All of them, the lowest first.
    pub const ALL: [Level; 6] =
        [Level::Debug, Level::Info, Level::Warn, Level::Error, Level::Panic, Level::Fatal];

    /// `--log-level` has this word for it.
    pub fn name(self) -> &'static str {
        ["debug", "info", "warn", "error", "panic", "fatal"][self as usize]
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<RaftLevel> for Level {
    fn from(level: RaftLevel) -> Level {
        match level {
            RaftLevel::Debug => Level::Debug,
            RaftLevel::Info => Level::Info,
            RaftLevel::Warn => Level::Warn,
            RaftLevel::Error => Level::Error,
        }
    }
}

/// A value behind a line's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Text(String),
    Number(u64),
    Bool(bool),
    Texts(Vec<String>),
}

/// What a line says, without when and by whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub level: Level,
    /// The name of the logger, if it has one: `raft`.
    pub logger: Option<&'static str>,
    /// The file that says it.
    pub caller: &'static str,
    pub msg: String,
    pub fields: Vec<(&'static str, Value)>,
}

/// One line of a member's log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The moment that made it.
    pub moment: MomentId,
    pub at: Time,
    pub member: MachineId,
    pub said: Said,
}

/// What a line needs to know besides the decision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    pub cluster_id: u64,
    pub heartbeat: Time,
    /// Etcd `ReqTimeout`.
    pub request_timeout: Time,
    /// Which member was on which machine.
    members: Members,
}

/// Of each machine, which member has been on it since which moment.
type Members = BTreeMap<MachineId, Vec<(MomentId, NodeId)>>;

impl Setting {
    /// That of a world.
    pub fn of(world: &World) -> Setting {
        let Scenario { timings, .. } = world.scenario();
        let election = Time(timings.heartbeat.us() * timings.election_ticks);
        Setting {
            cluster_id: world.machines().next().map_or(0, |machine| machine.cluster_id()),
            heartbeat: timings.heartbeat,
            request_timeout: Time::from_ms(5000) + election + election,
            members: world.machines().map(|m| (m.id, m.members().to_vec())).collect(),
        }
    }

    /// The member that was on a machine at a moment.
    fn member_at(&self, machine: MachineId, moment: MomentId) -> NodeId {
        let members = self.members.get(&machine).map_or(&[][..], Vec::as_slice);
        let until = members.partition_point(|(since, _)| *since <= moment).max(1);
        members.get(until - 1).map_or(NONE, |(_, member)| *member)
    }
}

/// Gathers what one member says of one decision.
struct Teller<'a> {
    setting: &'a Setting,
    machine: MachineId,
    member: NodeId,
    said: Vec<Said>,
}

impl Teller<'_> {
    /// The id of the member that speaks, as etcd prints ids.
    fn me(&self) -> Value {
        id(self.member)
    }

    fn cluster(&self) -> Value {
        id(self.setting.cluster_id)
    }

    fn say(
        &mut self,
        level: Level,
        caller: &'static str,
        msg: &str,
        fields: Vec<(&'static str, Value)>,
    ) {
        self.said.push(Said { level, logger: None, caller, msg: msg.to_string(), fields });
    }

    fn debug(&mut self, caller: &'static str, msg: &str, fields: Vec<(&'static str, Value)>) {
        self.say(Level::Debug, caller, msg, fields);
    }

    fn info(&mut self, caller: &'static str, msg: &str, fields: Vec<(&'static str, Value)>) {
        self.say(Level::Info, caller, msg, fields);
    }

    fn warn(&mut self, caller: &'static str, msg: &str, fields: Vec<(&'static str, Value)>) {
        self.say(Level::Warn, caller, msg, fields);
    }
}

/// What etcd would have logged of one decision; nothing, of most.
pub fn said(setting: &Setting, moment: MomentId, trace: &Trace) -> Vec<Said> {
    let (machine, member) = (trace.member, setting.member_at(trace.member, moment));
    let mut teller = Teller { setting, machine, member, said: Vec::new() };
    match &trace.what {
        What::Server(trace) => server::tell(&mut teller, trace),
        What::Client(trace) => network::tell_client(trace),
        What::Network(trace) => network::tell(&mut teller, trace),
        What::Machine(trace) => process::tell_machine(&mut teller, trace),
    }
    teller.said
}

/// All lines of a moment, in order.
pub fn lines(setting: &Setting, id: MomentId, moment: &Moment) -> Vec<Line> {
    let of = |trace: &Trace| {
        let (member, at) = (trace.member, moment.at);
        said(setting, id, trace).into_iter().map(move |said| Line { moment: id, at, member, said })
    };
    moment.traces.iter().flat_map(of).collect()
}

fn text(text: impl fmt::Display) -> Value {
    Value::Text(text.to_string())
}

/// An id of a member or of a cluster, as etcd prints them (`types.ID`).
fn id(id: u64) -> Value {
    text(format_args!("{id:x}"))
}

/// A span, as Go prints it.
fn span(span: Time) -> Value {
    text(crate::client::value::go_duration(span))
}
