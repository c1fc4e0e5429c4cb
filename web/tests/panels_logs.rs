//! The log matrix on real clusters: logs that differ, entries on their way to a disk, long logs, a machine that is
//! down. `PANELS_PREVIEW` as in `panels.rs`.
#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::{
    base::{MachineId, Time},
    raft::EntryType,
    script::{Command, parse},
    sim::Scenario,
    timeline::Timeline,
};
use render::preview;
use std::rc::Rc;
use web::{
    msg::Tab,
    present::{
        entry::EntryContent,
        frame::Role,
        group::Sending,
        inspect::{Header, Options, Panel},
        matrix::{COLUMNS, Cell, MatrixView, Place},
        raft::{RaftView, Reached},
    },
};

#[track_caller]
fn has(html: &str, texts: &[&str]) {
    for text in texts {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
}

fn run(timeline: &mut Timeline, script: &str) {
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match parse(line).unwrap_or_else(|error| panic!("{line}: {error:?}")).expect("a command") {
            Command::Run(span) => {
                timeline.advance(timeline.now() + span);
            }
            command => {
                for action in command.actions() {
                    timeline.act(action).unwrap_or_else(|error| panic!("{line}: {error}"));
                }
                timeline.advance(timeline.now() + Time::from_ms(120));
            }
        }
    }
}

fn led(members: u64) -> (Timeline, MachineId) {
    let mut timeline = Timeline::new(Scenario::new(members, 7));
    timeline.advance(Time::from_ms(4000));
    let leader = timeline.world().leader().expect("four seconds elect a leader");
    (timeline, leader)
}

fn matrix(timeline: &Timeline, member: MachineId, options: &Options) -> MatrixView {
    MatrixView::of(timeline.world(), member, options)
}

fn matrix_html(view: MatrixView) -> String {
    let header = Header {
        id: view.member,
        member: 1,
        role: Role::Leader,
        term: 2,
        commit: 1,
        applied: 1,
        revision: 1,
    };
    render::inspector(header, Tab::Logs, Panel::Logs(Rc::new(view)), Options::default())
}

/// A leader cut off with one follower, whose last entries the others will replace; one member is down.
fn apart() -> (Timeline, MachineId, Vec<MachineId>) {
    let (mut timeline, leader) = led(5);
    run(&mut timeline, "put a 1\nput b 2");
    let others: Vec<MachineId> = MachineId::first(5).filter(|id| *id != leader).collect();
    let [near, a, b, c] = others[..] else { unreachable!() };
    run(
        &mut timeline,
        &format!(
            "partition {leader} {near} | {a} {b} {c}
             put lost 1 --endpoints={leader}
             put lost 2 --endpoints={leader}
             run 4s
             put kept 1 --endpoints={a}
             crash {c}
             run 500ms",
        ),
    );
    (timeline, leader, others)
}

#[test]
fn the_matrix_shows_every_entry_of_every_member_and_where_logs_differ() {
    let (timeline, old, others) = apart();
    let now = timeline.world().leader().expect("the majority elects one");
    let index = {
        let raft = &timeline.world().machine(old).unwrap().server.as_ref().unwrap().raft().raft;
        raft.raft_log.committed + 1
    };
    let options = Options { entry: Some((old, index)), ..Options::default() };
    let view = matrix(&timeline, now, &options);
    assert_eq!((view.leader, view.rows.len()), (now, 5));
    let cell = |id: MachineId, index: u64| {
        view.rows[id.place()].cells.get((index - view.from) as usize).copied()
    };
    let Some(Cell::Entry { term: lost, committed: false, durable: true }) = cell(old, index) else {
        panic!("{view:?}")
    };
    let Some(Cell::Entry { term: won, committed: true, .. }) = cell(now, index) else {
        panic!("{view:?}")
    };
    assert!(lost < won);
    let down = &view.rows[others[3].place()];
    assert_eq!((down.role, down.marks.map(|marks| marks.applied)), (Role::Crashed, Some(0)));
    let picked = view.picked.clone().expect("an entry is looked at");
    assert_eq!(picked.content, EntryContent::Command("put lost 1".into()));
    assert_eq!(picked.entry_type, EntryType::Normal);
    let elsewhere = picked.places.iter().filter(|(_, place)| *place == Place::Other(won));
    assert_eq!(elsewhere.count(), 3, "{picked:?}");
    assert!(picked.places.contains(&(old, Place::Same(Reached::Saved))));
    let on_disk = picked.places[others[3].place()].1;
    assert_eq!(on_disk, Place::Other(won), "its disk has kept what it had saved");
    let next = view.rows[now.place()].marks.and_then(|marks| marks.progress);
    assert_eq!(next, Some((view.rows[now.place()].marks.unwrap().last, view.last + 1)));

    let page = matrix_html(view.clone());
    let entries: usize =
        view.rows.iter().flat_map(|row| &row.cells).filter(|cell| **cell != Cell::Absent).count();
    assert_eq!(page.matches("id=\"cell-").count(), entries);
    assert_eq!(page.matches("scope=\"row\"").count(), 5);
    assert_eq!(page.matches("scope=\"col\"").count() as u64, 1 + view.to + 1 - view.from + 1);
    assert_eq!(page.matches("tabindex=\"0\" class=\"cell").count(), 1, "one stop of the Tab key");
    has(
        &page,
        &[
            "put lost 1",
            "another entry, of term",
            "not running; on its disk: commit",
            "m-next",
            "match",
            "EntryNormal",
        ],
    );
    has(&page, &[&format!("{lost}: {old}, index {index}, not committed, on disk")]);
    preview("matrix", &page);
}

#[test]
fn an_entry_that_is_not_on_disk_is_outlined() {
    let (mut timeline, leader) = led(3);
    let put = parse(&format!("put a 1 --endpoints={leader}")).unwrap().expect("a command");
    for action in put.actions() {
        timeline.act(action).unwrap();
    }
    let outlined = |timeline: &Timeline| {
        let view = matrix(timeline, leader, &Options::default());
        let cells = view.rows.iter().flat_map(|row| row.cells.clone());
        cells.filter(|cell| matches!(cell, Cell::Entry { durable: false, .. })).count()
    };
    let mut seen = 0;
    for _ in 0..40 {
        timeline.step();
        seen = seen.max(outlined(&timeline));
        if outlined(&timeline) > 0 {
            let view = matrix(&timeline, leader, &Options::default());
            has(&matrix_html(view), &["volatile", "not on disk yet"]);
        }
    }
    assert!(seen > 0, "no moment between the append and its fsync");
    timeline.advance(timeline.now() + Time::from_ms(500));
    assert_eq!(outlined(&timeline), 0);
}

#[test]
fn of_a_long_log_a_window_is_shown() {
    let (mut timeline, leader) = led(3);
    for n in 0..300 {
        for action in parse(&format!("put k{n} v")).unwrap().expect("a command").actions() {
            timeline.act(action).unwrap();
        }
        timeline.advance(timeline.now() + Time::from_ms(20));
    }
    let view = matrix(&timeline, leader, &Options::default());
    assert!(view.last > 300);
    assert_eq!((view.to, view.from), (view.last, view.last + 1 - COLUMNS));
    assert!(view.rows.iter().all(|row| row.cells.len() as u64 == COLUMNS));
    let page = matrix_html(view.clone());
    has(&page, &[&format!("{}–{}, log 1–{}", view.from, view.to, view.last)]);
    preview("matrix-long", &page);
    let options = Options { entry: Some((leader, 1)), ..Options::default() };
    let page = matrix_html(matrix(&timeline, leader, &options));
    has(&page, &["Entry 1 of"]);
    let stop = "tabindex=\"0\" class=\"cell";
    assert_eq!(page.matches(stop).count(), 1, "the chosen cell is not shown, another is reached");
    assert!(!page.contains("aria-pressed=\"true\" tabindex"), "but it is not the chosen one");
    let start = matrix(&timeline, leader, &Options { logs_to: Some(2), ..Options::default() });
    assert_eq!((start.from, start.to), (1, COLUMNS), "a full window even at the start");
    let page = matrix_html(start.clone());
    assert_eq!(page.matches("scope=\"col\"").count() as u64, 1 + COLUMNS, "no column for next");
}

#[test]
fn of_a_member_that_does_not_run_its_disk_is_shown() {
    let (mut timeline, leader) = led(3);
    let other = leader.next_of(3);
    run(&mut timeline, &format!("put a 1\nput b 2\nrun 500ms\ncrash {other}\nput c 3"));
    let row = |timeline: &Timeline| {
        let view = matrix(timeline, leader, &Options::default());
        ((*view.rows[other.place()]).clone(), view.last)
    };
    let (down, last) = row(&timeline);
    let marks = down.marks.expect("its disk is read");
    assert_eq!((marks.last, marks.stable), (last - 1, last - 1), "c came later");
    assert!(down.cells.iter().all(|cell| !matches!(cell, Cell::Entry { durable: false, .. })));
    // a long one is not read for every picture
    let large = "x".repeat(90_000);
    run(
        &mut timeline,
        &format!("restart {other}\nrun 1s\nput a {large}\nput b {large}\nput c {large}"),
    );
    run(&mut timeline, &format!("run 500ms\ncrash {other}"));
    let (long, _) = row(&timeline);
    assert_eq!((long.marks, long.cells.len()), (None, 0));
    let view = matrix(&timeline, leader, &Options::default());
    has(&matrix_html(view), &["its log is on its disk"]);
}

#[test]
fn what_is_compacted_is_hatched_and_a_snapshot_stands_for_it() {
    let scenario = Scenario { snapshot_count: 10, catch_up_entries: 3, ..Scenario::new(3, 7) };
    let mut timeline = Timeline::new(scenario);
    timeline.advance(Time::from_ms(4000));
    let leader = timeline.world().leader().expect("four seconds elect a leader");
    let other = leader.next_of(3);
    for n in 0..30 {
        run(&mut timeline, &format!("put k{n} v"));
    }
    run(&mut timeline, &format!("crash {other}\nput last v"));
    let view = matrix(&timeline, leader, &Options::default());
    let marks = view.rows[leader.place()].marks.expect("it runs");
    assert!(marks.snapshot > 10 && view.first > 1, "{view:?}");
    assert_eq!(view.from, view.first - 1, "one more in front");
    assert!(view.rows.iter().all(|row| row.cells[0] == Cell::Compacted), "{view:?}");
    let down = &view.rows[other.place()];
    assert_eq!(down.marks.map(|marks| marks.last), Some(view.last - 1), "from the snapshot on");
    let page = matrix_html(view);
    has(&page, &["cell compacted", "m-snapshot"]);
    preview("matrix-snapshot", &page);
}

#[test]
fn a_member_far_behind_is_sent_a_snapshot_and_its_log_begins_after_it() {
    let scenario = Scenario { snapshot_count: 10, catch_up_entries: 3, ..Scenario::new(3, 7) };
    let mut timeline = Timeline::new(scenario);
    timeline.advance(Time::from_ms(4000));
    let leader = timeline.world().leader().expect("four seconds elect a leader");
    let other = leader.next_of(3);
    run(&mut timeline, &format!("crash {other}"));
    for n in 0..25 {
        run(&mut timeline, &format!("put k{n} v --endpoints={leader}"));
    }
    for action in parse(&format!("restart {other}")).unwrap().expect("a command").actions() {
        timeline.act(action).unwrap();
    }
    let peer = |timeline: &Timeline| {
        let machine = timeline.world().machine(leader).expect("a member");
        let view = RaftView::of(timeline.world(), machine, None).expect("it runs");
        let peers = view.leading.expect("it leads").peers;
        peers.into_iter().find(|peer| peer.id.machine == Some(other)).expect("a peer")
    };
    let mut snapshot = 0;
    for _ in 0..4000 {
        let peer = peer(&timeline);
        if peer.sending == Sending::Snapshot {
            snapshot = peer.snapshot;
            assert!(peer.paused, "{peer:?}");
        }
        if snapshot > 0 && peer.sending == Sending::Replicate {
            break;
        }
        timeline.step();
    }
    assert!(snapshot > 10, "no snapshot was sent");
    run(&mut timeline, &format!("put after v --endpoints={leader}\nrun 1s"));
    assert_eq!(peer(&timeline).sending, Sending::Replicate);
    let view = matrix(&timeline, leader, &Options::default());
    let row = &view.rows[other.place()];
    // the server sends its state as of now, which may be later than what raft has asked for
    let received = row.marks.expect("it runs").snapshot;
    assert!(received >= snapshot, "{received} {snapshot}");
    let at = (received - view.from) as usize;
    assert_eq!(row.cells[at], Cell::Compacted, "{view:?}");
    let after = row.cells[at + 1];
    assert!(matches!(after, Cell::Entry { committed: true, durable: true, .. }), "{row:?}");
}
