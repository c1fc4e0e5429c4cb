//! Upstream's interaction transcripts: several members, every message and log line. Follows etcd-io/raft
//! rafttest, interaction_env_handler.go and its siblings, which specify the commands; what a command does to
//! the members is in `env`. `read-index` is ours. Left out: asynchronous storage writes, which etcd does not
//! use; a file that asks for them is out of scope.

use crate::{
    datadriven::{self, Case},
    env::Env,
    notation,
    outcome::{Outcome, transcript},
};
use engine::{
    base::Bytes,
    raft::{
        ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeV2, ConfState, Config,
        MessageType, ReadOnlyOption, Rules, Snapshot, SnapshotMetadata,
    },
};

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    let asynchronous = |case: &Case| {
        let value = case.value("async-storage-writes").map(notation::flag);
        case.command == "add-nodes" && value == Some(Ok(true))
    };
    if datadriven::parse(text).is_ok_and(|cases| cases.iter().any(asynchronous)) {
        return Outcome::OutOfScope("asynchronous storage writes, which etcd does not use");
    }
    transcript(text, answers())
}

/// What each command of new members prints.
pub fn answers() -> impl FnMut(&Case) -> String {
    let mut env = Env::default();
    move |case| answer(&mut env, case)
}

/// What a command prints. An error is printed even when nothing else is.
fn answer(env: &mut Env, case: &Case) -> String {
    let result = handle(env, case);
    let mut output = env.take_output();
    if let Err(error) = result {
        output += &error;
    }
    if output.is_empty() { "ok".to_string() } else { output }
}

fn handle(env: &mut Env, case: &Case) -> Result<(), String> {
    match case.command.as_str() {
        "_breakpoint" => Ok(()),
        "add-nodes" => add_nodes(env, case),
        "log-level" => env.set_level(first(case)?),
        "campaign" => env.call(node(env, case)?, |raw| raw.campaign()),
        "forget-leader" => env.call(node(env, case)?, |raw| raw.forget_leader()),
        "propose" => {
            let data = second(case)?;
            env.call(node(env, case)?, |raw| raw.propose(data.into()))
        }
        "propose-conf-change" => propose_conf_change(env, case),
        "read-index" => {
            let context = second(case)?;
            env.call(node(env, case)?, |raw| raw.read_index(context.into()))
        }
        "transfer-leadership" => {
            let id = |key| case.value(key).ok_or(format!("missing argument: {key}"));
            let from = env.at(notation::number(id("from")?)?)?;
            let to = notation::number(id("to")?)?;
            env.at(to)?;
            env.call(from, |raw| raw.transfer_leader(to))
        }
        "report-unreachable" => {
            let [on, reported] = nodes(env, case)?[..] else {
                let why = "must specify exactly two node indexes: node on which to report, and \
                           reported node";
                return Err(why.to_string());
            };
            env.call(on, |raw| raw.report_unreachable(reported as u64 + 1))
        }
        "set-randomized-election-timeout" => {
            let at = node(env, case)?;
            let timeout = notation::number(case.value("timeout").unwrap_or(""))?;
            env.set_timeout(at, timeout)
        }
        "tick-election" => env.tick(node(env, case)?, |config| config.election_tick),
        "tick-heartbeat" => env.tick(node(env, case)?, |config| config.heartbeat_tick),
        "process-ready" => env.process_readies(&nodes(env, case)?),
        "process-append-thread" => env.idle_thread("append", &nodes(env, case)?),
        "process-apply-thread" => env.idle_thread("apply", &nodes(env, case)?),
        "deliver-msgs" => deliver(env, case),
        "stabilize" => stabilize(env, case),
        "status" => env.status(node(env, case)?),
        "raft-log" => env.raft_log(node(env, case)?),
        "raft-state" => env.raft_state(),
        "compact" => {
            let index = notation::number(second(case)?)?;
            env.compact(node(env, case)?, index)
        }
        "send-snapshot" => match nodes(env, case)?[..] {
            [from, to] => env.send_snapshot(from, to as u64 + 1),
            _ => Err("from and to are needed".to_string()),
        },
        _ => Err("unknown command".to_string()),
    }
}

fn add_nodes(env: &mut Env, case: &Case) -> Result<(), String> {
    let count = notation::number(first(case)?)?;
    let mut config = Config {
        election_tick: 3,
        heartbeat_tick: 1,
        max_size_per_msg: u64::MAX,
        max_inflight_msgs: i32::MAX as u32,
        check_quorum: false,
        pre_vote: false,
        rules: Rules::default(),
        ..Config::default()
    };
    let mut snapshot = Snapshot::default();
    let SnapshotMetadata { conf_state: ConfState { voters, learners, .. }, index, .. } =
        &mut snapshot.metadata;
    let pairs = case.args.iter().flat_map(|(key, values)| values.iter().map(move |v| (key, v)));
    for (key, value) in pairs {
        match key.as_str() {
            "voters" => voters.push(notation::number(value)?),
            "learners" => learners.push(notation::number(value)?),
            "index" => {
                *index = notation::number(value)?;
                config.applied = *index;
            }
            "content" => snapshot.data = Bytes::from(value.as_str()),
            "inflight" => {
                let most = notation::number(value)?;
                config.max_inflight_msgs = u32::try_from(most).unwrap_or(u32::MAX);
            }
            "max-committed-size-per-ready" => {
                config.max_committed_size_per_ready = notation::number(value)?;
            }
            "prevote" => config.pre_vote = notation::flag(value)?,
            "checkquorum" => config.check_quorum = notation::flag(value)?,
            "disable-conf-change-validation" => {
                config.disable_conf_change_validation = notation::flag(value)?;
            }
            "step-down-on-removal" => config.step_down_on_removal = notation::flag(value)?,
            "read-only" => {
                config.read_only_option = match value.as_str() {
                    "safe" => ReadOnlyOption::Safe,
                    "lease-based" => ReadOnlyOption::LeaseBased,
                    _ => return Err(format!("invalid read-only option {value:?}")),
                }
            }
            // What upstream does not know it passes over.
            _ => {}
        }
    }
    env.add_nodes(count, &config, &snapshot)
}

fn propose_conf_change(env: &mut Env, case: &Case) -> Result<(), String> {
    let at = node(env, case)?;
    let mut v1 = false;
    let mut transition = ConfChangeTransition::Auto;
    for (key, value) in case.args.iter().flat_map(|(k, values)| values.iter().map(move |v| (k, v)))
    {
        match (key.as_str(), value.as_str()) {
            ("v1", value) => v1 = notation::flag(value)?,
            ("transition", "auto") => transition = ConfChangeTransition::Auto,
            ("transition", "implicit") => transition = ConfChangeTransition::JointImplicit,
            ("transition", "explicit") => transition = ConfChangeTransition::JointExplicit,
            ("transition", other) => return Err(format!("unknown transition {other}")),
            (key, _) => return Err(format!("unknown command {key}")),
        }
    }
    let changes = notation::changes(&case.input)?;
    if !v1 {
        let change = ConfChangeV2 { transition, changes, context: Bytes::new() };
        return env.call(at, |raw| raw.propose_conf_change_v2(&change));
    }
    match changes[..] {
        [ConfChangeSingle { change_type, node_id }] if transition == ConfChangeTransition::Auto => {
            let change = ConfChange { change_type, node_id, ..ConfChange::default() };
            env.call(at, |raw| raw.propose_conf_change(&change))
        }
        _ => Err("v1 conf change can only have one operation and no transition".to_string()),
    }
}

/// Who gets messages, and who loses them, in the order in which they are named.
fn deliver(env: &mut Env, case: &Case) -> Result<(), String> {
    let mut kind = None;
    let mut to: Vec<(u64, bool)> = Vec::new();
    for (key, values) in &case.args {
        if values.is_empty() {
            to.push((notation::number(key)?, false));
        }
        for value in values {
            match key.as_str() {
                "drop" => {
                    let id = notation::number(value)?;
                    if to.iter().any(|(other, _)| *other == id) {
                        return Err(format!("can't both deliver and drop msgs to {id}"));
                    }
                    to.push((id, true));
                }
                "type" => {
                    let known = MessageType::ALL.iter().find(|kind| kind.to_string() == *value);
                    kind = Some(*known.ok_or(format!("unknown message type {value}"))?);
                }
                _ => {}
            }
        }
    }
    env.deliver(kind, &to)
}

fn stabilize(env: &mut Env, case: &Case) -> Result<(), String> {
    let nodes = nodes(env, case)?;
    let before = env.level();
    let levels = case.values("log-level");
    let result = levels.into_iter().try_for_each(|name| env.set_level(name));
    let result = result.and_then(|()| env.stabilize(nodes));
    env.restore_level(before);
    result
}

/// The first word after the command.
fn first(case: &Case) -> Result<&str, String> {
    case.args.first().map(|(key, _)| key.as_str()).ok_or("an argument is missing".to_string())
}

/// The second word after the command.
fn second(case: &Case) -> Result<&str, String> {
    match case.args.get(1) {
        Some((key, values)) if values.is_empty() => Ok(key),
        _ => Err("expected exactly one key with no vals".to_string()),
    }
}

/// The position of the member that the first word names.
fn node(env: &Env, case: &Case) -> Result<usize, String> {
    env.at(notation::number(first(case)?)?)
}

/// The positions of the members that the words without values name.
fn nodes(env: &Env, case: &Case) -> Result<Vec<usize>, String> {
    case.plain().map(|word| env.at(notation::number(word)?)).collect()
}
