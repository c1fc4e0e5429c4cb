//! Linearizable reads, after `server/etcdserver/v3_server.go`, `linearizableReadLoop`.
//!
//! A read must see every write that was acknowledged before it began. So the member asks the leader for
//! its commit index, the leader asks a quorum whether it still leads, and the member waits until it has
//! applied that far. One such round serves all reads that had arrived when it began; those that come later
//! wait for the next, since a write may have been acknowledged in between.

use super::etcd_server::EtcdServer;
use super::input::{Output, ReplyTo};
use super::trace;
use super::{Caller, Effect, RangeRequest, ReadMode, Request, RpcError};
use crate::base::{Bytes, Index, Time};

/// A read without an answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct PendingRead {
    pub reply_to: ReplyTo,
    /// A `Range` or a `MemberList`.
    pub request: Request,
    pub since: Time,
}

/// The reads whose index is being asked for.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct ReadRound {
    /// Names the round in `MsgReadIndex` and in the heartbeats that confirm it.
    pub context: u64,
    pub reads: Vec<PendingRead>,
    /// When the leader was asked last.
    pub asked: Time,
}

/// All linearizable reads at one member.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct ReadQueue {
    /// Wait for the next round.
    pub queued: Vec<PendingRead>,
    /// Wait for the leader's answer.
    pub round: Option<ReadRound>,
    /// Know their index, and wait until it is applied.
    pub confirmed: Vec<(Index, PendingRead)>,
}

impl EtcdServer {
    /// Takes a read in: a serializable one is answered at once, from whatever this member has.
    pub(super) fn read(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: RangeRequest,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        if request.serializable {
            self.serve_read(to, &Request::Range(request), 0, false, out);
            return Ok(());
        }
        match (self.read_mode, to.caller) {
            // Somebody took this member for the leader; it is none any more.
            (_, Caller::Member(_)) if !self.is_leader() => return Err(RpcError::LeaderChanged),
            (ReadMode::Log, _) => return self.propose(now, to, &Request::Range(request), out),
            (ReadMode::Forward, Caller::Client(_)) if !self.is_leader() => {
                self.forward(now, to, Request::Range(request), out);
                return Ok(());
            }
            _ => {}
        }
        let request = Request::Range(request);
        self.queue_read(now, PendingRead { reply_to: to, request, since: now }, out);
        Ok(())
    }

    /// Waits for a read index.
    pub(super) fn queue_read(&mut self, now: Time, read: PendingRead, out: &mut Output) {
        self.reads.queued.push(read);
        match &self.reads.round {
            Some(round) => {
                let behind = round.reads.len() as u64;
                out.trace(|| trace::Read::ReadQueued { behind });
            }
            None => self.begin_read_round(now, out),
        }
    }

    fn begin_read_round(&mut self, now: Time, out: &mut Output) {
        if self.reads.queued.is_empty() || self.reads.round.is_some() {
            return;
        }
        let reads = std::mem::take(&mut self.reads.queued);
        let context = self.ids.next_id();
        out.trace(|| trace::Read::ReadIndexAsked { context, reads: reads.len() as u64 });
        self.reads.round = Some(ReadRound { context, reads, asked: now });
        self.ask_read_index(context);
    }

    fn ask_read_index(&mut self, context: u64) {
        // Without a leader raft drops the question and says so; the retry timer asks again.
        let _ = self.node.read_index(Bytes::from(context.to_be_bytes()));
    }

    /// Raft has confirmed an index.
    pub(super) fn read_index_known(
        &mut self,
        now: Time,
        index: Index,
        context: &[u8],
        out: &mut Output,
    ) {
        let Some(round) = &self.reads.round else { return };
        if context != round.context.to_be_bytes() {
            return; // the answer to an earlier attempt: etcd ignores it as out of date
        }
        let (context, applied) = (round.context, self.applied);
        out.trace(|| trace::Read::ReadIndexKnown { context, index, applied });
        let round = self.reads.round.take().expect("looked at above");
        self.reads.confirmed.extend(round.reads.into_iter().map(|read| (index, read)));
        self.serve_confirmed(out);
        self.begin_read_round(now, out);
    }

    /// Answers the reads whose index is applied.
    pub(super) fn serve_confirmed(&mut self, out: &mut Output) {
        if self.reads.confirmed.iter().all(|(index, _)| *index > self.applied) {
            return;
        }
        let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.reads.confirmed)
            .into_iter()
            .partition(|(index, _)| *index <= self.applied);
        self.reads.confirmed = waiting;
        for (index, read) in ready {
            self.serve_read(read.reply_to, &read.request, index, true, out);
        }
    }

    fn serve_read(
        &mut self,
        to: ReplyTo,
        request: &Request,
        needed: Index,
        linearizable: bool,
        out: &mut Output,
    ) {
        let applied = self.applied;
        out.trace(|| trace::Read::ReadServed { applied, needed, linearizable });
        if let Request::MemberList(_) = request {
            let response = self.members_response();
            self.reply(to, Ok(response), out);
            return;
        }
        let (result, reasons) = self.apply(request, out);
        out.traces.extend(reasons);
        self.reply(to, result, out);
    }

    /// The leader changed: whoever waits for the old one's answer is told so.
    pub(super) fn fail_reads_leader_changed(&mut self, now: Time, out: &mut Output) {
        let Some(round) = self.reads.round.take() else { return };
        out.trace(|| trace::Read::ReadFailedLeaderChanged { reads: round.reads.len() as u64 });
        for read in round.reads {
            out.effects.push(Effect::Reply(read.reply_to, Err(RpcError::LeaderChanged)));
        }
        self.begin_read_round(now, out);
    }

    /// Asks again when no answer came, and gives up on reads that waited too long.
    pub(super) fn tick_reads(&mut self, now: Time, limit: Time, out: &mut Output) {
        let expired = |read: &PendingRead| now.since(read.since) >= limit;
        let mut late = Vec::new();
        let queues =
            [Some(&mut self.reads.queued), self.reads.round.as_mut().map(|r| &mut r.reads)];
        for queue in queues.into_iter().flatten() {
            late.extend(queue.extract_if(.., |read| expired(read)));
        }
        late.extend(self.reads.confirmed.extract_if(.., |(_, read)| expired(read)).map(|(_, r)| r));
        for read in late {
            out.effects.push(Effect::Reply(read.reply_to, Err(RpcError::Timeout)));
        }
        if self.reads.round.as_ref().is_some_and(|round| round.reads.is_empty()) {
            self.reads.round = None;
            self.begin_read_round(now, out);
        }
        let Some(round) = self.reads.round.as_mut() else { return };
        if now.since(round.asked) >= READ_INDEX_RETRY {
            round.asked = now;
            let context = round.context;
            out.trace(|| trace::Read::ReadIndexRetried { context });
            self.ask_read_index(context);
        }
    }
}

/// etcd `readIndexRetryTime`.
pub const READ_INDEX_RETRY: Time = Time::from_ms(500);
