//! Requests and responses as the transcripts write them down: fields with their default value are
//! absent, enumerations by name, bytes as text where they are printable, else as `{"hex": …}` or
//! `{"repeat": …, "count": …}`. Of the header only the revision is kept.

use engine::{
    base::Bytes,
    mvcc::KeyValue,
    server::{
        Code, DeleteRangeRequest, PutRequest, RangeRequest, Request, Response, ResponseHeader,
        RpcError,
    },
};
use serde_json::{Map, Value, json};

/// The request of a call, or what cannot be understood in it.
pub fn request(api: &str, fields: &Value) -> Result<Request, String> {
    let fields = fields.as_object().ok_or("the request is no object")?;
    match api {
        "KV.Range" => range(fields).map(Request::Range),
        "KV.Put" => put(fields).map(Request::Put),
        "KV.DeleteRange" => delete_range(fields).map(Request::DeleteRange),
        _ => Err(format!("no such call: {api}")),
    }
}

fn range(fields: &Map<String, Value>) -> Result<RangeRequest, String> {
    let mut range = RangeRequest::default();
    for (name, value) in fields {
        match name.as_str() {
            "key" => range.key = bytes(value)?,
            "range_end" => range.range_end = bytes(value)?,
            "limit" => range.limit = number(value)?,
            "revision" => range.revision = number(value)?,
            "sort_order" => range.sort_order = name_of(value, SORT_ORDERS)?,
            "sort_target" => range.sort_target = name_of(value, SORT_TARGETS)?,
            "serializable" => range.serializable = flag(value)?,
            "keys_only" => range.keys_only = flag(value)?,
            "count_only" => range.count_only = flag(value)?,
            "min_mod_revision" => range.min_mod_revision = number(value)?,
            "max_mod_revision" => range.max_mod_revision = number(value)?,
            "min_create_revision" => range.min_create_revision = number(value)?,
            "max_create_revision" => range.max_create_revision = number(value)?,
            _ => return Err(format!("no such field: {name}")),
        }
    }
    Ok(range)
}

fn put(fields: &Map<String, Value>) -> Result<PutRequest, String> {
    let mut put = PutRequest::default();
    for (name, value) in fields {
        match name.as_str() {
            "key" => put.key = bytes(value)?,
            "value" => put.value = bytes(value)?,
            "lease" => put.lease = number(value)?,
            "prev_kv" => put.prev_kv = flag(value)?,
            "ignore_value" => put.ignore_value = flag(value)?,
            "ignore_lease" => put.ignore_lease = flag(value)?,
            _ => return Err(format!("no such field: {name}")),
        }
    }
    Ok(put)
}

fn delete_range(fields: &Map<String, Value>) -> Result<DeleteRangeRequest, String> {
    let mut delete = DeleteRangeRequest::default();
    for (name, value) in fields {
        match name.as_str() {
            "key" => delete.key = bytes(value)?,
            "range_end" => delete.range_end = bytes(value)?,
            "prev_kv" => delete.prev_kv = flag(value)?,
            _ => return Err(format!("no such field: {name}")),
        }
    }
    Ok(delete)
}

fn number(value: &Value) -> Result<i64, String> {
    value.as_i64().ok_or_else(|| format!("no 64-bit integer: {value}"))
}

fn flag(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("neither true nor false: {value}"))
}

/// An enumeration's value: its name, or a bare number, which a client may send too.
fn name_of(value: &Value, names: &[&str]) -> Result<i32, String> {
    let position = names.iter().position(|name| value == name).map(|at| at as i64);
    let n = position.or(value.as_i64()).and_then(|n| i32::try_from(n).ok());
    n.ok_or_else(|| format!("none of {names:?}: {value}"))
}

fn bytes(value: &Value) -> Result<Bytes, String> {
    if let Some(text) = value.as_str() {
        return Ok(text.into());
    }
    long_bytes(value).ok_or_else(|| format!("no bytes: {value}"))
}

/// `{"hex": …}` or `{"repeat": …, "count": …}`.
fn long_bytes(value: &Value) -> Option<Bytes> {
    if let Some(hex) = value.get("hex") {
        let hex = hex.as_str()?;
        let byte = |at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..hex.len()).step_by(2).map(byte).collect();
        return bytes.map(Bytes::from);
    }
    let count = usize::try_from(value.get("count")?.as_u64()?).ok()?;
    let unit = bytes(value.get("repeat")?).ok()?;
    Some(unit.repeat(count).into())
}

/// A recorded value with all bytes written in one way, so that two of them can be compared.
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(_) if long_bytes(value).is_some() => {
            long_bytes(value).map_or(Value::Null, |bytes| bytes_json(&bytes))
        }
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn bytes_json(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.iter().all(|byte| (0x20..=0x7e).contains(byte)) => json!(text),
        _ => json!({ "hex": bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>() }),
    }
}

/// A response as it would have been recorded.
pub fn response_json(response: &Response) -> Value {
    match response {
        Response::Range(range) => object([
            ("header", header_json(&range.header)),
            ("kvs", range.kvs.iter().map(kv_json).collect()),
            ("more", json!(range.more)),
            ("count", json!(range.count)),
        ]),
        Response::Put(put) => object([
            ("header", header_json(&put.header)),
            ("prev_kv", put.prev_kv.as_ref().map_or(Value::Null, kv_json)),
        ]),
        Response::DeleteRange(delete) => object([
            ("header", header_json(&delete.header)),
            ("deleted", json!(delete.deleted)),
            ("prev_kvs", delete.prev_kvs.iter().map(kv_json).collect()),
        ]),
        other => panic!("not about keys: {other:?}"),
    }
}

/// An error as it would have been recorded.
pub fn error_json(error: &RpcError) -> Value {
    let code = match error.code() {
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unavailable => "UNAVAILABLE",
    };
    json!({ "code": code, "num": error.code() as i32, "msg": error.to_string() })
}

fn header_json(header: &ResponseHeader) -> Value {
    json!({ "revision": header.revision })
}

fn kv_json(kv: &KeyValue) -> Value {
    object([
        ("key", bytes_json(&kv.key)),
        ("create_revision", json!(kv.create_revision)),
        ("mod_revision", json!(kv.mod_revision)),
        ("version", json!(kv.version)),
        ("value", bytes_json(&kv.value)),
        ("lease", json!(kv.lease)),
    ])
}

/// An object without the fields that have their default value.
pub fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    let is_default = |value: &Value| match value {
        Value::Null | Value::Bool(false) => true,
        Value::Number(n) => n.as_i64() == Some(0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(true) | Value::Object(_) => false,
    };
    let kept = fields.into_iter().filter(|(_, value)| !is_default(value));
    kept.map(|(name, value)| (name.to_string(), value)).collect()
}

const SORT_ORDERS: &[&str] = &["NONE", "ASCEND", "DESCEND"];
const SORT_TARGETS: &[&str] = &["KEY", "VERSION", "CREATE", "MOD", "VALUE"];
