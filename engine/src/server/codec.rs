//! The bytes of a proposal, after `etcdserverpb/raft_internal.proto`: what stands in the raft log,
//! and what a real etcd finds there when it opens an exported WAL.
//!
//! Left out until their requests exist: the other fields of `InternalRaftRequest`. What else an entry may
//! hold: [`EntryData`](super::EntryData).

use super::request::{AlarmRequest, DeleteRangeRequest, PutRequest, RangeRequest, Request};
use crate::base::{
    Bytes,
    wire::{self, Fields, Value, WireError},
};
use crate::raft::message::{Entry, EntryType};
use std::fmt;

/// One proposal (`InternalRaftRequest`): who waits for it, and what is asked.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct InternalRaftRequest {
    /// `header.ID`: the waiter on the member that proposed it.
    pub id: u64,
    pub request: Request,
}

/// An entry's data that is no proposal of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CodecError {
    /// Not protobuf, or cut off.
    Wire(WireError),
    /// No header: a real etcd panics on applying it.
    NoHeader,
    /// A header, but no request that this engine knows; the field that is there instead.
    Unknown { field: Option<u32> },
    /// A change of the configuration that cannot be read.
    ConfChange(WireError),
}

impl From<WireError> for CodecError {
    fn from(error: WireError) -> CodecError {
        CodecError::Wire(error)
    }
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodecError::Wire(error) => write!(f, "not a raft request: {error}"),
            CodecError::ConfChange(error) => error.fmt(f),
            CodecError::NoHeader => write!(f, "raft request without a header"),
            CodecError::Unknown { field: None } => write!(f, "raft request that asks for nothing"),
            CodecError::Unknown { field: Some(field) } => match name_of(*field) {
                Some(name) => write!(f, "raft request of a kind not known here: {name}"),
                None => write!(f, "raft request of an unknown kind: field {field}"),
            },
        }
    }
}

impl std::error::Error for CodecError {}

impl InternalRaftRequest {
    /// The bytes for the raft log; see [`encode`].
    pub fn encode(&self) -> Option<Bytes> {
        encode(self.id, &self.request)
    }

    /// The proposal in an entry's data. Fields that are not known are passed over, as protobuf
    /// does.
    pub fn decode(data: &[u8]) -> Result<InternalRaftRequest, CodecError> {
        let (mut id, mut request, mut unknown) = (None, None, None);
        for field in Fields::of(data) {
            let (number, value) = field?;
            match number {
                HEADER => id = Some(decode_header(bytes("Header", value)?)?),
                RANGE => request = Some(Request::Range(decode_range(bytes("Range", value)?)?)),
                PUT => request = Some(Request::Put(decode_put(bytes("Put", value)?)?)),
                DELETE_RANGE => {
                    request =
                        Some(Request::DeleteRange(decode_delete(bytes("DeleteRange", value)?)?));
                }
                ALARM => match decode_alarm(bytes("Alarm", value)?)? {
                    Some(alarms) => request = Some(alarms),
                    None => unknown = unknown.or(Some(ALARM)),
                },
                OLD_ID => {}
                _ => unknown = unknown.or(Some(number)),
            }
        }
        match (id, request) {
            (Some(id), Some(request)) => Ok(InternalRaftRequest { id, request }),
            (None, _) => Err(CodecError::NoHeader),
            (_, None) => Err(CodecError::Unknown { field: unknown }),
        }
    }
}

/// The id of the write that an entry asks for; nothing if it asks for none, or only to read.
pub fn written_id(entry: &Entry) -> Option<u64> {
    if entry.entry_type != EntryType::Normal {
        return None;
    }
    let (mut id, mut writes) = (None, false);
    for field in Fields::of(&entry.data) {
        match field.ok()? {
            (HEADER, Value::Bytes(header)) => id = decode_header(header).ok(),
            (PUT | DELETE_RANGE, _) => writes = true,
            _ => {}
        }
    }
    id.filter(|_| writes)
}

/// The bytes for the raft log: the request, then the header, in the order of field numbers. None for
/// a request that never travels through the log as a request.
pub fn encode(id: u64, request: &Request) -> Option<Bytes> {
    let (field, body) = match request {
        Request::Range(range) => (RANGE, encode_range(range)),
        Request::Put(put) => (PUT, encode_put(put)),
        Request::DeleteRange(delete) => (DELETE_RANGE, encode_delete(delete)),
        Request::MemberAdd(_)
        | Request::MemberRemove(_)
        | Request::MemberUpdate(_)
        | Request::MemberPromote(_)
        | Request::MemberList(_)
        | Request::MoveLeader(_)
        | Request::Status(_)
        | Request::HashKv(_) => return None,
        // action GET, of any member, any alarm: all zero
        Request::Alarm(_) => (ALARM, Vec::new()),
    };
    let mut header = Vec::with_capacity(NUMBER_BYTES);
    wire::put_uint_nonzero(&mut header, 1, id);
    let mut out = Vec::with_capacity(body.len() + header.len() + 2 * NUMBER_BYTES);
    wire::put_bytes(&mut out, field, &body);
    wire::put_bytes(&mut out, HEADER, &header);
    Some(Bytes::from(out))
}

/// Nothing for one that raises or ends an alarm, which is not known here.
fn decode_alarm(data: &[u8]) -> Result<Option<Request>, WireError> {
    let mut asks = true;
    for field in Fields::of(data) {
        let (number, value) = field?;
        if number == 1 {
            asks = uint("Action", value)? == 0;
        }
    }
    Ok(asks.then_some(Request::Alarm(AlarmRequest {})))
}

fn encode_range(range: &RangeRequest) -> Vec<u8> {
    let mut out = Vec::with_capacity(range.key.len() + range.range_end.len() + 4 * NUMBER_BYTES);
    wire::put_bytes_nonempty(&mut out, 1, &range.key);
    wire::put_bytes_nonempty(&mut out, 2, &range.range_end);
    let numbers = [
        (3, range.limit),
        (4, range.revision),
        (5, i64::from(range.sort_order)),
        (6, i64::from(range.sort_target)),
        (7, i64::from(range.serializable)),
        (8, i64::from(range.keys_only)),
        (9, i64::from(range.count_only)),
        (10, range.min_mod_revision),
        (11, range.max_mod_revision),
        (12, range.min_create_revision),
        (13, range.max_create_revision),
    ];
    for (number, n) in numbers {
        wire::put_uint_nonzero(&mut out, number, n as u64);
    }
    out
}

fn encode_put(put: &PutRequest) -> Vec<u8> {
    let mut out = Vec::with_capacity(put.key.len() + put.value.len() + 4 * NUMBER_BYTES);
    wire::put_bytes_nonempty(&mut out, 1, &put.key);
    wire::put_bytes_nonempty(&mut out, 2, &put.value);
    wire::put_uint_nonzero(&mut out, 3, put.lease as u64);
    wire::put_uint_nonzero(&mut out, 4, u64::from(put.prev_kv));
    wire::put_uint_nonzero(&mut out, 5, u64::from(put.ignore_value));
    wire::put_uint_nonzero(&mut out, 6, u64::from(put.ignore_lease));
    out
}

fn encode_delete(delete: &DeleteRangeRequest) -> Vec<u8> {
    let mut out = Vec::with_capacity(delete.key.len() + delete.range_end.len() + NUMBER_BYTES);
    wire::put_bytes_nonempty(&mut out, 1, &delete.key);
    wire::put_bytes_nonempty(&mut out, 2, &delete.range_end);
    wire::put_uint_nonzero(&mut out, 3, u64::from(delete.prev_kv));
    out
}

fn decode_header(data: &[u8]) -> Result<u64, WireError> {
    let mut id = 0;
    for field in Fields::of(data) {
        let (number, value) = field?;
        if number == 1 {
            id = uint("ID", value)?;
        }
    }
    Ok(id)
}

fn decode_range(data: &[u8]) -> Result<RangeRequest, WireError> {
    let mut range = RangeRequest::default();
    for field in Fields::of(data) {
        let (number, value) = field?;
        match number {
            1 => range.key = bytes("Key", value)?.into(),
            2 => range.range_end = bytes("RangeEnd", value)?.into(),
            3 => range.limit = uint("Limit", value)? as i64,
            4 => range.revision = uint("Revision", value)? as i64,
            5 => range.sort_order = uint("SortOrder", value)? as i32,
            6 => range.sort_target = uint("SortTarget", value)? as i32,
            7 => range.serializable = uint("Serializable", value)? != 0,
            8 => range.keys_only = uint("KeysOnly", value)? != 0,
            9 => range.count_only = uint("CountOnly", value)? != 0,
            10 => range.min_mod_revision = uint("MinModRevision", value)? as i64,
            11 => range.max_mod_revision = uint("MaxModRevision", value)? as i64,
            12 => range.min_create_revision = uint("MinCreateRevision", value)? as i64,
            13 => range.max_create_revision = uint("MaxCreateRevision", value)? as i64,
            _ => {}
        }
    }
    Ok(range)
}

fn decode_put(data: &[u8]) -> Result<PutRequest, WireError> {
    let mut put = PutRequest::default();
    for field in Fields::of(data) {
        let (number, value) = field?;
        match number {
            1 => put.key = bytes("Key", value)?.into(),
            2 => put.value = bytes("Value", value)?.into(),
            3 => put.lease = uint("Lease", value)? as i64,
            4 => put.prev_kv = uint("PrevKv", value)? != 0,
            5 => put.ignore_value = uint("IgnoreValue", value)? != 0,
            6 => put.ignore_lease = uint("IgnoreLease", value)? != 0,
            _ => {}
        }
    }
    Ok(put)
}

fn decode_delete(data: &[u8]) -> Result<DeleteRangeRequest, WireError> {
    let mut delete = DeleteRangeRequest::default();
    for field in Fields::of(data) {
        let (number, value) = field?;
        match number {
            1 => delete.key = bytes("Key", value)?.into(),
            2 => delete.range_end = bytes("RangeEnd", value)?.into(),
            3 => delete.prev_kv = uint("PrevKv", value)? != 0,
            _ => {}
        }
    }
    Ok(delete)
}

fn bytes<'a>(field: &'static str, value: Value<'a>) -> Result<&'a [u8], WireError> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        other => Err(WireError::WrongWireType { wire_type: other.wire_type(), field }),
    }
}

fn uint(field: &'static str, value: Value<'_>) -> Result<u64, WireError> {
    match value {
        Value::Varint(n) => Ok(n),
        other => Err(WireError::WrongWireType { wire_type: other.wire_type(), field }),
    }
}

/// The requests that etcd has and this engine does not, for the error.
fn name_of(field: u32) -> Option<&'static str> {
    Some(match field {
        2 => "v2 request",
        6 => "txn",
        7 => "compaction",
        8 => "lease grant",
        9 => "lease revoke",
        ALARM => "alarm",
        11 => "lease checkpoint",
        1000..=1204 => "authentication",
        1300 => "cluster version",
        1301 => "member attributes",
        1302 => "downgrade",
        _ => return None,
    })
}

/// Where etcd 2 kept the id; the header's counts.
const OLD_ID: u32 = 1;
const RANGE: u32 = 3;
const PUT: u32 = 4;
const DELETE_RANGE: u32 = 5;
const ALARM: u32 = 10;
const HEADER: u32 = 100;
/// Room for a tag and a number.
const NUMBER_BYTES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn some_bytes() -> impl Strategy<Value = Bytes> {
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Bytes::from)
    }

    fn some_put() -> impl Strategy<Value = Request> {
        let flags = any::<[bool; 3]>();
        (some_bytes(), some_bytes(), any::<i64>(), flags).prop_map(|(key, value, lease, flags)| {
            let [prev_kv, ignore_value, ignore_lease] = flags;
            Request::Put(PutRequest { key, value, lease, prev_kv, ignore_value, ignore_lease })
        })
    }

    fn some_range() -> impl Strategy<Value = Request> {
        let numbers = any::<([i64; 6], [i32; 2], [bool; 3])>();
        (some_bytes(), some_bytes(), numbers).prop_map(|(key, range_end, (n, sort, flags))| {
            Request::Range(RangeRequest {
                key,
                range_end,
                limit: n[0],
                revision: n[1],
                sort_order: sort[0],
                sort_target: sort[1],
                serializable: flags[0],
                keys_only: flags[1],
                count_only: flags[2],
                min_mod_revision: n[2],
                max_mod_revision: n[3],
                min_create_revision: n[4],
                max_create_revision: n[5],
            })
        })
    }

    fn some_delete() -> impl Strategy<Value = Request> {
        (some_bytes(), some_bytes(), any::<bool>()).prop_map(|(key, range_end, prev_kv)| {
            Request::DeleteRange(DeleteRangeRequest { key, range_end, prev_kv })
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(
            id in any::<u64>(),
            request in prop_oneof![some_put(), some_range(), some_delete()],
        ) {
            let proposal = InternalRaftRequest { id, request };
            let data = proposal.encode().unwrap();
            prop_assert_eq!(InternalRaftRequest::decode(&data), Ok(proposal));
            for cut in 0..data.len() {
                prop_assert!(InternalRaftRequest::decode(&data[..cut]).is_err(), "cut at {}", cut);
            }
        }

        #[test]
        fn noise_is_an_error_or_a_request_but_never_a_panic(
            data in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let _ = InternalRaftRequest::decode(&data).map_err(|error| error.to_string());
        }
    }

    #[test]
    fn it_has_the_bytes_of_a_real_etcd() {
        let id = 0x8a7b_a1fa_47b3_2508;
        let put = PutRequest {
            key: "key0".into(),
            value: "v0".into(),
            lease: 4660,
            ..PutRequest::default()
        };
        let delete = DeleteRangeRequest { key: "key5".into(), ..DeleteRangeRequest::default() };
        let header = b"\xa2\x06\x0b\x08\x88\xca\xcc\xbd\xa4\xbf\xe8\xbd\x8a\x01";
        let recorded = [
            (Request::Put(put), &b"\"\r\n\x04key0\x12\x02v0\x18\xb4$"[..]),
            (Request::DeleteRange(delete), b"*\x06\n\x04key5"),
        ];
        for (request, body) in recorded {
            assert_eq!(*encode(id, &request).unwrap(), [body, header].concat());
        }
    }

    #[test]
    fn what_is_not_known_is_named() {
        let error = |data: &[u8]| InternalRaftRequest::decode(data).unwrap_err().to_string();
        let header = b"\xa2\x06\x02\x08\x07";
        let with = |field: &[u8]| [field, header].concat();
        assert_eq!(error(&with(b"\x32\x00")), "raft request of a kind not known here: txn");
        assert_eq!(error(&with(b"\x9a\x06\x00")), "raft request of an unknown kind: field 99");
        assert_eq!(error(header), "raft request that asks for nothing");
        assert_eq!(error(b"\x22\x00"), "raft request without a header");
        assert_eq!(
            error(&with(b"\x20\x05")),
            "not a raft request: proto: wrong wireType = 0 for field Put"
        );
        assert_eq!(error(b"\x22\x05ab"), "not a raft request: unexpected EOF");
    }
}
