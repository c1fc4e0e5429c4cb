//! What a member hands out: what must be on disk before it may speak, and what becomes true only when
//! that was done. After etcd-io/raft rawnode_test.go and read_only_test.go.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lone;

use engine::raft::{
    ConfChange, ConfChangeType, Config, MemoryStorage, Message, MessageType, RawNode,
    ReadOnlyOption, Ready, Role, codec,
};
use lone::{Lone, append, from, group};

fn plain(_: &mut Config) {}

/// What it wants done next, taken to the disk; `advance` is still to come.
fn write(member: &mut Lone) -> Ready {
    assert!(member.node.has_ready(), "it wants nothing done");
    let ready = member.node.ready();
    let storage = member.node.storage_mut();
    if let Some(state) = ready.hard_state {
        storage.set_hard_state(state);
    }
    storage.append(&ready.entries).unwrap();
    ready
}

fn vote_asked(by: u64, term: u64, last: (u64, u64)) -> Message {
    Message { term, log_term: last.0, index: last.1, ..from(MessageType::Vote, by) }
}

// what must be synced

#[test]
fn a_vote_alone_is_synced() {
    let mut member = Lone::new(3, &[1, 2], plain);
    // a candidate with a worse log raises the term and gets nothing
    member.hear(vote_asked(2, 5, (1, 1)));
    let refused = write(&mut member);
    assert_eq!(refused.hard_state.map(|state| (state.term, state.vote)), Some((5, 0)));
    assert!(refused.must_sync, "a term that is forgotten could be voted in twice");
    assert!(refused.messages.iter().all(|message| message.reject));
    member.node.advance().unwrap();
    // one with a good log gets the vote of that same term
    member.hear(vote_asked(3, 5, (2, 2)));
    let granted = write(&mut member);
    assert_eq!(granted.hard_state.map(|state| (state.term, state.vote)), Some((5, 3)));
    assert!(granted.must_sync, "a vote that is forgotten is given twice");
    assert!(granted.entries.is_empty() && !granted.messages[0].reject);
}

#[test]
fn entries_are_synced_and_a_commit_index_need_not_be() {
    let mut member = Lone::new(3, &[1], plain);
    member.hear(append((1, 1), &[1], 0));
    member.work();
    let term = member.node.raft.term;
    member.hear(Message { term, commit: 2, ..from(MessageType::Heartbeat, 2) });
    let committed = write(&mut member);
    assert_eq!(committed.hard_state.map(|state| state.commit), Some(2));
    assert!(!committed.must_sync, "the leader knows it");
    member.node.advance().unwrap();
    member.hear(append((1, 2), &[1], 2));
    let appended = write(&mut member);
    assert!(appended.must_sync && appended.hard_state.is_none());
    member.node.advance().unwrap();
    member.hear(Message { commit: 2, ..from(MessageType::Heartbeat, 2) });
    let answered = write(&mut member);
    assert!(!answered.must_sync && answered.hard_state.is_none(), "nothing is new");
}

#[test]
fn a_term_alone_is_synced() {
    let mut member = Lone::new(3, &[1], plain);
    member.hear(Message { term: 4, ..from(MessageType::Heartbeat, 2) });
    let ready = write(&mut member);
    assert_eq!(ready.hard_state.map(|state| (state.term, state.vote)), Some((4, 0)));
    assert!(ready.must_sync);
}

#[test]
fn a_member_wants_nothing_done_when_nothing_is_new() {
    let mut member = Lone::new(3, &[1], plain);
    assert!(!member.node.has_ready());
    member.hear(append((1, 1), &[1], 2));
    let mut times = 0;
    while member.node.has_ready() && times < 10 {
        write(&mut member);
        member.node.advance().unwrap();
        times += 1;
    }
    assert_eq!(times, 1, "the entry and its commit are handed out together");
    // each of these is a reason of its own
    type News = (&'static str, fn(&mut RawNode));
    let news: [News; 6] = [
        ("the role", |node| node.raft.role = Role::PreCandidate),
        ("the term", |node| node.raft.term += 1),
        ("a message", |node| node.raft.msgs.push(Message::default())),
        ("a message after the write", |node| node.raft.msgs_after_append.push(Message::default())),
        ("an entry", |node| {
            let last = node.raft.raft_log.last_index();
            let new = lone::log(last + 1, &[1]);
            node.raft.raft_log.append(&new, &mut node.raft.tracer).unwrap();
        }),
        ("a snapshot", |node| node.raft.raft_log.unstable.restore(group(3, 9, 1).into())),
    ];
    for (what, change) in news {
        let mut node = member.node.clone();
        assert!(!node.has_ready());
        change(&mut node);
        assert!(node.has_ready(), "{what}");
    }
}

// what becomes true on `advance`

#[test]
fn entries_replaced_during_their_write_reach_the_disk() {
    let mut member = Lone::new(3, &[1], plain);
    member.hear(append((1, 1), &[1, 1, 1], 0));
    assert_eq!(write(&mut member).entries.len(), 3);
    // while the disk writes, another leader replaces the last two
    member.hear(append((1, 2), &[2, 2, 2], 0));
    member.node.advance().unwrap();
    let again: Vec<(u64, u64)> =
        write(&mut member).entries.iter().map(|entry| (entry.index, entry.term)).collect();
    assert_eq!(again, [(3, 2), (4, 2), (5, 2)]);
    member.node.advance().unwrap();
    assert!(member.node.raft.raft_log.unstable.entries.is_empty());
    let kept: Vec<u64> = (1..=5).map(|index| member.node.storage().term(index).unwrap()).collect();
    assert_eq!(kept, [1, 1, 2, 2, 2]);
}

#[test]
fn a_leader_counts_its_own_entry_only_when_it_is_on_its_disk() {
    let mut leader = Lone::new(3, &[1], plain).elected();
    leader.acknowledged(2, 2);
    leader.work();
    leader.propose("a");
    let ready = write(&mut leader);
    assert!(ready.messages.iter().any(|message| message.to == 2), "others write meanwhile");
    leader.acknowledged(2, 3);
    assert_eq!(leader.node.raft.raft_log.committed, 2, "that is one disk");
    leader.node.advance().unwrap();
    assert_eq!(leader.node.raft.raft_log.committed, 3);
}

#[test]
fn committed_entries_are_handed_out_once() {
    let mut member = Lone::new(3, &[1, 1, 1], plain);
    member.hear(Message { commit: 2, term: 1, ..from(MessageType::Heartbeat, 2) });
    let first = write(&mut member);
    assert_eq!(first.committed_entries.len(), 2);
    member.hear(Message { commit: 3, ..from(MessageType::Heartbeat, 2) });
    member.node.advance().unwrap();
    assert_eq!(member.node.raft.raft_log.applied, 2);
    let second: Vec<u64> = write(&mut member).committed_entries.iter().map(|e| e.index).collect();
    assert_eq!(second, [3]);
}

// reads

/// A leader of `voters`, and of a learner if there is one, whose first entry is committed.
fn reader(voters: u64, learner: Option<u64>, change: impl FnOnce(&mut Config)) -> Lone {
    let mut leader = Lone::new(voters, &[1], change).elected();
    for id in 2..=voters {
        leader.acknowledged(id, 2);
    }
    leader.work();
    if let Some(node_id) = learner {
        change_members(&mut leader, ConfChangeType::AddLearnerNode, node_id, voters);
    }
    assert_eq!(leader.node.raft.raft_log.committed, leader.node.raft.raft_log.last_index());
    leader
}

fn change_members(leader: &mut Lone, change_type: ConfChangeType, node_id: u64, voters: u64) {
    let change = ConfChange { change_type, node_id, ..ConfChange::default() };
    let data = codec::conf_change_data(&change);
    leader.node.propose_entry(engine::raft::EntryType::ConfChange, data).unwrap();
    leader.work();
    let last = leader.node.raft.raft_log.last_index();
    for id in 2..=voters {
        leader.acknowledged(id, last);
    }
    leader.work();
}

/// Asks; returns the number of its round, as the heartbeats carry it.
fn ask(leader: &mut Lone, name: &str) -> engine::base::Bytes {
    leader.node.read_index(name.into()).unwrap();
    let ready = leader.node.ready();
    leader.node.advance().unwrap();
    let beat = ready.messages.iter().find(|m| m.msg_type == MessageType::Heartbeat);
    beat.expect("it asks its followers").context.clone()
}

/// A follower answers the heartbeat; returns what may be read then.
fn answer(leader: &mut Lone, by: u64, context: &engine::base::Bytes) -> Vec<String> {
    let context = context.clone();
    // through the door behind which nobody asks who that is
    let term = leader.node.raft.term;
    let answer = Message { term, context, ..from(MessageType::HeartbeatResp, by) };
    let _ = leader.node.raft.step(answer);
    confirmed(leader)
}

fn confirmed(leader: &mut Lone) -> Vec<String> {
    if !leader.node.has_ready() {
        return Vec::new();
    }
    let ready = leader.node.ready();
    leader.node.advance().unwrap();
    let name = |state: &engine::raft::ReadState| String::from_utf8_lossy(&state.context).into();
    ready.read_states.iter().map(name).collect()
}

#[test]
fn a_quorum_of_voters_confirms_a_read() {
    let mut leader = reader(5, None, plain);
    let round = ask(&mut leader, "r");
    assert!(answer(&mut leader, 2, &round).is_empty());
    assert!(answer(&mut leader, 2, &round).is_empty(), "one member counts once");
    assert_eq!(answer(&mut leader, 3, &round), ["r"]);
    assert!(answer(&mut leader, 4, &round).is_empty(), "it is confirmed once");
}

#[test]
fn a_learners_answer_confirms_nothing() {
    let mut leader = reader(3, Some(4), plain);
    let round = ask(&mut leader, "r");
    assert!(answer(&mut leader, 4, &round).is_empty());
    assert_eq!(answer(&mut leader, 2, &round), ["r"]);
}

#[test]
fn a_strangers_answer_confirms_nothing() {
    let mut leader = reader(3, None, plain);
    let round = ask(&mut leader, "r");
    assert!(answer(&mut leader, 9, &round).is_empty());
    assert_eq!(answer(&mut leader, 3, &round), ["r"]);
}

#[test]
fn a_removed_members_answer_confirms_nothing() {
    let mut leader = reader(5, None, plain);
    let round = ask(&mut leader, "r");
    assert!(answer(&mut leader, 5, &round).is_empty(), "still a member: two of five");
    change_members(&mut leader, ConfChangeType::RemoveNode, 5, 4);
    assert!(confirmed(&mut leader).is_empty());
    let voters = leader.node.raft.tracker.config.voters.ids();
    assert_eq!(voters.ids(), [1, 2, 3, 4]);
    assert!(answer(&mut leader, 5, &round).is_empty());
    assert!(answer(&mut leader, 2, &round).is_empty(), "two of four, and one that left");
    assert_eq!(answer(&mut leader, 3, &round), ["r"]);
}

#[test]
fn an_answer_counts_for_the_reads_before_it_and_for_no_later_one() {
    let mut leader = reader(3, None, plain);
    let first = ask(&mut leader, "first");
    let second = ask(&mut leader, "second");
    assert_ne!(first, second);
    assert_eq!(answer(&mut leader, 2, &first), ["first"]);
    assert!(answer(&mut leader, 3, &first).is_empty(), "asked before the second read came");
    assert_eq!(answer(&mut leader, 3, &second), ["second"]);

    let mut leader = reader(3, None, plain);
    ask(&mut leader, "first");
    let second = ask(&mut leader, "second");
    assert_eq!(answer(&mut leader, 2, &second), ["first", "second"], "one round for both");
}

#[test]
fn an_older_answer_that_comes_late_takes_no_newer_one_back() {
    let mut leader = reader(5, None, plain);
    let first = ask(&mut leader, "first");
    let second = ask(&mut leader, "second");
    assert!(answer(&mut leader, 2, &second).is_empty());
    assert!(answer(&mut leader, 2, &first).is_empty(), "it was overtaken");
    assert_eq!(answer(&mut leader, 3, &second), ["first", "second"]);
}

#[test]
fn an_answer_without_a_number_confirms_nothing() {
    let mut leader = reader(3, None, plain);
    ask(&mut leader, "r");
    assert!(answer(&mut leader, 2, &"".into()).is_empty());
    assert!(answer(&mut leader, 2, &"short".into()).is_empty());
}

#[test]
fn a_read_sees_what_was_committed_when_it_came() {
    let mut leader = reader(3, None, plain);
    let came = leader.node.raft.raft_log.committed;
    leader
        .node
        .step(Message {
            term: leader.node.raft.term,
            entries: vec![engine::raft::Entry { data: "r".into(), ..Default::default() }],
            ..from(MessageType::ReadIndex, 2)
        })
        .unwrap();
    let ready = leader.node.ready();
    leader.node.advance().unwrap();
    let round = ready.messages.iter().find(|m| m.msg_type == MessageType::Heartbeat);
    let context = round.expect("it asks").context.clone();
    leader.propose("later");
    leader.work();
    leader.acknowledged(2, came + 1);
    leader.work();
    assert_eq!(leader.node.raft.raft_log.committed, came + 1);
    leader.hear(Message { context, ..from(MessageType::HeartbeatResp, 3) });
    let told = leader.work_for(2);
    let told: Vec<&Message> =
        told.iter().filter(|m| m.msg_type == MessageType::ReadIndexResp).collect();
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].index, &*told[0].entries[0].data), (came, &b"r"[..]));
}

#[test]
fn a_leader_alone_or_with_a_lease_asks_nobody() {
    let mut alone = reader(1, None, plain);
    alone.node.read_index("r".into()).unwrap();
    assert_eq!(confirmed(&mut alone), ["r"]);
    let mut trusting = reader(3, None, |config| {
        config.check_quorum = true;
        config.read_only_option = ReadOnlyOption::LeaseBased;
    });
    trusting.node.read_index("r".into()).unwrap();
    assert_eq!(confirmed(&mut trusting), ["r"]);
    let mut careful = reader(3, None, plain);
    careful.node.read_index("r".into()).unwrap();
    assert!(confirmed(&mut careful).is_empty());
}

#[test]
fn a_deposed_leader_forgets_the_reads_that_waited() {
    let mut leader = reader(3, None, plain);
    let round = ask(&mut leader, "r");
    leader.hear(Message { term: leader.node.raft.term + 1, ..from(MessageType::Heartbeat, 2) });
    assert_eq!(leader.node.raft.role, Role::Follower);
    assert!(answer(&mut leader, 2, &round).is_empty());
    assert!(answer(&mut leader, 3, &round).is_empty());
    leader.work();
    let mut again = leader.elected();
    again.acknowledged(2, 3);
    again.work();
    assert_eq!(again.node.raft.raft_log.committed, 3);
    assert!(answer(&mut again, 2, &round).is_empty(), "who had asked was told so long ago");
    assert!(answer(&mut again, 3, &round).is_empty());
}

#[test]
fn a_member_that_starts_again_wants_its_disk_to_know_nothing_new() {
    let mut storage = MemoryStorage::from_snapshot(group(3, 0, 0));
    storage.append(&lone::log(1, &[1, 1])).unwrap();
    storage.set_hard_state(engine::raft::HardState { term: 2, vote: 3, commit: 1 });
    let mut member = Lone::started(storage, plain);
    let ready = member.node.ready();
    assert!(ready.hard_state.is_none() && ready.entries.is_empty() && !ready.must_sync);
    assert_eq!(ready.committed_entries.len(), 1);
}
