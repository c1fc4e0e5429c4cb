//! Every mistake is pointed at; what is printed reads back as the same.

use proptest::prelude::*;

use super::complete::{Names, complete};
use super::logs::Logs;
use super::*;
use crate::base::{MachineId, Time};
use crate::client::kv::prefix_end;
use crate::client::{Call, Format, Show};
use crate::insight::journal::{Level, form::Form, read::Filter};
use crate::server::{
    DeleteRangeRequest, MemberAddRequest, MemberListRequest, MemberPromoteRequest,
    MemberRemoveRequest, MoveLeaderRequest, PutRequest, RangeRequest, Request, StatusRequest,
    peer_url,
};
use crate::sim::{Action, Peer, ReadMode, Rule, Rules, Scenario, Timings};

fn ok(line: &str) -> Command {
    parse(line).unwrap_or_else(|e| panic!("{e}")).unwrap_or_else(|| panic!("{line} is empty"))
}

fn mistake(line: &str) -> (String, String) {
    let error = parse(line).expect_err(line);
    (line[error.span.clone()].to_string(), error.explain())
}

#[test]
fn every_example_in_help_is_a_command_that_prints_as_it_is_written() {
    for entry in help::ENTRIES {
        let command = ok(entry.example);
        assert_eq!(command.to_string(), entry.example);
        assert!(help::details(entry).contains(entry.example));
    }
}

#[test]
fn lines_mean_what_they_say() {
    let request = |line: &str| match ok(line) {
        Command::Call { call, .. } => call.request,
        other => panic!("{other:?}"),
    };
    let Request::Range(get) = request("etcdctl get --prefix p/ --limit 2 --order=DESCEND -wjson")
    else {
        panic!()
    };
    assert_eq!((&*get.key, &*get.range_end, get.limit), (&b"p/"[..], &b"p0"[..], 2));
    assert_eq!((get.sort_target, get.sort_order), (0, 2));
    let Request::Put(put) = request(r#"put -- -k "a b""#) else { panic!() };
    assert_eq!((&*put.key, &*put.value), (&b"-k"[..], &b"a b"[..]));
    let group = |line: &str| match ok(line) {
        Command::Act(Action::Partition { groups }) => groups,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        group("partition n1,n2|n3 n4"),
        [[1, 2], [3, 4]].map(|ids| ids.map(MachineId).to_vec())
    );
    let link = Command::Link {
        deed: LinkDeed::Cut,
        from: Peer::Member(MachineId(1)),
        to: Peer::Client(2),
        both: false,
    };
    assert_eq!(ok("cut n1->c2"), link);
    assert_eq!(ok("cut n1 n2").actions().len(), 2);
    let named = Request::MemberRemove(MemberRemoveRequest { id: 0x1f });
    assert_eq!(request("member remove 1F"), named);
    let add = MemberAddRequest { peer_urls: vec![peer_url(MachineId(6))], is_learner: true };
    assert_eq!(
        request("member add n6 --learner --peer-urls=http://127.0.0.1:23806"),
        Request::MemberAdd(add)
    );
    assert_eq!(ok("step"), Command::Step(1));
    assert_eq!(ok("loss 2.5%"), Command::Act(Action::Loss { per_mille: 25 }));
    assert_eq!(ok("why n2 not-leader"), Command::Why(Why::NotLeader(MachineId(2))));
    let entry = |leader| Command::Why(Why::Entry { index: 5, leader });
    assert_eq!((ok("why entry 5"), ok("why entry 5 n1")), (entry(None), entry(Some(MachineId(1)))));
    assert_eq!((ok("why read c1"), ok("why")), (ok("why read"), Command::Why(Why::Pending)));
    assert_eq!(ok("path 120"), Command::Path(Which::SentAt(120)));
    assert_eq!(ok("path c2").to_string(), "path c2");
    assert!(ok("why").actions().is_empty() && ok("path").actions().is_empty(), "they are looks");
    assert_eq!(parse("   # nothing"), Ok(None));
}

#[test]
fn a_call_of_several_requests_is_one_action_in_a_history() {
    for line in ["endpoint status --endpoints=n2", "move-leader 2 --endpoints=n1", "member list"] {
        let actions = ok(line).actions();
        assert_eq!(actions.iter().map(print::action).collect::<Vec<_>>(), [line]);
    }
    let line = "endpoint health --cluster -w json";
    assert_eq!(print::action(&ok(line).actions()[0]), line);
    let request = "request c2 put a 1 --endpoints=n1";
    assert_eq!((ok(request).to_string(), ok(request).actions().len()), (request.into(), 1));
}

#[test]
fn mistakes_are_pointed_at_with_a_remedy() {
    for (line, place, text) in MISTAKES {
        let (at, explained) = mistake(line);
        assert_eq!(at, *place, "{line}");
        assert!(explained.contains(text), "{line}: {explained}");
    }
}

/// A line, what is marked in it, and a part of what is said.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("pout a 1", "pout", "unknown command \"pout\" for \"etcdctl\"\ndid you mean put?"),
    ("watch a", "watch", "watch is not here yet\nof etcdctl there are get, put, del, endpoint"),
    ("etcdctl crash n1", "crash", "unknown command \"crash\" for \"etcdctl\""),
    ("get a --rev=x --limit=y", "--rev=x", "invalid argument \"x\" for \"--rev\" flag: strconv"),
    ("get a -hx", "-hx", "unknown shorthand flag: 'x' in -x"),
    ("get a --hex=2", "--hex=2", "invalid argument \"2\" for \"--hex\" flag: strconv.ParseBool"),
    ("get a --rev=9223372036854775808", "--rev=9223372036854775808", "value out of range"),
    ("get a --command-timeout=1d", "--command-timeout=1d", "time: unknown unit \"d\" in duration"),
    ("get a --dial-timeout=soon", "--dial-timeout=soon", "time: invalid duration \"soon\""),
    (
        "put a 1 --prev-kv=yes",
        "--prev-kv=yes",
        "strconv.ParseBool: parsing \"yes\": invalid syntax",
    ),
    ("get a --rev", "--rev", "flag needs an argument: --rev"),
    ("get a ---b", "---b", "bad flag syntax: ---b"),
    (
        "get a --min-mod-rev=4",
        "--min-mod-rev=4",
        "unknown flag: --min-mod-rev\netcdctl has it from",
    ),
    ("put a 1 --prev-vk", "--prev-vk", "unknown flag: --prev-vk\ndid you mean --prev-kv?"),
    ("get a -x", "-x", "unknown shorthand flag: 'x' in -x"),
    ("put a", "", "put command needs 1 argument and input from stdin or 2 arguments"),
    ("get x --consistency=z", "--consistency=z", "unknown consistency flag \"z\""),
    ("get a --limit many", "many", "invalid argument \"many\" for \"--limit\" flag"),
    ("get a b --prefix", "b", "too many arguments, only accept one argument when"),
    ("put k v --lease=xyz", "--lease=xyz", "bad lease ID (strconv.ParseInt: parsing \"xyz\""),
    ("get a -w yaml", "yaml", "unsupported output format\nthere are simple, json"),
    ("get a --endpoints=n1,2", "--endpoints=n1,2", "did you mean n2?"),
    ("crash 1", "1", "no member is called \"1\"\ndid you mean n1?"),
    ("crash", "", "MEMBER is missing\nusage: crash MEMBER"),
    ("crash n1 n2", "n2", "one word too many"),
    ("cut n1 -> n1", "n1", "there is no such link"),
    ("cut c1 c2", "c2", "there is no such link"),
    ("partition n1 n2 | n2", "n2", "n2 is named twice"),
    ("partition n1 |", "partition n1 |", "a group has no members"),
    ("run 5", "5", "time: missing unit in duration \"5\"\nwrite for example 500ms"),
    ("run 99h", "99h", "99h is longer than 1h"),
    ("run until", "", "GOAL is missing"),
    ("run until bcame-leader", "bcame-leader", "did you mean became-leader?"),
    ("run until sleep", "sleep", "write leader, idle, commit, or a decision"),
    ("run until leader n1", "n1", "one word too many"),
    ("latency 20ms 10ms", "10ms", "10ms is shorter than 20ms"),
    ("loss 10", "10", "\"10\" is not a share"),
    ("clock n1 30%", "30%", "no clock runs at \"30%\"\nwrite 50% to 200%"),
    ("clock n1", "", "RATE is missing"),
    ("cluster 10", "10", "a cluster cannot have \"10\" members\nwrite 1 to 9"),
    ("cluster 3 --sed=1", "--sed=1", "did you mean --seed?"),
    ("cluster 3 --election-ticks=1", "--election-ticks=1", "an election timeout cannot be 1"),
    ("step 0", "0", "cannot step 0 moments"),
    ("seek soon", "soon", "write a moment's number, or a time such as 1200ms"),
    ("seek 99999999999", "99999999999", "there is no moment 99999999999"),
    ("put \"a 1", "\"", "the quote \" is not closed"),
    ("member add", "", "member name not provided"),
    ("member add x", "", "member peer urls not provided\nwrite --peer-urls="),
    ("member add n4", "", "provided\nwrite --peer-urls=http://127.0.0.1:23804"),
    ("member add n4 n5", "n5", "too many arguments"),
    ("member add n4 http://a:1", "http://a:1", "did you mean --peer-urls=http://a:1"),
    ("member add n4 --peer-urls=a:1", "--peer-urls=a:1", "URL scheme must be http"),
    ("member add n99999", "", "member peer urls not provided"),
    ("member promote", "", "member ID is not provided\nwrite one ID, as member list"),
    ("member remove n2", "n2", "(strconv.ParseUint: parsing \"n2\": invalid syntax), expecting"),
    ("member remove n1 n2", "n2", "member ID is not provided"),
    ("member remove zz", "zz", "bad member ID arg (strconv.ParseUint: parsing \"zz\": inv"),
    ("member remove 11112222333344445", "11112222333344445", "value out of range), expecting"),
    ("move-leader", "", "move-leader command needs 1 argument"),
    ("move-leader n0", "n0", "strconv.ParseUint: parsing \"n0\": invalid syntax"),
    ("member list --consistency=s", "--consistency=s", "unknown flag: --consistency\netcdctl has"),
    ("c0: put a 1", "c0:", "no client is called \"c0\""),
];

#[test]
fn mistakes_in_a_question_are_pointed_at() {
    let cases = [
        ("why not", "not", "\"not\" is nothing to ask why about\nask why no-leader, why n1"),
        ("why n1", "", "not-leader is missing\nusage: why [no-leader | MEMBER not-leader"),
        ("why n1 leader", "leader", "of a member, \"leader\" cannot be asked\nwrite not-leader"),
        ("why entry", "", "INDEX is missing"),
        ("why entry five", "five", "\"five\" is not a whole number"),
        ("why entry 5 n1 n2", "n2", "one word too many"),
        ("why read n1", "n1", "no client is called \"n1\"\nclients are c1, c2"),
        ("path n1", "n1", "no client is called \"n1\"\nwrite path, path c1, or the moment"),
        ("path 99999999999", "99999999999", "there is no moment 99999999999"),
    ];
    for (line, at, said) in cases {
        let (marked, explained) = mistake(line);
        assert_eq!(marked, at, "{line}");
        assert!(explained.contains(said), "{line}: {explained}");
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..6),
        "[-a-z#|'\" \\\\\t中é]{0,5}".prop_map(String::into_bytes),
    ]
}

fn time() -> impl Strategy<Value = Time> {
    (0..=3_600_000_000u64).prop_map(Time)
}

fn times() -> impl Strategy<Value = (Time, Time)> {
    (time(), time()).prop_map(|(a, b)| (a.min(b), a.max(b)))
}

/// A key and an end as etcdctl can make them.
fn range() -> impl Strategy<Value = (crate::base::Bytes, crate::base::Bytes)> {
    (bytes(), bytes(), 0..4).prop_map(|(key, end, kind)| match kind {
        0 => (key.into(), end.into()),
        1 if !key.is_empty() => (key.clone().into(), prefix_end(&key)),
        2 if !key.is_empty() => (key.into(), vec![0].into()),
        3 => (vec![0].into(), vec![0].into()),
        _ => (key.into(), Vec::new().into()),
    })
}

fn request() -> impl Strategy<Value = Request> {
    let number = || prop_oneof![Just(0), 1..i64::MAX];
    let put = (bytes(), bytes(), any::<i64>(), any::<[bool; 3]>()).prop_map(
        |(key, value, lease, [prev_kv, ignore_value, ignore_lease])| {
            let value = if ignore_value { Vec::new() } else { value };
            let (key, value) = (key.into(), value.into());
            Request::Put(PutRequest { key, value, lease, prev_kv, ignore_value, ignore_lease })
        },
    );
    let del = (range(), any::<bool>()).prop_map(|((key, range_end), prev_kv)| {
        Request::DeleteRange(DeleteRangeRequest { key, range_end, prev_kv })
    });
    let sort = (0..5, 0..3).prop_filter("the client drops it", |sort| *sort != (0, 1));
    let gets = (range(), any::<i64>(), number(), sort, any::<[bool; 3]>());
    let get = gets.prop_map(|((key, range_end), limit, revision, sort, flags)| {
        Request::Range(RangeRequest {
            key,
            range_end,
            limit,
            revision,
            sort_target: sort.0,
            sort_order: sort.1,
            serializable: flags[0],
            keys_only: flags[1],
            count_only: flags[2] && !flags[1],
            ..RangeRequest::default()
        })
    });
    let id = || prop_oneof![0..10u64, any::<u64>()];
    let urls = prop::collection::vec("http://[a-z]{1,3}:[0-9]{1,5}", 1..3);
    let urls = prop_oneof![urls, machine().prop_map(|id| vec![peer_url(id)])];
    let add = (urls, any::<bool>())
        .prop_map(|(peer_urls, is_learner)| MemberAddRequest { peer_urls, is_learner });
    prop_oneof![
        put,
        del,
        get,
        add.prop_map(Request::MemberAdd),
        id().prop_map(|id| Request::MemberRemove(MemberRemoveRequest { id })),
        id().prop_map(|id| Request::MemberPromote(MemberPromoteRequest { id })),
        Just(Request::MemberList(MemberListRequest { linearizable: true })),
        id().prop_map(|target_id| Request::MoveLeader(MoveLeaderRequest { target_id })),
        Just(Request::Status(StatusRequest {})),
    ]
}

fn machine() -> impl Strategy<Value = MachineId> {
    (1..10u64).prop_map(MachineId)
}

fn peers() -> impl Strategy<Value = (Peer, Peer)> {
    let peer = || {
        (1..10u64, any::<bool>()).prop_map(|(id, client)| match client {
            true => Peer::Client(id),
            false => Peer::Member(MachineId(id)),
        })
    };
    (peer(), peer()).prop_filter("no link", |(from, to)| {
        from != to && !matches!((from, to), (Peer::Client(_), Peer::Client(_)))
    })
}

fn action() -> impl Strategy<Value = Action> {
    let link =
        (peers(), 0..4usize).prop_map(|((from, to), deed)| LinkDeed::ALL[deed].action(from, to));
    let groups = (
        Just(MachineId::first(9).collect::<Vec<MachineId>>()).prop_shuffle(),
        1..4usize,
        1..9usize,
    );
    let partition = groups.prop_map(|(ids, size, most)| Action::Partition {
        groups: ids[..most].chunks(size).map(<[MachineId]>::to_vec).collect(),
    });
    let endpoints = prop::collection::vec(machine(), 0..3);
    let sent = (1..4u64, request(), endpoints, prop::option::of(time()));
    prop_oneof![
        sent.prop_map(|(client, request, endpoints, timeout)| Action::Request {
            client,
            request,
            endpoints,
            timeout
        }),
        link,
        partition,
        Just(Action::Heal),
        machine().prop_map(|member| Action::Crash { member }),
        (machine(), any::<u64>()).prop_map(|(member, sectors)| Action::Tear { member, sectors }),
        machine().prop_map(|member| Action::Restart { member }),
        machine().prop_map(|member| Action::Start { member }),
        conf_change(),
        machine().prop_map(|member| Action::Isolate { member }),
        machine().prop_map(|member| Action::Campaign { member }),
        any::<u64>().prop_map(|packet| Action::Drop { packet }),
        (prop::sample::select(Rule::ALL.to_vec()), any::<bool>())
            .prop_map(|(rule, on)| Action::Rule { rule, on }),
        prop::sample::select(ReadMode::ALL.to_vec()).prop_map(|mode| Action::Reads { mode }),
        (any::<u64>(), time()).prop_map(|(packet, by)| Action::Delay { packet, by }),
        (0..=1000u32).prop_map(|per_mille| Action::Loss { per_mille }),
        (0..=1000u32).prop_map(|per_mille| Action::Duplicate { per_mille }),
        (0..=1000u32).prop_map(|per_mille| Action::Reorder { per_mille }),
        (machine(), 500..=2000u32)
            .prop_map(|(member, per_mille)| Action::ClockRate { member, per_mille }),
        times().prop_map(|(min, max)| Action::Latency { min, max }),
        (machine(), times()).prop_map(|(member, (min, max))| Action::Fsync { member, min, max }),
    ]
}

fn conf_change() -> impl Strategy<Value = Action> {
    use crate::raft::{ConfChangeTransition as Transition, ConfChangeType as Kind};
    let kinds = vec![Kind::AddNode, Kind::AddLearnerNode, Kind::RemoveNode];
    let changes = prop::collection::vec((prop::sample::select(kinds), machine()), 0..4);
    let ways = vec![Transition::Auto, Transition::JointImplicit, Transition::JointExplicit];
    (machine(), changes, prop::sample::select(ways)).prop_map(|(member, changes, transition)| {
        Action::ProposeConfChange { member, changes, transition }
    })
}

fn scenario() -> impl Strategy<Value = Scenario> {
    let timings = (1000..10_000_000u64, 2..1000u64, times(), times(), times(), time()).prop_map(
        |(heartbeat, election_ticks, latency, client_latency, fsync, command_timeout)| Timings {
            heartbeat: Time(heartbeat),
            election_ticks,
            latency,
            client_latency,
            fsync,
            command_timeout,
        },
    );
    let rules = any::<[bool; 6]>().prop_map(|on| {
        let mut rules = Rules::default();
        Rule::ALL.into_iter().zip(on).for_each(|(rule, on)| rules.set(rule, on));
        rules
    });
    let reads = prop::sample::select(ReadMode::ALL.to_vec());
    let snapshots = prop_oneof![Just((10_000, 5_000)), (1..=1_000_000u64, 0..=1_000_000u64)];
    let timings = prop_oneof![Just(Timings::default()), timings];
    let flow = prop_oneof![Just((1 << 20, 512)), (1..=1_000_000u64, 1..=1000u32)];
    (any::<u64>(), 1..=9u64, timings, rules, reads, snapshots, flow)
        .prop_map(|(seed, members, timings, rules, reads, snapshots, flow)| Scenario {
            seed,
            members,
            timings,
            rules,
            reads,
            snapshot_count: snapshots.0,
            catch_up_entries: snapshots.1,
            max_size_per_msg: flow.0,
            max_inflight_msgs: flow.1,
        })
        .prop_filter("a lease needs check-quorum", |scenario| {
            scenario.reads != ReadMode::Lease || scenario.rules.check_quorum
        })
}

fn asked() -> impl Strategy<Value = Why> {
    let entry = (any::<u64>(), prop::option::of(machine()));
    prop_oneof![
        Just(Why::Pending),
        Just(Why::NoLeader),
        machine().prop_map(Why::NotLeader),
        entry.prop_map(|(index, leader)| Why::Entry { index, leader }),
        (1..9u64).prop_map(Why::Read),
    ]
}

fn logs() -> impl Strategy<Value = Logs> {
    let filter = (prop::option::of(machine()), 0..6usize, "[-a-m \"']{0,9}")
        .prop_map(|(member, level, text)| Filter { member, level: Level::ALL[level], text });
    let form = prop_oneof![Just(Form::Console), Just(Form::Json)];
    (filter, prop::option::of(1..999u32), form).prop_map(|(filter, last, form)| Logs {
        filter,
        last,
        form,
    })
}

fn command() -> impl Strategy<Value = Command> {
    let show = (0..4usize, any::<bool>()).prop_map(|(format, hex)| Show {
        format: Format::ALL[format],
        hex,
        value_only: false,
    });
    let endpoints = prop::collection::vec(machine(), 0..3);
    let call = (request(), show, endpoints, prop::option::of(time()));
    prop_oneof![
        action().prop_map(|action| Command::from(&action)),
        scenario().prop_map(Command::Cluster),
        call.prop_map(|(request, show, endpoints, timeout)| Command::Call {
            client: 1,
            call: Call { show, endpoints, timeout, ..Call::new(request) }
        }),
        (peers(), 0..4usize).prop_map(|((from, to), deed)| Command::Link {
            deed: LinkDeed::ALL[deed],
            from,
            to,
            both: true
        }),
        time().prop_map(Command::Run),
        (0..3usize, time()).prop_map(|(goal, limit)| Command::RunUntil {
            goal: Goal::NAMED[goal].1.clone(),
            limit
        }),
        any::<u32>().prop_map(Command::SeekMoment),
        asked().prop_map(Command::Why),
        prop_oneof![
            Just(Which::Newest),
            (1..9u64).prop_map(Which::Of),
            any::<u32>().prop_map(Which::SentAt)
        ]
        .prop_map(Command::Path),
        logs().prop_map(Command::Logs),
        any::<u64>().prop_map(|us| Command::SeekTime(Time(us))),
    ]
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(command in command()) {
        let line = command.to_string();
        let read = parse(&line).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(read, Some(command));
    }

    #[test]
    fn an_action_survives_its_line(action in action()) {
        let line = print::action(&action);
        let command = parse(&line).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(command.map(|command| command.actions()), Some(vec![action]));
    }

    #[test]
    fn no_line_breaks_the_parser(line in "[-a-z0-9|>#'\"= \\\\.%né中]{0,40}") {
        if let Err(error) = parse(&line) {
            prop_assert!(line.get(error.span.clone()).is_some());
            prop_assert!(!error.to_string().is_empty());
        }
        let _ = complete(&line, &Names::default());
    }

    #[test]
    fn no_words_break_a_command(
        verb in prop::sample::select(help::ENTRIES.iter().map(|e| e.name).collect::<Vec<_>>()),
        words in "( (n1|n2|c1|->|[|]|until|--[a-z]{1,4}|-w|5|1ms|10%|x|leader)){0,5}",
    ) {
        let line = format!("{verb}{words}");
        if let Ok(Some(command)) = parse(&line) {
            prop_assert_eq!(parse(&command.to_string()).ok().flatten(), Some(command));
        }
    }
}

#[test]
fn a_request_is_called_by_a_word_of_its_command() {
    let lines = [
        "put a 1",
        "get a",
        "del a",
        "member add n4 --peer-urls=http://127.0.0.1:23804",
        "member remove 1",
        "member promote 1",
        "move-leader 2",
        "endpoint status",
    ];
    for line in lines {
        let Command::Call { call, .. } = ok(line) else { panic!("{line}") };
        assert!(line.split(' ').any(|word| word == call.request.verb()), "{line}");
    }
}
