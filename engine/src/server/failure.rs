//! What can go wrong with a step of a process. A refusal is somebody's answer; a fault means that the
//! process's own state is broken, and ends it. Neither is ever passed over.

use super::error::RpcError;
use super::input::Fatal;
use crate::raft::RaftError;

/// Why a request goes no further.
pub(super) enum Failure {
    /// The client is told.
    Refused(RpcError),
    /// The process ends.
    Fatal(Fatal),
}

impl From<RpcError> for Failure {
    fn from(error: RpcError) -> Failure {
        Failure::Refused(error)
    }
}

impl From<Fatal> for Failure {
    fn from(fatal: Fatal) -> Failure {
        Failure::Fatal(fatal)
    }
}

/// Raft may refuse what it is told: that is its right. Returns whether it took it.
pub(super) fn taken(result: Result<(), RaftError>) -> Result<bool, Fatal> {
    match result {
        Ok(()) => Ok(true),
        Err(RaftError::Fault(fault)) => Err(Fatal::Raft(fault.to_string())),
        Err(_) => Ok(false),
    }
}

/// The same where a refusal makes no difference.
pub(super) fn fault(result: Result<(), RaftError>) -> Result<(), Fatal> {
    taken(result).map(|_| ())
}
