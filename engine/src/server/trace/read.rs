//! Linearizable reads and their rounds, after `v3_server.go`, `linearizableReadLoop`.

use crate::base::{Index, Time, decisions};
use std::fmt;

decisions! {
    /// A decision about a read.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Read {
        /// A linearizable read asks the leader for its commit index.
        ReadIndexAsked { context: u64, reads: u64 },
        /// A linearizable read joins the next round, since one is under way.
        ReadQueued { behind: u64 },
        /// The leader was heard: the read may be answered once `index` is applied.
        ReadIndexKnown { context: u64, index: Index, applied: Index },
        /// A read was answered from this process's store.
        ReadServed { applied: Index, needed: Index, linearizable: bool },
        /// No answer came within 500 ms: ask again.
        ReadIndexRetried { context: u64 },
        /// The leader changed while reads waited for it.
        ReadFailedLeaderChanged { reads: u64 },
        /// A linearizable read goes through the log, as a write does.
        ReadProposed { request_id: u64, bytes: u64 },
        /// Nobody has told the index within the time of a request: the whole round fails.
        ReadIndexTimedOut { context: u64, reads: u64, timeout: Time },
        /// The client's own time is over: the read leaves, and its round goes on.
        ReadLeft { waited: Time },
    }
}

impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Read::*;
        match self {
            ReadIndexAsked { context, reads } => {
                write!(f, "read index requested for {reads} read(s), context {context:x}")
            }
            ReadQueued { behind } => {
                write!(f, "read waits for the next round; {behind} read(s) are in the present one")
            }
            ReadIndexKnown { context, index, applied } => {
                write!(f, "read index of {context:x} is {index}; applied is {applied}")
            }
            ReadServed { applied, needed, linearizable } => write!(
                f,
                "read served at applied index {applied} (needed {needed}, linearizable {linearizable})"
            ),
            ReadIndexRetried { context } => write!(
                f,
                "waiting for ReadIndex response took too long, retrying (context {context:x})"
            ),
            ReadFailedLeaderChanged { reads } => {
                write!(f, "leader changed while {reads} read(s) waited for its index")
            }
            ReadProposed { request_id, bytes } => {
                write!(f, "proposed read {request_id:x} ({bytes} bytes)")
            }
            ReadIndexTimedOut { context, reads, .. } => {
                write!(
                    f,
                    "timed out waiting for read index response (context {context:x}, {reads} read(s))"
                )
            }
            ReadLeft { waited } => {
                write!(f, "read leaves after {waited}: its client waits no longer")
            }
        }
    }
}
