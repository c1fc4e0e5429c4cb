//! Quorums against a naive twin that tries every index and every outcome of the open votes.

use engine::raft::quorum::{Joint, Majority, VoteResult};
use proptest::prelude::*;

/// What a majority has acknowledged, found by trying every index.
fn naive_committed(ids: &[u64], acked: &[Option<u64>]) -> u64 {
    let has = |index: u64| {
        let count = ids.iter().filter(|id| acked[**id as usize].unwrap_or(0) >= index).count();
        count > ids.len() / 2
    };
    (0..=20).rev().find(|index| has(*index)).unwrap_or(0)
}

/// Won if it is won however the open votes turn out to be; lost likewise.
fn naive_vote(ids: &[u64], votes: &[Option<bool>]) -> VoteResult {
    let with = |open: bool| {
        let yes = ids.iter().filter(|id| votes[**id as usize].unwrap_or(open)).count();
        ids.is_empty() || yes > ids.len() / 2
    };
    match (with(false), with(true)) {
        (true, _) => VoteResult::Won,
        (_, false) => VoteResult::Lost,
        _ => VoteResult::Pending,
    }
}

fn majority() -> impl Strategy<Value = Vec<u64>> {
    proptest::collection::btree_set(0..12u64, 1..12).prop_map(|ids| ids.into_iter().collect())
}

proptest! {
    #[test]
    fn quorums_agree_with_a_naive_twin(
        (incoming, outgoing) in (majority(), majority()),
        acked in proptest::collection::vec(proptest::option::of(0..20u64), 12),
        votes in proptest::collection::vec(proptest::option::of(any::<bool>()), 12),
    ) {
        let joint = Joint {
            incoming: incoming.iter().copied().collect(),
            outgoing: outgoing.iter().copied().collect(),
        };
        let index = |id: u64| acked[id as usize];
        let vote = |id: u64| votes[id as usize];
        let halves = [&incoming, &outgoing].map(|ids| naive_committed(ids, &acked));
        prop_assert_eq!(joint.incoming.committed_index(index), halves[0]);
        prop_assert_eq!(joint.committed_index(index), halves[0].min(halves[1]));
        let halves = [&incoming, &outgoing].map(|ids| naive_vote(ids, &votes));
        prop_assert_eq!(joint.incoming.vote_result(vote), halves[0]);
        let both = match halves {
            [VoteResult::Won, VoteResult::Won] => VoteResult::Won,
            [VoteResult::Lost, _] | [_, VoteResult::Lost] => VoteResult::Lost,
            _ => VoteResult::Pending,
        };
        prop_assert_eq!(joint.vote_result(vote), both);
        let empty = Majority::default();
        prop_assert_eq!(empty.committed_index(index), u64::MAX);
        prop_assert_eq!(empty.vote_result(vote), VoteResult::Won);
    }

    #[test]
    fn halves_are_alike_and_an_empty_one_does_not_count(
        (one, other) in (majority(), majority()),
        acked in proptest::collection::vec(proptest::option::of(0..20u64), 12),
        votes in proptest::collection::vec(proptest::option::of(any::<bool>()), 12),
        (id, more) in (0..12usize, 0..20u64),
    ) {
        let half = |ids: &[u64]| -> Majority { ids.iter().copied().collect() };
        let joint = |incoming: &[u64], outgoing: &[u64]| {
            Joint { incoming: half(incoming), outgoing: half(outgoing) }
        };
        let index = |id: u64| acked[id as usize];
        let vote = |id: u64| votes[id as usize];
        let (this, that) = (joint(&one, &other), joint(&other, &one));
        prop_assert_eq!(this.committed_index(index), that.committed_index(index));
        prop_assert_eq!(this.vote_result(vote), that.vote_result(vote));
        for same in [joint(&one, &[]), joint(&[], &one), joint(&one, &one)] {
            prop_assert_eq!(same.committed_index(index), half(&one).committed_index(index));
            prop_assert_eq!(same.vote_result(vote), half(&one).vote_result(vote));
        }
        // Who acknowledges more never takes back what is committed.
        let mut later = acked.clone();
        later[id] = later[id].max(Some(more));
        let later = this.committed_index(|id| later[id as usize]);
        prop_assert!(later >= this.committed_index(index));
        // A vote that comes late decides nothing that was decided.
        let mut late = votes.clone();
        late[id] = late[id].or(Some(more % 2 == 0));
        let (before, after) = (this.vote_result(vote), this.vote_result(|id| late[id as usize]));
        prop_assert!(before == VoteResult::Pending || before == after);
    }
}
