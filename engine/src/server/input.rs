//! What goes into a process and what comes out of it, as values.

use super::trace::Trace;
use super::{ReadMode, Request, Response, RpcError, Rule};
use crate::base::{Bytes, DiskOp, DiskToken, NodeId, Peer, RequestId, Sink, Time};
use crate::raft::message::Message;
use crate::raft::{ConfChangeV2, RaftError, StorageError};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// Names a request, for the reply: who asks (a client, or a member that passes a request on), the request's
/// number there, and until when the asker waits (the deadline that gRPC sends along).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReplyTo {
    pub caller: Peer,
    pub request: RequestId,
    pub deadline: Time,
}

impl ReplyTo {
    /// Whether this is the request of that number of that caller.
    pub fn is(&self, caller: Peer, request: RequestId) -> bool {
        (self.caller, self.request) == (caller, request)
    }
}

/// Names a timer of one process, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TimerToken(pub u64);

/// What happens to a process.
#[derive(Clone, PartialEq, Debug)]
pub enum Input {
    /// One heartbeat interval has passed.
    Tick,
    /// A peer's message arrived.
    Receive(Box<Message>),
    /// A leader's snapshot arrived: `MsgSnap` and the whole database.
    ReceiveSnapshot { message: Box<Message>, db: Bytes },
    /// What became of a snapshot that was sent to this peer (rafthttp `ReportSnapshot`).
    SnapshotStatus { to: NodeId, failed: bool },
    /// A message to this peer could not be delivered (rafthttp `ReportUnreachable`).
    Unreachable(NodeId),
    /// The fsync of this batch returned.
    DiskDone(DiskToken),
    /// The time that this timer was set to has passed.
    Timer(TimerToken),
    /// A client asks, or a member for a client of its own.
    Client(ReplyTo, Request),
    /// Whoever asked this waits no longer: its connection is broken, or it has thought better of it.
    Cancel(Peer, RequestId),
    /// A member answers a request that was passed on to it.
    Answer { from: NodeId, request: u64, result: Result<Response, RpcError> },
    /// Since when the transport is connected to whom, and at whose address nobody listens: comes before what
    /// depends on it.
    Connections { since: BTreeMap<NodeId, Time>, refused: BTreeSet<NodeId> },
    /// A peer does not talk to this member any more: it was removed (HTTP 410).
    Gone(NodeId),
    /// An outsider proposes a change of several members at once, which etcd's server never does.
    ProposeConfChange(ConfChangeV2),
    /// A safety rule is switched off or on.
    Rule { rule: Rule, on: bool },
    /// Linearizable reads are served in another way from now on.
    Reads(ReadMode),
    /// Start an election (`MsgHup`).
    Campaign,
}

/// What a process wants done.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Send to `message.to`.
    Send(Box<Message>),
    /// Send this and the database to `message.to`; [`Input::SnapshotStatus`] follows if it is known what
    /// became of it.
    SendSnapshot { message: Box<Message>, db: Bytes },
    /// Tell this member that its snapshot has arrived and is safe.
    SnapshotReceived { from: NodeId },
    /// Carry these out in order. If one is a `Sync`, `DiskDone` with the token follows.
    Disk(DiskToken, Vec<DiskOp>),
    /// Let [`Input::Timer`] come when so much time has passed on this machine's clock.
    Timer { token: TimerToken, after: Time },
    /// Let it not come: what the timer was for is over.
    StopTimer(TimerToken),
    /// Answer whoever asked.
    Reply(ReplyTo, Result<Response, RpcError>),
    /// Say something on the stream of this request, which goes on: watches, keepalives of leases.
    Push(ReplyTo, Box<Response>),
    /// Tell a member that it was removed: its messages are not wanted (HTTP 410).
    Gone(NodeId),
    /// Let another member answer this within so much time; [`Input::Answer`] follows if it can.
    Forward { to: NodeId, request_id: u64, request: Request, timeout: Time },
}

/// Where a process puts its effects and reasons.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Output {
    pub effects: Vec<Effect>,
    pub traces: Sink<Trace>,
}

impl Output {
    /// Notes a reason, if reasons are wanted.
    pub(super) fn trace<T: Into<Trace>>(&mut self, make: impl FnOnce() -> T) {
        self.traces.push(make);
    }
}

/// Why a process cannot go on. The world shows it as a crash.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Fatal {
    /// The write-ahead log cannot be read.
    Wal(String),
    /// Raft found its own state broken.
    Raft(String),
    /// The database cannot be read, or does not fit the snapshot.
    Backend(String),
    /// A committed entry is no request.
    BadEntry { index: u64, reason: String },
    /// It is no member any more.
    Removed,
}

impl fmt::Display for Fatal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fatal::Wal(reason) => write!(f, "failed to read WAL, cannot be repaired: {reason}"),
            Fatal::Raft(reason) | Fatal::Backend(reason) => f.write_str(reason),
            Fatal::BadEntry { index, reason } => {
                write!(f, "entry {index} cannot be applied: {reason}")
            }
            Fatal::Removed => {
                f.write_str("the member has been permanently removed from the cluster")
            }
        }
    }
}

impl From<RaftError> for Fatal {
    fn from(error: RaftError) -> Fatal {
        Fatal::Raft(error.to_string())
    }
}

impl From<StorageError> for Fatal {
    fn from(error: StorageError) -> Fatal {
        Fatal::Raft(error.to_string())
    }
}
