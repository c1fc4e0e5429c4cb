//! One decision, whoever took it: the typed reason behind a change. `Display` is a log line; for raft it is
//! exactly etcd's.

use crate::base::NodeId;
use crate::server;
use std::fmt;

/// A decision and where it was taken.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// The member that decided, `NONE` for the world around.
    pub member: NodeId,
    pub what: What,
}

/// A decision.
#[derive(Clone, PartialEq, Debug)]
pub enum What {
    /// A member's process decided.
    Server(server::Trace),
    /// A member's process ended by itself, for this reason.
    Died(server::Fatal),
    /// The disk lost what was not yet synced, in bytes.
    CrashLost { bytes: u64 },
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Server(trace) => trace.fmt(f),
            What::Died(fatal) => fatal.fmt(f),
            What::CrashLost { bytes } => {
                write!(f, "the process is gone; {bytes} byte(s) were written but not yet synced")
            }
        }
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}
