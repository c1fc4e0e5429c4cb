//! Errors that go to the client, in the wording of `api/v3rpc/rpctypes/error.go`.

use std::fmt;

/// gRPC's status codes that etcd uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Code {
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    OutOfRange = 11,
    Unavailable = 14,
}

/// A refused or failed request. `Display` is etcd's text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum RpcError {
    EmptyKey,
    KeyNotFound,
    ValueProvided,
    LeaseProvided,
    LeaseNotFound,
    InvalidSortOption,
    Compacted,
    FutureRev,
    RequestTooLarge,
    TooManyRequests,
    NoLeader,
    LeaderChanged,
    Stopped,
    ProposalDropped,
    Timeout,
    TimeoutDueToLeaderFail,
    TimeoutDueToConnectionLost,
    MemberExist,
    PeerUrlExist,
    MemberNotEnoughStarted,
    MemberBadUrls,
    MemberNotFound,
    MemberNotLearner,
    LearnerNotReady,
    TooManyLearners,
    ClusterUnhealthy,
    NotLeader,
    BadLeaderTransferee,
    NotSupportedForLearner,
    TimeoutLeaderTransfer,
    /// The time that the client gave is over (gRPC's own, `context.DeadlineExceeded`).
    DeadlineExceeded,
    /// The server does not do this.
    NotCapable,
}

impl RpcError {
    /// The gRPC status code.
    pub fn code(&self) -> Code {
        use RpcError::*;
        match self {
            EmptyKey | KeyNotFound | ValueProvided | LeaseProvided | InvalidSortOption
            | RequestTooLarge | MemberBadUrls => Code::InvalidArgument,
            LeaseNotFound | MemberNotFound => Code::NotFound,
            MemberExist
            | PeerUrlExist
            | MemberNotLearner
            | LearnerNotReady
            | TooManyLearners
            | NotLeader
            | BadLeaderTransferee
            | NotCapable => Code::FailedPrecondition,
            Compacted | FutureRev => Code::OutOfRange,
            // the server sends this one as it would an error of its own
            ProposalDropped | TimeoutLeaderTransfer | MemberNotEnoughStarted => Code::Unknown,
            TooManyRequests => Code::ResourceExhausted,
            DeadlineExceeded => Code::DeadlineExceeded,
            NoLeader
            | LeaderChanged
            | Stopped
            | Timeout
            | TimeoutDueToLeaderFail
            | TimeoutDueToConnectionLost
            | ClusterUnhealthy
            // 3.6 says FailedPrecondition; with this, a client tries the next endpoint
            | NotSupportedForLearner => Code::Unavailable,
        }
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use RpcError::*;
        f.write_str(match self {
            EmptyKey => "etcdserver: key is not provided",
            KeyNotFound => "etcdserver: key not found",
            ValueProvided => "etcdserver: value is provided",
            LeaseProvided => "etcdserver: lease is provided",
            LeaseNotFound => "etcdserver: requested lease not found",
            InvalidSortOption => "etcdserver: invalid sort option",
            Compacted => "etcdserver: mvcc: required revision has been compacted",
            FutureRev => "etcdserver: mvcc: required revision is a future revision",
            RequestTooLarge => "etcdserver: request is too large",
            TooManyRequests => "etcdserver: too many requests",
            NoLeader => "etcdserver: no leader",
            LeaderChanged => "etcdserver: leader changed",
            ProposalDropped => "raft proposal dropped",
            Stopped => "etcdserver: server stopped",
            Timeout => "etcdserver: request timed out",
            TimeoutDueToLeaderFail => {
                "etcdserver: request timed out, possibly due to previous leader failure"
            }
            TimeoutDueToConnectionLost => {
                "etcdserver: request timed out, possibly due to connection lost"
            }
            MemberExist => "etcdserver: member ID already exist",
            PeerUrlExist => "etcdserver: Peer URLs already exists",
            MemberNotEnoughStarted => {
                "etcdserver: re-configuration failed due to not enough started members"
            }
            MemberBadUrls => "etcdserver: given member URLs are invalid",
            MemberNotFound => "etcdserver: member not found",
            MemberNotLearner => "etcdserver: can only promote a learner member",
            LearnerNotReady => {
                "etcdserver: can only promote a learner member which is in sync with leader"
            }
            TooManyLearners => "etcdserver: too many learner members in cluster",
            ClusterUnhealthy => "etcdserver: unhealthy cluster",
            NotLeader => "etcdserver: not leader",
            BadLeaderTransferee => "etcdserver: bad leader transferee",
            TimeoutLeaderTransfer => "etcdserver: request timed out, leader transfer took too long",
            NotSupportedForLearner => "etcdserver: rpc not supported for learner",
            DeadlineExceeded => "context deadline exceeded",
            NotCapable => "etcdserver: not capable",
        })
    }
}

impl std::error::Error for RpcError {}
