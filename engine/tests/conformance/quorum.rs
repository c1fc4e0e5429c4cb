//! Upstream's data-driven tests of majorities: what is committed, how a vote stands. Follows etcd-io/raft
//! quorum/datadriven_test.go, its cross-checks included: what must not change the answer is tried, and a line
//! says so if it does.

use crate::{
    datadriven::Case,
    notation,
    outcome::{Outcome, transcript},
};
use engine::raft::quorum::{Joint, Majority};
use std::{collections::BTreeMap, fmt::Write as _};

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    transcript(text, answers())
}

/// What each command prints.
pub fn answers() -> impl FnMut(&Case) -> String {
    |case| answer(case).unwrap_or_else(|error| error)
}

fn answer(case: &Case) -> Result<String, String> {
    let known = ["cfg", "cfgj", "idx", "votes"];
    if let Some((key, _)) = case.args.iter().find(|(key, _)| !known.contains(&key.as_str())) {
        return Err(format!("unknown arg {key}"));
    }
    let incoming = ids(case, "cfg")?;
    let joint = !case.values("cfgj").is_empty();
    // `cfgj=zero` asks for a joint configuration whose second half is empty.
    let zero = case.values("cfgj") == ["zero"];
    let outgoing = if zero { Vec::new() } else { ids(case, "cfgj")? };
    // The values are for the members in the order of cfg, then cfgj; a member is named once.
    let mut order: Vec<u64> = Vec::new();
    for id in incoming.iter().chain(&outgoing) {
        if !order.contains(id) {
            order.push(*id);
        }
    }
    let is_vote = case.command == "vote";
    let given = case.values(if is_vote { "votes" } else { "idx" });
    let given: Vec<u64> = given.into_iter().map(value).collect::<Result<_, _>>()?;
    if given.len() != order.len() {
        order.sort_unstable();
        let voters: Vec<String> = order.iter().map(|id| format!("{id}:{{}}")).collect();
        let given: Vec<String> = given.iter().map(u64::to_string).collect();
        return Err(format!(
            "error: mismatched input (explicit or _) for voters map[{}]: [{}]",
            voters.join(" "),
            given.join(" ")
        ));
    }
    let given: BTreeMap<u64, u64> =
        order.into_iter().zip(given).filter(|(_, value)| *value != NOTHING).collect();
    let config = Joint {
        incoming: incoming.into_iter().collect(),
        outgoing: outgoing.into_iter().collect(),
    };
    match case.command.as_str() {
        "committed" if joint => Ok(committed_jointly(&config, &given)),
        "committed" => Ok(committed(&config.incoming, &given)),
        "vote" => Ok(voted(&config, joint, &given)),
        other => Err(format!("unknown command: {other}")),
    }
}

/// One majority, and what must not change its answer.
fn committed(config: &Majority, acked: &BTreeMap<u64, u64>) -> String {
    let of = |acked: &BTreeMap<u64, u64>| config.committed_index(|id| acked.get(&id).copied());
    let index = of(acked);
    let mut text = config.describe(|id| acked.get(&id).copied());
    let mut check = |other: u64, how: &str| {
        if other != index {
            let _ = writeln!(text, "{} <-- {how}", shown(other));
        }
    };
    check(naive(config, acked), "via alternative computation");
    for (outgoing, how) in [(Majority::default(), "zero-joint"), (config.clone(), "self-joint")] {
        let joint = Joint { incoming: config.clone(), outgoing };
        let other = joint.committed_index(|id| acked.get(&id).copied());
        check(other, &format!("via {how} quorum"));
    }
    // Whoever is behind the committed index may be further behind.
    for (id, has) in acked.iter().filter(|(_, has)| **has < index) {
        for lower in [has - 1, 0] {
            let mut overlaid = acked.clone();
            overlaid.insert(*id, lower);
            check(of(&overlaid), &format!("overlaying {id}->{lower}"));
        }
    }
    text + &shown(index) + "\n"
}

/// Both halves; it does not matter which is which.
fn committed_jointly(config: &Joint, acked: &BTreeMap<u64, u64>) -> String {
    let of = |config: &Joint| config.committed_index(|id| acked.get(&id).copied());
    let mut text = config.ids().describe(|id| acked.get(&id).copied());
    let (index, other) = (of(config), of(&swapped(config)));
    if other != index {
        let _ = writeln!(text, "{} <-- via symmetry", shown(other));
    }
    text + &shown(index) + "\n"
}

fn voted(config: &Joint, joint: bool, votes: &BTreeMap<u64, u64>) -> String {
    let vote = |id| votes.get(&id).map(|vote| *vote == YES);
    if !joint {
        return format!("{}\n", config.incoming.vote_result(vote));
    }
    let (result, other) = (config.vote_result(vote), swapped(config).vote_result(vote));
    let symmetry =
        if other == result { String::new() } else { format!("{other} <-- via symmetry\n") };
    format!("{symmetry}{result}\n")
}

fn swapped(config: &Joint) -> Joint {
    Joint { incoming: config.outgoing.clone(), outgoing: config.incoming.clone() }
}

/// The highest of the acknowledged indices that enough members have reached.
fn naive(config: &Majority, acked: &BTreeMap<u64, u64>) -> u64 {
    if config.is_empty() {
        return u64::MAX;
    }
    let of_members: Vec<u64> = config.ids().iter().flat_map(|id| acked.get(id).copied()).collect();
    let reached = |index: u64| of_members.iter().filter(|has| **has >= index).count();
    let agreed = of_members.iter().filter(|index| reached(**index) > config.len() / 2);
    agreed.max().copied().unwrap_or(0)
}

fn shown(index: u64) -> String {
    if index == u64::MAX { "∞".to_string() } else { index.to_string() }
}

/// An index, a vote, or nothing.
fn value(text: &str) -> Result<u64, String> {
    match text {
        "_" => Ok(NOTHING),
        "y" => Ok(YES),
        "n" => Ok(NO),
        text => notation::number(text),
    }
}

fn ids(case: &Case, key: &str) -> Result<Vec<u64>, String> {
    case.values(key).into_iter().map(notation::number).collect()
}

/// As upstream has them: a member of whom nothing is known, a refusal, an agreement.
const NOTHING: u64 = 0;
const NO: u64 = 1;
const YES: u64 = 2;
