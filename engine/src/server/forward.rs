//! Requests that the leader is to answer: reads in [`ReadMode::Forward`](super::ReadMode). Etcd passes the
//! promotion of a learner on in the same way (`server.go`, `PromoteMember`), from server to server over HTTP.
//!
//! The answer comes back by the same way. One that is lost is asked for again, which is harmless: whatever
//! is passed on either changes nothing or can be done only once.

use super::etcd_server::EtcdServer;
use super::input::{Effect, Output, ReplyTo};
use super::read::READ_INDEX_RETRY;
use super::trace::Trace;
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
            out.trace(|| Trace::ForwardWaits { request_id });
        } else {
            out.trace(|| Trace::Forwarded { request_id, to: lead });
            send(request_id, &forwarded, out);
        }
        self.forwards.insert(request_id, forwarded);
    }

    /// The answer came; a second one to the same question is nobody's any more.
    pub(super) fn answered(
        &mut self,
        from: NodeId,
        request_id: u64,
        result: Result<Response, RpcError>,
        out: &mut Output,
    ) {
        let Some(forwarded) = self.forwards.remove(&request_id) else { return };
        out.trace(|| Trace::ForwardAnswered { request_id, from, error: result.clone().err() });
        // The header stays as the leader wrote it: it is the leader's store that was read.
        out.effects.push(Effect::Reply(forwarded.reply_to, result));
    }

    /// Another leader: who was asked before will not answer, and who waited for a leader has one.
    pub(super) fn leader_changed_for_forwards(&mut self, now: Time, out: &mut Output) {
        let lead = self.node.raft.lead;
        let lost = self.forwards.extract_if(.., |_, f| f.to != NONE && f.to != lead);
        let lost: Vec<Forwarded> = lost.map(|(_, forwarded)| forwarded).collect();
        if !lost.is_empty() {
            let requests = lost.len() as u64;
            out.trace(|| Trace::ForwardFailedLeaderChanged { requests });
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
            out.trace(|| Trace::Forwarded { request_id, to: lead });
            send(request_id, waited, out);
        }
    }

    /// Asks again when no answer came, and gives up on what waited too long.
    pub(super) fn tick_forwards(&mut self, now: Time, limit: Time, out: &mut Output) {
        let late = self.forwards.extract_if(.., |_, f| now.since(f.since) >= limit);
        for (request_id, forwarded) in late {
            out.trace(|| Trace::RequestTimedOut { request_id });
            out.effects.push(Effect::Reply(forwarded.reply_to, Err(RpcError::Timeout)));
        }
        let unanswered = |f: &Forwarded| f.to != NONE && now.since(f.asked) >= READ_INDEX_RETRY;
        for (request_id, forwarded) in self.forwards.iter_mut().filter(|(_, f)| unanswered(f)) {
            let (request_id, to) = (*request_id, forwarded.to);
            forwarded.asked = now;
            out.trace(|| Trace::ForwardRetried { request_id, to });
            send(request_id, forwarded, out);
        }
    }
}

fn send(request_id: u64, forwarded: &Forwarded, out: &mut Output) {
    let (to, request) = (forwarded.to, forwarded.request.clone());
    out.effects.push(Effect::Forward { to, request_id, request });
}
