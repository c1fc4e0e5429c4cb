//! `cluster 5 --seed=7 …`: the words of a scenario, and back.

use super::value::{bounded, number};
use crate::base::Time;
use crate::base::quote::{go, lossy};
use crate::client::flags::{ArgError, Flag, Takes, Words, flag};
use crate::client::value::Wrong;
use crate::sim::{ReadMode, Rule, Scenario};

/// Flags of `cluster`.
pub const FLAGS: &[Flag] = &[
    flag("seed", Takes::Text),
    flag("heartbeat-interval", Takes::Text),
    flag("election-ticks", Takes::Text),
    flag("latency", Takes::Text),
    flag("client-latency", Takes::Text),
    flag("fsync", Takes::Text),
    flag("command-timeout", Takes::Text),
    flag("snapshot-count", Takes::Text),
    flag("snapshot-catchup-entries", Takes::Text),
    flag("max-size-per-msg", Takes::Text),
    flag("max-inflight-msgs", Takes::Text),
    flag("reads", Takes::OneOf(&READS)),
    flag("pre-vote", Takes::Bool),
    flag("check-quorum", Takes::Bool),
    flag("vote-lease", Takes::Bool),
    flag("commit-current-term", Takes::Bool),
    flag("persist-before-answer", Takes::Bool),
    flag("read-index", Takes::Bool),
];

/// The ways to serve a linearizable read.
pub const READS: [&str; 4] = ["log", "forward", "read-index", "lease"];

/// Reads what stands behind `cluster`.
pub fn parse(args: &[Vec<u8>]) -> Result<Scenario, ArgError> {
    let words = Words::parse(args, FLAGS)?;
    let mut scenario = Scenario { members: members(&words)?, ..Scenario::default() };
    if let Some(seed) = read(&words, "seed", number)? {
        scenario.seed = seed;
    }
    let timings = &mut scenario.timings;
    let set = |into: &mut (Time, Time), name| -> Result<(), ArgError> {
        if let Some(spans) = read(&words, name, range)? {
            *into = spans;
        }
        Ok(())
    };
    set(&mut timings.latency, "latency")?;
    set(&mut timings.client_latency, "client-latency")?;
    set(&mut timings.fsync, "fsync")?;
    if let Some(heartbeat) = read(&words, "heartbeat-interval", beat)? {
        timings.heartbeat = heartbeat;
    }
    if let Some(ticks) = read(&words, "election-ticks", ticks)? {
        timings.election_ticks = ticks;
    }
    if let Some(timeout) = read(&words, "command-timeout", bounded)? {
        timings.command_timeout = timeout;
    }
    if let Some(count) = read(&words, "snapshot-count", snapshot_count)? {
        scenario.snapshot_count = count;
    }
    if let Some(entries) = read(&words, "snapshot-catchup-entries", entries)? {
        scenario.catch_up_entries = entries;
    }
    if let Some(bytes) = read(&words, "max-size-per-msg", at_least_one)? {
        scenario.max_size_per_msg = bytes;
    }
    if let Some(messages) = read(&words, "max-inflight-msgs", at_least_one)? {
        scenario.max_inflight_msgs = messages.min(u64::from(u32::MAX)) as u32;
    }
    for rule in Rule::ALL {
        if let Some(on) = words.switch(rule.name()) {
            scenario.rules.set(rule, on);
        }
    }
    if let Some(mode) = read(&words, "reads", read_mode)? {
        scenario.reads = mode;
    }
    if scenario.reads == ReadMode::Lease && !scenario.rules.check_quorum {
        let at = words.text("reads").map_or(words.len, |(_, at)| at);
        let message = "a leader without check-quorum has no lease to read by";
        return Err(ArgError::new(at, 1, message).remedy("leave out one of the two flags"));
    }
    Ok(scenario)
}

/// Writes what stands behind `cluster`: only what differs from the default.
pub fn words(scenario: &Scenario) -> String {
    let usual = Scenario::default();
    let mut out = format!("{}", scenario.members);
    let mut add = |differs: bool, name: &str, value: String| {
        if differs {
            out += &format!(" --{name}={value}");
        }
    };
    let (ours, theirs) = (&scenario.timings, &usual.timings);
    add(scenario.seed != usual.seed, "seed", scenario.seed.to_string());
    add(ours.heartbeat != theirs.heartbeat, "heartbeat-interval", ours.heartbeat.to_string());
    add(
        ours.election_ticks != theirs.election_ticks,
        "election-ticks",
        ours.election_ticks.to_string(),
    );
    let spans = |(min, max): (Time, Time)| format!("{min}..{max}");
    add(ours.latency != theirs.latency, "latency", spans(ours.latency));
    add(ours.client_latency != theirs.client_latency, "client-latency", spans(ours.client_latency));
    add(ours.fsync != theirs.fsync, "fsync", spans(ours.fsync));
    add(
        ours.command_timeout != theirs.command_timeout,
        "command-timeout",
        ours.command_timeout.to_string(),
    );
    let counts = [
        ("snapshot-count", scenario.snapshot_count, usual.snapshot_count),
        ("snapshot-catchup-entries", scenario.catch_up_entries, usual.catch_up_entries),
        ("max-size-per-msg", scenario.max_size_per_msg, usual.max_size_per_msg),
        (
            "max-inflight-msgs",
            u64::from(scenario.max_inflight_msgs),
            u64::from(usual.max_inflight_msgs),
        ),
    ];
    for (name, ours, theirs) in counts {
        add(ours != theirs, name, ours.to_string());
    }
    add(scenario.reads != usual.reads, "reads", scenario.reads.name().to_string());
    for rule in scenario.rules.off() {
        add(true, rule.name(), false.to_string());
    }
    out
}

/// `lease`
pub(super) fn read_mode(text: &str) -> Result<ReadMode, Wrong> {
    ReadMode::named(text).ok_or_else(|| {
        let message = format!("reads are not served by {}", go(text.as_bytes()));
        (message, format!("write one of {}", READS.join(", ")))
    })
}

fn members(words: &Words) -> Result<u64, ArgError> {
    let remedy = format!("write 1 to {}, for example cluster 5", Scenario::MEMBERS_MAX);
    let Some((at, text)) = words.words.first() else {
        return Err(ArgError::new(words.len, 1, "the number of members is missing").remedy(remedy));
    };
    if let Some((at, _)) = words.words.get(1) {
        return Err(ArgError::new(*at, 1, "one word too many").remedy("write cluster 5 --seed=7"));
    }
    let text = lossy(text);
    match number(&text) {
        Ok(n) if (1..=Scenario::MEMBERS_MAX).contains(&n) => Ok(n),
        _ => {
            let message = format!("a cluster cannot have {} members", go(text.as_bytes()));
            Err(ArgError::new(*at, 1, message).remedy(remedy))
        }
    }
}

fn read<T>(
    words: &Words,
    name: &str,
    value: impl Fn(&str) -> Result<T, Wrong>,
) -> Result<Option<T>, ArgError> {
    let Some((text, at)) = words.text(name) else { return Ok(None) };
    let error = |(message, remedy): Wrong| ArgError::new(at, 1, message).remedy(remedy);
    value(&text).map(Some).map_err(error)
}

/// `14ms..22ms`, or one span for both.
fn range(text: &str) -> Result<(Time, Time), Wrong> {
    let (min, max) = text.split_once("..").unwrap_or((text, text));
    let (min, max) = (bounded(min)?, bounded(max)?);
    if min <= max {
        return Ok((min, max));
    }
    Err((format!("{max} is shorter than {min}"), "write the shortest first: 14ms..22ms".into()))
}

fn beat(text: &str) -> Result<Time, Wrong> {
    match bounded(text)? {
        beat if beat >= Time::from_ms(1) => Ok(beat),
        beat => Err((format!("{beat} is too short for a heartbeat"), "write at least 1ms".into())),
    }
}

fn ticks(text: &str) -> Result<u64, Wrong> {
    match number(text)? {
        ticks @ 2..=1000 => Ok(ticks),
        ticks => Err((
            format!("an election timeout cannot be {ticks} ticks"),
            "it must be longer than one heartbeat: write 2 to 1000; etcd's default is 10".into(),
        )),
    }
}

fn snapshot_count(text: &str) -> Result<u64, Wrong> {
    match entries(text)? {
        0 => Err(("a snapshot after every 0 entries has no end".into(), "write at least 1".into())),
        count => Ok(count),
    }
}

fn at_least_one(text: &str) -> Result<u64, Wrong> {
    match number(text)? {
        n if (1..=ENTRIES_MAX).contains(&n) => Ok(n),
        n => Err((format!("{n} is out of range"), format!("write 1 to {ENTRIES_MAX}"))),
    }
}

/// So many entries of the log.
fn entries(text: &str) -> Result<u64, Wrong> {
    match number(text)? {
        entries if entries <= ENTRIES_MAX => Ok(entries),
        entries => {
            Err((format!("{entries} entries are too many"), format!("write at most {ENTRIES_MAX}")))
        }
    }
}

/// More would outlast any run.
const ENTRIES_MAX: u64 = 1_000_000_000;
