//! The store again from its rows, after `mvcc/kvstore.go`, `restore` and `restoreIntoIndex`: the index is
//! in no file. Each row of the `key` bucket is a write, in the order in which they were made, so the index
//! is built as it was the first time.
//!
//! Left out: going on with a compaction that a crash broke off, since nothing compacts yet; and attaching
//! keys to leases.

use super::{KeyValue, Revision, Store, TreeIndex};
use crate::{
    backend::{Backend, Bucket, schema},
    base::wire::WireError,
};
use std::fmt;

/// A row that no etcd has written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RestoreError {
    /// Its key is no revision.
    RowKey(String),
    /// Its value is no key-value pair.
    Row { revision: Revision, error: WireError },
    /// Its revision is not above those of the rows of this key before it.
    Order { revision: Revision },
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RestoreError::RowKey(key) => write!(f, "row {key:?} is no revision"),
            RestoreError::Row { revision, error } => write!(f, "row {revision}: {error}"),
            RestoreError::Order { revision } => {
                write!(f, "row {revision} is older than a row before it")
            }
        }
    }
}

impl std::error::Error for RestoreError {}

impl Store {
    /// The store whose file this is.
    ///
    /// # Errors
    /// [`RestoreError`] if a row is none of a store's; etcd panics.
    pub fn restore(backend: Backend) -> Result<Store, RestoreError> {
        let (mut index, mut current_revision) = (TreeIndex::default(), 1);
        for (key, row) in backend.rows(Bucket::Key) {
            let bad_key = || RestoreError::RowKey(key.escape_ascii().to_string());
            let (revision, tombstone) = Revision::of_row_key(key).ok_or_else(bad_key)?;
            let kv =
                KeyValue::decode(row).map_err(|error| RestoreError::Row { revision, error })?;
            if revision.main < current_revision {
                return Err(RestoreError::Order { revision });
            }
            current_revision = revision.main;
            match (index.key_index(&kv.key).is_some(), tombstone) {
                // A tombstone without the life that it ended: that was compacted.
                (false, true) => {}
                (_, true) => drop(index.tombstone(&kv.key, revision)),
                (true, false) => drop(index.put(&kv.key, revision)),
                (false, false) => {
                    // Of a row's creation only the main revision is written down.
                    let born_here = kv.version == 1 && kv.create_revision == revision.main;
                    let sub = if born_here { revision.sub } else { 0 };
                    let created = Revision { main: kv.create_revision, sub };
                    index.restore(&kv.key, created, revision, kv.version);
                }
            }
        }
        let compacted = schema::finished_compact(&backend).unwrap_or(super::store::NEVER_COMPACTED);
        Ok(Store {
            backend,
            index,
            current_revision: current_revision.max(compacted),
            compact_revision: compacted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Sink;
    use crate::mvcc::KeyRange;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_store_comes_back_from_the_bytes_of_its_file(
            txns in prop::collection::vec(
                prop::collection::vec((0u8..12, prop::bool::weighted(0.7)), 0..4), 0..120),
        ) {
            let mut store = Store::new();
            for ops in txns {
                let mut unheard = Sink::off();
                let mut txn = store.write(&mut unheard);
                for (key, put) in ops {
                    if put {
                        txn.put(&[key].into(), &"value".into(), 0);
                    } else {
                        txn.delete_range(KeyRange::One(&[key]));
                    }
                }
            }
            let file = store.backend().encode();
            let again = Store::restore(Backend::decode(&file).unwrap()).unwrap();
            prop_assert_eq!(&again, &store);
            prop_assert_eq!(again.tree().shape(), store.tree().shape());
        }
    }

    #[test]
    fn rows_that_no_store_writes_are_errors() {
        let error = |key: &[u8], row: &[u8]| {
            let mut backend = Backend::default();
            backend.put(Bucket::Key, key.into(), row.into());
            Store::restore(backend).unwrap_err().to_string()
        };
        let two = Revision { main: 2, sub: 0 }.row_key(false);
        assert_eq!(error(b"short", b""), "row \"short\" is no revision");
        assert_eq!(error(&two, b"\x0a\x09abc"), "row 2.0: unexpected EOF");
        let negative = Revision { main: -2, sub: 0 }.row_key(false);
        assert_eq!(error(&negative, b""), "row -2.0 is older than a row before it");
    }

    #[test]
    fn what_was_compacted_away_is_not_missed() {
        let mut backend = Backend::default();
        let mut put = |main: i64, tombstone: bool, kv: KeyValue| {
            let key = Revision { main, sub: 0 }.row_key(tombstone);
            backend.put(Bucket::Key, key, kv.encode());
        };
        let kv = |key: &str, version| KeyValue {
            key: key.into(),
            create_revision: 2,
            mod_revision: 9,
            version,
            ..KeyValue::default()
        };
        put(9, false, kv("a", 5));
        put(10, true, KeyValue { key: "b".into(), ..KeyValue::default() });
        let done = Revision { main: 10, sub: 0 }.row_key(false);
        backend.put(Bucket::Meta, "finishedCompactRev".into(), done);
        let store = Store::restore(backend).unwrap();
        assert_eq!((store.revision(), store.compact_revision()), (10, 10));
        let found = store.key_index(b"a").and_then(|key| key.get(10)).unwrap();
        assert_eq!((found.created.main, found.version), (2, 5));
        assert_eq!(store.key_index(b"b"), None);
    }
}
