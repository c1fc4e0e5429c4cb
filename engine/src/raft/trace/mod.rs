//! Why a member did what it did: one value a decision, with its operands, a file a subject.
//!
//! Where etcd has a logger call there is a variant here, and its `Display` is etcd's line, letter for letter.
//! Where etcd is silent and a learner would ask, there are more, for which [`Trace::is_upstream`] is false. A
//! trace never influences the state.

mod append;
mod election;
mod log;
mod membership;
mod proposal;
mod read;
mod role;
mod snapshot;
mod transfer;

use crate::base::decisions;
pub use append::Append;
pub use election::{Ballot, Election};
pub use log::Log;
pub use membership::Membership;
pub use proposal::Proposal;
pub use read::Read;
pub use role::Role;
pub use snapshot::Snapshot;
use std::fmt;
pub use transfer::Transfer;

/// How loud etcd says it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// For developers.
    Debug,
    /// The course of things.
    Info,
    /// Unusual.
    Warn,
    /// Wrong.
    Error,
}

decisions! {
    /// One decision, by its subject.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Trace of {
        /// Roles and terms.
        Role(Role),
        /// Who leads next.
        Election(Election),
        /// What clients want in the log.
        Proposal(Proposal),
        /// From the leader's log into the others.
        Append(Append),
        /// What an entry has reached.
        Log(Log),
        /// Linearizable reads.
        Read(Read),
        /// Handing over.
        Transfer(Transfer),
        /// A whole state at once.
        Snapshot(Snapshot),
        /// Who counts.
        Membership(Membership),
    }
}

impl Trace {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        match self {
            Trace::Role(trace) => trace.is_upstream(),
            Trace::Election(trace) => trace.is_upstream(),
            Trace::Proposal(trace) => trace.is_upstream(),
            Trace::Append(trace) => trace.is_upstream(),
            Trace::Log(trace) => trace.is_upstream(),
            Trace::Read(trace) => trace.is_upstream(),
            Trace::Transfer(trace) => trace.is_upstream(),
            Trace::Snapshot(trace) => trace.is_upstream(),
            Trace::Membership(trace) => trace.is_upstream(),
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        match self {
            Trace::Role(trace) => trace.level(),
            Trace::Election(trace) => trace.level(),
            Trace::Proposal(trace) => trace.level(),
            Trace::Append(trace) => trace.level(),
            Trace::Log(trace) => trace.level(),
            Trace::Read(trace) => trace.level(),
            Trace::Transfer(trace) => trace.level(),
            Trace::Snapshot(trace) => trace.level(),
            Trace::Membership(trace) => trace.level(),
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trace::Role(trace) => trace.fmt(f),
            Trace::Election(trace) => trace.fmt(f),
            Trace::Proposal(trace) => trace.fmt(f),
            Trace::Append(trace) => trace.fmt(f),
            Trace::Log(trace) => trace.fmt(f),
            Trace::Read(trace) => trace.fmt(f),
            Trace::Transfer(trace) => trace.fmt(f),
            Trace::Snapshot(trace) => trace.fmt(f),
            Trace::Membership(trace) => trace.fmt(f),
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        })
    }
}
