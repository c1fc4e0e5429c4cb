//! From one `Ready` to effects, after `server/etcdserver/raft.go`, `raftNode.start`.
//!
//! Here the central lesson of a replicated log stands as the order of two lines. A leader may send its
//! entries while its own disk still writes them: it promises nothing by sending. A follower may not answer
//! before its disk has written: its answer is a promise that must survive a crash.

use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal, Output};
use super::trace::{self, Trace};
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
}

impl EtcdServer {
    /// Deals with everything that raft has ready, until an fsync must be waited for.
    pub(super) fn drive(&mut self, now: Time, out: &mut Output) -> Result<(), Fatal> {
        while self.in_fsync.is_none() && self.node.has_ready() {
            let ready = self.node.ready();
            self.begin_ready(now, ready, out)?;
        }
        self.drain_raft_traces(out);
        Ok(())
    }

    fn begin_ready(&mut self, now: Time, mut ready: Ready, out: &mut Output) -> Result<(), Fatal> {
        self.drain_raft_traces(out);
        let leader_changed =
            ready.soft_state.as_ref().is_some_and(|state| state.lead != self.known_leader);
        for state in std::mem::take(&mut ready.read_states) {
            self.read_index_known(now, state.index, &state.context, out);
        }
        if leader_changed {
            self.leader_changed(now, out);
        }
        self.apply_committed(now, &ready.committed_entries, out)?;

        let mut messages = std::mem::take(&mut ready.messages);
        self.take_snapshot_messages(&mut messages);
        let durable_first = ready.must_sync || ready.snapshot.is_some();
        if self.is_leader() {
            if durable_first && !messages.is_empty() {
                let messages = messages.len() as u64;
                out.trace(|| trace::Fsync::SentBeforeFsync { messages });
            }
            send(std::mem::take(&mut messages), out);
        }

        let mut ops = Vec::new();
        if let Some(snapshot) = &ready.snapshot {
            self.save_leaders_snapshot(snapshot, &mut ops, out);
        }
        let saved =
            self.wal.save(ready.hard_state.as_ref(), &ready.entries, durable_first, &mut ops);
        if let Some(saved) = saved {
            out.trace(|| Trace::Wal(saved));
        }
        let token = self.next_token();
        if !ops.is_empty() {
            out.effects.push(Effect::Disk(token, ops));
        }
        if durable_first {
            if !messages.is_empty() {
                let count = messages.len() as u64;
                if self.rules.persist_before_answer {
                    out.trace(|| trace::Fsync::HeldUntilFsync { messages: count });
                } else {
                    // The rule is off: the promises go out, and a crash until then breaks them.
                    out.trace(|| trace::Fsync::AnsweredBeforeFsync { messages: count });
                    send(std::mem::take(&mut messages), out);
                }
            }
            self.in_fsync = Some(InFsync { token, ready, held: messages, since: now });
        } else {
            self.end_ready(now, &ready, messages, out)?;
        }
        Ok(())
    }

    /// An fsync returned: of the `Ready` in flight, or of a snapshot.
    pub(super) fn disk_done(
        &mut self,
        now: Time,
        token: DiskToken,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        if self.snapshot_written(token, out)? || self.snapshot_stored(token, out)? {
            return Ok(());
        }
        let Some(flight) = self.in_fsync.take_if(|flight| flight.token == token) else {
            return Ok(());
        };
        let messages = flight.held.len() as u64;
        let snapshot = flight.ready.snapshot.as_ref().map(|snapshot| snapshot.metadata.index);
        let last = flight.ready.entries.last().map(|entry| entry.index).or(snapshot);
        let stable = last.unwrap_or(self.stable_index());
        out.trace(|| trace::Fsync::ReleasedByFsync { messages, stable });
        self.end_ready(now, &flight.ready, flight.held, out)
    }

    fn end_ready(
        &mut self,
        now: Time,
        ready: &Ready,
        messages: Vec<Message>,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        if let Some(state) = ready.hard_state {
            self.node.storage_mut().set_hard_state(state);
        }
        if let Some(snapshot) = &ready.snapshot {
            self.apply_snapshot(snapshot, out)?;
        }
        self.node.storage_mut().append(&ready.entries)?;
        send(messages, out);
        self.node.advance()?;
        self.trigger_snapshot(out)?;
        self.send_snapshot(now, out);
        Ok(())
    }

    fn leader_changed(&mut self, now: Time, out: &mut Output) {
        let (id, before, term) = (self.id, self.known_leader, self.node.raft.term);
        self.known_leader = self.node.raft.lead;
        let lead = self.known_leader;
        out.trace(|| trace::Leader::LeaderChanged { id, before, lead, term });
        self.fail_reads_leader_changed(now, out);
        self.leader_changed_for_forwards(now, out);
        if self.known_leader != NONE {
            self.propose_parked(out);
        }
    }

    fn apply_committed(
        &mut self,
        now: Time,
        entries: &[Entry],
        out: &mut Output,
    ) -> Result<(), Fatal> {
        for entry in entries {
            if entry.index <= self.applied {
                continue;
            }
            self.apply_entry(now, entry, out)?;
            (self.applied, self.applied_term) = (entry.index, entry.term);
        }
        if !entries.is_empty() {
            self.serve_confirmed(out);
        }
        Ok(())
    }
}

fn send(messages: Vec<Message>, out: &mut Output) {
    out.effects.extend(messages.into_iter().map(|message| Effect::Send(Box::new(message))));
}
