//! A member's key-value store as the inspector shows it: keys × revisions, the tree that finds a key's
//! revisions, and the store as it was at one revision.

/// The Storage panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct StorageView {
    /// The store's revision.
    pub current: i64,
    /// Revisions up to this were compacted away; 0 is none.
    pub compacted: i64,
    /// The revisions shown, both ends included.
    pub from: i64,
    pub to: i64,
    /// Keys altogether, tombstoned ones included.
    pub keys_total: usize,
    /// Keys that the window of keys leaves out before it.
    pub keys_before: usize,
    pub keys: Vec<KeyRow>,
    /// The revision that is read at, and what is found there.
    pub at: i64,
    pub found: Vec<Found>,
    pub found_total: usize,
    pub tree: Option<TreeNode>,
}

/// One key.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct KeyRow {
    pub key: String,
    pub generations: Vec<Generation>,
}

/// One life of a key, from its creation to its tombstone.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Generation {
    pub created: i64,
    /// The tombstone's revision; none while the key lives.
    pub ended: Option<i64>,
    /// The writes that the window shows.
    pub writes: Vec<Write>,
}

/// One revision of a key.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Write {
    pub main: i64,
    pub sub: i64,
    pub create: i64,
    pub version: i64,
    pub tombstone: bool,
    pub value: String,
    pub lease: i64,
}

/// A key as it was at one revision.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Found {
    pub key: String,
    pub value: String,
    pub create: i64,
    pub modified: i64,
    pub version: i64,
    pub lease: i64,
}

/// One node of treeIndex: keys, and the nodes between them.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TreeNode {
    pub keys: Vec<String>,
    pub children: Vec<TreeNode>,
    /// Children that are there and not shown.
    pub hidden: usize,
}

/// Revisions shown at once.
pub const REVISIONS: i64 = 12;
/// Keys shown at once.
pub const KEYS: usize = 12;
