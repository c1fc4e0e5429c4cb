//! Carrying out entries: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Apply;

const SERVER: &str = "server/etcdserver/server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApplyRule {
    Applied,
    AppliedEmpty,
    ReadEntrySkipped,
}

pub(super) fn explain(trace: &Apply) -> Parts<ApplyRule> {
    use Apply::*;
    match trace {
        Applied { index, term, request_id, revision } => (
            ApplyRule::Applied,
            vec![
                one(Operand::Index, index),
                one(Operand::Term, term),
                one(Operand::Request, format!("{request_id:x}")),
                one(Operand::Revision, revision),
            ],
            &[Cite::Etcd(SERVER, "applyEntryNormal")],
        ),
        AppliedEmpty { index, term } => (
            ApplyRule::AppliedEmpty,
            vec![one(Operand::Index, index), one(Operand::Term, term)],
            &[Cite::Etcd(SERVER, "applyEntryNormal")],
        ),
        ReadEntrySkipped { index, term, request_id } => (
            ApplyRule::ReadEntrySkipped,
            vec![
                one(Operand::Index, index),
                one(Operand::Term, term),
                one(Operand::Request, format!("{request_id:x}")),
            ],
            &[Cite::Etcd(SERVER, "applyEntryNormal, noSideEffect")],
        ),
    }
}
