//! Changing the store, after `mvcc/kvstore_txn.go`, `storeTxnWrite`.

use super::{KeyRange, KeyValue, ReadTxn, Revision, Store, Trace};
use crate::{
    backend::Bucket,
    base::{Bytes, Sink},
};

/// One transaction: all its changes share the next main revision, with sub 0, 1, 2 in their order.
/// A transaction that changes nothing leaves the revision where it is.
pub struct WriteTxn<'a> {
    store: &'a mut Store,
    /// The store's revision before.
    begin_revision: i64,
    /// How many changes were made so far.
    changes: i64,
    trace: &'a mut Sink<Trace>,
}

impl<'a> WriteTxn<'a> {
    pub(super) fn new(store: &'a mut Store, trace: &'a mut Sink<Trace>) -> WriteTxn<'a> {
        let begin_revision = store.current_revision;
        WriteTxn { store, begin_revision, changes: 0, trace }
    }

    /// Writes one key; the revision that the store has now comes back.
    pub fn put(&mut self, key: &Bytes, value: &Bytes, lease: i64) -> i64 {
        let revision = self.next();
        let found = self.store.index.put(key, revision);
        let kv = KeyValue {
            key: key.clone(),
            create_revision: found.created.main,
            mod_revision: revision.main,
            version: found.version,
            value: value.clone(),
            lease,
        };
        self.store.backend.put(Bucket::Key, revision.row_key(false), kv.encode());
        let index = &self.store.index;
        self.trace.push(|| Trace::KeyPut {
            key: kv.key,
            revision,
            version: kv.version,
            create_revision: kv.create_revision,
            generation: generation_of(index.key_index(key).map(|i| i.generation_count())),
        });
        revision.main
    }

    /// Deletes the keys of a range; how many there were, and the revision that the store has now.
    pub fn delete_range(&mut self, range: KeyRange<'_>) -> (i64, i64) {
        let at = self.store.current_revision;
        let keys: Vec<Bytes> =
            self.store.index.range(range, at).map(|(key, _)| key.clone()).collect();
        if keys.is_empty() {
            self.trace.push(|| Trace::NothingToDelete { revision: at });
        }
        for key in &keys {
            self.delete(key);
        }
        (keys.len() as i64, self.store.current_revision)
    }

    fn delete(&mut self, key: &Bytes) {
        let revision = self.next();
        let deleted = self.store.index.tombstone(key, revision);
        assert!(deleted, "{key:?} was found and cannot be deleted at {revision}");
        let row = KeyValue { key: key.clone(), ..KeyValue::default() };
        self.store.backend.put(Bucket::Key, revision.row_key(true), row.encode());
        let index = &self.store.index;
        self.trace.push(|| Trace::Tombstoned {
            key: key.clone(),
            revision,
            generation: generation_of(index.key_index(key).map(|i| i.generation_count())),
        });
    }

    /// The revision of the next change.
    fn next(&mut self) -> Revision {
        let revision = Revision { main: self.begin_revision + 1, sub: self.changes };
        self.changes += 1;
        self.store.current_revision = revision.main;
        revision
    }

    /// A view of the store with the changes made so far.
    pub fn read(&self) -> ReadTxn<'_> {
        self.store.read()
    }

    /// A view of the store, and where its reads are traced.
    pub fn read_traced(&mut self) -> (ReadTxn<'_>, &mut Sink<Trace>) {
        (self.store.read(), self.trace)
    }
}

/// Generations are counted from 1.
fn generation_of(count: Option<usize>) -> u64 {
    count.unwrap_or(0) as u64
}
