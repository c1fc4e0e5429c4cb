//! How a member that joined tells the cluster its name, after `server.go`, `publishV3`, and
//! `membershippb.ClusterMemberAttrSetRequest`: an entry of the log, proposed once it knows that it is in.
//! Until that is applied it serves no client.
//!
//! Etcd's members do so at every start. Those that a cluster begins with have their name from the beginning
//! here, and say nothing: a log without these entries is easier to read.

use super::bootstrap::client_url;
use super::etcd_server::EtcdServer;
use super::input::{Fatal, Output, ReplyTo};
use super::member::name_of;
use super::trace::Trace;
use super::{CodecError, InternalRaftRequest, Request};
use crate::base::{
    Bytes, NONE, NodeId, Time,
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
    /// The data of the entry: an `InternalRaftRequest`.
    pub fn encode(&self, request_id: u64) -> Bytes {
        let mut attributes = Vec::new();
        wire::put_bytes_nonempty(&mut attributes, 1, self.name.as_bytes());
        for url in &self.client_urls {
            wire::put_bytes(&mut attributes, 2, url.as_bytes());
        }
        let mut request = Vec::new();
        wire::put_uint_nonzero(&mut request, 1, self.member);
        wire::put_bytes(&mut request, 2, &attributes);
        let mut header = Vec::new();
        wire::put_uint_nonzero(&mut header, 1, request_id);
        let mut out = Vec::new();
        wire::put_bytes(&mut out, HEADER, &header);
        wire::put_bytes(&mut out, MEMBER_ATTR_SET, &request);
        Bytes::from(out)
    }

    /// What an entry's data says, if it is such a request.
    ///
    /// # Errors
    /// [`WireError`] if it is no protobuf.
    pub fn decode(data: &[u8]) -> Result<Option<MemberAttributes>, WireError> {
        let Some(request) = message(data, MEMBER_ATTR_SET)? else { return Ok(None) };
        let mut found = MemberAttributes::default();
        for field in Fields::of(request) {
            if let (1, Value::Varint(id)) = field? {
                found.member = id;
            }
        }
        for field in Fields::of(message(request, 2)?.unwrap_or_default()) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            match field? {
                (1, Value::Bytes(name)) => found.name = text(name),
                (2, Value::Bytes(url)) => found.client_urls.push(text(url)),
                _ => {}
            }
        }
        Ok(Some(found))
    }
}

/// The last field of this number.
fn message(data: &[u8], wanted: u32) -> Result<Option<&[u8]>, WireError> {
    let mut found = None;
    for field in Fields::of(data) {
        if let (number, Value::Bytes(bytes)) = field?
            && number == wanted
        {
            found = Some(bytes);
        }
    }
    Ok(found)
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
        out.trace(|| Trace::NotReadyToServe);
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
            out.trace(|| Trace::PublishProposed { request_id, member });
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
        out.trace(|| Trace::Published { index, member });
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

/// Fields of `InternalRaftRequest`.
const HEADER: u32 = 100;
const MEMBER_ATTR_SET: u32 = 1301;

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
    }
}
