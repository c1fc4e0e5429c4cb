//! How a member that joined tells the cluster its name, after `server.go`, `publish` of 3.5: an entry of the
//! log, proposed once it knows that it is in. Until that is applied it serves no client.
//!
//! The entry is a bare `etcdserverpb.Request` from the time of the old store: a PUT of JSON to a path. 3.6
//! proposes `ClusterMemberAttrSetRequest` instead, and still reads this.
//!
//! Etcd's members do so at every start. Those that a cluster begins with have their name from the beginning
//! here, and say nothing: a log without these entries is easier to read.

use super::bootstrap::client_url;
use super::etcd_server::EtcdServer;
use super::input::{Fatal, Output, ReplyTo};
use super::member::name_of;
use super::trace;
use super::{CodecError, InternalRaftRequest, Request};
use crate::base::{
    Bytes, NONE, NodeId, Time,
    json::{Json, quote, quote_all},
    wire::{self, Fields, Value, WireError},
};
use crate::raft::Entry;

/// A member's name and where clients find it.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberAttributes {
    pub member: NodeId,
    pub name: String,
    pub client_urls: Vec<String>,
}

/// A request that came before this member could serve.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Early {
    pub reply_to: ReplyTo,
    pub request: Request,
    pub since: Time,
}

impl MemberAttributes {
    /// The data of the entry. Go's generated code writes every field of this message, zeros too.
    pub fn encode(&self, request_id: u64) -> Bytes {
        let (name, urls) = (quote(&self.name), quote_all(&self.client_urls));
        let value = format!("{{\"name\":{name},\"clientURLs\":{urls}}}");
        let mut out = Vec::new();
        wire::put_uint(&mut out, ID, request_id);
        for (number, text) in [(METHOD, PUT), (PATH, &path_of(self.member)), (VALUE, &value)] {
            wire::put_bytes(&mut out, number, text.as_bytes());
        }
        for (number, empty) in REST {
            match empty {
                Empty::Zero => wire::put_uint(&mut out, number, 0),
                Empty::Text => wire::put_bytes(&mut out, number, b""),
            }
        }
        Bytes::from(out)
    }

    /// What an entry's data says, if it is such a request.
    ///
    /// # Errors
    /// [`WireError`] if it is no protobuf.
    pub fn decode(data: &[u8]) -> Result<Option<MemberAttributes>, WireError> {
        let (mut method, mut path, mut value): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
        for field in Fields::of(data) {
            match field? {
                (METHOD, Value::Bytes(bytes)) => method = bytes,
                (PATH, Value::Bytes(bytes)) => path = bytes,
                (VALUE, Value::Bytes(bytes)) => value = bytes,
                _ => {}
            }
        }
        Ok(member_of(path).filter(|_| method == PUT.as_bytes()).and_then(|member| {
            let json = Json::parse(value).ok()?;
            let list = json.get("clientURLs").and_then(Json::list).unwrap_or_default();
            let client_urls = list.iter().filter_map(Json::text).map(str::to_string).collect();
            let name = json.get("name").and_then(Json::text)?.to_string();
            Some(MemberAttributes { member, name, client_urls })
        }))
    }
}

/// Where the old store kept a member's attributes (`membership.MemberAttributesStorePath`).
fn path_of(member: NodeId) -> String {
    format!("{MEMBERS}{member:x}{ATTRIBUTES}")
}

fn member_of(path: &[u8]) -> Option<NodeId> {
    let path = str::from_utf8(path).ok()?;
    let id = path.strip_prefix(MEMBERS)?.strip_suffix(ATTRIBUTES)?;
    NodeId::from_str_radix(id, 16).ok().filter(|id| path_of(*id) == path)
}

impl EtcdServer {
    /// Whether clients are served: always, but for a member that joins.
    pub fn is_ready(&self) -> bool {
        let published = || self.cluster.member(self.id).is_some_and(|member| member.is_started());
        !self.join || published()
    }

    /// A client came too early: etcd's listener is open, and nobody takes the connection yet.
    pub(super) fn keep_early(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: Request,
        out: &mut Output,
    ) {
        out.trace(|| trace::Publish::NotReadyToServe);
        self.early.push(Early { reply_to: to, request, since: now });
    }

    /// Publishes this member once it knows that it is in and who leads; and forgets who waited too long.
    pub(super) fn tick_publish(&mut self, now: Time, out: &mut Output) {
        self.early.retain(|early| now.since(early.since) < self.request_timeout);
        self.serve_early(now, out);
        let unknown = self.cluster.member(self.id).is_some_and(|member| !member.is_started());
        let waiting = self.published.is_some_and(|at| now.since(at) < self.request_timeout);
        if !unknown || waiting || self.node.raft.lead == NONE {
            return;
        }
        let (member, request_id) = (self.id, self.ids.next_id());
        let name = name_of(member);
        let attributes = MemberAttributes { member, name, client_urls: vec![client_url(member)] };
        if self.node.propose(attributes.encode(request_id)).is_ok() {
            self.published = Some(now);
            out.trace(|| trace::Publish::PublishProposed { request_id, member });
        }
    }

    /// A committed entry that is no client's request: a member's name, or nothing that is known here.
    pub(super) fn apply_attributes(
        &mut self,
        now: Time,
        entry: &Entry,
        error: &CodecError,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        let index = entry.index;
        let Ok(Some(MemberAttributes { member, name, client_urls })) =
            MemberAttributes::decode(&entry.data)
        else {
            return Err(Fatal::BadEntry { index, reason: error.to_string() });
        };
        out.trace(|| trace::Publish::Published { index, member });
        self.cluster.set_attributes(member, name, client_urls);
        self.serve_early(now, out);
        Ok(())
    }

    fn serve_early(&mut self, now: Time, out: &mut Output) {
        if self.early.is_empty() || !self.is_ready() {
            return;
        }
        for early in std::mem::take(&mut self.early) {
            self.request(now, early.reply_to, early.request, out);
        }
    }
}

/// What an entry asks for, or publishes.
///
/// # Errors
/// [`CodecError`] if it is neither.
pub fn request_or_attributes(
    data: &[u8],
) -> Result<Result<InternalRaftRequest, MemberAttributes>, CodecError> {
    match InternalRaftRequest::decode(data) {
        Ok(request) => Ok(Ok(request)),
        Err(error) => match MemberAttributes::decode(data)? {
            Some(attributes) => Ok(Err(attributes)),
            None => Err(error),
        },
    }
}

const MEMBERS: &str = "/0/members/";
const ATTRIBUTES: &str = "/attributes";
const PUT: &str = "PUT";

/// Fields of `etcdserverpb.Request`.
const ID: u32 = 1;
const METHOD: u32 = 2;
const PATH: u32 = 3;
const VALUE: u32 = 4;
/// Those that say nothing here and are written all the same.
const REST: [(u32, Empty); 11] = [
    (5, Empty::Zero),  // Dir
    (6, Empty::Text),  // PrevValue
    (7, Empty::Zero),  // PrevIndex
    (9, Empty::Zero),  // Expiration
    (10, Empty::Zero), // Wait
    (11, Empty::Zero), // Since
    (12, Empty::Zero), // Recursive
    (13, Empty::Zero), // Sorted
    (14, Empty::Zero), // Quorum
    (15, Empty::Zero), // Time
    (16, Empty::Zero), // Stream
];

/// How a field without a value is written.
#[derive(Clone, Copy)]
enum Empty {
    Zero,
    Text,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_and_is_no_request() {
        let client_urls = vec![client_url(6)];
        let attributes = MemberAttributes { member: 6, name: "n6".into(), client_urls };
        let data = attributes.encode(7);
        assert_eq!(request_or_attributes(&data), Ok(Err(attributes)));
        assert!(InternalRaftRequest::decode(&data).is_err());
        assert_eq!(MemberAttributes::decode(b"\xa2\x06\x02\x08\x07"), Ok(None));
        let text = String::from_utf8_lossy(&data).into_owned();
        assert!(text.contains("PUT\x1a\x17/0/members/6/attributes\""), "{text}");
        assert!(text.contains(r#"{"name":"n6","clientURLs":["http"#), "{text}");
    }
}
