//! The members as etcd 2's store, in JSON: what a `.snap` file has carried since etcd 2
//! (`api/v2store/store.go`, `Save`; `api/membership/storev2.go`). A real etcd up to 3.5 takes its members
//! from here. It is a tree of paths; only `/0/members`, `/0/removed_members` and the root of keys, `/1`,
//! have anything in them. Left out: statistics, and the name-space of etcd 2's own keys.

use crate::base::NodeId;
use std::fmt::Write;

/// A member as the store has it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct V2Member {
    pub id: NodeId,
    pub peer_urls: Vec<String>,
    pub is_learner: bool,
    /// Name and client URLs come from the member itself, later than the rest.
    pub name: String,
    pub client_urls: Vec<String>,
}

impl V2Member {
    /// The JSON of the member as a whole: what etcd 3's own bucket `members` has, and a `ConfChange`.
    pub fn json(&self) -> String {
        let mut fields = vec![format!("\"id\":{}", self.id)];
        fields.push(format!("\"peerURLs\":{}", list(&self.peer_urls)));
        if self.is_learner {
            fields.push("\"isLearner\":true".into());
        }
        fields.extend(own_fields(self));
        format!("{{{}}}", fields.join(","))
    }
}

/// The JSON of the whole store. `index`: how many changes it has seen.
pub fn save(members: &[V2Member], removed: &[NodeId], index: u64) -> String {
    let dir = |path: &str, children: &[(String, String)]| node(path, None, children, index);
    let members = members.iter().map(|member| {
        let path = format!("/0/members/{:x}", member.id);
        let attribute = |name: &str, json: String| {
            let path = format!("{path}/{name}");
            (name.to_string(), node(&path, Some(&json), &[], index))
        };
        let attributes = attribute("attributes", attributes(member));
        let raft_attributes = attribute("raftAttributes", raft_attributes(member));
        (format!("{:x}", member.id), dir(&path, &[attributes, raft_attributes]))
    });
    let removed = removed.iter().map(|id| {
        let path = format!("/0/removed_members/{id:x}");
        (format!("{id:x}"), node(&path, Some("removedMember"), &[], index))
    });
    let members: Vec<_> = members.collect();
    let removed: Vec<_> = removed.collect();
    let cluster = [
        ("members".to_string(), dir("/0/members", &members)),
        ("removed_members".to_string(), dir("/0/removed_members", &removed)),
    ];
    let keys = ("1".to_string(), dir("/1", &[]));
    let root = dir("/", &[("0".to_string(), dir("/0", &cluster)), keys]);
    format!("{{\"Root\":{root},\"CurrentIndex\":{index},\"CurrentVersion\":2}}")
}

/// One node of the tree: with a value, or with children.
fn node(path: &str, value: Option<&str>, children: &[(String, String)], index: u64) -> String {
    let mut out = format!(
        "{{\"Path\":{},\"CreatedIndex\":{index},\"ModifiedIndex\":{index},\
         \"ExpireTime\":\"0001-01-01T00:00:00Z\",\"Value\":{},\"Children\":",
        quote(path),
        quote(value.unwrap_or_default()),
    );
    match value {
        Some(_) => out.push_str("null"),
        None => {
            let children: Vec<String> =
                children.iter().map(|(name, json)| format!("{}:{json}", quote(name))).collect();
            let _ = write!(out, "{{{}}}", children.join(","));
        }
    }
    out.push('}');
    out
}

fn attributes(member: &V2Member) -> String {
    format!("{{{}}}", own_fields(member).join(","))
}

fn own_fields(member: &V2Member) -> Vec<String> {
    let mut fields = Vec::new();
    if !member.name.is_empty() {
        fields.push(format!("\"name\":{}", quote(&member.name)));
    }
    if !member.client_urls.is_empty() {
        fields.push(format!("\"clientURLs\":{}", list(&member.client_urls)));
    }
    fields
}

fn raft_attributes(member: &V2Member) -> String {
    let learner = if member.is_learner { ",\"isLearner\":true" } else { "" };
    format!("{{\"peerURLs\":{}{learner}}}", list(&member.peer_urls))
}

fn list(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    format!("[{}]", quoted.join(","))
}

/// A JSON string.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::{V2Member, save};
    use serde_json::Value;

    #[test]
    fn the_members_stand_where_etcd_looks_for_them() {
        let member = V2Member {
            id: 26,
            peer_urls: vec!["http://10.0.0.1:2380".into()],
            name: "a \"b\"\n".into(),
            is_learner: true,
            client_urls: Vec::new(),
        };
        let text = save(&[member], &[9], 7);
        let json: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(json["CurrentIndex"], 7);
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
