//! Who is in the cluster, seen from outside: what running members have applied, and the machines behind them.

use super::connections::Change;
use super::ids::Peer;
use super::machine::Machine;
use super::trace::{Network, Trace, What};
use super::world::World;
use crate::base::NodeId;
use crate::raft::quorum::VoteResult;
use crate::raft::tracker::GroupConfig;
use crate::server::{Cluster, EtcdServer, Member};

impl World {
    /// The configuration in force: what the running member has that applied most. None while nobody runs, or
    /// nobody has applied anything.
    pub fn configuration(&self) -> Option<&GroupConfig> {
        self.furthest().map(|server| &server.raft().raft.tracker.config)
    }

    /// The members as the running member knows them that applied most.
    pub fn cluster(&self) -> Option<&Cluster> {
        self.furthest().map(|server| server.cluster())
    }

    /// Whether those of whom `is_there` holds are a quorum of the configuration in force: of both halves, if
    /// it is joint.
    pub fn is_quorum(&self, is_there: impl Fn(NodeId) -> bool) -> bool {
        let voters = self.configuration().map(|config| &config.voters);
        voters.is_some_and(|voters| voters.vote_result(|id| Some(is_there(id))) == VoteResult::Won)
    }

    /// Where clients may go: all machines but those that were removed for good.
    pub fn serving(&self) -> impl Iterator<Item = NodeId> {
        let cluster = self.cluster();
        let gone = move |id: NodeId| cluster.is_some_and(|cluster| cluster.is_removed(id));
        self.machines().map(|machine| machine.id).filter(move |id| !gone(*id))
    }

    /// The next new machine's number: the first that no machine has, and no member that was removed before
    /// it was ever started.
    pub fn next_machine(&self) -> NodeId {
        let cluster = self.cluster();
        let gone = |id: &NodeId| cluster.is_some_and(|cluster| cluster.is_removed(*id));
        (self.members() + 1..).find(|id| !gone(id)).expect("few were removed")
    }

    /// A member that was added and whose machine would be the next.
    pub fn awaited(&self) -> Option<&Member> {
        self.cluster().and_then(|cluster| cluster.member(self.next_machine()))
    }

    fn furthest(&self) -> Option<&EtcdServer> {
        // Of several that are as far, the one with the highest id: which one makes no difference.
        let servers = self.machines().filter_map(|machine| machine.server.as_ref());
        servers.filter(|server| server.applied() > 0).max_by_key(|server| server.applied())
    }

    /// Processes and links are not what they were: connections stand or break.
    pub(super) fn update_connections(&mut self) {
        let ids: Vec<(NodeId, bool)> = self.machines().map(|m| (m.id, m.is_up())).collect();
        for (at, (a, a_runs)) in ids.iter().enumerate() {
            for (b, b_runs) in &ids[at + 1..] {
                let (from, to) = (Peer::Member(*a), Peer::Member(*b));
                let open = !self.network.is_cut(from, to) && !self.network.is_cut(to, from);
                self.connections.update((*a, *b), self.now, *a_runs && *b_runs, open);
            }
        }
    }

    /// Both ends of a connection notice that it stands, or that it is broken, if they run.
    pub(super) fn tell_connections(&mut self) {
        if !self.traces.on {
            return;
        }
        for Change { pair: (a, b), stands } in self.connections.changes(self.now) {
            for (member, peer) in [(a, b), (b, a)] {
                let runs = |id| self.machine(id).is_some_and(Machine::is_up);
                if !runs(member) {
                    continue;
                }
                let network = match stands {
                    true => Network::PeerActive { peer },
                    false => Network::PeerInactive { peer, ended: !runs(peer) },
                };
                self.traces.push(|| Trace { member, what: What::Network(network) });
            }
        }
    }

    /// A machine for a member that was added. Machines are numbered without gaps: who was removed before
    /// it was started gets one that never runs.
    pub(super) fn add_machine(&mut self, id: NodeId) {
        debug_assert_eq!(id, self.next_machine());
        for id in self.members() + 1..=id {
            let mut machine = Machine::new(id, &self.scenario, true);
            machine.died = Some("removed before it was started".into());
            self.machines.push(machine);
        }
        self.boot(id);
    }
}
