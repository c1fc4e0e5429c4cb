//! Faults and load from a seed: what a run of the tests, or a visitor in a destructive mood, does to a world.

use super::action::{Action, Peer};
use super::packet::ClientId;
use super::world::World;
use crate::base::{Bytes, NodeId, Rng, Time};
use crate::server::{DeleteRangeRequest, PutRequest, RangeRequest, Request};

/// A source of actions. The same seed and world give the same deeds.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Nemesis {
    rng: Rng,
}

impl Nemesis {
    /// The deeds named by `seed`.
    pub fn new(seed: u64) -> Nemesis {
        Nemesis { rng: Rng::stream(seed, "nemesis", 0) }
    }

    /// How long to wait before the next deed.
    pub fn pause(&mut self) -> Time {
        Time(self.rng.between(1_000, 250_000))
    }

    /// The next deed: mostly requests, now and then a fault, and its end.
    pub fn next(&mut self, world: &World) -> Action {
        match self.rng.below(20) {
            0 => self.crash(world),
            1 | 2 => self.restart(world),
            3 => self.partition(world),
            4 => Action::Isolate { member: self.member(world) },
            5 => self.on_link(world, |from, to| Action::Cut { from, to }),
            6 => self.on_link(world, |from, to| Action::Mend { from, to }),
            7 => self.on_link(world, |from, to| Action::Hold { from, to }),
            8 => self.on_link(world, |from, to| Action::Release { from, to }),
            9 => self.on_packet(world),
            10 => Action::Loss { per_mille: [0, 0, 20, 200][self.rng.below(4) as usize] },
            11 => self.slow_disk(world),
            12 => Action::Heal,
            _ => self.request(world),
        }
    }

    /// The deeds that make a world whole again.
    pub fn mend(world: &World) -> Vec<Action> {
        let down = world.machines().filter(|machine| !machine.is_up());
        let mut deeds = vec![Action::Heal];
        deeds.extend(down.map(|machine| Action::Restart { member: machine.id }));
        deeds
    }

    fn member(&mut self, world: &World) -> NodeId {
        1 + self.rng.below(world.members())
    }

    fn crash(&mut self, world: &World) -> Action {
        let member = self.member(world);
        match world.machine(member) {
            Some(machine) if machine.is_up() => Action::Crash { member },
            _ => Action::Restart { member },
        }
    }

    fn restart(&mut self, world: &World) -> Action {
        let down = world.machines().find(|machine| !machine.is_up()).map(|machine| machine.id);
        match down {
            Some(member) => Action::Restart { member },
            None => self.request(world),
        }
    }

    fn partition(&mut self, world: &World) -> Action {
        let mut groups = [Vec::new(), Vec::new()];
        for id in 1..=world.members() {
            groups[self.rng.below(2) as usize].push(id);
        }
        let groups: Vec<Vec<NodeId>> = groups.into_iter().filter(|g| !g.is_empty()).collect();
        Action::Partition { groups }
    }

    fn on_link(&mut self, world: &World, action: fn(Peer, Peer) -> Action) -> Action {
        let from = self.member(world);
        let step = 1 + self.rng.below(world.members() - 1);
        let to = 1 + (from - 1 + step) % world.members();
        action(Peer::Member(from), Peer::Member(to))
    }

    fn on_packet(&mut self, world: &World) -> Action {
        let flying: Vec<u64> = world.packets().map(|packet| packet.id).collect();
        if flying.is_empty() {
            return self.request(world);
        }
        let packet = flying[self.rng.below(flying.len() as u64) as usize];
        if self.rng.chance(500) {
            Action::Drop { packet }
        } else {
            Action::Delay { packet, by: Time(self.rng.between(1_000, 3_000_000)) }
        }
    }

    fn slow_disk(&mut self, world: &World) -> Action {
        let (member, slow) = (self.member(world), self.rng.chance(300));
        let ms = if slow { (50, 400) } else { (1, 10) };
        Action::Fsync { member, min: Time::from_ms(ms.0), max: Time::from_ms(ms.1) }
    }

    fn request(&mut self, world: &World) -> Action {
        let client: ClientId = 1 + self.rng.below(3);
        let key = Bytes::from([b'a' + self.rng.below(5) as u8]);
        let request = match self.rng.below(5) {
            0 => Request::DeleteRange(DeleteRangeRequest { key, ..Default::default() }),
            1 => Request::Range(RangeRequest {
                key,
                serializable: self.rng.chance(300),
                ..Default::default()
            }),
            _ => {
                let value = Bytes::from(self.rng.below(1000).to_string().as_str());
                Request::Put(PutRequest { key, value, ..Default::default() })
            }
        };
        Action::Request { client, request, endpoints: vec![self.member(world)], timeout: None }
    }
}
