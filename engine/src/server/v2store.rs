//! The members as etcd 2's store, in JSON: what a `.snap` file has carried since etcd 2
//! (`api/v2store/store.go`, `Save`; `api/membership/storev2.go`). A real etcd up to 3.5 takes its members
//! from here. It is a tree of paths; only `/0/members`, `/0/removed_members`, `/0/version` and the root of
//! keys, `/1`, have anything in them. Left out: statistics, and the name-space of etcd 2's own keys.

use super::member::Member;
use super::version::ClusterVersion;
use crate::base::{
    Json, NodeId,
    json::{Object, quote},
};

/// The JSON of the whole store. `index`: how many changes it has seen.
pub(super) fn save<'a>(
    members: impl Iterator<Item = &'a Member>,
    removed: &[NodeId],
    version: Option<ClusterVersion>,
    index: u64,
) -> String {
    let dir = |path: &str, children: &[(String, String)]| node(path, None, children, index);
    let members = members.map(|member| {
        let path = format!("/0/members/{:x}", member.id);
        let attribute = |name: &str, json: String| {
            let path = format!("{path}/{name}");
            (name.to_string(), node(&path, Some(&json), &[], index))
        };
        let attributes = attribute("attributes", member.attributes_json());
        let raft_attributes = attribute("raftAttributes", member.raft_attributes_json());
        (format!("{:x}", member.id), dir(&path, &[attributes, raft_attributes]))
    });
    let removed = removed.iter().map(|id| {
        let path = format!("/0/removed_members/{id:x}");
        (format!("{id:x}"), node(&path, Some(""), &[], index))
    });
    let members: Vec<_> = members.collect();
    let removed: Vec<_> = removed.collect();
    let mut cluster = vec![
        ("members".to_string(), dir("/0/members", &members)),
        ("removed_members".to_string(), dir("/0/removed_members", &removed)),
    ];
    if let Some(version) = version {
        let leaf = node("/0/version", Some(&version.semver()), &[], index);
        cluster.push(("version".to_string(), leaf));
    }
    let keys = ("1".to_string(), dir("/1", &[]));
    let root = dir("/", &[("0".to_string(), dir("/0", &cluster)), keys]);
    let mut store = Object::default();
    store.raw("Root", &root);
    store.raw("CurrentIndex", &index.to_string());
    store.raw("CurrentVersion", "2");
    store.finish()
}

/// What such a text says.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Loaded {
    pub members: Vec<Member>,
    /// The ids of those that left.
    pub removed: Vec<NodeId>,
    pub version: Option<ClusterVersion>,
}

/// Reads such a text; `None` if it is none.
pub(super) fn load(text: &[u8]) -> Option<Loaded> {
    let json = Json::parse(text).ok()?;
    let child = |node: &Json, name: &str| node.get("Children")?.get(name).cloned();
    let ids = |node: Option<Json>| -> Vec<(NodeId, Json)> {
        let Some(Json::Object(children)) = node.and_then(|node| node.get("Children").cloned())
        else {
            return Vec::new();
        };
        let id = |name: &str| NodeId::from_str_radix(name, 16).ok();
        children.into_iter().filter_map(|(name, node)| Some((id(&name)?, node))).collect()
    };
    let cluster = child(json.get("Root")?, "0")?;
    let members = ids(child(&cluster, "members")).into_iter().map(|(id, node)| {
        let leaf = |name: &str| -> Option<Json> {
            Json::parse(child(&node, name)?.get("Value")?.text()?.as_bytes()).ok()
        };
        let (raft, own) = (leaf("raftAttributes"), leaf("attributes"));
        let urls = |json: &Option<Json>, name: &str| -> Vec<String> {
            let list = json.as_ref().and_then(|json| json.get(name)?.list()).unwrap_or_default();
            list.iter().filter_map(|url| url.text().map(str::to_string)).collect()
        };
        let name = own.as_ref().and_then(|own| own.get("name")?.text()).unwrap_or_default();
        Member {
            id,
            peer_urls: urls(&raft, "peerURLs"),
            is_learner: raft.as_ref().and_then(|raft| raft.get("isLearner"))
                == Some(&Json::Bool(true)),
            name: name.to_string(),
            client_urls: urls(&own, "clientURLs"),
        }
    });
    let removed = ids(child(&cluster, "removed_members")).into_iter().map(|(id, _)| id);
    let version = child(&cluster, "version");
    let version = version.and_then(|node| ClusterVersion::from_semver(node.get("Value")?.text()?));
    Some(Loaded { members: members.collect(), removed: removed.collect(), version })
}

/// One node of the tree: with a value, or with children.
fn node(path: &str, value: Option<&str>, children: &[(String, String)], index: u64) -> String {
    let mut object = Object::default();
    object.raw("Path", &quote(path));
    object.raw("CreatedIndex", &index.to_string());
    object.raw("ModifiedIndex", &index.to_string());
    object.raw("ExpireTime", "\"0001-01-01T00:00:00Z\"");
    object.raw("Value", &quote(value.unwrap_or_default()));
    let mut under = Object::default();
    children.iter().for_each(|(name, json)| under.raw(name, json));
    object.raw("Children", &value.map_or_else(|| under.finish(), |_| "null".into()));
    object.finish()
}

#[cfg(test)]
mod tests {
    use super::{ClusterVersion, Loaded, Member, load, save};
    use serde_json::Value;

    #[test]
    fn the_members_stand_where_etcd_looks_for_them() {
        let member = Member {
            id: 26,
            peer_urls: vec!["http://10.0.0.1:2380".into()],
            name: "a \"b\"\n".into(),
            is_learner: true,
            client_urls: Vec::new(),
        };
        let version = Some(ClusterVersion::LOCAL);
        let text = save([&member].into_iter(), &[9], version, 7);
        let loaded = Loaded { members: vec![member], removed: vec![9], version };
        assert_eq!(load(text.as_bytes()), Some(loaded));
        assert_eq!(load(b"{}"), None);
        let json: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(json["CurrentIndex"], 7);
        assert_eq!(json["Root"]["Children"]["0"]["Children"]["version"]["Value"], "3.5.0");
        let cluster = &json["Root"]["Children"]["0"]["Children"];
        let of_member = &cluster["members"]["Children"]["1a"];
        assert_eq!(of_member["Path"], "/0/members/1a");
        let inner = |name: &str| -> Value {
            let value = of_member["Children"][name]["Value"].as_str().expect("a leaf");
            serde_json::from_str(value).expect("JSON within JSON")
        };
        assert_eq!(inner("attributes")["name"], "a \"b\"\n");
        assert_eq!(inner("raftAttributes")["peerURLs"][0], "http://10.0.0.1:2380");
        assert_eq!(inner("raftAttributes")["isLearner"], true);
        assert!(cluster["removed_members"]["Children"]["9"].is_object());
        assert!(json["Root"]["Children"]["1"]["Children"].is_object());
    }
}
