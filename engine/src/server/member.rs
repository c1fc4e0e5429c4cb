//! A member as the cluster and its clients know it, after `etcdserver/api/membership/member.go` and
//! `etcdserverpb.Member`; and the JSON that etcd keeps with the change that adds it.

use super::address::{client_url, peer_url};
use crate::base::{
    Json, JsonError, MachineId, NodeId,
    json::{Object, quote_all},
};

/// One member of the cluster.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Member {
    pub id: NodeId,
    /// Empty until its process has started and published it.
    pub name: String,
    /// Where the other members find it.
    pub peer_urls: Vec<String>,
    /// Where clients find it; none until its process has started.
    pub client_urls: Vec<String>,
    /// It gets the log, and neither votes nor counts.
    pub is_learner: bool,
}

impl Member {
    /// A member that a cluster begins with: it counts as started.
    pub fn initial(id: NodeId) -> Member {
        Member {
            name: name_of(id),
            client_urls: vec![client_url(MachineId(id))],
            ..Member::added(id, false)
        }
    }

    /// A member that was added and has not said its name yet.
    pub fn added(id: NodeId, is_learner: bool) -> Member {
        Member { id, peer_urls: vec![peer_url(MachineId(id))], is_learner, ..Member::default() }
    }

    /// Its process has started at least once (etcd `IsStarted`).
    pub fn is_started(&self) -> bool {
        !self.name.is_empty()
    }

    /// The whole member (`membership.Member`), as the bucket `members` has it.
    pub fn to_json(&self) -> String {
        let mut object = Object::default();
        object.raw("id", &self.id.to_string());
        self.raft_fields(&mut object);
        own_fields(&mut object, &self.name, &self.client_urls);
        object.finish()
    }

    /// What stands in the change that adds it: where clients find it comes later, from the member itself.
    pub fn change_json(&self) -> String {
        Member { client_urls: Vec::new(), ..self.clone() }.to_json()
    }

    /// What a change of the configuration says of it (`membership.RaftAttributes`).
    pub(super) fn raft_attributes_json(&self) -> String {
        let mut object = Object::default();
        self.raft_fields(&mut object);
        object.finish()
    }

    /// What it says of itself (`membership.Attributes`).
    pub(super) fn attributes_json(&self) -> String {
        attributes_json(&self.name, &self.client_urls)
    }

    fn raft_fields(&self, object: &mut Object) {
        object.raw("peerURLs", &quote_all(&self.peer_urls));
        object.flag("isLearner", self.is_learner);
    }

    /// What stands in a change that adds a member or makes a learner a voter (etcd
    /// `ConfigChangeContext`), and which of the two it is.
    ///
    /// # Errors
    /// [`JsonError`] if it is no JSON; fields that are missing have their default.
    pub fn from_json(text: &[u8]) -> Result<(Member, bool), JsonError> {
        let json = Json::parse(text)?;
        let texts = |name| {
            let list = json.get(name).and_then(Json::list).unwrap_or_default();
            list.iter().filter_map(|url| url.text().map(str::to_string)).collect()
        };
        let is = |name| json.get(name) == Some(&Json::Bool(true));
        let member = Member {
            id: json.get("id").and_then(Json::number).unwrap_or_default(),
            name: json.get("name").and_then(Json::text).unwrap_or_default().to_string(),
            peer_urls: texts("peerURLs"),
            client_urls: texts("clientURLs"),
            is_learner: is("isLearner"),
        };
        Ok((member, is("isPromote")))
    }
}

/// `membership.Attributes`: what is empty is left out.
pub(super) fn attributes_json(name: &str, client_urls: &[String]) -> String {
    let mut object = Object::default();
    own_fields(&mut object, name, client_urls);
    object.finish()
}

fn own_fields(object: &mut Object, name: &str, client_urls: &[String]) {
    object.text("name", name);
    object.texts("clientURLs", client_urls);
}

/// What stands in the change that makes a learner a voter.
pub(super) fn promotion_json(id: NodeId) -> String {
    let mut object = Object::default();
    object.number("id", id);
    object.raw("peerURLs", "null");
    object.flag("isPromote", true);
    object.finish()
}

/// `n1`
pub(super) fn name_of(id: NodeId) -> String {
    format!("n{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_is_gos() {
        let initial = Member::initial(3);
        let text = r#"{"id":3,"peerURLs":["http://127.0.0.1:23803"],"name":"n3"}"#;
        assert_eq!(initial.change_json(), text);
        let whole = r#""name":"n3","clientURLs":["http://127.0.0.1:23793"]}"#;
        assert!(initial.to_json().ends_with(whole), "{}", initial.to_json());
        let learner = Member::added(6, true);
        let text = r#"{"id":6,"peerURLs":["http://127.0.0.1:23806"],"isLearner":true}"#;
        assert_eq!((learner.to_json(), learner.change_json()), (text.into(), text.into()));
        assert_eq!(Member::from_json(text.as_bytes()), Ok((learner, false)));
        let promoted = Member { id: 6, ..Member::default() };
        assert_eq!(Member::from_json(promotion_json(6).as_bytes()), Ok((promoted, true)));
    }
}
