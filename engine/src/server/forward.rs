//! Requests that the leader is to answer: reads in [`ReadMode::Forward`](super::ReadMode), and the promotion
//! of a learner, which etcd passes on over HTTP (`server.go`, `PromoteMember`).
//!
//! The answer comes back by the same way. One that is lost is asked for again, which is harmless: whatever
//! is passed on either changes nothing or can be done only once.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal, ReplyTo, TimerToken};
use super::pending::Waiter;
use super::read::READ_INDEX_RETRY;
use super::trace;
use super::{Request, Response, RpcError};
use crate::base::{NONE, NodeId};

/// A request that waits for another member's answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Forwarded {
    pub waiter: Waiter,
    pub request: Request,
    /// Who was asked; [`NONE`] while nobody leads.
    pub to: NodeId,
    /// Ends in asking again; none while nobody was asked.
    pub retry: Option<TimerToken>,
}

impl EtcdServer {
    /// Passes a request on to the leader, as soon as there is one.
    pub(super) fn forward(&mut self, cx: &mut Cx<'_>, to: ReplyTo, request: Request) {
        let request_id = self.ids.next_id();
        let lead = self.node.raft.lead;
        let waiter = self.wait(cx, to, Some(self.request_timeout));
        let mut forwarded = Forwarded { waiter, request, to: lead, retry: None };
        if lead == NONE {
            cx.trace(|| trace::Forward::ForwardWaits { request_id });
        } else {
            cx.trace(|| trace::Forward::Forwarded { request_id, to: lead });
            self.ask(cx, request_id, &mut forwarded);
        }
        self.pending.forwards.insert(request_id, forwarded);
    }

    /// Sends the request, and a timer sees to it that it is sent again.
    fn ask(&mut self, cx: &mut Cx<'_>, request_id: u64, forwarded: &mut Forwarded) {
        forwarded.retry = Some(self.set_timer(cx, READ_INDEX_RETRY));
        let (to, request) = (forwarded.to, forwarded.request.clone());
        let until =
            forwarded.waiter.reply_to.deadline.min(forwarded.waiter.since + self.request_timeout);
        let timeout = until.since(cx.now);
        cx.effect(Effect::Forward { to, request_id, request, timeout });
    }

    /// The answer came; a second one to the same question is nobody's any more.
    pub(super) fn answered(
        &mut self,
        cx: &mut Cx<'_>,
        from: NodeId,
        request_id: u64,
        result: Result<Response, RpcError>,
    ) {
        let Some(mut forwarded) = self.pending.forwards.remove(&request_id) else { return };
        cx.trace(|| trace::Forward::ForwardAnswered {
            request_id,
            from,
            error: result.clone().err(),
        });
        if let Err(error) = &result
            && is_promotion(&forwarded)
            && !is_final(error)
        {
            // Etcd goes on asking, whoever leads.
            forwarded.stop_retry(cx);
            forwarded.retry = Some(self.set_timer(cx, READ_INDEX_RETRY));
            self.pending.forwards.insert(request_id, forwarded);
            return;
        }
        // The header stays as the leader wrote it: it is the leader's store that was read.
        let to = forwarded.end(cx);
        cx.answer(to, result);
    }

    /// Another leader: who was asked before will not answer, and who waited for a leader has one.
    pub(super) fn leader_changed_for_forwards(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let lead = self.node.raft.lead;
        for forwarded in self.pending.forwards.values_mut() {
            if is_promotion(forwarded) && forwarded.to != lead {
                forwarded.to = NONE;
                forwarded.stop_retry(cx);
            }
        }
        let lost = self.pending.forwards.extract_if(.., |_, f| f.to != NONE && f.to != lead);
        let lost: Vec<Forwarded> = lost.map(|(_, forwarded)| forwarded).collect();
        if !lost.is_empty() {
            let requests = lost.len() as u64;
            cx.trace(|| trace::Forward::ForwardFailedLeaderChanged { requests });
        }
        for forwarded in lost {
            let to = forwarded.end(cx);
            cx.answer(to, Err(RpcError::LeaderChanged));
        }
        if lead == NONE {
            return Ok(());
        }
        if lead == self.id {
            // It leads itself now: what waited is its own to answer.
            for (_, waited) in std::mem::take(&mut self.pending.forwards) {
                let request = waited.request.clone();
                let to = waited.end(cx);
                self.request(cx, to, request)?;
            }
            return Ok(());
        }
        for (request_id, mut waited) in std::mem::take(&mut self.pending.forwards) {
            if waited.to == NONE {
                waited.to = lead;
                cx.trace(|| trace::Forward::Forwarded { request_id, to: lead });
                self.ask(cx, request_id, &mut waited);
            }
            self.pending.forwards.insert(request_id, waited);
        }
        Ok(())
    }

    /// Asks again, if this timer is a passed-on request's. True if it was.
    pub(super) fn retry_forward(&mut self, cx: &mut Cx<'_>, timer: TimerToken) -> bool {
        let is_over = |_: &u64, forwarded: &mut Forwarded| forwarded.retry == Some(timer);
        let found = self.pending.forwards.extract_if(.., is_over).next();
        let Some((request_id, mut forwarded)) = found else { return false };
        let to = forwarded.to;
        cx.trace(|| trace::Forward::ForwardRetried { request_id, to });
        self.ask(cx, request_id, &mut forwarded);
        self.pending.forwards.insert(request_id, forwarded);
        true
    }
}

impl Forwarded {
    /// Nobody is asked any more.
    pub(super) fn stop_retry(&mut self, cx: &mut Cx<'_>) {
        if let Some(retry) = self.retry.take() {
            cx.effect(Effect::StopTimer(retry));
        }
    }

    /// The waiting is over: who is to be answered.
    fn end(mut self, cx: &mut Cx<'_>) -> ReplyTo {
        self.stop_retry(cx);
        self.waiter.end(cx)
    }
}

fn is_promotion(forwarded: &Forwarded) -> bool {
    matches!(forwarded.request, Request::MemberPromote(_))
}

/// What the leader says of a promotion that asking again does not change (etcd `PromoteMember`).
fn is_final(error: &RpcError) -> bool {
    use RpcError::*;
    matches!(error, LearnerNotReady | MemberNotFound | MemberNotLearner)
}
