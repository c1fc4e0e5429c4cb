//! Why a member did what it did: one value a decision, with its operands.
//!
//! Where etcd has a logger call there is a variant here, and its `Display` (in `trace_text`) is etcd's
//! line, letter for letter. Where etcd is silent and a learner would ask, there are more, for which
//! [`Trace::is_upstream`] is false. A trace never influences the state.

use super::{
    core::Role,
    error::RaftError,
    log::EntryId,
    membership::ChangeRefused,
    message::{ConfChangeV2, ConfState, MessageType},
    progress::ProgressBrief,
    quorum::Joint,
    tracker::GroupConfig,
};
use crate::base::{Index, NodeId, Term, decisions};
use std::fmt;

/// How loud etcd says it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// For developers.
    Debug,
    /// The course of things.
    Info,
    /// Unusual.
    Warn,
    /// Wrong.
    Error,
}

/// Both sides of a vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ballot {
    /// The voter.
    pub id: NodeId,
    /// The end of its log.
    pub last: EntryId,
    /// Whom it has voted for in its term.
    pub vote: NodeId,
    /// Whom it takes for the leader.
    pub lead: NodeId,
    /// A vote or a pre-vote.
    pub kind: MessageType,
    /// The candidate.
    pub from: NodeId,
    /// The end of the candidate's log.
    pub theirs: EntryId,
    /// The voter's term.
    pub term: Term,
}

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Trace {
        // Roles and terms
        NewRaft { id: NodeId, peers: Vec<NodeId>, term: Term, commit: Index, applied: Index, last: EntryId },
        BecameFollower { id: NodeId, term: Term },
        BecamePreCandidate { id: NodeId, term: Term },
        BecameCandidate { id: NodeId, term: Term },
        BecameLeader { id: NodeId, term: Term },
        HigherTerm { id: NodeId, term: Term, kind: MessageType, from: NodeId, theirs: Term },
        LowerTerm { id: NodeId, term: Term, kind: MessageType, from: NodeId, theirs: Term },
        /// An old leader gets an answer with our term, which makes it step down.
        OldLeaderAnswered { id: NodeId, term: Term, from: NodeId, theirs: Term },
        /// The first message of a new leader.
        LeaderFollowed { id: NodeId, lead: NodeId, term: Term },
        LeaderForgotten { id: NodeId, lead: NodeId, term: Term },
        ForgetLeaderIgnored,
        /// A leader looks who answered since the last time.
        QuorumChecked { id: NodeId, active: Vec<(NodeId, bool)> },
        SteppedDown { id: NodeId },

        // Elections
        /// Nothing was heard from a leader for the drawn time.
        ElectionTimeout { id: NodeId, lead: NodeId, elapsed: u32 },
        ElectionStarted { id: NodeId, term: Term },
        HupIgnoredByLeader { id: NodeId },
        Unpromotable { id: NodeId },
        /// It asked for pre-votes, won, and meanwhile may not lead any more.
        UnpromotableCampaign { id: NodeId },
        CampaignHeldByConfChange { id: NodeId, term: Term },
        VoteRequested { id: NodeId, last: EntryId, kind: MessageType, to: NodeId, term: Term },
        VoteIgnored { ballot: Ballot, remaining: u32 },
        VoteCast { ballot: Ballot },
        VoteRejected { ballot: Ballot },
        VoteReceived { id: NodeId, kind: MessageType, from: NodeId, term: Term, granted: bool },
        VoteTally { id: NodeId, kind: MessageType, granted: u64, rejected: u64 },

        // Proposals and replication
        ProposalWithoutLeader { id: NodeId, term: Term },
        ForwardingDisabled { id: NodeId, lead: NodeId, term: Term },
        /// A follower passes proposals on.
        ProposalForwarded { id: NodeId, lead: NodeId, count: u64 },
        ProposalDuringTransfer { id: NodeId, term: Term, to: NodeId },
        UncommittedTooLarge { id: NodeId },
        /// A leader adds entries to its own log.
        EntriesAppended { id: NodeId, first: Index, last: Index },
        /// A follower's entries must wait: its probe is unanswered, its window full, or a snapshot on its way.
        SendPaused { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        /// A follower's log has `prev`, and now everything up to `last`.
        AppendAccepted { id: NodeId, from: NodeId, prev: EntryId, last: Index },
        /// An append that begins before the commit index: old news.
        AppendStale { id: NodeId, from: NodeId, prev: Index, committed: Index },
        AppendRejected { id: NodeId, ours: Term, prev: EntryId, from: NodeId },
        AppendRejectionReceived { id: NodeId, hint: Index, hint_term: Term, from: NodeId, index: Index },
        ProgressDecreased { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        /// The logs are known to agree up to `matched`: from here on the leader streams.
        ReplicateStarted { id: NodeId, to: NodeId, matched: Index },
        PeerUnreachable { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        NoProgress { id: NodeId, from: NodeId },

        // The log
        ConflictFound { index: Index, existing: Term, term: Term },
        UnstableReplaced { index: Index },
        UnstableTruncated { index: Index },
        StableMissing { index: Index },
        StableIsSnapshot { index: Index },
        StableMismatch { index: Index, term: Term, ours: Term },
        StableOfLowerTerm { id: NodeId, term: Term, theirs: Term },
        /// A quorum has everything up to `to`, and the last of it is of the leader's term.
        CommitAdvanced { id: NodeId, from: Index, to: Index, matches: Vec<(NodeId, Index)> },
        /// A quorum has `index`, but it is of an older term: it could still be replaced.
        CommitHeldOldTerm { id: NodeId, index: Index, term: Term, current: Term },
        /// A follower hears how much is committed.
        CommitLearned { id: NodeId, from: Index, to: Index, lead: NodeId },

        // Reads
        ReadWithoutLeader { id: NodeId, term: Term },
        /// The leader has not committed in its term yet, so its commit index may be behind.
        ReadHeld { id: NodeId, committed: Index, term: Term, current: Term },
        ReadsReleasedTooEarly,
        /// The leader asks its quorum; the answer will be `index`.
        ReadRequested { id: NodeId, index: Index, number: u64 },
        /// `from` answered the heartbeat of read `number`: so far `acks` have, of these voters.
        ReadAcknowledged { id: NodeId, from: NodeId, number: u64, acks: Vec<NodeId>, voters: Box<Joint> },
        /// `acks` still took this leader for theirs after the read had come.
        ReadConfirmed { id: NodeId, index: Index, number: u64, acks: Vec<NodeId> },
        /// Answered without asking anybody.
        ReadTrusted { id: NodeId, index: Index },
        /// A follower's read may be answered once `index` is applied.
        ReadAnswered { id: NodeId, from: NodeId, index: Index },
        BadReadAnswer { id: NodeId, from: NodeId, count: u64 },

        // Handing over
        TransferStarted { id: NodeId, term: Term, to: NodeId },
        TransferAborted { id: NodeId, term: Term, to: NodeId },
        TransferRepeated { id: NodeId, term: Term, to: NodeId },
        TransferToSelf { id: NodeId },
        TransferToLearner { id: NodeId },
        TransferWithoutLeader { id: NodeId, term: Term },
        TimeoutNowSent { id: NodeId, to: NodeId },
        TimeoutNowSentAtOnce { id: NodeId, to: NodeId },
        TimeoutNowReceived { id: NodeId, term: Term, from: NodeId },
        TimeoutNowIgnored { id: NodeId, term: Term, role: Role, from: NodeId },

        // Snapshots
        SnapshotToInactive { to: NodeId },
        SnapshotUnavailable { id: NodeId, to: NodeId },
        SnapshotSent { id: NodeId, first: Index, commit: Index, snapshot: EntryId, to: NodeId, progress: Box<ProgressBrief> },
        ReplicationPaused { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        SnapshotNotNeeded { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        SnapshotReported { id: NodeId, to: NodeId, failed: bool, progress: Box<ProgressBrief> },
        SnapshotHandled { id: NodeId, commit: Index, snapshot: EntryId, restored: bool },
        SnapshotAsLeader { id: NodeId },
        SnapshotWithoutUs { id: NodeId, state: ConfState },
        FastForwarded { id: NodeId, commit: Index, last: EntryId, snapshot: EntryId },
        RestoreStarted { log: String, snapshot: EntryId },
        Restored { id: NodeId, commit: Index, last: EntryId, snapshot: EntryId },

        // Membership
        SwitchedConfig { id: NodeId, config: Box<GroupConfig> },
        ConfChangeIgnored { id: NodeId, change: Box<ConfChangeV2>, config: Box<GroupConfig>, why: ChangeRefused },
        LeavingJoint { config: Box<GroupConfig> },
        NotLeavingJoint { config: Box<GroupConfig>, error: RaftError },
    }
}

impl Trace {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Trace::*;
        !matches!(
            self,
            OldLeaderAnswered { .. }
                | LeaderFollowed { .. }
                | QuorumChecked { .. }
                | ElectionTimeout { .. }
                | ProposalForwarded { .. }
                | EntriesAppended { .. }
                | SendPaused { .. }
                | AppendAccepted { .. }
                | AppendStale { .. }
                | ReplicateStarted { .. }
                | CommitAdvanced { .. }
                | CommitHeldOldTerm { .. }
                | CommitLearned { .. }
                | ReadHeld { .. }
                | ReadRequested { .. }
                | ReadAcknowledged { .. }
                | ReadConfirmed { .. }
                | ReadTrusted { .. }
                | ReadAnswered { .. }
        )
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Trace::*;
        match self {
            HupIgnoredByLeader { .. }
            | ProposalDuringTransfer { .. }
            | AppendRejected { .. }
            | AppendRejectionReceived { .. }
            | ProgressDecreased { .. }
            | PeerUnreachable { .. }
            | NoProgress { .. }
            | TransferToSelf { .. }
            | TransferToLearner { .. }
            | TimeoutNowIgnored { .. }
            | SnapshotToInactive { .. }
            | SnapshotUnavailable { .. }
            | SnapshotSent { .. }
            | ReplicationPaused { .. }
            | SnapshotNotNeeded { .. }
            | SnapshotReported { .. }
            | NotLeavingJoint { .. }
            | SendPaused { .. }
            | AppendAccepted { .. }
            | AppendStale { .. }
            | EntriesAppended { .. }
            | QuorumChecked { .. } => Level::Debug,
            SteppedDown { .. }
            | Unpromotable { .. }
            | UnpromotableCampaign { .. }
            | CampaignHeldByConfChange { .. }
            | UncommittedTooLarge { .. }
            | SnapshotAsLeader { .. }
            | SnapshotWithoutUs { .. } => Level::Warn,
            ForgetLeaderIgnored | BadReadAnswer { .. } | ReadsReleasedTooEarly => Level::Error,
            _ => Level::Info,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        })
    }
}
