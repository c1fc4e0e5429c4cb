//! Snapshot files, after `server/etcdserver/api/snap`.
//!
//! A log grows without end, and whoever starts again would have to read all of it. So now and then a
//! member writes down where it stands, and what comes before may be forgotten. In etcd that takes two
//! files: the database ([`crate::bolt`]) has the keys, and a small `.snap` file has raft's part: the index
//! and term of the last entry that is in it, and who the members were. (It also holds the members in the
//! form of etcd 2's store, as JSON.)
//!
//! A `.snap` file counts only if the write-ahead log has a record of it too. The file is written first: a
//! crash between the two leaves a file that nobody knows of, which does no harm. A file that cannot be
//! read is given the suffix `.broken`, and the next older one is taken.

pub mod error;
pub mod file;
pub mod newest;

pub use error::Error;
pub use file::{DB, DIR, db_name, decode, encode, name, parse_db_name, parse_name};
pub use newest::{Newest, load_newest_available};
