//! Safety rules and ways to read, in words.

use super::en_rules_server::{how, what_for};
use engine::sim::{ReadMode, Rule};

/// The dialog of rules, and the line that names those that are off.
pub struct SafetyWords {
    pub title: &'static str,
    pub menu: &'static str,
    pub about: &'static str,
    pub off: &'static str,
    pub switch_on: &'static str,
    pub all: &'static str,
    pub reads: &'static str,
    pub reads_title: &'static str,
    pub needs_check_quorum: &'static str,
    pub violated: &'static str,
    pub proof: &'static str,
    /// What breaks without it; by [`Rule`].
    pub without: [&'static str; 6],
    /// Name and use of a rule, with a colon between.
    pub what_for: fn(Rule) -> &'static str,
    pub how: fn(ReadMode) -> &'static str,
}

impl SafetyWords {
    /// A rule's name, and what it guards.
    pub fn rule(&self, rule: Rule) -> (&'static str, &'static str) {
        let text = (self.what_for)(rule);
        text.split_once(": ").unwrap_or((rule.name(), text))
    }
}

pub(super) const EN: SafetyWords = SafetyWords {
    title: "Safety rules and ways to read",
    menu: "Safety rules, ways to read…",
    about: "Each rule guards something. Switch one off at every member, and see what breaks: the \
        checks stop the clock and show the proof. What is off is said at all times, and in every link.",
    off: "Rule off:",
    switch_on: "Switch on",
    all: "All rules",
    reads: "Linearizable reads by {mode}",
    reads_title: "How a linearizable read is served",
    needs_check_quorum: "A lease stands on CheckQuorum: one goes without the other no more.",
    violated: "Violated: {property}.",
    proof: "See the proof",
    without: [
        "Without it, a member that was cut off comes back with a higher term, and a leader that works is deposed.",
        "Without it, a leader that is cut off leads on, of nobody, and its clients wait.",
        "Without it, whoever misses a few heartbeats can depose a leader that works.",
        "Without it, an entry that was committed can be replaced (the paper's figure 8).",
        "Without it, a crash in the wrong moment loses a vote or an acknowledged write.",
        "Without it, a leader that was replaced and does not know it answers from the past.",
    ],
    what_for,
    how,
};
