//! Raft, after go.etcd.io/raft.

pub mod codec;
pub mod message;
