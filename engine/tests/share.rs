//! A share text gives the same world back, and a wrong one breaks nothing.

use engine::base::Time;
use engine::script::open::{Opening, read, write};
use engine::script::{run_line, share};
use engine::sim::{Nemesis, Scenario};
use engine::timeline::Timeline;

/// A run in which everything happens that can be done to a world.
fn eventful(seed: u64, until: Time) -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(5, seed));
    let mut nemesis = Nemesis::new(seed);
    while timeline.now() < until {
        let pause = nemesis.pause();
        assert!(pause > Time(0), "time stands still at {}", timeline.now());
        timeline.advance(timeline.now() + pause);
        let deed = nemesis.next(timeline.world());
        let _ = timeline.act(deed);
    }
    timeline
}

#[test]
fn a_shared_world_comes_back_at_the_same_moment() {
    for seed in 1..6 {
        let mut timeline = eventful(seed, Time::from_ms(10_000));
        let half = timeline.head() / 2;
        for at in [timeline.head(), half, 0] {
            timeline.seek(at);
            let text = write(&timeline);
            let copy = read(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            assert_eq!((copy.cursor(), copy.head()), (timeline.cursor(), timeline.head()));
            assert_eq!(copy.digest(), timeline.digest(), "seed {seed}, moment {at}");
            assert_eq!(copy.acts(), timeline.acts());
            assert_eq!(copy.moments(), timeline.moments());
            assert_eq!(write(&copy), text);
        }
    }
}

#[test]
fn what_was_typed_is_shared() {
    let mut timeline = Timeline::new(Scenario::default());
    for line in [
        "cluster 3 --seed=5 --pre-vote=false",
        "run until leader",
        r#"put "a b" $'\x00\xff#' --endpoints=n2 --command-timeout=2s"#,
        "c2: get a --prefix",
        "cut c1 -> n1",
        "loss 2.5%",
        "duplicate 5%",
        "reorder 10%",
        "clock n2 90%",
        "run 1s",
    ] {
        assert!(run_line(&mut timeline, line).ok, "{line}");
    }
    let text = write(&timeline);
    assert!(text.contains(r#"put "a b" $'\x00\xff#' --endpoints=n2 --command-timeout=2000ms"#));
    assert_eq!(read(&text).map(|copy| copy.digest()), Ok(timeline.digest()));
}

#[test]
fn opening_goes_in_pieces() {
    let timeline = eventful(7, Time::from_ms(10_000));
    let mut opening = Opening::new(&write(&timeline)).expect("it was just written");
    let mut rounds = 0;
    while !opening.go_on(100).expect("it fits") {
        rounds += 1;
        assert!(rounds <= timeline.head() / 100 + 1, "there is no more to open");
        assert_eq!(opening.progress(), (rounds * 100, timeline.head()));
    }
    assert!(rounds > 3);
    assert_eq!(opening.finish().digest(), timeline.digest());
}

#[test]
fn actions_that_do_not_fit_are_refused_with_their_line() {
    let cases = [
        ("@1 999999999 heal", "line 3: the world was elsewhere at that time"),
        ("@1 0 crash n9", "line 3: there is no member n9"),
        ("@1 0 crash n1\n@2 0 crash n1", "line 4: n1 is down already"),
        ("@1 0 drop 77", "line 3: packet 77 is not in flight"),
        ("@5 0 heal", "line 3: the world was elsewhere at that time"),
    ];
    for (actions, message) in cases {
        let count = actions.lines().count();
        let text = format!("etcdscope 3\ncluster 3\n{actions}\nseek 9\nend {count}\n");
        let error = read(&text).expect_err(actions);
        assert!(error.to_string().starts_with(message), "{error}");
    }
}

#[test]
fn a_hostile_text_is_refused_before_it_is_replayed() {
    let far = format!("etcdscope 3\ncluster 9\nseek {}\nend 0", share::MOMENT_MAX + 1);
    assert!(read(&far).is_err());
    let late = format!("etcdscope 3\ncluster 1\n@1 {} heal\nseek 1\nend 1", u64::MAX);
    assert!(read(&late).is_err());
}
