//! Rules: a title and a sentence for each, by an exhaustive match a subject. The values beside them have their
//! names in `operands`.

mod leaders;
mod members;
mod publish;
mod reads;
mod replication;
mod roles;
mod server;
mod snapshots;
mod storage;
mod world;

use super::safety::SafetyWords;
use crate::explain::{rule::Rule, server::SwitchRule};
use leaders::{LeaderRules, TransferRules};
use members::{MembershipRules, ServerMembershipRules};
use publish::{PublishRules, VersionRules};
use reads::{ForwardRules, ReadRules, ServerReadRules};
use replication::{AppendRules, LogRules, ProposalRules};
use roles::{ElectionRules, RoleRules};
use server::{ApplyRules, BootRules, FsyncRules, ProposeRules, SwitchRules};
use snapshots::{ServerSnapshotRules, SnapshotRules};
use storage::{StoreRules, WalRules};
use world::{ClientRules, MachineRules, NetworkRules};

/// A rule, in one language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuleText {
    /// A few words: what was decided.
    pub title: &'static str,
    /// One sentence or two: by which rule.
    pub rule: &'static str,
}

/// Every rule, by its subject.
pub struct RuleWords {
    pub role: RoleRules,
    pub election: ElectionRules,
    pub proposal: ProposalRules,
    pub append: AppendRules,
    pub log: LogRules,
    pub read: ReadRules,
    pub transfer: TransferRules,
    pub snapshot: SnapshotRules,
    pub membership: MembershipRules,
    pub boot: BootRules,
    pub propose: ProposeRules,
    pub fsync: FsyncRules,
    pub apply: ApplyRules,
    pub server_read: ServerReadRules,
    pub forward: ForwardRules,
    pub server_membership: ServerMembershipRules,
    pub leader: LeaderRules,
    pub publish: PublishRules,
    pub version: VersionRules,
    pub server_snapshot: ServerSnapshotRules,
    pub switch: SwitchRules,
    pub wal: WalRules,
    pub store: StoreRules,
    pub client: ClientRules,
    pub network: NetworkRules,
    pub machine: MachineRules,
}

impl RuleWords {
    pub const EN: RuleWords = RuleWords {
        role: RoleRules::EN,
        election: ElectionRules::EN,
        proposal: ProposalRules::EN,
        append: AppendRules::EN,
        log: LogRules::EN,
        read: ReadRules::EN,
        transfer: TransferRules::EN,
        snapshot: SnapshotRules::EN,
        membership: MembershipRules::EN,
        boot: BootRules::EN,
        propose: ProposeRules::EN,
        fsync: FsyncRules::EN,
        apply: ApplyRules::EN,
        server_read: ServerReadRules::EN,
        forward: ForwardRules::EN,
        server_membership: ServerMembershipRules::EN,
        leader: LeaderRules::EN,
        publish: PublishRules::EN,
        version: VersionRules::EN,
        server_snapshot: ServerSnapshotRules::EN,
        switch: SwitchRules::EN,
        wal: WalRules::EN,
        store: StoreRules::EN,
        client: ClientRules::EN,
        network: NetworkRules::EN,
        machine: MachineRules::EN,
    };

    /// What a rule is called, and what it says; what can be switched is explained where it is switched.
    pub fn of(&self, rule: Rule, safety: &SafetyWords) -> RuleText {
        let (title, rule) = match rule {
            Rule::Role(rule) => self.role.rule(rule),
            Rule::Election(rule) => self.election.rule(rule),
            Rule::Proposal(rule) => self.proposal.rule(rule),
            Rule::Append(rule) => self.append.rule(rule),
            Rule::Log(rule) => self.log.rule(rule),
            Rule::Read(rule) => self.read.rule(rule),
            Rule::Transfer(rule) => self.transfer.rule(rule),
            Rule::Snapshot(rule) => self.snapshot.rule(rule),
            Rule::Membership(rule) => self.membership.rule(rule),
            Rule::Boot(rule) => self.boot.rule(rule),
            Rule::Propose(rule) => self.propose.rule(rule),
            Rule::Fsync(rule) => self.fsync.rule(rule),
            Rule::Apply(rule) => self.apply.rule(rule),
            Rule::ServerRead(rule) => self.server_read.rule(rule),
            Rule::Forward(rule) => self.forward.rule(rule),
            Rule::ServerMembership(rule) => self.server_membership.rule(rule),
            Rule::Leader(rule) => self.leader.rule(rule),
            Rule::Publish(rule) => self.publish.rule(rule),
            Rule::Version(rule) => self.version.rule(rule),
            Rule::ServerSnapshot(rule) => self.server_snapshot.rule(rule),
            Rule::Switch(SwitchRule::On(rule)) => (self.switch.on, safety.rule(rule).1),
            Rule::Switch(SwitchRule::Off(rule)) => (self.switch.off, safety.rule(rule).1),
            Rule::Switch(SwitchRule::Reads(mode)) => (self.switch.reads, safety.how(mode)),
            Rule::Wal(rule) => self.wal.rule(rule),
            Rule::Store(rule) => self.store.rule(rule),
            Rule::Client(rule) => self.client.rule(rule),
            Rule::Network(rule) => self.network.rule(rule),
            Rule::Machine(rule) => self.machine.rule(rule),
        };
        RuleText { title, rule }
    }
}
