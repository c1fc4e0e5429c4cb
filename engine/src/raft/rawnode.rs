//! The face of a member, after etcd rawnode.go: messages and time go in, a [`Ready`] comes out, and
//! `advance` says that it was done.
//!
//! Storage is synchronous, as etcd uses it: what the member says to itself (its own vote, its own
//! acknowledgement) counts only in `advance`, when the disk has written.

use super::{
    codec,
    config::Config,
    core::{Raft, SoftState},
    error::RaftError,
    log::EntryId,
    memory::MemoryStorage,
    message::{
        ConfChange, ConfChangeV2, ConfState, Entry, EntryType, HardState, Message, MessageType,
        Snapshot,
    },
    ready::Ready,
    trace::Trace,
};
use crate::base::{Bytes, Index, NONE, NodeId, Rng, Term};
use std::rc::Rc;

/// A member of a group that begins.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Peer {
    /// Its id.
    pub id: NodeId,
    /// What the application says of it; part of the entry that adds it.
    pub context: Bytes,
}

/// One member and what it has handed out.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RawNode {
    /// The member itself: to look at.
    pub raft: Raft,
    prev_soft_state: SoftState,
    prev_hard_state: HardState,
    /// What happens on `advance`.
    accepted: Accepted,
}

/// What becomes true when the disk and the application have done their work.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
struct Accepted {
    ready: bool,
    /// What the member says to itself.
    messages: Vec<Message>,
    /// The log up to here is stable; decided in this term.
    stable: Option<(Term, EntryId)>,
    snapshot: Option<Rc<Snapshot>>,
    /// The log up to here is applied: so many bytes in messages, so many bytes of data.
    applied: Option<(Index, u64, u64)>,
}

impl RawNode {
    /// A member that starts, or starts again, with what is in `storage`.
    pub fn new(config: Config, storage: MemoryStorage, rng: Rng) -> Result<RawNode, RaftError> {
        RawNode::traced(config, storage, rng, false)
    }

    /// The same, with the trace on or off from the first moment.
    pub fn traced(
        config: Config,
        storage: MemoryStorage,
        rng: Rng,
        tracing: bool,
    ) -> Result<RawNode, RaftError> {
        let raft = Raft::traced(config, storage, rng, tracing)?;
        let (prev_soft_state, prev_hard_state) = (raft.soft_state(), raft.hard_state());
        Ok(RawNode { raft, prev_soft_state, prev_hard_state, accepted: Accepted::default() })
    }

    /// Begins a new group, after etcd bootstrap.go: every peer is added by an entry of term 1 that
    /// counts as committed, so that all members begin with the same log.
    pub fn bootstrap(&mut self, peers: &[Peer]) -> Result<(), RaftError> {
        if peers.is_empty() {
            return Err(RaftError::Config("must provide at least one peer to Bootstrap"));
        }
        if self.raft.raft_log.storage.last_index() != 0 {
            return Err(RaftError::Config("can't bootstrap a nonempty Storage"));
        }
        self.prev_hard_state = HardState::default();
        self.raft.become_follower(1, NONE);
        let changes = peers.iter().map(|peer| ConfChange {
            node_id: peer.id,
            context: peer.context.clone(),
            ..ConfChange::default()
        });
        let entry = |(index, change): (Index, ConfChange)| Entry {
            term: 1,
            index,
            entry_type: EntryType::ConfChange,
            data: codec::conf_change_data(&change),
        };
        let entries: Vec<Entry> = (1..).zip(changes).map(entry).collect();
        self.raft.raft_log.append(&entries, &mut self.raft.tracer)?;
        self.raft.raft_log.committed = entries.len() as u64;
        // The configuration counts at once, so that the first election can begin.
        for peer in peers {
            let change = ConfChange { node_id: peer.id, ..ConfChange::default() };
            self.raft.apply_conf_change(&change.as_v2())?;
        }
        Ok(())
    }

    /// Time passes.
    pub fn tick(&mut self) {
        self.raft.tick();
    }

    /// Campaigns at once.
    pub fn campaign(&mut self) -> Result<(), RaftError> {
        self.local(MessageType::Hup, NONE)
    }

    /// Asks for an entry with this data. `Ok` says only that it is on its way.
    pub fn propose(&mut self, data: Bytes) -> Result<(), RaftError> {
        self.propose_entry(EntryType::Normal, data)
    }

    /// The same, for an entry of any type, already encoded.
    pub fn propose_entry(&mut self, entry_type: EntryType, data: Bytes) -> Result<(), RaftError> {
        let from = self.raft.id;
        let entries = vec![Entry { entry_type, data, ..Entry::default() }];
        let msg_type = MessageType::Prop;
        self.raft.step(Message { msg_type, from, entries, ..Message::default() })
    }

    /// Asks for several entries at once, in this order.
    pub fn propose_batch(&mut self, data: Vec<Bytes>) -> Result<(), RaftError> {
        let from = self.raft.id;
        let entries = data.into_iter().map(|data| Entry { data, ..Entry::default() }).collect();
        let msg_type = MessageType::Prop;
        self.raft.step(Message { msg_type, from, entries, ..Message::default() })
    }

    /// Asks for a change of one member.
    pub fn propose_conf_change(&mut self, change: &ConfChange) -> Result<(), RaftError> {
        self.propose_change(EntryType::ConfChange, codec::conf_change_data(change))
    }

    /// Asks for a change of several members. One without changes leaves the joint configuration.
    pub fn propose_conf_change_v2(&mut self, change: &ConfChangeV2) -> Result<(), RaftError> {
        self.propose_change(EntryType::ConfChangeV2, codec::conf_change_v2_data(change))
    }

    fn propose_change(&mut self, entry_type: EntryType, data: Bytes) -> Result<(), RaftError> {
        let entries = vec![Entry { entry_type, data, ..Entry::default() }];
        self.raft.step(Message { msg_type: MessageType::Prop, entries, ..Message::default() })
    }

    /// A committed change takes effect on this member: to be called when its entry is applied.
    pub fn apply_conf_change(&mut self, change: &ConfChangeV2) -> Result<ConfState, RaftError> {
        self.raft.apply_conf_change(change)
    }

    /// Asks from which index on a read is linearizable; the answer is a `ReadState` with this context.
    pub fn read_index(&mut self, context: Bytes) -> Result<(), RaftError> {
        let entries = vec![Entry { data: context, ..Entry::default() }];
        self.raft.step(Message { msg_type: MessageType::ReadIndex, entries, ..Message::default() })
    }

    /// Asks that `transferee` leads.
    pub fn transfer_leader(&mut self, transferee: NodeId) -> Result<(), RaftError> {
        self.local(MessageType::TransferLeader, transferee)
    }

    /// Behaves as if the leader were gone.
    pub fn forget_leader(&mut self) -> Result<(), RaftError> {
        self.local(MessageType::ForgetLeader, NONE)
    }

    /// The transport could not deliver to `id`.
    pub fn report_unreachable(&mut self, id: NodeId) -> Result<(), RaftError> {
        self.local(MessageType::Unreachable, id)
    }

    /// The transport has, or has not, delivered a snapshot to `id`.
    pub fn report_snapshot(&mut self, id: NodeId, failed: bool) -> Result<(), RaftError> {
        let msg_type = MessageType::SnapStatus;
        self.raft.step(Message { msg_type, from: id, reject: failed, ..Message::default() })
    }

    fn local(&mut self, msg_type: MessageType, from: NodeId) -> Result<(), RaftError> {
        self.raft.step(Message { msg_type, from, ..Message::default() })
    }

    /// Takes a message from another member.
    pub fn step(&mut self, message: Message) -> Result<(), RaftError> {
        if message.msg_type.is_local() {
            return Err(RaftError::StepLocalMsg);
        }
        let is_known = self.raft.tracker.position(message.from).is_some();
        if message.msg_type.is_response() && !is_known {
            return Err(RaftError::StepPeerNotFound);
        }
        self.raft.step(message)
    }

    /// Whether [`RawNode::ready`] would hold anything.
    pub fn has_ready(&self) -> bool {
        let raft = &self.raft;
        let hard_state = raft.hard_state();
        raft.soft_state() != self.prev_soft_state
            || (hard_state != HardState::default() && hard_state != self.prev_hard_state)
            || !raft.msgs.is_empty()
            || !raft.msgs_after_append.is_empty()
            || !raft.read_states.is_empty()
            || !raft.raft_log.unstable.next_entries().is_empty()
            || raft.raft_log.has_next_committed()
            || raft.raft_log.unstable.next_snapshot().is_some()
    }

    /// Takes out what is to be done. [`RawNode::advance`] must follow before the next.
    pub fn ready(&mut self) -> Ready {
        assert!(!self.accepted.ready, "two accepted Ready structs without call to Advance");
        let raft = &mut self.raft;
        let (soft_state, hard_state) = (raft.soft_state(), raft.hard_state());
        let mut ready = Ready {
            soft_state: Some(soft_state).filter(|state| *state != self.prev_soft_state),
            hard_state: Some(hard_state).filter(|state| *state != self.prev_hard_state),
            read_states: std::mem::take(&mut raft.read_states),
            entries: raft.raft_log.unstable.next_entries().to_vec(),
            snapshot: raft.raft_log.unstable.next_snapshot().cloned(),
            committed_entries: Vec::new(),
            messages: Vec::new(),
            must_sync: false,
        };
        // As many are likely to come again.
        let room = Vec::with_capacity(raft.msgs.len());
        ready.messages = std::mem::replace(&mut raft.msgs, room);
        let prev = self.prev_hard_state;
        ready.must_sync = !ready.entries.is_empty()
            || (hard_state.term, hard_state.vote) != (prev.term, prev.vote);
        self.prev_soft_state = soft_state;
        self.prev_hard_state = hard_state;
        let size = raft.raft_log.next_committed(&mut ready.committed_entries);
        self.accept(&mut ready, size);
        ready
    }

    /// Notes what becomes true on `advance`, and keeps back what the member says to itself.
    fn accept(&mut self, ready: &mut Ready, committed_size: u64) {
        let raft = &mut self.raft;
        let accepted = &mut self.accepted;
        accepted.ready = true;
        ready.messages.reserve(raft.msgs_after_append.len());
        for message in raft.msgs_after_append.drain(..) {
            let own = message.to == raft.id;
            if own { &mut accepted.messages } else { &mut ready.messages }.push(message);
        }
        let unstable = &mut raft.raft_log.unstable;
        if !unstable.entries.is_empty() {
            accepted.stable = unstable.entries.last().map(|last| (raft.term, EntryId::of(last)));
        }
        accepted.snapshot = ready.snapshot.clone();
        unstable.accept_in_progress();
        if let Some(last) = ready.committed_entries.last() {
            let data = ready.committed_entries.iter().map(|entry| entry.data.len() as u64).sum();
            accepted.applied = Some((last.index, committed_size, data));
            raft.raft_log.accept_applying(last.index, committed_size);
        }
    }

    /// The last `Ready` was done: its entries are on disk and in the storage, its committed entries
    /// are applied.
    pub fn advance(&mut self) -> Result<(), RaftError> {
        let mut accepted = std::mem::take(&mut self.accepted);
        for message in accepted.messages.drain(..) {
            if let Err(RaftError::Fault(fault)) = self.raft.step(message) {
                return Err(fault.into());
            }
        }
        // Keep the allocation.
        self.accepted.messages = accepted.messages;
        if let Some((term, id)) = accepted.stable {
            self.raft.stable_to(term, id);
        }
        if let Some(snapshot) = accepted.snapshot {
            self.raft.applied_snapshot(&snapshot)?;
        }
        if let Some((index, size, data)) = accepted.applied {
            self.raft.applied_to(index, size)?;
            self.raft.uncommitted_size = self.raft.uncommitted_size.saturating_sub(data);
        }
        Ok(())
    }

    /// The log on disk, as raft reads it.
    pub fn storage(&self) -> &MemoryStorage {
        &self.raft.raft_log.storage
    }

    /// The same, for the server to append to after its WAL has written.
    pub fn storage_mut(&mut self) -> &mut MemoryStorage {
        &mut self.raft.raft_log.storage
    }

    /// Turns the trace on or off.
    pub fn set_tracing(&mut self, on: bool) {
        self.raft.tracer.on = on;
    }

    /// The traces since the last call.
    pub fn take_traces(&mut self) -> Vec<Trace> {
        self.raft.tracer.take()
    }

    /// Pins the random timeout until the role or the term changes next.
    pub fn set_randomized_election_timeout(&mut self, ticks: u32) {
        self.raft.randomized_election_timeout = ticks;
    }
}
