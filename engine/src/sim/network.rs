//! The network: which links are cut or held, how long a packet takes, which packets are lost.
//!
//! Every pair of ends has two links, one a direction. A link keeps the order of its packets, as a TCP
//! stream does: etcd's rafthttp sends each peer's messages down one stream. Raft needs neither that nor that
//! a message arrives once; packets that arrive twice or out of order show that it does not.

use super::action::Action;
use super::ids::Peer;
use super::packet::{Body, Packet};
use super::scenario::Scenario;
use crate::base::{MachineId, Rng, Time};
use std::collections::{BTreeMap, BTreeSet};

/// All links of a world.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Network {
    seed: u64,
    /// One way between members, shortest and longest.
    pub latency: (Time, Time),
    /// One way between a client and a member.
    pub client_latency: (Time, Time),
    /// Of a thousand packets between members, so many are lost.
    pub loss_per_mille: u32,
    /// Of a thousand packets between members, so many arrive twice.
    pub duplicate_per_mille: u32,
    /// Of a thousand packets between members, so many do not keep their place among the others.
    pub reorder_per_mille: u32,
    /// By the numbers of both ends: one word is quicker to find than two pairs.
    links: BTreeMap<u64, Link>,
    cut: BTreeSet<(Peer, Peer)>,
    holding: BTreeSet<(Peer, Peer)>,
    /// Members whose processes are stopped: nobody reads from their sockets.
    paused: BTreeSet<MachineId>,
    groups: Option<Vec<Vec<MachineId>>>,
    /// Packets that wait on a held link, and messages of streams on a cut one, in the order in which they would have arrived.
    pub held: Vec<Packet>,
}

/// One direction of one connection.
#[derive(Clone, PartialEq, Hash, Debug)]
struct Link {
    rng: Rng,
    /// When the last packet on it arrives: none may overtake.
    last_due: Time,
}

impl Network {
    /// A network with nothing cut.
    pub fn new(scenario: &Scenario) -> Network {
        Network {
            seed: scenario.seed,
            latency: scenario.timings.latency,
            client_latency: scenario.timings.client_latency,
            loss_per_mille: 0,
            duplicate_per_mille: 0,
            reorder_per_mille: 0,
            links: BTreeMap::new(),
            cut: BTreeSet::new(),
            holding: BTreeSet::new(),
            paused: BTreeSet::new(),
            groups: None,
            held: Vec::new(),
        }
    }

    /// When a packet that leaves now arrives. One that goes its own way neither waits for those before it
    /// nor keeps those behind it waiting.
    pub fn due(&mut self, from: Peer, to: Peer, now: Time) -> Time {
        let (min, max) = match between_members(from, to) {
            true => self.latency,
            false => self.client_latency,
        };
        let own_way = self.chance(from, to, self.reorder_per_mille);
        let link = self.link(from, to);
        let due = now + Time(link.rng.between(min.us(), max.us()));
        if own_way {
            return due;
        }
        link.last_due = link.last_due.max(due);
        link.last_due
    }

    /// The same for a packet between members that has a connection of its own.
    pub fn due_apart(&mut self, from: Peer, to: Peer, now: Time) -> Time {
        let (min, max) = self.latency;
        now + Time(self.link(from, to).rng.between(min.us(), max.us()))
    }

    /// True if chance takes this packet.
    pub fn loses(&mut self, from: Peer, to: Peer) -> bool {
        self.chance(from, to, self.loss_per_mille)
    }

    /// True if chance makes this packet arrive twice.
    pub fn duplicates(&mut self, from: Peer, to: Peer) -> bool {
        self.chance(from, to, self.duplicate_per_mille)
    }

    /// Between members only. Draws nothing if there is no chance.
    fn chance(&mut self, from: Peer, to: Peer, per_mille: u32) -> bool {
        per_mille > 0 && between_members(from, to) && self.link(from, to).rng.chance(per_mille)
    }

    fn link(&mut self, from: Peer, to: Peer) -> &mut Link {
        let (seed, ends) = (self.seed, number(from) << 32 | number(to));
        self.links
            .entry(ends)
            .or_insert_with(|| Link { rng: Rng::stream(seed, "link", ends), last_due: Time(0) })
    }

    /// True if nothing passes from `from` to `to`.
    pub fn is_cut(&self, from: Peer, to: Peer) -> bool {
        self.cut.contains(&(from, to))
    }

    /// True if packets from `from` to `to` wait.
    pub fn is_held(&self, from: Peer, to: Peer) -> bool {
        self.holding.contains(&(from, to))
    }

    /// True if this packet waits at the end of its way: its link is held, or cut, and its connection sends
    /// again what did not arrive.
    pub fn keeps_back(&self, packet: &Packet) -> bool {
        let (from, to) = (packet.from, packet.to);
        let stream = matches!(packet.body, Body::Push { .. });
        self.is_held(from, to) || self.reads_nothing(to) || stream && self.is_cut(from, to)
    }

    fn reads_nothing(&self, peer: Peer) -> bool {
        matches!(peer, Peer::Member(id) if self.paused.contains(&id))
    }

    /// The members whose processes are stopped.
    pub fn paused(&self) -> impl Iterator<Item = MachineId> + '_ {
        self.paused.iter().copied()
    }

    /// True if neither end of this pair is stopped.
    pub fn both_run(&self, a: MachineId, b: MachineId) -> bool {
        !self.paused.contains(&a) && !self.paused.contains(&b)
    }

    /// The groups of the partition that is in force.
    pub fn groups(&self) -> Option<&[Vec<MachineId>]> {
        self.groups.as_deref()
    }

    /// The links that are cut, one direction each.
    pub fn cuts(&self) -> impl Iterator<Item = (Peer, Peer)> + '_ {
        self.cut.iter().copied()
    }

    /// The links whose packets wait.
    pub fn holds(&self) -> impl Iterator<Item = (Peer, Peer)> + '_ {
        self.holding.iter().copied()
    }

    /// What somebody's deed makes of the links. Nothing else changes them, and nothing else knows how: the
    /// world asks this of its own network, and `insight::faults` of one in which no packet ever travels.
    /// Machines are numbered from 1 to `machines`. Returns the packets that need not wait any more, in their
    /// order: they are the caller's to send on.
    pub fn act(&mut self, action: &Action, machines: u64) -> Vec<Packet> {
        match action {
            Action::Cut { from, to } => self.cut(*from, *to),
            Action::Mend { from, to } => self.mend(*from, *to),
            Action::Isolate { member } => self.isolate(*member, machines),
            Action::Partition { groups } => self.partition(groups.clone(), machines),
            Action::Heal => self.heal(),
            Action::Hold { from, to } => {
                self.holding.insert((*from, *to));
            }
            Action::Release { from, to } => {
                self.holding.remove(&(*from, *to));
            }
            Action::Pause { member } => {
                self.paused.insert(*member);
            }
            // a process that ends is not stopped any more
            Action::Resume { member } | Action::Crash { member } | Action::Tear { member, .. } => {
                self.paused.remove(member);
            }
            Action::Loss { per_mille } => self.loss_per_mille = *per_mille,
            Action::Duplicate { per_mille } => self.duplicate_per_mille = *per_mille,
            Action::Reorder { per_mille } => self.reorder_per_mille = *per_mille,
            Action::Latency { min, max } => self.latency = (*min, *max),
            Action::Request { .. }
            | Action::Wipe { .. }
            | Action::Call { .. }
            | Action::Cancel { .. }
            | Action::Start { .. }
            | Action::ProposeConfChange { .. }
            | Action::Restart { .. }
            | Action::Drop { .. }
            | Action::Delay { .. }
            | Action::Fsync { .. }
            | Action::ClockRate { .. }
            | Action::Campaign { .. }
            | Action::Rule { .. }
            | Action::Reads { .. } => {}
        }
        self.take_unheld()
    }

    /// Cuts one direction.
    fn cut(&mut self, from: Peer, to: Peer) {
        self.cut.insert((from, to));
    }

    /// Mends one direction. A partition with a hole is none any more.
    fn mend(&mut self, from: Peer, to: Peer) {
        if self.cut.remove(&(from, to)) {
            self.groups = None;
        }
    }

    /// Cuts one member off from all others, and leaves it its clients.
    fn isolate(&mut self, member: MachineId, machines: u64) {
        let me = Peer::Member(member);
        for other in MachineId::first(machines).filter(|id| *id != member).map(Peer::Member) {
            self.cut(me, other);
            self.cut(other, me);
        }
    }

    /// Parts the members; those not named form a last group. Earlier cuts between members end.
    fn partition(&mut self, mut groups: Vec<Vec<MachineId>>, machines: u64) {
        let named = |id: &MachineId| groups.iter().any(|group| group.contains(id));
        let rest: Vec<MachineId> = MachineId::first(machines).filter(|id| !named(id)).collect();
        if !rest.is_empty() {
            groups.push(rest);
        }
        self.cut.retain(|link| !between_members(link.0, link.1));
        for (at, group) in groups.iter().enumerate() {
            let others = groups[..at].iter().chain(&groups[at + 1..]).flatten();
            for other in others {
                let across = |from: &MachineId| (Peer::Member(*from), Peer::Member(*other));
                self.cut.extend(group.iter().map(across));
            }
        }
        self.groups = Some(groups);
    }

    /// Ends cuts, partition, loss, copies, overtaking and holds.
    fn heal(&mut self) {
        self.cut.clear();
        self.groups = None;
        self.loss_per_mille = 0;
        self.duplicate_per_mille = 0;
        self.reorder_per_mille = 0;
        self.holding.clear();
    }

    /// The packets that need not wait any more, in their order.
    fn take_unheld(&mut self) -> Vec<Packet> {
        let held = std::mem::take(&mut self.held);
        let (kept, free) = held.into_iter().partition(|packet| self.keeps_back(packet));
        self.held = kept;
        free
    }
}

fn between_members(from: Peer, to: Peer) -> bool {
    matches!((from, to), (Peer::Member(_), Peer::Member(_)))
}

fn number(peer: Peer) -> u64 {
    match peer {
        Peer::Member(id) => id.0,
        Peer::Client(id) => id | 1 << 24,
    }
}

#[cfg(test)]
mod tests {
    use super::super::World;
    use super::*;

    /// The packets from n1 to n2 after 5 s, in the order in which they arrive: what each carries, and its id.
    fn arrivals(faults: &[Action]) -> Vec<(u64, Time, Time)> {
        let (mut world, _) = World::new(&Scenario::new(3, 1), false);
        for fault in faults {
            world.act(Time(0), fault.clone()).expect("a fault is possible at any time");
        }
        while world.advance(Time::from_ms(5_000)).is_some() {}
        let there = world.packets().filter(|p| between_members(p.from, p.to));
        there.map(|p| (p.id, p.sent, p.due)).collect()
    }

    #[test]
    fn a_link_keeps_its_order_and_loses_nothing_unless_told() {
        let mut network = Network::new(&Scenario::new(3, 1));
        let ends = (Peer::Member(MachineId(1)), Peer::Member(MachineId(2)));
        let dues: Vec<Time> = (0..50).map(|at| network.due(ends.0, ends.1, Time(at))).collect();
        assert!(dues.is_sorted());
        assert!(!network.loses(ends.0, ends.1) && !network.duplicates(ends.0, ends.1));
        network.reorder_per_mille = 1000;
        let dues: Vec<Time> = (0..50).map(|at| network.due(ends.0, ends.1, Time(at))).collect();
        assert!(!dues.is_sorted());
    }

    #[test]
    fn a_copy_is_a_packet_of_its_own() {
        let twice = arrivals(&[Action::Duplicate { per_mille: 1000 }]);
        let once = arrivals(&[]);
        assert!(!once.is_empty() && twice.len() >= 2 * once.len());
        let mut ids: Vec<u64> = twice.iter().map(|(id, ..)| *id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), twice.len());
    }

    #[test]
    fn a_fast_clock_ticks_more_often_until_all_is_healed() {
        let (mut world, _) = World::new(&Scenario::new(3, 1), false);
        let ticks = |world: &mut World, seconds: u64| {
            let until = world.now() + Time::from_ms(1000 * seconds);
            let moments = std::iter::from_fn(|| world.advance(until));
            let of_n1 = |m: &super::super::Moment| {
                m.event == super::super::Event::Tick { member: MachineId(1) }
            };
            moments.filter(of_n1).count()
        };
        assert_eq!(ticks(&mut world, 2), 20);
        let now = world.now();
        let fast = Action::ClockRate { member: MachineId(1), per_mille: 2000 };
        world.act(now, fast).expect("n1 is there");
        assert!((39..=41).contains(&ticks(&mut world, 2)));
        let now = world.now();
        world.act(now, Action::Heal).expect("always");
        assert!((19..=21).contains(&ticks(&mut world, 2)));
    }
}
