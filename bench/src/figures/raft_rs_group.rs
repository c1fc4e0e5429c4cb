//! The twin of `group`: three members of the crate `raft` (raft-rs 0.7) doing the same in memory.

use raft::{
    Config, RawNode, StateRole,
    prelude::{Entry, Message},
    storage::MemStorage,
};
use slog::Logger;

/// Three members, the first of which leads.
pub struct RaftRsGroup {
    members: Vec<RawNode<MemStorage>>,
    applied: Vec<usize>,
    inbox: Vec<Vec<Message>>,
}

impl RaftRsGroup {
    pub fn new() -> RaftRsGroup {
        let mut group = RaftRsGroup {
            members: (1..=3).map(member).collect(),
            applied: vec![0; 3],
            inbox: vec![],
        };
        group.members[0].campaign().expect("a voter may campaign");
        group.settle();
        assert_eq!(group.members[0].raft.state, StateRole::Leader, "alone to campaign, it wins");
        group
    }

    pub fn commit(&mut self, batch: usize, data: &[u8]) {
        for _ in 0..batch {
            self.members[0].propose(vec![], data.to_vec()).expect("the leader takes proposals");
        }
        self.settle();
    }

    pub fn tick(&mut self) {
        for member in &mut self.members {
            member.tick();
        }
        self.settle();
    }

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

/// As in raft-rs's own example of a loop without a disk.
fn handle(member: &mut RawNode<MemStorage>, applied: &mut usize, outbox: &mut Vec<Vec<Message>>) {
    let mut ready = member.ready();
    send(ready.take_messages(), outbox);
    *applied += bytes(&ready.take_committed_entries());
    {
        let mut storage = member.store().wl();
        storage.append(ready.entries()).expect("entries follow each other");
        if let Some(state) = ready.hs() {
            storage.set_hardstate(state.clone());
        }
    }
    send(ready.take_persisted_messages(), outbox);
    let mut light = member.advance(ready);
    if let Some(commit) = light.commit_index() {
        member.store().wl().mut_hard_state().set_commit(commit);
    }
    send(light.take_messages(), outbox);
    *applied += bytes(&light.take_committed_entries());
    member.advance_apply();
}

fn send(messages: Vec<Message>, outbox: &mut Vec<Vec<Message>>) {
    outbox.extend((!messages.is_empty()).then_some(messages));
}

fn bytes(entries: &[Entry]) -> usize {
    entries.iter().map(|e| e.data.len()).sum()
}

fn member(id: u64) -> RawNode<MemStorage> {
    let storage = MemStorage::new_with_conf_state((vec![1, 2, 3], vec![]));
    let config = Config {
        id,
        election_tick: 10,
        heartbeat_tick: 1,
        max_size_per_msg: 1 << 20,
        max_inflight_msgs: 512,
        check_quorum: true,
        pre_vote: true,
        ..Config::default()
    };
    let silent = Logger::root(slog::Discard, slog::o!());
    RawNode::new(&config, storage, &silent).expect("a valid configuration")
}
