//! Changes of the members, at the server: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, each, one, two, who};
use crate::explain::rule::{Cite, Parts};
use Membership::*;
use engine::{raft::ConfChangeType, server::trace::Membership};

const SERVER: &str = "server/etcdserver/server.go";
const CLUSTER: &str = "server/etcdserver/api/membership/cluster.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServerMembershipRule {
    ConfChangeProposed,
    ConfChangeV2Proposed,
    NotEnoughStarted,
    Unhealthy,
    LearnerReady,
    LearnerNotReady,
    LearnerAdded,
    LearnerPromoted,
    MemberRemoved,
    MemberChanged,
    ConfChangeInvalid,
    JointEntered,
    ConfigurationChanged,
    ConfChangeV2Rejected,
    RemovedSelf,
    RejectedRemoved,
    ToldRemoved,
}

pub(super) fn explain(trace: &Membership) -> Parts<ServerMembershipRule> {
    match trace {
        ConfChangeProposed { request_id, kind, member } => (
            ServerMembershipRule::ConfChangeProposed,
            vec![
                one(Operand::Request, format!("{request_id:x}")),
                who(Operand::Member, *member),
                one(Operand::Change, format!("{kind:?}")),
            ],
            &[Cite::Etcd(SERVER, "configure")],
        ),
        ConfChangeV2Proposed { change } => {
            let changes = change.changes.iter();
            let all = changes.map(|c| (c.node_id, format!("{:?}", c.change_type)));
            (
                ServerMembershipRule::ConfChangeV2Proposed,
                vec![each(Operand::Change, all.collect())],
                &[Cite::Raft("node.go", "ProposeConfChange"), Cite::Thesis("4.3")],
            )
        }
        NotEnoughStarted { member, started, quorum, .. } => (
            ServerMembershipRule::NotEnoughStarted,
            vec![
                two(Operand::MembersStarted, started, "<", quorum, Operand::Quorum),
                who(Operand::Member, *member),
            ],
            &[
                Cite::Etcd(SERVER, "mayAddMember, mayRemoveMember, mayPromoteMember"),
                Cite::Etcd(CLUSTER, "IsReadyToAddVotingMember"),
            ],
        ),
        Unhealthy { member, active, needed, .. } => (
            ServerMembershipRule::Unhealthy,
            vec![
                two(Operand::MembersConnected, active, "<", needed, Operand::Needed),
                who(Operand::Member, *member),
            ],
            &[Cite::Etcd("server/etcdserver/cluster_util.go", "isConnectedFullySince")],
        ),
        LearnerMeasured { member, matched, leader, ready } => (
            if *ready {
                ServerMembershipRule::LearnerReady
            } else {
                ServerMembershipRule::LearnerNotReady
            },
            vec![
                two(
                    Operand::MatchIndex,
                    matched,
                    if *ready { "≥" } else { "<" },
                    format!("90 % · {leader}"),
                    Operand::NineTenths,
                ),
                who(Operand::Member, *member),
            ],
            &[Cite::Etcd(SERVER, "isLearnerReady"), Cite::Thesis("4.2.1")],
        ),
        AppliedConfChange { index, kind, member, promoted, .. } => (
            applied(*kind, *promoted),
            vec![
                one(Operand::Index, index),
                who(Operand::Member, *member),
                one(Operand::Change, format!("{kind:?}")),
            ],
            &[Cite::Etcd(SERVER, "applyConfChange"), Cite::Thesis("4.1")],
        ),
        ConfChangeInvalid { index, member, error } => (
            ServerMembershipRule::ConfChangeInvalid,
            vec![
                one(Operand::Index, index),
                who(Operand::Member, *member),
                one(Operand::Reason, error),
            ],
            &[
                Cite::Etcd(SERVER, "applyConfChange"),
                Cite::Etcd(CLUSTER, "ValidateConfigurationChange"),
            ],
        ),
        AppliedConfChangeV2 { index, config } => (
            if config.voters.is_joint() {
                ServerMembershipRule::JointEntered
            } else {
                ServerMembershipRule::ConfigurationChanged
            },
            vec![one(Operand::Index, index), one(Operand::Members, config)],
            &[Cite::Etcd(SERVER, "applyConfChange"), Cite::Thesis("4.1")],
        ),
        ConfChangeV2Rejected { index, error } => {
            let reason = error.as_ref().map(|error| one(Operand::Reason, error));
            (
                ServerMembershipRule::ConfChangeV2Rejected,
                [one(Operand::Index, index)].into_iter().chain(reason).collect(),
                &[Cite::Etcd(SERVER, "applyConfChange"), Cite::Thesis("4.1")],
            )
        }
        RemovedSelf { index } => (
            ServerMembershipRule::RemovedSelf,
            vec![one(Operand::Index, index)],
            &[Cite::Etcd(SERVER, "stopWithDelay"), Cite::Thesis("4.2.2")],
        ),
        RejectedRemoved { from, kind } => (
            ServerMembershipRule::RejectedRemoved,
            vec![who(Operand::Member, *from), one(Operand::Message, kind)],
            &[Cite::Etcd(SERVER, "Process")],
        ),
        ToldRemoved { from } => (
            ServerMembershipRule::ToldRemoved,
            vec![who(Operand::Member, *from)],
            &[Cite::Etcd("server/etcdserver/api/rafthttp/http.go", "StatusGone")],
        ),
    }
}

fn applied(kind: ConfChangeType, promoted: bool) -> ServerMembershipRule {
    match kind {
        ConfChangeType::AddLearnerNode => ServerMembershipRule::LearnerAdded,
        ConfChangeType::AddNode if promoted => ServerMembershipRule::LearnerPromoted,
        ConfChangeType::RemoveNode => ServerMembershipRule::MemberRemoved,
        ConfChangeType::AddNode | ConfChangeType::UpdateNode => ServerMembershipRule::MemberChanged,
    }
}
