//! One member, number 1, whose group is played by the test: it gets messages that nobody sent, and what it
//! sends is looked at instead of delivered.

use engine::{
    base::{Index, NodeId, Rng, Term},
    raft::{
        ConfState, Config, Entry, EntryType, HardState, MemoryStorage, Message, MessageType,
        ProgressBrief, RawNode, Role, Snapshot, SnapshotMetadata, Trace, codec,
    },
};

/// The member, and what it has applied.
pub struct Lone {
    pub node: RawNode,
    pub applied: Vec<Entry>,
}

impl Lone {
    /// One of `members`, with a log of entries of these terms, of which it knows none to be committed.
    /// Neither PreVote nor CheckQuorum, as in the paper, unless `change` says so.
    pub fn new(members: u64, terms: &[Term], change: impl FnOnce(&mut Config)) -> Lone {
        Lone::after(group(members, 0, 0), terms, change)
    }

    /// The same, with a log that begins after a snapshot.
    pub fn after(snapshot: Snapshot, terms: &[Term], change: impl FnOnce(&mut Config)) -> Lone {
        let SnapshotMetadata { index, term, .. } = snapshot.metadata;
        let entries = log(index + 1, terms);
        let mut storage = MemoryStorage::from_snapshot(snapshot);
        storage.append(&entries).unwrap();
        let term = terms.last().copied().unwrap_or(term);
        storage.set_hard_state(HardState { term, vote: 0, commit: index });
        Lone::started(storage, |config| {
            config.applied = index;
            change(config);
        })
    }

    /// The same, from what is on a disk.
    pub fn started(storage: MemoryStorage, change: impl FnOnce(&mut Config)) -> Lone {
        let mut config =
            Config { id: 1, check_quorum: false, pre_vote: false, ..Config::default() };
        change(&mut config);
        let node = RawNode::traced(config, storage, Rng::stream(3, "lone", 1), true).unwrap();
        Lone { node, applied: Vec::new() }
    }

    /// Makes it a leader; what it sends meanwhile is forgotten.
    pub fn elected(mut self) -> Lone {
        self.node.campaign().unwrap();
        self.work();
        let voters = self.node.raft.tracker.config.voters.ids();
        for id in voters.ids().iter().copied().filter(|id| *id != 1) {
            if self.node.raft.role == Role::Candidate {
                let term = self.node.raft.term;
                self.hear(Message { term, ..from(MessageType::VoteResp, id) });
            }
        }
        assert_eq!(self.node.raft.role, Role::Leader);
        self.work();
        self
    }

    /// A message comes, of the member's own term unless it has another.
    pub fn hear(&mut self, message: Message) {
        let term = if message.term == 0 { self.node.raft.term } else { message.term };
        self.node.step(Message { term, ..message }).unwrap();
    }

    /// A follower says that it has everything up to `index`.
    pub fn acknowledged(&mut self, by: NodeId, index: Index) {
        self.hear(Message { index, ..from(MessageType::AppResp, by) });
    }

    /// Does what the member wants done, and returns what it sends.
    pub fn work(&mut self) -> Vec<Message> {
        let mut sent = Vec::new();
        for times in 0.. {
            if !self.node.has_ready() {
                break;
            }
            assert!(times < 1_000, "it wants something done again and again");
            let ready = self.node.ready();
            let storage = self.node.storage_mut();
            if let Some(state) = ready.hard_state {
                storage.set_hard_state(state);
            }
            if let Some(snapshot) = ready.snapshot {
                storage.apply_snapshot(snapshot.as_ref().clone()).unwrap();
            }
            storage.append(&ready.entries).unwrap();
            for entry in &ready.committed_entries {
                let change = match entry.entry_type {
                    EntryType::Normal => continue,
                    EntryType::ConfChange => codec::conf_change(&entry.data).unwrap().as_v2(),
                    EntryType::ConfChangeV2 => codec::conf_change_v2(&entry.data).unwrap(),
                };
                self.node.apply_conf_change(&change).unwrap();
            }
            self.applied.extend(ready.committed_entries);
            sent.extend(ready.messages);
            self.node.advance().unwrap();
        }
        sent
    }

    /// Does what it wants done, and returns what it sends to `to`.
    pub fn work_for(&mut self, to: NodeId) -> Vec<Message> {
        self.work().into_iter().filter(|message| message.to == to).collect()
    }

    /// A client asks for an entry.
    pub fn propose(&mut self, data: &str) {
        self.node.propose(data.into()).unwrap();
    }

    /// Time passes.
    pub fn tick(&mut self, ticks: u32) {
        (0..ticks).for_each(|_| self.node.tick());
    }

    /// What the leader knows of a follower.
    pub fn progress(&self, id: NodeId) -> ProgressBrief {
        self.node.raft.tracker.get(id).unwrap().brief()
    }

    /// The terms of its log, the unstable tail too.
    pub fn terms(&self) -> Vec<Term> {
        let log = &self.node.raft.raft_log;
        (log.first_index()..=log.last_index()).map(|index| log.term(index).unwrap()).collect()
    }

    /// Term, vote and commit index.
    pub fn state(&self) -> (Term, NodeId, Index) {
        let HardState { term, vote, commit } = self.node.raft.hard_state();
        (term, vote, commit)
    }

    /// Whether it gave such a reason.
    pub fn said(&self, wanted: impl Fn(&Trace) -> bool) -> bool {
        self.node.raft.tracer.list.iter().any(wanted)
    }
}

/// A message to the member.
pub fn from(msg_type: MessageType, from: NodeId) -> Message {
    Message { msg_type, from, to: 1, ..Message::default() }
}

/// An append to the member that follows the entry `prev`, its term and its index.
pub fn append(prev: (Term, Index), terms: &[Term], commit: Index) -> Message {
    let (log_term, index) = prev;
    let entries = log(index + 1, terms);
    let term = terms.last().copied().unwrap_or(0);
    Message { term, log_term, index, entries, commit, ..from(MessageType::App, 2) }
}

/// Entries of these terms, from `first` on.
pub fn log(first: Index, terms: &[Term]) -> Vec<Entry> {
    let entry = |(index, term): (Index, &Term)| Entry { term: *term, index, ..Entry::default() };
    (first..).zip(terms).map(entry).collect()
}

/// A snapshot of a group of members 1 to `members`.
pub fn group(members: u64, index: Index, term: Term) -> Snapshot {
    let conf_state = ConfState { voters: (1..=members).collect(), ..ConfState::default() };
    let metadata = SnapshotMetadata { conf_state, index, term };
    Snapshot { data: "state".into(), metadata }
}
