//! Revisions, after `mvcc/revision.go`, and a list of them that is cheap to clone.

use crate::base::Bytes;
use std::{fmt, rc::Rc};

/// One change of the store: `main` counts transactions, `sub` the changes within one, from 0.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Revision {
    pub main: i64,
    pub sub: i64,
}

impl Revision {
    /// The key of the row in the backend: both numbers big-endian around `_`, then `t` for a
    /// tombstone.
    pub fn row_key(self, tombstone: bool) -> Bytes {
        let mut key = [b't'; ROW_KEY_BYTES + 1];
        key[..8].copy_from_slice(&self.main.to_be_bytes());
        key[8] = b'_';
        key[9..17].copy_from_slice(&self.sub.to_be_bytes());
        Bytes::from(&key[..ROW_KEY_BYTES + usize::from(tombstone)])
    }

    /// The revision that a row's key names, and whether it marks a tombstone.
    pub fn of_row_key(key: &[u8]) -> Option<(Revision, bool)> {
        let main = i64::from_be_bytes(key.get(..8)?.try_into().ok()?);
        let sub = i64::from_be_bytes(key.get(9..17)?.try_into().ok()?);
        match &key[8..] {
            [b'_', _, _, _, _, _, _, _, _] => Some((Revision { main, sub }, false)),
            [b'_', _, _, _, _, _, _, _, _, b't'] => Some((Revision { main, sub }, true)),
            _ => None,
        }
    }
}

impl fmt::Display for Revision {
    /// `7.0`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.main, self.sub)
    }
}

/// Revisions in ascending order. Those that fill a chunk are shared by all clones, so that a key
/// written a hundred thousand times is not copied as a whole into every keyframe.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Revisions {
    chunks: Vec<Rc<[Revision; CHUNK]>>,
    tail: Vec<Revision>,
}

impl Revisions {
    /// Adds a revision that is above all others.
    pub fn push(&mut self, revision: Revision) {
        if let Ok(chunk) = <&[Revision; CHUNK]>::try_from(&self.tail[..]) {
            self.chunks.push(Rc::new(*chunk));
            self.tail.clear();
        }
        self.tail.push(revision);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.chunks.len() * CHUNK + self.tail.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.tail.is_empty()
    }

    /// The one at position `i`.
    pub fn get(&self, i: usize) -> Option<Revision> {
        match self.chunks.get(i / CHUNK) {
            Some(chunk) => Some(chunk[i % CHUNK]),
            None => self.tail.get(i - self.chunks.len() * CHUNK).copied(),
        }
    }

    /// The lowest.
    pub fn first(&self) -> Option<Revision> {
        self.get(0)
    }

    /// The highest.
    pub fn last(&self) -> Option<Revision> {
        self.tail.last().copied()
    }

    /// How many have a main revision of at most `main`.
    pub fn count_up_to(&self, main: i64) -> usize {
        if self.tail.first().is_some_and(|first| first.main <= main) {
            let in_tail = self.tail.partition_point(|revision| revision.main <= main);
            return self.chunks.len() * CHUNK + in_tail;
        }
        let full = self.chunks.partition_point(|chunk| chunk[CHUNK - 1].main <= main);
        let partly = self
            .chunks
            .get(full)
            .map_or(0, |chunk| chunk.partition_point(|revision| revision.main <= main));
        full * CHUNK + partly
    }

    /// All of them, ascending.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Revision> {
        self.chunks.iter().flat_map(|chunk| chunk.iter()).chain(&self.tail).copied()
    }
}

/// `main`, `_`, `sub`.
const ROW_KEY_BYTES: usize = 17;
/// Revisions in a shared chunk: half a kibibyte.
const CHUNK: usize = 32;

#[cfg(test)]
mod tests {
    use super::{Revision, Revisions};

    #[test]
    fn row_keys_sort_as_revisions_and_come_back() {
        let (low, high) = (Revision { main: 255, sub: 1 }, Revision { main: 256, sub: 0 });
        assert!(low.row_key(true) < high.row_key(false));
        assert_eq!(Revision::of_row_key(&low.row_key(true)), Some((low, true)));
        assert_eq!(Revision::of_row_key(&high.row_key(false)), Some((high, false)));
        assert_eq!(Revision::of_row_key(b"\0\0\0\0\0\0\0\0_\0\0\0\0\0\0\0"), None);
        assert_eq!(Revision::of_row_key(b"\0\0\0\0\0\0\0\0_\0\0\0\0\0\0\0\0x"), None);
    }

    #[test]
    fn chunks_do_not_show() {
        for n in [0, 1, 63, 64, 65, 128, 129, 300] {
            let mut revisions = Revisions::default();
            (0..n).for_each(|i| revisions.push(Revision { main: 10 + i / 2, sub: i % 2 }));
            let plain: Vec<_> = revisions.iter().collect();
            assert_eq!((revisions.len(), revisions.is_empty()), (plain.len(), plain.is_empty()));
            assert_eq!(revisions.first(), plain.first().copied());
            assert_eq!(revisions.last(), plain.last().copied());
            for main in 0..200 {
                let want = plain.iter().filter(|revision| revision.main <= main).count();
                assert_eq!(revisions.count_up_to(main), want, "{n} revisions, up to {main}");
            }
            assert!((0..=plain.len()).all(|i| revisions.get(i) == plain.get(i).copied()));
        }
    }
}
