//! What becomes of a follower that needs entries which are gone, after etcd-io/raft raft_snap_test.go, and what
//! a follower makes of a snapshot.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lone;

use engine::raft::{
    ConfState, Message, MessageType, ProgressState, Role, Snapshot, SnapshotMetadata, Trace, trace,
};
use lone::{Lone, append, from, group};
use std::rc::Rc;

/// A leader whose log begins after entry 11; its own first entry is 12.
fn leader() -> Lone {
    Lone::after(group(3, 11, 11), &[], |_| {}).elected()
}

/// The same, and member 2 needs what is before: a snapshot is on its way.
fn sending() -> (Lone, Vec<Message>) {
    let mut leader = leader();
    refuse(&mut leader, 11);
    let sent = leader.work_for(2);
    (leader, sent)
}

/// Member 2 has nothing at all.
fn refuse(leader: &mut Lone, index: u64) {
    leader.hear(Message { index, reject: true, ..from(MessageType::AppResp, 2) });
}

/// The leader has entries up to 19, and has compacted up to 15 with a snapshot of that state.
fn compacted() -> Lone {
    let mut leader = leader();
    leader.acknowledged(3, 12);
    (13..20).for_each(|_| leader.propose("x"));
    leader.work();
    leader.acknowledged(3, 19);
    leader.work();
    let state = leader.node.raft.tracker.conf_state();
    let storage = leader.node.storage_mut();
    storage.create_snapshot(15, state, "later".into()).unwrap();
    storage.compact(15).unwrap();
    leader
}

#[test]
fn who_needs_what_is_gone_is_sent_the_snapshot() {
    let (leader, sent) = sending();
    let [message] = &sent[..] else { panic!("one message: {sent:?}") };
    assert_eq!(message.msg_type, MessageType::Snap);
    let snapshot = message.snapshot.as_ref().unwrap();
    assert_eq!((snapshot.metadata.index, snapshot.metadata.term), (11, 11));
    assert_eq!(&*snapshot.data, b"state");
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.pending_snapshot), (ProgressState::Snapshot, 11));
    assert_eq!(progress.next, 12, "what comes after the snapshot");
}

#[test]
fn nothing_is_sent_while_a_snapshot_is_on_its_way() {
    let (mut leader, _) = sending();
    for _ in 0..3 {
        leader.propose("x");
        leader.hear(from(MessageType::HeartbeatResp, 2));
        assert!(leader.work_for(2).is_empty());
    }
    assert!(leader.progress(2).is_paused);
}

#[test]
fn heartbeats_go_on_meanwhile() {
    let (mut leader, _) = sending();
    leader.tick(1);
    let kinds: Vec<MessageType> = leader.work_for(2).iter().map(|m| m.msg_type).collect();
    assert_eq!(kinds, [MessageType::Heartbeat]);
}

#[test]
fn a_silent_follower_is_sent_no_snapshot() {
    let mut leader = leader();
    // It needs an old entry, and has not been heard from.
    let progress = leader.node.raft.tracker.get_mut(2).unwrap();
    (progress.next, progress.msg_app_flow_paused) = (5, false);
    leader.propose("x");
    assert!(leader.work_for(2).iter().all(|message| message.msg_type != MessageType::Snap));
    assert!(leader.said(|trace| matches!(
        trace,
        Trace::Snapshot(trace::Snapshot::SnapshotToInactive { to: 2 })
    )));
    assert_eq!(leader.progress(2).state, ProgressState::Probe);
}

#[test]
fn after_a_failed_snapshot_the_leader_probes_from_what_it_knew() {
    let (mut leader, _) = sending();
    leader.node.report_snapshot(2, true).unwrap();
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.pending_snapshot), (ProgressState::Probe, 0));
    assert_eq!((progress.next, progress.is_paused), (1, true), "it waits for a heartbeat");
    leader.hear(from(MessageType::HeartbeatResp, 2));
    let kinds: Vec<MessageType> = leader.work_for(2).iter().map(|m| m.msg_type).collect();
    assert_eq!(kinds, [MessageType::Snap], "and then tries again");
}

#[test]
fn after_a_delivered_snapshot_the_leader_probes_from_its_end() {
    let (mut leader, _) = sending();
    leader.node.report_snapshot(2, false).unwrap();
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.pending_snapshot), (ProgressState::Probe, 0));
    assert_eq!((progress.next, progress.is_paused), (12, true), "it waits for the answer");
    leader.acknowledged(2, 11);
    let sent = leader.work_for(2);
    assert_eq!((sent[0].msg_type, sent[0].index), (MessageType::App, 11));
    assert_eq!(leader.progress(2).state, ProgressState::Replicate);
}

#[test]
fn a_report_about_no_snapshot_means_nothing() {
    for failed in [true, false] {
        let mut leader = leader();
        leader.acknowledged(2, 12);
        leader.work();
        let before = leader.progress(2);
        leader.node.report_snapshot(2, failed).unwrap();
        assert_eq!(leader.progress(2), before);
    }
}

#[test]
fn an_answer_beyond_the_snapshot_ends_it() {
    let (mut leader, _) = sending();
    leader.acknowledged(2, 11);
    let sent = leader.work_for(2);
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.pending_snapshot), (ProgressState::Replicate, 0));
    assert_eq!((progress.matched, progress.next, progress.inflight), (11, 13, 1));
    assert_eq!((sent[0].msg_type, sent[0].entries.len()), (MessageType::App, 1));
}

#[test]
fn an_answer_below_the_snapshot_ends_it_too_if_the_log_reaches_back_so_far() {
    let mut leader = compacted();
    refuse(&mut leader, 11);
    leader.work();
    assert_eq!(leader.progress(2).pending_snapshot, 15);
    // A later snapshot is made meanwhile, so that the one on its way is not the last.
    let state = leader.node.raft.tracker.conf_state();
    leader.node.storage_mut().create_snapshot(18, state, "last".into()).unwrap();
    leader.acknowledged(2, 15);
    let progress = leader.progress(2);
    assert_eq!((progress.state, progress.matched), (ProgressState::Replicate, 15));
    let entries: Vec<u64> =
        leader.work_for(2).iter().flat_map(|m| m.entries.iter().map(|e| e.index)).collect();
    assert_eq!(entries, [16, 17, 18, 19]);
}

#[test]
fn an_answer_from_before_the_log_leaves_the_snapshot_on_its_way() {
    let mut leader = compacted();
    refuse(&mut leader, 11);
    leader.work();
    for index in [1, 12, 14] {
        leader.acknowledged(2, index);
        let progress = leader.progress(2);
        assert_eq!((progress.state, progress.matched), (ProgressState::Snapshot, index));
        assert_eq!(progress.pending_snapshot, 15, "answered {index}");
        assert!(leader.work_for(2).is_empty());
    }
}

#[test]
fn an_unreachable_follower_keeps_its_snapshot() {
    let (mut leader, _) = sending();
    leader.node.report_unreachable(2).unwrap();
    assert_eq!(leader.progress(2).state, ProgressState::Snapshot);
}

/// Member 2, leader of term 12, sends this snapshot.
fn snapshot(snapshot: Snapshot) -> Message {
    Message { term: 12, snapshot: Some(Rc::new(snapshot)), ..from(MessageType::Snap, 2) }
}

#[test]
fn a_snapshot_replaces_log_and_configuration() {
    let mut follower = Lone::new(3, &[1, 1, 1], |_| {});
    let mut sent = group(2, 11, 11);
    sent.metadata.conf_state.learners = vec![7];
    follower.hear(snapshot(sent));
    let raft = &follower.node.raft;
    assert_eq!((raft.raft_log.first_index(), raft.raft_log.last_index()), (12, 11));
    assert_eq!((raft.raft_log.committed, raft.raft_log.term(11)), (11, Ok(11)));
    assert_eq!(raft.tracker.config.to_string(), "voters=(1 2) learners=(7)");
    let answer = follower.work().remove(0);
    assert_eq!((answer.msg_type, answer.index, answer.reject), (MessageType::AppResp, 11, false));
    assert_eq!(follower.node.raft.raft_log.applied, 11);
}

#[test]
fn a_follower_goes_on_after_a_snapshot_with_the_entries_that_follow() {
    let mut follower = Lone::new(3, &[1], |_| {});
    follower.hear(snapshot(group(3, 11, 11)));
    follower.hear(append((11, 11), &[12, 12], 12));
    let answers: Vec<u64> = follower.work().iter().map(|message| message.index).collect();
    assert_eq!(answers, [11, 13]);
    assert_eq!(follower.terms(), [12, 12]);
}

#[test]
fn a_snapshot_of_what_is_committed_is_passed_over() {
    let mut follower = Lone::after(group(3, 11, 11), &[11], |_| {});
    for index in [5, 11] {
        follower.hear(snapshot(group(3, index, 5)));
        let answer = follower.work().remove(0);
        assert_eq!((answer.msg_type, answer.index), (MessageType::AppResp, 11), "index {index}");
        assert_eq!(follower.terms(), [11]);
    }
}

#[test]
fn a_snapshot_at_an_entry_that_is_there_commits_it_and_keeps_the_log() {
    let mut follower = Lone::new(3, &[1, 1, 2, 2], |_| {});
    follower.hear(snapshot(group(3, 3, 2)));
    assert_eq!((follower.terms(), follower.state().2), (vec![1, 1, 2, 2], 3));
    assert!(
        follower
            .said(|trace| matches!(trace, Trace::Snapshot(trace::Snapshot::FastForwarded { .. })))
    );
    assert_eq!(follower.work()[0].index, 3);
}

#[test]
fn a_snapshot_that_does_not_know_its_receiver_is_refused() {
    let mut follower = Lone::new(3, &[1], |_| {});
    let known = |conf_state| Snapshot {
        metadata: SnapshotMetadata { conf_state, index: 11, term: 11 },
        ..Snapshot::default()
    };
    follower.hear(snapshot(known(ConfState { voters: vec![2, 3], ..ConfState::default() })));
    assert_eq!(follower.work()[0].index, 0);
    assert_eq!(follower.terms(), [1]);
    // A learner, and a voter on its way out, are known.
    let (one, two) = (vec![1], vec![2, 3]);
    for conf_state in [
        ConfState { voters: two.clone(), learners: one.clone(), ..ConfState::default() },
        ConfState { voters: two.clone(), voters_outgoing: one, ..ConfState::default() },
    ] {
        let mut follower = Lone::new(3, &[1], |_| {});
        follower.hear(snapshot(known(conf_state)));
        assert_eq!(follower.work()[0].index, 11);
    }
}

#[test]
fn who_still_has_to_save_a_snapshot_does_not_campaign() {
    let mut follower = Lone::new(3, &[1], |_| {});
    follower.hear(snapshot(group(3, 11, 11)));
    follower.node.campaign().unwrap();
    assert_eq!(follower.node.raft.role, Role::Follower);
    assert!(
        follower
            .said(|trace| matches!(trace, Trace::Election(trace::Election::Unpromotable { .. })))
    );
    follower.work();
    follower.node.campaign().unwrap();
    assert_eq!(follower.node.raft.role, Role::Candidate);
}

#[test]
fn a_snapshot_of_a_joint_configuration_brings_both_halves() {
    let mut follower = Lone::new(3, &[1], |_| {});
    let conf_state = ConfState {
        voters: vec![1, 2],
        voters_outgoing: vec![1, 2, 3],
        learners_next: vec![3],
        auto_leave: true,
        ..ConfState::default()
    };
    let metadata = SnapshotMetadata { conf_state: conf_state.clone(), index: 11, term: 11 };
    follower.hear(snapshot(Snapshot { metadata, ..Snapshot::default() }));
    assert_eq!(follower.node.raft.tracker.conf_state(), conf_state);
}
