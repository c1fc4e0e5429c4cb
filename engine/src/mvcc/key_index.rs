//! The life story of one key, after `mvcc/key_index.go`.
//!
//! A key is born, changed some times, deleted, and perhaps born again. Each of these lives is a
//! generation. etcd keeps them in one list whose last element may be empty (the key is deleted);
//! here the ended ones and the living one are two fields, which says the same without a rule to
//! remember.
//!
//! ```text
//! put(1.0) put(2.0) delete(3.0)   put(4.0) delete(5.0)   put(6.0)
//! ╰──────── ended[0] ─────────╯   ╰──── ended[1] ────╯   ╰ live ╯
//! ```
//!
//! Compaction (`compact`, `keep`) comes with its own file.

use super::revision::{Revision, Revisions};
use std::rc::Rc;

/// All revisions of one key.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct KeyIndex {
    /// The last change, a tombstone included.
    modified: Revision,
    /// Generations that ended: their last revision is the tombstone.
    ended: Vec<Rc<Generation>>,
    /// The present generation; without revisions if the key is deleted.
    live: Generation,
}

/// One life of a key.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Generation {
    /// The revision of the put that began it.
    pub created: Revision,
    /// How many changes it has seen, its tombstone and compacted ones included.
    pub version: i64,
    /// Those of its revisions that were not compacted.
    pub revisions: Revisions,
}

/// What the index knows of a key at some revision.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Found {
    pub modified: Revision,
    pub created: Revision,
    pub version: i64,
}

impl KeyIndex {
    /// A key of which `revision` is the oldest that is still known (etcd `restore`).
    pub fn restored(created: Revision, revision: Revision, version: i64) -> KeyIndex {
        let mut revisions = Revisions::default();
        revisions.push(revision);
        let live = Generation { created, version, revisions };
        KeyIndex { modified: revision, ended: Vec::new(), live }
    }

    /// Adds a revision; the first one of a life creates the key. The new version comes back.
    pub fn put(&mut self, revision: Revision) -> Found {
        assert!(revision > self.modified, "put at {revision}, modified at {}", self.modified);
        if self.live.revisions.is_empty() {
            self.live.created = revision;
        }
        self.live.revisions.push(revision);
        self.live.version += 1;
        self.modified = revision;
        Found { modified: revision, created: self.live.created, version: self.live.version }
    }

    /// Ends the present life. False, and nothing happens, if the key is deleted already.
    pub fn tombstone(&mut self, revision: Revision) -> bool {
        if self.live.revisions.is_empty() {
            return false;
        }
        self.put(revision);
        self.ended.push(Rc::new(std::mem::take(&mut self.live)));
        true
    }

    /// The key as it was at the end of main revision `at`; nothing if it was not there.
    pub fn get(&self, at: i64) -> Option<Found> {
        let generation = self.find_generation(at)?;
        let n = generation.revisions.count_up_to(at);
        let modified = generation.revisions.get(n.checked_sub(1)?)?;
        let later = (generation.revisions.len() - n) as i64;
        let version = generation.version - later;
        Some(Found { modified, created: generation.created, version })
    }

    /// The generation that was alive at main revision `at` (etcd `findGeneration`).
    fn find_generation(&self, at: i64) -> Option<&Generation> {
        let began = |generation: &Generation| {
            generation.revisions.first().is_some_and(|first| first.main <= at)
        };
        if began(&self.live) {
            return Some(&self.live);
        }
        let n = self.ended.partition_point(|generation| began(generation));
        let generation = &self.ended[n.checked_sub(1)?];
        let tombstone = generation.revisions.last()?;
        (tombstone.main > at).then_some(generation)
    }

    /// The last change, a tombstone included.
    pub fn modified(&self) -> Revision {
        self.modified
    }

    /// True while the key is there now.
    pub fn is_live(&self) -> bool {
        !self.live.revisions.is_empty()
    }

    /// The lives of the key, oldest first, the present one last if there is one.
    pub fn generations(&self) -> impl DoubleEndedIterator<Item = GenerationView<'_>> {
        self.generations_from(0)
    }

    /// Those that were there at some main revision of `from..=to`: found without looking at all.
    pub fn generations_within(
        &self,
        from: i64,
        to: i64,
    ) -> impl Iterator<Item = GenerationView<'_>> {
        let over = |generation: &Rc<Generation>| {
            generation.revisions.last().is_some_and(|tombstone| tombstone.main < from)
        };
        let lives = self.generations_from(self.ended.partition_point(over));
        lives.take_while(move |generation| generation.created().main <= to)
    }

    fn generations_from(
        &self,
        first: usize,
    ) -> impl DoubleEndedIterator<Item = GenerationView<'_>> {
        let ended = self.ended[first..].iter().map(|generation| GenerationView {
            generation,
            tombstone: generation.revisions.last(),
        });
        let live = self.is_live().then_some(&self.live);
        ended.chain(live.map(|generation| GenerationView { generation, tombstone: None }))
    }

    /// How many lives the key has had.
    pub fn generation_count(&self) -> usize {
        self.ended.len() + usize::from(self.is_live())
    }
}

/// One life of a key as a picture needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct GenerationView<'a> {
    generation: &'a Generation,
    /// The revision that ended it, if it has ended.
    pub tombstone: Option<Revision>,
}

impl GenerationView<'_> {
    /// The revision of the put that began it.
    pub fn created(&self) -> Revision {
        self.generation.created
    }

    /// Its puts with the version that each made, oldest first; the tombstone is not among them.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = (Revision, i64)> {
        self.versions_up_to(i64::MAX)
    }

    /// Those of main revision `to` and before.
    pub fn versions_up_to(&self, to: i64) -> impl DoubleEndedIterator<Item = (Revision, i64)> {
        let all = self.generation.revisions.len();
        let compacted = self.generation.version - all as i64;
        let puts = all - usize::from(self.tombstone.is_some());
        let revisions = &self.generation.revisions;
        let at = move |i| revisions.get(i).map(|revision| (revision, compacted + i as i64 + 1));
        (0..puts.min(revisions.count_up_to(to))).filter_map(at)
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, GenerationView, KeyIndex, Revision};
    use proptest::prelude::*;

    fn rev(main: i64, sub: i64) -> Revision {
        Revision { main, sub }
    }

    #[test]
    fn a_life_begins_with_a_put_and_ends_with_a_tombstone() {
        let mut key = KeyIndex::default();
        key.put(rev(2, 0));
        key.put(rev(4, 1));
        assert!(key.tombstone(rev(6, 0)));
        assert!(!key.tombstone(rev(7, 0)), "there is nothing left to delete");
        key.put(rev(8, 0));
        assert_eq!(key.get(1), None);
        let second = Found { modified: rev(4, 1), created: rev(2, 0), version: 2 };
        assert_eq!(key.get(5), Some(second));
        assert_eq!((key.get(6), key.get(7)), (None, None));
        let reborn = Found { modified: rev(8, 0), created: rev(8, 0), version: 1 };
        assert_eq!(key.get(9), Some(reborn));
        let lives: Vec<_> = key.generations().map(|g| (g.created(), g.tombstone)).collect();
        assert_eq!(lives, [(rev(2, 0), Some(rev(6, 0))), (rev(8, 0), None)]);
        let first = key.generations().next().unwrap();
        assert_eq!(first.versions().collect::<Vec<_>>(), [(rev(2, 0), 1), (rev(4, 1), 2)]);
    }

    #[test]
    fn born_and_deleted_in_one_transaction_was_never_there() {
        let mut key = KeyIndex::default();
        key.put(rev(5, 0));
        key.tombstone(rev(5, 1));
        assert_eq!((key.get(4), key.get(5), key.get(6)), (None, None, None));
    }

    #[test]
    fn deleted_and_put_in_one_transaction_is_a_new_life() {
        let mut key = KeyIndex::default();
        key.put(rev(2, 0));
        key.tombstone(rev(3, 0));
        key.put(rev(3, 1));
        let now = Found { modified: rev(3, 1), created: rev(3, 1), version: 1 };
        assert_eq!(key.get(3), Some(now));
        assert_eq!(key.get(2).map(|found| found.version), Some(1));
    }

    /// Every change ever made, the last one first.
    fn naive(changes: &[(Revision, bool)], at: i64) -> Option<Found> {
        let seen: Vec<_> = changes.iter().filter(|(revision, _)| revision.main <= at).collect();
        let life = seen.rsplit(|(_, put)| !put).next().filter(|life| !life.is_empty())?;
        Some(Found { modified: life.last()?.0, created: life[0].0, version: life.len() as i64 })
    }

    proptest! {
        #[test]
        fn at_any_revision_it_answers_what_a_list_of_all_writes_answers(
            steps in prop::collection::vec((0i64..3, prop::bool::weighted(0.85)), 0..300),
        ) {
            let (mut key, mut changes) = (KeyIndex::default(), Vec::new());
            let mut now = rev(1, 0);
            for (step, put) in steps {
                now = if step == 0 { rev(now.main, now.sub + 1) } else { rev(now.main + step, 0) };
                if put {
                    let found = key.put(now);
                    changes.push((now, true));
                    prop_assert_eq!(Some(found), naive(&changes, now.main));
                } else if key.tombstone(now) {
                    changes.push((now, false));
                }
            }
            for at in 0..=now.main + 1 {
                prop_assert_eq!(key.get(at), naive(&changes, at), "at {}", at);
            }
            prop_assert_eq!(key.generation_count(), key.generations().count());
            let last = now.main;
            for (from, to) in [(0, last), (last / 3, last / 2), (last / 2, last), (last, last + 9)] {
                let there = |g: &GenerationView<'_>| {
                    g.created().main <= to && g.tombstone.is_none_or(|end| end.main >= from)
                };
                let all: Vec<_> = key.generations().filter(there).collect();
                prop_assert_eq!(key.generations_within(from, to).collect::<Vec<_>>(), all.clone());
                for life in all {
                    let puts: Vec<_> = life.versions().filter(|(r, _)| r.main <= to).collect();
                    prop_assert_eq!(life.versions_up_to(to).collect::<Vec<_>>(), puts);
                }
            }
        }
    }
}
