//! What can go wrong in a step: a refusal, which the caller answers for, or a fault, after which this
//! process must stop. etcd panics on a fault; here it is a value, and the world shows a crash.

use super::{confchange::ConfChangeError, memory::StorageError};
use crate::base::{Index, NodeId, wire::WireError};
use std::fmt;

/// Why a step was not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RaftError {
    /// Nobody can take the proposal now: no leader, too much uncommitted, or a transfer under way.
    ProposalDropped,
    /// A local message came from the network.
    StepLocalMsg,
    /// An answer came from somebody who is no member.
    StepPeerNotFound,
    /// The parameters contradict each other.
    Config(&'static str),
    /// The storage cannot do this.
    Storage(StorageError),
    /// A proposed configuration change cannot be read.
    ConfChangeData(WireError),
    /// This process must stop.
    Fault(Fault),
}

/// A state that must not be, in etcd's words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The leader wants to replace a committed entry.
    ConflictWithCommitted { index: Index, committed: Index },
    /// An append would replace a committed entry.
    AppendBeforeCommitted { after: Index, committed: Index },
    /// The leader says that more is committed than this log has.
    CommitOutOfRange { index: Index, last: Index },
    /// The application says that it applied what is not committed, or less than before.
    AppliedOutOfRange { index: Index, applied: Index, committed: Index },
    /// The hard state on disk does not fit the log on disk.
    HardStateOutOfRange { id: NodeId, commit: Index, committed: Index, last: Index },
    /// An agreed configuration change cannot be applied.
    ConfChange(ConfChangeError),
}

impl From<Fault> for RaftError {
    fn from(fault: Fault) -> RaftError {
        RaftError::Fault(fault)
    }
}

impl From<StorageError> for RaftError {
    fn from(error: StorageError) -> RaftError {
        RaftError::Storage(error)
    }
}

impl fmt::Display for RaftError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RaftError::ProposalDropped => write!(f, "raft proposal dropped"),
            RaftError::StepLocalMsg => write!(f, "raft: cannot step raft local message"),
            RaftError::StepPeerNotFound => write!(f, "raft: cannot step as peer not found"),
            RaftError::Config(why) => write!(f, "{why}"),
            RaftError::Storage(error) => write!(f, "{error}"),
            RaftError::ConfChangeData(error) => write!(f, "{error}"),
            RaftError::Fault(fault) => write!(f, "{fault}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::ConflictWithCommitted { index, committed } => {
                write!(f, "entry {index} conflict with committed entry [committed({committed})]")
            }
            Fault::AppendBeforeCommitted { after, committed } => {
                write!(f, "after({after}) is out of range [committed({committed})]")
            }
            Fault::CommitOutOfRange { index, last } => write!(
                f,
                "tocommit({index}) is out of range [lastIndex({last})]. \
                 Was the raft log corrupted, truncated, or lost?"
            ),
            Fault::AppliedOutOfRange { index, applied, committed } => write!(
                f,
                "applied({index}) is out of range [prevApplied({applied}), committed({committed})]"
            ),
            Fault::HardStateOutOfRange { id, commit, committed, last } => {
                write!(f, "{id:x} state.commit {commit} is out of range [{committed}, {last}]")
            }
            Fault::ConfChange(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for RaftError {}
