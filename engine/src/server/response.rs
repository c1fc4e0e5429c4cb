//! What a member answers, after `etcdserverpb/rpc.proto`.

use super::member::Member;
use crate::base::{Index, NodeId, Term};
use crate::mvcc::KeyValue;

/// The answer to a [`super::request::Request`] of the same name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Response {
    /// `KV.Range`
    Range(RangeResponse),
    /// `KV.Put`
    Put(PutResponse),
    /// `KV.DeleteRange`
    DeleteRange(DeleteRangeResponse),
    /// `Cluster.MemberAdd`
    MemberAdd(MemberAddResponse),
    /// `Cluster.MemberRemove`
    MemberRemove(MemberRemoveResponse),
    /// `Cluster.MemberUpdate`
    MemberUpdate(MemberUpdateResponse),
    /// `Cluster.MemberPromote`
    MemberPromote(MemberPromoteResponse),
    /// `Cluster.MemberList`
    MemberList(MemberListResponse),
    /// `Maintenance.MoveLeader`
    MoveLeader(MoveLeaderResponse),
    /// `Maintenance.Status`
    Status(StatusResponse),
    /// `Maintenance.HashKV`
    HashKv(HashKvResponse),
    /// `Maintenance.Alarm`
    Alarm(AlarmResponse),
}

impl Response {
    /// The header that every answer bears.
    pub fn header(&self) -> &ResponseHeader {
        match self {
            Response::Range(r) => &r.header,
            Response::Put(r) => &r.header,
            Response::DeleteRange(r) => &r.header,
            Response::MemberAdd(r) => &r.header,
            Response::MemberRemove(r) => &r.header,
            Response::MemberUpdate(r) => &r.header,
            Response::MemberPromote(r) => &r.header,
            Response::MemberList(r) => &r.header,
            Response::MoveLeader(r) => &r.header,
            Response::Status(r) => &r.header,
            Response::HashKv(r) => &r.header,
            Response::Alarm(r) => &r.header,
        }
    }

    /// The same, to be filled in.
    pub fn header_mut(&mut self) -> &mut ResponseHeader {
        match self {
            Response::Range(r) => &mut r.header,
            Response::Put(r) => &mut r.header,
            Response::DeleteRange(r) => &mut r.header,
            Response::MemberAdd(r) => &mut r.header,
            Response::MemberRemove(r) => &mut r.header,
            Response::MemberUpdate(r) => &mut r.header,
            Response::MemberPromote(r) => &mut r.header,
            Response::MemberList(r) => &mut r.header,
            Response::MoveLeader(r) => &mut r.header,
            Response::Status(r) => &mut r.header,
            Response::HashKv(r) => &mut r.header,
            Response::Alarm(r) => &mut r.header,
        }
    }
}

/// Who answered, and where its store stood.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct ResponseHeader {
    pub cluster_id: u64,
    pub member_id: NodeId,
    pub revision: i64,
    pub raft_term: Term,
}

/// The keys found.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct RangeResponse {
    pub header: ResponseHeader,
    pub kvs: Vec<KeyValue>,
    /// More keys than `limit` were there.
    pub more: bool,
    /// Keys in the range, before filters and limit.
    pub count: i64,
}

/// A key was written at `header.revision`.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct PutResponse {
    pub header: ResponseHeader,
    pub prev_kv: Option<KeyValue>,
}

/// So many keys were deleted.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct DeleteRangeResponse {
    pub header: ResponseHeader,
    pub deleted: i64,
    pub prev_kvs: Vec<KeyValue>,
}

/// A member is in the configuration; it has no name until its process has started.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberAddResponse {
    pub header: ResponseHeader,
    /// The new one.
    pub member: Member,
    /// All, the new one included.
    pub members: Vec<Member>,
}

/// A member is gone.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberRemoveResponse {
    pub header: ResponseHeader,
    /// Those that are left.
    pub members: Vec<Member>,
}

/// A member has other addresses.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberUpdateResponse {
    pub header: ResponseHeader,
    pub members: Vec<Member>,
}

/// A learner votes.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberPromoteResponse {
    pub header: ResponseHeader,
    pub members: Vec<Member>,
}

/// All members, ascending by id.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberListResponse {
    pub header: ResponseHeader,
    pub members: Vec<Member>,
}

/// Another member leads.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MoveLeaderResponse {
    pub header: ResponseHeader,
}

/// What a member's keys come to.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct HashKvResponse {
    pub header: ResponseHeader,
    pub hash: u32,
    /// Up to here its store was compacted; −1 if never.
    pub compact_revision: i64,
}

/// How one member is.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct StatusResponse {
    pub header: ResponseHeader,
    /// The version of the server.
    pub version: String,
    /// Bytes of the backend's file, free pages included.
    pub db_size: i64,
    /// Who leads, as far as it knows; 0 if nobody.
    pub leader: NodeId,
    /// The commit index.
    pub raft_index: Index,
    pub raft_term: Term,
    pub raft_applied_index: Index,
    /// What is wrong with it: no leader, alarms.
    pub errors: Vec<String>,
    /// Bytes of the backend's file that hold something.
    pub db_size_in_use: i64,
    pub is_learner: bool,
}

/// The alarms. Nothing here raises one, so the list is always empty.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct AlarmResponse {
    pub header: ResponseHeader,
}
