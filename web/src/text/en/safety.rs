//! Safety rules and ways to read, in words.

use crate::words;
use engine::sim::{ReadMode, Rule};

words! {
    /// The dialog of rules, and the line that names those that are off.
    pub struct SafetyWords {
        title: "Safety rules and ways to read";
        menu: "Safety rules, ways to read…";
        about: "Each rule guards something. Switch one off at every member, and see what breaks: the \
            checks stop the clock and show the proof. What is off is said at all times, and in every \
            link.";
        off: "Rule off:";
        switch_on: "Switch on";
        all: "All rules";
        reads(mode: &str): "Linearizable reads by {mode}";
        reads_title: "How a linearizable read is served";
        needs_check_quorum: "A lease stands on CheckQuorum: one goes without the other no more.";
        violated(property: &str): "Violated: {property}.";
        proof: "See the proof";
        /// A rule's name, and what it guards.
        rule(Rule): {
            PreVote => (
                "PreVote",
                "A member asks whether it could win before it raises its term, so that one that was cut off \
                 does not disturb a healthy leader when it comes back."
            ),
            CheckQuorum => (
                "CheckQuorum",
                "A leader that hears from no quorum steps down, so that nobody waits for a leader of \
                 nobody."
            ),
            VoteLease => (
                "Vote lease",
                "A member that hears a live leader ignores candidates, so that nobody can depose a \
                 leader that works."
            ),
            CommitCurrentTerm => (
                "Commit in the current term",
                "An entry of an earlier term may lose against another log even when a quorum has it, \
                 so a leader counts only entries of its own term."
            ),
            PersistBeforeAnswer => (
                "Persist before answer",
                "A vote or an acknowledgement is a promise, and must be on the disk before anybody \
                 counts on it."
            ),
            ReadIndex => (
                "ReadIndex",
                "A leader asks a quorum whether it still leads before it answers a read. One that was \
                 replaced unnoticed would answer from the past."
            ),
        };
        /// What breaks without it.
        without(Rule): {
            PreVote => "Without it, a member that was cut off comes back with a higher term, and a \
                leader that works is deposed.",
            CheckQuorum => "Without it, a leader that is cut off leads on, of nobody, and its clients \
                wait.",
            VoteLease => "Without it, whoever misses a few heartbeats can depose a leader that works.",
            CommitCurrentTerm => "Without it, an entry that was committed can be replaced (the \
                paper's figure 8).",
            PersistBeforeAnswer => "Without it, a crash in the wrong moment loses a vote or an \
                acknowledged write.",
            ReadIndex => "Without it, a leader that was replaced and does not know it answers from the \
                past.",
        };
        /// How a way of reading works, and what it costs.
        how(ReadMode): {
            Log => "Through the log, as etcd did before 3.2: every read is an entry, with an fsync on \
                a quorum.",
            Forward => "By the leader: members pass reads on, and the leader asks a quorum whether it \
                still leads. All reads are one member's work.",
            ReadIndex => "By read index, as etcd does: the leader says how far a member must have \
                applied, after a round of heartbeats; the member answers from its own store.",
            Lease => "By lease: the leader says at once how far a member must have applied, and trusts \
                that nobody else was elected. No round of messages; but a leader that was cut off \
                trusts itself for up to two election timeouts, and another can be elected after one.",
        };
    }
}
