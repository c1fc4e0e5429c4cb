//! What a client may ask of a member, after `etcdserverpb/rpc.proto`. Defaults are protobuf's: zero, empty.

use crate::base::{Bytes, NodeId};

/// One call of etcd's gRPC services.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Request {
    /// `KV.Range`
    Range(RangeRequest),
    /// `KV.Put`
    Put(PutRequest),
    /// `KV.DeleteRange`
    DeleteRange(DeleteRangeRequest),
    /// `Cluster.MemberAdd`
    MemberAdd(MemberAddRequest),
    /// `Cluster.MemberRemove`
    MemberRemove(MemberRemoveRequest),
    /// `Cluster.MemberUpdate`
    MemberUpdate(MemberUpdateRequest),
    /// `Cluster.MemberPromote`
    MemberPromote(MemberPromoteRequest),
    /// `Cluster.MemberList`
    MemberList(MemberListRequest),
    /// `Maintenance.MoveLeader`
    MoveLeader(MoveLeaderRequest),
    /// `Maintenance.Status`
    Status(StatusRequest),
    /// `Maintenance.HashKV`
    HashKv(HashKvRequest),
    /// `Maintenance.Alarm`, action `GET`
    Alarm(AlarmRequest),
}

impl Request {
    /// The name of its message in `rpc.proto`.
    pub fn name(&self) -> &'static str {
        self.kind().name
    }

    /// One word for it.
    pub fn verb(&self) -> &'static str {
        self.kind().verb
    }

    /// True for a request without any effect where it is carried out (etcd `noSideEffect`): only who is asked
    /// does so.
    pub fn has_no_side_effect(&self) -> bool {
        matches!(self, Request::Range(_))
    }

    /// True for a request that changes nothing, so that a client may send it again.
    pub fn is_read(&self) -> bool {
        self.kind().is_read
    }

    fn kind(&self) -> Kind {
        let read = |name, verb| Kind { name, verb, is_read: true };
        let change = |name, verb| Kind { name, verb, is_read: false };
        match self {
            Request::Range(_) => read("RangeRequest", "get"),
            Request::Put(_) => change("PutRequest", "put"),
            Request::DeleteRange(_) => change("DeleteRangeRequest", "del"),
            Request::MemberAdd(_) => change("MemberAddRequest", "add"),
            Request::MemberRemove(_) => change("MemberRemoveRequest", "remove"),
            Request::MemberUpdate(_) => change("MemberUpdateRequest", "update"),
            Request::MemberPromote(_) => change("MemberPromoteRequest", "promote"),
            Request::MemberList(_) => read("MemberListRequest", "members"),
            Request::MoveLeader(_) => change("MoveLeaderRequest", "move-leader"),
            Request::Status(_) => read("StatusRequest", "status"),
            Request::HashKv(_) => read("HashKVRequest", "hashkv"),
            Request::Alarm(_) => read("AlarmRequest", "alarms"),
        }
    }
}

/// What there is to know of each kind of request, in one place.
struct Kind {
    name: &'static str,
    verb: &'static str,
    is_read: bool,
}

/// Keys `[key, range_end)`: an empty `range_end` is the one key, `"\0"` is every key from `key` on.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct RangeRequest {
    pub key: Bytes,
    pub range_end: Bytes,
    /// At most so many keys; 0 is no limit.
    pub limit: i64,
    /// The store as it was at this revision; 0 or less is now.
    pub revision: i64,
    /// `RangeRequest.SortOrder`: 0 none, 1 ascend, 2 descend. Kept as a number because a client may send any.
    pub sort_order: i32,
    /// `RangeRequest.SortTarget`: 0 key, 1 version, 2 create, 3 mod, 4 value.
    pub sort_target: i32,
    /// Answer from local state, without asking a quorum.
    pub serializable: bool,
    pub keys_only: bool,
    pub count_only: bool,
    pub min_mod_revision: i64,
    pub max_mod_revision: i64,
    pub min_create_revision: i64,
    pub max_create_revision: i64,
}

/// Writes one key.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct PutRequest {
    pub key: Bytes,
    pub value: Bytes,
    /// The lease to attach; 0 is none.
    pub lease: i64,
    /// Answer with the key as it was before.
    pub prev_kv: bool,
    /// Keep the present value; an error if there is none.
    pub ignore_value: bool,
    /// Keep the present lease; an error if there is no such key.
    pub ignore_lease: bool,
}

/// Deletes keys `[key, range_end)`, as in [`RangeRequest`].
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct DeleteRangeRequest {
    pub key: Bytes,
    pub range_end: Bytes,
    /// Answer with the keys as they were before.
    pub prev_kv: bool,
}

/// Adds a member to the configuration. Its process is started afterwards.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberAddRequest {
    pub peer_urls: Vec<String>,
    /// It gets the log, and neither votes nor counts.
    pub is_learner: bool,
}

/// Removes a member from the configuration, for good: its id never comes back.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberRemoveRequest {
    pub id: NodeId,
}

/// Gives a member other addresses.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberUpdateRequest {
    pub id: NodeId,
    pub peer_urls: Vec<String>,
}

/// Makes a learner a voter.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberPromoteRequest {
    pub id: NodeId,
}

/// Asks for all members.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberListRequest {
    /// False: answer from local state, without asking a quorum.
    pub linearizable: bool,
}

/// Asks the leader to hand its office to another member.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MoveLeaderRequest {
    pub target_id: NodeId,
}

/// Asks a member how it is.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct StatusRequest {}

/// One number for all that a member holds.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct HashKvRequest {
    /// Up to this revision; 0 or less is all.
    pub revision: i64,
}
/// Asks for all alarms. Like all that concerns alarms it goes through the log, so that whoever is answered
/// knows of a quorum.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct AlarmRequest {}
