//! Raft, after go.etcd.io/raft.

pub mod message;
