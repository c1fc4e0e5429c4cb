//! A member that joined tells its name, after `server.go`, `publish`.

use crate::base::{Index, NodeId, decisions};
use std::fmt;

decisions! {
    /// A decision about a member's name.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Publish {
        /// A client came before this member had joined.
        NotReadyToServe,
        /// This member tells the cluster its name.
        PublishProposed { request_id: u64, member: NodeId },
        /// A member's name is known.
        Published { index: Index, member: NodeId },
    }
}

impl fmt::Display for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Publish::*;
        match self {
            NotReadyToServe => f.write_str("not ready to serve client requests"),
            PublishProposed { request_id, member } => {
                write!(f, "publishing local member {member:x} as request {request_id:x}")
            }
            Published { index, member } => {
                write!(f, "published member {member:x} to cluster through raft at {index}")
            }
        }
    }
}
