//! Observers: they look at a world after every moment, and never change it.
//!
//! Raft promises five things (paper, figure 3), and etcd three more to its clients. Each is checked here from
//! what members hold, what disks keep and what clients were told, never from what a member says of itself:
//!
//! - *election safety*: at most one leader in a term;
//! - *log matching*: two logs with an entry of the same index and term are the same up to there;
//! - *leader completeness*: a leader has every entry that was committed before its term;
//! - *state machine safety*: no two members carry out different entries at one index;
//! - *leader append-only*: a leader never changes or drops an entry of its log;
//! - *acknowledged means durable*: what a client was told is done stays on so many disks that no quorum is
//!   without it;
//! - *linearizable reads*: a read that is not serializable shows what any client knew before it began;
//! - *carried out at most once*: a write becomes one entry, and an entry makes one revision.
//!
//! Two more are no promise but the calm of a cluster, see [`calm`]:
//!
//! - *undisturbed leadership*: a healthy leader is not deposed by a member that nobody needs;
//! - *leadership of a quorum*: nobody leads for long whom no quorum answers.
//!
//! An observer is incremental: it looks at the member to which the moment happened.

pub mod calm;
pub mod durable;
pub mod group;
pub mod logs;
pub mod once;
pub mod reads;
mod states;

use crate::base::{Index, MachineId, NodeId, Time};
use crate::sim::{Event, Moment, MomentId, Peer, World};
use calm::{Calm, Seen};
use durable::Durable;
use group::Group;
use logs::Logs;
use once::Once;
use reads::Reads;
use std::fmt;

/// What must never happen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Property {
    ElectionSafety,
    LeaderAppendOnly,
    LogMatching,
    LeaderCompleteness,
    StateMachineSafety,
    AcknowledgedMeansDurable,
    StaleRead,
    CarriedOutOnce,
    LeaderDisturbed,
    LeaderOfNobody,
}

impl Property {
    /// All of them.
    pub const ALL: [Property; 10] = [
        Property::ElectionSafety,
        Property::LeaderAppendOnly,
        Property::LogMatching,
        Property::LeaderCompleteness,
        Property::StateMachineSafety,
        Property::AcknowledgedMeansDurable,
        Property::StaleRead,
        Property::CarriedOutOnce,
        Property::LeaderDisturbed,
        Property::LeaderOfNobody,
    ];

    /// Its usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Property::ElectionSafety => "election safety",
            Property::LeaderAppendOnly => "leader append-only",
            Property::LogMatching => "log matching",
            Property::LeaderCompleteness => "leader completeness",
            Property::StateMachineSafety => "state machine safety",
            Property::AcknowledgedMeansDurable => "acknowledged means durable",
            Property::StaleRead => "linearizable reads",
            Property::CarriedOutOnce => "carried out at most once",
            Property::LeaderDisturbed => "undisturbed leadership",
            Property::LeaderOfNobody => "leadership of a quorum",
        }
    }
}

/// A promise that was broken, with the proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    pub moment: MomentId,
    pub at: Time,
    pub property: Property,
    pub proof: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Violation { moment, at, property, proof } = self;
        write!(f, "{} broken at moment {moment} ({at}): {proof}", property.name())
    }
}

/// All observers together.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    group: Group,
    logs: Logs,
    durable: Durable,
    reads: Reads,
    once: Once,
    calm: Calm,
}

impl Checks {
    /// Observers of a world that has just begun.
    pub fn new() -> Checks {
        Checks::default()
    }

    /// In how many terms somebody led.
    pub fn elections(&self) -> u64 {
        self.logs.elections()
    }

    /// The last entry that anybody carried out.
    pub fn committed(&self) -> Index {
        self.logs.committed()
    }

    /// How often the configuration in force became another.
    pub fn conf_changes(&self) -> u64 {
        self.group.changes()
    }

    /// The members of the configuration in force, learners too.
    pub fn members(&self) -> Vec<NodeId> {
        self.group.members()
    }

    /// Looks at the world after `moment`, and says what is broken for the first time.
    pub fn observe(&mut self, world: &World, id: MomentId, moment: &Moment) -> Vec<Violation> {
        let mut found: Vec<(Property, String)> = Vec::new();
        for member in touched(world, moment) {
            let Some(machine) = world.machine(member) else { continue };
            if let Some(server) = machine.server.as_ref() {
                self.group.observe(server);
                self.logs.observe(machine, server, &mut found);
                self.once.observe(world, machine, server, &self.logs, &mut found);
            }
            self.calm.observe(&Seen { world, machine, group: &self.group, moment }, &mut found);
            if may_sync(&moment.event) {
                self.durable.observe_disk(world, member);
            }
        }
        if moment.event.request().is_some() {
            self.calm.time_passes(world, &self.group, moment, &mut found);
        }
        if matters_to_disks(&moment.event) {
            self.durable.observe(world, &self.logs, &self.group, moment, &mut found);
        }
        self.reads.observe(world, moment, &mut found);
        let at = moment.at;
        found
            .into_iter()
            .map(|(property, proof)| Violation { moment: id, at, property, proof })
            .collect()
    }
}

/// The members that a moment can have changed. A request has only been sent: nobody has it yet.
fn touched(world: &World, moment: &Moment) -> impl Iterator<Item = MachineId> + use<> {
    let all = match (moment.event.member(), moment.event) {
        (Some(member), _) => member.0..member.0 + 1,
        (None, Event::Start | Event::Act { request: None, .. }) => 1..world.members() + 1,
        _ => 0..0,
    };
    all.map(MachineId)
}

/// True if something may have become durable: an fsync returned, or somebody dealt with disks and processes,
/// whose start writes at once.
fn may_sync(event: &Event) -> bool {
    matches!(event, Event::Start | Event::DiskDone { .. } | Event::Act { request: None, .. })
}

/// True if disks, or what clients were told, may have changed.
fn matters_to_disks(event: &Event) -> bool {
    match event {
        Event::Act { .. } | Event::DiskDone { .. } => true,
        Event::Deliver { to, .. } => matches!(to, Peer::Client(_)),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
