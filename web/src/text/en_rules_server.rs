//! English, the rules of the server: the other ways to read, and what an outsider switched.

use super::en_rules::say;
use crate::explain::rule::RuleText;
use engine::server::trace as of;
use engine::server::{ReadMode, Rule, Trace};

/// Reads that go other ways than ReadIndex, and rules that are switched.
pub(super) fn other_ways(trace: &Trace) -> RuleText {
    use Trace::*;
    match trace {
        Read(of::Read::ReadProposed { .. }) => say(
            "A read goes through the log",
            "The read becomes an entry. Where it is applied, the store has everything before it; but \
             it costs what a write costs.",
        ),
        Apply(of::Apply::ReadEntrySkipped { .. }) => say(
            "Another member's read passed over",
            "A read changes nothing, so only the member that was asked carries it out.",
        ),
        Forward(of::Forward::Forwarded { .. }) => say(
            "Passed on to the leader",
            "This member cannot answer by itself; the leader can, and its answer comes back this way.",
        ),
        Forward(of::Forward::ForwardWaits { .. }) => say(
            "Waits for a leader to pass it on to",
            "Only a leader can answer, and nobody leads as far as this member knows.",
        ),
        Forward(of::Forward::ForwardRetried { .. }) => say(
            "Passed on again",
            "No answer came within 500 ms; the request or the answer may be lost.",
        ),
        Forward(of::Forward::ForwardAnswered { error: None, .. }) => say(
            "The leader's answer goes to the client",
            "The answer is the leader's, from the leader's store; this member only hands it on.",
        ),
        Forward(of::Forward::ForwardAnswered { .. }) => say(
            "The member asked refused",
            "Most often it leads no more. The client is told, and may ask again.",
        ),
        Forward(of::Forward::ForwardFailedLeaderChanged { .. }) => say(
            "Failed: the leader changed",
            "The old leader's answer is not waited for; the clients may ask again.",
        ),
        Fsync(of::Fsync::AnsweredBeforeFsync { .. }) => say(
            "Answered before the fsync",
            "The rule persist-before-answer is off: what these messages promise is not on the disk \
             yet, and a crash now would break the promise.",
        ),
        Switch(of::Switch::RuleSwitched { rule, on: true }) => {
            say("Safety rule switched on", what_for(*rule))
        }
        Switch(of::Switch::RuleSwitched { rule, on: false }) => {
            say("Safety rule switched off", what_for(*rule))
        }
        Switch(of::Switch::ReadModeSwitched { mode }) => {
            say("Reads are served in this way", how(*mode))
        }
        _ => say("A decision of the server", "It is told elsewhere."),
    }
}

/// What a rule is for.
pub(super) fn what_for(rule: Rule) -> &'static str {
    match rule {
        Rule::PreVote => {
            "PreVote: a member asks whether it could win before it raises its term, so that one that \
             was cut off does not disturb a healthy leader when it comes back."
        }
        Rule::CheckQuorum => {
            "CheckQuorum: a leader that hears from no quorum steps down, so that nobody waits for a \
             leader of nobody."
        }
        Rule::VoteLease => {
            "Vote lease: a member that hears a live leader ignores candidates, so that nobody can \
             depose a leader that works."
        }
        Rule::CommitCurrentTerm => {
            "Commit in the current term: an entry of an earlier term may lose against another log even \
             when a quorum has it, so a leader counts only entries of its own term."
        }
        Rule::PersistBeforeAnswer => {
            "Persist before answer: a vote or an acknowledgement is a promise, and must be on the disk \
             before anybody counts on it."
        }
        Rule::ReadIndex => {
            "ReadIndex: a leader asks a quorum whether it still leads before it answers a read. One that \
             was replaced unnoticed would answer from the past."
        }
    }
}

/// How a way of reading works, and what it costs.
pub(super) fn how(mode: ReadMode) -> &'static str {
    match mode {
        ReadMode::Log => {
            "Through the log, as etcd did before 3.2: every read is an entry, with an fsync on a quorum."
        }
        ReadMode::Forward => {
            "By the leader: members pass reads on, and the leader asks a quorum whether it still leads. \
             All reads are one member's work."
        }
        ReadMode::ReadIndex => {
            "By read index, as etcd does: the leader says how far a member must have applied, after a \
             round of heartbeats; the member answers from its own store."
        }
        ReadMode::Lease => {
            "By lease: the leader says at once how far a member must have applied, and trusts that \
             nobody else was elected. No round of messages; but a leader that was cut off trusts itself \
             for up to two election timeouts, and another can be elected after one."
        }
    }
}
