//! One step of the world: what happened, when, why it could happen, and which decisions were taken.

use super::ids::{ClientId, MomentId, PacketId, Peer, RequestId};
use super::trace::Trace;
use crate::base::{MachineId, NodeId, Time};
use crate::raft::message::MessageType;

/// One step of the world.
#[derive(Clone, PartialEq, Debug)]
pub struct Moment {
    pub at: Time,
    /// The moment that made this one possible: the one that sent the packet, started the timer or the
    /// fsync. A moment that is its own cause has none: an outsider's action, or the start.
    pub cause: MomentId,
    pub event: Event,
    /// The decisions taken, in order.
    pub traces: Box<[Trace]>,
}

/// What a packet carried, in brief.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    Raft(MessageType),
    Request,
    Reply,
    Push,
    Gone,
    Refused,
    /// A client's connection, and what became of it.
    Connect,
    Connected,
    ConnectionRefused,
    Closed,
    /// A client waits no longer.
    Cancel,
}

/// Why a packet did not arrive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Loss {
    /// The link is cut.
    Cut,
    /// Chance.
    Chance,
    /// The receiver's process is down.
    Down,
    /// An outsider dropped it.
    Dropped,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Event {
    /// The world began: every member booted.
    Start,
    /// A member's clock ticked (one heartbeat interval).
    Tick { member: MachineId },
    /// A packet arrived and its receiver dealt with it.
    Deliver { packet: PacketId, from: Peer, to: Peer, kind: Kind },
    /// A packet was lost.
    Lost { packet: PacketId, from: Peer, to: Peer, kind: Kind, why: Loss },
    /// A member's transport noticed that a peer cannot be reached.
    Unreachable { member: MachineId, peer: NodeId },
    /// A member's transport knows what became of a snapshot that it sent to a peer.
    SnapshotStatus { member: MachineId, peer: NodeId, failed: bool },
    /// A member's fsync returned.
    DiskDone { member: MachineId },
    /// A timer ended that a member's process had set.
    Timer { member: MachineId },
    /// A client gave up waiting for the answer, or for a sign of life on a stream.
    Timeout { client: ClientId, request: RequestId },
    /// A client sends a request again, to its next endpoint.
    Retry { client: ClientId, request: RequestId },
    /// A client tries again to connect to an endpoint.
    Dial { client: ClientId, member: MachineId },
    /// An outsider did something: `action` is its place in the list of actions. If it was a request of a
    /// client, `request` says whose and its number.
    Act { action: u32, request: Option<(ClientId, RequestId)> },
}

impl Event {
    /// The request that an outsider made, if that is what happened: whose, and its number.
    pub fn request(&self) -> Option<(ClientId, RequestId)> {
        match *self {
            Event::Act { request, .. } => request,
            _ => None,
        }
    }

    /// The member at which it happened, if it was at one.
    pub fn member(&self) -> Option<MachineId> {
        match *self {
            Event::Tick { member }
            | Event::DiskDone { member }
            | Event::Timer { member }
            | Event::Unreachable { member, .. }
            | Event::SnapshotStatus { member, .. }
            | Event::Deliver { to: Peer::Member(member), .. } => Some(member),
            _ => None,
        }
    }
}
