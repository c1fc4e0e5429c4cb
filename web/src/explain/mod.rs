//! Why things happened: the rule behind each decision that the engine took, in words, with the values that
//! were compared and the place in the paper and in etcd's source where it stands.
//!
//! A decision is a typed value of the engine, and [`group`] names every one without a catch-all: a new
//! decision does not compile until it has its place. Words stand in `text`; here is what does not depend on
//! a language.

pub mod cite;
pub mod compare;
mod compare_membership;
pub mod compare_raft;
mod compare_snapshot;
pub mod group;
pub mod rule;

use crate::text::Words;
use engine::{
    server,
    sim::{Trace, What},
};
use rule::{Compared, Decision};

/// A decision in the visitor's words.
pub fn explain(trace: &Trace, words: Words) -> Decision {
    let text = (words.rules)(&trace.what);
    Decision {
        member: trace.member,
        title: text.title.to_string(),
        rule: text.rule.to_string(),
        compared: compared(&trace.what, words),
        log: is_upstream(&trace.what).then(|| trace.to_string()),
        cites: cite::cites(&trace.what),
    }
}

/// A decision's name alone.
pub fn title(trace: &Trace, words: Words) -> &'static str {
    (words.rules)(&trace.what).title
}

fn compared(what: &What, words: Words) -> Vec<Compared> {
    match what {
        What::Server(server::Trace::Raft(trace)) => compare_raft::values(trace, words),
        other => compare::values(other, words),
    }
}

/// Whether etcd's own log has this line, letter for letter.
fn is_upstream(what: &What) -> bool {
    matches!(what, What::Server(server::Trace::Raft(trace)) if trace.is_upstream())
}
