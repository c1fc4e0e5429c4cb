//! The Path panel, and the answers to what a visitor asks, of real runs.

#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::{
    base::{MachineId, Time},
    script,
    sim::Scenario,
    timeline::Timeline,
};
use render::{inspector, preview};
use web::{
    msg::Tab,
    present::{
        frame::Role,
        inspect::{Header, Options, Panel, Read},
    },
};

/// Commands, each given 60 ms and no more.
fn run(timeline: &mut Timeline, lines: &str) {
    for line in lines.lines() {
        let command = script::parse(line).expect(line).expect(line);
        match command.actions().as_slice() {
            [] => drop(script::run::run(timeline, &command)),
            acts => {
                for act in acts {
                    timeline.act(act.clone()).expect(line);
                }
                timeline.advance(timeline.now() + Time::from_ms(60));
            }
        }
    }
}

fn led() -> (Timeline, MachineId) {
    let mut timeline = Timeline::new(Scenario::new(5, 3));
    run(&mut timeline, "run until leader\nrun 1s\nput greeting hello\nrun 300ms");
    let leader = timeline.world().leader().expect("one leads");
    (timeline, leader)
}

fn show(timeline: &Timeline, tab: Tab, name: &str) -> String {
    let options = Options::default();
    let panel = Panel::of(timeline, MachineId(1), tab, &options, &mut Read::default())
        .expect("n1 is there");
    let header = Header {
        id: MachineId(1),
        member: 1,
        role: Role::Follower,
        term: 2,
        commit: 7,
        applied: 7,
        revision: 2,
    };
    let html = inspector(header, tab, panel, options);
    preview(name, &html);
    html
}

#[test]
fn a_read_is_told_step_by_step_with_what_was_compared() {
    let (mut timeline, leader) = led();
    let follower = leader.next_of(5);
    run(&mut timeline, &format!("get greeting --endpoints={follower}\nrun 500ms"));
    let html = show(&timeline, Tab::Path, "path");
    for text in [
        "do I still lead?",
        "2 of 5",
        "3 of 5",
        "A quorum still follows",
        "MsgReadIndexResp",
        "≥ index",
    ] {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
    assert_eq!(
        html.matches("class=\"waterfall\"").count(),
        html.matches("class=\"step-no\"").count()
    );
}

#[test]
fn a_read_that_waits_says_why_in_path_and_in_why() {
    let (mut timeline, leader) = led();
    run(&mut timeline, &format!("isolate {leader}\nget greeting --endpoints={leader}"));
    for (tab, name) in [(Tab::Path, "path-waits"), (Tab::Why, "ask")] {
        let html = show(&timeline, tab, name);
        for text in ["1 of 5; 3 are needed", "cannot reach a quorum", "cut off, nothing gets there"]
        {
            assert!(html.contains(text), "{text} is missing: {html}");
        }
    }
}

#[test]
fn without_a_read_there_is_something_to_try() {
    let (timeline, _) = led();
    assert!(show(&timeline, Tab::Path, "path-empty").contains("Try: get greeting"));
}
