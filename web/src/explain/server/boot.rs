//! Starting: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Boot;

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BootRule {
    Booted,
    Restarted,
    Joining,
}

pub(super) fn explain(trace: &Boot) -> Parts<BootRule> {
    use Boot::*;
    match trace {
        Booted { members } => (
            BootRule::Booted,
            vec![one(Operand::Members, members)],
            &[Cite::Etcd("server/etcdserver/bootstrap.go", "bootstrap")],
        ),
        Restarted { term, commit, last, learner: _ } => (
            BootRule::Restarted,
            vec![one(Operand::Term, term), one(Operand::Commit, commit), one(Operand::Last, last)],
            &[Cite::Etcd("server/etcdserver/bootstrap.go", "bootstrap")],
        ),
        Joining => (
            BootRule::Joining,
            vec![],
            &[Cite::Etcd("server/etcdserver/bootstrap.go", "bootstrapExistingCluster")],
        ),
    }
}
