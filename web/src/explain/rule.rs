//! What a decision is filed under, in no language: the rule behind it, and where that is written.

use super::{
    compare::Compared,
    mvcc::StoreRule,
    raft::*,
    server::*,
    wal::WalRule,
    world::{ClientRule, MachineRule, NetworkRule},
};
use std::fmt;

/// The rule behind a decision, by its subject. A language has a title and a sentence for each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    Role(RoleRule),
    Election(ElectionRule),
    Proposal(ProposalRule),
    Append(AppendRule),
    Log(LogRule),
    Read(ReadRule),
    Transfer(TransferRule),
    Snapshot(SnapshotRule),
    Membership(MembershipRule),
    Boot(BootRule),
    Propose(ProposeRule),
    Fsync(FsyncRule),
    Apply(ApplyRule),
    ServerRead(ServerReadRule),
    Forward(ForwardRule),
    ServerMembership(ServerMembershipRule),
    Leader(LeaderRule),
    Publish(PublishRule),
    Version(VersionRule),
    ServerSnapshot(ServerSnapshotRule),
    Switch(SwitchRule),
    Wal(WalRule),
    Store(StoreRule),
    Client(ClientRule),
    Network(NetworkRule),
    Machine(MachineRule),
}

/// What a file of a subject says of a decision: the rule, the values that decided first, and the sources.
pub(super) type Parts<R> = (R, Vec<Compared>, &'static [Cite]);

/// Where to read more. Function names and section numbers are the same in every language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cite {
    /// A section of the Raft paper (extended version).
    Paper(&'static str),
    /// A section of Ongaro's thesis.
    Thesis(&'static str),
    /// A file of go.etcd.io/raft and a function in it.
    Raft(&'static str, &'static str),
    /// A file of etcd and a function in it.
    Etcd(&'static str, &'static str),
}

/// `etcd-io/raft raft.go · stepLeader`.
impl fmt::Display for Cite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cite::Paper(section) => write!(f, "Raft paper §{section}"),
            Cite::Thesis(section) => write!(f, "Raft thesis §{section}"),
            Cite::Raft(file, symbol) => write!(f, "etcd-io/raft {file} · {symbol}"),
            Cite::Etcd(file, symbol) => write!(f, "etcd {file} · {symbol}"),
        }
    }
}
