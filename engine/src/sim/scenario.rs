//! What a world starts from: a seed, the members, the timings. A scenario and a list of actions give the
//! same world every time.

use crate::base::{MachineId, Time};
use crate::server::{ReadMode, Rules};

/// The start of a world.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Scenario {
    /// Names every random stream.
    pub seed: u64,
    /// How many members, numbered from 1: `n1`, `n2`, … Between 1 and [`Scenario::MEMBERS_MAX`].
    pub members: u64,
    /// How long things take.
    pub timings: Timings,
    /// Which of etcd's safety rules are on.
    pub rules: Rules,
    /// How linearizable reads are served.
    pub reads: ReadMode,
    /// `--snapshot-count`: so many entries are applied before a member takes a snapshot.
    pub snapshot_count: u64,
    /// `--snapshot-catchup-entries`: so many entries raft keeps behind a snapshot.
    pub catch_up_entries: u64,
    /// Bytes of entries in one `MsgApp`, and being applied at a time, at most (etcd `maxSizePerMsg`, a constant
    /// there). At least 1.
    pub max_size_per_msg: u64,
    /// `MsgApp` with entries on their way to one follower, at most (etcd `maxInflightMsgs`, a constant
    /// there). At least 1.
    pub max_inflight_msgs: u32,
}

impl Scenario {
    /// The largest cluster; etcd's advice is seven.
    pub const MEMBERS_MAX: u64 = 9;

    /// `members` members with etcd's timings.
    pub fn new(members: u64, seed: u64) -> Scenario {
        Scenario {
            seed,
            members,
            timings: Timings::default(),
            rules: Rules::default(),
            reads: ReadMode::default(),
            snapshot_count: 10_000,
            catch_up_entries: 5_000,
            max_size_per_msg: 1 << 20,
            max_inflight_msgs: 512,
        }
    }

    /// The ids of all members, ascending.
    pub fn ids(&self) -> impl Iterator<Item = MachineId> + use<> {
        MachineId::first(self.members)
    }
}

impl Default for Scenario {
    fn default() -> Scenario {
        Scenario::new(5, 1)
    }
}

/// How long things take. Etcd's defaults where etcd has one; the network is that of three distant cities.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Timings {
    /// `--heartbeat-interval`: one raft tick.
    pub heartbeat: Time,
    /// `--election-timeout` in ticks; the random timeout is between this and twice this.
    pub election_ticks: u64,
    /// One way between members, shortest and longest.
    pub latency: (Time, Time),
    /// One way between a client and a member.
    pub client_latency: (Time, Time),
    /// One `fdatasync`.
    pub fsync: (Time, Time),
    /// `etcdctl --command-timeout`.
    pub command_timeout: Time,
}

impl Default for Timings {
    fn default() -> Timings {
        let ms = Time::from_ms;
        Timings {
            heartbeat: ms(100),
            election_ticks: 10,
            latency: (ms(14), ms(22)),
            client_latency: (ms(8), ms(12)),
            fsync: (ms(6), ms(10)),
            command_timeout: ms(5000),
        }
    }
}
