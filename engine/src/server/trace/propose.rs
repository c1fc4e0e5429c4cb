//! A request is taken in: refused, or on its way into the log, after `v3_server.go`,
//! `processInternalRaftRequestOnce`.

use crate::base::decisions;
use crate::server::RpcError;
use std::fmt;

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
        /// Nobody waits longer than this.
        RequestTimedOut { request_id: u64 },
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
            RequestTimedOut { request_id } => write!(f, "request {request_id:x} timed out"),
        }
    }
}
