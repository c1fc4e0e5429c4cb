//! Multi-version store, after `server/storage/mvcc`.
//!
//! etcd never overwrites. Every change of the store gets the next *revision*, one number for the
//! whole store, and the old versions stay readable until a compaction removes them. A fresh store
//! is at revision 1, so the first write makes revision 2. Several changes in one transaction share
//! that number (`main`) and are told apart by a second one (`sub`): 0, 1, 2 in the order in which
//! they were made.
//!
//! Two structures hold this. The *backend* has one row for each revision, with the key and its
//! value as they were written then. The *index* in memory is a B-tree of user keys; each has its
//! life story, a [`KeyIndex`]: generations, each of them beginning with the put that created the
//! key and ending with the tombstone that deleted it. To read key `a` at revision 7, the index
//! finds the newest revision of `a` that is not above 7, unless that is a tombstone, and the
//! backend has the row under exactly that revision.
//!
//! Read [`key_index`], then [`store`] and [`mod@write`].

pub mod hash;
pub mod key_index;
pub mod key_value;
pub mod read;
pub mod restore;
pub mod revision;
pub mod store;
pub mod trace;
pub mod tree_index;
pub mod write;

pub use hash::KeyHash;
pub use key_index::{Generation, KeyIndex};
pub use key_value::KeyValue;
pub use read::{Error, KeyRange, RangeOptions, RangeResult, ReadTxn};
pub use restore::RestoreError;
pub use revision::{Revision, Revisions};
pub use store::{Row, Store};
pub use trace::Trace;
pub use tree_index::TreeIndex;
pub use write::WriteTxn;
