//! The Journal panel of a real run: the lines of a slow disk, by member, level and text, in both forms.

#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::base::MachineId;
use engine::{
    insight::journal::{Level, form::Form},
    script::run_line,
    sim::{Moment, Scenario},
    timeline::Timeline,
};
use render::{inspector, preview};
use web::{
    msg::Tab,
    present::{
        frame::Role,
        inspect::{Header, Options, Panel, Read},
        journal::{JournalOptions, whole},
    },
};

/// The leader's disk takes 1.1 s for a write, and somebody reads meanwhile.
fn slow_disk() -> Timeline {
    let mut timeline = Timeline::new(Scenario::default());
    for line in [
        "cluster 3 --seed=7 --latency=100us..200us --client-latency=100us..200us",
        "run until leader",
        "run 2s",
        "fsync n1 1100ms",
        "c2: put a 1 --command-timeout=10ms",
        "get a --endpoints=n2",
        "run 2s",
    ] {
        run_line(&mut timeline, line);
    }
    timeline
}

fn show(timeline: &Timeline, journal: JournalOptions, name: &str) -> String {
    let options = Options { journal, ..Options::default() };
    let panel = Panel::of(timeline, MachineId(1), Tab::Journal, &options, &mut Read::default());
    let header = Header {
        id: MachineId(1),
        member: 1,
        role: Role::Leader,
        term: 2,
        commit: 5,
        applied: 5,
        revision: 2,
    };
    let html = inspector(header, Tab::Journal, panel.expect("n1 is there"), options);
    preview(name, &html);
    html
}

fn in_order(html: &str, texts: &[&str]) {
    let mut rest = html;
    for text in texts {
        let at = rest.find(text).unwrap_or_else(|| panic!("{text} is missing in {rest}"));
        rest = &rest[at + text.len()..];
    }
}

/// The buttons of the lines, one text each.
fn entries(html: &str) -> Vec<&str> {
    let buttons = html.split("<button ").filter(|button| button.contains("class=\"entry "));
    buttons.map(|button| button.split("</button>").next().unwrap_or_default()).collect()
}

const ASKED_AGAIN: &str = "waiting for ReadIndex response took too long, retrying";
const SLOW: &str = "slow fdatasync";
const LATE: &str = "leader failed to send out heartbeat on time";

#[test]
fn the_journal_of_all_members_tells_of_a_slow_disk_in_order() {
    let everybody = JournalOptions { everybody: true, level: Level::Warn, ..Default::default() };
    let html = show(&slow_disk(), everybody, "journal");
    in_order(&html, &["<b>n2 </b>", ASKED_AGAIN, "<b>n1 </b>", SLOW, LATE]);
    assert!(!html.contains("elected leader"), "that is no warning");
    let entries = entries(&html);
    assert_eq!(entries.len(), 4);
    let stops = entries.iter().filter(|entry| entry.contains("tabindex=\"0\"")).count();
    assert_eq!(stops, 1, "the tab key passes by the other lines: {entries:#?}");
}

#[test]
fn a_journal_is_of_one_member_at_one_level() {
    let timeline = slow_disk();
    let html = show(&timeline, JournalOptions::default(), "journal-of-one");
    in_order(&html, &["starting local member", "became leader at term 2", SLOW, LATE]);
    assert!(!html.contains(ASKED_AGAIN), "n2 said that");
    assert!(!html.contains("Applying entry"), "that is for developers");
    let debug = JournalOptions { level: Level::Debug, ..Default::default() };
    assert!(show(&timeline, debug, "journal-debug").contains("Applying entry"));
}

#[test]
fn a_text_is_looked_for_and_each_line_is_a_button() {
    let timeline = slow_disk();
    let search =
        JournalOptions { text: "FDATASYNC".into(), form: Form::Json, ..Default::default() };
    let html = show(&timeline, search.clone(), "journal-json");
    let entries = entries(&html);
    assert_eq!(entries.len(), 1);
    for text in ["warn\"", "translate=\"no\"", r#""msg":"slow fdatasync""#] {
        assert!(entries[0].contains(text), "{text} is missing in {}", entries[0]);
    }
    let whole = whole(&timeline, MachineId(1), &search);
    assert_eq!(whole.lines().count(), 1);
    assert!(whole.starts_with("{\"level\":\"warn\",\"ts\":\"2025-01-01T00:00:"), "{whole}");
    let none = JournalOptions { text: "no such text".into(), ..Default::default() };
    assert!(show(&timeline, none, "journal-none").contains("No such line up to now."));
}

#[test]
fn older_lines_are_one_step_away() {
    let mut timeline = slow_disk();
    run_line(&mut timeline, "run 60s");
    let debug = JournalOptions { level: Level::Debug, everybody: true, ..Default::default() };
    for _ in 0..300 {
        run_line(&mut timeline, "put a 1");
    }
    let options = Options { journal: debug.clone(), ..Options::default() };
    let mut read = Read::default();
    let mut view = |to| {
        let journal = JournalOptions { to, ..debug.clone() };
        let options = Options { journal, ..options.clone() };
        match Panel::of(&timeline, MachineId(1), Tab::Journal, &options, &mut read) {
            Some(Panel::Journal(view)) => view,
            other => panic!("{other:?}"),
        }
    };
    let newest = view(None);
    assert!(!newest.is_old && newest.lines.len() >= 200);
    let older = view(newest.older);
    let (last, first) = (older.lines.last().unwrap().moment, newest.lines[0].moment);
    assert!(older.is_old && last < first, "{last} {first}");
}

#[test]
fn why_shows_the_servers_lines_with_their_level_and_quotes_what_was_refused() {
    let mut timeline = slow_disk();
    let shown = |timeline: &Timeline| {
        let options = Options::default();
        let panel = Panel::of(timeline, MachineId(1), Tab::Why, &options, &mut Read::default());
        let header = Header {
            id: MachineId(1),
            member: 1,
            role: Role::Leader,
            term: 2,
            commit: 5,
            applied: 5,
            revision: 2,
        };
        inspector(header, Tab::Why, panel.expect("n1 is there"), options)
    };
    let of = |timeline: &mut Timeline, name: &str| {
        let decided = |moment: &Moment| moment.traces.iter().any(|t| t.what.variant() == name);
        let at = timeline.moments().iter().rposition(decided);
        timeline.seek(at.unwrap_or_else(|| panic!("no {name}")) as u32);
    };
    of(&mut timeline, "SlowSync");
    in_order(&shown(&timeline), &["The disk is slow", "1000ms", "<b>warn</b> slow fdatasync"]);
    of(&mut timeline, "Applied");
    in_order(&shown(&timeline), &["<b>debug</b> Applying entry", "not in a production log"]);
    run_line(&mut timeline, "member add n4 --peer-urls=http://127.0.0.1:23804");
    of(&mut timeline, "Refused");
    let html = shown(&timeline);
    in_order(&html, &["etcdserver: unhealthy cluster", "server.go · mayAddMember"]);
    assert!(!html.contains("checkPutRequest"), "no put was refused");
    of(&mut timeline, "RequestEnded");
    in_order(&shown(&timeline), &["The request has failed", "etcdserver: unhealthy cluster"]);
}
