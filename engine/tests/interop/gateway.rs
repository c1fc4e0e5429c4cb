//! A client of a real etcd: its gRPC gateway, which speaks JSON over HTTP. Requests and answers are the
//! engine's own types; of an answer's header only the revision is kept.

use crate::base64;
use engine::{
    base::Bytes,
    mvcc::KeyValue,
    server::{
        DeleteRangeRequest, DeleteRangeResponse, PutRequest, PutResponse, RangeRequest,
        RangeResponse, Request, Response, ResponseHeader,
    },
};
use serde_json::{Value, json};
use std::{
    io::{self, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// What a server says: the answer, or gRPC's status code and the text.
pub type Answer = Result<Response, (i64, String)>;

/// One exchange. An error of `io` means that no server was there, or that it does not speak HTTP.
pub fn ask(port: u16, request: &Request) -> io::Result<Answer> {
    let (path, body) = match request {
        Request::Range(range) => ("/v3/kv/range", range_json(range)),
        Request::Put(put) => ("/v3/kv/put", put_json(put)),
        Request::DeleteRange(delete) => ("/v3/kv/deleterange", delete_json(delete)),
        other => panic!("not about keys: {other:?}"),
    };
    let (status, answer) = post(port, path, &body)?;
    if status != 200 {
        let text = answer["message"].as_str().unwrap_or_default();
        return Ok(Err((number(&answer["code"]), text.to_string())));
    }
    Ok(Ok(match request {
        Request::Range(_) => Response::Range(range_response(&answer)),
        Request::Put(_) => Response::Put(PutResponse {
            header: header(&answer),
            prev_kv: answer.get("prev_kv").map(key_value),
        }),
        Request::DeleteRange(_) => Response::DeleteRange(DeleteRangeResponse {
            header: header(&answer),
            deleted: number(&answer["deleted"]),
            prev_kvs: key_values(&answer["prev_kvs"]),
        }),
        other => panic!("not about keys: {other:?}"),
    }))
}

/// Reads keys from a server that must answer.
pub fn range(port: u16, request: RangeRequest) -> RangeResponse {
    let request = Request::Range(request);
    match ask(port, &request) {
        Ok(Ok(Response::Range(range))) => range,
        other => panic!("{request:?}: {other:?}"),
    }
}

/// Every key, at a revision or now (0).
pub fn everything(port: u16, revision: i64) -> RangeResponse {
    range(port, all(revision))
}

/// The request for every key.
pub fn all(revision: i64) -> RangeRequest {
    let (key, range_end) = ([0].into(), [0].into());
    RangeRequest { key, range_end, revision, ..RangeRequest::default() }
}

/// True once a linearizable read is answered: then there is a leader, and this server hears it.
pub fn serves(port: u16) -> bool {
    matches!(ask(port, &Request::Range(all(0))), Ok(Ok(_)))
}

/// Who leads, as this server says.
pub fn leader(port: u16) -> Option<u64> {
    let (_, answer) = post(port, "/v3/maintenance/status", &json!({})).ok()?;
    answer["leader"].as_str()?.parse().ok()
}

/// What the gateway answers to a range; `etcdctl -w json` prints the same with bare numbers.
pub fn range_response(answer: &Value) -> RangeResponse {
    RangeResponse {
        header: header(answer),
        kvs: key_values(&answer["kvs"]),
        more: answer["more"] == true,
        count: number(&answer["count"]),
    }
}

/// HTTP/1.0: the server sends the body in one piece and hangs up.
fn post(port: u16, path: &str, body: &Value) -> io::Result<(u32, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let body = body.to_string();
    let head = format!("POST {path} HTTP/1.0\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes())?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let bad = || io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP answer: {text:?}"));
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(bad)?;
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or_else(bad)?;
    Ok((status, serde_json::from_str(body).map_err(|_| bad())?))
}

fn range_json(range: &RangeRequest) -> Value {
    json!({
        "key": base64::encode(&range.key),
        "range_end": base64::encode(&range.range_end),
        "limit": range.limit,
        "revision": range.revision,
        "sort_order": range.sort_order,
        "sort_target": range.sort_target,
        "serializable": range.serializable,
        "keys_only": range.keys_only,
        "count_only": range.count_only,
        "min_mod_revision": range.min_mod_revision,
        "max_mod_revision": range.max_mod_revision,
        "min_create_revision": range.min_create_revision,
        "max_create_revision": range.max_create_revision,
    })
}

fn put_json(put: &PutRequest) -> Value {
    json!({
        "key": base64::encode(&put.key),
        "value": base64::encode(&put.value),
        "lease": put.lease,
        "prev_kv": put.prev_kv,
        "ignore_value": put.ignore_value,
        "ignore_lease": put.ignore_lease,
    })
}

fn delete_json(delete: &DeleteRangeRequest) -> Value {
    json!({
        "key": base64::encode(&delete.key),
        "range_end": base64::encode(&delete.range_end),
        "prev_kv": delete.prev_kv,
    })
}

fn header(answer: &Value) -> ResponseHeader {
    let revision = number(&answer["header"]["revision"]);
    ResponseHeader { revision, ..ResponseHeader::default() }
}

fn key_values(list: &Value) -> Vec<KeyValue> {
    list.as_array().into_iter().flatten().map(key_value).collect()
}

fn key_value(kv: &Value) -> KeyValue {
    KeyValue {
        key: bytes(&kv["key"]),
        create_revision: number(&kv["create_revision"]),
        mod_revision: number(&kv["mod_revision"]),
        version: number(&kv["version"]),
        value: bytes(&kv["value"]),
        lease: number(&kv["lease"]),
    }
}

/// Absent is zero; 64-bit numbers come as text from the gateway.
fn number(value: &Value) -> i64 {
    match value {
        Value::Null => 0,
        Value::String(text) => text.parse().unwrap_or_else(|_| panic!("no number: {text}")),
        value => value.as_i64().unwrap_or_else(|| panic!("no number: {value}")),
    }
}

fn bytes(value: &Value) -> Bytes {
    let text = value.as_str().unwrap_or_default();
    base64::decode(text).unwrap_or_else(|| panic!("no base64: {value}")).into()
}
