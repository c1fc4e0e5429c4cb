//! Messages and the fsync that some of them wait for, after `server/etcdserver/raft.go`, `start`.

use crate::base::{Index, Time, decisions};
use std::fmt;

decisions! {
    /// A decision about when messages leave.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Fsync {
        /// The leader sends its messages while its own disk is still writing (thesis 10.2.1).
        SentBeforeFsync { messages: u64 },
        /// Messages that promise something wait for the disk: a vote or an acknowledgement must survive a crash.
        HeldUntilFsync { messages: u64 },
        /// The disk has it: the messages that waited go out.
        ReleasedByFsync { messages: u64, stable: Index },
        /// Promises leave before the disk has them: the rule against it is off.
        AnsweredBeforeFsync { messages: u64 },
        /// The clock ticked while the disk writes: raft hears of it afterwards.
        TickWaits { since: Time },
        /// It ticked again: a ticker keeps one tick and drops the others.
        TickDropped { since: Time },
    }
}

impl fmt::Display for Fsync {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Fsync::*;
        match self {
            SentBeforeFsync { messages } => {
                write!(f, "leader sends {messages} message(s) in parallel with its own fsync")
            }
            HeldUntilFsync { messages } => {
                write!(f, "{messages} message(s) wait for the fsync")
            }
            ReleasedByFsync { messages, stable } => {
                write!(f, "fsync returned, stable up to {stable}: {messages} message(s) go out")
            }
            AnsweredBeforeFsync { messages } => {
                write!(
                    f,
                    "{messages} message(s) go out before the fsync: persist-before-answer is off"
                )
            }
            TickWaits { since } => {
                write!(f, "a tick waits for the fsync that began at {since}")
            }
            TickDropped { since } => {
                write!(
                    f,
                    "a tick is dropped: one waits already for the fsync that began at {since}"
                )
            }
        }
    }
}
