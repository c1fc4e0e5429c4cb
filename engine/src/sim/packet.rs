//! A message in flight.

use super::ids::{MomentId, PacketId, Peer, RequestId};
use crate::base::{Bytes, NodeId, Time};
use crate::client::Via;
use crate::raft::message::Message;
use crate::server::{Request, Response, RpcError};

/// Something on its way. Where it is now follows from `sent` and `due`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Packet {
    pub id: PacketId,
    pub from: Peer,
    pub to: Peer,
    pub sent: Time,
    pub due: Time,
    /// The moment that sent it.
    pub cause: MomentId,
    pub body: Body,
}

impl Packet {
    /// False for a message that is for another than the member where it arrives: a machine may be another's by
    /// then.
    pub(super) fn is_for(&self, member: NodeId) -> bool {
        match &self.body {
            Body::Raft(message) | Body::Snapshot { message, .. } => message.to == member,
            Body::Request { .. }
            | Body::Reply { .. }
            | Body::Push { .. }
            | Body::Gone
            | Body::Connect { .. }
            | Body::Connected { .. }
            | Body::Closed { .. }
            | Body::Cancel { .. }
            | Body::Refused { .. } => true,
        }
    }
}

/// What a packet carries.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Body {
    /// Member to member.
    Raft(Box<Message>),
    /// Leader to follower: `MsgSnap`, and its whole database. It travels apart from the other messages, as
    /// in etcd: it neither waits for them nor keeps them waiting.
    Snapshot { message: Box<Message>, db: Bytes },
    /// Client to member, or member to member for a client: to be answered within so much time (gRPC sends
    /// what is left of the deadline, `grpc-timeout`).
    Request { id: RequestId, request: Request, timeout: Time },
    /// Member to client.
    Reply { id: RequestId, result: Result<Response, RpcError> },
    /// Member to client: a message of a stream, counted from 1; the request goes on.
    Push { id: RequestId, number: u64, response: Response },
    /// Member to member: you were removed (HTTP 410).
    Gone,
    /// Client to member: a new connection.
    Connect { command: RequestId, via: Via },
    /// Member to client: the connection stands, with the process that was started so often; or nobody listens.
    Connected { command: RequestId, via: Via, incarnation: Option<u32> },
    /// Member to client: the connection is broken.
    Closed { command: RequestId, via: Via },
    /// Client to member: it waits no longer (`RST_STREAM`).
    Cancel { id: RequestId },
    /// The process is not running. `delivered`: it died while it had the request.
    Refused { id: RequestId, delivered: bool },
}
