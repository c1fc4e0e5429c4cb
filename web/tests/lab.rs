//! What the lab prints does not depend on how fast time is played.

use engine::sim::Scenario;
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
    while lab.owes().is_some() {
        assert!(lab.wake(room, || true).is_some(), "it plays");
        room += 16.0;
        assert!(room < 1e8, "an answer comes in a day of the room");
    }
    let new = lab.said.lines().iter().filter(|line| Some(line.id) > before);
    new.map(|line| line.text.clone()).collect()
}

#[test]
fn a_command_of_several_requests_takes_as_long_at_any_speed() {
    for line in ["endpoint health", "endpoint status -w table", "move-leader n2", "put a 1"] {
        let once = printed(line, 5);
        assert!(once.len() > 1, "{line}: {once:?}");
        // the slowest take too long for a test
        for speed in 4..SPEEDS.len() {
            assert_eq!(printed(line, speed), once, "{line} at speed {speed}");
        }
    }
}
