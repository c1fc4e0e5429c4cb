//! What members say to each other and keep on disk, after `raftpb/raft.proto`.

use crate::base::{Bytes, Index, NodeId, Term};
use std::{fmt, rc::Rc};

/// What an entry's data means.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntryType {
    /// Data of the application; empty for a new leader's first entry.
    #[default]
    Normal = 0,
    /// A [`ConfChange`].
    ConfChange = 1,
    /// A [`ConfChangeV2`].
    ConfChangeV2 = 2,
}

/// One place of the log.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    /// The term of the leader that made it.
    pub term: Term,
    /// Its place, from 1.
    pub index: Index,
    /// What the data means.
    pub entry_type: EntryType,
    /// The payload.
    pub data: Bytes,
}

/// What a member must remember across a crash.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct HardState {
    /// The latest term seen.
    pub term: Term,
    /// Who got this member's vote in `term`, or `NONE`.
    pub vote: NodeId,
    /// The highest index known to be committed.
    pub commit: Index,
}

/// Who votes and who listens. In a joint configuration `voters_outgoing` is not empty.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct ConfState {
    /// The incoming (or only) voters.
    pub voters: Vec<NodeId>,
    /// Members that receive the log and do not vote.
    pub learners: Vec<NodeId>,
    /// The outgoing voters of a joint configuration.
    pub voters_outgoing: Vec<NodeId>,
    /// Outgoing voters that become learners when the joint configuration is left.
    pub learners_next: Vec<NodeId>,
    /// The joint configuration is left by itself.
    pub auto_leave: bool,
}

/// What happens to one member.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ConfChangeType {
    /// It becomes a voter.
    #[default]
    AddNode = 0,
    /// It leaves.
    RemoveNode = 1,
    /// Its addresses change; raft itself does nothing.
    UpdateNode = 2,
    /// It becomes a learner.
    AddLearnerNode = 3,
}

/// The change of one member: the data of an [`EntryType::ConfChange`].
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct ConfChange {
    /// The proposal's id, by which etcd finds who waits for it.
    pub id: u64,
    /// What happens.
    pub change_type: ConfChangeType,
    /// To whom.
    pub node_id: NodeId,
    /// etcd's own description of the member, as JSON.
    pub context: Bytes,
}

/// How a [`ConfChangeV2`] goes about it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ConfChangeTransition {
    /// Directly if it is one change, jointly (and leaving by itself) otherwise.
    #[default]
    Auto = 0,
    /// Jointly, leaving by itself.
    JointImplicit = 1,
    /// Jointly, until it is asked to leave.
    JointExplicit = 2,
}

/// One of the changes of a [`ConfChangeV2`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct ConfChangeSingle {
    /// What happens.
    pub change_type: ConfChangeType,
    /// To whom.
    pub node_id: NodeId,
}

/// Changes of several members at once: the data of an [`EntryType::ConfChangeV2`].
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct ConfChangeV2 {
    /// How.
    pub transition: ConfChangeTransition,
    /// What; nothing at all leaves a joint configuration.
    pub changes: Vec<ConfChangeSingle>,
    /// The application's own.
    pub context: Bytes,
}

/// Where in the log a snapshot stands.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct SnapshotMetadata {
    /// The configuration at `index`.
    pub conf_state: ConfState,
    /// The last entry that it replaces.
    pub index: Index,
    /// That entry's term.
    pub term: Term,
}

/// The application's state at one index.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Snapshot {
    /// The state itself.
    pub data: Bytes,
    /// Its place in the log.
    pub metadata: SnapshotMetadata,
}

impl Snapshot {
    /// True for "no snapshot" (index 0).
    pub fn is_empty(&self) -> bool {
        self.metadata.index == 0
    }
}

/// The kinds of message, named as in etcd without the prefix `Msg`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[rustfmt::skip]
pub enum MessageType {
    #[default]
    Hup = 0, Beat = 1, Prop = 2, App = 3, AppResp = 4, Vote = 5, VoteResp = 6, Snap = 7,
    Heartbeat = 8, HeartbeatResp = 9, Unreachable = 10, SnapStatus = 11, CheckQuorum = 12,
    TransferLeader = 13, TimeoutNow = 14, ReadIndex = 15, ReadIndexResp = 16, PreVote = 17,
    PreVoteResp = 18, StorageAppend = 19, StorageAppendResp = 20, StorageApply = 21,
    StorageApplyResp = 22, ForgetLeader = 23,
}

/// One message between members, or from a member to itself. Which fields count depends on the type.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Message {
    /// What it is.
    pub msg_type: MessageType,
    /// The receiver.
    pub to: NodeId,
    /// The sender.
    pub from: NodeId,
    /// The sender's term; 0 for local messages, and for proposals and read requests that are passed on.
    pub term: Term,
    /// The term of the entry at `index`, where that is asked for or told.
    pub log_term: Term,
    /// `App`: the entry before `entries`; `AppResp`: what was appended or refused; votes: the last entry.
    pub index: Index,
    /// The entries to append, or proposals, or a read's context.
    pub entries: Vec<Entry>,
    /// The sender's commit index, clamped to what the receiver has for `Heartbeat`.
    pub commit: Index,
    /// `Vote` of the sender, where told.
    pub vote: NodeId,
    /// `Snap` only.
    pub snapshot: Option<Rc<Snapshot>>,
    /// A refusal.
    pub reject: bool,
    /// A refusal's hint: where the logs may agree.
    pub reject_hint: Index,
    /// A read's context, or `CampaignTransfer`.
    pub context: Bytes,
}

impl Message {
    /// The context of the read that a `ReadIndex` or `ReadIndexResp` is about.
    pub fn read_context(&self) -> Option<u64> {
        context_of(&self.entries.first()?.data)
    }

    /// Up to which read a `Heartbeat` asks, or a `HeartbeatResp` answers, whether the leader still leads;
    /// `None` if no read waits.
    pub fn read_number(&self) -> Option<u64> {
        Some(u64::from_le_bytes(<[u8; 8]>::try_from(&*self.context).ok()?))
    }
}

/// A read's context: a number that whoever asks chose, big-endian as etcd's server writes it
/// (`uint64ToBigEndianBytes`).
pub fn context_bytes(context: u64) -> Bytes {
    Bytes::from(context.to_be_bytes())
}

/// The number in a read's context.
pub fn context_of(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

/// A read's number at its leader, as heartbeats carry it: little-endian. Raft makes and reads it by itself.
pub fn number_bytes(number: u64) -> Bytes {
    Bytes::from(number.to_le_bytes())
}

impl fmt::Display for EntryType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry{self:?}")
    }
}

impl fmt::Display for MessageType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Msg{self:?}")
    }
}

impl MessageType {
    /// Every kind, in the order of its number.
    pub const ALL: [MessageType; 24] = [
        MessageType::Hup,
        MessageType::Beat,
        MessageType::Prop,
        MessageType::App,
        MessageType::AppResp,
        MessageType::Vote,
        MessageType::VoteResp,
        MessageType::Snap,
        MessageType::Heartbeat,
        MessageType::HeartbeatResp,
        MessageType::Unreachable,
        MessageType::SnapStatus,
        MessageType::CheckQuorum,
        MessageType::TransferLeader,
        MessageType::TimeoutNow,
        MessageType::ReadIndex,
        MessageType::ReadIndexResp,
        MessageType::PreVote,
        MessageType::PreVoteResp,
        MessageType::StorageAppend,
        MessageType::StorageAppendResp,
        MessageType::StorageApply,
        MessageType::StorageApplyResp,
        MessageType::ForgetLeader,
    ];

    /// True for what a member tells itself; it must never come from the network (`IsLocalMsg`).
    pub fn is_local(self) -> bool {
        use MessageType::*;
        matches!(self, Hup | Beat | Unreachable | SnapStatus | CheckQuorum)
            || matches!(self, StorageAppend | StorageAppendResp | StorageApply | StorageApplyResp)
    }

    /// True for an answer, which counts only if its sender is a member (`IsResponseMsg`).
    pub fn is_response(self) -> bool {
        use MessageType::*;
        matches!(self, AppResp | VoteResp | HeartbeatResp | Unreachable | ReadIndexResp)
            || matches!(self, PreVoteResp | StorageAppendResp | StorageApplyResp)
    }

    /// The answer to a vote request of this kind.
    pub fn vote_response(self) -> MessageType {
        if self == MessageType::PreVote { MessageType::PreVoteResp } else { MessageType::VoteResp }
    }
}

impl ConfChange {
    /// The same change in the newer form.
    pub fn as_v2(&self) -> ConfChangeV2 {
        let change = ConfChangeSingle { change_type: self.change_type, node_id: self.node_id };
        ConfChangeV2 {
            transition: ConfChangeTransition::Auto,
            changes: vec![change],
            context: self.context.clone(),
        }
    }
}

impl ConfChangeV2 {
    /// Whether this enters a joint configuration, and then whether that is left by itself.
    pub fn enter_joint(&self) -> Option<bool> {
        if self.transition == ConfChangeTransition::Auto && self.changes.len() <= 1 {
            return None;
        }
        Some(self.transition != ConfChangeTransition::JointExplicit)
    }

    /// Whether this leaves the joint configuration.
    pub fn leave_joint(&self) -> bool {
        self.transition == ConfChangeTransition::Auto && self.changes.is_empty()
    }
}
