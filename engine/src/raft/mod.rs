//! Raft, after go.etcd.io/raft.

pub mod codec;
pub mod message;
pub mod quorum;

pub use message::{
    ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2, ConfState,
    Entry, EntryType, HardState, Message, MessageType, Snapshot, SnapshotMetadata,
};
