//! Changes of the members, at raft: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one};
use crate::explain::rule::{Cite, Parts};
use engine::raft::trace::Membership;

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MembershipRule {
    SwitchedConfig,
    ConfChangeIgnored,
    LeavingJoint,
    NotLeavingJoint,
}

pub(super) fn explain(trace: &Membership) -> Parts<MembershipRule> {
    use Membership::*;
    match trace {
        SwitchedConfig { config, .. } => (
            MembershipRule::SwitchedConfig,
            vec![one(Operand::Members, config)],
            &[Cite::Raft("raft.go", "applyConfChange"), Cite::Thesis("4.1")],
        ),
        ConfChangeIgnored { why, .. } => (
            MembershipRule::ConfChangeIgnored,
            vec![one(Operand::Reason, why)],
            &[Cite::Raft("raft.go", "applyConfChange"), Cite::Thesis("4.1")],
        ),
        LeavingJoint { config } => (
            MembershipRule::LeavingJoint,
            vec![one(Operand::Members, config)],
            &[Cite::Raft("raft.go", "applyConfChange"), Cite::Thesis("4.1")],
        ),
        NotLeavingJoint { error, .. } => (
            MembershipRule::NotLeavingJoint,
            vec![one(Operand::Reason, error)],
            &[Cite::Raft("raft.go", "applyConfChange"), Cite::Thesis("4.1")],
        ),
    }
}
