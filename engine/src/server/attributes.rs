//! How a member that joined tells the cluster its name, after `server.go`, `publish` of 3.5: an entry of the
//! log, proposed once it knows that it is in. Until that is applied it serves no client.
//!
//! The entry is a bare `etcdserverpb.Request` from the time of the old store: a PUT of JSON to a path. 3.6
//! proposes `ClusterMemberAttrSetRequest` instead, and still reads this.
//!
//! Etcd's members do so at every start. Those that a cluster begins with have their name from the beginning
//! here, and say nothing: a log without these entries is easier to read.

use super::Request;
use super::address::client_url;
use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::taken;
use super::input::{Fatal, ReplyTo};
use super::member::{attributes_json, name_of};
use super::pending::Waiter;
use super::trace;
use crate::base::{
    Bytes, Index, NONE, NodeId,
    json::Json,
    wire::{self, Fields, Value, WireError},
};

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
    pub waiter: Waiter,
    pub request: Request,
}

impl MemberAttributes {
    /// The data of the entry. Go's generated code writes every field of this message, zeros too.
    pub fn encode(&self, request_id: u64) -> Bytes {
        let value = attributes_json(&self.name, &self.client_urls);
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
        let published =
            || self.applied.cluster.member(self.id).is_some_and(|member| member.is_started());
        !self.join || published()
    }

    /// A client came too early: etcd's listener is open, and nobody takes the connection yet.
    pub(super) fn keep_early(&mut self, cx: &mut Cx<'_>, to: ReplyTo, request: Request) {
        cx.trace(|| trace::Publish::NotReadyToServe);
        let waiter = self.wait(cx, to, None);
        self.pending.early.push(Early { waiter, request });
    }

    /// Publishes this member once it knows that it is in and who leads.
    pub(super) fn tick_publish(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        self.serve_early(cx)?;
        let own = self.applied.cluster.member(self.id);
        let unknown = own.is_some_and(|member| !member.is_started());
        let waiting = self.published.is_some_and(|at| cx.now.since(at) < self.request_timeout);
        if !unknown || waiting || self.node.raft.lead == NONE {
            return Ok(());
        }
        let (member, request_id) = (self.id, self.ids.next_id());
        let name = name_of(member);
        let attributes = MemberAttributes { member, name, client_urls: vec![client_url(member)] };
        if taken(self.node.propose(attributes.encode(request_id)))? {
            self.published = Some(cx.now);
            cx.trace(|| trace::Publish::PublishProposed { request_id, member });
        }
        Ok(())
    }

    /// A member's name is known from the entry at `index` on.
    pub(super) fn apply_attributes(
        &mut self,
        cx: &mut Cx<'_>,
        index: Index,
        attributes: MemberAttributes,
    ) -> Result<(), Fatal> {
        let MemberAttributes { member, name, client_urls } = attributes;
        cx.trace(|| trace::Publish::Published { index, member });
        self.applied.cluster.set_attributes(member, name, client_urls);
        self.serve_early(cx)
    }

    fn serve_early(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        if self.pending.early.is_empty() || !self.is_ready() {
            return Ok(());
        }
        for early in std::mem::take(&mut self.pending.early) {
            let to = early.waiter.end(cx);
            self.request(cx, to, early.request)?;
        }
        Ok(())
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
    use crate::raft::Entry;
    use crate::server::{EntryData, InternalRaftRequest};

    #[test]
    fn a_name_comes_back_and_is_no_request() {
        let client_urls = vec![client_url(6)];
        let attributes = MemberAttributes { member: 6, name: "n6".into(), client_urls };
        let data = attributes.encode(7);
        let entry = Entry { data: data.clone(), ..Entry::default() };
        assert_eq!(EntryData::of(&entry), Ok(EntryData::Attributes(attributes)));
        assert!(InternalRaftRequest::decode(&data).is_err());
        assert_eq!(MemberAttributes::decode(b"\xa2\x06\x02\x08\x07"), Ok(None));
        let text = String::from_utf8_lossy(&data).into_owned();
        assert!(text.contains("PUT\x1a\x17/0/members/6/attributes\""), "{text}");
        assert!(text.contains(r#"{"name":"n6","clientURLs":["http"#), "{text}");
    }
}
