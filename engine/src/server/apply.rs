//! Carrying out a request on the store, after `etcdserver/apply.go` of 3.5.16, `applierV3backend`.
//!
//! Every member does this with the same entries in the same order, so nothing here may depend on
//! anything but the store and the request. Leases have their room in `put`: there are none yet, so
//! every lease that a put names is unknown.

use super::{
    error::RpcError,
    request::{DeleteRangeRequest, PutRequest, RangeRequest, Request},
    response::{DeleteRangeResponse, PutResponse, RangeResponse, Response, ResponseHeader},
};
use crate::mvcc::{self, KeyRange, KeyValue, RangeOptions, ReadTxn, Sink, Store, WriteTxn};

/// Carries out one request. The header has the revision; who answered is for the caller to fill in.
pub fn apply(store: &mut Store, request: &Request) -> Result<Response, RpcError> {
    apply_traced(store, request, Sink::off())
}

/// The same, and tells why.
pub fn apply_traced(
    store: &mut Store,
    request: &Request,
    mut trace: Sink<'_>,
) -> Result<Response, RpcError> {
    match request {
        Request::Range(request) => range(store.read(), request, &mut trace).map(Response::Range),
        Request::Put(request) => {
            if request.lease != 0 {
                return Err(RpcError::LeaseNotFound);
            }
            put(&mut store.write(trace), request).map(Response::Put)
        }
        Request::DeleteRange(request) => {
            delete_range(&mut store.write(trace), request).map(Response::DeleteRange)
        }
    }
}

/// Writes one key within a transaction.
pub fn put(txn: &mut WriteTxn<'_>, request: &PutRequest) -> Result<PutResponse, RpcError> {
    let mut before = None;
    if request.prev_kv || request.ignore_value || request.ignore_lease {
        before = one_key(txn, request)?;
    }
    if (request.ignore_value || request.ignore_lease) && before.is_none() {
        return Err(RpcError::KeyNotFound);
    }
    let kept = before.as_ref();
    let value = kept.filter(|_| request.ignore_value).map_or(&request.value, |kv| &kv.value);
    let lease = kept.filter(|_| request.ignore_lease).map_or(request.lease, |kv| kv.lease);
    let revision = txn.put(&request.key, value, lease);
    let prev_kv = before.filter(|_| request.prev_kv);
    Ok(PutResponse { header: header(revision), prev_kv })
}

fn one_key(txn: &mut WriteTxn<'_>, request: &PutRequest) -> Result<Option<KeyValue>, RpcError> {
    let (read, mut trace) = txn.read_traced();
    let range = KeyRange::One(&request.key);
    Ok(read.range(range, RangeOptions::default(), &mut trace)?.kvs.pop())
}

/// Deletes keys within a transaction.
pub fn delete_range(
    txn: &mut WriteTxn<'_>,
    request: &DeleteRangeRequest,
) -> Result<DeleteRangeResponse, RpcError> {
    let range = KeyRange::of(&request.key, &request.range_end);
    let mut prev_kvs = Vec::new();
    if request.prev_kv {
        let (read, mut trace) = txn.read_traced();
        prev_kvs = read.range(range, RangeOptions::default(), &mut trace)?.kvs;
    }
    let (deleted, revision) = txn.delete_range(range);
    Ok(DeleteRangeResponse { header: header(revision), deleted, prev_kvs })
}

/// Reads keys: the store finds them, then they are filtered, sorted and cut, in this order.
pub fn range(
    txn: ReadTxn<'_>,
    request: &RangeRequest,
    trace: &mut Sink<'_>,
) -> Result<RangeResponse, RpcError> {
    let filtered = request.min_mod_revision != 0
        || request.max_mod_revision != 0
        || request.min_create_revision != 0
        || request.max_create_revision != 0;
    // What is filtered or sorted afterwards must be read whole. One key above the limit shows that
    // there are more. Without an order, a target other than the key sorts only what the limit left.
    let limit = if request.sort_order != SORT_NONE || filtered || request.limit <= 0 {
        0
    } else {
        request.limit.saturating_add(1)
    };
    let options = RangeOptions { limit, revision: request.revision, count: request.count_only };
    let keys = KeyRange::of(&request.key, &request.range_end);
    let mut found = txn.range(keys, options, trace)?;
    if filtered {
        found.kvs.retain(|kv| passes(request, kv));
    }
    sort(request, &mut found.kvs);
    let more = request.limit > 0 && found.kvs.len() as u64 > request.limit as u64;
    if more {
        found.kvs.truncate(request.limit as usize);
    }
    if request.keys_only {
        found.kvs.iter_mut().for_each(|kv| kv.value = Default::default());
    }
    let header = header(found.revision);
    Ok(RangeResponse { header, kvs: found.kvs, more, count: found.count })
}

/// A bound of zero is no bound; a negative one is.
fn passes(request: &RangeRequest, kv: &KeyValue) -> bool {
    let inside = |n: i64, min: i64, max: i64| (min == 0 || n >= min) && (max == 0 || n <= max);
    inside(kv.mod_revision, request.min_mod_revision, request.max_mod_revision)
        && inside(kv.create_revision, request.min_create_revision, request.max_create_revision)
}

fn sort(request: &RangeRequest, kvs: &mut [KeyValue]) {
    let descend = request.sort_order == SORT_DESCEND;
    if request.sort_target == SORT_KEY && !descend {
        return;
    }
    kvs.sort_by(|a, b| {
        let order = match request.sort_target {
            SORT_VERSION => a.version.cmp(&b.version),
            SORT_CREATE => a.create_revision.cmp(&b.create_revision),
            SORT_MOD => a.mod_revision.cmp(&b.mod_revision),
            SORT_VALUE => a.value.cmp(&b.value),
            _ => a.key.cmp(&b.key),
        };
        if descend { order.reverse() } else { order }
    });
}

fn header(revision: i64) -> ResponseHeader {
    ResponseHeader { revision, ..ResponseHeader::default() }
}

impl From<mvcc::Error> for RpcError {
    fn from(error: mvcc::Error) -> RpcError {
        match error {
            mvcc::Error::Compacted => RpcError::Compacted,
            mvcc::Error::FutureRev => RpcError::FutureRev,
        }
    }
}

const SORT_NONE: i32 = 0;
const SORT_DESCEND: i32 = 2;
const SORT_KEY: i32 = 0;
const SORT_VERSION: i32 = 1;
const SORT_CREATE: i32 = 2;
const SORT_MOD: i32 = 3;
const SORT_VALUE: i32 = 4;
