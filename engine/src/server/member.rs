//! A member as the cluster and its clients know it, after `etcdserver/api/membership/member.go` and
//! `etcdserverpb.Member`; and the JSON that etcd keeps with the change that adds it.

use super::address::{client_url, machine_of_peer_url, peer_url};
use crate::base::{
    EPOCH, Json, JsonError, MachineId, NodeId, Time,
    json::{Object, quote_all},
    sha1,
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
    pub fn initial(machine: MachineId) -> Member {
        let peer_urls = vec![peer_url(machine)];
        Member {
            id: id_of(&peer_urls, TOKEN, None),
            name: machine.to_string(),
            peer_urls,
            client_urls: vec![client_url(machine)],
            is_learner: false,
        }
    }

    /// A member that was added and has not said its name yet (etcd `NewMember`): whoever is added at another
    /// second at the same addresses is somebody else.
    pub fn added(peer_urls: Vec<String>, is_learner: bool, now: Time) -> Member {
        let second = EPOCH + now.us() / 1_000_000;
        let id = id_of(&peer_urls, "", Some(second));
        Member { id, peer_urls, is_learner, ..Member::default() }
    }

    /// The machine at its addresses, if one of them is one of ours.
    pub fn machine(&self) -> Option<MachineId> {
        self.peer_urls.iter().find_map(|url| machine_of_peer_url(url))
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
        Ok(Member::of(&Json::parse(text)?))
    }

    fn of(json: &Json) -> (Member, bool) {
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
        (member, is("isPromote"))
    }

    /// Several members, as a change of several says who they are.
    pub fn list_json(members: &[Member]) -> String {
        let all: Vec<String> = members.iter().map(Member::change_json).collect();
        format!("{{\"members\":[{}]}}", all.join(","))
    }

    /// Those of such a text; none, if it is something else.
    pub(super) fn list_from_json(text: &[u8]) -> Vec<Member> {
        let json = Json::parse(text).ok();
        let list = json.as_ref().and_then(|json| json.get("members")?.list()).unwrap_or_default();
        list.iter().map(|member| Member::of(member).0).collect()
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

/// A member's id (etcd `computeMemberId`): the beginning of a hash of its addresses in order, of the token of
/// the cluster that begins, and of the second at which it is added to one that is there.
fn id_of(peer_urls: &[String], token: &str, second: Option<u64>) -> NodeId {
    let mut urls = peer_urls.to_vec();
    urls.sort_unstable();
    let second = second.map(|second| second.to_string()).unwrap_or_default();
    sha1::first_u64(format!("{}{token}{second}", urls.concat()).as_bytes())
}

/// A cluster's id (etcd `genID`): the beginning of a hash of the ids of those that it begins with.
pub fn cluster_id(members: &[Member]) -> u64 {
    let mut ids: Vec<NodeId> = members.iter().map(|member| member.id).collect();
    ids.sort_unstable();
    let bytes: Vec<u8> = ids.into_iter().flat_map(NodeId::to_be_bytes).collect();
    sha1::first_u64(&bytes)
}

/// Etcd's `--initial-cluster-token`, unless told otherwise.
const TOKEN: &str = "etcd-cluster";

#[cfg(test)]
mod tests {
    use super::*;

    /// What a real 3.5.16 called three members at these addresses, and their cluster.
    #[test]
    fn ids_are_those_of_a_real_etcd() {
        let members: Vec<Member> = MachineId::first(3).map(Member::initial).collect();
        let ids: Vec<NodeId> = members.iter().map(|member| member.id).collect();
        assert_eq!(ids, [0xbdae_9bbc_11dd_390d, 0x0294_3212_f5e2_cf73, 0x3760_a4ec_3b84_f7fa]);
        assert_eq!(cluster_id(&members), 0xf017_8196_6419_1323);
    }

    #[test]
    fn who_is_added_a_second_later_is_somebody_else() {
        let urls = vec![peer_url(MachineId(2))];
        let at = |us| Member::added(urls.clone(), false, Time(us)).id;
        assert_eq!(at(0), at(999_999));
        assert_ne!(at(0), at(1_000_000));
        assert_ne!(at(0), Member::initial(MachineId(2)).id);
        let both = [peer_url(MachineId(2)), peer_url(MachineId(1))];
        let [one, other] = [[0, 1], [1, 0]].map(|order| {
            Member::added(order.map(|at| both[at].clone()).to_vec(), false, Time(0)).id
        });
        assert_eq!(one, other, "their order does not matter");
    }

    #[test]
    fn the_json_is_gos() {
        let initial = Member::initial(MachineId(3));
        let text =
            r#"{"id":3990370604368066554,"peerURLs":["http://127.0.0.1:23803"],"name":"n3"}"#;
        assert_eq!(initial.change_json(), text);
        let whole = r#""name":"n3","clientURLs":["http://127.0.0.1:23793"]}"#;
        assert!(initial.to_json().ends_with(whole), "{}", initial.to_json());
        let learner =
            Member { id: 6, ..Member::added(vec![peer_url(MachineId(6))], true, Time(0)) };
        let text = r#"{"id":6,"peerURLs":["http://127.0.0.1:23806"],"isLearner":true}"#;
        assert_eq!((learner.to_json(), learner.change_json()), (text.into(), text.into()));
        assert_eq!(Member::from_json(text.as_bytes()), Ok((learner, false)));
        let promoted = Member { id: 6, ..Member::default() };
        assert_eq!(Member::from_json(promotion_json(6).as_bytes()), Ok((promoted, true)));
    }
}
