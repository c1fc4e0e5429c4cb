//! Which members' transports are connected, and since when, after `etcdserver/api/rafthttp`, `peerStatus`.
//!
//! Real members hold connections to each other all the time, and a membership change asks them: is everybody
//! there? Here packets are all there is between members, so this follows from who runs and what is cut. A
//! process that ends breaks its connections at once; a cut is noticed when nothing came for
//! [`READ_TIMEOUT`].

use crate::base::{MachineId, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};

/// All connections, by their two ends, the smaller id first.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Connections {
    pairs: BTreeMap<(MachineId, MachineId), Connection>,
    /// How many of them are cut. It follows from `pairs` and is no part of the state.
    cut: u32,
    /// Those that stood when it was last told which do: only reasons come of it.
    told: Told,
}

/// Pairs that were last said to be connected; no part of the state.
#[derive(Clone, Default, Debug)]
struct Told {
    pairs: BTreeSet<(MachineId, MachineId)>,
    /// Something may have changed since.
    stale: bool,
}

impl PartialEq for Told {
    fn eq(&self, _: &Told) -> bool {
        true
    }
}

/// A connection that stands from now on, or is broken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its ends.
    pub pair: (MachineId, MachineId),
    pub stands: bool,
}

/// One connection that stands, or is cut and not yet found broken.
#[derive(Clone, Copy, PartialEq, Hash, Debug)]
struct Connection {
    since: Time,
    cut: Option<Time>,
}

impl Hash for Connections {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.pairs.hash(state);
    }
}

impl Connections {
    /// Brings one pair up to date. `running`: both processes; `open`: packets pass both ways.
    pub fn update(&mut self, pair: (MachineId, MachineId), now: Time, running: bool, open: bool) {
        let broken = self.pairs.get(&pair).is_some_and(|connection| !connection.stands(now));
        if !running || broken {
            self.pairs.remove(&pair);
        }
        match self.pairs.get_mut(&pair) {
            Some(connection) if open => connection.cut = None,
            Some(connection) => connection.cut = connection.cut.or(Some(now)),
            None if running && open => {
                self.pairs.insert(pair, Connection { since: now, cut: None });
            }
            None => {}
        }
        self.told.stale = true;
        self.count_cuts();
    }

    /// Which connections stand or are broken, and were not when this was last asked.
    pub fn changes(&mut self, now: Time) -> Vec<Change> {
        if !self.told.stale && self.cut == 0 {
            return Vec::new();
        }
        let standing = self.pairs.iter().filter(|(_, connection)| connection.stands(now));
        let standing: BTreeSet<(MachineId, MachineId)> = standing.map(|(pair, _)| *pair).collect();
        let changed = standing.symmetric_difference(&self.told.pairs);
        let changes = changed.map(|pair| Change { pair: *pair, stands: standing.contains(pair) });
        let changes = changes.collect();
        self.told = Told { pairs: standing, stale: false };
        changes
    }

    /// Time has passed, and links and processes are as they were: what was cut for too long is broken.
    pub fn pass(&mut self, now: Time) {
        if self.cut > 0 {
            self.pairs.retain(|_, connection| connection.stands(now));
            self.count_cuts();
        }
    }

    fn count_cuts(&mut self) {
        self.cut = self.pairs.values().filter(|connection| connection.cut.is_some()).count() as u32;
    }

    /// Since when `member` is connected to whom.
    pub fn of(&self, member: MachineId, now: Time) -> BTreeMap<MachineId, Time> {
        let pairs = self.pairs.iter().filter(|(_, connection)| connection.stands(now));
        let of_member = pairs.filter_map(|((a, b), connection)| {
            let other = if *a == member { b } else { a };
            (*a == member || *b == member).then_some((*other, connection.since))
        });
        of_member.collect()
    }
}

impl Connection {
    fn stands(&self, now: Time) -> bool {
        self.cut.is_none_or(|at| now.since(at) < READ_TIMEOUT)
    }
}

/// rafthttp `ConnReadTimeout`.
const READ_TIMEOUT: Time = Time::from_ms(5000);

#[cfg(test)]
mod tests {
    use super::*;

    const A: MachineId = MachineId(1);
    const B: MachineId = MachineId(2);

    #[test]
    fn a_short_cut_breaks_nothing_and_a_long_one_is_a_new_connection() {
        let ms = Time::from_ms;
        let mut all = Connections::default();
        let since = |all: &Connections, at: u64| all.of(B, ms(at)).get(&A).copied();
        all.update((A, B), ms(0), true, true);
        all.update((A, B), ms(100), true, false);
        assert_eq!(since(&all, 5099), Some(ms(0)));
        assert_eq!(since(&all, 5100), None);
        let mut healed = all.clone();
        healed.update((A, B), ms(4000), true, true);
        assert_eq!(since(&healed, 9000), Some(ms(0)));
        let mut waited = all.clone();
        waited.pass(ms(5099));
        assert_eq!(waited, all);
        waited.pass(ms(5100));
        assert_eq!(waited, Connections::default());
        all.update((A, B), ms(6000), true, true);
        assert_eq!(since(&all, 6000), Some(ms(6000)));
        all.update((A, B), ms(7000), false, true);
        assert_eq!(since(&all, 7000), None);
    }
}
