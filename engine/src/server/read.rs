//! Linearizable reads, after `server/etcdserver/v3_server.go`, `linearizableReadLoop`.
//!
//! A read must see every write that was acknowledged before it began. So the member asks the leader for
//! its commit index, the leader asks a quorum whether it still leads, and the member waits until it has
//! applied that far. One such round serves all reads that had arrived when it began; those that come later
//! wait for the next, since a write may have been acknowledged in between.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::{Failure, fault};
use super::input::{Effect, Fatal, ReplyTo, TimerToken};
use super::pending::Waiter;
use super::trace;
use super::{RangeRequest, ReadMode, Request, RpcError};
use crate::base::{Index, Peer, Time};
use crate::raft::message::{context_bytes, context_of};

/// A read without an answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct PendingRead {
    pub waiter: Waiter,
    /// A `Range` or a `MemberList`.
    pub request: Request,
}

/// The reads whose index is being asked for.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct ReadRound {
    /// Names the round in `MsgReadIndex` and in the heartbeats that confirm it.
    pub context: u64,
    pub reads: Vec<PendingRead>,
    /// Ends in asking again.
    pub retry: TimerToken,
    /// Ends the round, and all its reads with it (etcd's `errorTimer` in `requestCurrentIndex`).
    pub end: TimerToken,
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
    /// What must be applied before the next round begins: one loop asks, waits, answers, and asks again.
    pub applying: Option<Index>,
}

impl ReadRound {
    fn stop_timers(&self, cx: &mut Cx<'_>) {
        cx.effect(Effect::StopTimer(self.retry));
        cx.effect(Effect::StopTimer(self.end));
    }
}

impl ReadQueue {
    /// The loop asks, or waits for what it was told to be applied.
    pub(super) fn is_busy(&self) -> bool {
        self.round.is_some() || self.applying.is_some()
    }

    /// Takes out the read that waits no longer.
    pub(super) fn take(&mut self, is_over: impl Fn(&Waiter) -> bool) -> Option<PendingRead> {
        let is_late = |read: &mut PendingRead| is_over(&read.waiter);
        let asked = self.round.as_mut().map(|round| &mut round.reads);
        for reads in [Some(&mut self.queued), asked].into_iter().flatten() {
            if let Some(read) = reads.extract_if(.., is_late).next() {
                return Some(read);
            }
        }
        let confirmed = self.confirmed.extract_if(.., |(_, read)| is_late(read)).next();
        confirmed.map(|(_, read)| read)
    }
}

impl EtcdServer {
    /// Takes a read in: a serializable one is answered at once, from whatever this member has.
    pub(super) fn read(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: RangeRequest,
    ) -> Result<(), Failure> {
        let (serializable, request) = (request.serializable, Request::Range(request));
        if serializable {
            self.serve_read(cx, to, &request, 0, false);
            return Ok(());
        }
        match (self.read_mode, to.caller) {
            // Somebody took this member for the leader; it is none any more.
            (_, Peer::Member(_)) if !self.is_leader() => Err(RpcError::LeaderChanged.into()),
            (ReadMode::Log, _) => self.propose(cx, to, &request),
            (ReadMode::Forward, Peer::Client(_)) if !self.is_leader() => {
                self.forward(cx, to, request);
                Ok(())
            }
            (ReadMode::Forward | ReadMode::ReadIndex | ReadMode::Lease, _) => {
                Ok(self.queue_read(cx, to, request)?)
            }
        }
    }

    /// Waits for a read index.
    pub(super) fn queue_read(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: Request,
    ) -> Result<(), Fatal> {
        let waiter = self.wait(cx, to, None);
        self.pending.reads.queued.push(PendingRead { waiter, request });
        let reads = &self.pending.reads;
        if reads.is_busy() {
            let asking = reads.round.as_ref().map_or(0, |round| round.reads.len());
            let behind = (asking + reads.confirmed.len()) as u64;
            cx.trace(|| trace::Read::ReadQueued { behind });
        }
        self.begin_read_round(cx)
    }

    /// Begins the next round, unless one is under way or nobody waits for it. A round that nobody waits for
    /// any more goes on all the same.
    fn begin_read_round(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        if self.pending.reads.queued.is_empty() || self.pending.reads.is_busy() {
            return Ok(());
        }
        let reads = std::mem::take(&mut self.pending.reads.queued);
        let context = self.ids.next_id();
        cx.trace(|| trace::Read::ReadIndexAsked { context, reads: reads.len() as u64 });
        let retry = self.set_timer(cx, READ_INDEX_RETRY);
        let end = self.set_timer(cx, self.request_timeout);
        self.pending.reads.round = Some(ReadRound { context, reads, retry, end });
        self.ask_read_index(context)
    }

    /// Without a leader raft drops the question and says so; the retry asks again.
    fn ask_read_index(&mut self, context: u64) -> Result<(), Fatal> {
        fault(self.node.read_index(context_bytes(context)))
    }

    /// Raft has confirmed an index.
    pub(super) fn read_index_known(
        &mut self,
        cx: &mut Cx<'_>,
        index: Index,
        context: &[u8],
    ) -> Result<(), Fatal> {
        let mine = |round: &mut ReadRound| context_of(context) == Some(round.context);
        let Some(round) = self.pending.reads.round.take_if(mine) else {
            return Ok(()); // the answer to an earlier attempt: etcd ignores it as out of date
        };
        round.stop_timers(cx);
        let (context, applied) = (round.context, self.applied.index);
        cx.trace(|| trace::Read::ReadIndexKnown { context, index, applied });
        self.pending.reads.applying = Some(index);
        self.pending.reads.confirmed.extend(round.reads.into_iter().map(|read| (index, read)));
        self.serve_confirmed(cx)
    }

    /// Answers the reads whose index is applied, and asks for those that came meanwhile.
    pub(super) fn serve_confirmed(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let applied = self.applied.index;
        self.pending.reads.applying.take_if(|index| *index <= applied);
        let confirmed = &mut self.pending.reads.confirmed;
        let ready: Vec<_> = confirmed.extract_if(.., |(index, _)| *index <= applied).collect();
        for (index, read) in ready {
            let to = read.waiter.end(cx);
            self.serve_read(cx, to, &read.request, index, true);
        }
        self.begin_read_round(cx)
    }

    fn serve_read(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: &Request,
        needed: Index,
        linearizable: bool,
    ) {
        let applied = self.applied.index;
        cx.trace(|| trace::Read::ReadServed { applied, needed, linearizable });
        if let Request::MemberList(_) = request {
            let response = self.members_response();
            self.reply(cx, to, Ok(response));
            return;
        }
        let (result, mut reasons) = self.applied.read(request, cx.out.traces.on);
        cx.out.traces.give(&mut reasons);
        self.reply(cx, to, result);
    }

    /// The leader changed: whoever waits for the old one's answer is told so.
    pub(super) fn fail_reads_leader_changed(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let Some(round) = self.pending.reads.round.take() else { return Ok(()) };
        cx.trace(|| trace::Read::ReadFailedLeaderChanged { reads: round.reads.len() as u64 });
        self.fail_round(cx, round, &RpcError::LeaderChanged)
    }

    /// Ends a round that has waited too long, if this timer is its end. True if it was.
    pub(super) fn end_read_round(
        &mut self,
        cx: &mut Cx<'_>,
        timer: TimerToken,
    ) -> Result<bool, Fatal> {
        let Some(round) = self.pending.reads.round.take_if(|round| round.end == timer) else {
            return Ok(false);
        };
        let (context, reads) = (round.context, round.reads.len() as u64);
        let timeout = self.request_timeout;
        cx.trace(|| trace::Read::ReadIndexTimedOut { context, reads, timeout });
        self.fail_round(cx, round, &RpcError::Timeout)?;
        Ok(true)
    }

    fn fail_round(
        &mut self,
        cx: &mut Cx<'_>,
        round: ReadRound,
        error: &RpcError,
    ) -> Result<(), Fatal> {
        round.stop_timers(cx);
        for read in round.reads {
            let to = read.waiter.end(cx);
            cx.answer(to, Err(error.clone()));
        }
        self.begin_read_round(cx)
    }

    /// Asks again, if this timer is the round's. True if it was.
    pub(super) fn retry_read(&mut self, cx: &mut Cx<'_>, timer: TimerToken) -> Result<bool, Fatal> {
        let retry = self.pending.reads.round.as_ref().filter(|round| round.retry == timer);
        let Some(context) = retry.map(|round| round.context) else { return Ok(false) };
        cx.trace(|| trace::Read::ReadIndexRetried { context });
        let again = self.set_timer(cx, READ_INDEX_RETRY);
        if let Some(round) = &mut self.pending.reads.round {
            round.retry = again;
        }
        self.ask_read_index(context)?;
        Ok(true)
    }
}

/// etcd `readIndexRetryTime`.
pub const READ_INDEX_RETRY: Time = Time::from_ms(500);
