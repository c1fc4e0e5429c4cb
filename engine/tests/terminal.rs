//! A command of etcdctl that takes several requests, as the page's terminal runs it: time plays, and the world
//! sends each request in the moment in which the last answer came, whoever looks on.

use engine::script::open::{read, write};
use engine::script::run::{finish, is_finished};
use engine::script::{Started, Waiting, parse, run_line, start};
use engine::sim::{Scenario, What, trace};
use engine::timeline::Timeline;

/// More moments than any command takes here.
const MOMENTS_MAX: u32 = 100_000;

fn led() -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    assert!(run_line(&mut timeline, "run until leader").ok);
    timeline
}

fn begin(timeline: &mut Timeline, line: &str) -> Waiting {
    let command = parse(line).expect(line).expect(line);
    match start(timeline, &command) {
        Started::Waiting(waiting) => waiting,
        Started::Done(output) => panic!("{line}: {output:?}"),
    }
}

/// The requests that were begun up to now, by their moments.
fn begun(timeline: &Timeline) -> Vec<(u32, u64)> {
    let moments = timeline.moments()[..=timeline.cursor() as usize].iter().zip(0..);
    let asked = moments.flat_map(|(moment, id)| {
        moment.traces.iter().filter_map(move |trace| match trace.what {
            What::Client(trace::Client::RequestBegun { request, .. }) => Some((id, request)),
            _ => None,
        })
    });
    asked.collect()
}

fn play(timeline: &mut Timeline, waiting: &Waiting) -> String {
    while !is_finished(timeline, waiting) {
        assert_eq!(finish(timeline, waiting), None);
        assert!(timeline.head() < MOMENTS_MAX, "the command does not end");
        timeline.step();
    }
    finish(timeline, waiting).expect("it has ended").text
}

#[test]
fn a_command_is_one_action_and_is_shared_as_itself() {
    for (line, requests, lines) in
        [("endpoint status", 3, 3), ("endpoint health --cluster", 7, 3), ("get a", 1, 0)]
    {
        let mut timeline = led();
        let before = timeline.acts().len();
        let waiting = begin(&mut timeline, line);
        let text = play(&mut timeline, &waiting);
        assert_eq!(text.lines().count(), lines, "{text}");
        assert_eq!(begun(&timeline).len(), requests, "{line}");
        assert_eq!(timeline.acts().len(), before + 1, "{line}");
        let shared = write(&timeline);
        assert!(shared.contains(&format!(" {line}\n")), "{shared}");
        let copy = read(&shared).expect("it was just written");
        assert_eq!((copy.digest(), begun(&copy)), (timeline.digest(), begun(&timeline)));
    }
}

#[test]
fn what_a_command_does_and_how_long_it_takes_depend_on_nobody_who_looks() {
    let texts = |frame: u64| {
        let mut timeline = led();
        let line = "endpoint health";
        let waiting = begin(&mut timeline, line);
        while !is_finished(&timeline, &waiting) {
            assert!(timeline.head() < MOMENTS_MAX, "the command does not end");
            let until = engine::base::Time(timeline.now().us() + frame);
            timeline.advance(until);
        }
        let output = finish(&timeline, &waiting).expect("it has ended");
        let end = timeline.moments().iter().position(|moment| waiting.ended_in(moment));
        (output.text, end, begun(&timeline))
    };
    let exact = texts(1);
    assert!(exact.0.contains("took ="), "{}", exact.0);
    for frame in [10, 16_667, 1_000_000, 600_000_000] {
        assert_eq!(texts(frame), exact, "a look every {frame} µs");
    }
}

#[test]
fn the_past_and_what_branches_off_there_know_only_what_was_begun_by_then() {
    let mut timeline = led();
    let start = timeline.cursor();
    let waiting = begin(&mut timeline, "endpoint status");
    let text = play(&mut timeline, &waiting);
    let (head, all) = (timeline.head(), begun(&timeline));
    let second = all[1].0;
    timeline.seek(second);
    assert_eq!(finish(&timeline, &waiting), None);
    assert_eq!((timeline.head(), begun(&timeline).len()), (head, 2), "nothing was dropped");
    assert_eq!(play(&mut timeline, &waiting), text, "and it comes to the same end");
    timeline.seek(second);
    assert!(run_line(&mut timeline, "crash n3").ok);
    let other = play(&mut timeline, &waiting);
    assert!(other.contains("Failed to get the status of endpoint n3"), "{other}");
    timeline.seek(start);
    let gone = finish(&timeline, &waiting).expect("it was not begun");
    assert_eq!(gone.text, "Error: the command is not part of this history any more");
}
