//! What outsiders broke, and until when: found from the list of actions alone, by the same rules as
//! [`engine::sim::Network`] follows.

use engine::{
    base::{NodeId, Time},
    script::print,
    sim::{Action, MomentId, Peer},
    timeline::Act,
};
use std::collections::BTreeMap;

/// One fault of the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    pub reach: Reach,
    pub moment: MomentId,
    pub from: Time,
    /// When it was repaired; none if it never was.
    pub to: Option<Time>,
    /// The command that did it.
    pub label: String,
    /// Links that are still cut or held by it.
    links: u32,
}

/// Whom a fault touches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    All,
    One(Peer),
    Two(Peer, Peer),
}

/// What can be turned up and down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Knob {
    Loss,
    Duplicates,
    Order,
    Clock(NodeId),
}

/// All faults of the network, by their beginning.
#[derive(Default)]
pub struct Faults {
    found: Vec<Fault>,
    /// Which fault cuts a link; one direction each.
    cuts: BTreeMap<(Peer, Peer), usize>,
    holds: BTreeMap<(Peer, Peer), usize>,
    /// What is not as it should be by some number.
    off: BTreeMap<Knob, usize>,
    /// Actions that have been looked at.
    seen: usize,
}

impl Faults {
    /// Looks at what is new. `members` tells who was there at a moment.
    pub fn update(&mut self, acts: &[Act], members: impl Fn(MomentId) -> Vec<NodeId>) {
        for act in &acts[self.seen.min(acts.len())..] {
            self.look_at(act, &members);
        }
        self.seen = acts.len();
    }

    pub fn found(&self) -> &[Fault] {
        &self.found
    }

    fn look_at(&mut self, act: &Act, members: impl Fn(MomentId) -> Vec<NodeId>) {
        match &act.action {
            Action::Cut { from, to } => self.cut(act, Reach::Two(*from, *to), &[(*from, *to)]),
            Action::Isolate { member } => {
                let me = Peer::Member(*member);
                let others = members(act.moment).into_iter().filter(|id| id != member);
                let links = others.map(Peer::Member).flat_map(|id| [(me, id), (id, me)]);
                self.cut(act, Reach::One(me), &links.collect::<Vec<_>>());
            }
            Action::Partition { groups } => {
                let between =
                    |link: &(Peer, Peer)| matches!(link, (Peer::Member(_), Peer::Member(_)));
                self.mend(act.at, between);
                let links = across(groups, &members(act.moment));
                self.cut(act, Reach::All, &links);
            }
            Action::Mend { from, to } => self.mend(act.at, |link| *link == (*from, *to)),
            Action::Heal => {
                self.mend(act.at, |_| true);
                let off = std::mem::take(&mut self.off).into_values();
                let held = std::mem::take(&mut self.holds).into_values();
                let ended: Vec<usize> = held.chain(off).collect();
                ended.into_iter().for_each(|at| self.end(at, act.at));
            }
            Action::Hold { from, to } => {
                let link = (*from, *to);
                if !self.holds.contains_key(&link) {
                    let at = self.begin(act, Reach::Two(*from, *to), 1);
                    self.holds.insert(link, at);
                }
            }
            Action::Release { from, to } => {
                if let Some(at) = self.holds.remove(&(*from, *to)) {
                    self.freed(at, act.at);
                }
            }
            Action::Loss { per_mille } => self.turn(act, Knob::Loss, *per_mille > 0),
            Action::Duplicate { per_mille } => self.turn(act, Knob::Duplicates, *per_mille > 0),
            Action::Reorder { per_mille } => self.turn(act, Knob::Order, *per_mille > 0),
            Action::ClockRate { member, per_mille } => {
                self.turn(act, Knob::Clock(*member), *per_mille != 1000);
            }
            _ => {}
        }
    }

    fn turn(&mut self, act: &Act, knob: Knob, off: bool) {
        if let Some(at) = self.off.remove(&knob) {
            self.end(at, act.at);
        }
        if off {
            let reach = match knob {
                Knob::Clock(member) => Reach::One(Peer::Member(member)),
                Knob::Loss | Knob::Duplicates | Knob::Order => Reach::All,
            };
            let at = self.begin(act, reach, 0);
            self.off.insert(knob, at);
        }
    }

    fn begin(&mut self, act: &Act, reach: Reach, links: u32) -> usize {
        let (moment, from) = (act.moment, act.at);
        let label = print::action(&act.action);
        // both ways at once is one deed of the visitor, and two actions
        if let (Some(last), Reach::Two(a, b)) = (self.found.last_mut(), reach)
            && (last.reach, last.from, last.to) == (Reach::Two(b, a), from, None)
            && last.label.split(' ').next() == label.split(' ').next()
        {
            last.links += links;
            last.label = last.label.replacen(" -> ", " ", 1);
            return self.found.len() - 1;
        }
        self.found.push(Fault { reach, moment, from, to: None, label, links });
        self.found.len() - 1
    }

    fn end(&mut self, at: usize, when: Time) {
        if let Some(fault) = self.found.get_mut(at) {
            fault.to = Some(when);
        }
    }

    fn cut(&mut self, act: &Act, reach: Reach, links: &[(Peer, Peer)]) {
        let new: Vec<_> =
            links.iter().filter(|link| !self.cuts.contains_key(*link)).copied().collect();
        if !new.is_empty() {
            let at = self.begin(act, reach, new.len() as u32);
            self.cuts.extend(new.into_iter().map(|link| (link, at)));
        }
    }

    fn mend(&mut self, when: Time, which: impl Fn(&(Peer, Peer)) -> bool) {
        let mended: Vec<_> = self.cuts.keys().filter(|link| which(link)).copied().collect();
        for link in mended {
            let Some(at) = self.cuts.remove(&link) else { continue };
            self.freed(at, when);
        }
    }

    /// One of a fault's links works again.
    fn freed(&mut self, at: usize, when: Time) {
        let fault = &mut self.found[at];
        fault.links -= 1;
        if fault.links == 0 {
            fault.to = Some(when);
        }
    }
}

/// The links between groups; whoever is in none of them forms one more.
fn across(groups: &[Vec<NodeId>], all: &[NodeId]) -> Vec<(Peer, Peer)> {
    let group = |id: &NodeId| groups.iter().position(|group| group.contains(id));
    let mut links = Vec::new();
    for from in all {
        let apart = all.iter().filter(|to| group(from) != group(to));
        links.extend(apart.map(|to| (Peer::Member(*from), Peer::Member(*to))));
    }
    links
}
