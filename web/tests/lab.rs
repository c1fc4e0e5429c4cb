//! What the lab prints does not depend on how fast time is played.

use engine::{base::Time, sim::Scenario};
use web::{
    lab::{Lab, playback::SPEEDS},
    text::Words,
};

/// What a line prints while time plays at this speed, the room's clock going by frames.
fn printed(line: &str, speed: usize) -> Vec<String> {
    let mut lab = Lab::new(Words::EN, Scenario::new(3, 7));
    lab.pause();
    lab.type_line("run until leader");
    lab.type_line("run 1s");
    let before = lab.said.lines().last().map(|line| line.id);
    lab.type_line(line);
    lab.set_speed(speed);
    lab.play();
    let mut room = 0.0;
    while !lab.owed().is_empty() {
        assert!(lab.wake(room, || true).is_some(), "it plays");
        room += 16.0;
        assert!(room < 1e8, "an answer comes in a day of the room");
    }
    let new = lab.said.lines().iter().filter(|line| Some(line.id) > before);
    new.map(|line| line.text.clone()).collect()
}

#[test]
fn a_command_of_several_requests_takes_as_long_at_any_speed() {
    for line in
        ["endpoint health", "endpoint status -w table", "move-leader 2943212f5e2cf73", "put a 1"]
    {
        let once = printed(line, 5);
        assert!(once.len() > 1, "{line}: {once:?}");
        // the slowest take too long for a test
        for speed in 4..SPEEDS.len() {
            assert_eq!(printed(line, speed), once, "{line} at speed {speed}");
        }
    }
}

/// A led cluster whose time stands still.
fn led() -> Lab {
    let mut lab = Lab::new(Words::EN, Scenario::new(3, 7));
    lab.pause();
    lab.type_line("run until leader");
    lab.type_line("run 1s");
    lab
}

#[test]
fn each_answer_stands_under_its_own_command() {
    let mut lab = led();
    let before = lab.said.lines().last().map(|line| line.id);
    lab.type_line("crash n2");
    lab.type_line("crash n3");
    lab.type_line("put a 1 --command-timeout=900ms");
    lab.type_line("get a --consistency=s --endpoints=n1");
    lab.type_line("get b --command-timeout=300ms");
    assert_eq!(lab.owed().len(), 3);
    lab.play();
    let mut room = 0.0;
    while lab.wake(room, || false).is_some() && !lab.owed().is_empty() {
        room += 16.0;
    }
    let new = lab.said.lines().iter().filter(|line| Some(line.id) > before);
    let texts: Vec<&str> = new.map(|line| line.text.as_str()).collect();
    let at = |text: &str| texts.iter().position(|line| line.starts_with(text));
    for command in ["put a", "get b"] {
        let next = at(command).map(|at| texts[at + 1]);
        assert!(next.is_some_and(|text| text.contains("context deadline exceeded")), "{texts:#?}");
    }
    // nothing is there, so nothing is said: the next command follows at once
    assert_eq!(at("get b"), at("get a").map(|at| at + 1), "{texts:#?}");
}

#[test]
fn running_to_an_answer_ends_as_it_began() {
    for playing in [false, true] {
        let mut lab = led();
        lab.type_line("crash n2");
        lab.type_line("crash n3");
        lab.type_line("put a 1 --command-timeout=4s");
        lab.type_line("put b 1 --command-timeout=4500ms");
        let (began, owed) = (lab.timeline().now(), lab.owed());
        assert_eq!(owed[0].left, Some(Time::from_ms(4000)));
        if playing {
            lab.play();
        }
        lab.run_to_answer(owed[0].block);
        let mut room = 0.0;
        while lab.owed().len() == 2 && lab.wake(room, || false).is_some() {
            room += 16.0;
        }
        assert!(room < 200.0, "at once: {room} ms of frames");
        let took = lab.timeline().now().since(began);
        assert!(took >= Time::from_ms(4000) && took < Time::from_ms(4400), "{took}");
        assert_eq!(lab.owed().len(), 1, "the other one is still waited for");
        assert_eq!((lab.playback.playing, lab.playback.rush), (playing, None));
    }
}
