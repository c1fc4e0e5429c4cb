//! Why a server did what it did. `Display` is a log line in etcd's style; where etcd logs the same, in its
//! words.

use super::snapshot_trace::SnapshotTrace;
use super::{ReadMode, Rule};
use crate::base::{Index, NodeId, Term, Time, decisions};
use crate::raft::confchange::ConfChangeError;
use crate::raft::tracker::GroupConfig;
use crate::raft::{ConfChangeType, ConfChangeV2, MessageType};
use crate::{mvcc, raft, wal};
use std::fmt;

decisions! {
    /// One decision of one process.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Trace {
        /// The consensus decided.
        Raft(raft::Trace),
        /// The write-ahead log wrote or read.
        Wal(wal::Trace),
        /// The store changed or was read.
        Mvcc(mvcc::Trace),
        /// A snapshot was taken, sent, received or read.
        Snapshot(SnapshotTrace),
        /// The process came up for the first time.
        Booted { members: u64 },
        /// The process came up from its disk.
        Restarted { term: Term, commit: Index, last: Index },
        /// The request may not pass as it is.
        Refused { error: super::RpcError },
        /// A write was handed to raft under this id.
        Proposed { request_id: u64, bytes: u64 },
        /// A write waits: raft takes no proposal while nobody leads.
        ProposalWaits { request_id: u64 },
        /// The leader sends its messages while its own disk is still writing (thesis 10.2.1).
        SentBeforeFsync { messages: u64 },
        /// Messages that promise something wait for the disk: a vote or an acknowledgement must survive a crash.
        HeldUntilFsync { messages: u64 },
        /// The disk has it: the messages that waited go out.
        ReleasedByFsync { messages: u64, stable: Index },
        /// A committed entry was carried out.
        Applied { index: Index, term: Term, request_id: u64, revision: i64 },
        /// A committed entry that carries nothing: a new leader's first.
        AppliedEmpty { index: Index, term: Term },
        /// A committed membership change was carried out.
        AppliedConfChange { index: Index, kind: ConfChangeType, member: NodeId, promoted: bool },
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
        /// A committed membership change that makes no sense any more.
        ConfChangeInvalid { index: Index, member: NodeId, error: super::RpcError },
        /// A committed change of several members was carried out.
        AppliedConfChangeV2 { index: Index, config: Box<GroupConfig> },
        /// A committed change of several members that raft cannot carry out, or that would bring back a member
        /// that was removed.
        ConfChangeV2Rejected { index: Index, error: Option<ConfChangeError> },
        /// This member is none any more; it stops in a second.
        RemovedSelf { index: Index },
        /// A membership change was handed to raft under this id.
        ConfChangeProposed { request_id: u64, kind: ConfChangeType, member: NodeId },
        /// An outsider's change of several members was handed to raft.
        ConfChangeV2Proposed { change: Box<ConfChangeV2> },
        /// After the change, those who started would be no quorum.
        NotEnoughStarted { member: NodeId, started: u64, quorum: u64 },
        /// This member has not been connected to enough others for long enough.
        Unhealthy { member: NodeId, active: u64, needed: u64 },
        /// How much of the leader's log a learner has that is to be promoted; nine tenths are enough.
        LearnerMeasured { member: NodeId, matched: Index, leader: Index, ready: bool },
        /// Another leader is known, or none any more (etcd raft `node.go`, `run`). `NONE` stands for nobody.
        LeaderChanged { id: NodeId, before: NodeId, lead: NodeId, term: Term },
        /// A client wants another leader.
        LeaderMoveAsked { to: NodeId },
        /// The leadership has arrived there, or has not within the time of a request.
        LeaderMoved { to: NodeId, done: bool, took: Time },
        /// The process came up to join a cluster that is there already.
        Joining,
        /// A client came before this member had joined.
        NotReadyToServe,
        /// This member tells the cluster its name.
        PublishProposed { request_id: u64, member: NodeId },
        /// A member's name is known.
        Published { index: Index, member: NodeId },
        /// A removed member's message is not listened to; it is told so.
        RejectedRemoved { from: NodeId, kind: MessageType },
        /// A peer says that this member was removed.
        ToldRemoved { from: NodeId },
        /// A linearizable read goes through the log, as a write does.
        ReadProposed { request_id: u64, bytes: u64 },
        /// A committed read that nobody here waits for.
        ReadEntrySkipped { index: Index, term: Term, request_id: u64 },
        /// A request is passed on to the leader, which is to answer it.
        Forwarded { request_id: u64, to: NodeId },
        /// A request is to be passed on, and nobody leads.
        ForwardWaits { request_id: u64 },
        /// No answer came within 500 ms: pass it on again.
        ForwardRetried { request_id: u64, to: NodeId },
        /// The member that a request was passed on to has answered.
        ForwardAnswered { request_id: u64, from: NodeId, error: Option<super::RpcError> },
        /// The leader changed while requests waited for its answer.
        ForwardFailedLeaderChanged { requests: u64 },
        /// Promises leave before the disk has them: the rule against it is off.
        AnsweredBeforeFsync { messages: u64 },
        /// An outsider switched a safety rule.
        RuleSwitched { rule: Rule, on: bool },
        /// An outsider chose how linearizable reads are served.
        ReadModeSwitched { mode: ReadMode },
        /// Nobody waits longer than this.
        RequestTimedOut { request_id: u64 },
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Trace::*;
        match self {
            Raft(trace) => trace.fmt(f),
            Wal(trace) => trace.fmt(f),
            Mvcc(trace) => trace.fmt(f),
            Snapshot(trace) => trace.fmt(f),
            Booted { members } => write!(f, "starting a new member of a cluster of {members}"),
            Restarted { term, commit, last } => {
                write!(
                    f,
                    "restarting local member from WAL: term {term}, commit {commit}, last {last}"
                )
            }
            Refused { error } => write!(f, "request refused: {error}"),
            Proposed { request_id, bytes } => {
                write!(f, "proposed request {request_id:x} ({bytes} bytes)")
            }
            ProposalWaits { request_id } => {
                write!(f, "request {request_id:x} waits: no leader to propose to")
            }
            SentBeforeFsync { messages } => {
                write!(f, "leader sends {messages} message(s) in parallel with its own fsync")
            }
            HeldUntilFsync { messages } => {
                write!(f, "{messages} message(s) wait for the fsync")
            }
            ReleasedByFsync { messages, stable } => {
                write!(f, "fsync returned, stable up to {stable}: {messages} message(s) go out")
            }
            Applied { index, term, request_id, revision } => write!(
                f,
                "applied entry {index} (term {term}, request {request_id:x}) at revision {revision}"
            ),
            AppliedEmpty { index, term } => {
                write!(f, "applied entry {index} (term {term}): empty, it only marks the term")
            }
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
            RequestTimedOut { request_id } => write!(f, "request {request_id:x} timed out"),
            other => other.fmt_membership(f),
        }
    }
}
