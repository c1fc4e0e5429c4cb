//! Why a server did what it did, one file a subject. `Display` is a log line in etcd's style; where etcd logs
//! the same, in its words.

mod apply;
mod boot;
mod forward;
mod fsync;
mod leader;
mod membership;
mod propose;
mod publish;
mod read;
mod snapshot;
mod switch;
mod version;

pub use apply::Apply;
pub use boot::Boot;
pub use forward::Forward;
pub use fsync::Fsync;
pub use leader::Leader;
pub use membership::{MemberDeed, Membership};
pub use propose::{Propose, TimeoutReason};
pub use publish::Publish;
pub use read::Read;
pub use snapshot::Snapshot;
pub use switch::Switch;
pub use version::Version;

use crate::base::decisions;
use crate::{mvcc, raft, wal};
use std::fmt;

decisions! {
    /// One decision of one process.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Trace of {
        /// The consensus decided.
        Raft(raft::Trace),
        /// The write-ahead log wrote or read.
        Wal(wal::Trace),
        /// The store changed or was read.
        Mvcc(mvcc::Trace),
        /// The process came up.
        Boot(Boot),
        /// A request was refused, or handed to raft.
        Propose(Propose),
        /// Messages waited for the disk, or did not.
        Fsync(Fsync),
        /// A committed entry was carried out.
        Apply(Apply),
        /// A read was asked for, waited, or was answered.
        Read(Read),
        /// A request was passed on to the leader.
        Forward(Forward),
        /// The cluster changed, or refused to.
        Membership(Membership),
        /// Another leader is known, or wanted.
        Leader(Leader),
        /// A server said who it is, or what the cluster can do.
        Publish(Publish),
        /// The leader decided what the cluster can do.
        Version(Version),
        /// A snapshot was taken, sent, received or read.
        Snapshot(Snapshot),
        /// An outsider switched a rule, or the way of reads.
        Switch(Switch),
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Trace::*;
        match self {
            Raft(trace) => trace.fmt(f),
            Wal(trace) => trace.fmt(f),
            Mvcc(trace) => trace.fmt(f),
            Boot(trace) => trace.fmt(f),
            Propose(trace) => trace.fmt(f),
            Fsync(trace) => trace.fmt(f),
            Apply(trace) => trace.fmt(f),
            Read(trace) => trace.fmt(f),
            Forward(trace) => trace.fmt(f),
            Membership(trace) => trace.fmt(f),
            Leader(trace) => trace.fmt(f),
            Publish(trace) => trace.fmt(f),
            Version(trace) => trace.fmt(f),
            Snapshot(trace) => trace.fmt(f),
            Switch(trace) => trace.fmt(f),
        }
    }
}
