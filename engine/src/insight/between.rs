//! What stands between two members, and what is on its way from one to the other.

use super::answer::Missing;
use crate::{
    base::{NodeId, Time},
    raft::message::Message,
    sim::{Body, Machine, Peer, World},
};

/// What keeps two members from talking, there and back.
pub fn stands_between(world: &World, from: NodeId, to: NodeId) -> Option<Missing> {
    let network = world.network();
    let (Some(a), Some(b)) = (world.machine_of(from), world.machine_of(to)) else {
        return Some(Missing::Down);
    };
    let (a, b) = (Peer::Member(a), Peer::Member(b));
    if world.server_of(to).is_none() {
        Some(Missing::Down)
    } else if network.is_cut(a, b) {
        Some(Missing::CutTo)
    } else if network.is_cut(b, a) {
        Some(Missing::CutFrom)
    } else if network.is_held(a, b) || network.is_held(b, a) {
        Some(Missing::Held)
    } else {
        None
    }
}

/// In how many milliseconds such a message arrives, if one is on its way and will not be lost.
pub fn on_the_way(
    world: &World,
    from: NodeId,
    to: NodeId,
    is_it: impl Fn(&Message) -> bool,
) -> Option<u64> {
    let (from, to) = (world.machine_of(from)?, world.machine_of(to)?);
    let (from, to) = (Peer::Member(from), Peer::Member(to));
    if world.network().is_cut(from, to) {
        return None;
    }
    let mut mine = world.packets().filter(|packet| (packet.from, packet.to) == (from, to));
    let found =
        mine.find(|packet| matches!(&packet.body, Body::Raft(message) if is_it(message)))?;
    Some(found.due.since(world.now()).us() / 1000)
}

/// Milliseconds until a member's clock has ticked so often.
pub fn ticks(world: &World, machine: &Machine, ticks: u32) -> u64 {
    let more = Time(machine.tick_interval().us() * u64::from(ticks.max(1) - 1));
    (machine.next_tick.since(world.now()) + more).us() / 1000
}
