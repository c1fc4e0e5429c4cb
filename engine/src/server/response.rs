//! What a member answers, after `etcdserverpb/rpc.proto`.

use crate::base::{NodeId, Term};
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
}

impl Response {
    /// The header that every answer bears.
    pub fn header(&self) -> &ResponseHeader {
        match self {
            Response::Range(r) => &r.header,
            Response::Put(r) => &r.header,
            Response::DeleteRange(r) => &r.header,
        }
    }

    /// The same, to be filled in.
    pub fn header_mut(&mut self) -> &mut ResponseHeader {
        match self {
            Response::Range(r) => &mut r.header,
            Response::Put(r) => &mut r.header,
            Response::DeleteRange(r) => &mut r.header,
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
