//! The log of one member and its unstable tail, branch by branch. After etcd-io/raft log_test.go and
//! log_unstable_test.go.

use engine::{
    base::{Index, Sink, Term},
    raft::{
        EntryId, Fault, MemoryStorage, RaftError, RaftLog, Snapshot, SnapshotMetadata,
        StorageError, Trace, codec::entry_size, message::Entry, unstable::Unstable,
    },
};
use std::rc::Rc;

fn quiet() -> Sink<Trace> {
    Sink::new(false)
}

fn id(term: Term, index: Index) -> EntryId {
    EntryId { term, index }
}

/// Entries of these terms, from `first` on.
fn entries(first: Index, terms: &[Term]) -> Vec<Entry> {
    let entry = |(index, term): (Index, &Term)| Entry { term: *term, index, ..Entry::default() };
    (first..).zip(terms).map(entry).collect()
}

fn snapshot(index: Index, term: Term) -> Rc<Snapshot> {
    let metadata = SnapshotMetadata { index, term, ..SnapshotMetadata::default() };
    Rc::new(Snapshot { metadata, ..Snapshot::default() })
}

/// A tail from 5 on, of these terms, of which the entries before `in_progress` are being written.
fn tail(terms: &[Term], in_progress: Index) -> Unstable {
    let entries = entries(5, terms);
    Unstable { entries, offset_in_progress: in_progress, ..Unstable::new(5) }
}

fn terms(entries: &[Entry]) -> Vec<(Index, Term)> {
    entries.iter().map(|entry| (entry.index, entry.term)).collect()
}

/// A log of which entries of these terms are stable.
fn stable(terms: &[Term]) -> RaftLog {
    let mut storage = MemoryStorage::new();
    storage.append(&entries(1, terms)).unwrap();
    RaftLog::new(storage, u64::MAX)
}

fn all(log: &RaftLog) -> Vec<(Index, Term)> {
    (log.first_index()..=log.last_index()).map(|at| (at, log.term(at).unwrap())).collect()
}

// the unstable tail

#[test]
fn an_empty_tail_knows_nothing() {
    let empty = Unstable::new(5);
    assert_eq!((empty.first_index(), empty.last_index(), empty.term(4)), (None, None, None));
    assert_eq!((empty.term(5), empty.next_entries(), empty.next_snapshot()), (None, &[][..], None));
}

#[test]
fn a_tail_knows_its_entries_and_its_snapshot() {
    let entries_only = tail(&[1, 2, 2], 5);
    assert_eq!((entries_only.first_index(), entries_only.last_index()), (None, Some(7)));
    let of = |tail: &Unstable| [3, 4, 5, 6, 7, 8].map(|at| tail.term(at));
    assert_eq!(of(&entries_only), [None, None, Some(1), Some(2), Some(2), None]);

    let with_snapshot = Unstable { snapshot: Some(snapshot(4, 1)), ..tail(&[2], 5) };
    assert_eq!((with_snapshot.first_index(), with_snapshot.last_index()), (Some(5), Some(5)));
    assert_eq!(of(&with_snapshot), [None, Some(1), Some(2), None, None, None]);

    let snapshot_only = Unstable { snapshot: Some(snapshot(4, 1)), ..Unstable::new(5) };
    assert_eq!((snapshot_only.first_index(), snapshot_only.last_index()), (Some(5), Some(4)));
}

#[test]
fn what_is_being_written_is_not_handed_out_again() {
    let mut written = Unstable { snapshot: Some(snapshot(4, 1)), ..tail(&[1, 2], 5) };
    assert_eq!(terms(written.next_entries()), [(5, 1), (6, 2)]);
    assert!(written.next_snapshot().is_some());
    written.accept_in_progress();
    assert_eq!((written.offset_in_progress, written.snapshot_in_progress), (7, true));
    assert_eq!((written.next_entries(), written.next_snapshot()), (&[][..], None));
    written.truncate_and_append(&entries(7, &[3]), &mut quiet());
    assert_eq!(terms(written.next_entries()), [(7, 3)], "only what is new");

    let mut nothing = Unstable::new(5);
    nothing.accept_in_progress();
    assert_eq!(nothing, Unstable::new(5));
}

#[test]
fn what_is_stable_leaves_the_tail() {
    // up to where, in progress before; what is left, where it begins, in progress after
    let cases: [(Index, Index, &[Term], Index, Index); 5] = [
        (5, 8, &[2, 2], 6, 8),
        (6, 8, &[2], 7, 8),
        (7, 8, &[], 8, 8),
        (6, 5, &[2], 7, 7),
        (6, 6, &[2], 7, 7),
    ];
    for (up_to, in_progress, left, offset, after) in cases {
        let mut tail = tail(&[1, 2, 2], in_progress);
        let term = tail.term(up_to).unwrap();
        tail.stable_to(id(term, up_to), &mut quiet());
        assert_eq!(tail.offset, offset, "up to {up_to}");
        assert_eq!(terms(&tail.entries), terms(&entries(offset, left)), "up to {up_to}");
        assert_eq!(tail.offset_in_progress, after, "up to {up_to}, {in_progress} before");
    }
}

#[test]
fn what_was_stable_of_another_log_changes_nothing() {
    let was = Unstable { snapshot: Some(snapshot(4, 1)), ..tail(&[2, 2], 7) };
    let of_another_term = id(1, 6);
    let beyond_the_end = id(2, 9);
    let the_snapshot = id(1, 4);
    let before_all = id(1, 3);
    for other in [of_another_term, beyond_the_end, the_snapshot, before_all] {
        let mut tail = was.clone();
        tail.stable_to(other, &mut quiet());
        assert_eq!(tail, was, "{other:?}");
    }
}

#[test]
fn a_saved_snapshot_leaves_the_tail_if_it_is_still_the_one() {
    let mut tail = Unstable { snapshot: Some(snapshot(4, 1)), ..Unstable::new(5) };
    tail.accept_in_progress();
    for other in [3, 5] {
        tail.stable_snapshot_to(other);
        assert!(tail.snapshot.is_some() && tail.snapshot_in_progress, "{other}");
    }
    tail.stable_snapshot_to(4);
    assert_eq!(tail, Unstable::new(5));
}

#[test]
fn a_leaders_snapshot_replaces_the_tail_even_while_another_is_written() {
    let mut tail = Unstable { snapshot: Some(snapshot(4, 1)), ..tail(&[1, 2], 5) };
    tail.accept_in_progress();
    tail.restore(snapshot(9, 3));
    assert_eq!((tail.offset, tail.offset_in_progress, tail.entries.len()), (10, 10, 0));
    assert_eq!(tail.next_snapshot().map(|s| s.metadata.index), Some(9), "it is to be saved");
}

#[test]
fn new_entries_follow_or_replace_and_what_replaces_is_written_again() {
    // in progress before, from where, terms; the tail then, where it begins, in progress then
    type Case = (Index, Index, &'static [Term], &'static [Term], Index, Index);
    let cases: [Case; 9] = [
        (5, 8, &[3], &[1, 1, 1, 3], 5, 5),
        (8, 8, &[3], &[1, 1, 1, 3], 5, 8),
        (8, 5, &[3, 3], &[3, 3], 5, 5),
        (8, 3, &[3, 3], &[3, 3], 3, 3),
        (8, 6, &[3], &[1, 3], 5, 6),
        (8, 7, &[3, 3], &[1, 1, 3, 3], 5, 7),
        (7, 7, &[3], &[1, 1, 3], 5, 7),
        (6, 7, &[3], &[1, 1, 3], 5, 6),
        (5, 6, &[3], &[1, 3], 5, 5),
    ];
    for (in_progress, first, new, then, offset, after) in cases {
        let mut tail = tail(&[1, 1, 1], in_progress);
        tail.truncate_and_append(&entries(first, new), &mut quiet());
        let case = format!("{new:?} from {first} on, {in_progress} in progress");
        assert_eq!(terms(&tail.entries), terms(&entries(offset, then)), "{case}");
        assert_eq!((tail.offset, tail.offset_in_progress), (offset, after), "{case}");
    }
    let mut same = tail(&[1, 1, 1], 8);
    same.truncate_and_append(&[], &mut quiet());
    assert_eq!(same, tail(&[1, 1, 1], 8));
}

#[test]
fn entries_that_are_replaced_during_their_write_are_handed_out_anew() {
    let mut tail = tail(&[1, 1, 1], 5);
    tail.accept_in_progress();
    tail.truncate_and_append(&entries(6, &[2, 2]), &mut quiet());
    assert_eq!(terms(tail.next_entries()), [(6, 2), (7, 2)]);
    // the old write returns: it is not what stands here now
    tail.stable_to(id(1, 7), &mut quiet());
    assert_eq!((tail.offset, terms(tail.next_entries())), (5, vec![(6, 2), (7, 2)]));
    tail.accept_in_progress();
    tail.stable_to(id(2, 7), &mut quiet());
    assert_eq!((tail.offset, tail.entries.len(), tail.offset_in_progress), (8, 0, 8));
}

// the whole log

#[test]
fn a_follower_commits_no_further_than_the_leaders_entries_reach() {
    // after which entry, which terms, the leader's commit index; what is committed then
    let cases: [(EntryId, &[Term], Index, Index); 7] = [
        (id(1, 1), &[], 3, 1),
        (id(1, 1), &[1], 3, 2),
        (id(1, 1), &[1, 1], 3, 3),
        (id(1, 3), &[], 3, 3),
        (id(1, 3), &[1, 1], 4, 4),
        (id(1, 2), &[2], 9, 3),
        (id(0, 0), &[], 3, 0),
    ];
    for (prev, new, commit, then) in cases {
        let mut log = stable(&[1, 1, 1]);
        let new = entries(prev.index + 1, new);
        let last = log.maybe_append(prev, &new, commit, &mut quiet()).unwrap();
        assert_eq!(last, Some(prev.index + new.len() as u64), "after {prev:?}");
        assert_eq!(log.committed, then, "after {prev:?}, {} entries, {commit}", new.len());
    }
}

#[test]
fn an_append_that_does_not_fit_changes_nothing() {
    for prev in [id(2, 2), id(1, 4)] {
        let mut log = stable(&[1, 1, 1]);
        let new = entries(prev.index + 1, &[2]);
        assert_eq!(log.maybe_append(prev, &new, 3, &mut quiet()), Ok(None));
        assert_eq!(log, stable(&[1, 1, 1]));
    }
}

#[test]
fn an_append_replaces_from_the_first_difference_on() {
    // after entry 1 of term 1; the log then, and the first that is unstable
    let cases: [(&[Term], &[Term], Index); 4] = [
        (&[1, 2], &[1, 1, 2, 2], 5),
        (&[1, 3], &[1, 1, 3], 3),
        (&[3, 3, 3], &[1, 3, 3, 3], 2),
        (&[1, 2, 2, 2], &[1, 1, 2, 2, 2], 5),
    ];
    for (new, then, unstable) in cases {
        let mut log = stable(&[1, 1, 2, 2]);
        let last = log.maybe_append(id(1, 1), &entries(2, new), 0, &mut quiet()).unwrap();
        assert_eq!(last, Some(1 + new.len() as u64));
        assert_eq!(all(&log), terms(&entries(1, then)), "{new:?}");
        assert_eq!(log.unstable.offset, unstable, "{new:?}");
    }
}

#[test]
fn what_is_committed_is_never_replaced() {
    let mut log = stable(&[1, 1, 1]);
    log.commit_to(2).unwrap();
    let conflict = log.maybe_append(id(1, 1), &entries(2, &[2]), 0, &mut quiet());
    let fault = Fault::ConflictWithCommitted { index: 2, committed: 2 };
    assert_eq!(conflict, Err(RaftError::Fault(fault)));
    let before = log.append(&entries(2, &[2]), &mut quiet());
    let fault = Fault::AppendBeforeCommitted { after: 1, committed: 2 };
    assert_eq!(before, Err(RaftError::Fault(fault)));
    assert_eq!(log.append(&entries(3, &[2]), &mut quiet()), Ok(3));
    assert_eq!(log.append(&[], &mut quiet()), Ok(3));
    assert_eq!(all(&log), [(1, 1), (2, 1), (3, 2)]);
}

#[test]
fn the_commit_mark_goes_forward_and_not_beyond_the_end() {
    let mut log = stable(&[1, 1, 1]);
    for (to, then) in [(2, 2), (1, 2), (2, 2), (3, 3), (0, 3)] {
        log.commit_to(to).unwrap();
        assert_eq!(log.committed, then, "to {to}");
    }
    let beyond = Fault::CommitOutOfRange { index: 4, last: 3 };
    assert_eq!(log.commit_to(4), Err(RaftError::Fault(beyond)));
    assert_eq!(log.committed, 3);
}

#[test]
fn what_is_applied_was_committed_and_is_applied_once() {
    let mut log = stable(&[1, 1, 1]);
    log.commit_to(2).unwrap();
    let out_of_range = |index, applied| {
        Err(RaftError::Fault(Fault::AppliedOutOfRange { index, applied, committed: 2 }))
    };
    assert_eq!(log.applied_to(3, 0), out_of_range(3, 0));
    log.applied_to(2, 0).unwrap();
    assert_eq!((log.applied, log.applying), (2, 2));
    assert_eq!(log.applied_to(1, 0), out_of_range(1, 2));
    log.applied_to(2, 0).unwrap();
}

#[test]
fn committed_entries_are_handed_out_once_and_not_more_than_there_is_room_for() {
    let size = entry_size(&entries(1, &[1])[0]);
    let mut storage = MemoryStorage::new();
    storage.append(&entries(1, &[1; 4])).unwrap();
    let mut log = RaftLog::new(storage, 2 * size);
    let next = |log: &RaftLog| {
        let mut out = Vec::new();
        let bytes = log.next_committed(&mut out);
        (terms(&out).iter().map(|(index, _)| *index).collect::<Vec<_>>(), bytes)
    };
    assert_eq!(next(&log), (vec![], 0), "nothing is committed");
    log.commit_to(3).unwrap();
    assert_eq!(next(&log), (vec![1, 2], 2 * size));
    log.accept_applying(2, 2 * size);
    assert!(!log.has_next_committed(), "there is no room");
    log.applied_to(1, size).unwrap();
    assert_eq!(next(&log), (vec![3], size));
    log.accept_applying(3, size);
    log.applied_to(3, 2 * size).unwrap();
    assert_eq!(next(&log), (vec![], 0), "all is applied");
    log.commit_to(4).unwrap();
    assert_eq!(next(&log), (vec![4], size));
    log.unstable.snapshot = Some(snapshot(9, 1));
    assert_eq!(next(&log), (vec![], 0), "a snapshot comes first");
}

#[test]
fn a_log_knows_terms_on_both_sides_of_its_tail() {
    let mut storage = MemoryStorage::from_snapshot(snapshot(2, 1).as_ref().clone());
    storage.append(&entries(3, &[1, 2])).unwrap();
    let mut log = RaftLog::new(storage, u64::MAX);
    log.append(&entries(5, &[3]), &mut quiet()).unwrap();
    let found: Vec<_> = (1..=6).map(|at| log.term(at)).collect();
    let gone = Err(StorageError::Compacted);
    assert_eq!(found, [gone, Ok(1), Ok(1), Ok(2), Ok(3), Err(StorageError::Unavailable)]);
    assert_eq!((log.first_index(), log.last_index(), log.last_id()), (3, 5, id(3, 5)));
    assert_eq!((log.term_or_zero(1), log.term_or_zero(4), log.term_or_zero(6)), (0, 2, 0));
    assert!(log.match_term(id(2, 4)) && !log.match_term(id(3, 4)) && !log.match_term(id(0, 6)));
    assert_eq!(log.entry(5).map(|e| e.term), Ok(3));
    assert!(log.entry(6).is_err() && log.entry(2).is_err());

    log.unstable.restore(snapshot(9, 4));
    assert_eq!((log.first_index(), log.last_index()), (10, 9));
    assert_eq!((log.term(9), log.term(4)), (Ok(4), Err(StorageError::Compacted)));
}

#[test]
fn a_better_log_has_the_later_last_term_or_is_longer() {
    let log = stable(&[1, 2, 2]);
    for (theirs, good) in
        [(id(2, 3), true), (id(2, 4), true), (id(2, 2), false), (id(3, 1), true), (id(1, 9), false)]
    {
        assert_eq!(log.is_up_to_date(theirs), good, "{theirs:?}");
    }
}

#[test]
fn logs_may_agree_at_the_last_entry_whose_term_is_not_above() {
    let mut storage = MemoryStorage::from_snapshot(snapshot(2, 1).as_ref().clone());
    storage.append(&entries(3, &[2, 2, 4])).unwrap();
    let log = RaftLog::new(storage, u64::MAX);
    for (index, term, found) in [
        (5, 4, id(4, 5)),
        (5, 3, id(2, 4)),
        (4, 2, id(2, 4)),
        (3, 2, id(2, 3)),
        (5, 1, id(1, 2)),
        (5, 0, id(0, 1)),
        (9, 4, id(0, 9)),
    ] {
        assert_eq!(log.find_conflict_by_term(index, term), found, "{index} of term {term}");
    }
}

#[test]
fn a_slice_crosses_into_the_tail_and_ends_where_the_bytes_do() {
    let size = entry_size(&entries(1, &[1])[0]);
    let mut log = stable(&[1, 1]);
    log.append(&entries(3, &[1, 1]), &mut quiet()).unwrap();
    let slice = |low, high, bytes| {
        let mut out = Vec::new();
        let total = log.slice(low, high, bytes, &mut out)?;
        assert_eq!(total, out.len() as u64 * size);
        Ok(terms(&out).iter().map(|(index, _)| *index).collect::<Vec<_>>())
    };
    assert_eq!(slice(1, 5, u64::MAX), Ok(vec![1, 2, 3, 4]));
    assert_eq!(slice(2, 4, u64::MAX), Ok(vec![2, 3]));
    assert_eq!(slice(3, 3, u64::MAX), Ok(vec![]));
    for first in 1..=4 {
        assert_eq!(slice(first, 5, 0), Ok(vec![first]), "the first in any case");
    }
    assert_eq!(slice(1, 5, size), Ok(vec![1]));
    assert_eq!(slice(1, 5, 2 * size), Ok(vec![1, 2]));
    assert_eq!(slice(1, 5, 3 * size), Ok(vec![1, 2, 3]));
    assert_eq!(slice(2, 5, 3 * size - 1), Ok(vec![2, 3]));
    assert_eq!(slice(0, 5, u64::MAX), Err(StorageError::Compacted));
    assert!(slice(1, 6, u64::MAX).is_err());
    let mut from = Vec::new();
    log.entries_from(4, 0, &mut from).unwrap();
    log.entries_from(2, 2 * size, &mut from).unwrap();
    assert_eq!(terms(&from).iter().map(|(index, _)| *index).collect::<Vec<_>>(), [4, 2, 3]);
}
