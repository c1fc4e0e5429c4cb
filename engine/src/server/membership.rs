//! Changes of the cluster as clients ask for them, after `server/etcdserver/server.go` of 3.5.16: `AddMember`,
//! `RemoveMember`, `UpdateMember`, `PromoteMember`, `MoveLeader`, and `api/v3rpc/member.go`, `maintenance.go`.
//!
//! The server proposes changes of one member only. Before that it looks whether the cluster would survive the
//! change (`--strict-reconfig-check`): enough members did start, and this one has been connected to them for
//! [`HEALTH_INTERVAL`]. Left out: permissions.

use super::address::is_peer_url;
use super::cluster::{MemberChange, Started};
use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::{Failure, fault};
use super::input::{Fatal, ReplyTo};
use super::member::{Member, promotion_json};
use super::pending::Waiter;
use super::propose::Parked;
use super::response::{
    HashKvResponse, MemberAddResponse, MemberListResponse, MemberPromoteResponse,
    MemberRemoveResponse, MemberUpdateResponse, MoveLeaderResponse, ResponseHeader, StatusResponse,
};
use super::trace::{self, MemberDeed};
use super::version::SERVER_VERSION;
use super::{MemberListRequest, Request, Response, RpcError};
use crate::base::{Bytes, NONE, NodeId, Peer, Time};
use crate::mvcc::KeyHash;
use crate::raft::{ConfChange, ConfChangeType, EntryType, codec};

/// A client waits until the leadership is where it wants it.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct LeaderMove {
    pub waiter: Waiter,
    pub target: NodeId,
}

impl EtcdServer {
    /// Adds a member: the first step, before its process is started.
    pub(super) fn member_add(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        peer_urls: &[String],
        is_learner: bool,
    ) -> Result<(), Failure> {
        if peer_urls.is_empty() || !peer_urls.iter().all(|url| is_peer_url(url)) {
            return Err(RpcError::MemberBadUrls.into());
        }
        let member = Member::added(peer_urls.to_vec(), is_learner, cx.now);
        self.may_add(cx, &member)?;
        let change_type = match is_learner {
            true => ConfChangeType::AddLearnerNode,
            false => ConfChangeType::AddNode,
        };
        let context = Bytes::from(member.change_json().as_str());
        let change = ConfChange { id: 0, change_type, node_id: member.id, context };
        self.configure(cx, to, change)
    }

    /// Removes a member for good.
    pub(super) fn member_remove(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        id: NodeId,
    ) -> Result<(), Failure> {
        self.may_remove(cx, id)?;
        let change_type = ConfChangeType::RemoveNode;
        let change = ConfChange { change_type, node_id: id, ..ConfChange::default() };
        self.configure(cx, to, change)
    }

    /// Gives a member other addresses. What is proposed says nothing of its being a learner, so that the list of
    /// members forgets that a learner is one, while raft does not (3.5.16; mended later, etcd-io/etcd 21719).
    pub(super) fn member_update(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        id: NodeId,
        peer_urls: &[String],
    ) -> Result<(), Failure> {
        if peer_urls.is_empty() || !peer_urls.iter().all(|url| is_peer_url(url)) {
            return Err(RpcError::MemberBadUrls.into());
        }
        let member = Member { id, peer_urls: peer_urls.to_vec(), ..Member::default() };
        let context = Bytes::from(member.change_json().as_str());
        let change_type = ConfChangeType::UpdateNode;
        self.configure(cx, to, ConfChange { id: 0, change_type, node_id: id, context })
    }

    /// Makes a learner a voter. Only the leader knows how far the learner is: others pass this on.
    pub(super) fn member_promote(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: Request,
        id: NodeId,
    ) -> Result<(), Failure> {
        if !self.is_leader() {
            return match to.caller {
                Peer::Member(_) => Err(RpcError::NotLeader.into()),
                Peer::Client(_) => {
                    self.forward(cx, to, request);
                    Ok(())
                }
            };
        }
        self.may_promote(cx, id)?;
        let context = Bytes::from(promotion_json(id).as_str());
        let change_type = ConfChangeType::AddNode;
        self.configure(cx, to, ConfChange { id: 0, change_type, node_id: id, context })
    }

    /// Proposes a change, whose answer comes where it is applied (etcd `configure`).
    fn configure(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        mut change: ConfChange,
    ) -> Result<(), Failure> {
        let request_id = self.ids.next_id();
        change.id = request_id;
        let (kind, member) = (change.change_type, change.node_id);
        let data = codec::conf_change_data(&change);
        let entry = Parked { request_id, entry_type: EntryType::ConfChange, data };
        let proposed = trace::Membership::ConfChangeProposed { request_id, kind, member };
        self.submit(cx, to, entry, || proposed.into())
    }

    /// Etcd `mayAddMember`.
    fn may_add(&self, cx: &mut Cx<'_>, new: &Member) -> Result<(), RpcError> {
        let (member, peer_urls) = (new.id, new.peer_urls.clone());
        let deed = MemberDeed::Add { is_learner: new.is_learner, peer_urls };
        if !new.is_learner {
            enough(cx, &deed, member, self.applied.cluster.ready_to_add())?;
        }
        let (connected, needed) =
            (self.connected(cx.now), self.applied.cluster.voting_members().count());
        healthy(cx, &deed, member, (connected, needed as u64))
    }

    /// Etcd `mayRemoveMember`.
    fn may_remove(&self, cx: &mut Cx<'_>, member: NodeId) -> Result<(), RpcError> {
        if self.applied.cluster.is_learner(member) {
            return Ok(());
        }
        let deed = MemberDeed::Remove;
        enough(cx, &deed, member, self.applied.cluster.ready_to_remove(member))?;
        // One that cannot be reached does not count among those that keep the quorum.
        if member != self.id && !self.connections.contains_key(&member) {
            return Ok(());
        }
        let voters = self.applied.cluster.voting_members().count() as u64;
        // The quorum of those who stay, and the one who leaves.
        let needed = 1 + voters.saturating_sub(1) / 2 + 1;
        healthy(cx, &deed, member, (self.connected(cx.now), needed))
    }

    /// Etcd `mayPromoteMember`: a learner that lags would make the next quorum wait.
    fn may_promote(&self, cx: &mut Cx<'_>, member: NodeId) -> Result<(), RpcError> {
        let progress = self.node.raft.tracker.get(member).ok_or(RpcError::MemberNotFound)?;
        let own = self.node.raft.tracker.get(self.id).map_or(0, |own| own.matched);
        let (matched, leader) = (progress.matched, own);
        let ready = u128::from(matched) * 10 >= u128::from(leader) * READY_TENTHS;
        cx.trace(|| trace::Membership::LearnerMeasured { member, matched, leader, ready });
        if !ready {
            return Err(RpcError::LearnerNotReady);
        }
        enough(cx, &MemberDeed::Promote, member, self.applied.cluster.ready_to_promote())
    }

    /// How many voters this one has been connected to long enough, itself included
    /// (etcd `numConnectedSince`).
    fn connected(&self, now: Time) -> u64 {
        let long_enough = |id: NodeId| {
            let since = self.connections.get(&id);
            id == self.id || since.is_some_and(|since| now.since(*since) > HEALTH_INTERVAL)
        };
        self.applied.cluster.voting_members().filter(|member| long_enough(member.id)).count() as u64
    }

    /// A change was applied, or found invalid where it was to be applied: whoever asked is told.
    pub(super) fn answer_change(
        &mut self,
        cx: &mut Cx<'_>,
        request_id: u64,
        change: &MemberChange,
        result: Result<(), RpcError>,
    ) {
        let Some(proposal) = self.pending.proposals.remove(&request_id) else { return };
        let header = ResponseHeader::default();
        let members: Vec<Member> = self.applied.cluster.members().cloned().collect();
        let result = result.map(|()| match change {
            MemberChange::Added(member) => {
                let member = member.clone();
                Response::MemberAdd(MemberAddResponse { header, member, members })
            }
            MemberChange::Promoted(_) => {
                Response::MemberPromote(MemberPromoteResponse { header, members })
            }
            MemberChange::Updated(_) => {
                Response::MemberUpdate(MemberUpdateResponse { header, members })
            }
            MemberChange::Removed(_) => {
                Response::MemberRemove(MemberRemoveResponse { header, members })
            }
        });
        let to = proposal.waiter.end(cx);
        self.reply(cx, to, result);
    }

    /// All members: a linearizable question waits like a read.
    pub(super) fn member_list(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: MemberListRequest,
    ) -> Result<(), Fatal> {
        if request.linearizable {
            return self.queue_read(cx, to, Request::MemberList(request));
        }
        let response = self.members_response();
        self.reply(cx, to, Ok(response));
        Ok(())
    }

    /// Who is in, as far as this member has applied.
    pub(super) fn members_response(&self) -> Response {
        let members = self.applied.cluster.members().cloned().collect();
        Response::MemberList(MemberListResponse { header: ResponseHeader::default(), members })
    }

    /// How this member is.
    pub(super) fn status(&mut self, cx: &mut Cx<'_>, to: ReplyTo) {
        let raft = &self.node.raft;
        let size = self.applied.store.backend().encode().len() as i64;
        let errors = match raft.lead {
            NONE => vec![RpcError::NoLeader.to_string()],
            _ => Vec::new(),
        };
        let response = StatusResponse {
            header: ResponseHeader {
                revision: self.applied.store.revision(),
                ..ResponseHeader::default()
            },
            version: SERVER_VERSION.into(),
            db_size: size,
            leader: raft.lead,
            raft_index: raft.raft_log.committed,
            raft_term: raft.term,
            raft_applied_index: self.applied.index,
            errors,
            db_size_in_use: size,
            is_learner: self.applied.cluster.is_learner(self.id),
        };
        self.reply(cx, to, Ok(Response::Status(response)));
    }

    /// What this member's keys come to, as far as it has applied.
    pub(super) fn hash_kv(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        revision: i64,
    ) -> Result<(), RpcError> {
        let KeyHash { hash, compact_revision } = self.applied.store.hash(revision)?;
        let revision = self.applied.store.revision();
        let header = ResponseHeader { revision, ..ResponseHeader::default() };
        let response = HashKvResponse { header, hash, compact_revision };
        self.reply(cx, to, Ok(Response::HashKv(response)));
        Ok(())
    }

    /// Hands the leadership over, and answers once it is there.
    pub(super) fn move_leader(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        target: NodeId,
    ) -> Result<(), Failure> {
        if self.node.raft.lead != self.id {
            return Err(RpcError::NotLeader.into());
        }
        match self.applied.cluster.member(target) {
            Some(member) if !member.is_learner => {}
            _ => return Err(RpcError::BadLeaderTransferee.into()),
        }
        cx.trace(|| trace::Leader::LeaderMoveAsked { to: target });
        // Raft says by itself what it makes of it.
        fault(self.node.transfer_leader(target))?;
        let waiter = self.wait(cx, to, None);
        self.pending.moves.push(LeaderMove { waiter, target });
        self.end_moves(cx);
        Ok(())
    }

    /// Looks, once a tick as etcd does, whether the leadership has arrived.
    pub(super) fn end_moves(&mut self, cx: &mut Cx<'_>) {
        let lead = self.node.raft.lead;
        let arrived = self.pending.moves.extract_if(.., |m| m.target == lead);
        for LeaderMove { waiter, target } in arrived.collect::<Vec<_>>() {
            let took = cx.now.since(waiter.since);
            cx.trace(|| trace::Leader::LeaderMoved { to: target, done: true, took });
            let header = ResponseHeader::default();
            let response = Response::MoveLeader(MoveLeaderResponse { header });
            let to = waiter.end(cx);
            self.reply(cx, to, Ok(response));
        }
    }
}

fn enough(
    cx: &mut Cx<'_>,
    deed: &MemberDeed,
    member: NodeId,
    started: Started,
) -> Result<(), RpcError> {
    if started.is_enough() {
        return Ok(());
    }
    let Started { started, quorum } = started;
    cx.trace(|| trace::Membership::NotEnoughStarted {
        deed: deed.clone(),
        member,
        started,
        quorum,
    });
    Err(RpcError::MemberNotEnoughStarted)
}

fn healthy(
    cx: &mut Cx<'_>,
    deed: &MemberDeed,
    member: NodeId,
    (active, needed): (u64, u64),
) -> Result<(), RpcError> {
    if active >= needed {
        return Ok(());
    }
    cx.trace(|| trace::Membership::Unhealthy { deed: deed.clone(), member, active, needed });
    Err(RpcError::ClusterUnhealthy)
}

/// Etcd `HealthInterval`.
pub const HEALTH_INTERVAL: Time = Time::from_ms(5000);
/// Etcd `readyPercent`, 0.9: so much of the leader's log a learner must have.
const READY_TENTHS: u128 = 9;
