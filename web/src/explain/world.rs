//! Clients, the network, and machines: by which rule, on which values, and where it is written.

use super::compare::{Operand, at, one, who};
use super::rule::{Cite, Parts};
use engine::sim::trace::{Client, Machine, Network};

const PEER_STATUS: &str = "server/etcdserver/api/rafthttp/peer_status.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientRule {
    RequestBegun,
    CommandEnded,
    Connected,
    ConnectionRefused,
    Disconnected,
    RequestSent,
    Answered,
    Failed,
    RetryPlanned,
}

pub(super) fn client(trace: &Client) -> Parts<ClientRule> {
    use Client::*;
    match trace {
        RequestBegun { request, .. } => {
            let cites = &[Cite::Etcd("etcdctl/ctlv3/command/ep_command.go", "epHealthCommandFunc")];
            (ClientRule::RequestBegun, vec![one(Operand::Request, request)], cites)
        }
        CommandEnded { command, code, .. } => (
            ClientRule::CommandEnded,
            vec![one(Operand::Request, command), one(Operand::ExitCode, code)],
            &[Cite::Etcd("pkg/cobrautl/error.go", "ExitWithError")],
        ),
        Connected { member, .. } => (
            ClientRule::Connected,
            vec![at(Operand::Member, *member)],
            &[Cite::Etcd("client/v3/client.go", "dial")],
        ),
        ConnectionRefused { member, after, .. } => (
            ClientRule::ConnectionRefused,
            vec![at(Operand::Member, *member), one(Operand::Wait, after)],
            &[Cite::Etcd("client/v3/client.go", "dial")],
        ),
        Disconnected { member, .. } => (
            ClientRule::Disconnected,
            vec![at(Operand::Member, *member)],
            &[Cite::Etcd("client/v3/client.go", "dial")],
        ),
        RequestSent { request, member, .. } => (
            ClientRule::RequestSent,
            vec![one(Operand::Request, request), at(Operand::Member, *member)],
            &[Cite::Etcd("client/v3/retry_interceptor.go", "unaryClientInterceptor")],
        ),
        RequestEnded { request, error: None, .. } => {
            (ClientRule::Answered, vec![one(Operand::Request, request)], &[])
        }
        RequestEnded { request, error: Some(error), .. } => (
            ClientRule::Failed,
            vec![one(Operand::Request, request), one(Operand::Error, error)],
            &[],
        ),
        RetryPlanned { request, after, .. } => (
            ClientRule::RetryPlanned,
            vec![one(Operand::Request, request), one(Operand::Wait, after)],
            &[Cite::Etcd("client/v3/retry.go", "isSafeRetryImmutableRPC")],
        ),
    }
}

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NetworkRule {
    PacketDropped,
    PeerActive,
    PeerInactive,
}

pub(super) fn network(trace: &Network) -> Parts<NetworkRule> {
    use Network::*;
    match trace {
        PacketDropped { packet, .. } => {
            (NetworkRule::PacketDropped, vec![one(Operand::Message, packet)], &[])
        }
        PeerActive { peer } => (
            NetworkRule::PeerActive,
            vec![who(Operand::Member, *peer)],
            &[Cite::Etcd(PEER_STATUS, "activate")],
        ),
        PeerInactive { peer, .. } => (
            NetworkRule::PeerInactive,
            vec![who(Operand::Member, *peer)],
            &[Cite::Etcd(PEER_STATUS, "deactivate")],
        ),
    }
}

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MachineRule {
    Died,
    CrashLost,
}

pub(super) fn machine(trace: &Machine) -> Parts<MachineRule> {
    use Machine::*;
    match trace {
        Died(fatal) => (MachineRule::Died, vec![one(Operand::Reason, fatal)], &[]),
        CrashLost { bytes } => (
            MachineRule::CrashLost,
            vec![one(Operand::Bytes, bytes)],
            &[Cite::Thesis("3.8"), Cite::Etcd("server/storage/wal/wal.go", "sync")],
        ),
    }
}
