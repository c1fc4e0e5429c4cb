//! etcd's database file, after `bbolt` (file format version 2): a B+ tree of pages.
//!
//! The file is a row of pages of 4096 bytes. Two of them, the first two, are *meta pages*: each says
//! where the tree's root is, and carries a checksum. A writer changes them in turn, and the newer one
//! that is whole counts. So a crash in the middle of a write harms nothing: the old meta page still
//! leads to the old tree, since pages in use are never written over.
//!
//! The others form trees. A *leaf page* has keys with their values, in order; a *branch page* has, for
//! each page below it, that page's first key. What is too long for one page runs over into the pages
//! right behind it. A *bucket* is a tree of its own, kept as a value in the root tree: where its root
//! page is, or, if it is very small, the whole leaf page right in the value (an *inline* bucket).
//!
//! Here a file is written whole ([`write()`]) from its buckets and read whole ([`read()`]), with every
//! page checked. Left out so far: changing pages of a file in place, with copies of those that are in
//! use, and the list of free pages that this needs; a file from here has none. Buckets within buckets,
//! which etcd does not use, are refused.

pub mod error;
mod page;
pub mod read;
pub mod write;

pub use error::Error;
pub use read::{File, Rows, read};
pub use write::write;

#[cfg(test)]
mod tests;
