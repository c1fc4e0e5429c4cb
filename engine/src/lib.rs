//! etcd as a deterministic value, and the world around it.
//!
//! Start reading at [`raft`] for consensus, at [`server`] for one etcd process, and at [`sim`] for
//! everything around all processes: network, disks, clocks and clients. Nothing in this crate reads a
//! clock, spawns a thread, or draws from global randomness: the same scenario gives the same bytes.

pub mod backend;
pub mod base;
pub mod bolt;
pub mod check;
pub mod client;
pub mod mvcc;
pub mod raft;
pub mod script;
pub mod server;
pub mod sim;
pub mod snap;
pub mod timeline;
pub mod wal;
