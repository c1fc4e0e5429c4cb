//! Every word that the visitor reads, in one place per language. No other part of the page contains
//! a sentence. English declares the words ([`words`]); another language is one folder beside `en/`, with a
//! constant of the same struct for every group, and compiles only when it is complete.

mod ask;
mod en;
pub mod panels;
mod path;
mod why;
pub mod words;

use crate::explain::rule::Rule;
pub use en::rules::RuleText;
use engine::base::Time;
use std::{
    fmt::{self, Display},
    ops::Deref,
};

/// A language of the page: cheap to copy, equal if it is the same language.
#[derive(Clone, Copy)]
pub struct Words(&'static Language);

/// All words of a language, by where they stand.
pub struct Language {
    /// As in `<html lang>`.
    pub code: &'static str,
    pub page: en::page::PageWords,
    pub news: en::news::NewsWords,
    pub stage: en::stage::StageWords,
    pub time: en::time::TimeWords,
    pub lanes: en::lanes::LanesWords,
    pub terminal: en::terminal::TerminalWords,
    pub inspect: en::inspect::InspectWords,
    pub raft: en::raft::RaftWords,
    pub logs: en::logs::LogsWords,
    pub wal: en::wal::WalWords,
    pub journal: en::journal::JournalWords,
    pub storage: en::storage::StorageWords,
    pub safety: en::safety::SafetyWords,
    pub path: en::path::PathWords,
    pub ask: en::ask::AskWords,
    pub why: en::why::WhyWords,
    pub events: en::why::EventWords,
    pub waits: en::why::WaitWords,
    pub operands: en::operands::OperandWords,
    /// The rules behind the decisions of the engine.
    pub rules: en::rules::RuleWords,
}

impl Words {
    pub const EN: Words = Words(&en::LANGUAGE);

    /// What a rule is called, and what it says.
    pub fn rule(&self, rule: Rule) -> RuleText {
        self.rules.of(rule, &self.safety)
    }
}

/// A point or span of virtual time, short enough for a button: `840 µs`, `12.5 ms`, `3.207 s`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span(pub Time);

impl Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.us() {
            us @ 0..1_000 => write!(f, "{us} µs"),
            us @ 1_000..1_000_000 => write!(f, "{}.{} ms", us / 1000, us / 100 % 10),
            us => write!(f, "{}.{:03} s", us / 1_000_000, us / 1000 % 1000),
        }
    }
}

/// The same as a text of its own.
pub fn span(time: Time) -> String {
    Span(time).to_string()
}

/// A point of virtual time to the microsecond: `12.345 ms`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exact(pub Time);

impl Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03} ms", self.0.us() / 1000, self.0.us() % 1000)
    }
}

impl Deref for Words {
    type Target = Language;
    fn deref(&self) -> &Language {
        self.0
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Words) -> bool {
        self.code == other.code
    }
}

impl Default for Words {
    fn default() -> Words {
        Words::EN
    }
}

#[cfg(test)]
mod tests {
    use super::{span, words::said};
    use engine::base::Time;

    crate::words! {
        struct DemoWords { member(all: u64, id: u64): "n{id} of {all}"; }
    }

    #[test]
    fn gaps_are_filled_by_name() {
        assert_eq!(DemoWords::EN.member(5, 2), said("n2 of 5".to_string()));
    }

    #[test]
    fn time_is_said_in_a_fitting_unit() {
        assert_eq!(span(Time(840)), "840 µs");
        assert_eq!(span(Time(12_560)), "12.5 ms");
        assert_eq!(span(Time(3_207_001)), "3.207 s");
    }
}
