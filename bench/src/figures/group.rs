//! Some members of the engine's raft in memory: what they say is delivered at once, what they want on
//! disk goes to their storage, what is committed is applied (counted).

use engine::{
    base::{Bytes, NodeId, Rng},
    raft::{
        ConfState, Config, MemoryStorage, Message, RawNode, Role, Snapshot, SnapshotMetadata,
        config::NO_LIMIT,
    },
};

/// Some members, the first of which leads.
pub struct Group {
    members: Vec<RawNode>,
    /// For each member, the bytes of data that it has applied.
    applied: Vec<usize>,
    /// What each `Ready` wanted sent, as it came: moving it is no part of raft's work.
    inbox: Vec<Vec<Message>>,
}

impl Group {
    pub fn of(size: u64) -> Group {
        let members: Vec<RawNode> = (1..=size).map(|id| member(id, size)).collect();
        let mut group = Group { applied: vec![0; members.len()], members, inbox: vec![] };
        group.members[0].campaign().expect("a voter may campaign");
        group.settle();
        assert_eq!(group.members[0].raft.role, Role::Leader, "alone to campaign, it wins");
        group
    }

    /// Proposes this many entries one by one, then lets everything happen that follows.
    pub fn commit(&mut self, batch: usize, data: &[u8]) {
        for _ in 0..batch {
            self.members[0].propose(Bytes::from(data)).expect("the leader takes proposals");
        }
        self.settle();
    }

    /// One tick for every member.
    pub fn tick(&mut self) {
        self.members.iter_mut().for_each(RawNode::tick);
        self.settle();
    }

    /// The bytes that the slowest member has applied.
    pub fn applied(&self) -> usize {
        self.applied.iter().copied().min().unwrap_or(0)
    }

    fn settle(&mut self) {
        loop {
            for (member, applied) in self.members.iter_mut().zip(&mut self.applied) {
                while member.has_ready() {
                    handle(member, applied, &mut self.inbox);
                }
            }
            if self.inbox.is_empty() {
                return;
            }
            for message in self.inbox.drain(..).flatten() {
                let to = message.to as usize - 1;
                self.members[to].step(message).expect("members know each other");
            }
        }
    }
}

/// What etcd's server does with one `Ready`, without a disk.
fn handle(member: &mut RawNode, applied: &mut usize, outbox: &mut Vec<Vec<Message>>) {
    let ready = member.ready();
    let storage = member.storage_mut();
    storage.append(&ready.entries).expect("entries follow each other");
    if let Some(state) = ready.hard_state {
        storage.set_hard_state(state);
    }
    outbox.extend((!ready.messages.is_empty()).then_some(ready.messages));
    *applied += ready.committed_entries.iter().map(|e| e.data.len()).sum::<usize>();
    member.advance().expect("the work of a Ready was done");
}

fn member(id: NodeId, size: u64) -> RawNode {
    let conf_state = ConfState { voters: (1..=size).collect(), ..ConfState::default() };
    let metadata = SnapshotMetadata { conf_state, index: 1, term: 1 };
    let storage = MemoryStorage::from_snapshot(Snapshot { metadata, ..Snapshot::default() });
    let config = Config {
        id,
        applied: 1,
        max_size_per_msg: 1 << 20,
        max_committed_size_per_ready: NO_LIMIT,
        max_inflight_msgs: 512,
        check_quorum: true,
        pre_vote: true,
        ..Config::default()
    };
    RawNode::new(config, storage, Rng::stream(1, "bench", id)).expect("a valid configuration")
}
