//! Who waits, how long, and what is said at the end.
//!
//! Every request brings its client's deadline along, and what only waits leaves with it: a proposal that no
//! leader was there for is not made afterwards. Writes wait no longer than etcd's own limit besides
//! (`ServerConfig.ReqTimeout`, in `processInternalRaftRequestOnce`); everything else waits as long as its
//! client does. A proposal that is under way may still be carried out: its end says what is known of the
//! reason (`server.go`, `parseProposeCtxErr`).

use super::RpcError;
use super::bootstrap::REQUEST_BASE;
use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal, ReplyTo, TimerToken};
use super::membership::LeaderMove;
use super::pending::{Late, Waiter};
use super::trace::{self, TimeoutReason};
use crate::base::{NONE, NodeId, Peer, RequestId, Time};

impl EtcdServer {
    /// Somebody waits from now on: as long as the client does, and no longer than `most`.
    pub(super) fn wait(&mut self, cx: &mut Cx<'_>, to: ReplyTo, most: Option<Time>) -> Waiter {
        let left = to.deadline.since(cx.now);
        let timer = self.set_timer(cx, most.map_or(left, |most| left.min(most)));
        Waiter { reply_to: to, since: cx.now, timer }
    }

    pub(super) fn set_timer(&mut self, cx: &mut Cx<'_>, after: Time) -> TimerToken {
        self.next_timer += 1;
        let token = TimerToken(self.next_timer);
        cx.effect(Effect::Timer { token, after });
        token
    }

    pub(super) fn stop_timer(&self, cx: &mut Cx<'_>, timer: TimerToken) {
        cx.effect(Effect::StopTimer(timer));
    }

    /// Somebody asks again, or gives up. A timer without either was stopped, and does not come.
    pub(super) fn timer(&mut self, cx: &mut Cx<'_>, timer: TimerToken) -> Result<(), Fatal> {
        if self.retry_read(cx, timer)?
            || self.end_read_round(cx, timer)?
            || self.retry_forward(cx, timer)
            || self.own_timed_out(cx, timer)?
            || self.decide_version(cx, timer)?
        {
            return Ok(());
        }
        if let Some(late) = self.pending.take_late(|waiter| waiter.timer == timer) {
            self.give_up(cx, late);
        }
        Ok(())
    }

    /// Whoever waited too long is told so.
    fn give_up(&mut self, cx: &mut Cx<'_>, late: Late) {
        match late {
            Late::Parked(request_id, waiter) => {
                cx.trace(|| trace::Propose::ProposalLeft { request_id });
                cx.answer(waiter.reply_to, Err(RpcError::DeadlineExceeded));
            }
            Late::Proposal(request_id, waiter) => {
                let (since, why) = (waiter.since, self.reason_of_timeout(waiter.since));
                cx.trace(|| trace::Propose::RequestTimedOut { request_id, since, why });
                cx.answer(waiter.reply_to, Err(why.error()));
            }
            Late::Forward(request_id, mut forwarded) => {
                cx.trace(|| trace::Forward::ForwardGivenUp { request_id });
                forwarded.stop_retry(cx);
                cx.answer(forwarded.waiter.reply_to, Err(RpcError::Timeout));
            }
            Late::Read(waiter) => {
                let waited = cx.now.since(waiter.since);
                cx.trace(|| trace::Read::ReadLeft { waited });
                cx.answer(waiter.reply_to, Err(RpcError::DeadlineExceeded));
            }
            Late::Move(LeaderMove { waiter, target }) => {
                let took = cx.now.since(waiter.since);
                cx.trace(|| trace::Leader::LeaderMoved { to: target, done: false, took });
                cx.answer(waiter.reply_to, Err(RpcError::TimeoutLeaderTransfer));
            }
            Late::Early(_) => {}
        }
    }

    /// Whoever asked this waits no longer (gRPC's `RST_STREAM`, at which its context ends). What only waits
    /// leaves; what was proposed may still be carried out, and nobody is told.
    pub(super) fn cancel(&mut self, cx: &mut Cx<'_>, caller: Peer, request: RequestId) {
        let left = self.pending.take_late(|waiter| waiter.reply_to.is(caller, request));
        let waiter = match left {
            None => return,
            Some(Late::Parked(request_id, waiter)) => {
                cx.trace(|| trace::Propose::ProposalLeft { request_id });
                waiter
            }
            Some(Late::Proposal(request_id, waiter)) => {
                cx.trace(|| trace::Propose::ProposalForsaken { request_id });
                waiter
            }
            Some(Late::Forward(request_id, mut forwarded)) => {
                cx.trace(|| trace::Forward::ForwardGivenUp { request_id });
                forwarded.stop_retry(cx);
                forwarded.waiter
            }
            Some(Late::Read(waiter)) => {
                let waited = cx.now.since(waiter.since);
                cx.trace(|| trace::Read::ReadLeft { waited });
                waiter
            }
            Some(Late::Move(LeaderMove { waiter, .. }) | Late::Early(waiter)) => waiter,
        };
        waiter.end(cx);
    }

    /// Why a proposal that was made at `since` has not come back, as far as this member can tell: a leader
    /// was lost about then, or the connection to the one that there is.
    pub(super) fn reason_of_timeout(&self, since: Time) -> TimeoutReason {
        let elections = self.request_timeout.since(REQUEST_BASE);
        let about_then = |elected: &Time| since < *elected && *elected < since + elections;
        if let Some(elected) = self.lead_elected.filter(about_then) {
            return TimeoutReason::LeaderFailed { elected };
        }
        let lead = self.node.raft.lead;
        let connected = match lead {
            NONE => true,
            lead if lead == self.id => self.is_connected_to_quorum_since(since),
            lead => self.is_connected_since(lead, since),
        };
        if connected { TimeoutReason::Unknown } else { TimeoutReason::ConnectionLost { lead } }
    }

    fn is_connected_since(&self, member: NodeId, since: Time) -> bool {
        self.connections.get(&member).is_some_and(|connected| *connected < since)
    }

    fn is_connected_to_quorum_since(&self, since: Time) -> bool {
        let members = self.applied.cluster.members();
        let connected = |id: NodeId| id == self.id || self.is_connected_since(id, since);
        let (all, there) = members.fold((0, 0), |(all, there), member| {
            (all + 1, there + usize::from(connected(member.id)))
        });
        there > all / 2
    }
}
