//! Carrying out a request on the store, after `etcdserver/apply.go` of 3.5.16, `applierV3backend`.
//!
//! Every member does this with the same entries in the same order, so nothing here may depend on
//! anything but the store and the request. Leases have their room in `put`: there are none yet, so
//! every lease that a put names is unknown.

use super::{
    AlarmResponse,
    error::RpcError,
    request::{DeleteRangeRequest, PutRequest, RangeRequest, Request},
    response::{DeleteRangeResponse, PutResponse, RangeResponse, Response, ResponseHeader},
    sort,
};
use crate::base::Sink;
use crate::mvcc::{self, KeyRange, KeyValue, RangeOptions, ReadTxn, Store, WriteTxn};

/// Carries out one request. The header has the revision; who answered is for the caller to fill in.
pub fn apply(store: &mut Store, request: &Request) -> Result<Response, RpcError> {
    apply_traced(store, request, &mut Sink::off())
}

/// The same, and tells why.
pub fn apply_traced(
    store: &mut Store,
    request: &Request,
    trace: &mut Sink<mvcc::Trace>,
) -> Result<Response, RpcError> {
    match request {
        Request::Range(request) => range(store.read(), request, trace).map(Response::Range),
        Request::Put(request) => {
            if request.lease != 0 {
                return Err(RpcError::LeaseNotFound);
            }
            put(&mut store.write(trace), request).map(Response::Put)
        }
        Request::DeleteRange(request) => {
            delete_range(&mut store.write(trace), request).map(Response::DeleteRange)
        }
        Request::Alarm(_) => {
            Ok(Response::Alarm(AlarmResponse { header: header(store.revision()) }))
        }
        // these are not about the store
        Request::MemberAdd(_)
        | Request::MemberRemove(_)
        | Request::MemberUpdate(_)
        | Request::MemberPromote(_)
        | Request::MemberList(_)
        | Request::MoveLeader(_)
        | Request::Status(_)
        | Request::HashKv(_) => Err(RpcError::NotCapable),
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
    let (read, trace) = txn.read_traced();
    let range = KeyRange::One(&request.key);
    Ok(read.range(range, RangeOptions::default(), trace)?.kvs.pop())
}

/// Deletes keys within a transaction.
pub fn delete_range(
    txn: &mut WriteTxn<'_>,
    request: &DeleteRangeRequest,
) -> Result<DeleteRangeResponse, RpcError> {
    let range = KeyRange::of(&request.key, &request.range_end);
    let mut prev_kvs = Vec::new();
    if request.prev_kv {
        let (read, trace) = txn.read_traced();
        prev_kvs = read.range(range, RangeOptions::default(), trace)?.kvs;
    }
    let (deleted, revision) = txn.delete_range(range);
    Ok(DeleteRangeResponse { header: header(revision), deleted, prev_kvs })
}

/// Reads keys: the store finds them, then they are filtered, sorted and cut, in this order.
pub fn range(
    txn: ReadTxn<'_>,
    request: &RangeRequest,
    trace: &mut Sink<mvcc::Trace>,
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
    sort_kvs(request, &mut found.kvs);
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

fn sort_kvs(request: &RangeRequest, kvs: &mut [KeyValue]) {
    let descend = request.sort_order == SORT_DESCEND;
    let less = |a: &KeyValue, b: &KeyValue| {
        let (a, b) = if descend { (b, a) } else { (a, b) };
        match request.sort_target {
            SORT_VERSION => a.version < b.version,
            SORT_CREATE => a.create_revision < b.create_revision,
            SORT_MOD => a.mod_revision < b.mod_revision,
            SORT_VALUE => a.value < b.value,
            _ => a.key < b.key,
        }
    };
    // The store reads in key order.
    if descend || request.sort_target != SORT_KEY {
        sort::sort(kvs, less);
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bytes;

    fn ask(store: &mut Store, request: Request) -> Response {
        apply(store, &request).unwrap()
    }

    fn put_kv(store: &mut Store, key: &str, value: &str) -> i64 {
        let put = PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() };
        ask(store, Request::Put(put)).header().revision
    }

    fn delete(store: &mut Store, key: &str, range_end: &str) -> DeleteRangeResponse {
        let (key, range_end) = (key.into(), range_end.into());
        let delete = DeleteRangeRequest { key, range_end, prev_kv: true };
        match ask(store, Request::DeleteRange(delete)) {
            Response::DeleteRange(response) => response,
            other => panic!("{other:?}"),
        }
    }

    fn read(store: &mut Store, request: RangeRequest) -> RangeResponse {
        match ask(store, Request::Range(request)) {
            Response::Range(response) => response,
            other => panic!("{other:?}"),
        }
    }

    fn one(store: &mut Store, key: &str) -> Option<KeyValue> {
        read(store, RangeRequest { key: key.into(), ..RangeRequest::default() }).kvs.pop()
    }

    fn all() -> RangeRequest {
        RangeRequest { key: [0].into(), range_end: [0].into(), ..RangeRequest::default() }
    }

    fn keys(response: &RangeResponse) -> Vec<&[u8]> {
        response.kvs.iter().map(|kv| &*kv.key).collect()
    }

    #[test]
    fn the_first_put_is_revision_2() {
        let mut store = Store::new();
        assert_eq!(store.revision(), 1);
        assert_eq!(put_kv(&mut store, "a", "1"), 2);
    }

    #[test]
    fn the_same_value_again_raises_revision_and_version() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        assert_eq!(put_kv(&mut store, "a", "1"), 3);
        let kv = one(&mut store, "a").unwrap();
        assert_eq!((kv.create_revision, kv.mod_revision, kv.version), (2, 3, 2));
    }

    #[test]
    fn a_delete_of_nothing_leaves_the_revision() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        let response = delete(&mut store, "b", "");
        assert_eq!((response.header.revision, response.deleted), (2, 0));
    }

    #[test]
    fn a_failed_put_leaves_the_revision() {
        let mut store = Store::new();
        let leased = PutRequest { key: "a".into(), lease: 7, ..PutRequest::default() };
        let kept = PutRequest { key: "a".into(), ignore_value: true, ..PutRequest::default() };
        let refused = [(leased, RpcError::LeaseNotFound), (kept, RpcError::KeyNotFound)];
        for (request, error) in refused {
            assert_eq!(apply(&mut store, &Request::Put(request)), Err(error));
        }
        assert_eq!(store.revision(), 1);
    }

    #[test]
    fn a_key_put_after_its_tombstone_is_created_anew() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        put_kv(&mut store, "a", "2");
        delete(&mut store, "a", "");
        assert_eq!(one(&mut store, "a"), None);
        put_kv(&mut store, "a", "3");
        let kv = one(&mut store, "a").unwrap();
        assert_eq!((kv.create_revision, kv.mod_revision, kv.version), (5, 5, 1));
        let then = RangeRequest { key: "a".into(), revision: 3, ..RangeRequest::default() };
        assert_eq!(read(&mut store, then).kvs[0].value, Bytes::from("2"));
    }

    #[test]
    fn a_range_is_deleted_in_one_revision() {
        let mut store = Store::new();
        ["a", "b", "c"].iter().for_each(|key| _ = put_kv(&mut store, key, key));
        let response = delete(&mut store, "a", "c");
        assert_eq!((response.header.revision, response.deleted), (5, 2));
        let before: Vec<_> = response.prev_kvs.iter().map(|kv| &*kv.value).collect();
        assert_eq!(before, [b"a", b"b"]);
    }

    #[test]
    fn ignore_value_keeps_the_value_and_prev_kv_tells_it() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        let (key, prev_kv, ignore_value) = ("a".into(), true, true);
        let keep = PutRequest { key, prev_kv, ignore_value, ..PutRequest::default() };
        let Response::Put(response) = ask(&mut store, Request::Put(keep)) else { panic!() };
        assert_eq!(response.prev_kv.map(|kv| kv.version), Some(1));
        let kv = one(&mut store, "a").unwrap();
        assert_eq!((&*kv.value, kv.version), (&b"1"[..], 2));
    }

    #[test]
    fn count_is_before_limit_and_filters_and_more_after_them() {
        let mut store = Store::new();
        ["a", "b", "c", "d"].iter().for_each(|key| _ = put_kv(&mut store, key, key));
        let response = read(&mut store, RangeRequest { limit: 2, max_mod_revision: 4, ..all() });
        assert_eq!((response.count, response.more), (4, true));
        assert_eq!(keys(&response), [b"a", b"b"]);
        let response = read(&mut store, RangeRequest { limit: 2, max_mod_revision: 3, ..all() });
        assert_eq!((response.count, response.more), (4, false));
    }

    #[test]
    fn without_an_order_the_limit_cuts_before_the_sorting() {
        let mut store = Store::new();
        ["d", "c", "b", "a"].iter().for_each(|key| _ = put_kv(&mut store, key, key));
        let by_create = RangeRequest { limit: 2, sort_target: SORT_CREATE, ..all() };
        let response = read(&mut store, by_create.clone());
        assert_eq!((keys(&response), response.more), (vec![&b"c"[..], b"b"], true));
        let ascend = 1;
        let response = read(&mut store, RangeRequest { sort_order: ascend, ..by_create });
        assert_eq!((keys(&response), response.more), (vec![&b"d"[..], b"c"], true));
    }

    #[test]
    fn any_limit_is_understood() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        for limit in [i64::MIN, -1, 0, 1, i64::MAX] {
            let response = read(&mut store, RangeRequest { limit, ..all() });
            assert_eq!((response.kvs.len(), response.more), (1, false), "limit {limit}");
        }
    }

    #[test]
    fn revision_zero_or_less_is_now_and_above_now_is_refused() {
        let mut store = Store::new();
        put_kv(&mut store, "a", "1");
        let at = |revision| Request::Range(RangeRequest { revision, ..all() });
        assert_eq!(apply(&mut store, &at(-5)), apply(&mut store, &at(2)));
        assert_eq!(apply(&mut store, &at(3)), Err(RpcError::FutureRev));
    }
}
