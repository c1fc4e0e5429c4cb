//! What the spans tell of a run is what its processes and clients were, at every moment of it.

use engine::base::Time;
use engine::insight::spans::{FLIGHT, MemberState, Spans};
use engine::raft::Role;
use engine::script::parse;
use engine::server::Fatal;
use engine::sim::{Event, Machine, Nemesis, Scenario};
use engine::timeline::Timeline;

fn wild(seed: u64, seconds: u64, mut each: impl FnMut(&mut Timeline)) -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(5, seed));
    let mut nemesis = Nemesis::new(seed);
    while timeline.now() < Time::from_ms(1000 * seconds) {
        let until = timeline.now() + nemesis.pause();
        while timeline.next_at().is_some_and(|at| at <= until) {
            timeline.step();
            each(&mut timeline);
        }
        timeline.advance(until);
        let deed = nemesis.next(timeline.world());
        if timeline.act(deed).is_ok() {
            each(&mut timeline);
        }
    }
    timeline
}

/// What a machine's process is, asked of itself.
fn state(machine: &Machine) -> MemberState {
    let Some(server) = &machine.server else {
        let removed = machine.died == Some(Fatal::Removed.to_string());
        return if removed { MemberState::Removed } else { MemberState::Crashed };
    };
    let raft = &server.raft().raft;
    match raft.role {
        Role::Follower if raft.tracker.config.learners.contains(server.id()) => {
            MemberState::Learner
        }
        Role::Follower => MemberState::Follower,
        Role::PreCandidate => MemberState::PreCandidate,
        Role::Candidate => MemberState::Candidate,
        Role::Leader => MemberState::Leader,
    }
}

#[test]
fn at_every_moment_each_member_is_what_its_process_is() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 1..=4 {
        let mut spans = Spans::of(&Timeline::new(Scenario::new(5, seed)));
        wild(seed, 30, |timeline| {
            spans.update(timeline);
            for machine in timeline.world().machines() {
                let told = spans.member_at(machine.id, timeline.cursor()).expect("it has booted");
                let is = state(machine);
                assert_eq!(
                    told.state,
                    is,
                    "seed {seed}, {}, {:?}",
                    machine.id,
                    timeline.moments().last()
                );
                if let Some(server) = &machine.server {
                    assert_eq!(told.term, server.term(), "seed {seed}, {}", machine.id);
                }
                seen.insert(is);
            }
        });
    }
    assert_eq!(seen.len(), 7, "the runs meet every state: {seen:?}");
}

#[test]
fn every_request_is_told_with_its_number_its_deed_and_its_end() {
    let timeline = wild(5, 30, |_| {});
    let spans = Spans::of(&timeline);
    let mut ended = 0;
    for asked in spans.requests() {
        let act = &timeline.acts()[asked.act as usize];
        assert_eq!((act.moment, act.at), (asked.moment, asked.from));
        let client = timeline.world().client(asked.client).expect("it has asked");
        let outcome = client.outcome(asked.request);
        let is_open = client.requests.contains_key(&asked.request);
        match asked.end {
            None => assert!(is_open),
            Some(end) => {
                assert!(!is_open && end.at >= asked.from);
                assert_eq!(timeline.moments()[end.moment as usize].at, end.at);
                if let Some(outcome) = outcome {
                    assert_eq!(outcome.is_ok(), end.ok);
                    ended += 1;
                }
            }
        }
    }
    assert!(ended > 10, "{ended} requests whose answer is still known");
}

#[test]
fn a_packet_is_slow_if_it_was_longer_on_its_way_than_most() {
    let timeline = wild(6, 30, |_| {});
    let spans = Spans::of(&timeline);
    assert!(spans.slow().len() > 2, "{:?}", spans.slow());
    assert!(spans.slow().is_sorted_by_key(|slow| slow.moment));
    let told = |id: u32| spans.slow().binary_search_by_key(&id, |slow| slow.moment).is_ok();
    for (id, moment) in timeline.moments().iter().enumerate() {
        if let Event::Deliver { .. } | Event::Lost { .. } = moment.event {
            let sent = timeline.moments()[moment.cause as usize].at;
            assert_eq!(told(id as u32), moment.at.since(sent) > FLIGHT, "moment {id}");
        }
    }
}

#[test]
fn what_grew_with_the_run_is_what_is_read_afterwards_also_after_a_fork() {
    let mut spans = Spans::of(&Timeline::new(Scenario::new(5, 8)));
    let mut steps = 0u64;
    let mut forks = 0;
    wild(8, 20, |timeline| {
        steps += 1;
        if steps.is_multiple_of(701) && timeline.cursor() > 300 {
            timeline.seek(timeline.cursor() - 250);
            let back = timeline.cursor() + 1;
            let deeds = parse("put fork 1").expect("a command").map(|c| c.actions());
            for deed in deeds.unwrap_or_default() {
                timeline.act(deed).expect("a put is always possible");
            }
            spans.drop_from(back);
            forks += 1;
        }
        if steps.is_multiple_of(13) {
            spans.update(timeline);
        }
        if steps.is_multiple_of(499) {
            spans.update(timeline);
            same(&spans, &Spans::of(timeline));
        }
    });
    assert!(forks > 3, "{forks}");
}

fn same(one: &Spans, other: &Spans) {
    assert_eq!(one.members(), other.members());
    assert_eq!(one.requests(), other.requests());
    assert_eq!(one.slow(), other.slow());
    assert_eq!(one.faults().found(), other.faults().found());
    assert!(one.clients().eq(other.clients()));
}
