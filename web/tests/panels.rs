//! The panels as HTML, rendered natively from values. With `PANELS_PREVIEW=<folder>` each is also written
//! there as a page, to be looked at in a browser.

#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::insight::journal::{Level, Said};
use engine::{
    base::{MachineId, Name, Time},
    client::Stream,
    insight::waiting::Wait,
    raft::{ConfChangeType, HardState, message::MessageType},
    server::{RangeRequest, Request},
    sim::{Action, Event, Kind},
    wal::Metadata,
};
use render::{preview, render};
use std::rc::Rc;
use web::{
    explain::{
        Decision,
        compare::{Compared, Operand, Value},
        raft::ElectionRule,
        rule::{Cite, Rule},
    },
    msg::Tab,
    present::{
        entry::{EntryContent, Through},
        frame::Role,
        group::{Count, Group, PeerProgress, Sending, Tally, VoterHalf, WaitingRead},
        inspect::{Header, Options, Panel},
        news::News,
        raft::{Leading, LogEntry, RaftView, Timers},
        scrollback::{LineKind, Scrollback},
        storage::{Found, Generation, KeyRow, StorageView, TreeNode, Write},
        wal::{Field, FieldValue, OpenRecord, Record, RecordContent, WalView},
        why::{Cause, Happened, WhyView},
    },
    terminal::{Pending, Terminal, TerminalProps},
    text::Words,
};
use yew::{Callback, NodeRef};

#[test]
fn a_leaders_raft_panel_shows_every_peer() {
    let html = inspector(Tab::Raft, Panel::Raft(Rc::new(leader())), Options::default());
    for text in
        ["Replicate", "Probe", "match", "n5", "in memory only", "0 granted, 3 needed", "1/256"]
    {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
    preview("raft", &html);
    let tables = Options { tables: true, ..Options::default() };
    let html = inspector(Tab::Raft, Panel::Raft(Rc::new(leader())), tables);
    assert!(html.contains("put color green"));
    preview("raft-table", &html);
}

#[test]
fn a_candidates_raft_panel_counts_votes() {
    let html = inspector(Tab::Raft, Panel::Raft(Rc::new(candidate())), Options::default());
    assert!(html.contains("2 granted, 3 needed"), "{html}");
    assert!(!html.contains("Progress of each member"), "only a leader knows its peers");
    preview("candidate", &html);
}

#[test]
fn the_fsync_line_stands_before_the_first_record_that_would_be_lost() {
    let options = Options { record: Some(4), ..Options::default() };
    let html = inspector(Tab::Wal, Panel::Wal(Rc::new(wal())), options.clone());
    let line = html.find("fsync-line").expect("the line");
    let kept = html.find("e3<").expect("entry 3");
    let lost = html.find("e4<").expect("entry 4");
    assert!(kept < line && line < lost, "{html}");
    assert_eq!(html.matches("byte marked").count(), 8, "the length field is marked: {html}");
    preview("wal", &html);
    let html = inspector(Tab::Wal, Panel::Wal(Rc::new(wal())), Options { tables: true, ..options });
    preview("wal-table", &html);
}

#[test]
fn the_lattice_has_a_capsule_a_generation_and_a_mark_a_revision() {
    let view = storage();
    let generations: usize = view.keys.iter().map(|row| row.generations.len()).sum();
    let html = inspector(Tab::Storage, Panel::Storage(Rc::new(view.clone())), Options::default());
    assert_eq!(html.matches("class=\"capsule").count(), generations);
    assert_eq!(html.matches("mark tombstone").count(), 2);
    assert!(html.contains("The store as it was at revision 9"));
    preview("storage", &html);
    let tables = Options { tables: true, ..Options::default() };
    let html = inspector(Tab::Storage, Panel::Storage(Rc::new(view)), tables);
    assert!(html.contains("✕ tombstone"));
    preview("storage-table", &html);
}

#[test]
fn why_shows_rule_values_log_line_and_causes() {
    let html = inspector(Tab::Why, Panel::Why(Rc::new(why())), Options::default());
    for text in [
        "Vote refused",
        "last term here",
        "nobody",
        "etcd-io/raft raft.go · Step",
        "n4 receives MsgVote from n2.",
        "6420.311 ms · moment 1284",
        "You: campaign n2",
        "&gt;",
    ] {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
    preview("why", &html);
}

#[test]
fn a_member_that_is_down_says_what_is_left_of_it() {
    let html = inspector(Tab::Raft, Panel::Down, Options::default());
    assert!(html.contains("This member is not running"));
}

#[test]
fn the_terminal_tells_commands_clicks_answers_and_mistakes_apart() {
    let mut back = Scrollback::default();
    let command = || LineKind::Command { mistake: None };
    let put = back.push(command(), "put greeting hello", Some(41));
    back.push(LineKind::Echo, "crash n1", Some(72));
    back.push(LineKind::Note(News::Crashed { member: MachineId(1) }), "", Some(72));
    back.answer(put, LineKind::Output, "OK", Some(60));
    let typo = back.push(command(), "gte greeting", None);
    back.mark(typo, 0..3);
    back.answer(typo, LineKind::Error, "unknown command \"gte\"; did you mean get?", None);
    let parts = [(Stream::Log, "{}\n"), (Stream::Out, "[]\n"), (Stream::Err, "Error: no\n")];
    let parts = parts.map(|(stream, text)| (stream, text.to_string())).to_vec();
    let listed = back.push(command(), "get x", Some(78));
    let printed = LineKind::Printed { parts, exit: 4 };
    back.answer(listed, printed, "[]\nError: no\n", Some(79));
    let [slow, slower] = ["get greeting", "get b"].map(|text| back.push(command(), text, Some(80)));
    let owed = |block, member| {
        let left = Some(("4.2 s".to_string(), Some("84.0 s".to_string())));
        Pending { block, member, left }
    };
    let props = TerminalProps {
        words: Words::EN,
        back,
        pending: vec![owed(slow, Some(MachineId(2))), owed(slower, None)],
        paused: true,
        complete: Callback::from(|_| Default::default()),
        on_submit: Callback::noop(),
        on_clear: Callback::noop(),
        on_seek: Callback::noop(),
        on_play: Callback::noop(),
        on_answer: Callback::noop(),
        on_cancel: Callback::noop(),
        input: NodeRef::default(),
    };
    let html = render::<Terminal>(props);
    for text in [
        "line command",
        "line echo",
        "line error",
        "<mark class=\"mistake\">gte</mark> greeting",
        "<details class=\"client-log\"><summary translate=\"yes\">the client's log",
        "<div class=\"stdout\"><pre>[]</pre></div><div class=\"stderr\"><pre>Error: no</pre></div><div class=\"exit\">exit 4</div>",
        "n1 crashed.",
        "waiting for n2, and the clock",
        "waiting for a connection, and the clock",
        "gives up in 4.2 s (84.0 s at this speed)",
        "run to the answer",
        "cancel (Ctrl+C)",
    ] {
        assert!(html.contains(text), "{text} is missing: {html}");
    }
    preview("terminal", &html);
}

fn inspector(tab: Tab, panel: Panel, options: Options) -> String {
    let (name, role, term) = match &panel {
        Panel::Raft(view) => (view.id, view.role, view.term),
        _ => (name(4), Role::Leader, 3),
    };
    let (id, member) = (name.machine.expect("it is on one"), name.id);
    let header = Header { id, member, role, term, commit: 27, applied: 27, revision: 14 };
    render::inspector(header, tab, panel, options)
}

/// The member on this machine.
fn name(machine: u64) -> Name {
    Name { id: machine, machine: (machine > 0).then_some(MachineId(machine)) }
}

fn names<const N: usize>(machines: [u64; N]) -> Vec<Name> {
    machines.map(name).to_vec()
}

fn peer(id: u64, sending: Sending, matched: u64, inflight: u64) -> PeerProgress {
    PeerProgress {
        id: name(id),
        learner: false,
        sending,
        matched,
        next: matched + 1 + inflight,
        inflight: (matched + 1..=matched + inflight).collect(),
        inflight_max: 256,
        full: false,
        paused: sending == Sending::Probe,
        snapshot: 0,
        active: id != 1,
    }
}

fn leader() -> RaftView {
    let log = (16..=29).map(|index| LogEntry {
        index,
        term: if index < 23 {
            1
        } else if index < 25 {
            2
        } else {
            3
        },
        content: match index {
            25 => EntryContent::Empty,
            27 => EntryContent::Command("put color green".into()),
            _ => EntryContent::Command(format!("put svc/{} up", index % 4)),
        },
    });
    RaftView {
        id: name(4),
        role: Role::Leader,
        learner: false,
        term: 3,
        vote: name(4),
        lead: name(4),
        first: 1,
        snapshot: Default::default(),
        restoring: 0,
        applied: 26,
        commit: 27,
        stable: 28,
        last: 29,
        timers: Timers {
            elapsed: 4,
            election: 10,
            randomized: 17,
            heartbeat: (0, 1),
            tick_ms: 100,
        },
        group: Group {
            halves: vec![VoterHalf { voters: names([1, 2, 3, 4, 5]), quorum: 3, agreed: Some(28) }],
            ..Group::default()
        },
        leading: Some(Leading {
            peers: vec![
                peer(1, Sending::Probe, 22, 0),
                peer(2, Sending::Probe, 24, 0),
                peer(3, Sending::Replicate, 28, 1),
                peer(4, Sending::Replicate, 29, 0),
                peer(5, Sending::Replicate, 27, 2),
            ],
            reads: vec![WaitingRead {
                context: "00000000000000a7".into(),
                from: name(4),
                round: Some((27, 1, vec![count(&[], &[], &[1, 2, 3, 4, 5])])),
            }],
            ..Leading::default()
        }),
        log: log.collect(),
        tally: None,
    }
}

fn count(yes: &[u64], no: &[u64], open: &[u64]) -> Count {
    let names = |of: &[u64]| of.iter().map(|id| name(*id)).collect();
    Count { yes: names(yes), no: names(no), open: names(open), quorum: 3 }
}

fn candidate() -> RaftView {
    RaftView {
        id: name(2),
        role: Role::PreCandidate,
        term: 3,
        vote: name(0),
        lead: name(0),
        leading: None,
        tally: Some(Tally { halves: vec![count(&[2, 3], &[5], &[1, 4])], pre: true }),
        ..leader()
    }
}

fn wal() -> WalView {
    let entry = |index, term, content| RecordContent::Entry { index, term, content };
    let state = |commit| RecordContent::State(HardState { term: 2, vote: 1, commit });
    let command = |line: &str| EntryContent::Command(line.into());
    let metadata = Metadata { node_id: 0xf260_0b61_8f9a_8a7b, cluster_id: 0x6c3b_d2be_0e90_ba19 };
    let add = EntryContent::Change {
        through: Through::Simple,
        changes: vec![(ConfChangeType::AddNode, name(1))],
    };
    let contents = [
        (16, RecordContent::Crc(0)),
        (40, RecordContent::Metadata(metadata)),
        (24, RecordContent::Snapshot { index: 0, term: 0 }),
        (96, entry(1, 1, add)),
        (64, entry(2, 2, EntryContent::Empty)),
        (32, state(1)),
        (72, entry(3, 2, command("put greeting hello"))),
        (32, state(3)),
        (480, entry(4, 2, command("put color green"))),
    ];
    let mut offset = 0;
    let records = contents.into_iter().map(|(len, content)| {
        offset += len;
        Record { offset: offset - len, len, crc: 0x8f57_4b95, content }
    });
    let records: Vec<Record> = records.collect();
    let field = |name, value: &str, bytes, depth| Field {
        name,
        value: FieldValue::Plain(value.into()),
        bytes,
        depth,
    };
    WalView {
        file: "0000000000000000-0000000000000000.wal".into(),
        len: offset,
        durable: offset - 480,
        syncing: true,
        total: records.len(),
        first: 0,
        records,
        open: Some(OpenRecord {
            number: 4,
            offset: 176,
            bytes: (0..64).map(|n| (n * 37 % 251) as u8).collect(),
            fields: vec![
                field("length", "53, padding 3", 0..8, 0),
                field("type", "2 (entry)", 8..10, 0),
                field("crc", "8f574b95", 10..16, 0),
                field("data", "43 bytes", 16..18, 0),
                field("entry type", "Normal", 18..20, 1),
                field("term", "2", 20..22, 1),
                field("index", "2", 22..24, 1),
                field("entry data", "put greeting hello", 24..61, 1),
                field("padding", "3 bytes", 61..64, 0),
            ],
            crc_before: 0x084b_b3de,
            crc: 0x8f57_4b95,
        }),
    }
}

fn storage() -> StorageView {
    let write = |main, create, version, value: &str| Write {
        main,
        sub: 0,
        create,
        version,
        tombstone: value.is_empty(),
        value: value.into(),
        lease: 0,
    };
    let life = |created, ended, writes: Vec<Write>| Generation { created, ended, writes };
    let row = |key: &str, generations| KeyRow { key: key.into(), generations };
    let found = |key: &str, value: &str, create, modified, version| Found {
        key: key.into(),
        value: value.into(),
        create,
        modified,
        version,
        lease: 0,
    };
    StorageView {
        current: 14,
        compacted: 4,
        from: 3,
        to: 14,
        keys_total: 5,
        keys_listed: 5,
        keys_before: 0,
        keys: vec![
            row(
                "color",
                vec![life(
                    6,
                    None,
                    vec![write(6, 6, 1, "red"), write(9, 6, 2, "blue"), write(14, 6, 3, "green")],
                )],
            ),
            row(
                "lock/a",
                vec![
                    life(3, Some(8), vec![write(5, 3, 2, "n1"), write(8, 0, 0, "")]),
                    life(11, None, vec![write(11, 11, 1, "n4")]),
                ],
            ),
            row("svc/1", vec![life(7, None, vec![write(7, 7, 1, "up"), write(12, 7, 2, "down")])]),
            row(
                "svc/2",
                vec![life(10, Some(13), vec![write(10, 10, 1, "up"), write(13, 0, 0, "")])],
            ),
            row("registry/pods/default/web-7f9", vec![life(4, None, vec![write(4, 4, 1, "{}")])]),
        ],
        at: 9,
        found: vec![
            found("color", "blue", 6, 9, 2),
            found("registry/pods/default/web-7f9", "{}", 4, 4, 1),
            found("svc/1", "up", 7, 7, 1),
        ],
        found_total: 3,
        found_among: 5,
        tree: Some(TreeNode {
            keys: vec!["registry/pods/default/web-7f9".into()],
            children: vec![
                TreeNode { keys: vec!["color".into(), "lock/a".into()], ..TreeNode::default() },
                TreeNode { keys: vec!["svc/1".into(), "svc/2".into()], ..TreeNode::default() },
            ],
            hidden: 0,
            keys_hidden: 0,
        }),
    }
}

fn received(kind: MessageType, from: u64, to: u64) -> Happened {
    let [from, to] = [from, to].map(|id| engine::sim::Peer::Member(MachineId(id)));
    let event = Event::Deliver { packet: 1, from, to, kind: Kind::Raft(kind) };
    Happened { event, deed: None, peer: Name::default() }
}

fn why() -> WhyView {
    WhyView {
        names: Default::default(),
        questions: Vec::new(),
        asked: None,
        moment: 1284,
        at: Time(6_420_311),
        happened: received(MessageType::Vote, 2, 4),
        decisions: vec![Decision {
            member: MachineId(4),
            rule: Rule::Election(ElectionRule::VoteRejected),
            compared: vec![
                Compared {
                    name: Operand::LastTermHere,
                    value: Value::Plain("3".into()),
                    with: Some((">", Value::Plain("2".into()), Operand::LastTermCandidate)),
                },
                Compared { name: Operand::VotedFor, value: Value::Member(0), with: None },
            ],
            log: vec![Said {
                level: Level::Info,
                logger: Some("raft"),
                caller: "etcdserver/zap_raft.go:77",
                msg: "4 [logterm: 3, index: 27, vote: 0] rejected MsgVote from 2 \
                      [logterm: 2, index: 24] at term 4"
                    .into(),
                fields: Vec::new(),
            }],
            cites: &[Cite::Raft("raft.go", "Step"), Cite::Paper("5.4.1")],
        }],
        causes: vec![
            Cause {
                moment: 1201,
                at: Time(6_402_001),
                happened: received(MessageType::PreVoteResp, 1, 2),
                decided: None,
                skipped: 0,
                origin: false,
            },
            Cause {
                moment: 1180,
                at: Time(6_384_500),
                happened: Happened {
                    event: Event::Act { action: 0, request: None },
                    deed: Some(Action::Campaign { member: MachineId(2) }),
                    peer: Name::default(),
                },
                decided: None,
                skipped: 34,
                origin: true,
            },
        ],
        before: Some(1250),
        after: None,
        waiting: Some(vec![
            Wait::Fsync { member: MachineId(4), from: 29, to: 29 },
            Wait::Client {
                client: 1,
                request: Request::Range(RangeRequest {
                    key: b"color"[..].into(),
                    ..RangeRequest::default()
                }),
                member: MachineId(2),
                down: false,
                left_ms: 4120,
            },
        ]),
    }
}
