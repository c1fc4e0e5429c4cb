//! Requests that another member is to answer.

use crate::base::{NodeId, decisions};
use crate::server::RpcError;
use std::fmt;

decisions! {
    /// A decision about a request that is passed on.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Forward {
        /// A request is passed on to the leader, which is to answer it.
        Forwarded { request_id: u64, to: NodeId },
        /// A request is to be passed on, and nobody leads.
        ForwardWaits { request_id: u64 },
        /// No answer came within 500 ms: pass it on again.
        ForwardRetried { request_id: u64, to: NodeId },
        /// The member that a request was passed on to has answered.
        ForwardAnswered { request_id: u64, from: NodeId, error: Option<RpcError> },
        /// The leader changed while requests waited for its answer.
        ForwardFailedLeaderChanged { requests: u64 },
        /// Nobody waits longer for another member's answer.
        ForwardGivenUp { request_id: u64 },
    }
}

impl fmt::Display for Forward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Forward::*;
        match self {
            Forwarded { request_id, to } => {
                write!(f, "forwarded request {request_id:x} to leader {to:x}")
            }
            ForwardWaits { request_id } => {
                write!(f, "request {request_id:x} waits: no leader to forward it to")
            }
            ForwardRetried { request_id, to } => write!(
                f,
                "waiting for the leader's answer took too long, forwarding request {request_id:x} to \
                 {to:x} again"
            ),
            ForwardGivenUp { request_id } => {
                write!(f, "forwarded request {request_id:x} timed out")
            }
            ForwardAnswered { request_id, from, error: None } => {
                write!(f, "{from:x} answered the forwarded request {request_id:x}")
            }
            ForwardAnswered { request_id, from, error: Some(error) } => {
                write!(f, "{from:x} refused the forwarded request {request_id:x}: {error}")
            }
            ForwardFailedLeaderChanged { requests } => {
                write!(
                    f,
                    "leader changed while {requests} forwarded request(s) waited for its answer"
                )
            }
        }
    }
}
