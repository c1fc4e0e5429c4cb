//! The observers of a timeline know the same wherever it was gone to and by whatever way, and what never
//! happened, since it was forked away, they do not know.

use engine::base::MachineId;
use engine::{
    base::Time,
    check::{Property, Violation},
    script::run_line,
    sim::{Action, MomentId, Scenario},
    timeline::Timeline,
};

/// n3 leads and is cut off, but not from its clients, and nobody makes it step down. n1 leads the others.
const CUT_OFF: [&str; 7] = [
    "cluster 3 --seed=1 --read-index=false --check-quorum=false",
    "run until leader",
    "put a 1",
    "isolate n3",
    "run 1s",
    "campaign n1",
    "run until became-leader n1",
];
/// A write that n3 does not hear of.
const NEWS: &str = "put a 2 --endpoints=n1";
/// It answers from the past.
const STALE: &str = "get a --endpoints=n3";

fn play(timeline: &mut Timeline, lines: &[&str]) {
    for line in lines {
        let output = run_line(timeline, line);
        assert!(!output.text.contains("context deadline"), "{line}: {}", output.text);
    }
}

fn cut_off() -> Timeline {
    let mut timeline = Timeline::new(Scenario::default());
    play(&mut timeline, &CUT_OFF);
    timeline
}

fn stale(timeline: &Timeline) -> Vec<&Violation> {
    let of_reads = |v: &&Violation| v.property == Property::StaleRead;
    timeline.violations().iter().filter(of_reads).collect()
}

/// Time for more moments than lie between two keyframes.
fn long(timeline: &mut Timeline) {
    let begin = timeline.head();
    // it stops where a promise is broken: soon n3 leads nobody
    play(timeline, &["run 90s", "run 90s"]);
    assert!(timeline.head() > begin + 5000, "more than two keyframes: {}", timeline.head());
}

/// Its name, and how it goes.
type Way = (&'static str, fn(&mut Timeline, MomentId));

/// To a place and back to the end, in each of the ways that there are.
fn ways() -> [Way; 4] {
    [
        ("stays", |_, _| {}),
        ("seeks", |timeline, place| {
            let head = timeline.head();
            timeline.seek(place);
            timeline.seek(head);
        }),
        ("seeks by time", |timeline, place| {
            let end = timeline.now();
            timeline.seek_time(timeline.moments()[place as usize].at);
            timeline.seek_time(end);
        }),
        ("plays", |timeline, place| {
            let head = timeline.head();
            timeline.seek(place);
            while timeline.in_the_past() {
                timeline.step();
            }
            assert_eq!(timeline.cursor(), head);
        }),
    ]
}

#[test]
fn what_was_known_before_a_keyframe_is_known_after_going_back_and_forth() {
    for (way, go) in ways() {
        for back_to in [0, 1, 300, 2500] {
            let mut timeline = cut_off();
            play(&mut timeline, &[NEWS]);
            long(&mut timeline);
            go(&mut timeline, back_to);
            assert!(stale(&timeline).is_empty());
            play(&mut timeline, &[STALE]);
            assert_eq!(stale(&timeline).len(), 1, "{way}, from {back_to}");
        }
    }
}

#[test]
fn what_is_replayed_after_a_keyframe_is_observed() {
    for (way, go) in ways() {
        let mut timeline = cut_off();
        long(&mut timeline);
        // between the last keyframe and the end
        play(&mut timeline, &[NEWS]);
        let end = timeline.head();
        for back_to in [end - 1, end - 20, 2500, 0] {
            let mut timeline = timeline.clone();
            go(&mut timeline, back_to);
            play(&mut timeline, &[STALE]);
            assert_eq!(stale(&timeline).len(), 1, "{way}, from {back_to}");
        }
    }
}

#[test]
fn going_through_the_past_reports_nothing_twice() {
    for (way, go) in ways() {
        let mut timeline = cut_off();
        play(&mut timeline, &[NEWS, STALE]);
        let found = timeline.violations().to_vec();
        assert!(!found.is_empty());
        go(&mut timeline, 10);
        assert_eq!(timeline.violations(), found, "{way}");
    }
}

#[test]
fn violations_of_a_dropped_future_are_gone_and_earlier_ones_stay() {
    let mut timeline = cut_off();
    play(&mut timeline, &[NEWS]);
    let before = timeline.head();
    play(&mut timeline, &[STALE, "run 1s"]);
    let first = stale(&timeline)[0].moment;
    play(&mut timeline, &[STALE]);
    let second = stale(&timeline)[1].moment;
    assert!(before < first && first < second);
    let acted = |place: MomentId| {
        let mut fork = timeline.clone();
        fork.seek(place);
        assert_eq!(stale(&fork).len(), 2, "looking at the past changes nothing");
        fork.act(Action::Loss { per_mille: 0 }).expect("always possible");
        stale(&fork).iter().map(|violation| violation.moment).collect::<Vec<_>>()
    };
    assert_eq!(acted(before), []);
    assert_eq!(acted(first - 1), []);
    assert_eq!(acted(first), [first]);
    assert_eq!(acted(second - 1), [first]);
    assert_eq!(acted(second), [first, second]);
    let mut refused = timeline.clone();
    refused.seek(before);
    refused.act(Action::Crash { member: MachineId(9) }).expect_err("there is no such member");
    assert_eq!(stale(&refused).len(), 2, "what is refused drops nothing");
}

#[test]
fn what_was_only_told_in_a_dropped_future_is_no_floor() {
    let mut timeline = cut_off();
    let before = timeline.head();
    play(&mut timeline, &[NEWS]);
    long(&mut timeline);
    timeline.seek(before);
    play(&mut timeline, &[STALE]);
    assert!(stale(&timeline).is_empty(), "nobody has written: {:?}", stale(&timeline));
    play(&mut timeline, &[NEWS, STALE]);
    assert_eq!(stale(&timeline).len(), 1, "now somebody has");
}

#[test]
fn a_fork_keeps_no_state_of_the_future_that_it_dropped() {
    let mut timeline = cut_off();
    long(&mut timeline);
    timeline.seek(500);
    play(&mut timeline, &["heal"]);
    let fork = timeline.head();
    long(&mut timeline);
    let end = timeline.head();
    let places: Vec<MomentId> = (fork..end).step_by(700).collect();
    let mut fresh = Timeline::new(timeline.scenario().clone());
    let mut digests = Vec::new();
    for act in timeline.acts() {
        let before = act.moment - 1;
        while fresh.head() < before {
            fresh.step();
            if places.contains(&fresh.cursor()) {
                digests.push(fresh.digest());
            }
        }
        fresh.advance(act.at);
        fresh.act(act.action.clone()).expect("it was possible before");
        if places.contains(&fresh.cursor()) {
            digests.push(fresh.digest());
        }
    }
    while fresh.head() < end {
        fresh.step();
        if places.contains(&fresh.cursor()) {
            digests.push(fresh.digest());
        }
    }
    assert_eq!(fresh.moments(), timeline.moments());
    for order in [places.clone(), places.iter().rev().copied().collect()] {
        for place in order {
            timeline.seek(place);
            let at = places.iter().position(|p| *p == place).expect("one of them");
            assert_eq!(timeline.digest(), digests[at], "at moment {place}");
        }
    }
}

#[test]
fn seeking_ends_where_it_was_asked_to() {
    let mut timeline = cut_off();
    let head = timeline.head();
    let at = |timeline: &Timeline, id: MomentId| timeline.moments()[id as usize].at;
    for place in [0, 1, head / 2, head - 1, head, head + 7] {
        timeline.seek(place);
        let there = place.min(head);
        assert_eq!((timeline.cursor(), timeline.now()), (there, at(&timeline, there)));
        assert_eq!(timeline.in_the_past(), there < head);
        let next = timeline.next_at().expect("there is always more");
        assert!(next >= timeline.now());
        if there < head {
            assert_eq!(next, at(&timeline, there + 1));
        }
    }
    let apart = |id: &MomentId| at(&timeline, id + 1) > at(&timeline, *id) + Time(1);
    let id = (100..head).find(apart).expect("two moments with time between them");
    let (one, next) = (at(&timeline, id), at(&timeline, id + 1));
    timeline.seek_time(one);
    assert_eq!((timeline.cursor(), timeline.now()), (id, one));
    timeline.seek_time(one + Time(1));
    assert_eq!((timeline.cursor(), timeline.now()), (id, one + Time(1)), "between two moments");
    timeline.seek_time(next);
    assert_eq!((timeline.cursor(), timeline.now()), (id + 1, next));
    timeline.seek(id);
    assert_eq!(timeline.advance(next), 1, "that one moment");
    assert_eq!(timeline.cursor(), id + 1);
    assert_eq!(timeline.moment(head + 1), None);
}
