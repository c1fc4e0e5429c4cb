//! The parts of an explanation that do not depend on a language, and the two that do.

/// A decision's name and the rule behind it, in one language. `{name}` stands for a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuleText {
    /// A few words: what was decided.
    pub title: &'static str,
    /// One sentence: by which rule.
    pub rule: &'static str,
}

/// Where to read more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cite {
    /// A section of the Raft paper (extended version).
    Paper(&'static str),
    /// A section of Ongaro's thesis.
    Thesis(&'static str),
    /// A file of go.etcd.io/raft and a function in it.
    Raft(&'static str, &'static str),
    /// A file of etcd and a function in it.
    Etcd(&'static str, &'static str),
}
