//! A command of etcdctl that takes several requests, as the page's terminal runs it: time plays, and each
//! request is sent when the answer to the last has come.

use engine::script::open::{read, write};
use engine::script::run::{finish, is_finished};
use engine::script::{Started, Waiting, parse, run_line, start};
use engine::server::Request;
use engine::sim::{Action, Scenario};
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

/// The endpoints of the statuses that were asked for.
fn asked(timeline: &Timeline) -> Vec<u64> {
    let acts = timeline.acts().iter().filter_map(|act| match &act.action {
        Action::Request { request: Request::Status(_), endpoints, .. } => Some(endpoints),
        _ => None,
    });
    acts.flatten().map(|id| id.0).collect()
}

#[test]
fn each_request_is_an_action_of_its_own_and_is_shared() {
    let mut timeline = led();
    let mut waiting = begin(&mut timeline, "endpoint status");
    assert_eq!(asked(&timeline), [1]);
    let output = loop {
        assert!(timeline.head() < MOMENTS_MAX, "the command does not end");
        timeline.step();
        let over = is_finished(&timeline, &waiting);
        let output = finish(&mut timeline, &mut waiting);
        assert_eq!(output.is_some(), over);
        if let Some(output) = output {
            break output;
        }
    };
    assert!(output.ok, "{}", output.text);
    assert_eq!(output.text.lines().count(), 3);
    assert_eq!(asked(&timeline), [1, 2, 3]);
    let copy = read(&write(&timeline)).expect("it was just written");
    assert_eq!((copy.digest(), asked(&copy)), (timeline.digest(), vec![1, 2, 3]));
}

#[test]
fn looking_at_the_past_sends_nothing() {
    let mut timeline = led();
    let mut waiting = begin(&mut timeline, "endpoint status");
    let sent = timeline.cursor();
    let answered = |timeline: &Timeline| timeline.outcome(1, waiting.request).is_some();
    while !answered(&timeline) {
        assert!(timeline.head() < MOMENTS_MAX, "no answer comes");
        timeline.step();
    }
    let came = timeline.cursor();
    timeline.step();
    timeline.seek(came);
    let head = timeline.head();
    assert_eq!(finish(&mut timeline, &mut waiting), None);
    assert_eq!((timeline.head(), asked(&timeline)), (head, vec![1]), "nothing was dropped");
    timeline.seek(head);
    assert_eq!(finish(&mut timeline, &mut waiting), None);
    assert_eq!(asked(&timeline), [1, 2], "and there it goes on");
    timeline.seek(sent);
    let gone = finish(&mut timeline, &mut waiting).expect("its second request is not sent yet");
    assert_eq!(gone.text, "Error: the request is not part of this history any more");
}
