//! One number for all that a store holds up to a revision, after `mvcc/hash.go`: members whose keys are the same
//! have the same.

use super::{Error, Revision, Store};
use crate::{backend::Bucket, base::sum::crc32c};
use std::collections::BTreeSet;

/// What [`Store::hash`] found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct KeyHash {
    /// CRC-32C over the bucket's name, then key and value of each row that counts.
    pub hash: u32,
    /// Up to here the store was compacted; −1 if never.
    pub compact_revision: i64,
}

impl Store {
    /// The hash of every row up to a main revision, 0 or less for all. Of what lies at or before the compaction
    /// only those rows count that it keeps, so that a member which has carried it out has the same number as one
    /// that has not yet.
    ///
    /// # Errors
    /// A revision that was compacted, or is not there yet.
    pub fn hash(&self, revision: i64) -> Result<KeyHash, Error> {
        let up_to = if revision > 0 { revision } else { self.current_revision };
        if up_to < self.compact_revision {
            return Err(Error::Compacted);
        }
        if up_to > self.current_revision {
            return Err(Error::FutureRev);
        }
        let kept = self.kept();
        let mut hash = crc32c(0, b"key");
        for (key, row) in self.backend.rows(Bucket::Key) {
            let Some((revision, _)) = Revision::of_row_key(key) else { continue };
            let is_old = revision.main <= self.compact_revision;
            if revision.main > up_to || (is_old && !kept.contains(&revision)) {
                continue;
            }
            hash = crc32c(crc32c(hash, key), row);
        }
        Ok(KeyHash { hash, compact_revision: self.compact_revision })
    }

    /// The rows at or before the compaction that outlive it: for each key the last one, unless it had been
    /// deleted before.
    fn kept(&self) -> BTreeSet<Revision> {
        let at = self.compact_revision;
        if at < 0 {
            return BTreeSet::new();
        }
        let last = self.key_indices().filter_map(|(_, index)| {
            let mut lives = index.generations_within(at, at);
            let life =
                lives.find(|life| life.tombstone.is_none_or(|tombstone| tombstone.main > at))?;
            life.versions_up_to(at).next_back().map(|(revision, _)| revision)
        });
        last.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Bytes, Sink};

    fn store(keys: &[&str]) -> Store {
        let mut store = Store::new();
        for key in keys {
            let mut sink = Sink::default();
            store.write(&mut sink).put(&Bytes::from(key.as_bytes()), &Bytes::from(&b"v"[..]), 0);
        }
        store
    }

    #[test]
    fn stores_that_hold_the_same_have_the_same_hash() {
        let (one, other) = (store(&["a", "b", "a"]), store(&["a", "b", "b"]));
        assert_ne!(one.hash(0), other.hash(0));
        assert_eq!(one.hash(3), other.hash(3));
        assert_eq!(one.hash(0), one.hash(4));
        assert_eq!(one.hash(5), Err(Error::FutureRev));
        let empty = KeyHash { hash: crc32c(0, b"key"), compact_revision: -1 };
        assert_eq!(Store::new().hash(0), Ok(empty));
    }
}
