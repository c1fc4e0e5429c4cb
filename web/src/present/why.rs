//! One moment explained: what happened, which decisions were taken, and the chain of causes that leads back
//! to somebody's deed.

use super::waiting::Wait;
use crate::explain::rule::Cite;

/// The Why panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct WhyView {
    pub moment: u32,
    /// Milliseconds: `1234.567`.
    pub at: String,
    /// What happened, in a sentence.
    pub happened: String,
    pub decisions: Vec<Decision>,
    /// From the nearest to the first.
    pub causes: Vec<Cause>,
    /// What has not happened yet, and why.
    pub waiting: Vec<Wait>,
}

/// One decision.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Decision {
    /// Who took it; 0 is the world around.
    pub member: u64,
    pub title: String,
    pub rule: String,
    pub compared: Vec<Compared>,
    /// etcd's own line.
    pub log: Option<String>,
    pub cites: &'static [Cite],
}

/// Two values that were held against each other, or one that mattered by itself.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Compared {
    pub name: String,
    pub value: String,
    /// The relation that decided (`<`, `≥`, `=`) and what stood on the other side.
    pub with: Option<(&'static str, String, String)>,
}

/// One link of the chain of causes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Cause {
    pub moment: u32,
    pub at: String,
    pub happened: String,
    /// Somebody's deed, or the start: the chain ends here.
    pub origin: bool,
}
