//! Upstream's data-driven tests of majorities: what is committed, how a vote stands. Follows etcd
//! quorum/datadriven_test.go.

use crate::{
    Outcome,
    datadriven::{self, Case},
};
use engine::raft::quorum::{Joint, Majority};
use std::collections::BTreeMap;

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    let (mut equal, mut compared, mut differences) = (0, 0, Vec::new());
    for case in datadriven::parse(text) {
        let got = answer(&case);
        compared += 1;
        if got == case.expected {
            equal += 1;
        } else {
            let Case { line, expected, .. } = &case;
            differences.push(format!("  line {line}: expected\n{expected}  got\n{got}"));
        }
    }
    Outcome::Compared { equal, compared, left_out: 0, differences }
}

fn answer(case: &Case) -> String {
    let joint = case.values("cfgj").is_some();
    let config = Joint { incoming: ids(case, "cfg"), outgoing: ids(case, "cfgj") };
    // The values are for the members in the order of cfg, then cfgj; a member is named once.
    let mut order: Vec<u64> = Vec::new();
    for key in ["cfg", "cfgj"] {
        let listed = case.values(key).unwrap_or(&[]).iter().flat_map(|id| id.parse());
        listed.for_each(|id| {
            if !order.contains(&id) {
                order.push(id);
            }
        });
    }
    let key = if case.command == "vote" { "votes" } else { "idx" };
    let values = case.values(key).unwrap_or(&[]);
    if values.len() != order.len() {
        return format!(
            "error: mismatched input (explicit or _) for voters {order:?}: {values:?}\n"
        );
    }
    let given: BTreeMap<u64, &str> =
        order.into_iter().zip(values.iter().map(String::as_str)).collect();
    match case.command.as_str() {
        "committed" => {
            let acked = |id| given.get(&id).and_then(|index| index.parse::<u64>().ok());
            let chart = config.ids().describe(acked);
            let index = config.committed_index(acked);
            let index = if index == u64::MAX { "∞".to_string() } else { index.to_string() };
            format!("{chart}{index}\n")
        }
        "vote" => {
            let vote = |id| match given.get(&id) {
                Some(&"y") => Some(true),
                Some(&"n") => Some(false),
                _ => None,
            };
            let result =
                if joint { config.vote_result(vote) } else { config.incoming.vote_result(vote) };
            format!("{result}\n")
        }
        other => format!("unknown command: {other}\n"),
    }
}

fn ids(case: &Case, key: &str) -> Majority {
    case.values(key).unwrap_or(&[]).iter().flat_map(|id| id.parse()).collect()
}
