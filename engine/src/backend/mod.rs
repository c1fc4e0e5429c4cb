//! The key-value file under the store, after `server/storage/backend`.
//!
//! etcd keeps everything that must outlive a process, except the raft log, in one file of named
//! buckets (bbolt). The most interesting bucket is `key`: its keys are *not* the user's keys but
//! revisions, so a write never overwrites anything; it adds a row at the end. What the user calls a
//! key is found through the index in memory (`mvcc::TreeIndex`), which says at which revision to
//! look.
//!
//! Here the buckets are maps in memory whose clones share structure; a snapshot writes them out as one
//! file, and a start reads them back (`file`). Transactions, the batch that
//! is committed every 100 ms, and the read buffer have their room in this folder.

mod bucket;
mod file;
pub mod schema;

pub use bucket::Bucket;
pub use file::FileError;

use crate::base::{Bytes, CowTree};
use std::ops::Bound;

/// Rows of bytes in named buckets, each in key order.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Backend {
    buckets: [CowTree<Bytes, Bytes>; Bucket::ALL.len()],
}

impl Backend {
    /// Writes one row (etcd `UnsafePut`).
    pub fn put(&mut self, bucket: Bucket, key: Bytes, value: Bytes) {
        self.buckets[bucket as usize].insert(key, value);
    }

    /// Deletes one row; nothing happens if there is none (etcd `UnsafeDelete`).
    pub fn delete(&mut self, bucket: Bucket, key: &[u8]) {
        self.buckets[bucket as usize].remove(key);
    }

    /// Deletes every row of a bucket.
    pub fn clear(&mut self, bucket: Bucket) {
        self.buckets[bucket as usize] = CowTree::default();
    }

    /// The value of one row.
    pub fn get(&self, bucket: Bucket, key: &[u8]) -> Option<&Bytes> {
        self.buckets[bucket as usize].get(key)
    }

    /// The rows with keys in `[from, to)`, in order (etcd `UnsafeRange`).
    pub fn range<'a>(
        &'a self,
        bucket: Bucket,
        from: &[u8],
        to: &[u8],
    ) -> impl Iterator<Item = (&'a Bytes, &'a Bytes)> {
        self.buckets[bucket as usize].range(Bound::Included(from), Bound::Excluded(to))
    }

    /// Every row of one bucket, in order (etcd `UnsafeForEach`).
    pub fn rows(&self, bucket: Bucket) -> impl Iterator<Item = (&Bytes, &Bytes)> {
        self.buckets[bucket as usize].iter()
    }

    /// How many rows a bucket has.
    pub fn count(&self, bucket: Bucket) -> usize {
        self.buckets[bucket as usize].len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Backend, Bucket};

    #[test]
    fn buckets_are_apart_and_rows_are_in_order() {
        let mut backend = Backend::default();
        for key in ["b", "a", "c"] {
            backend.put(Bucket::Key, key.into(), "1".into());
        }
        backend.put(Bucket::Lease, "a".into(), "2".into());
        backend.delete(Bucket::Key, b"b");
        let keys: Vec<_> = backend.rows(Bucket::Key).map(|(key, _)| &**key).collect();
        assert_eq!(keys, [b"a", b"c"]);
        assert_eq!(backend.get(Bucket::Lease, b"a").map(|value| &**value), Some(&b"2"[..]));
        assert_eq!(backend.range(Bucket::Key, b"a", b"c").count(), 1);
    }
}
