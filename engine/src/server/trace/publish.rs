//! What a server proposes on its own account, and since when it serves, after `server.go`, `publish`.

use super::TimeoutReason;
use crate::base::{Index, NodeId, Time, decisions};
use crate::server::Own;
use std::fmt;

decisions! {
    /// A decision about a server's own proposals.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Publish {
        /// A client came before this process had published itself.
        NotReadyToServe,
        /// Nobody leads: what this server has to say waits.
        OwnWaits { request_id: u64, own: Own },
        /// It goes to raft.
        OwnProposed { request_id: u64, own: Own },
        /// It has not been applied within etcd's time for a request.
        OwnTimedOut { request_id: u64, own: Own, since: Time, why: TimeoutReason },
        /// A member's name is known.
        Published { index: Index, member: NodeId },
        /// This process has published itself: it serves clients, those that waited first.
        ReadyToServe { waiting: u64 },
    }
}

impl fmt::Display for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Publish::*;
        match self {
            NotReadyToServe => f.write_str("not ready to serve client requests"),
            OwnWaits { request_id, own } => {
                write!(f, "{own} waits for a leader as request {request_id:x}")
            }
            OwnProposed { request_id, own } => {
                write!(f, "{own} is proposed as request {request_id:x}")
            }
            OwnTimedOut { own: Own::Publish, why, .. } => {
                let error = why.error();
                write!(f, "failed to publish local member to cluster through raft: {error}")
            }
            OwnTimedOut { own: Own::Version(_), why, .. } => {
                write!(f, "failed to update cluster version: {}", why.error())
            }
            Published { index, member } => {
                write!(f, "published member {member:x} to cluster through raft at {index}")
            }
            ReadyToServe { .. } => f.write_str("ready to serve client requests"),
        }
    }
}

impl fmt::Display for Own {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Own::Publish => f.write_str("this member's name"),
            Own::Version(version) => write!(f, "cluster version {version}"),
        }
    }
}
