//! From one `Ready` to effects, after `server/etcdserver/raft.go`, `raftNode.start`.
//!
//! Here the central lesson of a replicated log stands as the order of two lines. A leader may send its
//! entries while its own disk still writes them: it promises nothing by sending. A follower may not answer
//! before its disk has written: its answer is a promise that must survive a crash.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal};
use super::trace;
use crate::base::{DiskToken, NONE, Time};
use crate::raft::Ready;
use crate::raft::message::{Entry, Message};

/// A `Ready` whose fsync is under way. Raft takes messages meanwhile, and gives no further `Ready`.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct InFsync {
    pub token: DiskToken,
    pub ready: Ready,
    /// Messages that must not leave before the disk has written.
    pub held: Vec<Message>,
    /// When the write was issued.
    pub since: Time,
    /// The clock has ticked meanwhile, once or more often.
    pub tick: bool,
}

impl EtcdServer {
    /// Deals with everything that raft has ready, until an fsync must be waited for.
    pub(super) fn drive(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        while self.in_fsync.is_none() && self.node.has_ready() {
            let ready = self.node.ready();
            self.begin_ready(cx, ready)?;
        }
        self.drain_raft_traces(cx);
        Ok(())
    }

    fn begin_ready(&mut self, cx: &mut Cx<'_>, mut ready: Ready) -> Result<(), Fatal> {
        self.drain_raft_traces(cx);
        let leader_changed =
            ready.soft_state.as_ref().is_some_and(|state| state.lead != self.known_leader);
        for state in std::mem::take(&mut ready.read_states) {
            self.read_index_known(cx, state.index, &state.context)?;
        }
        if leader_changed {
            self.leader_changed(cx)?;
        }
        self.apply_committed(cx, &ready.committed_entries)?;

        if ready.soft_state.is_some() {
            self.contention.reset();
        }
        let mut messages = std::mem::take(&mut ready.messages);
        self.take_snapshot_messages(&mut messages);
        let durable_first = ready.must_sync || ready.snapshot.is_some();
        if self.is_leader() {
            if durable_first && !messages.is_empty() {
                let messages = messages.len() as u64;
                cx.trace(|| trace::Fsync::SentBeforeFsync { messages });
            }
            self.observe_heartbeats(cx, &messages);
            send(cx, std::mem::take(&mut messages));
        }

        let mut ops = Vec::new();
        if let Some(snapshot) = &ready.snapshot {
            self.save_leaders_snapshot(cx, snapshot, &mut ops);
        }
        let (state, traces) = (ready.hard_state.as_ref(), &mut cx.out.traces);
        self.wal.save(state, &ready.entries, durable_first, &mut ops, traces);
        let token = self.next_token();
        if !ops.is_empty() {
            cx.effect(Effect::Disk(token, ops));
        }
        if durable_first {
            if !messages.is_empty() {
                let count = messages.len() as u64;
                if self.rules.persist_before_answer {
                    cx.trace(|| trace::Fsync::HeldUntilFsync { messages: count });
                } else {
                    // The rule is off: the promises go out, and a crash until then breaks them.
                    cx.trace(|| trace::Fsync::AnsweredBeforeFsync { messages: count });
                    send(cx, std::mem::take(&mut messages));
                }
            }
            let (held, since) = (messages, cx.now);
            self.in_fsync = Some(InFsync { token, ready, held, since, tick: false });
        } else {
            self.end_ready(cx, &ready, messages)?;
        }
        Ok(())
    }

    /// An fsync returned: of the `Ready` in flight, or of a snapshot.
    pub(super) fn disk_done(&mut self, cx: &mut Cx<'_>, token: DiskToken) -> Result<(), Fatal> {
        if self.snapshot_written(cx, token)? || self.snapshot_stored(cx, token)? {
            return Ok(());
        }
        let Some(flight) = self.in_fsync.take_if(|flight| flight.token == token) else {
            return Ok(());
        };
        self.wal.synced(cx.now.since(flight.since), &mut cx.out.traces);
        let messages = flight.held.len() as u64;
        let snapshot = flight.ready.snapshot.as_ref().map(|snapshot| snapshot.metadata.index);
        let last = flight.ready.entries.last().map(|entry| entry.index).or(snapshot);
        let stable = last.unwrap_or(self.stable_index());
        cx.trace(|| trace::Fsync::ReleasedByFsync { messages, stable });
        self.end_ready(cx, &flight.ready, flight.held)?;
        if flight.tick {
            self.node.tick();
        }
        Ok(())
    }

    /// Raft's clock ticks. One goroutine waits for the ticker and saves to the disk (`raftNode.start`): while
    /// it saves, raft does not grow older, however slow the disk is, and a `time.Ticker` keeps one tick.
    pub(super) fn tick_raft(&mut self, cx: &mut Cx<'_>) {
        let Some(flight) = &mut self.in_fsync else { return self.node.tick() };
        let since = flight.since;
        match std::mem::replace(&mut flight.tick, true) {
            false => cx.trace(|| trace::Fsync::TickWaits { since }),
            true => cx.trace(|| trace::Fsync::TickDropped { since }),
        }
    }

    fn end_ready(
        &mut self,
        cx: &mut Cx<'_>,
        ready: &Ready,
        messages: Vec<Message>,
    ) -> Result<(), Fatal> {
        if let Some(state) = ready.hard_state {
            self.node.storage_mut().set_hard_state(state);
        }
        if let Some(snapshot) = &ready.snapshot {
            self.apply_snapshot(cx, snapshot)?;
        }
        self.node.storage_mut().append(&ready.entries)?;
        send(cx, messages);
        self.node.advance()?;
        self.trigger_snapshot(cx)?;
        self.send_snapshot(cx);
        Ok(())
    }

    fn leader_changed(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let (id, before, term) = (self.id, self.known_leader, self.node.raft.term);
        self.known_leader = self.node.raft.lead;
        if self.known_leader != NONE {
            self.lead_elected = Some(cx.now);
        }
        let lead = self.known_leader;
        cx.trace(|| trace::Leader::LeaderChanged { id, before, lead, term });
        self.fail_reads_leader_changed(cx)?;
        self.leader_changed_for_forwards(cx)?;
        if self.known_leader != NONE {
            self.propose_parked(cx)?;
        }
        Ok(())
    }

    fn apply_committed(&mut self, cx: &mut Cx<'_>, entries: &[Entry]) -> Result<(), Fatal> {
        for entry in entries {
            if entry.index <= self.applied.index {
                continue;
            }
            self.apply_entry(cx, entry)?;
            (self.applied.index, self.applied.term) = (entry.index, entry.term);
        }
        if !entries.is_empty() {
            self.serve_confirmed(cx)?;
        }
        Ok(())
    }
}

fn send(cx: &mut Cx<'_>, messages: Vec<Message>) {
    cx.out.effects.extend(messages.into_iter().map(|message| Effect::Send(Box::new(message))));
}
