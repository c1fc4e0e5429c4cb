//! How fast a leader sends, after etcd-io/raft raft_flow_control_test.go and tracker/progress.go: the window of
//! unanswered appends, what moves it, and how a follower comes back whose window was lost.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lone;

use engine::raft::{Config, Message, MessageType, ProgressState};
use lone::{Lone, from};

const WINDOW: u64 = 4;

/// A leader whose logs agree with member 2's up to its first entry, at 1.
fn leader(change: impl FnOnce(&mut Config)) -> Lone {
    let mut leader = Lone::new(3, &[], |config| {
        config.max_inflight_msgs = WINDOW as u32;
        change(config);
    })
    .elected();
    leader.acknowledged(2, 1);
    leader.work();
    leader
}

/// How many entries each append to member 2 holds.
fn sent(leader: &mut Lone) -> Vec<usize> {
    let messages = leader.work_for(2);
    assert!(messages.iter().all(|message| message.msg_type == MessageType::App));
    messages.iter().map(|message| message.entries.len()).collect()
}

/// The window is full of the entries 2 to 5.
fn full() -> Lone {
    let mut leader = leader(|_| {});
    for _ in 0..WINDOW {
        assert!(!leader.progress(2).is_full);
        leader.propose("x");
        assert_eq!(sent(&mut leader), [1]);
    }
    assert!(leader.progress(2).is_full);
    leader
}

#[test]
fn a_full_window_lets_no_entry_through() {
    let mut leader = full();
    for _ in 0..10 {
        leader.propose("x");
        assert_eq!(sent(&mut leader), [0; 0]);
    }
    assert_eq!((leader.progress(2).inflight, leader.progress(2).next), (4, 6));
}

#[test]
fn an_acknowledgement_makes_room_for_one_append() {
    let mut leader = full();
    for index in 2..10 {
        leader.propose("x");
        leader.work();
        leader.acknowledged(2, index);
        let entries: usize = sent(&mut leader).iter().sum();
        assert_eq!(entries, 1, "after {index}");
        assert!(leader.progress(2).is_full, "after {index}");
    }
}

#[test]
fn an_acknowledgement_answers_for_every_append_before_it() {
    let mut leader = full();
    leader.acknowledged(2, 4);
    assert_eq!((leader.progress(2).inflight, leader.progress(2).is_paused), (1, false));
    assert_eq!(leader.progress(2).matched, 4);
}

#[test]
fn an_acknowledgement_that_was_overtaken_moves_nothing() {
    let mut leader = full();
    leader.acknowledged(2, 4);
    leader.propose("x");
    leader.work();
    let before = leader.progress(2);
    for index in 1..=4 {
        leader.acknowledged(2, index);
        assert_eq!(sent(&mut leader), [0; 0]);
        assert_eq!(leader.progress(2), before, "index {index}");
    }
}

#[test]
fn a_heartbeat_answered_lets_one_empty_append_through_a_full_window() {
    let mut leader = full();
    leader.propose("x");
    leader.work();
    for round in 0..5 {
        leader.hear(from(MessageType::HeartbeatResp, 2));
        assert_eq!(sent(&mut leader), [0], "round {round}");
        // And closes again.
        leader.propose("x");
        assert_eq!(sent(&mut leader), [0; 0], "round {round}");
        assert!(leader.progress(2).is_full, "round {round}");
    }
}

#[test]
fn a_refusal_of_that_empty_append_empties_a_window_that_was_lost() {
    let mut leader = full();
    leader.hear(from(MessageType::HeartbeatResp, 2));
    let empty = leader.work_for(2).remove(0);
    assert_eq!((empty.index, empty.entries.len()), (5, 0));
    // The follower has nothing of what was sent ahead.
    let answer = Message { index: 5, reject: true, reject_hint: 1, log_term: 1, ..empty };
    leader.hear(Message { from: 2, to: 1, msg_type: MessageType::AppResp, ..answer });
    assert_eq!(leader.progress(2).state, ProgressState::Probe);
    assert_eq!(sent(&mut leader), [4], "all of it again, in one append");
}

#[test]
fn a_follower_that_lacks_nothing_gets_no_append_for_its_heartbeat() {
    let mut leader = full();
    leader.acknowledged(2, 5);
    leader.work();
    leader.hear(from(MessageType::HeartbeatResp, 2));
    assert_eq!(sent(&mut leader), [0; 0]);
}

#[test]
fn a_window_may_be_counted_in_bytes() {
    let mut leader = leader(|config| {
        (config.max_size_per_msg, config.max_inflight_bytes) = (8, 10);
    });
    for (data, full) in [("four", false), ("four", false), ("four", true)] {
        assert!(!leader.progress(2).is_full);
        leader.propose(data);
        assert_eq!(sent(&mut leader), [1]);
        assert_eq!(leader.progress(2).is_full, full);
    }
    leader.propose("four");
    assert_eq!(sent(&mut leader), [0; 0]);
    leader.acknowledged(2, 2);
    assert_eq!(sent(&mut leader).iter().sum::<usize>(), 1);
}

#[test]
fn an_append_holds_as_many_bytes_as_it_may_and_one_entry_in_any_case() {
    for (size, expected) in [(0, vec![1; 3]), (1, vec![1; 3]), (u64::MAX, vec![3])] {
        let mut leader = leader(|config| config.max_size_per_msg = size);
        leader.hear(from(MessageType::HeartbeatResp, 2));
        leader.work();
        let data = ["a", "b", "c"].map(Into::into).to_vec();
        leader.node.propose_batch(data).unwrap();
        let first = sent(&mut leader);
        leader.acknowledged(2, 2);
        let rest = sent(&mut leader).into_iter().filter(|count| *count > 0);
        assert_eq!(first.into_iter().chain(rest).collect::<Vec<_>>(), expected, "size {size}");
    }
}

#[test]
fn a_probed_follower_gets_one_append_until_it_answers() {
    let mut leader = Lone::new(3, &[1, 1], |_| {}).elected();
    assert_eq!(leader.progress(2).state, ProgressState::Probe);
    for _ in 0..3 {
        leader.propose("x");
        assert_eq!(sent(&mut leader), [0; 0], "the leader's first entry is unanswered");
    }
    leader.hear(from(MessageType::HeartbeatResp, 2));
    assert_eq!(sent(&mut leader), [4], "a heartbeat answered lets it try again");
    leader.hear(Message { index: 2, reject: true, ..from(MessageType::AppResp, 2) });
    assert_eq!(sent(&mut leader), [6], "and so does a refusal, from further back");
    leader.acknowledged(2, 6);
    assert_eq!(leader.progress(2).state, ProgressState::Replicate);
}

#[test]
fn an_unreachable_follower_is_probed_from_what_it_is_known_to_have() {
    let mut leader = full();
    leader.node.report_unreachable(2).unwrap();
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.matched, progress.next), (ProgressState::Probe, 1, 2));
    assert_eq!(progress.inflight, 0);
    leader.propose("x");
    assert_eq!(sent(&mut leader), [5]);
}

#[test]
fn a_refusal_of_what_is_known_to_agree_is_old_news() {
    let mut leader = full();
    leader.acknowledged(2, 3);
    leader.work();
    let before = leader.progress(2);
    leader.hear(Message {
        index: 3,
        reject: true,
        reject_hint: 1,
        ..from(MessageType::AppResp, 2)
    });
    assert_eq!((leader.progress(2), sent(&mut leader)), (before, vec![]));
}
