//! Lines typed into our terminal and, with a shell, into the etcdctl 3.5.16 of a real cluster of three: what goes
//! to standard output and standard error, and the exit code, are the same. What the lab says in addition is not
//! looked at. `lines.txt` holds them, a line each; they are typed in order, so that both clusters hold the same.
//!
//! `cargo xtask test` fetches an etcd 3.5 and runs this; `ETCD_3_5` and `ETCDCTL_3_5` name another.
// Not the engine: real processes have a clock and run beside this one.
#![allow(clippy::disallowed_types)]

#[path = "../conformance/printed_like.rs"]
mod printed_like;
mod real;

use engine::{script::run_line, sim::Scenario, timeline::Timeline};
use printed_like::Known;
use real::{Cluster, Ran};
use serde_json::Value;
use std::collections::BTreeMap;

const LINES: &str = include_str!("lines.txt");

#[test]
#[ignore = "needs a real etcd 3.5: `cargo xtask test` fetches one"]
fn what_is_typed_prints_what_a_real_etcdctl_prints() {
    let cluster = Cluster::start();
    let theirs = Ids::of(&cluster.run("etcdctl member list -w json --hex").stdout);
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    run_line(&mut timeline, "run until leader; run 6s");
    let ours = Ids::of(&run_line(&mut timeline, "member list -w json --hex").text);
    let mut known = Known::default();
    ours.0.iter().for_each(|(name, id)| known.set(name, *id));
    cluster.run(&theirs.typed("etcdctl move-leader {1}"));
    run_line(&mut timeline, &known.typed("move-leader {1}; run 1s"));
    let (mut equal, mut explained, mut differences) = (0, BTreeMap::<&str, u32>::new(), Vec::new());
    for line in LINES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let real = cluster.run(&theirs.typed(&cluster.typed(line)));
        let real = Ran {
            stdout: theirs.masked(&cluster.masked(&real.stdout)),
            stderr: theirs.masked(&cluster.masked(&real.stderr)),
            ..real
        };
        let output = run_line(&mut timeline, &known.typed(&with_endpoints(line, "{e1},{e2},{e3}")));
        run_line(&mut timeline, "run until idle --limit=20s; run 100ms");
        let printed = output.printed.clone().unwrap_or_default();
        let loose = line.contains("mem") || line.contains("endp");
        let same = i32::from(output.exit()) == real.exit
            && known.is_like(&real.stdout, &printed.stdout(), loose)
            && known.is_like(&real.stderr, &printed.stderr(), loose);
        match (same, reason(line)) {
            (true, _) => equal += 1,
            (false, Some(reason)) => *explained.entry(reason).or_default() += 1,
            (false, None) => differences.push(format!(
                "{line}\n  theirs {} {:?} {:?}\n  ours   {} {:?} {:?}",
                real.exit,
                shortened(&real.stdout),
                real.stderr,
                output.exit(),
                shortened(&printed.stdout()),
                printed.stderr()
            )),
        }
    }
    let count: u32 = explained.values().sum();
    let all = equal + count + differences.len() as u32;
    println!("interop: etcdctl-lines: {equal} of {all} equal, {count} explained");
    explained.iter().for_each(|(reason, count)| println!("  {count:3} {reason}"));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert!(all >= 300, "{all} lines are fewer than promised");
}

/// The beginning and the end of a text.
fn shortened(text: &str) -> String {
    match (text.char_indices().nth(300), text.char_indices().nth_back(300)) {
        (Some((from, _)), Some((to, _))) if from < to => {
            format!("{} … {}", &text[..from], &text[to..])
        }
        _ => text.to_string(),
    }
}

/// Why a line may differ, by its kind.
fn reason(line: &str) -> Option<&'static str> {
    let rules = [
        ("identifiers inside a binary message", line.contains("protobuf")),
        ("members are called by name here still", line.starts_with("member ")),
    ];
    rules.into_iter().find(|(_, applies)| *applies).map(|(reason, _)| reason)
}

/// A line that names no endpoints asks all members, as one with this setting.
fn with_endpoints(line: &str, endpoints: &str) -> String {
    let setting = format!("ETCDCTL_ENDPOINTS={endpoints} ");
    let names_some = line.contains("ETCDCTL_ENDPOINTS") || line.contains("--endpoints");
    match (names_some, line.contains("etcdctl ")) {
        (true, _) => line.to_string(),
        (false, true) => line.replace("etcdctl ", &format!("{setting}etcdctl ")),
        (false, false) => format!("{setting}{line}"),
    }
}

/// The ids of a cluster and its members, by what stands for them in a line.
struct Ids(BTreeMap<String, u64>);

impl Ids {
    /// Of what `member list -w json --hex` printed.
    fn of(printed: &str) -> Ids {
        let list: Value =
            serde_json::from_str(printed).unwrap_or_else(|e| panic!("{e}: {printed}"));
        let id = |value: &Value| {
            let hex = value.as_str().expect("an id in hexadecimal");
            u64::from_str_radix(hex, 16).expect("an id in hexadecimal")
        };
        let mut ids = BTreeMap::from([("cluster".to_string(), id(&list["header"]["cluster_id"]))]);
        for member in list["members"].as_array().expect("members") {
            let name = member["name"].as_str().expect("a name");
            ids.insert(name.trim_start_matches('n').to_string(), id(&member["ID"]));
        }
        Ids(ids)
    }

    /// A line with the ids in place of the masks.
    fn typed(&self, line: &str) -> String {
        let put = |line: String, (name, id): (&String, &u64)| {
            line.replace(&format!("{{{name}}}"), &format!("{id:x}"))
        };
        self.0.iter().fold(line.to_string(), put)
    }

    /// What was printed, with masks in place of the ids.
    fn masked(&self, text: &str) -> String {
        let put = |text: String, (name, id): (&String, &u64)| {
            let text = text.replace(&format!("{id:x}"), &format!("{{{name}}}"));
            text.replace(&id.to_string(), &format!("{{{name}:decimal}}"))
        };
        self.0.iter().fold(real::volatile(text), put)
    }
}
