//! The store, after `mvcc/kvstore.go`: index and backend under one revision.

use super::{KeyIndex, KeyValue, ReadTxn, Revision, Trace, TreeIndex, WriteTxn};
use crate::{
    backend::{Backend, Bucket},
    base::{Bytes, CowTree, Sink},
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
    pub fn write<'a>(&'a mut self, trace: &'a mut Sink<Trace>) -> WriteTxn<'a> {
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

    /// The index as the B-tree that it is; from its `root` on.
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
pub(super) const NEVER_COMPACTED: i64 = -1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Digest,
        mvcc::{Error, KeyRange, RangeOptions, Trace},
    };
    use proptest::prelude::*;

    fn put(store: &mut Store, key: &str, value: &str) -> i64 {
        store.write(&mut Sink::off()).put(&key.into(), &value.into(), 0)
    }

    fn get(store: &Store, key: &str, revision: i64) -> Option<KeyValue> {
        let options = RangeOptions { revision, ..RangeOptions::default() };
        let found = store.read().range(KeyRange::One(key.as_bytes()), options, &mut Sink::off());
        found.unwrap().kvs.pop()
    }

    #[test]
    fn the_changes_of_one_transaction_share_main_and_count_sub() {
        let mut store = Store::new();
        put(&mut store, "a", "1");
        let mut unheard = Sink::off();
        let mut txn = store.write(&mut unheard);
        txn.put(&"b".into(), &"1".into(), 0);
        assert_eq!(txn.delete_range(KeyRange::From(b"a")), (2, 3), "it sees its own put");
        txn.put(&"a".into(), &"2".into(), 0);
        let rows: Vec<_> = store.rows().map(|row| (row.revision, row.tombstone)).collect();
        let revision = |main, sub| Revision { main, sub };
        let want = [
            (revision(2, 0), false),
            (revision(3, 0), false),
            (revision(3, 1), true),
            (revision(3, 2), true),
            (revision(3, 3), false),
        ];
        assert_eq!(rows, want);
        assert_eq!(store.revision(), 3);
        assert_eq!(get(&store, "b", 3), None);
        assert_eq!(get(&store, "a", 3).map(|kv| (kv.create_revision, kv.version)), Some((3, 1)));
    }

    #[test]
    fn what_stands_in_it_can_be_looked_at() {
        let mut store = Store::new();
        put(&mut store, "b", "1");
        put(&mut store, "a", "2");
        store.write(&mut Sink::off()).delete_range(KeyRange::One(b"b"));
        let keys: Vec<&Bytes> = store.key_indices().map(|(key, _)| key).collect();
        assert_eq!(keys, [&Bytes::from("a"), &Bytes::from("b")], "deleted keys included");
        let rows: Vec<Row> = store.rows().collect();
        assert_eq!(rows.iter().map(|row| row.revision.main).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(rows.iter().map(|row| row.tombstone).collect::<Vec<_>>(), [false, false, true]);
        for row in rows {
            assert_eq!(store.row(row.revision), Some(row));
        }
        assert_eq!(store.row(Revision { main: 5, sub: 0 }), None);
    }

    #[test]
    fn a_transaction_without_a_change_leaves_the_revision() {
        let mut store = Store::new();
        let before = Digest::of(&store);
        assert_eq!(store.write(&mut Sink::off()).delete_range(KeyRange::From(b"\0")), (0, 1));
        assert_eq!((store.revision(), Digest::of(&store)), (1, before));
    }

    #[test]
    fn a_clone_is_a_store_of_its_own() {
        let mut store = Store::new();
        put(&mut store, "a", "1");
        let (kept, digest) = (store.clone(), Digest::of(&store));
        put(&mut store, "a", "2");
        assert_eq!(get(&kept, "a", 0).map(|kv| kv.value), Some("1".into()));
        assert_eq!(Digest::of(&kept), digest);
        assert_ne!(Digest::of(&store), digest);
    }

    #[test]
    fn a_trace_says_why_in_a_sentence() {
        let (mut store, mut reasons) = (Store::new(), Sink::new(true));
        let mut txn = store.write(&mut reasons);
        txn.put(&"a".into(), &"1".into(), 0);
        txn.put(&"a".into(), &"2".into(), 0);
        txn.delete_range(KeyRange::One(b"a"));
        txn.put(&"a".into(), &"3".into(), 0);
        txn.delete_range(KeyRange::One(b"b"));
        let future = RangeOptions { revision: 9, ..RangeOptions::default() };
        let read = store.read();
        let refused = read.range(KeyRange::One(b"a"), future, &mut reasons);
        assert_eq!(refused, Err(Error::FutureRev));
        let sentences: Vec<_> = reasons.list.iter().map(Trace::to_string).collect();
        let want = [
            "\"a\" is created at revision 2.0",
            "\"a\" gets version 2 at revision 2.1; it was created at 2",
            "\"a\" is deleted: a tombstone at revision 2.2 ends generation 1",
            "\"a\" is created anew at revision 2.3: generation 2 begins",
            "no such key, so the store stays at revision 2",
            "revision 9 does not exist yet: the store is at 2",
        ];
        assert_eq!(sentences, want);
    }

    /// A change of one key: what it wrote, or nothing for a delete.
    type Change = (Revision, u8, Option<KeyValue>);

    fn live(changes: &[Change], key: u8, at: i64) -> Option<KeyValue> {
        let mut of_key = changes.iter().filter(|(r, k, _)| *k == key && r.main <= at);
        of_key.next_back().and_then(|(_, _, kv)| kv.clone())
    }

    #[derive(Clone, Debug)]
    enum Op {
        Put(u8, u8),
        Delete(u8, u8),
    }

    fn ops() -> impl Strategy<Value = Vec<Vec<Op>>> {
        let op = prop_oneof![
            3 => (1u8..9, any::<u8>()).prop_map(|(key, value)| Op::Put(key, value)),
            1 => (1u8..9, 0u8..10).prop_map(|(key, end)| Op::Delete(key, end)),
        ];
        prop::collection::vec(prop::collection::vec(op, 0..4), 0..40)
    }

    proptest! {
        #[test]
        fn it_answers_what_a_list_of_all_writes_answers(txns in ops(), limit in 0i64..5) {
            let (mut store, mut changes) = (Store::new(), Vec::<Change>::new());
            for txn in txns {
                let main = store.revision() + 1;
                let mut unheard = Sink::off();
                let mut writes = store.write(&mut unheard);
                let mut sub = 0;
                for op in txn {
                    match op {
                        Op::Put(key, value) => {
                            let before = live(&changes, key, main);
                            let created = before.as_ref().map_or(main, |b| b.create_revision);
                            let kv = KeyValue {
                                key: [key].into(),
                                value: [value].into(),
                                create_revision: created,
                                mod_revision: main,
                                version: before.map_or(0, |b| b.version) + 1,
                                lease: 0,
                            };
                            prop_assert_eq!(writes.put(&kv.key, &kv.value, 0), main);
                            changes.push((Revision { main, sub }, key, Some(kv)));
                            sub += 1;
                        }
                        Op::Delete(key, end) => {
                            let to = match end { 0 => 255, 9 => key + 1, end => end };
                            let range_end: &[u8] = if end == 9 { &[] } else { &[end] };
                            let hit: Vec<u8> =
                                (key..to).filter(|k| live(&changes, *k, main).is_some()).collect();
                            let (deleted, _) = writes.delete_range(KeyRange::of(&[key], range_end));
                            prop_assert_eq!(deleted as usize, hit.len());
                            for key in hit {
                                changes.push((Revision { main, sub }, key, None));
                                sub += 1;
                            }
                        }
                    }
                }
                prop_assert_eq!(store.revision(), if sub == 0 { main - 1 } else { main });
            }
            for revision in 1..=store.revision() {
                let options = RangeOptions { revision, limit, count: false };
                let all = store.read().range(KeyRange::From(b"\0"), options, &mut Sink::off());
                let all = all.unwrap();
                let mut want: Vec<_> =
                    (0..=9).filter_map(|k| live(&changes, k, revision)).collect();
                prop_assert_eq!(all.count as usize, want.len());
                if limit > 0 {
                    want.truncate(limit as usize);
                }
                prop_assert_eq!(all.kvs, want);
            }
            let rows: Vec<_> = store.rows().map(|row| (row.revision, row.tombstone)).collect();
            let want: Vec<_> = changes.iter().map(|(r, _, kv)| (*r, kv.is_none())).collect();
            prop_assert_eq!(rows, want);
        }
    }
}
