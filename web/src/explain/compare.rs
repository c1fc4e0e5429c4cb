//! The values behind a decision, in no language: each with the name of what it is.

use engine::base::{Bytes, Index, MachineId, NodeId, Term};
use engine::raft::ProgressBrief;
use engine::raft::message::MessageType;
use std::fmt::Display;

/// Two values that were held against each other, or one that mattered by itself.
#[derive(Clone, PartialEq, Debug)]
pub struct Compared {
    pub name: Operand,
    pub value: Value,
    /// The relation that decided (`<`, `≥`, `=`), what stood on the other side, and its name.
    pub with: Option<(&'static str, Value, Operand)>,
}

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// The same in every language: a number, a file, etcd's own words.
    Plain(String),
    /// `NONE` is nobody.
    Member(NodeId),
    Members(Vec<NodeId>),
    /// Where a member is.
    Machine(MachineId),
    /// Something that comes from a member, or goes to it.
    Message(String, NodeId),
    /// Something about each of several members.
    Each(Vec<(NodeId, String)>),
    /// A key.
    Raw(Bytes),
    YesNo(bool),
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    Applied,
    AskedRevision,
    Bytes,
    Candidate,
    Change,
    Commit,
    CommitBefore,
    CommitNow,
    CompactedRevision,
    Consistent,
    CreateRevision,
    Entries,
    EntryBefore,
    Error,
    Exceeded,
    ExitCode,
    Expected,
    File,
    FirstKept,
    Generation,
    Granted,
    HardState,
    HaveIt,
    HeardFrom,
    Hint,
    Index,
    Key,
    KeysFound,
    KeysReturned,
    Last,
    LastIndexCandidate,
    LastIndexHere,
    LastTermCandidate,
    LastTermHere,
    Leader,
    LeaderElected,
    LeaderKnown,
    LeaseOver,
    MatchIndex,
    Member,
    Members,
    MembersConnected,
    MembersStarted,
    Message,
    Messages,
    Needed,
    NineTenths,
    NotHeardFrom,
    Offset,
    Progress,
    ProposedAt,
    Quorum,
    ReadIndex,
    ReadNumber,
    Reads,
    Reason,
    Refused,
    RefusedIndex,
    RemainingTicks,
    Request,
    Revision,
    SafetyRule,
    SaveBegan,
    SinceSnapshot,
    Snapshot,
    SnapshotCount,
    SnapshotIndex,
    SnapshotsInFlight,
    Stable,
    StoreRevision,
    SwitchedOn,
    Sync,
    Term,
    TermCommit,
    TermEntry,
    TermEntryHere,
    TermEntryMessage,
    TermHere,
    TermMessage,
    Ticks,
    Took,
    Version,
    VotedFor,
    Voters,
    Wait,
    Waiting,
}

/// One value that mattered.
pub(super) fn one(name: Operand, value: impl Display) -> Compared {
    alone(name, Value::Plain(value.to_string()))
}

/// Two values, held against each other.
pub(super) fn two(
    name: Operand,
    value: impl Display,
    relation: &'static str,
    other: impl Display,
    other_name: Operand,
) -> Compared {
    let with = Some((relation, Value::Plain(other.to_string()), other_name));
    Compared { name, value: Value::Plain(value.to_string()), with }
}

/// A member, or nobody.
pub(super) fn who(name: Operand, id: NodeId) -> Compared {
    alone(name, Value::Member(id))
}

/// A machine with a member.
pub(super) fn at(name: Operand, machine: MachineId) -> Compared {
    alone(name, Value::Machine(machine))
}

/// A message and the other end of its way.
pub(super) fn message(kind: &MessageType, peer: NodeId) -> Compared {
    alone(Operand::Message, Value::Message(kind.to_string(), peer))
}

/// What is said of each of several members.
pub(super) fn each(name: Operand, all: Vec<(NodeId, String)>) -> Compared {
    alone(name, Value::Each(all))
}

/// Several members.
pub(super) fn several(name: Operand, ids: &[NodeId]) -> Compared {
    alone(name, Value::Members(ids.to_vec()))
}

/// How far a member is, as its leader keeps it.
pub(super) fn progress(to: NodeId, progress: &ProgressBrief) -> Vec<Compared> {
    vec![who(Operand::Member, to), one(Operand::Progress, progress)]
}

/// Bytes, as they are.
pub(super) fn raw(name: Operand, bytes: &Bytes) -> Compared {
    alone(name, Value::Raw(bytes.clone()))
}

pub(super) fn yes_no(name: Operand, yes: bool) -> Compared {
    alone(name, Value::YesNo(yes))
}

fn alone(name: Operand, value: Value) -> Compared {
    Compared { name, value, with: None }
}

/// `<`, `=` or `>`.
pub(super) fn relation(a: u64, b: u64) -> &'static str {
    match a.cmp(&b) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    }
}

/// Where an entry stands.
pub(super) fn place(index: Index, term: Term) -> String {
    format!("{index} · {term}")
}
