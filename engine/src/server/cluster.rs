//! Who is in the cluster, as one process knows it, after `etcdserver/api/membership/cluster.go`.
//!
//! Raft knows ids, voters and learners. The cluster knows addresses and names besides, and which ids are gone
//! for good. Both change where a configuration change is applied, so every member has the same at the same
//! index. What is checked here twice, once before a change is proposed and once where it is applied: between
//! the two, another change may have come.
//!
//! Left out: downgrades.

use super::error::RpcError;
use super::member::Member;
use super::version::ClusterVersion;
use crate::base::NodeId;
use crate::raft::{ConfChange, ConfChangeType, ConfState};
use std::collections::{BTreeMap, BTreeSet};

/// All members, and all that ever left.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Cluster {
    members: BTreeMap<NodeId, Member>,
    removed: BTreeSet<NodeId>,
    version: Option<ClusterVersion>,
}

/// What a configuration change means for the cluster.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum MemberChange {
    /// A new member, as voter or learner.
    Added(Member),
    /// A learner becomes a voter.
    Promoted(NodeId),
    /// A member leaves for good.
    Removed(NodeId),
    /// A member's addresses change.
    Updated(Member),
}

/// Enough members have a running process, or not: so many did start, and so many must have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Started {
    pub started: u64,
    pub quorum: u64,
}

impl Started {
    /// Whether that suffices.
    pub fn is_enough(self) -> bool {
        self.started >= self.quorum
    }
}

impl MemberChange {
    /// Reads the JSON of a change.
    ///
    /// # Errors
    /// What etcd panics with: the change was written by something else.
    pub fn of(change: &ConfChange) -> Result<MemberChange, String> {
        let described = || -> Result<(Member, bool), String> {
            let read = Member::from_json(&change.context);
            let (member, promote) =
                read.map_err(|error| format!("failed to unmarshal: {error}"))?;
            if member.id != change.node_id {
                let (ours, theirs) = (change.node_id, member.id);
                return Err(format!("got different member ID: {ours:x}, described as {theirs:x}"));
            }
            Ok((member, promote))
        };
        Ok(match change.change_type {
            ConfChangeType::AddNode | ConfChangeType::AddLearnerNode => match described()? {
                (member, true) => MemberChange::Promoted(member.id),
                (member, false) => MemberChange::Added(member),
            },
            ConfChangeType::RemoveNode => MemberChange::Removed(change.node_id),
            ConfChangeType::UpdateNode => MemberChange::Updated(described()?.0),
        })
    }

    /// Whom it is about.
    pub fn member(&self) -> NodeId {
        match self {
            MemberChange::Added(member) | MemberChange::Updated(member) => member.id,
            MemberChange::Promoted(id) | MemberChange::Removed(id) => *id,
        }
    }
}

impl Cluster {
    /// A cluster as a snapshot describes it.
    pub fn from_members(
        members: impl IntoIterator<Item = Member>,
        removed: impl IntoIterator<Item = NodeId>,
        version: Option<ClusterVersion>,
    ) -> Cluster {
        let members = members.into_iter().map(|member| (member.id, member)).collect();
        Cluster { members, removed: removed.into_iter().collect(), version }
    }

    /// Whether a committed change still makes sense (etcd `ValidateConfigurationChange`).
    pub fn validate(&self, change: &MemberChange) -> Result<(), RpcError> {
        let id = change.member();
        if self.removed.contains(&id) {
            return Err(RpcError::MemberNotFound);
        }
        let known = self.members.get(&id);
        match change {
            MemberChange::Promoted(_) => match known {
                None => Err(RpcError::MemberNotFound),
                Some(member) if !member.is_learner => Err(RpcError::MemberNotLearner),
                Some(_) => Ok(()),
            },
            MemberChange::Added(_) if known.is_some() => Err(RpcError::MemberExist),
            MemberChange::Added(member) if self.has_peer_url(&member.peer_urls) => {
                Err(RpcError::PeerUrlExist)
            }
            MemberChange::Added(member) => {
                let learners = self.members().filter(|member| member.is_learner).count() as u64;
                if member.is_learner && learners >= MAX_LEARNERS {
                    Err(RpcError::TooManyLearners)
                } else {
                    Ok(())
                }
            }
            MemberChange::Removed(_) | MemberChange::Updated(_) if known.is_none() => {
                Err(RpcError::MemberNotFound)
            }
            MemberChange::Updated(member) if self.others_have_peer_url(member) => {
                Err(RpcError::PeerUrlExist)
            }
            MemberChange::Removed(_) | MemberChange::Updated(_) => Ok(()),
        }
    }

    /// Somebody has one of these addresses.
    pub fn has_peer_url(&self, urls: &[String]) -> bool {
        self.members().flat_map(|member| &member.peer_urls).any(|url| urls.contains(url))
    }

    /// Somebody else has one of its addresses.
    fn others_have_peer_url(&self, member: &Member) -> bool {
        let others = self.members().filter(|other| other.id != member.id);
        others.flat_map(|other| &other.peer_urls).any(|url| member.peer_urls.contains(url))
    }

    /// A change that was found valid takes effect.
    pub fn carry_out(&mut self, change: MemberChange) {
        match change {
            MemberChange::Added(member) => {
                self.members.insert(member.id, member);
            }
            MemberChange::Promoted(id) => {
                if let Some(member) = self.members.get_mut(&id) {
                    member.is_learner = false;
                }
            }
            MemberChange::Removed(id) => {
                self.members.remove(&id);
                self.removed.insert(id);
            }
            MemberChange::Updated(update) => {
                if let Some(member) = self.members.get_mut(&update.id) {
                    (member.peer_urls, member.is_learner) = (update.peer_urls, update.is_learner);
                }
            }
        }
    }

    /// After a change of several members at once the configuration says who is in; `new` is what the change says
    /// of those that come. Who is needed until a joint configuration is left is in until then.
    pub fn follow(&mut self, state: &ConfState, new: &[Member]) {
        let voters = state.voters.iter().chain(&state.voters_outgoing);
        let all: BTreeSet<NodeId> = voters.chain(&state.learners).copied().collect();
        let gone: Vec<NodeId> =
            self.members.keys().filter(|id| !all.contains(id)).copied().collect();
        gone.into_iter().for_each(|id| self.carry_out(MemberChange::Removed(id)));
        for id in all {
            let is_learner = state.learners.contains(&id);
            let told = new.iter().find(|member| member.id == id).cloned();
            let told = told.unwrap_or(Member { id, ..Member::default() });
            let member = self.members.entry(id).or_insert(told);
            member.is_learner = is_learner;
        }
    }

    /// A member has told its name and where clients find it.
    pub fn set_attributes(&mut self, id: NodeId, name: String, client_urls: Vec<String>) {
        if let Some(member) = self.members.get_mut(&id) {
            (member.name, member.client_urls) = (name, client_urls);
        }
    }

    /// What the cluster can do; nothing before its leader has said so.
    pub fn version(&self) -> Option<ClusterVersion> {
        self.version
    }

    pub(super) fn set_version(&mut self, version: ClusterVersion) {
        self.version = Some(version);
    }

    /// Ascending by id.
    pub fn members(&self) -> impl Iterator<Item = &Member> {
        self.members.values()
    }

    /// One member.
    pub fn member(&self, id: NodeId) -> Option<&Member> {
        self.members.get(&id)
    }

    /// Who left, ascending. None of them comes back.
    pub fn removed(&self) -> impl Iterator<Item = NodeId> {
        self.removed.iter().copied()
    }

    /// Whether this member left.
    pub fn is_removed(&self, id: NodeId) -> bool {
        self.removed.contains(&id)
    }

    /// A member that does not vote.
    pub fn is_learner(&self, id: NodeId) -> bool {
        self.members.get(&id).is_some_and(|member| member.is_learner)
    }

    /// Those who vote, ascending by id.
    pub fn voting_members(&self) -> impl Iterator<Item = &Member> {
        self.members().filter(|member| !member.is_learner)
    }

    /// Whether a voter more would leave a quorum of those that did start (etcd
    /// `IsReadyToAddVotingMember`). A second member may always join a first.
    pub fn ready_to_add(&self) -> Started {
        let counted = self.started(0, 1, None);
        if counted.started == 1 && self.voting_members().count() == 1 {
            return Started { quorum: 1, ..counted };
        }
        counted
    }

    /// The same without one of the voters (etcd `IsReadyToRemoveVotingMember`).
    pub fn ready_to_remove(&self, id: NodeId) -> Started {
        self.started(0, 0, Some(id))
    }

    /// The same with a learner that becomes a voter, and did start (etcd `IsReadyToPromoteMember`).
    pub fn ready_to_promote(&self) -> Started {
        self.started(1, 1, None)
    }

    fn started(&self, started: u64, members: u64, without: Option<NodeId>) -> Started {
        let voters = || self.voting_members().filter(|member| Some(member.id) != without);
        let started = started + voters().filter(|member| member.is_started()).count() as u64;
        let members = members + voters().count() as u64;
        Started { started, quorum: members / 2 + 1 }
    }
}

/// Etcd's `--experimental-max-learners`.
const MAX_LEARNERS: u64 = 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{MachineId, Time};
    use crate::server::peer_url;

    /// The member at the addresses of a machine, with the machine's number for its id.
    fn added(id: NodeId, is_learner: bool) -> Member {
        Member { id, ..Member::added(vec![peer_url(MachineId(id))], is_learner, Time(0)) }
    }

    fn cluster(started: u64, not_started: u64) -> Cluster {
        let initial = |id| Member { id, ..Member::initial(MachineId(id)) };
        let members = (1..=started).map(initial);
        let waiting = started + 1..=started + not_started;
        let all = members.chain(waiting.map(|id| added(id, false)));
        Cluster::from_members(all, [], None)
    }

    #[test]
    fn a_change_must_make_sense_where_it_is_applied() {
        let mut cluster = cluster(3, 0);
        let add = |id, learner| MemberChange::Added(added(id, learner));
        assert_eq!(cluster.validate(&add(3, false)), Err(RpcError::MemberExist));
        let elsewhere = Member { peer_urls: vec!["http://elsewhere:1".into()], ..added(3, false) };
        assert_eq!(cluster.validate(&MemberChange::Added(elsewhere)), Err(RpcError::MemberExist));
        let moved = Member { id: 9, ..added(3, false) };
        assert_eq!(cluster.validate(&MemberChange::Added(moved)), Err(RpcError::PeerUrlExist));
        cluster.carry_out(add(4, true));
        assert!(cluster.is_learner(4));
        assert_eq!(cluster.validate(&add(5, true)), Err(RpcError::TooManyLearners));
        assert_eq!(cluster.validate(&add(5, false)), Ok(()));
        let promote = MemberChange::Promoted(4);
        assert_eq!(cluster.validate(&promote), Ok(()));
        cluster.carry_out(promote.clone());
        assert_eq!(cluster.validate(&promote), Err(RpcError::MemberNotLearner));
        let remove = MemberChange::Removed(4);
        cluster.carry_out(remove.clone());
        for change in [add(4, false), promote, remove] {
            assert_eq!(cluster.validate(&change), Err(RpcError::MemberNotFound));
        }
    }

    #[test]
    fn a_quorum_of_started_members_must_be_left() {
        let enough = |started: Started| started.is_enough();
        assert!(enough(cluster(1, 0).ready_to_add()), "a second member may always join");
        assert!(!enough(cluster(1, 1).ready_to_add()), "1 of 3");
        assert!(enough(cluster(3, 1).ready_to_add()), "3 of 5");
        assert!(!enough(cluster(3, 3).ready_to_add()), "3 of 7");
        assert!(!enough(cluster(1, 0).ready_to_remove(1)), "nobody would be left");
        assert!(!enough(cluster(2, 1).ready_to_remove(1)), "1 of 2");
        assert!(enough(cluster(2, 1).ready_to_remove(3)), "2 of 2");
        assert!(enough(cluster(1, 0).ready_to_promote()), "2 of 2");
    }

    #[test]
    fn a_joint_configuration_keeps_those_who_are_needed_until_it_is_left() {
        let mut cluster = cluster(3, 0);
        let joint = ConfState {
            voters: vec![1, 2, 4],
            voters_outgoing: vec![1, 2, 3],
            ..ConfState::default()
        };
        cluster.follow(&joint, &[added(4, false)]);
        assert_eq!(cluster.member(4), Some(&added(4, false)));
        assert_eq!(cluster.members().map(|member| member.id).collect::<Vec<_>>(), [1, 2, 3, 4]);
        cluster.follow(&ConfState { voters_outgoing: Vec::new(), ..joint }, &[]);
        assert_eq!(cluster.members().map(|member| member.id).collect::<Vec<_>>(), [1, 2, 4]);
        assert!(cluster.is_removed(3));
    }
}
