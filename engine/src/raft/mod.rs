//! Raft, after go.etcd.io/raft: how several machines keep one log.
//!
//! Every member has a log of entries, and every member applies the same entries in the same order; that is
//! the whole purpose. One member at a time orders them, the *leader* of a *term*. Terms are numbers that
//! only grow. A message of a lower term is old and is not followed; a message of a higher term makes
//! anybody a follower. In one term a member votes once, so two leaders would need two majorities, and two
//! majorities have a member in common.
//!
//! # How it flows
//!
//! ```text
//!  tick ─┐                         ┌─▶ entries, hard state ─▶ disk ─┐
//!  step ─┼─▶ Raft ─▶ Ready ────────┼─▶ messages ─▶ network          ├─▶ advance ─▶ Raft
//!  propose ┘                       └─▶ committed entries ─▶ apply ──┘
//! ```
//!
//! Nothing in here waits, sends or writes. Time and messages go in; what is to be done comes out as one
//! [`Ready`]; [`RawNode::advance`] says that it was done. What a member says to itself (its own vote, its
//! own acknowledgement) takes effect only then: a promise counts from when the disk has it.
//!
//! # Where to read
//!
//! - `core` is the state, `step` the door through which every message comes, `roles` how the state changes
//!   from role to role.
//! - `election` is the vote: first a pre-vote, which asks without raising the term, then the real one.
//!   [`quorum`] counts.
//! - `leader`, `append` and `follower` are replication. The leader keeps a [`Progress`] of each member:
//!   it *probes* until it knows where the logs agree and then *replicates* ahead, as far as a window of
//!   [`inflights`] allows. A follower takes entries only after one that it has: so two logs that have an
//!   entry in common have everything before it in common.
//! - `append` also commits: what a quorum has is safe, but only if its last entry is of the leader's own
//!   term. An older one on a quorum could still lose against a log that never had it (figure 3.7 of the
//!   thesis; switch the rule off and see).
//! - [`read_index`] reads without writing. `transfer` hands the leadership over. [`confchange`] and
//!   [`membership`] change who is in, `snapshot` helps those who fell too far behind.
//! - [`log`] is the stable part ([`memory`]) and the tail that is not on disk ([`unstable`]).
//! - [`trace`] is why all this happened, in etcd's words where etcd has some.
//!
//! # What is not the paper
//!
//! A heartbeat is a message of its own and carries no entries. A voter that has a live leader ignores
//! candidates, and a leader that no quorum answers steps down ([`Config::check_quorum`]). The commit index
//! is stored. A follower passes proposals and reads on to its leader.
//!
//! Left out: asynchronous storage writes, which etcd does not use.

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
