//! The world: machines, network, clients, and the queue of what is due.
//!
//! Two things move it. [`World::advance`] lets the earliest due thing happen; [`World::act`] lets an outsider
//! do something. Both give back one [`Moment`]. Nothing else changes a world, and neither reads a clock:
//! the same scenario and actions give the same world, bit for bit, natively and in a browser.

use super::client::Client;
use super::connections::Connections;
use super::ids::{ClientId, MomentId, PacketId, Peer};
use super::machine::Machine;
use super::moment::{Event, Moment};
use super::network::Network;
use super::packet::{Body, Packet};
use super::queue::{Due, Queue};
use super::scenario::Scenario;
use super::trace::Trace;
use crate::base::{Digest, MachineId, Sink, Time};
use crate::server::{Output, ReadMode, Request, Rules};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) scenario: Scenario,
    /// The rules in force now, and how reads are served now.
    pub(super) rules: Rules,
    pub(super) reads: ReadMode,
    pub(super) now: Time,
    pub(super) machines: Vec<Machine>,
    /// Shared with the worlds that were kept along the way.
    pub(super) clients: BTreeMap<ClientId, Rc<Client>>,
    pub(super) network: Network,
    pub(super) connections: Connections,
    pub(super) queue: Queue,
    pub(super) next_packet: PacketId,
    /// The number of the moment under way.
    pub(super) moment: MomentId,
    pub(super) acts: u32,
    /// Where the moment under way puts effects and reasons; empty between moments.
    pub(super) out: Output,
    pub(super) traces: Sink<Trace>,
}

impl World {
    /// The most machines that a world may ever have, those of removed members included.
    pub const MACHINES_MAX: u64 = 32;

    /// Boots every member. `tracing`: moments bring their reasons with them.
    pub fn new(scenario: &Scenario, tracing: bool) -> (World, Moment) {
        let mut world = World {
            machines: scenario.ids().map(|id| Machine::new(id, scenario, false)).collect(),
            clients: BTreeMap::new(),
            network: Network::new(scenario),
            connections: Connections::default(),
            queue: Queue::default(),
            now: Time(0),
            next_packet: 1,
            moment: 0,
            acts: 0,
            out: Output { traces: Sink::new(tracing), ..Output::default() },
            traces: Sink::new(tracing),
            rules: scenario.rules,
            reads: scenario.reads,
            scenario: scenario.clone(),
        };
        scenario.ids().for_each(|id| world.boot(id));
        world.update_connections();
        let start = world.end_moment(0, Event::Start);
        (world, start)
    }

    /// The earliest due thing happens, if it is due at or before `until`.
    pub fn advance(&mut self, until: Time) -> Option<Moment> {
        loop {
            let (at, cause, due) = self.queue.pop(until)?;
            debug_assert!(at >= self.now, "time runs forwards: {at} after {}", self.now);
            self.now = at;
            if let Some(event) = self.happen(due) {
                return Some(self.end_moment(cause, event));
            }
        }
    }

    /// Lets one due thing happen; `None` if it is no longer of interest to anybody.
    fn happen(&mut self, due: Due) -> Option<Event> {
        if let Some(member) = due.process()
            && self.machine(member).is_some_and(Machine::is_paused)
        {
            return self.owe(member, due);
        }
        match due {
            Due::Tick { member, incarnation } => self.tick(member, incarnation),
            Due::Packet(packet) => self.arrive(*packet),
            Due::Fsync { member, incarnation, token, points } => {
                self.fsync_returns(member, incarnation, token, &points)
            }
            Due::Timer { member, incarnation, token } => self.timer(member, incarnation, token),
            Due::Unreachable { member, incarnation, peer } => {
                self.unreachable(member, incarnation, peer)
            }
            Due::SnapshotStatus { member, peer, failed } => {
                self.snapshot_status(member, peer, failed)
            }
            Due::Silence { client, request, member } => self.silence(client, request, member),
            Due::Timeout { client, request } => self.client_timeout(client, request),
            Due::Retry { client, request } => self.client_retry(client, request),
            Due::Dial { id, member } => self.redial(id, member),
        }
    }

    pub(super) fn end_moment(&mut self, cause: MomentId, event: Event) -> Moment {
        self.tell_connections();
        self.moment += 1;
        // one piece of the right size, and the room is used again
        let traces = self.traces.list.drain(..).collect();
        Moment { at: self.now, cause, event, traces }
    }

    /// Puts a packet on its way, and a copy of it if chance says so.
    pub(super) fn send(&mut self, from: Peer, to: Peer, body: Body) {
        let copy = self.network.duplicates(from, to).then(|| body.clone());
        self.send_one(from, to, body);
        if let Some(copy) = copy {
            self.send_one(from, to, copy);
        }
    }

    /// Puts a packet on its way that keeps no order with the others of its link.
    pub(super) fn send_apart(&mut self, from: MachineId, to: MachineId, body: Body) {
        let (from, to) = (Peer::Member(from), Peer::Member(to));
        let due = self.network.due_apart(from, to, self.now);
        self.put_on_way(from, to, due, body);
    }

    fn send_one(&mut self, from: Peer, to: Peer, body: Body) {
        let due = self.network.due(from, to, self.now);
        self.put_on_way(from, to, due, body);
    }

    pub(super) fn put_on_way(&mut self, from: Peer, to: Peer, due: Time, body: Body) {
        let packet = Packet {
            id: self.next_packet,
            from,
            to,
            sent: self.now,
            due,
            cause: self.moment,
            body,
        };
        self.next_packet += 1;
        self.queue.push(due, self.moment, Due::Packet(Box::new(packet)));
    }

    /// Virtual time.
    pub fn now(&self) -> Time {
        self.now
    }

    /// When the next thing is due that anybody will notice; `None` if nothing will ever happen by itself.
    pub fn next_due(&self) -> Option<Time> {
        self.queue.iter().find(|(at, _, due)| self.matters(*at, due)).map(|(at, _, _)| at)
    }

    fn is_running(&self, peer: Peer) -> bool {
        matches!(peer, Peer::Member(id) if self.machine(id).is_some_and(Machine::is_up))
    }

    /// False for what comes too late for a process that is gone or a request that is over, and for a packet
    /// that will wait at the end of its way.
    fn matters(&self, at: Time, due: &Due) -> bool {
        if let Some(machine) = due.process().and_then(|member| self.machine(member))
            && machine.is_paused()
        {
            return matches!(due, Due::Fsync { incarnation, .. } if *incarnation == machine.incarnation);
        }
        match due {
            Due::Tick { member, incarnation } => self.machine(*member).is_some_and(|m| {
                let in_time = m.next_tick == at && m.clock_per_mille != 0;
                m.incarnation == *incarnation && m.is_up() && in_time
            }),
            Due::Fsync { member, incarnation, .. }
            | Due::Timer { member, incarnation, .. }
            | Due::Unreachable { member, incarnation, .. } => {
                self.machine(*member).is_some_and(|m| m.incarnation == *incarnation && m.is_up())
            }
            Due::SnapshotStatus { member, peer, failed } => {
                self.is_running(Peer::Member(*member))
                    && (*failed || !self.is_cut_from(*peer, *member))
            }
            Due::Packet(packet) => !self.network.keeps_back(packet),
            Due::Silence { client, request, member } => self.client(*client).is_some_and(|c| {
                c.requests.get(request).is_some_and(|waiting| waiting.member == *member)
            }),
            Due::Dial { id: (client, command, via), member } => {
                self.client(*client).is_some_and(|c| c.is_dialing(*command, *via, *member))
            }
            Due::Timeout { client, request } | Due::Retry { client, request } => {
                self.client(*client).is_some_and(|c| c.requests.contains_key(request))
            }
        }
    }

    /// What the world started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The safety rules in force now.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How linearizable reads are served now.
    pub fn reads(&self) -> ReadMode {
        self.reads
    }

    /// All machines, by id.
    pub fn machines(&self) -> impl Iterator<Item = &Machine> {
        self.machines.iter()
    }

    /// The machine of this member.
    pub fn machine(&self, id: MachineId) -> Option<&Machine> {
        self.machines.get(usize::try_from(id.0.checked_sub(1)?).ok()?)
    }

    /// All machines, to be tampered with by tests of the observers.
    #[cfg(test)]
    pub(crate) fn machines_mut(&mut self) -> &mut [Machine] {
        &mut self.machines
    }

    pub(super) fn machine_mut(&mut self, id: MachineId) -> &mut Machine {
        &mut self.machines[id.place()]
    }

    /// Packets on their way, the next to arrive first.
    pub fn packets(&self) -> impl Iterator<Item = &Packet> {
        self.queue.packets()
    }

    /// Packets that wait on a held link.
    pub fn held(&self) -> &[Packet] {
        &self.network.held
    }

    /// All links.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// What is due.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// All clients that ever sent something, by id.
    pub fn clients(&self) -> impl Iterator<Item = &Client> {
        self.clients.values().map(|client| &**client)
    }

    /// One client.
    pub fn client(&self, id: ClientId) -> Option<&Client> {
        self.clients.get(&id).map(|client| &**client)
    }

    /// How many machines there are, numbered from 1. Who of them is in the configuration is another matter:
    /// see [`World::configuration`].
    pub fn members(&self) -> u64 {
        self.machines.len() as u64
    }

    /// The numbers of all machines, ascending.
    pub fn machine_ids(&self) -> impl Iterator<Item = MachineId> + use<> {
        MachineId::first(self.members())
    }

    /// The machine of whoever believes to lead in the latest term in which somebody does. Whether a majority follows is another
    /// matter: see `script::goal::leader`.
    pub fn leader(&self) -> Option<MachineId> {
        self.machines
            .iter()
            .filter_map(|machine| Some((machine.id, machine.server.as_ref()?)))
            .filter(|(_, server)| server.is_leader())
            .max_by_key(|(_, server)| server.term())
            .map(|(id, _)| id)
    }

    /// The fingerprint of everything.
    pub fn digest(&self) -> u64 {
        Digest::of(self)
    }

    /// Submits a request without recording it as an action: for load in benchmarks.
    pub fn submit(&mut self, client: ClientId, request: Request, endpoints: Vec<MachineId>) {
        self.client_submit(client, request, endpoints, None);
    }
}

/// Reasons are no part of the state.
impl Hash for World {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scenario.hash(state);
        self.rules.hash(state);
        self.reads.hash(state);
        self.now.hash(state);
        self.machines.hash(state);
        self.clients.hash(state);
        self.network.hash(state);
        self.connections.hash(state);
        self.queue.hash(state);
        self.next_packet.hash(state);
        self.moment.hash(state);
    }
}
