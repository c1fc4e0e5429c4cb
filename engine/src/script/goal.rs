//! What `run until` waits for, and the names of decisions that it may wait for.

use super::command::Goal;
use crate::base::{Index, NodeId};
use crate::client::near::nearest;
use crate::client::quote::go;
use crate::client::value::Wrong;
use crate::server;
use crate::sim::{Moment, Peer, Trace, What, World};
use std::fmt::{Debug, Write};

/// Whether a decision of this name exists.
pub fn known(name: &str) -> Result<(), Wrong> {
    if DECISIONS.contains(&name) {
        return Ok(());
    }
    let all = Goal::NAMED.iter().map(|(name, _)| *name).chain(decisions());
    let remedy = match nearest(name, all) {
        Some(near) => format!("did you mean {near}?"),
        None => "write leader, idle, commit, or a decision such as became-leader".into(),
    };
    Err((format!("nothing is called {}", go(name.as_bytes())), remedy))
}

/// All names of decisions.
pub fn decisions() -> impl Iterator<Item = &'static str> {
    DECISIONS.iter().copied()
}

/// The name of a decision, after the variant that stands for it: `became-leader`.
pub fn name(what: &What) -> String {
    match what {
        What::Server(server::Trace::Raft(trace)) => variant(trace),
        What::Server(server::Trace::Wal(trace)) => variant(trace),
        What::Server(server::Trace::Mvcc(trace)) => variant(trace),
        What::Server(server::Trace::Snapshot(trace)) => variant(trace),
        What::Server(trace) => variant(trace),
        other => variant(other),
    }
}

/// The first word that `Debug` writes, in kebab case; nothing more of it is written.
fn variant(value: &impl Debug) -> String {
    struct First(String);
    impl Write for First {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            for c in text.chars() {
                if !c.is_ascii_alphanumeric() {
                    return Err(std::fmt::Error);
                }
                if c.is_ascii_uppercase() && !self.0.is_empty() {
                    self.0.push('-');
                }
                self.0.push(c.to_ascii_lowercase());
            }
            Ok(())
        }
    }
    let mut first = First(String::new());
    // the error only says that the rest is not wanted
    let _ = write!(first, "{value:?}");
    first.0
}

impl Goal {
    /// True if the goal is a state, and the world is in it. `commit` is the highest commit index
    /// that there was when the wait began.
    pub fn is_reached(&self, world: &World, commit: Index) -> bool {
        match self {
            Goal::Leader => leader(world).is_some(),
            Goal::Idle => is_idle(world),
            Goal::Commit => highest_commit(world) > commit,
            Goal::Trace { .. } => false,
        }
    }

    /// The decision in this moment that the goal names.
    pub fn found_in<'a>(&self, moment: &'a Moment) -> Option<&'a Trace> {
        let Goal::Trace { name: wanted, member } = self else { return None };
        let by = |trace: &&Trace| member.is_none_or(|id| trace.member == id);
        moment.traces.iter().filter(by).find(|trace| name(&trace.what) == *wanted)
    }
}

/// The member that a quorum of the configuration in force follows in one term.
pub fn leader(world: &World) -> Option<NodeId> {
    let servers = || world.machines().filter_map(|machine| machine.server.as_ref());
    let is_followed = |leader: &server::EtcdServer| {
        world.is_quorum(|id| {
            let server = world.machine(id).and_then(|machine| machine.server.as_ref());
            server.is_some_and(|s| s.term() == leader.term() && s.leader() == Some(leader.id()))
        })
    };
    servers().find(|s| s.is_leader() && is_followed(s)).map(|s| s.id())
}

/// The highest commit index that a running member knows.
pub fn highest_commit(world: &World) -> Index {
    let servers = world.machines().filter_map(|machine| machine.server.as_ref());
    servers.map(|s| s.raft().raft.raft_log.committed).max().unwrap_or(0)
}

/// Nobody waits for an answer, no disk is writing, every running member has applied what it knows
/// to be committed, and those that hear the leader know as much as it does.
fn is_idle(world: &World) -> bool {
    let lead = leader(world).and_then(|id| world.machine(id)?.server.as_ref());
    let settled = |s: &server::EtcdServer| {
        let committed = s.raft().raft.raft_log.committed;
        let hears = lead.is_some_and(|lead| {
            !world.network().is_cut(Peer::Member(lead.id()), Peer::Member(s.id()))
        });
        let goal = lead.filter(|_| hears).map(|lead| lead.raft().raft.raft_log.last_index());
        !s.is_writing() && s.applied() == committed && goal.is_none_or(|i| i == committed)
    };
    world.clients().all(|client| client.requests.is_empty())
        && world.machines().filter_map(|machine| machine.server.as_ref()).all(settled)
}

/// Every decision that a member or its machine can take; a test compares them with the enums.
const DECISIONS: &[&str] = &[
    "answered-before-fsync",
    "append-accepted",
    "append-rejected",
    "append-rejection-received",
    "append-stale",
    "applied",
    "applied-conf-change",
    "applied-conf-change-v2",
    "applied-empty",
    "bad-read-answer",
    "became-candidate",
    "became-follower",
    "became-leader",
    "became-pre-candidate",
    "booted",
    "campaign-held-by-conf-change",
    "commit-advanced",
    "commit-held-old-term",
    "commit-learned",
    "compacted-revision",
    "compaction-skipped",
    "conf-change-ignored",
    "conf-change-invalid",
    "conf-change-proposed",
    "conf-change-v2-proposed",
    "conf-change-v2-rejected",
    "conflict-found",
    "crash-lost",
    "created",
    "cut",
    "died",
    "election-started",
    "election-timeout",
    "entries-appended",
    "entry-skipped",
    "fast-forwarded",
    "forget-leader-ignored",
    "forward-answered",
    "forward-failed-leader-changed",
    "forward-retried",
    "forward-waits",
    "forwarded",
    "forwarding-disabled",
    "future-revision",
    "held-until-fsync",
    "higher-term",
    "hup-ignored-by-leader",
    "ignored",
    "joining",
    "key-put",
    "leader-changed",
    "leader-followed",
    "leader-forgotten",
    "leader-move-asked",
    "leader-moved",
    "learner-measured",
    "leaving-joint",
    "lower-term",
    "new-raft",
    "no-progress",
    "not-enough-started",
    "not-leaving-joint",
    "not-ready-to-serve",
    "nothing-to-delete",
    "old-leader-answered",
    "opened",
    "packet-dropped",
    "peer-unreachable",
    "progress-decreased",
    "proposal-during-transfer",
    "proposal-forwarded",
    "proposal-waits",
    "proposal-without-leader",
    "proposed",
    "publish-proposed",
    "published",
    "quorum-checked",
    "raft-log-compacted",
    "range-at",
    "read-acknowledged",
    "read-answered",
    "read-confirmed",
    "read-entry-skipped",
    "read-failed-leader-changed",
    "read-held",
    "read-index-asked",
    "read-index-known",
    "read-index-retried",
    "read-mode-switched",
    "read-proposed",
    "read-queued",
    "read-requested",
    "read-served",
    "read-trusted",
    "read-without-leader",
    "reads-released-too-early",
    "refused",
    "rejected-removed",
    "released-by-fsync",
    "removed-self",
    "repaired",
    "replicate-started",
    "replication-paused",
    "request-ended",
    "request-timed-out",
    "restarted",
    "restore-started",
    "restored",
    "retry-planned",
    "rule-switched",
    "saved",
    "send-paused",
    "sent-before-fsync",
    "snapshot-applied",
    "snapshot-as-leader",
    "snapshot-broken",
    "snapshot-handled",
    "snapshot-loaded",
    "snapshot-not-needed",
    "snapshot-orphan",
    "snapshot-purged",
    "snapshot-receiving",
    "snapshot-reported",
    "snapshot-saved",
    "snapshot-send-ended",
    "snapshot-sending",
    "snapshot-sent",
    "snapshot-stored",
    "snapshot-taken",
    "snapshot-to-inactive",
    "snapshot-triggered",
    "snapshot-unavailable",
    "snapshot-without-us",
    "stable-is-snapshot",
    "stable-mismatch",
    "stable-missing",
    "stable-of-lower-term",
    "stepped-down",
    "switched-config",
    "timeout-now-ignored",
    "timeout-now-received",
    "timeout-now-sent",
    "timeout-now-sent-at-once",
    "told-removed",
    "tombstoned",
    "transfer-aborted",
    "transfer-repeated",
    "transfer-started",
    "transfer-to-learner",
    "transfer-to-self",
    "transfer-without-leader",
    "uncommitted-too-large",
    "unhealthy",
    "unpromotable",
    "unpromotable-campaign",
    "unstable-replaced",
    "unstable-truncated",
    "vote-cast",
    "vote-ignored",
    "vote-received",
    "vote-rejected",
    "vote-requested",
    "vote-tally",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// The variants of the enum in one of the sources.
    fn variants(source: &str, of: &str) -> Vec<String> {
        let (_, body) = source.split_once(of).expect(of);
        let body = body.split("\n}").next().unwrap_or_default();
        let line = |line: &str| {
            let rest = line.strip_prefix("    ")?;
            rest.starts_with(|c: char| c.is_ascii_uppercase())
                .then(|| variant(&format_args!("{rest}")))
        };
        body.lines().filter_map(line).collect()
    }

    #[test]
    fn every_decision_has_its_name() {
        let mut all: Vec<String> = [
            (include_str!("../raft/trace.rs"), "pub enum Trace {"),
            (include_str!("../wal/trace.rs"), "pub enum Trace {"),
            (include_str!("../mvcc/trace.rs"), "pub enum Trace {"),
            (include_str!("../server/trace.rs"), "pub enum Trace {"),
            (include_str!("../server/snapshot_trace.rs"), "pub enum SnapshotTrace {"),
            (include_str!("../sim/trace.rs"), "pub enum What {"),
        ]
        .iter()
        .flat_map(|(source, of)| variants(source, of))
        .filter(|name| !["raft", "wal", "mvcc", "snapshot", "server"].contains(&name.as_str()))
        .collect();
        all.sort();
        all.dedup();
        assert_eq!(all, DECISIONS);
        let died = What::CrashLost { bytes: 1 };
        assert_eq!(name(&died), "crash-lost");
    }
}
