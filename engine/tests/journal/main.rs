//! The journal beside what a real etcd 3.5.16 wrote in the same situations: `recorded.txt` has level, file, text
//! and the names of the fields of its lines, raft's excepted, whose texts are compared elsewhere.

use engine::base::MachineId;
use engine::insight::journal::form::Form;
use engine::insight::journal::read::{End, Filter, newest};
use engine::insight::journal::{Level, Line, Setting, lines};
use engine::script::{run_line, with_ids};
use engine::sim::Scenario;
use engine::timeline::Timeline;
use std::collections::{BTreeMap, BTreeSet};

/// Members come and go, snapshots are taken and sent, the leadership moves, a disk is slow, processes end.
const STORY: &[&str] = &[
    "cluster 3 --seed=7 --snapshot-count=10 --snapshot-catchup-entries=5",
    "run until leader",
    "member add n4 --peer-urls=http://127.0.0.1:23804 --endpoints=n1",
    "run 6s",
    "move-leader <n2>",
    "member add n4 --peer-urls=http://127.0.0.1:23804 --learner --endpoints=n1",
    "start n4",
    "run 3s",
    "member promote <n4>",
    "run 6s",
    "crash n3",
    "member remove <n2> --endpoints=n2",
    "fsync n1 1100ms",
    "fsync n2 1100ms",
    "put a 1 --command-timeout=10ms",
    "get a --endpoints=n1",
    "run 3s",
    "fsync n1 1ms",
    "fsync n2 1ms",
    "restart n3",
    "run 1s",
    "cut n1 n3",
    "run 6s",
    "heal",
    "run 6s",
    "member remove <n4> --endpoints=n1",
    "run 3s",
];

fn play(story: &[&str]) -> Timeline {
    let mut timeline = Timeline::new(Scenario::default());
    for line in story {
        let typed = with_ids(timeline.world(), line);
        let output = run_line(&mut timeline, &typed);
        assert!(!output.text.contains(&typed), "{}", output.text);
        if *line == "crash n3" {
            for n in 0..30 {
                run_line(&mut timeline, &format!("put a {n}"));
            }
        }
    }
    timeline
}

fn all(timeline: &Timeline) -> Vec<Line> {
    let setting = Setting::of(timeline.world());
    let moments = timeline.moments().iter().enumerate();
    moments.flat_map(|(id, moment)| lines(&setting, id as u32, moment)).collect()
}

type Shape<'a> = (&'a str, Vec<&'a str>);

fn recorded() -> BTreeMap<(&'static str, &'static str), Shape<'static>> {
    let rows = include_str!("recorded.txt").lines().map(|row| {
        let parts: Vec<&str> = row.split('\t').collect();
        let [level, caller, msg, fields] = parts[..] else { panic!("{row}") };
        ((caller, msg), (level, fields.split_whitespace().collect()))
    });
    rows.collect()
}

#[test]
fn every_line_has_the_level_the_text_and_the_fields_of_a_real_one() {
    let (recorded, timeline) = (recorded(), play(STORY));
    let (mut seen, mut others) = (BTreeSet::new(), BTreeSet::new());
    for line in all(&timeline).iter().filter(|line| line.said.logger.is_none()) {
        let said = &line.said;
        let Some((level, fields)) = recorded.get(&(said.caller, said.msg.as_str())) else {
            others.insert(said.msg.clone());
            continue;
        };
        assert_eq!(said.level.name(), *level, "{}", line.text(Form::Json));
        // sizes that only the real encoding knows are left out, and nothing else stands in another order
        let mut left = fields.iter();
        for (name, _) in &said.fields {
            assert!(left.any(|field| field == name), "{name}: {}", line.text(Form::Json));
        }
        seen.insert(said.msg.as_str().to_string());
    }
    for msg in [
        "applied a configuration change through raft",
        "added member",
        "removed member",
        "leadership transfer finished",
        "triggering snapshot",
        "compacted Raft logs",
        "sent database snapshot",
        "applied snapshot",
        "published local member to cluster through raft",
        "peer became inactive (message send to peer failed)",
        "restarting local member",
        "slow fdatasync",
        "waiting for ReadIndex response took too long, retrying",
    ] {
        assert!(seen.contains(msg), "{msg} is missing among {seen:#?}");
    }
    let cut =
        all(&timeline).into_iter().filter(|line| line.said.msg.starts_with("peer became inact"));
    let why: BTreeSet<String> = cut.map(|line| line.text(Form::Json)).collect();
    for error in ["unexpected EOF", "i/o timeout"] {
        assert!(why.iter().any(|line| line.contains(error)), "{error} is missing in {why:#?}");
    }
    // what the recording has no example of
    let known = [
        "data-dir used by this member must be removed",
        "failed to send database snapshot",
        "promote member",
        "rejected Raft message from removed member",
        "server error",
    ];
    assert_eq!(others.iter().map(String::as_str).collect::<Vec<_>>(), known);
}

#[test]
fn the_newest_lines_are_the_end_of_all_lines() {
    let timeline = play(STORY);
    let setting = Setting::of(timeline.world());
    let all = all(&timeline);
    let head = timeline.head();
    for member in [None, Some(MachineId(1)), Some(MachineId(3))] {
        for level in Level::ALL {
            let filter = Filter { member, level, text: "peer".into() };
            let wanted: Vec<&Line> = all.iter().filter(|line| filter.takes(line)).collect();
            let found = newest(timeline.moments(), head, &setting, &filter, (20, usize::MAX));
            let from = wanted.len().saturating_sub(found.lines.len());
            assert_eq!(found.lines.iter().collect::<Vec<_>>(), wanted[from..]);
            assert_eq!(found.end == End::Start, found.lines.len() < 20 || found.from == 0);
            // a bounded reach finds no others
            let near = newest(timeline.moments(), head, &setting, &filter, (20, 100));
            assert!(near.lines.len() <= found.lines.len());
            assert!(wanted.ends_with(&near.lines.iter().collect::<Vec<_>>()));
        }
    }
}
