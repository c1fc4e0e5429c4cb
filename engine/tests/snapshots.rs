//! Every crash point of a snapshot: after each moment at which a member writes one, sends one or takes one
//! over, that member dies, and later starts again. No promise may be broken, and all must agree in the end.

use engine::base::{Digest, MachineId, Time};
use engine::check::Checks;
use engine::server::{PutRequest, Request};
use engine::sim::{Action, Moment, Scenario, World};

#[test]
fn a_crash_at_any_moment_of_a_snapshot_loses_nothing() {
    let mut story =
        Story::begin(Scenario { snapshot_count: 3, catch_up_entries: 0, ..Scenario::new(3, 7) });
    story.run(4_000);
    let leader = story.world.leader().expect("one was elected");
    let away = leader.next_of(3);
    story.act(Action::Crash { member: away });
    (0..8).for_each(|n| story.put(n));
    story.act(Action::Restart { member: away });
    let (mut crashes, mut snapshots) = (0, 0);
    let end = story.world.now() + Time::from_ms(1_500);
    for n in 8.. {
        // One more write now and then, so that both sides take snapshots of their own too.
        if n % 30 == 0 {
            story.submit(n);
        }
        let Some(moment) = story.step(end) else { break };
        let traces = moment.traces.iter().map(ToString::to_string);
        snapshots += traces.filter(|text| text.contains("snapshot")).count();
        if let Some(member) = moment.event.member().filter(|id| *id == leader || *id == away) {
            crashes += 1;
            story.clone().crashes(member, crashes);
        }
    }
    assert!(crashes > 100 && snapshots > 20, "{crashes} crashes, {snapshots} decisions");
    println!("{crashes} crash points, {snapshots} decisions about snapshots");
}

#[derive(Clone)]
struct Story {
    world: World,
    checks: Checks,
    moments: u32,
}

impl Story {
    fn begin(scenario: Scenario) -> Story {
        let (world, start) = World::new(&scenario, true);
        let mut story = Story { world, checks: Checks::new(), moments: 0 };
        story.observe(&start);
        story
    }

    fn observe(&mut self, moment: &Moment) {
        let broken = self.checks.observe(&self.world, self.moments, moment);
        assert!(broken.is_empty(), "{}", broken[0]);
        self.moments += 1;
    }

    fn act(&mut self, action: Action) {
        let now = self.world.now();
        let moment = self.world.act(now, action).expect("it makes sense");
        self.observe(&moment);
    }

    fn step(&mut self, until: Time) -> Option<Moment> {
        let moment = self.world.advance(until)?;
        self.observe(&moment);
        Some(moment)
    }

    fn run(&mut self, ms: u64) {
        let until = self.world.now() + Time::from_ms(ms);
        let begin = self.moments;
        while self.step(until).is_some() {
            assert!(self.moments < begin + 1_000_000, "time stands still at {}", self.world.now());
        }
    }

    fn submit(&mut self, n: u64) {
        let (key, value) = (format!("{}", n % 3), format!("{n}"));
        let put = PutRequest {
            key: key.as_str().into(),
            value: value.as_str().into(),
            ..PutRequest::default()
        };
        let endpoints = self.world.leader().into_iter().collect();
        let request = Request::Put(put);
        self.act(Action::Request { client: 1, request, endpoints, timeout: None });
    }

    fn put(&mut self, n: u64) {
        self.submit(n);
        self.run(200);
    }

    fn crashes(mut self, member: MachineId, number: u32) {
        self.act(Action::Crash { member });
        self.run(200);
        self.act(Action::Restart { member });
        self.run(8_000);
        let state = |id| {
            let machine = self.world.machine(id).expect("a member");
            let server = machine.server.as_ref().unwrap_or_else(|| {
                panic!("crash {number} of {member}: {id} ended: {:?}", machine.died)
            });
            (server.applied(), Digest::of(server.store()))
        };
        for id in [2, 3].map(MachineId) {
            assert_eq!(
                state(MachineId(1)),
                state(id),
                "crash {number} of {member}: n1 and {id} differ"
            );
        }
    }
}
