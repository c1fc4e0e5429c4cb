//! A recorded world: every moment with its reasons, any of which can be gone back to.
//!
//! A world is deterministic, so its past need not be stored: scenario and actions give it again. Going to a
//! moment means to take the last whole world kept before it (a *keyframe*) and to replay from there. To act
//! in the past is to fork: what came later is dropped, and the world goes on from here.
//!
//! The observers of [`crate::check`] watch every moment, also while it is replayed, so that a fork goes on
//! with what they had seen.

mod keyframes;

use crate::base::Time;
use crate::check::{Checks, Violation};
use crate::sim::{
    Action, ActionError, ClientId, Moment, MomentId, Outcome, RequestId, Scenario, World,
};
use keyframes::Keyframes;

/// One action, and when it was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Act {
    pub moment: MomentId,
    pub at: Time,
    pub action: Action,
}

/// What [`Timeline::act`] made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acted {
    pub moment: MomentId,
    /// The number that the client gave its request, if the action was one.
    pub request: Option<RequestId>,
}

/// From when on broken promises are of interest: see [`Timeline::watch`]. The default is from the start.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Watch {
    found: u64,
}

/// A world with its observers, at one moment.
#[derive(Clone, Debug)]
struct State {
    world: World,
    checks: Checks,
    /// The last moment that was carried out.
    cursor: MomentId,
}

/// A world, recorded.
#[derive(Clone, Debug)]
pub struct Timeline {
    scenario: Scenario,
    state: State,
    /// The playhead: at or after the cursor's time, before the next moment's.
    now: Time,
    moments: Vec<Moment>,
    acts: Vec<Act>,
    keyframes: Keyframes<State>,
    violations: Vec<Violation>,
    /// How many there ever were, also those that a fork dropped.
    found: u64,
}

impl Timeline {
    /// Boots the scenario's world and records from its start.
    pub fn new(scenario: Scenario) -> Timeline {
        let (world, start) = World::new(&scenario, true);
        let mut checks = Checks::new();
        let violations = checks.observe(&world, 0, &start);
        let state = State { world, checks, cursor: 0 };
        let keyframes = Keyframes::new(state.clone());
        let moments = vec![start];
        Timeline {
            scenario,
            now: Time(0),
            state,
            moments,
            acts: Vec::new(),
            keyframes,
            found: violations.len() as u64,
            violations,
        }
    }

    /// The earliest due thing happens, be it for the first time or again. When all members are down and no
    /// client waits, nothing does.
    pub fn step(&mut self) -> &Moment {
        let id = match self.next_by(Time(u64::MAX)) {
            true => self.go_on(),
            false => self.state.cursor,
        };
        &self.moments[id as usize]
    }

    /// The same, if it is due at or before `until`.
    pub fn step_until(&mut self, until: Time) -> Option<&Moment> {
        let id = self.next_by(until).then(|| self.go_on())?;
        self.moments.get(id as usize)
    }

    fn next_by(&self, until: Time) -> bool {
        self.next_at().is_some_and(|at| at <= until)
    }

    /// The next moment is carried out; there must be one.
    fn go_on(&mut self) -> MomentId {
        let id = self.state.cursor + 1;
        if id > self.head() {
            self.record_next();
        } else {
            self.replay_next();
        }
        self.now = self.moments[id as usize].at;
        id
    }

    /// Lets time pass up to `until`: everything due by then happens. Returns how many moments that were.
    pub fn advance(&mut self, until: Time) -> u64 {
        let mut passed = 0;
        while self.step_until(until).is_some() {
            passed += 1;
        }
        self.now = self.now.max(until);
        passed
    }

    /// When the next moment is: as recorded, or as the queue has it.
    pub fn next_at(&self) -> Option<Time> {
        match self.moments.get(self.state.cursor as usize + 1) {
            Some(moment) => Some(moment.at),
            None => self.state.world.next_due(),
        }
    }

    /// An outsider does something at the playhead. In the past, what came later is dropped.
    ///
    /// # Errors
    /// [`ActionError`] if the action makes no sense; then nothing is dropped and nothing has changed.
    pub fn act(&mut self, action: Action) -> Result<Acted, ActionError> {
        let id = self.state.cursor + 1;
        let moment = self.state.world.act(self.now, action.clone())?;
        let request = moment.event.request().map(|(_, request)| request);
        self.drop_later();
        self.acts.push(Act { moment: id, at: self.now, action });
        self.record(id, moment);
        Ok(Acted { moment: id, request })
    }

    fn record_next(&mut self) {
        let id = self.state.cursor + 1;
        let moment = self.state.world.advance(Time(u64::MAX));
        let moment = moment.expect("something is due");
        self.record(id, moment);
    }

    fn record(&mut self, id: MomentId, moment: Moment) {
        let found = self.state.checks.observe(&self.state.world, id, &moment);
        self.found += found.len() as u64;
        self.violations.extend(found);
        self.moments.push(moment);
        self.state.cursor = id;
        self.keyframes.offer(id, self.state.world.queue().len(), &self.state);
    }

    fn replay_next(&mut self) {
        let id = self.state.cursor + 1;
        let known = &self.moments[id as usize];
        let moment = match self.acts.binary_search_by_key(&id, |act| act.moment) {
            Ok(at) => {
                let act = &self.acts[at];
                self.state.world.act(act.at, act.action.clone()).ok()
            }
            Err(_) => self.state.world.advance(Time(u64::MAX)),
        };
        let moment = moment.unwrap_or_else(|| unreachable!("moment {id} happened before"));
        debug_assert_eq!(&moment, known, "a replay differs at moment {id}");
        self.state.checks.observe(&self.state.world, id, &moment);
        self.state.cursor = id;
    }

    fn drop_later(&mut self) {
        let cursor = self.state.cursor;
        if cursor == self.head() {
            return;
        }
        self.moments.truncate(cursor as usize + 1);
        self.acts.retain(|act| act.moment <= cursor);
        self.violations.retain(|violation| violation.moment <= cursor);
        self.keyframes.drop_after(cursor);
    }

    /// Goes to a moment, forwards or backwards; beyond the last, to the last.
    pub fn seek(&mut self, id: MomentId) {
        let id = id.min(self.head());
        let (at, frame) = self.keyframes.before(id);
        if id < self.state.cursor || at > self.state.cursor {
            self.state = frame.clone();
        }
        while self.state.cursor < id {
            self.replay_next();
        }
        self.now = self.moments[id as usize].at;
    }

    /// Goes to a time: to the last moment at or before it.
    pub fn seek_time(&mut self, at: Time) {
        let after = self.moments.partition_point(|moment| moment.at <= at);
        self.seek(after.saturating_sub(1) as MomentId);
        let end = self.moments.get(after).map_or(self.now, |next| next.at);
        self.now = at.clamp(self.now, end.max(self.now));
    }

    /// What the world started from.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The world at the cursor.
    pub fn world(&self) -> &World {
        &self.state.world
    }

    /// The last moment that was carried out.
    pub fn cursor(&self) -> MomentId {
        self.state.cursor
    }

    /// The last moment that is recorded.
    pub fn head(&self) -> MomentId {
        (self.moments.len() - 1) as MomentId
    }

    /// True if the playhead is before the last moment.
    pub fn in_the_past(&self) -> bool {
        self.cursor() < self.head()
    }

    /// One moment.
    pub fn moment(&self, id: MomentId) -> Option<&Moment> {
        self.moments.get(id as usize)
    }

    /// All moments.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The playhead.
    pub fn now(&self) -> Time {
        self.now
    }

    /// What outsiders did.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// The promises that were broken, also those after the cursor.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Begins to look for broken promises.
    pub fn watch(&self) -> Watch {
        Watch { found: self.found }
    }

    /// The promises that were found to be broken since then.
    pub fn broken_since(&self, watch: &Watch) -> &[Violation] {
        let news = self.found.saturating_sub(watch.found) as usize;
        &self.violations[self.violations.len().saturating_sub(news)..]
    }

    /// The fingerprint of the world at the cursor.
    pub fn digest(&self) -> u64 {
        self.state.world.digest()
    }

    /// What a client's request has come to, at the cursor.
    pub fn outcome(&self, client: ClientId, request: RequestId) -> Option<&Outcome> {
        self.state.world.client(client)?.outcome(request)
    }

    /// The chain of causes of a moment: itself first, an outsider's deed or the start last.
    pub fn causes(&self, id: MomentId) -> Vec<MomentId> {
        let mut chain = vec![id];
        let mut at = id;
        while let Some(moment) = self.moment(at) {
            if moment.cause == at {
                break;
            }
            at = moment.cause;
            chain.push(at);
        }
        chain
    }
}
