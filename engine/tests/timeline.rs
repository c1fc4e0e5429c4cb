//! A timeline gives back its past, bit for bit.

use engine::base::MachineId;
use engine::base::Time;
use engine::server::{PutRequest, Request};
use engine::sim::{Action, Event, Nemesis, Scenario};
use engine::timeline::Timeline;

fn eventful(seed: u64) -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(5, seed));
    let mut nemesis = Nemesis::new(seed);
    while timeline.now() < Time::from_ms(60_000) {
        let pause = nemesis.pause();
        assert!(pause > Time(0), "time stands still at {}", timeline.now());
        timeline.advance(timeline.now() + pause);
        let deed = nemesis.next(timeline.world());
        let _ = timeline.act(deed);
    }
    timeline
}

fn put(value: &str) -> Action {
    let request = PutRequest { key: "a".into(), value: value.into(), ..Default::default() };
    Action::Request {
        client: 1,
        request: Request::Put(request),
        endpoints: Vec::new(),
        timeout: None,
    }
}

#[test]
fn going_back_and_forth_gives_the_same_digest() {
    let mut timeline = eventful(3);
    let head = timeline.head();
    assert!(head > 5000, "long enough for several keyframes: {head}");
    let places: Vec<u32> = (0..=10).map(|tenth| head / 10 * tenth).collect();
    let digests: Vec<u64> = places
        .iter()
        .map(|at| {
            timeline.seek(*at);
            timeline.digest()
        })
        .collect();
    for (at, digest) in places.iter().zip(&digests).rev() {
        timeline.seek(*at);
        assert_eq!(timeline.digest(), *digest, "at moment {at}");
        assert_eq!(timeline.cursor(), *at);
    }
}

#[test]
fn two_worlds_of_one_scenario_are_the_same_at_every_moment() {
    let (one, other) = (eventful(4), eventful(4));
    assert_eq!(one.moments(), other.moments());
    assert_eq!(one.digest(), other.digest());
    assert_ne!(eventful(5).digest(), one.digest());
}

#[test]
fn acting_in_the_past_drops_what_came_later_and_nothing_else() {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    timeline.advance(Time::from_ms(4000));
    timeline.act(put("first")).expect("a put is always possible");
    timeline.advance(Time::from_ms(6000));
    let before: Vec<_> = timeline.moments()[..200].to_vec();
    timeline.seek(199);
    timeline.act(put("other")).expect("a put is always possible");
    assert_eq!(timeline.head(), 200);
    assert_eq!(timeline.moments()[..200], before[..]);
    assert!(matches!(timeline.moments()[200].event, Event::Act { action: 0, .. }));
    assert_eq!(timeline.acts().len(), 1);
}

#[test]
fn a_refused_action_in_the_past_drops_nothing() {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    timeline.advance(Time::from_ms(3000));
    let head = timeline.head();
    timeline.seek(50);
    let refused = timeline.act(Action::Crash { member: MachineId(9) });
    assert_eq!(
        refused.map_err(|error| error.to_string()),
        Err("there is no member n9: this cluster has n1 to n3".to_string())
    );
    assert_eq!(timeline.head(), head);
}

#[test]
fn causes_lead_back_to_the_deed() {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    timeline.advance(Time::from_ms(4000));
    let deed = timeline.act(put("x")).expect("a put is always possible");
    assert_eq!(deed.request, Some(1));
    let deed = deed.moment;
    timeline.advance(Time::from_ms(5000));
    assert!(matches!(timeline.outcome(1, 1), Some(Ok(_))), "{:?}", timeline.outcome(1, 1));
    let answered = (deed..=timeline.head())
        .find(|id| {
            let event = timeline.moments()[*id as usize].event;
            matches!(event, Event::Deliver { kind: engine::sim::Kind::Reply, .. })
        })
        .expect("an answer");
    let chain = timeline.causes(answered);
    assert_eq!(chain.last(), Some(&deed), "{chain:?}");
    assert!(chain.len() >= 4, "answer, commit, acknowledgement, …, deed: {chain:?}");
}
