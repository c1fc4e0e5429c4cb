//! The parts of an explanation.

/// A decision's name and the rule behind it, in one language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RuleText {
    /// A few words: what was decided.
    pub title: &'static str,
    /// One sentence or two: by which rule.
    pub rule: &'static str,
}

/// One decision, explained.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Who took it; 0 is the world around.
    pub member: u64,
    pub title: String,
    pub rule: String,
    pub compared: Vec<Compared>,
    /// etcd's own line, where it writes one.
    pub log: Option<String>,
    pub cites: &'static [Cite],
}

/// Two values that were held against each other, or one that mattered by itself.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Compared {
    pub name: String,
    pub value: String,
    /// The relation that decided (`<`, `≥`, `=`), what stood on the other side, and its name.
    pub with: Option<(&'static str, String, String)>,
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
