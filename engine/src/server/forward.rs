//! Requests that the leader is to answer: reads in [`ReadMode::Forward`](super::ReadMode), and the promotion
//! of a learner, which etcd passes on over HTTP (`server.go`, `PromoteMember`).
//!
//! The answer comes back by the same way. One that is lost is asked for again, which is harmless: whatever
//! is passed on either changes nothing or can be done only once.

use super::etcd_server::EtcdServer;
use super::input::{Effect, Output, ReplyTo};
use super::read::READ_INDEX_RETRY;
use super::trace;
use super::{Request, Response, RpcError};
use crate::base::{NONE, NodeId, Time};

/// A request that waits for another member's answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Forwarded {
    pub reply_to: ReplyTo,
    pub request: Request,
    pub since: Time,
    /// Who was asked; [`NONE`] while nobody leads.
    pub to: NodeId,
    /// When it was asked last.
    pub asked: Time,
}

impl EtcdServer {
    /// Passes a request on to the leader, as soon as there is one.
    pub(super) fn forward(&mut self, now: Time, to: ReplyTo, request: Request, out: &mut Output) {
        let request_id = self.ids.next_id();
        let lead = self.node.raft.lead;
        let forwarded = Forwarded { reply_to: to, request, since: now, to: lead, asked: now };
        if lead == NONE {
            out.trace(|| trace::Forward::ForwardWaits { request_id });
        } else {
            out.trace(|| trace::Forward::Forwarded { request_id, to: lead });
            send(request_id, &forwarded, out);
        }
        self.forwards.insert(request_id, forwarded);
    }

    /// The answer came; a second one to the same question is nobody's any more.
    pub(super) fn answered(
        &mut self,
        now: Time,
        from: NodeId,
        request_id: u64,
        result: Result<Response, RpcError>,
        out: &mut Output,
    ) {
        let Some(mut forwarded) = self.forwards.remove(&request_id) else { return };
        out.trace(|| trace::Forward::ForwardAnswered {
            request_id,
            from,
            error: result.clone().err(),
        });
        if let Err(error) = &result
            && is_promotion(&forwarded)
            && !is_final(error)
        {
            // Etcd goes on asking, whoever leads.
            forwarded.asked = now;
            self.forwards.insert(request_id, forwarded);
            return;
        }
        // The header stays as the leader wrote it: it is the leader's store that was read.
        out.effects.push(Effect::Reply(forwarded.reply_to, result));
    }

    /// Another leader: who was asked before will not answer, and who waited for a leader has one.
    pub(super) fn leader_changed_for_forwards(&mut self, now: Time, out: &mut Output) {
        let lead = self.node.raft.lead;
        let promotions = self.forwards.values_mut().filter(|f| is_promotion(f) && f.to != lead);
        promotions.for_each(|promotion| promotion.to = NONE);
        let lost = self.forwards.extract_if(.., |_, f| f.to != NONE && f.to != lead);
        let lost: Vec<Forwarded> = lost.map(|(_, forwarded)| forwarded).collect();
        if !lost.is_empty() {
            let requests = lost.len() as u64;
            out.trace(|| trace::Forward::ForwardFailedLeaderChanged { requests });
        }
        for forwarded in lost {
            let error = Err(RpcError::LeaderChanged);
            out.effects.push(Effect::Reply(forwarded.reply_to, error));
        }
        if lead == NONE {
            return;
        }
        if lead == self.id {
            // It leads itself now: what waited is its own to answer.
            for (_, waited) in std::mem::take(&mut self.forwards) {
                self.request(now, waited.reply_to, waited.request, out);
            }
            return;
        }
        for (request_id, waited) in self.forwards.iter_mut().filter(|(_, f)| f.to == NONE) {
            let request_id = *request_id;
            waited.to = lead;
            waited.asked = now;
            out.trace(|| trace::Forward::Forwarded { request_id, to: lead });
            send(request_id, waited, out);
        }
    }

    /// Asks again when no answer came, and gives up on what waited too long.
    pub(super) fn tick_forwards(&mut self, now: Time, limit: Time, out: &mut Output) {
        let late = self.forwards.extract_if(.., |_, f| now.since(f.since) >= limit);
        for (request_id, forwarded) in late {
            out.trace(|| trace::Propose::RequestTimedOut { request_id });
            out.effects.push(Effect::Reply(forwarded.reply_to, Err(RpcError::Timeout)));
        }
        let unanswered = |f: &Forwarded| f.to != NONE && now.since(f.asked) >= READ_INDEX_RETRY;
        for (request_id, forwarded) in self.forwards.iter_mut().filter(|(_, f)| unanswered(f)) {
            let (request_id, to) = (*request_id, forwarded.to);
            forwarded.asked = now;
            out.trace(|| trace::Forward::ForwardRetried { request_id, to });
            send(request_id, forwarded, out);
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

fn send(request_id: u64, forwarded: &Forwarded, out: &mut Output) {
    let (to, request) = (forwarded.to, forwarded.request.clone());
    out.effects.push(Effect::Forward { to, request_id, request });
}
