//! What a decision of raft is about. The one `match` that names every decision: a new one does not compile
//! until it has its place here, and from there its words and its sources.

use engine::raft::Trace;

/// The subjects of raft's decisions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    Role,
    Election,
    Proposal,
    Append,
    Log,
    Read,
    Transfer,
    Snapshot,
    Membership,
}

/// What a decision is about.
pub fn group(trace: &Trace) -> Group {
    use Trace::*;
    match trace {
        NewRaft { .. } | BecameFollower { .. } | BecamePreCandidate { .. } => Group::Role,
        BecameCandidate { .. } | BecameLeader { .. } | HigherTerm { .. } => Group::Role,
        LowerTerm { .. } | OldLeaderAnswered { .. } | LeaderFollowed { .. } => Group::Role,
        LeaderForgotten { .. } | ForgetLeaderIgnored => Group::Role,
        QuorumChecked { .. } | SteppedDown { .. } => Group::Role,
        ElectionTimeout { .. } | ElectionStarted { .. } => Group::Election,
        HupIgnoredByLeader { .. } | Unpromotable { .. } => Group::Election,
        UnpromotableCampaign { .. } => Group::Election,
        CampaignHeldByConfChange { .. } | VoteRequested { .. } => Group::Election,
        VoteIgnored { .. } | VoteCast { .. } | VoteRejected { .. } => Group::Election,
        VoteReceived { .. } | VoteTally { .. } => Group::Election,
        ProposalWithoutLeader { .. } | ForwardingDisabled { .. } => Group::Proposal,
        ProposalForwarded { .. } | ProposalDuringTransfer { .. } => Group::Proposal,
        UncommittedTooLarge { .. } | EntriesAppended { .. } => Group::Proposal,
        SendPaused { .. } | AppendAccepted { .. } | AppendStale { .. } => Group::Append,
        AppendRejected { .. } | AppendRejectionReceived { .. } => Group::Append,
        ProgressDecreased { .. } | ReplicateStarted { .. } => Group::Append,
        PeerUnreachable { .. } | NoProgress { .. } | CommitAdvanced { .. } => Group::Append,
        CommitHeldOldTerm { .. } | CommitLearned { .. } => Group::Append,
        ConflictFound { .. } | UnstableReplaced { .. } | UnstableTruncated { .. } => Group::Log,
        StableMissing { .. } | StableIsSnapshot { .. } | StableMismatch { .. } => Group::Log,
        StableOfLowerTerm { .. } => Group::Log,
        ReadWithoutLeader { .. } | ReadHeld { .. } | ReadsReleasedTooEarly => Group::Read,
        ReadRequested { .. } | ReadAcknowledged { .. } => Group::Read,
        ReadConfirmed { .. } | ReadTrusted { .. } => Group::Read,
        ReadAnswered { .. } | BadReadAnswer { .. } => Group::Read,
        TransferStarted { .. } | TransferAborted { .. } => Group::Transfer,
        TransferRepeated { .. } | TransferToSelf { .. } => Group::Transfer,
        TransferToLearner { .. } | TransferWithoutLeader { .. } => Group::Transfer,
        TimeoutNowSent { .. } | TimeoutNowSentAtOnce { .. } => Group::Transfer,
        TimeoutNowReceived { .. } | TimeoutNowIgnored { .. } => Group::Transfer,
        SnapshotToInactive { .. } | SnapshotUnavailable { .. } => Group::Snapshot,
        SnapshotSent { .. } | ReplicationPaused { .. } => Group::Snapshot,
        SnapshotNotNeeded { .. } | SnapshotReported { .. } => Group::Snapshot,
        SnapshotHandled { .. } | SnapshotWithoutUs { .. } => Group::Snapshot,
        SnapshotAsLeader { .. } => Group::Snapshot,
        FastForwarded { .. } | RestoreStarted { .. } | Restored { .. } => Group::Snapshot,
        SwitchedConfig { .. } | ConfChangeIgnored { .. } => Group::Membership,
        LeavingJoint { .. } | NotLeavingJoint { .. } => Group::Membership,
    }
}
