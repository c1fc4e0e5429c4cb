//! The network: which links are cut or held, how long a packet takes, which packets are lost.
//!
//! Every pair of ends has two links, one a direction. A link keeps the order of its packets, as a TCP
//! stream does: etcd's rafthttp sends each peer's messages down one stream.

use super::action::Peer;
use super::packet::Packet;
use super::scenario::Scenario;
use crate::base::{NodeId, Rng, Time};
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
    /// By the numbers of both ends: one word is quicker to find than two pairs.
    links: BTreeMap<u64, Link>,
    cut: BTreeSet<(Peer, Peer)>,
    holding: BTreeSet<(Peer, Peer)>,
    groups: Option<Vec<Vec<NodeId>>>,
    /// Packets that wait on a held link, in the order in which they would have arrived.
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
            links: BTreeMap::new(),
            cut: BTreeSet::new(),
            holding: BTreeSet::new(),
            groups: None,
            held: Vec::new(),
        }
    }

    /// When a packet that leaves now arrives.
    pub fn due(&mut self, from: Peer, to: Peer, now: Time) -> Time {
        let between_members = matches!((from, to), (Peer::Member(_), Peer::Member(_)));
        let (min, max) = if between_members { self.latency } else { self.client_latency };
        let link = self.link(from, to);
        let due = now + Time(link.rng.between(min.us(), max.us()));
        link.last_due = link.last_due.max(due);
        link.last_due
    }

    /// True if chance takes this packet. Draws nothing while there is no loss.
    pub fn loses(&mut self, from: Peer, to: Peer) -> bool {
        let per_mille = match (from, to) {
            (Peer::Member(_), Peer::Member(_)) => self.loss_per_mille,
            _ => 0,
        };
        per_mille > 0 && self.link(from, to).rng.chance(per_mille)
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

    /// The groups of the partition that is in force.
    pub fn groups(&self) -> Option<&[Vec<NodeId>]> {
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

    /// Cuts one direction.
    pub fn cut(&mut self, from: Peer, to: Peer) {
        self.cut.insert((from, to));
    }

    /// Mends one direction. A partition with a hole is none any more.
    pub fn mend(&mut self, from: Peer, to: Peer) {
        if self.cut.remove(&(from, to)) {
            self.groups = None;
        }
    }

    /// Parts the members; those not named form a last group. Earlier cuts between members end.
    pub fn partition(&mut self, mut groups: Vec<Vec<NodeId>>, all: impl Iterator<Item = NodeId>) {
        let rest: Vec<NodeId> = all.filter(|id| !groups.iter().any(|g| g.contains(id))).collect();
        if !rest.is_empty() {
            groups.push(rest);
        }
        self.cut.retain(|link| !matches!(link, (Peer::Member(_), Peer::Member(_))));
        for (at, group) in groups.iter().enumerate() {
            let others = groups[..at].iter().chain(&groups[at + 1..]).flatten();
            for other in others {
                let across = |from: &NodeId| (Peer::Member(*from), Peer::Member(*other));
                self.cut.extend(group.iter().map(across));
            }
        }
        self.groups = Some(groups);
    }

    /// Ends cuts, partition and loss. Holds end too, but their packets are the caller's to send on.
    pub fn heal(&mut self) {
        self.cut.clear();
        self.groups = None;
        self.loss_per_mille = 0;
        self.holding.clear();
    }

    /// Packets of this direction wait from now on.
    pub fn hold(&mut self, from: Peer, to: Peer) {
        self.holding.insert((from, to));
    }

    /// Packets of this direction pass again; returns those that waited.
    pub fn release(&mut self, from: Peer, to: Peer) -> Vec<Packet> {
        self.holding.remove(&(from, to));
        self.take_unheld()
    }

    /// The packets whose link is no longer held, in their order.
    pub fn take_unheld(&mut self) -> Vec<Packet> {
        let (kept, free) =
            self.held.drain(..).partition(|p| self.holding.contains(&(p.from, p.to)));
        self.held = kept;
        free
    }
}

fn number(peer: Peer) -> u64 {
    match peer {
        Peer::Member(id) => id,
        Peer::Client(id) => id | 1 << 24,
    }
}
