//! Why things happened: the rule behind each decision that the engine took, the values that were compared, and
//! the places in the paper and in etcd's source where it is written.
//!
//! A decision is a typed value of the engine. One file a subject says by an exhaustive match under which rule
//! it stands, with which values and sources: a new decision does not compile until it has all three. Here is
//! what does not depend on a language; `text/en/rules` gives every rule its title and its sentence, by an
//! exhaustive match too.

pub mod compare;
pub mod mvcc;
pub mod raft;
pub mod rule;
pub mod server;
pub mod wal;
pub mod world;

use compare::Compared;
use engine::base::MachineId;
use engine::insight::journal::{self, Said, Setting};
use engine::sim::{MomentId, Trace, What};
use rule::{Cite, Parts, Rule};

/// One decision, explained.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// Where it was taken; `NOWHERE` is the world around.
    pub member: MachineId,
    pub rule: Rule,
    pub compared: Vec<Compared>,
    /// What etcd writes into the member's log.
    pub log: Vec<Said>,
    pub cites: &'static [Cite],
}

/// A decision with its rule, values and sources.
pub fn explain(setting: &Setting, moment: MomentId, trace: &Trace) -> Decision {
    let Told { rule, compared, cites } = of(&trace.what);
    let log = journal::said(setting, moment, trace);
    Decision { member: trace.member, rule, compared, log, cites }
}

/// The rule behind a decision alone.
pub fn rule(trace: &Trace) -> Rule {
    of(&trace.what).rule
}

struct Told {
    rule: Rule,
    compared: Vec<Compared>,
    cites: &'static [Cite],
}

/// What the file of a subject says, under the name of that subject.
fn told<R>(subject: fn(R) -> Rule, (rule, compared, cites): Parts<R>) -> Told {
    Told { rule: subject(rule), compared, cites }
}

fn of(what: &What) -> Told {
    match what {
        What::Server(trace) => server::explain(trace),
        What::Client(trace) => told(Rule::Client, world::client(trace)),
        What::Network(trace) => told(Rule::Network, world::network(trace)),
        What::Machine(trace) => told(Rule::Machine, world::machine(trace)),
    }
}
