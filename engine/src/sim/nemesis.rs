//! Faults and load from a seed: what a run of the tests, or a visitor in a destructive mood, does to a world.

use super::action::Action;
use super::ids::{ClientId, Peer};
use super::machine::Machine;
use super::world::World;
use crate::base::{Bytes, MachineId, NONE, NodeId, Rng, Time};
use crate::client::Call;
use crate::server::{
    DeleteRangeRequest, MemberAddRequest, MemberPromoteRequest, MemberRemoveRequest,
    MoveLeaderRequest, PutRequest, RangeRequest, Request, peer_url,
};

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
        match self.rng.below(49) {
            0 => self.crash(world),
            1 => self.tear(world),
            2..=4 => self.restart(world),
            5 => self.partition(world),
            6 => Action::Isolate { member: self.member(world) },
            7 | 8 => self.on_link(world, |from, to| Action::Cut { from, to }),
            9 => self.on_link(world, |from, to| Action::Mend { from, to }),
            10 => self.on_link(world, |from, to| Action::Hold { from, to }),
            11 => self.on_link(world, |from, to| Action::Release { from, to }),
            12 | 13 => self.on_packet(world),
            14 => Action::Loss { per_mille: self.pick(&[0, 0, 20, 200]) },
            15 => Action::Duplicate { per_mille: self.pick(&[0, 50, 300]) },
            16 => Action::Reorder { per_mille: self.pick(&[0, 50, 500]) },
            17 => self.latency(),
            18 => self.slow_disk(world),
            19 => self.drift(world),
            20 => Action::Campaign { member: self.member(world) },
            21 | 22 => Action::Heal,
            23 => self.move_leader(world),
            24..=26 => self.change_members(world),
            27 => self.propose_conf_change(world),
            28 => self.pause_or_resume(world),
            29 => self.command(world),
            30 => self.stand_still(world),
            _ => self.request(world),
        }
    }

    /// The deeds that make a world whole again. Who was removed stays away.
    pub fn mend(world: &World) -> Vec<Action> {
        let gone = |id| world.cluster().is_some_and(|cluster| cluster.is_removed(id));
        let down = world.machines().filter(|machine| !machine.is_up() && !gone(machine.member()));
        let paused = world.machines().filter(|machine| machine.is_paused());
        let mut deeds = vec![Action::Heal];
        deeds.extend(paused.map(|machine| Action::Resume { member: machine.id }));
        deeds.extend(down.map(|machine| Action::Restart { member: machine.id }));
        let awaited = world.awaited().map(|(member, _)| Action::Start { member });
        deeds.extend(awaited);
        deeds
    }

    fn member(&mut self, world: &World) -> MachineId {
        MachineId(1 + self.rng.below(world.members()))
    }

    fn crash(&mut self, world: &World) -> Action {
        let member = self.member(world);
        match world.machine(member) {
            Some(machine) if machine.is_up() => Action::Crash { member },
            _ => Action::Restart { member },
        }
    }

    /// A process is stopped, or the one that is goes on.
    fn pause_or_resume(&mut self, world: &World) -> Action {
        match world.machines().find(|machine| machine.is_paused()).map(|machine| machine.id) {
            Some(member) => Action::Resume { member },
            None => Action::Pause { member: self.member(world) },
        }
    }

    /// A clock stands until somebody sets it, or all is mended.
    fn stand_still(&mut self, world: &World) -> Action {
        Action::ClockRate { member: self.member(world), per_mille: self.pick(&[0, 1000]) }
    }

    /// A new etcdctl: of all members, with a time that may be too short.
    fn command(&mut self, world: &World) -> Action {
        let Action::Request { client, request, .. } = self.request(world) else {
            unreachable!("a request is one")
        };
        let timeout = self.pick(&[None, Some(Time::from_ms(40)), Some(Time::from_ms(400))]);
        Action::Call { client, call: Box::new(Call { timeout, ..Call::new(request) }) }
    }

    /// Power fails while the disk is writing.
    fn tear(&mut self, world: &World) -> Action {
        let member = self.member(world);
        let dirty = world.machine(member).map_or(0, |machine| machine.disk.dirty_sectors());
        Action::Tear { member, sectors: self.rng.between(0, dirty) }
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
        for id in world.machine_ids() {
            groups[self.rng.below(2) as usize].push(id);
        }
        let groups: Vec<Vec<MachineId>> = groups.into_iter().filter(|g| !g.is_empty()).collect();
        Action::Partition { groups }
    }

    fn on_link(&mut self, world: &World, action: fn(Peer, Peer) -> Action) -> Action {
        let from = self.member(world);
        let step = 1 + self.rng.below(world.members() - 1);
        let to = 1 + (from.0 - 1 + step) % world.members();
        action(Peer::Member(from), Peer::Member(MachineId(to)))
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

    /// Somebody who leads is asked to hand over.
    fn move_leader(&mut self, world: &World) -> Action {
        let target = self.member(world);
        let asked = world.leader().unwrap_or(target);
        let target_id = world.machine(target).map_or(NONE, Machine::member);
        self.ask(Request::MoveLeader(MoveLeaderRequest { target_id }), asked)
    }

    /// A member comes, starts, votes, or leaves; the leader may be the one that does.
    fn change_members(&mut self, world: &World) -> Action {
        let Some(config) = world.configuration() else { return self.request(world) };
        if let Some((member, _)) = world.awaited() {
            return Action::Start { member };
        }
        let (voters, learners) = (config.voters.ids(), config.learners.clone());
        let asked = self.member(world);
        let request = match self.rng.below(4) {
            0 if voters.len() > MEMBERS_MIN => {
                let leader = world.leader().filter(|_| self.rng.chance(300));
                let leader = leader.and_then(|id| world.machine(id)).map(Machine::member);
                let id = leader.unwrap_or_else(|| self.pick(voters.ids()));
                Request::MemberRemove(MemberRemoveRequest { id })
            }
            1 | 2 if !learners.is_empty() => {
                let id = self.pick(learners.ids());
                Request::MemberPromote(MemberPromoteRequest { id })
            }
            _ if voters.len() + learners.len() < MEMBERS_MOST => {
                let (url, is_learner) = (peer_url(world.next_machine()), self.rng.chance(700));
                Request::MemberAdd(MemberAddRequest { peer_urls: vec![url], is_learner })
            }
            _ => return self.request(world),
        };
        self.ask(request, asked)
    }

    /// Several changes at once, by a joint configuration, or leaving one.
    fn propose_conf_change(&mut self, world: &World) -> Action {
        use crate::raft::{ConfChangeTransition as Transition, ConfChangeType as Change};
        let Some(config) = world.configuration() else { return self.request(world) };
        let member = world.leader().unwrap_or_else(|| self.member(world));
        let (voters, learners) = (config.voters.ids(), config.learners.clone());
        let mut changes = Vec::new();
        if !config.voters.is_joint() {
            if !learners.is_empty() {
                changes.push((Change::AddNode, self.place(world, learners.ids())));
            }
            if voters.len() > MEMBERS_MIN || !changes.is_empty() {
                let change = self.pick(&[Change::RemoveNode, Change::AddLearnerNode]);
                changes.push((change, self.place(world, voters.ids())));
            }
            if changes.is_empty() {
                return self.request(world);
            }
        }
        let transition =
            self.pick(&[Transition::Auto, Transition::JointImplicit, Transition::JointExplicit]);
        Action::ProposeConfChange { member, changes, transition }
    }

    /// The machine of one of these.
    fn place(&mut self, world: &World, among: &[NodeId]) -> MachineId {
        let member = self.pick(among);
        world.machine_of(member).unwrap_or_default()
    }

    fn ask(&mut self, request: Request, member: MachineId) -> Action {
        let client = 1 + self.rng.below(3);
        Action::Request { client, request, endpoints: vec![member], timeout: None }
    }

    fn slow_disk(&mut self, world: &World) -> Action {
        let (member, slow) = (self.member(world), self.rng.chance(300));
        let ms = if slow { (50, 400) } else { (1, 10) };
        Action::Fsync { member, min: Time::from_ms(ms.0), max: Time::from_ms(ms.1) }
    }

    /// A network on which packets differ enough to overtake each other, or etcd's usual one.
    fn latency(&mut self) -> Action {
        let (min, max) = self.pick(&[(14, 22), (14, 22), (1, 60), (1, 5)]);
        Action::Latency { min: Time::from_ms(min), max: Time::from_ms(max) }
    }

    fn drift(&mut self, world: &World) -> Action {
        let member = self.member(world);
        Action::ClockRate { member, per_mille: self.pick(&[500, 800, 950, 1000, 1050, 1250, 2000]) }
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.rng.below(among.len() as u64) as usize]
    }

    fn request(&mut self, world: &World) -> Action {
        let client: ClientId = 1 + self.rng.below(3);
        let key = Bytes::from([b'a' + self.rng.below(5) as u8]);
        let request = match self.rng.below(7) {
            0 => Request::DeleteRange(DeleteRangeRequest { key, ..Default::default() }),
            1 | 2 => Request::Range(RangeRequest {
                key,
                range_end: Bytes::from(self.pick(&["", "", "", "z"])),
                serializable: self.rng.chance(200),
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

/// So many voters stay, whatever happens.
const MEMBERS_MIN: usize = 3;
/// So many members are enough, learners counted.
const MEMBERS_MOST: usize = 8;
