//! The kinds of messages that look different: one classification, for the stage and for the lanes. What
//! each looks like is theirs to say.

use engine::{raft::message::MessageType, sim::Kind};

/// What a message is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Class {
    Append,
    AppendAnswer,
    Heartbeat,
    HeartbeatAnswer,
    Vote,
    VoteAnswer,
    PreVote,
    PreVoteAnswer,
    ReadIndex,
    ReadIndexAnswer,
    Proposal,
    Snapshot,
    /// What is seldom sent, and what never leaves its member.
    Other,
    Request,
    Reply,
    /// Nobody listens there, or the asker is no member any more.
    Refusal,
}

impl Class {
    pub fn of(kind: Kind) -> Class {
        use MessageType as M;
        match kind {
            Kind::Request | Kind::Connect | Kind::Cancel => Class::Request,
            Kind::Reply | Kind::Push | Kind::Connected => Class::Reply,
            Kind::Refused | Kind::Gone | Kind::ConnectionRefused | Kind::Closed => Class::Refusal,
            Kind::Raft(M::App) => Class::Append,
            Kind::Raft(M::AppResp) => Class::AppendAnswer,
            Kind::Raft(M::Heartbeat) => Class::Heartbeat,
            Kind::Raft(M::HeartbeatResp) => Class::HeartbeatAnswer,
            Kind::Raft(M::Vote) => Class::Vote,
            Kind::Raft(M::VoteResp) => Class::VoteAnswer,
            Kind::Raft(M::PreVote) => Class::PreVote,
            Kind::Raft(M::PreVoteResp) => Class::PreVoteAnswer,
            Kind::Raft(M::ReadIndex) => Class::ReadIndex,
            Kind::Raft(M::ReadIndexResp) => Class::ReadIndexAnswer,
            Kind::Raft(M::Prop) => Class::Proposal,
            Kind::Raft(M::Snap) => Class::Snapshot,
            Kind::Raft(
                M::Hup
                | M::Beat
                | M::Unreachable
                | M::SnapStatus
                | M::CheckQuorum
                | M::TransferLeader
                | M::TimeoutNow
                | M::StorageAppend
                | M::StorageAppendResp
                | M::StorageApply
                | M::StorageApplyResp
                | M::ForgetLeader,
            ) => Class::Other,
        }
    }
}
