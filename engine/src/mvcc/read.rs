//! Reading at a revision, after `mvcc/kvstore_txn.go`, `rangeKeys`.

use super::{KeyValue, Revision, Store, Trace};
use crate::{backend::Bucket, base::Sink};
use std::{fmt, ops::Bound};

/// Which keys: a request's `key` and `range_end`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyRange<'a> {
    /// One key.
    One(&'a [u8]),
    /// Keys in `[from, to)`.
    Between(&'a [u8], &'a [u8]),
    /// Every key from this one on.
    From(&'a [u8]),
}

impl<'a> KeyRange<'a> {
    /// An empty `range_end` asks for one key, `"\0"` for all from `key` on (etcd `mkGteRange`).
    pub fn of(key: &'a [u8], range_end: &'a [u8]) -> KeyRange<'a> {
        match range_end {
            [] => KeyRange::One(key),
            [0] => KeyRange::From(key),
            _ => KeyRange::Between(key, range_end),
        }
    }

    /// The same as bounds of an ordered map.
    pub fn bounds(self) -> (Bound<&'a [u8]>, Bound<&'a [u8]>) {
        match self {
            KeyRange::One(key) => (Bound::Included(key), Bound::Included(key)),
            KeyRange::Between(from, to) => (Bound::Included(from), Bound::Excluded(to)),
            KeyRange::From(from) => (Bound::Included(from), Bound::Unbounded),
        }
    }
}

/// How to read (etcd `mvcc.RangeOptions`).
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct RangeOptions {
    /// At most so many keys, in key order; 0 or less is no limit.
    pub limit: i64,
    /// The store as it was at this revision; 0 or less is now.
    pub revision: i64,
    /// Only count.
    pub count: bool,
}

/// What was found (etcd `mvcc.RangeResult`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RangeResult {
    pub kvs: Vec<KeyValue>,
    /// The store's present revision, whichever was read.
    pub revision: i64,
    /// Keys in the range, regardless of the limit.
    pub count: i64,
}

/// A revision that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Error {
    Compacted,
    FutureRev,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Error::Compacted => "mvcc: required revision has been compacted",
            Error::FutureRev => "mvcc: required revision is a future revision",
        })
    }
}

impl std::error::Error for Error {}

/// A view of the store at its present revision (etcd `storeTxnRead`), or in the middle of a
/// transaction, where the changes made so far can be seen.
#[derive(Clone, Copy)]
pub struct ReadTxn<'a> {
    pub(super) store: &'a Store,
    pub(super) current_revision: i64,
}

impl ReadTxn<'_> {
    /// The revision that a read of "now" reads.
    pub fn revision(&self) -> i64 {
        self.current_revision
    }

    /// The keys of a range as they were at a revision.
    pub fn range(
        &self,
        range: KeyRange<'_>,
        options: RangeOptions,
        trace: &mut Sink<Trace>,
    ) -> Result<RangeResult, Error> {
        let current = self.current_revision;
        let at = if options.revision > 0 { options.revision } else { current };
        if at > current {
            trace.push(|| Trace::FutureRevision { asked: at, current });
            return Err(Error::FutureRev);
        }
        let compacted = self.store.compact_revision;
        if at < compacted {
            trace.push(|| Trace::CompactedRevision { asked: at, compacted });
            return Err(Error::Compacted);
        }
        let limit = if options.limit > 0 { options.limit } else { i64::MAX };
        let (mut kvs, mut count) = (Vec::new(), 0);
        for (_, found) in self.store.index.range(range, at) {
            if count < limit && !options.count {
                kvs.push(self.row(found.modified));
            }
            count += 1;
        }
        let returned = kvs.len() as i64;
        trace.push(|| Trace::RangeAt { revision: at, current, count, returned });
        Ok(RangeResult { kvs, revision: current, count })
    }

    /// The row that the index points at. Both are written together, so it is there and whole.
    fn row(&self, revision: Revision) -> KeyValue {
        let row = self.store.backend.get(Bucket::Key, &revision.row_key(false));
        let row = row.unwrap_or_else(|| panic!("the index knows {revision}, the backend does not"));
        KeyValue::decode(row).unwrap_or_else(|error| panic!("row {revision}: {error}"))
    }
}
