//! Every reason that raft gives, driven by a situation, and etcd's own words and level where etcd logs it: the
//! places of logger calls in etcd-io/raft raft.go, log.go and log_unstable.go. Lines that only a broken program
//! can cause (etcd panics there) are faults and have their text in `raft::Fault`.

mod groups;
mod logs;
#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
#[path = "../lone/mod.rs"]
mod lone;

use engine::raft::{Config, Trace};
use lone::Lone;
use std::collections::BTreeSet;

/// A situation: what is said in it, and lines of etcd that must be among it, in their order.
struct Said {
    traces: Vec<Trace>,
    lines: Vec<&'static str>,
}

fn plain(_: &mut Config) {}

/// What was said since the last call.
fn said(member: &mut Lone) -> Vec<Trace> {
    member.node.take_traces()
}

/// What was said in this situation, and what must be among it.
fn expect(member: &mut Lone, lines: &[&'static str]) -> Said {
    Said { traces: said(member), lines: lines.to_vec() }
}

/// A leader of three, in term 1, which everybody acknowledged; what was said is forgotten.
fn leader(adjust: impl FnOnce(&mut Config)) -> Lone {
    let mut leader = Lone::new(3, &[], adjust).elected();
    [2, 3].into_iter().for_each(|id| leader.acknowledged(id, 1));
    leader.work();
    said(&mut leader);
    leader
}

fn follower(terms: &[u64], adjust: impl FnOnce(&mut Config)) -> Lone {
    let mut follower = Lone::new(3, terms, adjust);
    said(&mut follower);
    follower
}

fn situations() -> Vec<Said> {
    groups::situations().into_iter().chain(logs::situations()).collect()
}

#[test]
fn where_etcd_logs_its_words_and_level_are_said() {
    for Said { traces, lines } in situations() {
        let upstream: Vec<String> = traces
            .iter()
            .filter(|trace| trace.is_upstream())
            .map(|trace| format!("{} {trace}", trace.level()))
            .collect();
        let mut rest = upstream.iter();
        for line in lines {
            assert!(rest.any(|said| said == line), "missing: {line}\nin: {upstream:#?}");
        }
    }
}

#[test]
fn every_reason_has_its_situation_and_its_words() {
    let all: Vec<Trace> = situations().into_iter().flat_map(|said| said.traces).collect();
    for trace in &all {
        assert_ne!(trace.to_string(), format!("{trace:?}"), "it has no words");
    }
    let seen: BTreeSet<&str> = all.iter().map(Trace::variant).collect();
    let missing: Vec<&str> =
        Trace::VARIANTS.iter().copied().filter(|name| !seen.contains(name)).collect();
    // Raft sends snapshots only to followers: the unit test beside it drives this one.
    assert_eq!(missing, ["SnapshotAsLeader"]);
    assert!(Trace::VARIANTS.len() > 70, "the list is whole");
}
