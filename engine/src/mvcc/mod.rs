//! Multi-version store, after `server/storage/mvcc`.

use crate::base::Bytes;

/// One version of one key (`mvccpb.KeyValue`).
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct KeyValue {
    pub key: Bytes,
    /// Main revision at which this generation of the key began.
    pub create_revision: i64,
    /// Main revision of this write.
    pub mod_revision: i64,
    /// 1 for the first write of a generation.
    pub version: i64,
    pub value: Bytes,
    /// The attached lease, 0 for none.
    pub lease: i64,
}
