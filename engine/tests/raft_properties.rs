//! What holds whatever happens: configurations over random changes, and the window of appends beside a plain
//! queue. After etcd-io/raft confchange/quick_test.go and tracker/inflights_test.go; quorums have their own file.

use engine::raft::{
    ConfChangeSingle, ConfChangeType,
    confchange::{Changer, restore},
    inflights::Inflights,
    quorum::{Joint, VoteResult},
    tracker::{GroupConfig, ProgressTracker},
};
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeSet, VecDeque};

/// Members are 1 to 7: every set of them can be tried.
const MEMBERS: u64 = 7;

#[derive(Clone, Debug)]
enum Change {
    Simple(Vec<ConfChangeSingle>),
    EnterJoint(bool, Vec<ConfChangeSingle>),
    LeaveJoint,
}

fn single() -> impl Strategy<Value = ConfChangeSingle> {
    let kind = prop_oneof![
        4 => Just(ConfChangeType::AddNode),
        3 => Just(ConfChangeType::RemoveNode),
        3 => Just(ConfChangeType::AddLearnerNode),
        1 => Just(ConfChangeType::UpdateNode),
    ];
    // Zero is no member: etcd uses it for a change that was refused.
    (kind, 0..=MEMBERS).prop_map(|(change_type, node_id)| ConfChangeSingle { change_type, node_id })
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => vec(single(), 0..4).prop_map(Change::Simple),
        3 => (any::<bool>(), vec(single(), 0..8)).prop_map(|(a, c)| Change::EnterJoint(a, c)),
        3 => Just(Change::LeaveJoint),
    ]
}

fn ids(ids: &[u64]) -> BTreeSet<u64> {
    ids.iter().copied().collect()
}

/// What every configuration must be, between any two changes.
fn check(tracker: &ProgressTracker) {
    let GroupConfig { voters, auto_leave, learners, learners_next } = &tracker.config;
    let (incoming, outgoing) = (ids(voters.incoming.ids()), ids(voters.outgoing.ids()));
    let (learners, next) = (ids(learners.ids()), ids(learners_next.ids()));
    let voting: BTreeSet<u64> = incoming.union(&outgoing).copied().collect();

    assert!(!incoming.is_empty(), "somebody votes");
    assert!(learners.is_disjoint(&voting), "no learner votes");
    assert!(next.is_subset(&outgoing), "only those who go out can be learners next");
    assert!(next.is_disjoint(&incoming), "and they do not come in");
    if !voters.is_joint() {
        assert!(next.is_empty() && !auto_leave, "both belong to a joint configuration");
    }
    let members: BTreeSet<u64> = voting.union(&learners).copied().collect();
    let tracked: Vec<u64> = tracker.progress.iter().map(|(id, _)| *id).collect();
    assert_eq!(tracked, members.into_iter().collect::<Vec<_>>(), "whoever is in, and nobody else");
    for (id, progress) in &tracker.progress {
        assert_eq!(progress.is_learner, learners.contains(id), "member {id}");
        assert!(progress.matched < progress.next, "member {id}");
    }
}

/// A group of one.
fn founded(by: u64) -> ProgressTracker {
    let mut tracker = ProgressTracker::new(10, 0);
    let add = ConfChangeSingle { change_type: ConfChangeType::AddNode, node_id: by };
    let changed = Changer { tracker: &tracker, last_index: 0 }.simple(&[add]);
    (tracker.config, tracker.progress) = changed.unwrap();
    check(&tracker);
    tracker
}

/// Whether the members whose bits are set can decide alone.
fn decides(voters: &Joint, set: u32) -> bool {
    voters.vote_result(|id| Some(set & (1 << id) != 0)) == VoteResult::Won
}

/// Whoever decides in one configuration, somebody of them must agree to what the other decides: no set
/// decides in one while those left over decide in the other.
fn overlap(one: &Joint, other: &Joint) {
    let all = (1 << (MEMBERS + 1)) - 2;
    for set in (0..=all).step_by(2) {
        assert!(!(decides(one, set) && decides(other, all & !set)), "{one} and {other}: {set:b}");
    }
}

fn symmetric_difference(one: &Joint, other: &Joint) -> usize {
    ids(one.incoming.ids()).symmetric_difference(&ids(other.incoming.ids())).count()
}

/// Applies a change, and holds what it must do, or why it may refuse.
fn apply(tracker: &mut ProgressTracker, last_index: u64, change: &Change) {
    let before = tracker.clone();
    let changer = Changer { tracker, last_index };
    let changed = match change {
        Change::Simple(changes) => changer.simple(changes),
        Change::EnterJoint(auto_leave, changes) => changer.enter_joint(*auto_leave, changes),
        Change::LeaveJoint => changer.leave_joint(),
    };
    let is_joint = before.config.voters.is_joint();
    let Ok((config, progress)) = changed else {
        assert_eq!(*tracker, before, "a refused change leaves everything as it was");
        if let Change::LeaveJoint = change {
            assert!(!is_joint, "a joint configuration can always be left");
        }
        return;
    };
    (tracker.config, tracker.progress) = (config, progress);
    let (old, new) = (&before.config, &tracker.config);
    match change {
        Change::Simple(_) => {
            assert!(!is_joint && !new.voters.is_joint());
            assert!(symmetric_difference(&old.voters, &new.voters) <= 1, "one voter at most");
        }
        Change::EnterJoint(auto_leave, _) => {
            assert!(!is_joint);
            assert_eq!(new.voters.outgoing, old.voters.incoming, "whoever voted still does");
            assert_eq!(new.auto_leave, *auto_leave);
        }
        Change::LeaveJoint => {
            assert!(is_joint);
            assert_eq!(new.voters.incoming, old.voters.incoming);
            assert!(new.voters.outgoing.is_empty());
            let learners: BTreeSet<u64> =
                ids(old.learners.ids()).union(&ids(old.learners_next.ids())).copied().collect();
            assert_eq!(ids(new.learners.ids()), learners, "those who waited are learners now");
        }
    }
    check(tracker);
    overlap(&old.voters, &new.voters);
    overlap(&new.voters, &new.voters);
    kept(&before, tracker, last_index);
    for index in 0..=last_index {
        let may = tracker.may_commit_after(index);
        let commits = tracker.committed() > index;
        assert!(may || !commits, "the short cut never hides a commit");
        assert!(new.voters.is_joint() || may == commits, "and is exact outside of a joint one");
    }
}

/// A member that stays keeps its progress; one that comes is probed from the end of the log.
fn kept(before: &ProgressTracker, after: &ProgressTracker, last_index: u64) {
    for (id, progress) in &after.progress {
        let was = before.get(*id);
        // It may have left and come back within the change.
        let is_new = progress.matched == 0 && progress.next == last_index.max(1);
        let same = was.is_some_and(|was| {
            (was.matched, was.next, was.state) == (progress.matched, progress.next, progress.state)
        });
        assert!(same || (is_new && progress.recent_active), "member {id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn configurations_keep_their_invariants(
        first in 1..=MEMBERS,
        changes in vec((change(), 0..9u64), 1..30),
    ) {
        let mut tracker = founded(first);
        let mut last_index = 0;
        for (change, replicated) in &changes {
            last_index += replicated;
            for (id, progress) in &mut tracker.progress {
                progress.maybe_update((last_index + 1).saturating_sub(*id));
            }
            apply(&mut tracker, last_index, change);
        }
    }

    #[test]
    fn a_configuration_comes_back_from_a_snapshot(changes in vec(change(), 1..20)) {
        let mut tracker = founded(1);
        for change in &changes {
            apply(&mut tracker, 5, change);
            let empty = ProgressTracker::new(10, 0);
            let (config, progress) = restore(&empty, 5, &tracker.conf_state()).unwrap();
            prop_assert_eq!(&config, &tracker.config);
            let members = |progress: &[(u64, engine::raft::Progress)]| -> Vec<(u64, bool)> {
                progress.iter().map(|(id, pr)| (*id, pr.is_learner)).collect()
            };
            prop_assert_eq!(members(&progress), members(&tracker.progress));
        }
    }

    #[test]
    fn a_window_is_a_queue(
        max_msgs in 1..20u32,
        max_bytes in prop_oneof![Just(0), 1..200u64],
        steps in vec((0..8u8, 0..50u64), 1..300),
    ) {
        let mut window = Inflights::new(max_msgs, max_bytes);
        let mut queue: VecDeque<(u64, u64)> = VecDeque::new();
        let mut last = 0;
        for (step, number) in steps {
            let bytes: u64 = queue.iter().map(|(_, bytes)| bytes).sum();
            let full = queue.len() >= max_msgs as usize || (max_bytes > 0 && bytes >= max_bytes);
            prop_assert_eq!(window.is_full(), full);
            match step {
                // Mostly it is filled, so that it wraps around and grows.
                0..=4 if !full => {
                    last += 1 + number % 5;
                    window.add(last, number);
                    queue.push_back((last, number));
                }
                7 => {
                    window.reset();
                    queue.clear();
                }
                _ => {
                    // An index before, within, or after all that is on its way.
                    let first = queue.front().map_or(last, |(index, _)| *index);
                    let index = (first + number).saturating_sub(5);
                    window.free_to(index);
                    while queue.front().is_some_and(|(sent, _)| *sent <= index) {
                        queue.pop_front();
                    }
                }
            }
            prop_assert_eq!(window.count() as usize, queue.len());
            let sent: Vec<u64> = queue.iter().map(|(index, _)| *index).collect();
            prop_assert_eq!(window.indexes().collect::<Vec<_>>(), sent);
        }
    }
}

#[test]
#[should_panic(expected = "full window")]
fn nothing_is_added_to_a_full_window() {
    let mut window = Inflights::new(1, 0);
    window.add(1, 0);
    window.add(2, 0);
}

#[test]
fn halves_may_have_nobody_in_common_and_still_decide_together() {
    let mut tracker = founded(1);
    let change = |change_type| move |node_id| ConfChangeSingle { change_type, node_id };
    let (add, remove) = (change(ConfChangeType::AddNode), change(ConfChangeType::RemoveNode));
    for id in 2..=3 {
        apply(&mut tracker, 1, &Change::Simple(vec![add(id)]));
    }
    let all: Vec<ConfChangeSingle> = (4..=6).map(add).chain((1..=3).map(remove)).collect();
    apply(&mut tracker, 1, &Change::EnterJoint(false, all));
    assert_eq!(tracker.config.to_string(), "voters=(4 5 6)&&(1 2 3)");
    // A majority of the new and a majority of the old: neither alone.
    for (set, enough) in [(0b0000_1110, false), (0b0111_0000, false), (0b0011_0110, true)] {
        assert_eq!(decides(&tracker.config.voters, set), enough, "{set:b}");
    }
}
