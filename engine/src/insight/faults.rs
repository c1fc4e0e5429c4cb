//! What outsiders did to the network and to clocks, and until when: told by their deeds alone, whatever
//! moment the timeline stands at.
//!
//! What a deed does is not known here: [`Network::act`] and [`clock_after`] say it, of a network in which no
//! packet ever travels. This only keeps which deed each broken thing is owed to.

use crate::base::{MachineId, Time};
use crate::sim::{Action, MomentId, Network, Peer, RIGHT_CLOCK, Scenario, clock_after};
use crate::timeline::Act;
use std::collections::{BTreeMap, BTreeSet};

/// One fault of the network, of a clock, or a process that is stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub reach: Reach,
    pub moment: MomentId,
    pub from: Time,
    /// When all of it was repaired; none if it never was.
    pub to: Option<Time>,
    /// The deed that did it.
    pub deed: Action,
    /// The same was done the other way at the same time.
    pub both: bool,
    /// So much of it is still broken.
    left: u32,
}

/// Whom a fault touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    All,
    One(Peer),
    Two(Peer, Peer),
}

/// What can be broken, each by one deed at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Broken {
    Cut(Peer, Peer),
    Held(Peer, Peer),
    Loss,
    Copies,
    Order,
    Clock(MachineId),
    Paused(MachineId),
}

/// All faults, by their beginning. It grows with every deed.
#[derive(Clone, Debug)]
pub struct Faults {
    found: Vec<Fault>,
    scenario: Scenario,
    /// Links and clocks as the deeds so far have left them.
    network: Network,
    clocks: BTreeMap<MachineId, u32>,
    /// The fault that each broken thing is owed to.
    owed: BTreeMap<Broken, usize>,
    /// Deeds that have been looked at.
    seen: usize,
}

impl Faults {
    /// Of a world in which nobody has done anything yet.
    pub fn new(scenario: &Scenario) -> Faults {
        Faults {
            found: Vec::new(),
            scenario: scenario.clone(),
            network: Network::new(scenario),
            clocks: scenario.ids().map(|id| (id, RIGHT_CLOCK)).collect(),
            owed: BTreeMap::new(),
            seen: 0,
        }
    }

    /// Looks at what is new in the list of deeds.
    pub fn update(&mut self, acts: &[Act]) {
        for act in &acts[self.seen.min(acts.len())..] {
            self.look_at(act);
        }
        self.seen = acts.len();
    }

    /// Forgets all that was seen: deeds are few, and are read again.
    pub fn forget(&mut self) {
        *self = Faults::new(&self.scenario);
    }

    /// Every fault that there was.
    pub fn found(&self) -> &[Fault] {
        &self.found
    }

    fn look_at(&mut self, act: &Act) {
        if let Action::Start { member } = act.action {
            self.clocks.insert(member, RIGHT_CLOCK);
        }
        let Some(reach) = reach(&act.action) else { return };
        self.network.act(&act.action, self.clocks.len() as u64);
        for (member, rate) in &mut self.clocks {
            *rate = clock_after(*member, *rate, &act.action);
        }
        let broken = broken(&self.network, self.clocks.iter().map(|(id, rate)| (*id, *rate)));
        let freed = |(what, _): &(&Broken, &usize)| {
            !broken.contains(what) || takes_over(&act.action, **what)
        };
        let freed: Vec<Broken> = self.owed.iter().filter(freed).map(|(what, _)| *what).collect();
        for what in freed {
            self.free(what, act.at);
        }
        let new: Vec<Broken> =
            broken.into_iter().filter(|what| !self.owed.contains_key(what)).collect();
        if !new.is_empty() {
            let fault = self.begin(act, reach, new.len() as u32);
            self.owed.extend(new.into_iter().map(|what| (what, fault)));
        }
    }

    fn begin(&mut self, act: &Act, reach: Reach, broken: u32) -> usize {
        // both ways at once is one deed of the visitor, and two actions
        if let (Some(last), Reach::Two(from, to)) = (self.found.last_mut(), reach)
            && (last.reach, last.from, last.to) == (Reach::Two(to, from), act.at, None)
            && std::mem::discriminant(&last.deed) == std::mem::discriminant(&act.action)
        {
            last.left += broken;
            last.both = true;
            return self.found.len() - 1;
        }
        self.found.push(Fault {
            reach,
            moment: act.moment,
            from: act.at,
            to: None,
            deed: act.action.clone(),
            both: false,
            left: broken,
        });
        self.found.len() - 1
    }

    /// Something works again, or is broken by somebody else from now on.
    fn free(&mut self, what: Broken, when: Time) {
        let Some(fault) = self.owed.remove(&what).and_then(|at| self.found.get_mut(at)) else {
            return;
        };
        fault.left -= 1;
        if fault.left == 0 {
            fault.to = Some(when);
        }
    }
}

/// All that is broken now.
fn broken(network: &Network, clocks: impl Iterator<Item = (MachineId, u32)>) -> BTreeSet<Broken> {
    let cuts = network.cuts().map(|(from, to)| Broken::Cut(from, to));
    let holds = network.holds().map(|(from, to)| Broken::Held(from, to));
    let shares = [
        (network.loss_per_mille, Broken::Loss),
        (network.duplicate_per_mille, Broken::Copies),
        (network.reorder_per_mille, Broken::Order),
    ];
    let shares = shares.into_iter().filter(|(share, _)| *share > 0).map(|(_, what)| what);
    let clocks = clocks.filter(|(_, rate)| *rate != RIGHT_CLOCK).map(|(id, _)| Broken::Clock(id));
    let paused = network.paused().map(Broken::Paused);
    cuts.chain(holds).chain(shares).chain(clocks).chain(paused).collect()
}

/// Whom a deed can touch; none for one that neither breaks nor repairs links or clocks.
fn reach(deed: &Action) -> Option<Reach> {
    match deed {
        Action::Cut { from, to }
        | Action::Mend { from, to }
        | Action::Hold { from, to }
        | Action::Release { from, to } => Some(Reach::Two(*from, *to)),
        Action::Isolate { member }
        | Action::Crash { member }
        | Action::Tear { member, .. }
        | Action::ClockRate { member, .. }
        | Action::Pause { member }
        | Action::Resume { member } => Some(Reach::One(Peer::Member(*member))),
        Action::Partition { .. }
        | Action::Heal
        | Action::Loss { .. }
        | Action::Duplicate { .. }
        | Action::Reorder { .. } => Some(Reach::All),
        Action::Request { .. }
        | Action::Wipe { .. }
        | Action::Call { .. }
        | Action::Cancel { .. }
        | Action::Start { .. }
        | Action::ProposeConfChange { .. }
        | Action::Restart { .. }
        | Action::Drop { .. }
        | Action::Delay { .. }
        | Action::Latency { .. }
        | Action::Fsync { .. }
        | Action::Campaign { .. }
        | Action::Rule { .. }
        | Action::Reads { .. } => None,
    }
}

/// True if what was broken before is this deed's from now on: a partition says anew who hears whom, and a
/// share that is set is set by whoever set it last.
fn takes_over(deed: &Action, what: Broken) -> bool {
    match what {
        Broken::Cut(Peer::Member(_), Peer::Member(_)) => matches!(deed, Action::Partition { .. }),
        Broken::Cut(..) | Broken::Held(..) => false,
        Broken::Loss => matches!(deed, Action::Loss { .. }),
        Broken::Copies => matches!(deed, Action::Duplicate { .. }),
        Broken::Order => matches!(deed, Action::Reorder { .. }),
        Broken::Paused(_) => false,
        Broken::Clock(id) => matches!(deed, Action::ClockRate { member, .. } if *member == id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Nemesis;
    use crate::timeline::Timeline;

    /// A cluster to which this was done, each deed half a second after the one before.
    fn done(deeds: &[Action]) -> (Timeline, Faults) {
        let mut timeline = Timeline::new(Scenario::new(5, 7));
        let mut faults = Faults::new(timeline.scenario());
        for deed in deeds {
            timeline.advance(timeline.now() + HALF);
            timeline.act(deed.clone()).expect("a fault is possible at any time");
            faults.update(timeline.acts());
        }
        (timeline, faults)
    }

    /// When each began and ended, in half seconds.
    fn spans(faults: &Faults) -> Vec<(u64, Option<u64>)> {
        let halves = |at: Time| at.us() / HALF.us();
        faults.found().iter().map(|fault| (halves(fault.from), fault.to.map(halves))).collect()
    }

    const HALF: Time = Time::from_ms(500);
    const N1: Peer = Peer::Member(MachineId(1));
    const N2: Peer = Peer::Member(MachineId(2));

    #[test]
    fn what_the_deeds_broke_is_what_the_world_has_broken() {
        let mut broken_at = 0;
        for seed in 0..6 {
            let mut timeline = Timeline::new(Scenario::new(5, seed));
            let mut faults = Faults::new(timeline.scenario());
            let mut nemesis = Nemesis::new(seed);
            for _ in 0..150 {
                timeline.advance(timeline.now() + nemesis.pause());
                let deed = nemesis.next(timeline.world());
                let _ = timeline.act(deed);
                faults.update(timeline.acts());
                let world = timeline.world();
                let clocks = world.machines().map(|machine| (machine.id, machine.clock_per_mille));
                let broken = broken(world.network(), clocks);
                assert!(
                    faults.owed.keys().eq(&broken),
                    "seed {seed}, {:?}",
                    timeline.acts().last()
                );
                // whatever is broken is owed to a fault that goes on, and such a fault has broken something
                let owing: BTreeSet<usize> = faults.owed.values().copied().collect();
                let going_on = faults.found().iter().enumerate().filter(|(_, f)| f.to.is_none());
                assert!(going_on.map(|(at, _)| at).eq(owing));
                broken_at += usize::from(!broken.is_empty());
            }
        }
        assert!(broken_at > 300, "something was broken most of the time: {broken_at}");
    }

    #[test]
    fn a_fault_ends_when_the_last_of_it_is_mended() {
        let (_, faults) = done(&[
            Action::Isolate { member: MachineId(1) },
            Action::Mend { from: N1, to: N2 },
            Action::Cut { from: N2, to: Peer::Member(MachineId(3)) },
            Action::Hold { from: N1, to: N2 },
            Action::Heal,
        ]);
        assert_eq!(spans(&faults), [(1, Some(5)), (3, Some(5)), (4, Some(5))]);
        assert_eq!(faults.found()[0].reach, Reach::One(N1));
    }

    #[test]
    fn a_partition_takes_over_what_was_cut_between_members_and_no_more() {
        let (_, faults) = done(&[
            Action::Cut { from: N1, to: Peer::Client(1) },
            Action::Cut { from: N1, to: N2 },
            Action::Partition {
                groups: vec![vec![MachineId(1)], vec![MachineId(2), MachineId(3)]],
            },
            Action::Partition { groups: vec![vec![MachineId(1), MachineId(2)]] },
            Action::Mend { from: N1, to: Peer::Client(1) },
        ]);
        assert_eq!(spans(&faults), [(1, Some(5)), (2, Some(3)), (3, Some(4)), (4, None)]);
    }

    #[test]
    fn a_share_and_a_clock_are_owed_to_whoever_set_them_last() {
        let (_, faults) = done(&[
            Action::Loss { per_mille: 100 },
            Action::Loss { per_mille: 200 },
            Action::ClockRate { member: MachineId(2), per_mille: 500 },
            Action::Loss { per_mille: 0 },
            Action::ClockRate { member: MachineId(2), per_mille: RIGHT_CLOCK },
        ]);
        assert_eq!(spans(&faults), [(1, Some(2)), (2, Some(4)), (3, Some(5))]);
    }

    #[test]
    fn both_ways_at_once_are_one_fault_and_one_after_the_other_are_two() {
        let (mut timeline, mut faults) = done(&[
            Action::Cut { from: N1, to: N2 },
            Action::Cut { from: N2, to: N1 },
            Action::Hold { from: N1, to: N2 },
        ]);
        assert_eq!(faults.found().len(), 3);
        timeline.act(Action::Hold { from: N2, to: N1 }).expect("a link can always be held");
        faults.update(timeline.acts());
        let both: Vec<bool> = faults.found().iter().map(|fault| fault.both).collect();
        assert_eq!(both, [false, false, true]);
    }
}
