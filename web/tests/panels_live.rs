//! The panels on a real cluster: views made from a timeline, and rendered. `PANELS_PREVIEW` as in `panels.rs`.
#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::{
    base::{MachineId, Time},
    insight::journal::Setting,
    script::{Command, parse},
    sim::{Scenario, What, trace},
    timeline::Timeline,
};
use render::{inspector, preview};
use std::rc::Rc;
use web::{
    explain,
    msg::Tab,
    present::{
        entry::EntryContent,
        frame::Role,
        inspect::{Header, Options, Panel},
        raft::{RaftView, Reached},
        storage::{KEYS, REVISIONS, StorageView},
        wal::{RecordKind, WalView},
        wal_index::WalIndex,
        why::WhyView,
    },
    text::Words,
};

const WORDS: Words = Words::EN;

/// Carries lines of the command language out, each followed by some time.
fn run(timeline: &mut Timeline, script: &str) {
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let command = parse(line).unwrap_or_else(|error| panic!("{line}: {error:?}"));
        match command.expect("a command") {
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

/// Five members, a leader, keys with a past, a partition with an uncommitted entry on the small side.
fn eventful() -> (Timeline, MachineId) {
    let mut timeline = Timeline::new(Scenario::new(5, 7));
    timeline.advance(Time::from_ms(4000));
    let leader = timeline.world().leader().expect("four seconds elect a leader");
    run(
        &mut timeline,
        "put color red
         put lock/a n1
         put svc/1 up
         put color blue
         del lock/a
         put lock/a n4
         get color
         get color --consistency=s
         del nothing
         get color --rev=99",
    );
    let others: Vec<MachineId> = MachineId::first(5).filter(|id| *id != leader).collect();
    let (near, far) = (others[0], &others[1..]);
    let far: Vec<String> = far.iter().map(MachineId::to_string).collect();
    run(
        &mut timeline,
        &format!(
            "partition {leader} {near} | {}
             put color green --endpoints={leader}
             run 4s
             put color yellow --endpoints={}
             crash {}
             run 300ms
             heal
             restart {}
             run 3s
             isolate {}
             run 3s
             heal
             run 2s",
            far.join(" "),
            far[0],
            far[1],
            far[1],
            far[2],
        ),
    );
    let leader = timeline.world().leader().expect("a healed cluster has a leader");
    (timeline, leader)
}

fn header(timeline: &Timeline, id: MachineId) -> Header {
    let machine = timeline.world().machine(id).expect("a member");
    let server = machine.server.as_ref().expect("it runs");
    Header {
        id,
        member: machine.member(),
        role: Role::of(server.raft().raft.role),
        term: server.term(),
        commit: server.raft().raft.raft_log.committed,
        applied: server.applied(),
        revision: server.store().revision(),
    }
}

#[test]
fn a_leaders_view_is_what_its_process_believes() {
    let (timeline, leader) = eventful();
    let machine = timeline.world().machine(leader).expect("the leader");
    let view = RaftView::of(timeline.world(), machine, None).expect("it runs");
    assert_eq!(view.lead.machine, Some(leader));
    assert_eq!(view.leading.as_ref().map(|leading| leading.peers.len()), Some(5));
    let yellow = EntryContent::Command("put color yellow".into());
    assert!(view.log.iter().any(|entry| entry.content == yellow), "{view:?}");
    assert!(view.log.windows(2).all(|pair| pair[0].index + 1 == pair[1].index));
    assert_eq!(view.reached(view.commit), Reached::Applied);
    let html = inspector(
        header(&timeline, leader),
        Tab::Raft,
        Panel::Raft(Rc::new(view)),
        Options::default(),
    );
    preview("live-raft", &html);
}

#[test]
fn the_wal_view_has_every_byte_of_the_segment() {
    let (timeline, leader) = eventful();
    let machine = timeline.world().machine(leader).expect("the leader");
    let options = Options { record: Some(8), ..Options::default() };
    let mut index = WalIndex::default();
    let view = WalView::of(machine, &timeline.world().names(), &options, &mut index);
    let newest = view.records.last().expect("records");
    assert_eq!(newest.offset + newest.len, view.len);
    assert!(
        view.records.iter().all(|record| record.kind() != RecordKind::Damaged && record.crc_ok())
    );
    let open = view.open.clone().expect("record 8");
    let covered: usize = open.fields.iter().map(|field| field.bytes.len()).sum();
    assert_eq!(covered, open.bytes.len(), "the fields cover the record: {open:?}");
    let options_from_start = Options { wal_to: Some(0), ..Options::default() };
    let whole = WalView::of(machine, &timeline.world().names(), &options_from_start, &mut index);
    assert_eq!((whole.first, whole.records[0].kind()), (0, RecordKind::Crc));
    let html = inspector(header(&timeline, leader), Tab::Wal, Panel::Wal(Rc::new(view)), options);
    preview("live-wal", &html);
}

#[test]
fn the_storage_view_reads_the_past() {
    let (timeline, leader) = eventful();
    let machine = timeline.world().machine(leader).expect("the leader");
    let store = machine.server.as_ref().expect("it runs").store();
    let options = Options { read_at: Some(3), ..Options::default() };
    let view = StorageView::of(store, &options);
    assert_eq!(view.keys.len(), 3);
    let color = &view.keys[0].generations[0];
    let values: Vec<&str> = color.writes.iter().map(|write| write.value.as_str()).collect();
    assert_eq!(values, ["red", "blue", "yellow"], "green was never committed");
    assert_eq!(color.writes.last().map(|write| write.version), Some(3));
    assert_eq!(view.keys[1].generations.len(), 2, "lock/a lived twice");
    let found: Vec<&str> = view.found.iter().map(|kv| kv.value.as_str()).collect();
    assert_eq!(found, ["red", "n1"]);
    let html =
        inspector(header(&timeline, leader), Tab::Storage, Panel::Storage(Rc::new(view)), options);
    preview("live-storage", &html);
}

#[test]
fn of_many_keys_those_that_change_are_shown() {
    let mut timeline = Timeline::new(Scenario::new(1, 1));
    timeline.advance(Time::from_ms(3000));
    for n in 0..300 {
        run(&mut timeline, &format!("put registry/pods/default/web-{n} {{\"n\":{n}}}"));
    }
    let server = timeline.world().machine(MachineId(1)).and_then(|machine| machine.server.as_ref());
    let store = server.expect("it runs").store();
    let view = StorageView::of(store, &Options { read_at: Some(301), ..Options::default() });
    assert_eq!(
        (view.keys_total, view.keys_listed, view.keys.len()),
        (300, REVISIONS as usize, KEYS)
    );
    assert_eq!((view.from, view.to), (290, 301));
    assert_eq!(view.found_total, 300);
    assert!(view.tree.as_ref().is_some_and(|root| !root.children.is_empty()));
    let past = StorageView::of(store, &Options { revision_to: Some(3), ..Options::default() });
    assert_eq!((past.from, past.to), (1, 12), "a full window even at the start");
    let html = inspector(
        header(&timeline, MachineId(1)),
        Tab::Storage,
        Panel::Storage(Rc::new(view)),
        Options::default(),
    );
    preview("live-storage-many", &html);
}

#[test]
fn every_decision_of_an_eventful_run_has_a_rule_and_a_source() {
    let (timeline, _) = eventful();
    let mut titles = std::collections::BTreeSet::new();
    let setting = Setting::of(timeline.world());
    for (id, moment) in timeline.moments().iter().enumerate() {
        for trace in &moment.traces {
            let told = explain::explain(&setting, id as u32, trace);
            let text = WORDS.rule(told.rule);
            // what a client is told is the world's own doing: no source of etcd's decides it
            let decided = !matches!(trace.what, What::Client(trace::Client::RequestEnded { .. }));
            assert!(!text.rule.is_empty() && told.cites.is_empty() != decided, "{trace:?}");
            assert!(!text.title.starts_with("A decision of"), "{trace:?}");
            assert!(!text.rule.contains('{') && !text.title.contains('{'), "{text:?}");
            for said in &told.log {
                assert!(said.msg.starts_with(|c: char| c.is_ascii_alphanumeric()), "{said:?}");
            }
            titles.insert(text.title);
        }
    }
    for title in [
        "Vote granted",
        "Committed",
        "Stepped down: no quorum",
        "Conflict: the leader's entry wins",
        "Read confirmed",
        "Serializable read answered",
        "Key deleted: a tombstone",
        "Back from its disk",
        "Revision not there yet",
        "Answers wait for the fsync",
    ] {
        assert!(titles.contains(title), "{title} does not occur in {titles:#?}");
    }
}

#[test]
fn a_chain_of_causes_ends_at_a_deed_or_at_the_start() {
    let (timeline, leader) = eventful();
    let (mut deeds, mut starts) = (0, 0);
    for id in 0..=timeline.head() {
        let view = WhyView::of(&timeline, id, leader);
        let happened = WORDS.happened(&view.happened);
        assert!(!happened.contains('{'), "{happened}");
        let Some(first) = view.causes.last() else { continue };
        assert!(first.origin && view.causes.iter().filter(|cause| cause.origin).count() == 1);
        match WORDS.happened(&first.happened).starts_with("You: ") {
            true => deeds += 1,
            false => starts += 1,
        }
    }
    assert!(deeds > 20 && starts > 20, "{deeds} deeds, {starts} starts");
}

#[test]
fn why_a_put_was_committed_leads_back_to_the_command() {
    let (mut timeline, leader) = eventful();
    let put = timeline
        .acts()
        .iter()
        .find(|act| engine::script::print::action(&act.action).starts_with("put color red"));
    let put = put.expect("the put").moment;
    let committed = timeline.moments().iter().enumerate().skip(put as usize).find(|(_, moment)| {
        moment.traces.iter().any(|trace| WORDS.rule(explain::rule(trace)).title == "Committed")
    });
    let (id, _) = committed.expect("the put is committed");
    timeline.seek(id as u32);
    let view = WhyView::of(&timeline, id as u32, leader);
    let origin = view.causes.last().expect("a cause");
    assert_eq!(WORDS.happened(&origin.happened), "You: put color red", "{view:#?}");
    let html = inspector(
        header(&timeline, leader),
        Tab::Why,
        Panel::Why(Rc::new(view)),
        Options::default(),
    );
    preview("live-why", &html);
}
