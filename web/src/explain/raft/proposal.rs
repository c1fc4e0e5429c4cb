//! Proposals: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::raft::trace::Proposal;

const STEP_LEADER: Cite = Cite::Raft("raft.go", "stepLeader");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProposalRule {
    ProposalWithoutLeader,
    ForwardingDisabled,
    ProposalForwarded,
    ProposalDuringTransfer,
    UncommittedTooLarge,
    EntriesAppended,
}

pub(super) fn explain(trace: &Proposal) -> Parts<ProposalRule> {
    use Proposal::*;
    match trace {
        ProposalWithoutLeader { term, .. } => (
            ProposalRule::ProposalWithoutLeader,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "stepFollower, MsgProp"), Cite::Paper("8")],
        ),
        ForwardingDisabled { lead, .. } => (
            ProposalRule::ForwardingDisabled,
            vec![who(Operand::Leader, *lead)],
            &[Cite::Raft("raft.go", "stepFollower, MsgProp"), Cite::Paper("8")],
        ),
        ProposalForwarded { lead, count, .. } => (
            ProposalRule::ProposalForwarded,
            vec![who(Operand::Leader, *lead), one(Operand::Entries, count)],
            &[Cite::Raft("raft.go", "stepFollower, MsgProp"), Cite::Paper("8")],
        ),
        ProposalDuringTransfer { to, .. } => (
            ProposalRule::ProposalDuringTransfer,
            vec![who(Operand::Member, *to)],
            &[STEP_LEADER, Cite::Thesis("3.10")],
        ),
        UncommittedTooLarge { .. } => (
            ProposalRule::UncommittedTooLarge,
            vec![],
            &[Cite::Raft("raft.go", "increaseUncommittedSize")],
        ),
        EntriesAppended { first, last, .. } => (
            ProposalRule::EntriesAppended,
            vec![one(Operand::Entries, format!("{first}–{last}"))],
            &[Cite::Raft("raft.go", "appendEntry"), Cite::Paper("5.3")],
        ),
    }
}
