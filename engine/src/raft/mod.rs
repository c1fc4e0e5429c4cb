//! Raft, after go.etcd.io/raft.

mod append;
pub mod codec;
pub mod confchange;
pub mod config;
pub mod core;
pub mod describe;
mod election;
pub mod error;
mod follower;
pub mod inflights;
mod leader;
pub mod log;
pub mod membership;
pub mod memory;
pub mod message;
pub mod progress;
pub mod quorum;
pub mod rawnode;
pub mod read_index;
pub mod ready;
mod roles;
mod snapshot;
pub mod status;
mod step;
pub mod trace;
mod trace_text;
pub mod tracker;
mod transfer;
pub mod unstable;

pub use self::{
    config::{Config, ReadOnlyOption, Rules},
    core::{Raft, Role, SoftState},
    error::{Fault, RaftError},
    log::{EntryId, RaftLog},
    memory::{MemoryStorage, StorageError},
    message::{
        ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2,
        ConfState, Entry, EntryType, HardState, Message, MessageType, Snapshot, SnapshotMetadata,
    },
    progress::{Progress, ProgressBrief, ProgressState},
    rawnode::{Peer, RawNode},
    read_index::ReadState,
    ready::Ready,
    status::Status,
    trace::{Level, Trace},
};
