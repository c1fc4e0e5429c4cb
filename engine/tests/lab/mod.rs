//! A world that a test plays: what happens in it is watched by every observer, and no wait is without end.

use engine::{
    base::{MachineId, Time},
    check::{Checks, Property, Violation},
    server::{PutRequest, RangeRequest, Request, Response},
    sim::{Action, Client, ClientId, Event, Moment, MomentId, Outcome, Scenario, World},
};

#[derive(Clone)]
pub struct Lab {
    pub world: World,
    checks: Checks,
    /// What was broken so far.
    pub violations: Vec<Violation>,
    pub moments: MomentId,
}

/// A test that waits longer than this waits for what never comes.
const PATIENCE: Time = Time::from_ms(20_000);

impl Lab {
    /// The scenario's world, just started.
    pub fn new(scenario: &Scenario) -> Lab {
        let (world, start) = World::new(scenario, false);
        let (checks, violations) = (Checks::new(), Vec::new());
        let mut lab = Lab { world, checks, violations, moments: 0 };
        lab.observe(&start);
        lab
    }

    /// The same, with a leader that has told everybody of its first entries.
    pub fn led(scenario: &Scenario) -> Lab {
        let mut lab = Lab::new(scenario);
        lab.until("a leader", |lab, _| lab.world.leader().is_some());
        lab.run(500);
        lab
    }

    fn observe(&mut self, moment: &Moment) {
        self.violations.extend(self.checks.observe(&self.world, self.moments, moment));
        self.moments += 1;
    }

    /// An outsider does something now.
    pub fn act(&mut self, action: Action) {
        let now = self.world.now();
        let moment = self.world.act(now, action).unwrap_or_else(|error| panic!("{error}"));
        self.observe(&moment);
    }

    /// The next moment, if there is one by then.
    pub fn step(&mut self, until: Time) -> Option<Moment> {
        let moment = self.world.advance(until)?;
        self.observe(&moment);
        Some(moment)
    }

    /// Time passes.
    pub fn run(&mut self, ms: u64) {
        let begin = self.moments;
        let until = self.world.now() + Time::from_ms(ms);
        while self.step(until).is_some() {
            assert!(self.moments < begin + 1_000_000, "time stands still at {}", self.world.now());
        }
    }

    /// Moments pass until one is as wanted.
    pub fn until(&mut self, what: &str, wanted: impl Fn(&Lab, &Moment) -> bool) -> Moment {
        let end = self.world.now() + PATIENCE;
        while let Some(moment) = self.step(end) {
            if wanted(self, &moment) {
                return moment;
            }
        }
        panic!("{what} did not come within {PATIENCE}");
    }

    pub fn request(&mut self, client: ClientId, at: MachineId, request: Request) {
        self.act(Action::Request { client, request, endpoints: vec![at], timeout: None });
    }

    pub fn put(&mut self, client: ClientId, at: MachineId, key: &str, value: &str) {
        let put = PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() };
        self.request(client, at, Request::Put(put));
    }

    pub fn get(&mut self, client: ClientId, at: MachineId, key: &str) {
        let get = RangeRequest { key: key.into(), ..RangeRequest::default() };
        self.request(client, at, Request::Range(get));
    }

    /// Waits until a client has nothing outstanding, and returns what its last request came to.
    pub fn outcome(&mut self, client: ClientId) -> Outcome {
        let waits = |lab: &Lab| lab.world.client(client).is_some_and(|c| !c.requests.is_empty());
        if waits(self) {
            self.until("an answer", |lab, _| !waits(lab));
        }
        let last = self.world.client(client).and_then(Client::last);
        last.expect("it has asked for something").1.clone()
    }

    /// The values that a client's last request has read.
    pub fn values(&mut self, client: ClientId) -> Vec<String> {
        match self.outcome(client) {
            Ok(Response::Range(range)) => {
                let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
                range.kvs.iter().map(|kv| text(&kv.value)).collect()
            }
            other => panic!("c{client}: {other:?}"),
        }
    }

    pub fn leader(&self) -> MachineId {
        self.world.leader().expect("somebody leads")
    }

    /// The two that do not lead, of three.
    pub fn followers(&self) -> [MachineId; 2] {
        let leader = self.leader();
        [leader.next_of(3), leader.next_of(3).next_of(3)]
    }

    /// What was broken of this promise.
    pub fn broken(&self, property: Property) -> usize {
        self.violations.iter().filter(|violation| violation.property == property).count()
    }

    /// How many revisions a member's store has.
    pub fn revision(&self, member: MachineId) -> i64 {
        let machine = self.world.machine(member).expect("it is there");
        machine.server.as_ref().expect("it runs").store().revision()
    }
}

/// True if it is the arrival of this packet.
pub fn arrives(moment: &Moment, id: u64) -> bool {
    matches!(moment.event, Event::Deliver { packet, .. } if packet == id)
}
