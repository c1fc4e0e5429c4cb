//! A machine: it survives a crash and owns the disk; its process does not.

use super::action::Action;
use super::channel::ChannelId;
use super::disk::Disk;
use super::ids::MomentId;
use super::queue::{Due, Slot};
use super::scenario::Scenario;
use crate::base::{MachineId, NONE, NodeId, Rng, Time};
use crate::server::{EtcdServer, Member, ServerConfig, TimerToken, cluster_id};
use std::collections::BTreeMap;

/// One computer with one etcd on it.
#[derive(Clone, Hash, Debug)]
pub struct Machine {
    pub id: MachineId,
    pub disk: Disk,
    /// The process, if it runs.
    pub server: Option<EtcdServer>,
    /// Why the process ended, if by itself.
    pub died: Option<String>,
    /// When its clock ticks next.
    pub next_tick: Time,
    /// Which member has been here since which moment; the last is the present one.
    pub(super) members: Vec<(MomentId, NodeId)>,
    /// How often a process was started here. What an earlier one has ordered does not reach a later one.
    pub incarnation: u32,
    /// How many milliseconds its clock passes in a second; [`RIGHT_CLOCK`] is right. At 0 its process gets no
    /// ticks any more, and everything else goes on.
    pub clock_per_mille: u32,
    /// One `fdatasync`, shortest and longest.
    pub fsync: (Time, Time),
    /// Where the end of each timer is scheduled that its process has set.
    pub(super) timers: BTreeMap<TimerToken, Slot>,
    /// What is due at a process that is stopped; nothing if it runs or is not there.
    pub(super) owed: Option<Vec<Due>>,
    /// Connections of clients that its kernel has taken, and no process yet.
    pub(super) backlog: Vec<ChannelId>,
    pub(super) config: ServerConfig,
    pub(super) rng: Rng,
    /// When the last fsync that was begun ends: a disk does one after the other.
    pub(super) disk_free: Time,
}

impl Machine {
    /// Which cluster it belongs to.
    pub fn cluster_id(&self) -> u64 {
        self.config.cluster_id
    }

    /// `join`: it belongs to no new cluster, but will join one.
    pub(super) fn new(id: MachineId, scenario: &Scenario, join: bool) -> Machine {
        let mut rng = Rng::stream(scenario.seed, "machine", id.0);
        let initial: Vec<Member> = scenario.ids().map(Member::initial).collect();
        // who joins is told who it is when it does
        let member = if join { NONE } else { Member::initial(id).id };
        let heartbeat = scenario.timings.heartbeat;
        Machine {
            id,
            disk: Disk::default(),
            server: None,
            died: None,
            // Machines are not switched on in step: their clocks tick at different moments.
            next_tick: Time(1 + rng.below(heartbeat.us())),
            members: if join { Vec::new() } else { vec![(0, member)] },
            incarnation: 0,
            clock_per_mille: RIGHT_CLOCK,
            fsync: scenario.timings.fsync,
            timers: BTreeMap::new(),
            owed: None,
            backlog: Vec::new(),
            config: ServerConfig {
                id: member,
                machine: id,
                cluster_id: cluster_id(&initial),
                members: initial,
                join,
                heartbeat,
                election_ticks: scenario.timings.election_ticks.min(ELECTION_TICKS_MAX) as u32,
                rules: scenario.rules,
                reads: scenario.reads,
                snapshot_count: scenario.snapshot_count,
                max_size_per_msg: scenario.max_size_per_msg.max(1),
                max_inflight_msgs: scenario.max_inflight_msgs.max(1),
                snapshot_catch_up_entries: scenario.catch_up_entries,
            },
            rng,
            disk_free: Time(0),
        }
    }

    /// The random stream of the process that starts now: a restart does not repeat the timeouts before it.
    pub(super) fn process_rng(&self, seed: u64) -> Rng {
        Rng::stream(seed, "raft", self.id.0 | u64::from(self.incarnation) << 32)
    }

    /// From one tick to the next, as long as its clock makes it.
    pub fn tick_interval(&self) -> Time {
        self.span(self.config.heartbeat)
    }

    /// How long it takes until so much time has passed on its clock.
    pub(super) fn span(&self, time: Time) -> Time {
        // of a clock that stands only the ticks stop
        let rate = if self.clock_per_mille == 0 { RIGHT_CLOCK } else { self.clock_per_mille };
        Time(time.us() * 1000 / u64::from(rate))
    }

    /// True if its process is stopped, and would go on where it was.
    pub fn is_paused(&self) -> bool {
        self.owed.is_some()
    }

    /// True if what happens at its process happens in time: it is not stopped, and its clock is right.
    pub fn keeps_time(&self) -> bool {
        !self.is_paused() && self.clock_per_mille == RIGHT_CLOCK
    }

    /// True if its process takes connections of clients.
    pub fn serves(&self) -> bool {
        !self.is_paused() && self.server.as_ref().is_some_and(EtcdServer::is_ready)
    }

    /// The member whose process runs here, or ran here last.
    pub fn member(&self) -> NodeId {
        self.config.id
    }

    /// Which member has been here since which moment; the last is the present one.
    pub fn members(&self) -> &[(MomentId, NodeId)] {
        &self.members
    }

    /// Its disk is a new one. Whoever starts on it has to join.
    pub(super) fn wipe(&mut self) {
        self.disk = Disk::default();
        self.config.join = true;
    }

    /// True if whoever starts here has to ask the others who it is.
    pub(super) fn has_to_join(&self) -> bool {
        self.config.join && self.disk.paths("member/").next().is_none()
    }

    /// True while its process runs.
    pub fn is_up(&self) -> bool {
        self.server.is_some()
    }
}

/// How fast the clock of `member` runs after somebody's deed.
pub fn clock_after(member: MachineId, per_mille: u32, action: &Action) -> u32 {
    match action {
        Action::ClockRate { member: of, per_mille } if *of == member => *per_mille,
        Action::Heal => RIGHT_CLOCK,
        _ => per_mille,
    }
}

/// So many milliseconds a right clock passes in a second.
pub const RIGHT_CLOCK: u32 = 1000;

/// More would outlast any run.
const ELECTION_TICKS_MAX: u64 = 1000;
