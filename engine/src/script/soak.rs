//! Seeded fault runs: a small cluster, everything that can happen to it, every check at every moment; then all
//! is mended, and the members must agree.
//!
//! A run depends on its seed alone, so that one number names it. `tests/faults.rs` and `cargo xtask soak` run
//! the same runs. When one fails, its text opens in the page.

use super::share::{Shared, to_text};
use crate::base::{Digest, NodeId, Rng, Time};
use crate::check::Checks;
use crate::server::{EtcdServer, PutRequest, ReadMode, Request};
use crate::sim::{Action, ClientId, Moment, MomentId, Nemesis, RequestId, Scenario, World};
use crate::timeline::Act;
use std::fmt;
use std::ops::AddAssign;

/// One run. Whoever drives it keeps it while it goes, so that also a panic leaves a text behind.
pub struct Run {
    scenario: Scenario,
    world: World,
    checks: Checks,
    now: Time,
    /// The last moment.
    moment: MomentId,
    acts: Vec<Act>,
}

/// What happened in one run, or in many.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Totals {
    pub runs: u64,
    pub moments: u64,
    pub elections: u64,
    pub entries: u64,
    pub conf_changes: u64,
}

impl Run {
    /// The cluster that this seed names, just started.
    pub fn new(seed: u64) -> Run {
        let mut rng = Rng::stream(seed, "soak", 0);
        let mut scenario = Scenario::new(rng.between(3, 7), seed);
        scenario.reads = match rng.below(6) {
            0 => ReadMode::Log,
            1 => ReadMode::Forward,
            _ => ReadMode::ReadIndex,
        };
        if rng.chance(500) {
            // snapshots at every turn, and logs so short that a member that was away needs one
            (scenario.snapshot_count, scenario.catch_up_entries) =
                (rng.between(2, 20), rng.between(0, 8));
        }
        if rng.chance(300) {
            // little at a time, and little under way
            (scenario.max_size_per_msg, scenario.max_inflight_msgs) =
                (rng.between(1, 100), rng.between(1, 4) as u32);
        }
        let (world, start) = World::new(&scenario, false);
        let mut checks = Checks::new();
        checks.observe(&world, 0, &start);
        Run { scenario, world, checks, now: Time(0), moment: 0, acts: Vec::new() }
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// What was broken, or in what the members differ.
    pub fn go(&mut self) -> Result<Totals, String> {
        let mut nemesis = Nemesis::new(self.scenario.seed);
        while self.now < FAULTS {
            let pause = nemesis.pause();
            self.advance(self.now + pause)?;
            let deed = nemesis.next(&self.world);
            self.act(deed)?;
        }
        for deed in Nemesis::mend(&self.world) {
            if !self.act(deed.clone())? {
                return Err(format!("{deed:?} makes no sense though all is to be mended"));
            }
        }
        self.settle()?;
        self.last_put()?;
        Ok(Totals {
            runs: 1,
            moments: u64::from(self.moment),
            elections: self.checks.elections(),
            entries: self.checks.committed(),
            conf_changes: self.checks.conf_changes(),
        })
    }

    /// Lets time pass.
    fn advance(&mut self, until: Time) -> Result<(), String> {
        while self.world.next_due().is_some_and(|due| due <= until) {
            let moment = self.world.advance(until).ok_or("what was due did not happen")?;
            self.observe(&moment)?;
            if self.moment > MOMENTS_MAX {
                return Err(format!("{MOMENTS_MAX} moments, and it is only {}", moment.at));
            }
        }
        self.now = until;
        Ok(())
    }

    /// Does something, if it makes sense just now.
    fn act(&mut self, action: Action) -> Result<bool, String> {
        let Ok(moment) = self.world.act(self.now, action.clone()) else { return Ok(false) };
        self.acts.push(Act { moment: self.moment + 1, at: self.now, action });
        self.observe(&moment)?;
        Ok(true)
    }

    fn observe(&mut self, moment: &Moment) -> Result<(), String> {
        self.moment += 1;
        match self.checks.observe(&self.world, self.moment, moment).first() {
            Some(violation) => Err(violation.to_string()),
            None => Ok(()),
        }
    }

    /// Lets time pass until all members agree.
    fn settle(&mut self) -> Result<(), String> {
        let end = self.now + SETTLED;
        loop {
            // a change that was under way may have named one more
            if let Some((member, _)) = self.world.awaited() {
                self.act(Action::Start { member })?;
            }
            self.advance(self.now + Time::from_ms(500))?;
            match self.difference() {
                None => return Ok(()),
                Some(difference) if self.now >= end => return Err(difference),
                Some(_) => {}
            }
        }
    }

    /// In what the members of the configuration in force differ; nothing if one of them leads and all have
    /// carried out the same.
    fn difference(&self) -> Option<String> {
        let members = self.checks.members();
        let mut first: Option<(NodeId, State)> = None;
        for id in members {
            let machine = self.world.machine_of(id).and_then(|at| self.world.machine(at));
            let Some(server) = machine.and_then(|machine| machine.server.as_ref()) else {
                let why = machine.and_then(|machine| machine.died.clone()).unwrap_or_default();
                let name = self.world.name(id);
                return Some(format!("{name} does not run though all is mended: {why}"));
            };
            let state = State::of(server);
            match &first {
                None => first = Some((id, state)),
                Some((one, theirs)) if *theirs != state => {
                    let [one, name] = [*one, id].map(|id| self.world.name(id));
                    return Some(format!("{one} is at {theirs}; {name} is at {state}"));
                }
                Some(_) => {}
            }
        }
        let leader = self.world.leader().map(|at| self.world.member_at(at));
        let leads = leader.is_some_and(|leader| self.checks.members().contains(&leader));
        (!leads).then(|| "nobody leads though all is mended".to_string())
    }

    /// A cluster that is whole takes a write: not the first perhaps, if just then a leader hands over or a
    /// member leaves.
    fn last_put(&mut self) -> Result<(), String> {
        let mut outcome = Ok(());
        for request in 1..=LAST_PUTS {
            outcome = self.put(request);
            self.settle()?;
            if outcome.is_ok() {
                break;
            }
        }
        outcome
    }

    fn put(&mut self, number: RequestId) -> Result<(), String> {
        let put =
            PutRequest { key: "end".into(), value: "of the run".into(), ..Default::default() };
        let request = Request::Put(put);
        let voters = self.world.configuration().map(|config| config.voters.ids());
        let at = |id: &NodeId| self.world.machine_of(*id);
        let endpoints =
            voters.map_or(Vec::new(), |voters| voters.ids().iter().filter_map(at).collect());
        self.act(Action::Request { client: LAST, request, endpoints, timeout: None })?;
        self.advance(self.now + Time::from_ms(6_000))?;
        match self.world.client(LAST).and_then(|client| client.last()) {
            Some((id, Ok(_))) if *id == number => Ok(()),
            outcome => Err(format!("the last put: {outcome:?}")),
        }
    }

    /// The parameters, as a line.
    pub fn parameters(&self) -> String {
        let command = super::Command::Cluster(self.scenario.clone());
        format!("{command}; moment {}, {} deeds", self.moment, self.acts.len())
    }

    /// The share text that opens here.
    pub fn text(&self) -> String {
        let (scenario, actions) = (self.scenario.clone(), self.acts.clone());
        to_text(&Shared { scenario, actions, cursor: self.moment, head: self.moment })
    }
}

/// What members that agree have in common.
#[derive(PartialEq, Eq)]
struct State {
    applied: u64,
    revision: i64,
    store: u64,
}

impl State {
    fn of(server: &EtcdServer) -> State {
        let store = Digest::of(server.store());
        State { applied: server.applied(), revision: server.store().revision(), store }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let State { applied, revision, store } = self;
        write!(f, "applied {applied}, revision {revision}, store {store:016x}")
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.runs += other.runs;
        self.moments += other.moments;
        self.elections += other.elections;
        self.entries += other.entries;
        self.conf_changes += other.conf_changes;
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals { runs, moments, elections, entries, conf_changes } = self;
        write!(
            f,
            "{runs} runs, {moments} moments, {elections} elections, {entries} entries, \
             {conf_changes} configuration changes"
        )
    }
}

/// Many times as many moments as a run has: more, and something goes on without end.
const MOMENTS_MAX: MomentId = 1_000_000;
/// How long things go wrong.
const FAULTS: Time = Time::from_ms(20_000);
/// How long the members may take to agree when nothing goes wrong any more.
const SETTLED: Time = Time::from_ms(40_000);
/// So many writes at the end, one of which must succeed.
const LAST_PUTS: RequestId = 4;
/// Who writes last.
const LAST: ClientId = 9;
