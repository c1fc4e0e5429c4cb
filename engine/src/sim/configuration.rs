//! Who is in the cluster, seen from outside: what running members have applied, and the machines behind them.

use super::connections::Change;
use super::ids::Peer;
use super::machine::Machine;
use super::trace::{Network, Trace, What};
use super::world::World;
use crate::base::{MachineId, NONE, Name, Names, NodeId};
use crate::raft::quorum::VoteResult;
use crate::raft::tracker::GroupConfig;
use crate::server::{Cluster, EtcdServer, Input, Member};

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
    pub fn serving(&self) -> impl Iterator<Item = MachineId> {
        let cluster = self.cluster();
        let gone =
            move |machine: &&Machine| cluster.is_some_and(|c| c.is_removed(machine.member()));
        self.machines().filter(move |machine| !gone(machine)).map(|machine| machine.id)
    }

    /// The next new machine's number.
    pub fn next_machine(&self) -> MachineId {
        MachineId(self.members() + 1)
    }

    /// The member that the cluster knows at a machine's addresses.
    pub fn known_at(&self, machine: MachineId) -> Option<&Member> {
        self.cluster()?.members().find(|member| member.machine() == Some(machine))
    }

    /// The next machine and the member that is to run on it, if one was added.
    pub fn awaited(&self) -> Option<(MachineId, &Member)> {
        let next = self.next_machine();
        self.known_at(next).map(|member| (next, member))
    }

    /// The machine on which this member runs, or ran last, or is to run.
    pub fn machine_of(&self, member: NodeId) -> Option<MachineId> {
        let here = self.machines().find(|machine| machine.member() == member && member != NONE);
        here.map(|machine| machine.id).or_else(|| self.cluster()?.member(member)?.machine())
    }

    /// What to call this member.
    pub fn name(&self, id: NodeId) -> Name {
        Name { id, machine: self.machine_of(id) }
    }

    /// What to call each of the members that have a machine.
    pub fn names(&self) -> Names {
        let here = self.machines().map(|machine| (machine.member(), machine.id));
        let members = self.cluster().into_iter().flat_map(Cluster::members);
        let known = members.filter_map(|member| Some((member.id, self.machine_of(member.id)?)));
        known.chain(here).collect()
    }

    /// The id of the member that the cluster knows at a machine, or of the one that was there last.
    pub fn id_at(&self, machine: MachineId) -> NodeId {
        self.known_at(machine).map_or_else(|| self.member_at(machine), |member| member.id)
    }

    /// What to call the member on this machine.
    pub fn name_at(&self, machine: MachineId) -> Name {
        Name { id: self.member_at(machine), machine: Some(machine) }
    }

    /// The machine at the end of the way from one to a member, if there is one yet: the sender's transport knows
    /// the addresses of those whom its process knows; whom it does not know it answers where he called from.
    pub(super) fn way_to(&self, from: MachineId, member: NodeId) -> Option<MachineId> {
        let server = self.machine(from).and_then(|machine| machine.server.as_ref());
        let to = match server.and_then(|server| server.cluster().member(member)) {
            Some(known) => known.machine(),
            None => self.machine_of(member),
        };
        to.filter(|id| self.machine(*id).is_some())
    }

    /// The member on a machine.
    pub fn member_at(&self, machine: MachineId) -> NodeId {
        self.machine(machine).map_or(NONE, Machine::member)
    }

    /// True if nothing passes from this member to a machine.
    pub(super) fn is_cut_from(&self, member: NodeId, machine: MachineId) -> bool {
        let from = self.machine_of(member);
        from.is_some_and(|from| self.network.is_cut(Peer::Member(from), Peer::Member(machine)))
    }

    /// Tells a process what its transport knows of the others: since when it is connected to whom, and where
    /// nobody listens.
    pub(super) fn tell_since(&mut self, machine: MachineId) {
        let since = self.connections.of(machine, self.now);
        let since = since.into_iter().map(|(peer, since)| (self.member_at(peer), since)).collect();
        let down = self.machines().filter(|machine| !machine.is_up());
        let refused = down.map(Machine::member).collect();
        self.input(machine, Input::Connections { since, refused });
    }

    /// The process of this member, if it runs.
    pub fn server_of(&self, member: NodeId) -> Option<&EtcdServer> {
        let machine = self.machine(self.machine_of(member)?)?;
        machine.server.as_ref().filter(|server| server.id() == member)
    }

    fn furthest(&self) -> Option<&EtcdServer> {
        // Of several that are as far, the one with the highest id: which one makes no difference.
        let servers = self.machines().filter_map(|machine| machine.server.as_ref());
        servers.filter(|server| server.applied() > 0).max_by_key(|server| server.applied())
    }

    /// Processes and links are not what they were: connections stand or break.
    pub(super) fn update_connections(&mut self) {
        let ids: Vec<(MachineId, bool)> = self.machines().map(|m| (m.id, m.is_up())).collect();
        for (at, (a, a_runs)) in ids.iter().enumerate() {
            for (b, b_runs) in &ids[at + 1..] {
                let (from, to) = (Peer::Member(*a), Peer::Member(*b));
                let open = !self.network.is_cut(from, to)
                    && !self.network.is_cut(to, from)
                    && self.network.both_run(*a, *b);
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
                if !runs(member) || self.machine(member).is_some_and(Machine::is_paused) {
                    continue;
                }
                let network = match stands {
                    true => Network::PeerActive { peer: self.member_at(peer) },
                    false => {
                        let ended = !runs(peer);
                        Network::PeerInactive { peer: self.member_at(peer), ended }
                    }
                };
                self.traces.push(|| Trace { member, what: What::Network(network) });
            }
        }
    }

    /// A machine for a member that was added.
    pub(super) fn add_machine(&mut self, id: MachineId) {
        debug_assert_eq!(id, self.next_machine());
        self.machines.push(Machine::new(id, &self.scenario, true));
        self.boot(id);
    }
}
