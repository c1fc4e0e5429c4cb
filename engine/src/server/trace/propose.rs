//! A request is taken in: refused, or on its way into the log, after `v3_server.go`,
//! `processInternalRaftRequestOnce`.

use crate::base::{NodeId, Time, decisions};
use crate::server::RpcError;
use std::fmt;

/// What a member can tell of why a proposal has not come back (`server.go`, `parseProposeCtxErr`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeoutReason {
    Unknown,
    /// Another leader was known, at `elected`, soon after the proposal was made.
    LeaderFailed {
        elected: Time,
    },
    /// The connection to the leader (at the leader: those to a quorum) was not there all the time.
    ConnectionLost {
        lead: NodeId,
    },
}

impl TimeoutReason {
    /// What the client is told.
    pub fn error(self) -> RpcError {
        match self {
            TimeoutReason::Unknown => RpcError::Timeout,
            TimeoutReason::LeaderFailed { .. } => RpcError::TimeoutDueToLeaderFail,
            TimeoutReason::ConnectionLost { .. } => RpcError::TimeoutDueToConnectionLost,
        }
    }
}

decisions! {
    /// A decision about a request that wants to become an entry.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Propose {
        /// The request may not pass as it is.
        Refused { error: RpcError },
        /// A write was handed to raft under this id.
        Proposed { request_id: u64, bytes: u64 },
        /// A write waits: raft takes no proposal while nobody leads.
        ProposalWaits { request_id: u64 },
        /// The client's time is over before there was a leader: the write is not proposed any more.
        ProposalLeft { request_id: u64 },
        /// The client waits no longer for a write that is under way: it may still be carried out.
        ProposalForsaken { request_id: u64 },
        /// Nobody waits longer for a write that was proposed at `since`.
        RequestTimedOut { request_id: u64, since: Time, why: TimeoutReason },
    }
}

impl fmt::Display for Propose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Propose::*;
        match self {
            Refused { error } => write!(f, "request refused: {error}"),
            Proposed { request_id, bytes } => {
                write!(f, "proposed request {request_id:x} ({bytes} bytes)")
            }
            ProposalWaits { request_id } => {
                write!(f, "request {request_id:x} waits: no leader to propose to")
            }
            ProposalLeft { request_id } => {
                write!(f, "request {request_id:x} leaves unproposed: its client waits no longer")
            }
            ProposalForsaken { request_id } => {
                write!(f, "request {request_id:x} is under way, and its client waits no longer")
            }
            RequestTimedOut { request_id, why, .. } => {
                write!(f, "request {request_id:x} ends: {}", why.error())
            }
        }
    }
}
