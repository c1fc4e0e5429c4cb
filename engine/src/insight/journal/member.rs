//! The lines about changes of the cluster.

use super::{Level, Teller, Value, id, text};
use crate::base::NodeId;
use crate::raft::ConfChangeType;
use crate::server::RpcError;
use crate::server::trace::{MemberDeed, Membership};

const SERVER: &str = "etcdserver/server.go";
const CLUSTER: &str = "membership/cluster.go";

pub(super) fn tell(teller: &mut Teller<'_>, trace: &Membership) {
    use Membership::*;
    match trace {
        NotEnoughStarted { deed, member, started, quorum } => {
            not_enough_started(teller, deed, *member, (*started, *quorum));
        }
        Unhealthy { deed, member, active, .. } => unhealthy(teller, deed, *member, *active),
        AppliedConfChange { kind, member, peer_urls, promoted, asked, .. } => {
            applied(teller, *kind, (*member, peer_urls), *promoted);
            if *asked {
                through_raft(teller, *kind, *member);
            }
        }
        ConfChangeInvalid { error, .. } => teller.say(
            Level::Error,
            SERVER,
            "Validation on configuration change failed",
            vec![("shouldApplyV3", Value::Bool(true)), ("error", text(error))],
        ),
        RejectedRemoved { from, .. } => {
            let fields = vec![("local-member-id", teller.me()), ("removed-member-id", id(*from))];
            teller.warn(SERVER, "rejected Raft message from removed member", fields);
        }
        // changes of several members are not the server's, and the end of a removed one is told of when it ends
        ConfChangeProposed { .. }
        | ConfChangeV2Proposed { .. }
        | LearnerMeasured { .. }
        | AppliedConfChangeV2 { .. }
        | ConfChangeV2Rejected { .. }
        | RemovedSelf { .. }
        | ToldRemoved { .. } => {}
    }
}

fn not_enough_started(
    teller: &mut Teller<'_>,
    deed: &MemberDeed,
    member: NodeId,
    (started, quorum): (u64, u64),
) {
    let verb = verb(deed);
    let msg = format!("rejecting member {verb}; started member will be less than quorum");
    let fields = vec![
        ("number-of-started-member", Value::Number(started)),
        ("quorum", Value::Number(quorum)),
        ("cluster-id", teller.cluster()),
        ("local-member-id", teller.me()),
    ];
    teller.warn(CLUSTER, &msg, fields);
    let msg = format!("rejecting member {verb} request; not enough healthy members");
    let requested = match deed {
        MemberDeed::Add { is_learner, peer_urls } => {
            ("requested-member-add", added(member, *is_learner, peer_urls))
        }
        MemberDeed::Remove | MemberDeed::Promote => ("requested-member-remove-id", id(member)),
    };
    let error = ("error", text(RpcError::MemberNotEnoughStarted));
    teller.warn(SERVER, &msg, vec![("local-member-id", teller.me()), requested, error]);
}

fn unhealthy(teller: &mut Teller<'_>, deed: &MemberDeed, member: NodeId, active: u64) {
    let msg = format!(
        "rejecting member {} request; local member has not been connected to all peers, reconfigure \
         breaks active quorum",
        verb(deed)
    );
    let mut fields = vec![("local-member-id", teller.me())];
    match deed {
        MemberDeed::Add { is_learner, peer_urls } => {
            fields.push(("requested-member-add", added(member, *is_learner, peer_urls)));
        }
        MemberDeed::Remove | MemberDeed::Promote => {
            fields.push(("requested-member-remove", id(member)));
            fields.push(("active-peers", Value::Number(active)));
        }
    }
    fields.push(("error", text(RpcError::ClusterUnhealthy)));
    let caller = match deed {
        MemberDeed::Add { .. } => "etcdserver/server.go:1690",
        MemberDeed::Remove => "etcdserver/server.go:1894",
        MemberDeed::Promote => SERVER,
    };
    teller.warn(caller, &msg, fields);
}

fn verb(deed: &MemberDeed) -> &'static str {
    match deed {
        MemberDeed::Add { .. } => "add",
        MemberDeed::Remove => "remove",
        MemberDeed::Promote => "promote",
    }
}

/// A `membership.Member` as Go prints one.
fn added(member: NodeId, is_learner: bool, peer_urls: &[String]) -> Value {
    text(format_args!(
        "{{ID:{member:x} RaftAttributes:{{PeerURLs:[{}] IsLearner:{is_learner}}} \
         Attributes:{{Name: ClientURLs:[]}}}}",
        peer_urls.join(" ")
    ))
}

/// What the list of members says, and the transport.
fn applied(
    teller: &mut Teller<'_>,
    kind: ConfChangeType,
    (member, peer_urls): (NodeId, &[String]),
    promoted: bool,
) {
    let (me, cluster) = (("local-member-id", teller.me()), ("cluster-id", teller.cluster()));
    let (own, urls) = (member == teller.member, Value::Texts(peer_urls.to_vec()));
    match kind {
        ConfChangeType::AddNode if promoted => teller.info(
            CLUSTER,
            "promote member",
            vec![cluster, me, ("promoted-member-id", id(member))],
        ),
        ConfChangeType::AddNode | ConfChangeType::AddLearnerNode => {
            let added = ("added-peer-id", id(member));
            let fields = vec![cluster, me.clone(), added, ("added-peer-peer-urls", urls.clone())];
            teller.info("membership/cluster.go:421", "added member", fields);
            if !own {
                let fields = vec![me, ("remote-peer-id", id(member)), ("remote-peer-urls", urls)];
                teller.info("rafthttp/transport.go:317", "added remote peer", fields);
            }
        }
        ConfChangeType::RemoveNode => {
            let removed = ("removed-remote-peer-id", id(member));
            let fields =
                vec![cluster, me.clone(), removed.clone(), ("removed-remote-peer-urls", urls)];
            teller.info("membership/cluster.go:472", "removed member", fields);
            if !own {
                let fields = vec![me, removed];
                teller.info("rafthttp/transport.go:355", "removed remote peer", fields);
            }
        }
        ConfChangeType::UpdateNode => {
            let (updated, urls) =
                (("updated-remote-peer-id", id(member)), ("updated-remote-peer-urls", urls));
            let fields = vec![cluster, me.clone(), updated.clone(), urls.clone()];
            teller.info("membership/cluster.go:554", "updated member", fields);
            if !own {
                let fields = vec![me, updated, urls];
                teller.info("rafthttp/transport.go:384", "updated remote peer", fields);
            }
        }
    }
}

/// Only the member says so whose client asked for the change.
fn through_raft(teller: &mut Teller<'_>, kind: ConfChangeType, member: NodeId) {
    let kind = match kind {
        ConfChangeType::AddNode => "ConfChangeAddNode",
        ConfChangeType::RemoveNode => "ConfChangeRemoveNode",
        ConfChangeType::UpdateNode => "ConfChangeUpdateNode",
        ConfChangeType::AddLearnerNode => "ConfChangeAddLearnerNode",
    };
    let fields = vec![
        ("local-member-id", teller.me()),
        ("raft-conf-change", text(kind)),
        ("raft-conf-change-node-id", id(member)),
    ];
    let msg = "applied a configuration change through raft";
    teller.info("etcdserver/server.go:2018", msg, fields);
}
