//! One decision, whoever took it: the typed reason behind a change. `Display` is a log line; for raft it is
//! exactly etcd's. A server's decisions have their subjects in `server::trace`; those of the world around, the
//! clients, the network and the machines, have theirs here.

use super::client::ClientError;
use super::ids::{ClientId, MomentId, PacketId, Peer, RequestId};
use super::moment::Kind;
use crate::base::{MachineId, NodeId, Time, decisions};
use crate::server;
use std::fmt;

/// A decision and where it was taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// The machine of the member that decided, [`NOWHERE`](crate::base::NOWHERE) for the world around.
    pub member: MachineId,
    pub what: What,
}

decisions! {
    /// A decision, by who took it.
    #[derive(Clone, PartialEq, Debug)]
    pub enum What of {
        /// A member's process.
        Server(server::Trace),
        /// A client, or the world on its behalf.
        Client(Client),
        /// The network, or who tampers with it.
        Network(Network),
        /// The machine around a process.
        Machine(Machine),
    }
}

decisions! {
    /// A client and its requests.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Client {
        /// A client has a request, by itself or for a command of etcdctl that is named by its first request.
        RequestBegun { client: ClientId, request: RequestId, command: Option<RequestId> },
        /// A client sends its request to this member: the first time, or to its next endpoint.
        RequestSent { client: ClientId, request: RequestId, member: MachineId },
        /// A client knows what became of its request: an answer, an error, or that none will come.
        RequestEnded { client: ClientId, request: RequestId, error: Option<ClientError> },
        /// A command of etcdctl has ended, with this exit code.
        CommandEnded { client: ClientId, command: RequestId, code: u8 },
        /// A client's connection to an endpoint stands, for this command.
        Connected { client: ClientId, command: RequestId, member: MachineId },
        /// Nobody listens at an endpoint; the client tries it again.
        ConnectionRefused { client: ClientId, command: RequestId, member: MachineId, after: Time },
        /// A client's connection is broken; it connects anew.
        Disconnected { client: ClientId, command: RequestId, member: MachineId },
        /// A client will send its request again.
        RetryPlanned { client: ClientId, request: RequestId, after: Time },
    }
}

decisions! {
    /// What becomes of packets.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Network {
        /// An outsider took a packet out of the network, which the moment `sent` had sent.
        PacketDropped { packet: PacketId, from: Peer, to: Peer, kind: Kind, sent: MomentId },
        /// A member's transport is connected to a peer.
        PeerActive { peer: NodeId },
        /// A member's transport has lost its connection to a peer, whose process ended, or from whom nothing
        /// came for too long.
        PeerInactive { peer: NodeId, ended: bool },
    }
}

decisions! {
    /// A process that ends, and its disk.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Machine {
        /// A member's process ended by itself, for this reason.
        Died(server::Fatal),
        /// The disk lost what was not yet synced, in bytes.
        CrashLost { bytes: u64 },
    }
}

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Client::RequestSent { client, request, member } => {
                write!(f, "request {request} of client {client} is sent to {member}")
            }
            Client::RequestBegun { client, request, command: None } => {
                write!(f, "client {client} has request {request}")
            }
            Client::RequestBegun { client, request, command: Some(command) } => {
                write!(f, "client {client} has request {request}, for its command {command}")
            }
            Client::CommandEnded { client, command, code } => {
                write!(f, "command {command} of client {client} has ended with exit code {code}")
            }
            Client::Connected { client, command, member } => {
                write!(f, "client {client} is connected to {member} for its command {command}")
            }
            Client::ConnectionRefused { client, command, member, after } => write!(
                f,
                "client {client} is refused by {member} for its command {command}, and tries again \
                 after {after}"
            ),
            Client::Disconnected { client, command, member } => {
                write!(f, "client {client} has lost {member} for its command {command}")
            }
            Client::RequestEnded { client, request, error: None } => {
                write!(f, "request {request} of client {client} is answered")
            }
            Client::RequestEnded { client, request, error: Some(error) } => {
                write!(f, "request {request} of client {client} has failed: {error}")
            }
            Client::RetryPlanned { client, request, after } => {
                write!(f, "request {request} of client {client} is sent again after {after}")
            }
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Network::PacketDropped { packet, sent, .. } => {
                write!(f, "packet {packet}, sent at moment {sent}, is dropped")
            }
            Network::PeerActive { peer } => write!(f, "peer {peer:x} became active"),
            Network::PeerInactive { peer, ended } => {
                let why = if *ended { "its process ended" } else { "nothing came for 5s" };
                write!(f, "peer {peer:x} became inactive: {why}")
            }
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Machine::Died(fatal) => fatal.fmt(f),
            Machine::CrashLost { bytes } => {
                write!(f, "the process is gone; {bytes} byte(s) were written but not yet synced")
            }
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Server(trace) => trace.fmt(f),
            What::Client(trace) => trace.fmt(f),
            What::Network(trace) => trace.fmt(f),
            What::Machine(trace) => trace.fmt(f),
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}
