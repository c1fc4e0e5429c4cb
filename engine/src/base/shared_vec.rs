//! A growing list whose clones share what they have in common.
//!
//! A timeline keeps many whole worlds; a log of ten thousand entries must not be copied for each of them.
//! Items live in chunks behind `Rc`; a clone copies the list of chunks, and a change copies one chunk.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A list that is cheap to clone, to append to, and to cut at its end.
#[derive(Clone, Debug)]
pub struct SharedVec<T> {
    chunks: Vec<Rc<Vec<T>>>,
    len: usize,
}

impl<T: Clone> SharedVec<T> {
    /// The empty list.
    pub const fn new() -> SharedVec<T> {
        SharedVec { chunks: Vec::new(), len: 0 }
    }

    /// Appends one item.
    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Rc::new(Vec::with_capacity(CHUNK)));
        }
        let last = self.chunks.last_mut().expect("a chunk was pushed when the last one was full");
        Rc::make_mut(last).push(item);
        self.len += 1;
    }

    /// Keeps the first `len` items.
    pub fn truncate(&mut self, len: usize) {
        if len >= self.len {
            return;
        }
        self.len = len;
        self.chunks.truncate(len.div_ceil(CHUNK));
        let rest = len % CHUNK;
        if rest > 0 {
            let last = self.chunks.last_mut().expect("a list of `len` items has a last chunk");
            Rc::make_mut(last).truncate(rest);
        }
    }

    /// The item at `at`.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.chunks.get(at / CHUNK)?.get(at % CHUNK)
    }

    /// The last item.
    pub fn last(&self) -> Option<&T> {
        self.get(self.len.checked_sub(1)?)
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

impl<T: Clone> Default for SharedVec<T> {
    fn default() -> SharedVec<T> {
        SharedVec::new()
    }
}

impl<T: Clone + Hash> Hash for SharedVec<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len);
        self.iter().for_each(|item| item.hash(state));
    }
}

impl<T: Clone + PartialEq> PartialEq for SharedVec<T> {
    fn eq(&self, other: &SharedVec<T>) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

/// Items a chunk.
const CHUNK: usize = 256;

#[cfg(test)]
mod tests {
    use super::{CHUNK, SharedVec};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn behaves_like_a_vec(steps in prop::collection::vec((any::<bool>(), 0usize..900), 1..40)) {
            let (mut ours, mut plain) = (SharedVec::new(), Vec::new());
            for (push, n) in steps {
                let before = ours.clone();
                let old = plain.clone();
                if push {
                    (0..n).for_each(|i| { ours.push(i); plain.push(i); });
                } else {
                    ours.truncate(n);
                    plain.truncate(n);
                }
                prop_assert!(ours.iter().eq(plain.iter()));
                prop_assert_eq!(ours.len(), plain.len());
                prop_assert_eq!(ours.last(), plain.last());
                prop_assert!(before.iter().eq(old.iter()), "a clone does not change");
            }
        }
    }

    #[test]
    fn a_clone_shares_full_chunks() {
        let mut list = SharedVec::new();
        (0..3 * CHUNK).for_each(|i| list.push(i));
        let copy = list.clone();
        assert!(std::rc::Rc::ptr_eq(&list.chunks[0], &copy.chunks[0]));
    }
}
