//! The entries by which members tell the cluster who they are and what it can do: a bare
//! `etcdserverpb.Request` from the time of the old store, a PUT of a text to a path (`v2_server.go`,
//! `apply_v2.go`). 3.6 proposes `ClusterMemberAttrSetRequest` and `ClusterVersionSetRequest` instead, and still
//! reads these.

use super::member::attributes_json;
use super::version::ClusterVersion;
use crate::base::{
    Bytes, NodeId,
    json::Json,
    wire::{self, Fields, Value, WireError},
};

/// One such entry.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct V2Request {
    /// The waiter on the member that proposed it.
    pub id: u64,
    pub put: V2Put,
}

/// What is put.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum V2Put {
    /// A member's name, and where clients find it.
    Attributes(MemberAttributes),
    /// What the cluster can do.
    Version(ClusterVersion),
}

/// A member's name and where clients find it.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct MemberAttributes {
    pub member: NodeId,
    pub name: String,
    pub client_urls: Vec<String>,
}

impl V2Request {
    /// The data of the entry. Go's generated code writes every field of this message, zeros too.
    pub fn encode(&self) -> Bytes {
        let (path, value) = match &self.put {
            V2Put::Attributes(own) => (own.path(), own.value()),
            V2Put::Version(version) => (V2Put::VERSION.to_string(), version.semver()),
        };
        let mut out = Vec::new();
        wire::put_uint(&mut out, ID, self.id);
        for (number, text) in [(METHOD, PUT), (PATH, &path), (VALUE, &value)] {
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
    pub fn decode(data: &[u8]) -> Result<Option<V2Request>, WireError> {
        let mut id = 0;
        let (mut method, mut path, mut value): (&[u8], &[u8], &[u8]) = (&[], &[], &[]);
        for field in Fields::of(data) {
            match field? {
                (ID, Value::Varint(number)) => id = number,
                (METHOD, Value::Bytes(bytes)) => method = bytes,
                (PATH, Value::Bytes(bytes)) => path = bytes,
                (VALUE, Value::Bytes(bytes)) => value = bytes,
                _ => {}
            }
        }
        let is_put = method == PUT.as_bytes();
        Ok(V2Put::of(path, value).filter(|_| is_put).map(|put| V2Request { id, put }))
    }
}

impl MemberAttributes {
    /// Where the old store kept a member's attributes (`membership.MemberAttributesStorePath`).
    pub fn path(&self) -> String {
        path_of(self.member)
    }

    /// What stands there, as JSON.
    pub fn value(&self) -> String {
        attributes_json(&self.name, &self.client_urls)
    }
}

impl V2Put {
    /// Where the old store kept the version (`membership.StoreClusterVersionKey`).
    pub const VERSION: &str = "/0/version";

    fn of(path: &[u8], value: &[u8]) -> Option<V2Put> {
        if path == V2Put::VERSION.as_bytes() {
            let version = ClusterVersion::from_semver(str::from_utf8(value).ok()?)?;
            return Some(V2Put::Version(version));
        }
        let member = member_of(path)?;
        let json = Json::parse(value).ok()?;
        let list = json.get("clientURLs").and_then(Json::list).unwrap_or_default();
        let client_urls = list.iter().filter_map(Json::text).map(str::to_string).collect();
        let name = json.get("name").and_then(Json::text)?.to_string();
        Some(V2Put::Attributes(MemberAttributes { member, name, client_urls }))
    }
}

fn path_of(member: NodeId) -> String {
    format!("{MEMBERS}{member:x}{ATTRIBUTES}")
}

fn member_of(path: &[u8]) -> Option<NodeId> {
    let path = str::from_utf8(path).ok()?;
    let id = path.strip_prefix(MEMBERS)?.strip_suffix(ATTRIBUTES)?;
    NodeId::from_str_radix(id, 16).ok().filter(|id| path_of(*id) == path)
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
    use crate::server::{EntryData, InternalRaftRequest, client_url};

    #[test]
    fn a_name_comes_back_and_is_no_request() {
        let client_urls = vec![client_url(crate::base::MachineId(6))];
        let attributes = MemberAttributes { member: 6, name: "n6".into(), client_urls };
        let request = V2Request { id: 7, put: V2Put::Attributes(attributes) };
        let data = request.encode();
        let entry = Entry { data: data.clone(), ..Entry::default() };
        assert_eq!(EntryData::of(&entry), Ok(EntryData::V2(request)));
        assert!(InternalRaftRequest::decode(&data).is_err());
        assert_eq!(V2Request::decode(b"\xa2\x06\x02\x08\x07"), Ok(None));
        let text = String::from_utf8_lossy(&data).into_owned();
        assert!(text.contains("PUT\x1a\x17/0/members/6/attributes\""), "{text}");
        assert!(text.contains(r#"{"name":"n6","clientURLs":["http"#), "{text}");
    }

    #[test]
    fn a_version_is_written_as_a_real_leader_wrote_it() {
        let request = V2Request { id: 0x7fff, put: V2Put::Version(ClusterVersion::LOCAL) };
        let data = request.encode();
        // index 7 of a fresh cluster of three, but for the id
        let real = b"\x08\xff\xff\x01\x12\x03PUT\x1a\n/0/version\"\x053.5.0(\x002\x008\x00H\x00P\x00X\x00`\x00\
                     h\x00p\x00x\x00\x80\x01\x00";
        assert_eq!(&*data, real);
        assert_eq!(V2Request::decode(&data), Ok(Some(request)));
    }
}
