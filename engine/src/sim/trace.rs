//! One decision, whoever took it: the typed reason behind a change. `Display` is a log line; for raft it is
//! exactly etcd's.

use crate::base::NodeId;

/// A decision and where it was taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// The member that decided, `NONE` for the world around.
    pub member: NodeId,
    pub what: What,
}

/// A decision.
#[derive(Clone, PartialEq, Debug)]
pub enum What {}
