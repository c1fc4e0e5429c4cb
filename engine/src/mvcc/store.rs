//! The store, after `mvcc/kvstore.go`: index and backend under one revision.

use super::{KeyIndex, KeyValue, ReadTxn, Revision, Sink, TreeIndex, WriteTxn};
use crate::{
    backend::{Backend, Bucket},
    base::{Bytes, CowTree},
};
use std::rc::Rc;

/// Every key at every revision since the last compaction. Clones share structure.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Store {
    pub(super) backend: Backend,
    pub(super) index: TreeIndex,
    pub(super) current_revision: i64,
    pub(super) compact_revision: i64,
}

/// One row of the `key` bucket, decoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub revision: Revision,
    pub tombstone: bool,
    pub kv: KeyValue,
}

impl Default for Store {
    fn default() -> Store {
        Store::new()
    }
}

impl Store {
    /// An empty store. It is at revision 1, so that the first write makes revision 2.
    pub fn new() -> Store {
        let (backend, index) = (Backend::default(), TreeIndex::default());
        Store { backend, index, current_revision: 1, compact_revision: NEVER_COMPACTED }
    }

    /// Begins a transaction that may write.
    pub fn write<'a>(&'a mut self, trace: Sink<'a>) -> WriteTxn<'a> {
        WriteTxn::new(self, trace)
    }

    /// A view of the present.
    pub fn read(&self) -> ReadTxn<'_> {
        ReadTxn { store: self, current_revision: self.current_revision }
    }

    /// The main revision of the last change, 1 in a fresh store.
    pub fn revision(&self) -> i64 {
        self.current_revision
    }

    /// The oldest revision that can be read; −1 if nothing was ever compacted.
    pub fn compact_revision(&self) -> i64 {
        self.compact_revision
    }

    /// Every key with its generations, in key order, deleted keys included.
    pub fn key_indices(&self) -> impl Iterator<Item = (&Bytes, &KeyIndex)> {
        self.index.iter()
    }

    /// The generations of one key.
    pub fn key_index(&self, key: &[u8]) -> Option<&KeyIndex> {
        self.index.key_index(key)
    }

    /// The index as the B-tree that it is; its `shape` has the nodes.
    pub fn tree(&self) -> &CowTree<Bytes, Rc<KeyIndex>> {
        self.index.tree()
    }

    /// The row that a revision wrote, decoded.
    pub fn row(&self, revision: Revision) -> Option<Row> {
        [false, true].into_iter().find_map(|tombstone| {
            let row = self.backend.get(Bucket::Key, &revision.row_key(tombstone))?;
            KeyValue::decode(row).ok().map(|kv| Row { revision, tombstone, kv })
        })
    }

    /// Every row of the `key` bucket, decoded, in the order of revisions.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.backend.rows(Bucket::Key).filter_map(|(key, row)| {
            let (revision, tombstone) = Revision::of_row_key(key)?;
            KeyValue::decode(row).ok().map(|kv| Row { revision, tombstone, kv })
        })
    }

    /// The file under the store.
    pub fn backend(&self) -> &Backend {
        &self.backend
    }

    /// The file under the store, for what is not a key: consistent index, members, leases.
    pub fn backend_mut(&mut self) -> &mut Backend {
        &mut self.backend
    }
}

/// etcd's `compactMainRev` before the first compaction.
const NEVER_COMPACTED: i64 = -1;
