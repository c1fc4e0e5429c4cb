//! The index of all keys, after `mvcc/index.go`: a B-tree from user keys to their life stories.

use super::{
    key_index::{Found, KeyIndex},
    read::KeyRange,
    revision::Revision,
};
use crate::base::{Bytes, CowTree};
use std::rc::Rc;

/// Every key that the store knows, deleted ones included until a compaction forgets them. In etcd
/// it is a `google/btree` of degree 32, kept in memory only.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct TreeIndex {
    tree: CowTree<Bytes, Rc<KeyIndex>>,
}

impl TreeIndex {
    /// Adds a revision of `key`.
    pub fn put(&mut self, key: &Bytes, revision: Revision) -> Found {
        if let Some(key_index) = self.tree.get_mut(&**key) {
            return Rc::make_mut(key_index).put(revision);
        }
        let mut key_index = KeyIndex::default();
        let found = key_index.put(revision);
        self.tree.insert(key.clone(), Rc::new(key_index));
        found
    }

    /// Deletes `key`; false if it is not there.
    pub fn tombstone(&mut self, key: &[u8], revision: Revision) -> bool {
        let key_index = self.tree.get_mut(key);
        key_index.is_some_and(|key_index| Rc::make_mut(key_index).tombstone(revision))
    }

    /// A key whose rows before `revision` were compacted away, or which began there.
    pub fn restore(&mut self, key: &Bytes, created: Revision, revision: Revision, version: i64) {
        let key_index = KeyIndex::restored(created, revision, version);
        self.tree.insert(key.clone(), Rc::new(key_index));
    }

    /// The life story of one key.
    pub fn key_index(&self, key: &[u8]) -> Option<&KeyIndex> {
        self.tree.get(key).map(|key_index| &**key_index)
    }

    /// The keys of a range that were there at main revision `at`, in key order.
    pub fn range(&self, range: KeyRange<'_>, at: i64) -> impl Iterator<Item = (&Bytes, Found)> {
        let (lower, upper) = range.bounds();
        let keys = self.tree.range(lower, upper);
        keys.filter_map(move |(key, key_index)| key_index.get(at).map(|found| (key, found)))
    }

    /// Every key with its life story, in key order.
    pub fn iter(&self) -> impl Iterator<Item = (&Bytes, &KeyIndex)> {
        self.tree.iter().map(|(key, key_index)| (key, &**key_index))
    }

    /// The B-tree itself, for a picture of its nodes.
    pub fn tree(&self) -> &CowTree<Bytes, Rc<KeyIndex>> {
        &self.tree
    }
}
