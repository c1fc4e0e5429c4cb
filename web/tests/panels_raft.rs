//! The Raft panel in the states that a quiet cluster does not show: a joint configuration, a learner, a snapshot
//! on its way, a full window, held reads, a hand-over.
//! `PANELS_PREVIEW` as in `panels.rs`.
#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::{
    base::{Bytes, MachineId, Name, Names, NodeId, Rng},
    raft::{
        ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2, ConfState, Config,
        EntryType, HardState, MemoryStorage, Message, MessageType, RawNode, Snapshot,
        SnapshotMetadata, codec,
    },
};
use render::preview;
use std::rc::Rc;
use web::{
    msg::Tab,
    present::{
        group::Sending,
        inspect::{Header, Options, Panel},
        raft::RaftView,
    },
};

/// Raft without anything around it: `cut` members get nothing and say nothing.
struct Group {
    nodes: Vec<RawNode>,
    cut: Vec<NodeId>,
    /// Appends do not arrive.
    no_appends: bool,
}

impl Group {
    /// Members whose logs begin after a snapshot at 10, of which `voters` vote.
    fn new(count: u64, conf_state: ConfState, change: impl Fn(&mut Config)) -> Group {
        let node = |id| {
            let mut config = Config { id, applied: 10, ..Config::default() };
            change(&mut config);
            let metadata = SnapshotMetadata { conf_state: conf_state.clone(), index: 10, term: 1 };
            let snapshot = Snapshot { metadata, data: Bytes::new() };
            let mut storage = MemoryStorage::from_snapshot(snapshot);
            storage.set_hard_state(HardState { term: 1, vote: 0, commit: 10 });
            RawNode::new(config, storage, Rng::stream(7, "raft", id)).unwrap()
        };
        Group { nodes: (1..=count).map(node).collect(), cut: vec![], no_appends: false }
    }

    fn node(&mut self, id: NodeId) -> &mut RawNode {
        &mut self.nodes[id as usize - 1]
    }

    fn settle(&mut self) {
        for _ in 0..ROUNDS_MAX {
            let sent: Vec<Message> = self.nodes.iter_mut().flat_map(process).collect();
            if sent.is_empty() {
                return;
            }
            for message in sent {
                let lost = [message.from, message.to].iter().any(|id| self.cut.contains(id))
                    || self.no_appends && message.msg_type == MessageType::App;
                if !lost && message.to <= self.nodes.len() as u64 {
                    let to = message.to;
                    self.node(to).step(message).unwrap();
                }
            }
        }
        panic!("the group does not come to rest in {ROUNDS_MAX} rounds");
    }

    fn lead(&mut self, id: NodeId) {
        self.node(id).campaign().unwrap();
        self.settle();
        assert_eq!(self.node(id).raft.role, engine::raft::Role::Leader);
    }

    fn view(&self, id: NodeId) -> RaftView {
        let names: Names = MachineId::first(9).map(|machine| (machine.0, machine)).collect();
        RaftView::of_raft(&self.nodes[id as usize - 1].raft, &names, None)
    }
}

/// So many rounds of messages are enough for any group of these to come to rest.
const ROUNDS_MAX: u32 = 1_000;

/// Does all that one member wants done, and returns what it sends.
fn process(node: &mut RawNode) -> Vec<Message> {
    let mut sent = vec![];
    for times in 0.. {
        if !node.has_ready() {
            break;
        }
        assert!(times < ROUNDS_MAX, "it wants something done again and again");
        let ready = node.ready();
        if let Some(snapshot) = ready.snapshot {
            node.storage_mut().apply_snapshot((*snapshot).clone()).unwrap();
        }
        node.storage_mut().append(&ready.entries).unwrap();
        for entry in ready.committed_entries.iter().filter(|e| e.entry_type != EntryType::Normal) {
            let change = codec::conf_change_v2(&entry.data).unwrap();
            node.apply_conf_change(&change).unwrap();
        }
        node.advance().unwrap();
        sent.extend(ready.messages);
    }
    sent
}

fn voters(ids: &[NodeId]) -> ConfState {
    ConfState { voters: ids.to_vec(), ..ConfState::default() }
}

fn changes(changes: &[(ConfChangeType, NodeId)], transition: ConfChangeTransition) -> ConfChangeV2 {
    let changes = changes.iter();
    let changes = changes
        .map(|(change_type, id)| ConfChangeSingle { change_type: *change_type, node_id: *id });
    ConfChangeV2 { transition, changes: changes.collect(), context: Bytes::new() }
}

fn numbers(names: &[Name]) -> Vec<u64> {
    names.iter().map(|name| name.id).collect()
}

fn html(view: RaftView) -> String {
    let header = Header {
        id: view.id.machine.expect("it is on one"),
        member: view.id.id,
        role: view.role,
        term: view.term,
        commit: view.commit,
        applied: view.applied,
        revision: 1,
    };
    let panel = Panel::Raft(Rc::new(view));
    render::inspector(header, Tab::Raft, panel, Options::default())
}

#[track_caller]
fn has(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
}

/// Four of whom 1 2 3 vote, on the way to 1 2 4, with 3 to become a learner.
fn joint(cut: &[NodeId], transition: ConfChangeTransition) -> Group {
    let mut group = Group::new(4, voters(&[1, 2, 3]), |_| {});
    group.lead(1);
    let change =
        changes(&[(ConfChangeType::AddNode, 4), (ConfChangeType::AddLearnerNode, 3)], transition);
    group.node(1).propose_conf_change_v2(&change).unwrap();
    group.cut = cut.to_vec();
    group.settle();
    group
}

#[test]
fn a_joint_configuration_shows_both_halves_with_their_quorums() {
    let mut group = joint(&[], ConfChangeTransition::JointExplicit);
    let view = group.view(1);
    assert!(view.group.is_joint() && !view.group.auto_leave);
    assert_eq!(numbers(&view.group.halves[0].voters), [1, 2, 4]);
    assert_eq!(numbers(&view.group.halves[1].voters), [1, 2, 3]);
    assert_eq!(numbers(&view.group.learners_next), [3]);
    assert_eq!(view.group.halves[0].agreed, Some(view.last));
    let page = html(view);
    has(&page, &["incoming voters", "outgoing voters", "+ n4", "− n3", "quorum 2 of 3"]);
    has(&page, &["learners next", "until an empty change is proposed"]);
    preview("raft-joint", &page);

    let leave = changes(&[], ConfChangeTransition::Auto);
    group.node(1).propose_conf_change_v2(&leave).unwrap();
    group.settle();
    let view = group.view(1);
    assert!(!view.group.is_joint());
    assert_eq!((numbers(&view.group.learners), view.group.halves.len()), (vec![3], 1));
    let page = html(view);
    assert!(!page.contains("incoming voters"), "{page}");
    has(&page, &["leave the joint configuration", "joint, until told to leave: add n4", "◦ n3"]);
}

#[test]
fn a_joint_configuration_that_is_left_by_itself_says_so() {
    let group = joint(&[], ConfChangeTransition::JointImplicit);
    // by now it has been left; the change itself is still in the log
    assert!(!group.view(1).group.is_joint());
    has(&html(group.view(1)), &["joint, left by itself: add n4, add learner n3"]);
    let group = joint(&[2, 3, 4], ConfChangeTransition::JointImplicit);
    has(&html(group.view(1)), &["<dd>12, not applied</dd>"]);
    // a member that has not heard of the end of it still counts both halves
    let conf_state = ConfState {
        voters: vec![1, 2, 4],
        voters_outgoing: vec![1, 2, 3],
        auto_leave: true,
        ..ConfState::default()
    };
    let group = Group::new(4, conf_state, |config| config.pre_vote = true);
    let page = html(group.view(2));
    has(&page, &["The leader leaves it by itself"]);
    assert!(!page.contains("agreed up to"), "a follower does not know what others have");
}

#[test]
fn votes_are_counted_in_each_half() {
    let conf_state =
        ConfState { voters: vec![1, 2, 4], voters_outgoing: vec![1, 2, 3], ..ConfState::default() };
    for pre in [true, false] {
        let mut group = Group::new(4, conf_state.clone(), |config| config.pre_vote = pre);
        group.cut = vec![2, 3, 4];
        group.node(1).campaign().unwrap();
        group.settle();
        let term = group.node(1).raft.term + u64::from(pre);
        let msg_type = if pre { MessageType::PreVoteResp } else { MessageType::VoteResp };
        let answer = Message { msg_type, to: 1, from: 4, term, ..Message::default() };
        group.node(1).step(answer).unwrap();
        let term = group.node(1).raft.term;
        let no = Message { msg_type, to: 1, from: 3, term, reject: true, ..Message::default() };
        group.node(1).step(no).unwrap();
        let view = group.view(1);
        let tally = view.tally.clone().expect("it campaigns");
        assert_eq!(tally.pre, pre);
        assert_eq!((numbers(&tally.halves[0].yes), tally.halves[0].quorum), (vec![1, 4], 2));
        assert_eq!(
            (numbers(&tally.halves[1].no), numbers(&tally.halves[1].open)),
            (vec![3], vec![2])
        );
        let page = html(view);
        has(&page, &["✓ n4", "✕ n3", "… n2", "1 granted, 2 needed", "2 granted, 2 needed"]);
        has(&page, &[if pre { "Pre-votes: " } else { "Votes" }]);
        preview("raft-joint-votes", &page);
    }
}

#[test]
fn progress_says_why_nothing_is_sent() {
    let conf_state = ConfState { learners: vec![4], ..voters(&[1, 2, 3]) };
    let mut group = Group::new(4, conf_state, |config| config.max_inflight_msgs = 3);
    group.cut = vec![3];
    group.lead(1);
    for _ in 0..4 {
        group.node(1).propose(Bytes::from(*b"x")).unwrap();
        group.settle();
    }
    // what n3 lacks is compacted away, and n3 is heard of again
    let applied = group.node(1).raft.raft_log.applied;
    let state = group.node(1).raft.tracker.conf_state();
    group.node(1).storage_mut().create_snapshot(applied, state, Bytes::new()).unwrap();
    group.node(1).storage_mut().compact(applied - 1).unwrap();
    group.node(1).raft.tracker.get_mut(3).unwrap().recent_active = true;
    let term = group.node(1).raft.term;
    let heard = Message {
        msg_type: MessageType::HeartbeatResp,
        to: 1,
        from: 3,
        term,
        ..Message::default()
    };
    group.node(1).step(heard).unwrap();
    group.no_appends = true;
    for _ in 0..5 {
        group.node(1).propose(Bytes::from(*b"y")).unwrap();
        group.settle();
    }
    let view = group.view(1);
    let leading = view.leading.clone().expect("it leads");
    let [_, two, three, four] = leading.peers.as_slice() else { panic!("{leading:?}") };
    assert_eq!((two.sending, two.full, two.paused), (Sending::Replicate, true, true));
    assert_eq!(two.inflight, [view.commit + 1, view.commit + 2, view.commit + 3]);
    assert_eq!((three.sending, three.snapshot), (Sending::Snapshot, applied));
    assert!(four.learner);
    assert_eq!((view.first, view.snapshot.index), (applied, applied));
    assert_eq!(leading.uncommitted, 5);
    let page = html(view);
    has(&page, &["3/3", "full", "waits: the window is full", "Snapshot", "n4", "learner", "5 B"]);
    has(&page, &[&format!("waits for the snapshot at {applied}")]);
    has(&page, &[&format!("up to {} compacted", applied - 1), &format!("Snapshot at {applied}")]);
    preview("raft-progress", &page);
}

#[test]
fn reads_show_who_has_answered_and_which_are_held() {
    let mut group = Group::new(3, voters(&[1, 2, 3]), |_| {});
    group.no_appends = true;
    group.lead(1);
    let read = |from, context: &[u8; 2]| {
        let entry = engine::raft::Entry { data: Bytes::from(*context), ..Default::default() };
        let (msg_type, entries) = (MessageType::ReadIndex, vec![entry]);
        Message { msg_type, to: 1, from, entries, ..Message::default() }
    };
    group.node(1).step(read(2, b"\x0a\x01")).unwrap();
    let leading = group.view(1).leading.expect("it leads");
    assert_eq!((leading.reads[0].round.clone(), leading.reads[0].from.id), (None, 2));
    has(&html(group.view(1)), &["A read of n2 is held", "0a01", "<dd>none</dd>"]);

    group.no_appends = false;
    group.node(1).tick();
    group.settle();
    assert!(group.view(1).leading.expect("it leads").reads.is_empty());
    group.cut = vec![2, 3];
    group.node(1).read_index(Bytes::from(*b"\xff\x02")).unwrap();
    let reads = group.view(1).leading.expect("it leads").reads;
    let (index, number, counts) = reads[0].round.clone().expect("it is asked for");
    assert_eq!((index, number), (11, 2));
    assert_eq!((numbers(&counts[0].yes), numbers(&counts[0].open)), (vec![1], vec![2, 3]));
    let page = html(group.view(1));
    has(&page, &["Read 2 of n1 at index 11", "ff02", "1 granted, 2 needed"]);
    preview("raft-reads", &page);
}

#[test]
fn a_hand_over_says_what_it_waits_for() {
    let mut group = Group::new(3, voters(&[1, 2, 3]), |_| {});
    group.lead(1);
    group.cut = vec![2];
    group.node(1).propose(Bytes::from(*b"x")).unwrap();
    group.settle();
    group.node(1).transfer_leader(2).unwrap();
    group.node(1).tick();
    has(&html(group.view(1)), &["handed to n2, 1 of 10 ticks ago", "Its log is at 11 of 12"]);
    group.node(1).raft.lead_transferee = 3;
    has(&html(group.view(1)), &["It has the whole log and was told to campaign"]);
}

#[test]
fn timers_are_told_in_ticks() {
    let mut group = Group::new(1, voters(&[1]), |_| {});
    group.node(1).set_randomized_election_timeout(17);
    has(&html(group.view(1)), &["0/17 ticks", "A tick is 100 ms", "is 17 ticks"]);
    group.lead(1);
    has(&html(group.view(1)), &["0/10 ticks", "0/1 ticks", "election timeout drawn last"]);
}

#[test]
fn a_snapshot_that_is_being_saved_is_told() {
    let mut group = Group::new(2, voters(&[1, 2]), |_| {});
    let metadata = SnapshotMetadata { conf_state: voters(&[1, 2]), index: 30, term: 2 };
    let snapshot = Some(Rc::new(Snapshot { metadata, data: Bytes::new() }));
    let (msg_type, term) = (MessageType::Snap, 2);
    let message = Message { msg_type, to: 2, from: 1, term, snapshot, ..Message::default() };
    group.node(2).step(message).unwrap();
    let view = group.view(2);
    assert_eq!((view.restoring, view.first, view.stable), (30, 31, 10));
    let page = html(view);
    has(&page, &["A snapshot at 30 has come", "The log is empty", "Snapshot at 10, term 1"]);
}
