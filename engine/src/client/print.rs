//! What etcdctl writes when the answer is there, after `etcdctl/ctlv3/command/printer*.go` of 3.5.

use super::call::{Call, Format};
use super::exit::{EXIT_BAD_ARGS, EXIT_BAD_FEATURE};
use super::{print_cluster, proto};
use crate::base::json::Object;
use crate::base::quote::{go, hex, lossy};
use crate::mvcc::KeyValue;
use crate::server::{RangeResponse, Request, Response, ResponseHeader};

/// etcdctl refuses to show an answer that it has got. `message` follows `Error: `.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShowError {
    pub message: String,
    /// etcdctl's exit code.
    pub code: u8,
}

impl Call {
    /// The answer as etcdctl writes it to standard output.
    ///
    /// Some combinations of flags are refused only here, after the request was carried out: as in
    /// etcdctl.
    pub fn print(&self, response: &Response) -> Result<String, ShowError> {
        let refuse = |code, message: &str| Err(ShowError { message: message.into(), code });
        let format = self.show.format;
        if let Request::Range(get) = &self.request {
            if get.count_only && format != Format::Fields {
                return refuse(EXIT_BAD_ARGS, "--count-only is only for `--write-out=fields`");
            }
            if self.show.value_only && format != Format::Simple {
                return refuse(EXIT_BAD_ARGS, "print-value-only is only for `--write-out=simple`");
            }
        }
        let unsupported = || unsupported(format);
        match (format, response) {
            (Format::Simple, _) => Ok(self.simple(response)),
            (Format::Json, Response::MemberList(list)) if self.show.hex => {
                Ok(print_cluster::member_list_hex(list))
            }
            // the answer has no header in etcd
            (Format::Json, Response::MoveLeader(_)) => Ok("{}\n".into()),
            (Format::Json, _) => Ok(json(response)),
            (Format::Fields, _) => fields(response).ok_or_else(unsupported),
            (Format::Protobuf, _) => {
                proto::message(response).map(|m| lossy(&m)).ok_or_else(unsupported)
            }
            (Format::Table, _) => print_cluster::member_table(response).ok_or_else(unsupported),
        }
    }

    fn simple(&self, response: &Response) -> String {
        let show = &self.show;
        let write = |bytes: &[u8]| if show.hex { hex(bytes) } else { lossy(bytes) };
        let pair = |kv: &KeyValue| {
            let value = write(&kv.value);
            if show.value_only { value + "\n" } else { format!("{}\n{value}\n", write(&kv.key)) }
        };
        let pairs = |kvs: &[KeyValue]| kvs.iter().map(pair).collect::<String>();
        match response {
            Response::Range(get) => pairs(&get.kvs),
            Response::Put(put) => "OK\n".to_string() + &pairs(put.prev_kv.as_slice()),
            Response::DeleteRange(del) => format!("{}\n", del.deleted) + &pairs(&del.prev_kvs),
            other => print_cluster::simple(self, other),
        }
    }
}

/// A format that etcdctl does not have for an answer.
pub(super) fn unsupported(format: Format) -> ShowError {
    let message = format!("{} not supported as output format", format.name());
    ShowError { message, code: EXIT_BAD_FEATURE }
}

/// Go's `encoding/json` of the protobuf structs: bytes as base64, fields that are zero left out.
fn json(response: &Response) -> String {
    let mut object = Object::default();
    object.raw("header", &header_json(response.header()));
    match response {
        Response::Range(get) => {
            object.list("kvs", &kvs_json(&get.kvs));
            object.flag("more", get.more);
            object.number("count", get.count);
        }
        Response::Put(put) => {
            if let Some(kv) = &put.prev_kv {
                object.raw("prev_kv", &kv_json(kv));
            }
        }
        Response::DeleteRange(del) => {
            object.number("deleted", del.deleted);
            object.list("prev_kvs", &kvs_json(&del.prev_kvs));
        }
        other => print_cluster::json(other, &mut object),
    }
    object.finish() + "\n"
}

pub(super) fn header_json(header: &ResponseHeader) -> String {
    let mut object = Object::default();
    object.number("cluster_id", header.cluster_id);
    object.number("member_id", header.member_id);
    object.number("revision", header.revision);
    object.number("raft_term", header.raft_term);
    object.finish()
}

fn kvs_json(kvs: &[KeyValue]) -> Vec<String> {
    kvs.iter().map(kv_json).collect()
}

fn kv_json(kv: &KeyValue) -> String {
    let mut object = Object::default();
    object.bytes("key", &kv.key);
    object.number("create_revision", kv.create_revision);
    object.number("mod_revision", kv.mod_revision);
    object.number("version", kv.version);
    object.bytes("value", &kv.value);
    object.number("lease", kv.lease);
    object.finish()
}

fn fields(response: &Response) -> Option<String> {
    let mut out = header_fields(response.header());
    match response {
        Response::Range(RangeResponse { kvs, more, count, .. }) => {
            out.extend(kvs.iter().map(|kv| kv_fields("", kv)));
            out += &format!("\"More\" : {more}\n\"Count\" : {count}\n");
        }
        Response::Put(put) => out.extend(put.prev_kv.iter().map(|kv| kv_fields("Prev", kv))),
        Response::DeleteRange(del) => {
            out += &format!("\"Deleted\" : {}\n", del.deleted);
            out.extend(del.prev_kvs.iter().map(|kv| kv_fields("Prev", kv)));
        }
        other => out += &print_cluster::fields(other)?,
    }
    Some(out)
}

pub(super) fn header_fields(header: &ResponseHeader) -> String {
    format!(
        "\"ClusterID\" : {}\n\"MemberID\" : {}\n\"Revision\" : {}\n\"RaftTerm\" : {}\n",
        header.cluster_id, header.member_id, header.revision, header.raft_term
    )
}

fn kv_fields(prefix: &str, kv: &KeyValue) -> String {
    format!(
        "\"{prefix}Key\" : {}\n\"{prefix}CreateRevision\" : {}\n\"{prefix}ModRevision\" : {}\n\
         \"{prefix}Version\" : {}\n\"{prefix}Value\" : {}\n\"{prefix}Lease\" : {}\n",
        go(&kv.key),
        kv.create_revision,
        kv.mod_revision,
        kv.version,
        go(&kv.value),
        kv.lease
    )
}
