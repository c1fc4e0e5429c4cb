//! Changes of the cluster as clients ask for them, after `server/etcdserver/server.go` of 3.5.16: `AddMember`,
//! `RemoveMember`, `PromoteMember`, `MoveLeader`, and `api/v3rpc/member.go`, `maintenance.go`.
//!
//! The server proposes changes of one member only. Before that it looks whether the cluster would survive the
//! change (`--strict-reconfig-check`): enough members did start, and this one has been connected to them for
//! [`HEALTH_INTERVAL`]. Left out: changing a member's addresses, and permissions.

use super::cluster::{MemberChange, Started, id_of_peer_urls};
use super::etcd_server::EtcdServer;
use super::input::{Effect, Output, ReplyTo};
use super::member::{Member, promotion_json};
use super::propose::{Parked, Waiter};
use super::read::PendingRead;
use super::response::{
    MemberAddResponse, MemberListResponse, MemberPromoteResponse, MemberRemoveResponse,
    MoveLeaderResponse, ResponseHeader, StatusResponse,
};
use super::trace;
use super::{MemberListRequest, Request, Response, RpcError};
use crate::base::{Bytes, NONE, NodeId, Time};
use crate::raft::{ConfChange, ConfChangeType, EntryType, codec};

/// A client waits until the leadership is where it wants it.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct LeaderMove {
    pub reply_to: ReplyTo,
    pub target: NodeId,
    pub since: Time,
}

impl EtcdServer {
    /// Adds a member: the first step, before its process is started.
    pub(super) fn member_add(
        &mut self,
        now: Time,
        to: ReplyTo,
        peer_urls: &[String],
        is_learner: bool,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        let known = self.cluster.has_peer_url(peer_urls);
        let wrong = if known { RpcError::PeerUrlExist } else { RpcError::MemberBadUrls };
        let id = id_of_peer_urls(peer_urls).ok_or(wrong)?;
        self.may_add(now, id, is_learner, out)?;
        let member = Member::added(id, is_learner);
        let change_type = match is_learner {
            true => ConfChangeType::AddLearnerNode,
            false => ConfChangeType::AddNode,
        };
        let context = Bytes::from(member.to_json().as_str());
        let change = ConfChange { id: 0, change_type, node_id: id, context };
        self.configure(now, to, change, out)
    }

    /// Removes a member for good.
    pub(super) fn member_remove(
        &mut self,
        now: Time,
        to: ReplyTo,
        id: NodeId,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        self.may_remove(now, id, out)?;
        let change_type = ConfChangeType::RemoveNode;
        let change = ConfChange { change_type, node_id: id, ..ConfChange::default() };
        self.configure(now, to, change, out)
    }

    /// Makes a learner a voter. Only the leader knows how far the learner is: others pass this on.
    pub(super) fn member_promote(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: Request,
        id: NodeId,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        if !self.is_leader() {
            return match to.caller {
                super::Caller::Member(_) => Err(RpcError::NotLeader),
                super::Caller::Client(_) => {
                    self.forward(now, to, request, out);
                    Ok(())
                }
            };
        }
        self.may_promote(id, out)?;
        let context = Bytes::from(promotion_json(id).as_str());
        let change_type = ConfChangeType::AddNode;
        self.configure(now, to, ConfChange { id: 0, change_type, node_id: id, context }, out)
    }

    /// Proposes a change, whose answer comes where it is applied (etcd `configure`).
    fn configure(
        &mut self,
        now: Time,
        to: ReplyTo,
        mut change: ConfChange,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        let request_id = self.ids.next_id();
        change.id = request_id;
        let (kind, member) = (change.change_type, change.node_id);
        let data = codec::conf_change_data(&change);
        self.waiters.insert(request_id, Waiter { reply_to: to, since: now, index: 0 });
        let parked = Parked { request_id, entry_type: EntryType::ConfChange, data };
        if self.node.raft.lead == NONE {
            out.trace(|| trace::Propose::ProposalWaits { request_id });
            self.parked.push(parked);
            return Ok(());
        }
        out.trace(|| trace::Membership::ConfChangeProposed { request_id, kind, member });
        self.hand_to_raft(parked)
    }

    /// Etcd `mayAddMember`.
    fn may_add(
        &self,
        now: Time,
        member: NodeId,
        is_learner: bool,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        if !is_learner {
            enough(member, self.cluster.ready_to_add(), out)?;
        }
        let (connected, needed) = (self.connected(now), self.cluster.voting_members().count());
        healthy(member, connected, needed as u64, out)
    }

    /// Etcd `mayRemoveMember`.
    fn may_remove(&self, now: Time, member: NodeId, out: &mut Output) -> Result<(), RpcError> {
        if self.cluster.is_learner(member) {
            return Ok(());
        }
        enough(member, self.cluster.ready_to_remove(member), out)?;
        // One that cannot be reached does not count among those that keep the quorum.
        if member != self.id && !self.connections.contains_key(&member) {
            return Ok(());
        }
        let voters = self.cluster.voting_members().count() as u64;
        // The quorum of those who stay, and the one who leaves.
        let needed = 1 + voters.saturating_sub(1) / 2 + 1;
        healthy(member, self.connected(now), needed, out)
    }

    /// Etcd `mayPromoteMember`: a learner that lags would make the next quorum wait.
    fn may_promote(&self, member: NodeId, out: &mut Output) -> Result<(), RpcError> {
        let progress = self.node.raft.tracker.get(member).ok_or(RpcError::MemberNotFound)?;
        let own = self.node.raft.tracker.get(self.id).map_or(0, |own| own.matched);
        let (matched, leader) = (progress.matched, own);
        let ready = u128::from(matched) * 10 >= u128::from(leader) * READY_TENTHS;
        out.trace(|| trace::Membership::LearnerMeasured { member, matched, leader, ready });
        if !ready {
            return Err(RpcError::LearnerNotReady);
        }
        enough(member, self.cluster.ready_to_promote(), out)
    }

    /// How many voters this one has been connected to long enough, itself included
    /// (etcd `numConnectedSince`).
    fn connected(&self, now: Time) -> u64 {
        let long_enough = |id: NodeId| {
            let since = self.connections.get(&id);
            id == self.id || since.is_some_and(|since| now.since(*since) > HEALTH_INTERVAL)
        };
        self.cluster.voting_members().filter(|member| long_enough(member.id)).count() as u64
    }

    /// A change was applied, or found invalid where it was to be applied: whoever asked is told.
    pub(super) fn answer_change(
        &mut self,
        request_id: u64,
        change: &MemberChange,
        result: Result<(), RpcError>,
        out: &mut Output,
    ) {
        let Some(waiter) = self.waiters.remove(&request_id) else { return };
        let header = ResponseHeader::default();
        let members: Vec<Member> = self.cluster.members().cloned().collect();
        let result = result.map(|()| match change {
            MemberChange::Added(member) => {
                let member = member.clone();
                Response::MemberAdd(MemberAddResponse { header, member, members })
            }
            MemberChange::Promoted(_) => {
                Response::MemberPromote(MemberPromoteResponse { header, members })
            }
            MemberChange::Removed(_) | MemberChange::Updated(_) => {
                Response::MemberRemove(MemberRemoveResponse { header, members })
            }
        });
        self.reply(waiter.reply_to, result, out);
    }

    /// All members: a linearizable question waits like a read.
    pub(super) fn member_list(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: MemberListRequest,
        out: &mut Output,
    ) {
        if request.linearizable {
            let request = Request::MemberList(request);
            self.queue_read(now, PendingRead { reply_to: to, request, since: now }, out);
        } else {
            let response = self.members_response();
            self.reply(to, Ok(response), out);
        }
    }

    /// Who is in, as far as this member has applied.
    pub(super) fn members_response(&self) -> Response {
        let members = self.cluster.members().cloned().collect();
        Response::MemberList(MemberListResponse { header: ResponseHeader::default(), members })
    }

    /// How this member is.
    pub(super) fn status(&mut self, to: ReplyTo, out: &mut Output) {
        let raft = &self.node.raft;
        let size = self.store.backend().encode().len() as i64;
        let errors = match raft.lead {
            NONE => vec![RpcError::NoLeader.to_string()],
            _ => Vec::new(),
        };
        let response = StatusResponse {
            header: ResponseHeader { revision: self.store.revision(), ..ResponseHeader::default() },
            version: VERSION.into(),
            db_size: size,
            leader: raft.lead,
            raft_index: raft.raft_log.committed,
            raft_term: raft.term,
            raft_applied_index: self.applied,
            errors,
            db_size_in_use: size,
            is_learner: self.cluster.is_learner(self.id),
        };
        self.reply(to, Ok(Response::Status(response)), out);
    }

    /// Hands the leadership over, and answers once it is there.
    pub(super) fn move_leader(
        &mut self,
        now: Time,
        to: ReplyTo,
        target: NodeId,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        if self.node.raft.lead != self.id {
            return Err(RpcError::NotLeader);
        }
        match self.cluster.member(target) {
            Some(member) if !member.is_learner => {}
            _ => return Err(RpcError::BadLeaderTransferee),
        }
        out.trace(|| trace::Leader::LeaderMoveAsked { to: target });
        // Raft says by itself what it makes of it.
        let _ = self.node.transfer_leader(target);
        self.moves.push(LeaderMove { reply_to: to, target, since: now });
        self.tick_moves(now, out);
        Ok(())
    }

    /// Looks, once a tick, whether the leadership has arrived.
    pub(super) fn tick_moves(&mut self, now: Time, out: &mut Output) {
        let lead = self.node.raft.lead;
        let limit = self.request_timeout;
        let over = |m: &LeaderMove| m.target == lead || now.since(m.since) >= limit;
        let over: Vec<LeaderMove> = self.moves.extract_if(.., |m| over(m)).collect();
        for LeaderMove { reply_to, target, since } in over {
            let done = target == lead;
            out.trace(|| trace::Leader::LeaderMoved { to: target, done, took: now.since(since) });
            if done {
                let header = ResponseHeader::default();
                let response = Response::MoveLeader(MoveLeaderResponse { header });
                self.reply(reply_to, Ok(response), out);
            } else {
                out.effects.push(Effect::Reply(reply_to, Err(RpcError::TimeoutLeaderTransfer)));
            }
        }
    }
}

fn enough(member: NodeId, started: Started, out: &mut Output) -> Result<(), RpcError> {
    if started.is_enough() {
        return Ok(());
    }
    let Started { started, quorum } = started;
    out.trace(|| trace::Membership::NotEnoughStarted { member, started, quorum });
    Err(RpcError::MemberNotEnoughStarted)
}

fn healthy(member: NodeId, active: u64, needed: u64, out: &mut Output) -> Result<(), RpcError> {
    if active >= needed {
        return Ok(());
    }
    out.trace(|| trace::Membership::Unhealthy { member, active, needed });
    Err(RpcError::ClusterUnhealthy)
}

/// Etcd `HealthInterval`.
pub const HEALTH_INTERVAL: Time = Time::from_ms(5000);
/// Etcd `readyPercent`, 0.9: so much of the leader's log a learner must have.
const READY_TENTHS: u128 = 9;
/// The etcd that this engine follows.
const VERSION: &str = "3.5.16";
