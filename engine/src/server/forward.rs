//! Requests that the leader is to answer: reads in [`ReadMode::Forward`](super::ReadMode), and the promotion
//! of a learner, which etcd passes on over HTTP (`server.go`, `PromoteMember`).
//!
//! The answer comes back by the same way. One that is lost is asked for again, which is harmless: whatever
//! is passed on either changes nothing or can be done only once.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal, ReplyTo};
use super::pending::Waiter;
use super::read::READ_INDEX_RETRY;
use super::trace;
use super::{Request, Response, RpcError};
use crate::base::{NONE, NodeId, Time};

/// A request that waits for another member's answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Forwarded {
    pub waiter: Waiter,
    pub request: Request,
    /// Who was asked; [`NONE`] while nobody leads.
    pub to: NodeId,
    /// When it was asked last.
    pub asked: Time,
}

impl EtcdServer {
    /// Passes a request on to the leader, as soon as there is one.
    pub(super) fn forward(&mut self, cx: &mut Cx<'_>, to: ReplyTo, request: Request) {
        let request_id = self.ids.next_id();
        let lead = self.node.raft.lead;
        let waiter = Waiter { reply_to: to, since: cx.now };
        let forwarded = Forwarded { waiter, request, to: lead, asked: cx.now };
        if lead == NONE {
            cx.trace(|| trace::Forward::ForwardWaits { request_id });
        } else {
            cx.trace(|| trace::Forward::Forwarded { request_id, to: lead });
            send(cx, request_id, &forwarded);
        }
        self.pending.forwards.insert(request_id, forwarded);
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
            forwarded.asked = cx.now;
            self.pending.forwards.insert(request_id, forwarded);
            return;
        }
        // The header stays as the leader wrote it: it is the leader's store that was read.
        cx.answer(forwarded.waiter.reply_to, result);
    }

    /// Another leader: who was asked before will not answer, and who waited for a leader has one.
    pub(super) fn leader_changed_for_forwards(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let lead = self.node.raft.lead;
        let promotions =
            self.pending.forwards.values_mut().filter(|f| is_promotion(f) && f.to != lead);
        promotions.for_each(|promotion| promotion.to = NONE);
        let lost = self.pending.forwards.extract_if(.., |_, f| f.to != NONE && f.to != lead);
        let lost: Vec<Forwarded> = lost.map(|(_, forwarded)| forwarded).collect();
        if !lost.is_empty() {
            let requests = lost.len() as u64;
            cx.trace(|| trace::Forward::ForwardFailedLeaderChanged { requests });
        }
        for forwarded in lost {
            cx.answer(forwarded.waiter.reply_to, Err(RpcError::LeaderChanged));
        }
        if lead == NONE {
            return Ok(());
        }
        if lead == self.id {
            // It leads itself now: what waited is its own to answer.
            for (_, waited) in std::mem::take(&mut self.pending.forwards) {
                self.request(cx, waited.waiter.reply_to, waited.request)?;
            }
            return Ok(());
        }
        for (request_id, waited) in self.pending.forwards.iter_mut().filter(|(_, f)| f.to == NONE) {
            let request_id = *request_id;
            waited.to = lead;
            waited.asked = cx.now;
            cx.trace(|| trace::Forward::Forwarded { request_id, to: lead });
            send(cx, request_id, waited);
        }
        Ok(())
    }

    /// Asks again when no answer came.
    pub(super) fn tick_forwards(&mut self, cx: &mut Cx<'_>) {
        let now = cx.now;
        let unanswered = |f: &Forwarded| f.to != NONE && now.since(f.asked) >= READ_INDEX_RETRY;
        let forwards = self.pending.forwards.iter_mut().filter(|(_, f)| unanswered(f));
        for (request_id, forwarded) in forwards {
            let (request_id, to) = (*request_id, forwarded.to);
            forwarded.asked = now;
            cx.trace(|| trace::Forward::ForwardRetried { request_id, to });
            send(cx, request_id, forwarded);
        }
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

fn send(cx: &mut Cx<'_>, request_id: u64, forwarded: &Forwarded) {
    let (to, request) = (forwarded.to, forwarded.request.clone());
    cx.effect(Effect::Forward { to, request_id, request });
}
