//! The log and what is committed: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, each, one, two, who};
use crate::explain::rule::{Cite, Parts};
use Log::*;
use engine::raft::trace::Log;

const STEP: Cite = Cite::Raft("raft.go", "Step");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogRule {
    ConflictFound,
    UnstableReplaced,
    UnstableTruncated,
    StaleWrite,
    StableOfLowerTerm,
    CommitAdvanced,
    CommitHeldOldTerm,
    CommitLearned,
}

pub(super) fn explain(trace: &Log) -> Parts<LogRule> {
    match trace {
        ConflictFound { index, existing, term } => (
            LogRule::ConflictFound,
            vec![
                one(Operand::Index, index),
                two(Operand::TermEntryMessage, term, "≠", existing, Operand::TermEntryHere),
            ],
            &[Cite::Raft("log.go", "findConflict"), Cite::Paper("5.3")],
        ),
        UnstableReplaced { index } => (
            LogRule::UnstableReplaced,
            vec![one(Operand::Index, index)],
            &[Cite::Raft("log_unstable.go", "truncateAndAppend"), Cite::Paper("5.3")],
        ),
        UnstableTruncated { index } => (
            LogRule::UnstableTruncated,
            vec![one(Operand::Index, index)],
            &[Cite::Raft("log_unstable.go", "truncateAndAppend"), Cite::Paper("5.3")],
        ),
        StableMissing { index } => (
            LogRule::StaleWrite,
            vec![one(Operand::Index, index)],
            &[Cite::Raft("log_unstable.go", "stableTo")],
        ),
        StableIsSnapshot { index } => (
            LogRule::StaleWrite,
            vec![one(Operand::Index, index)],
            &[Cite::Raft("log_unstable.go", "stableTo")],
        ),
        StableMismatch { index, term, ours } => (
            LogRule::StaleWrite,
            vec![
                one(Operand::Index, index),
                two(Operand::TermEntryMessage, term, "≠", ours, Operand::TermEntryHere),
            ],
            &[Cite::Raft("log_unstable.go", "stableTo")],
        ),
        StableOfLowerTerm { term, theirs, .. } => (
            LogRule::StableOfLowerTerm,
            vec![two(Operand::TermMessage, theirs, "<", term, Operand::TermHere)],
            &[STEP, Cite::Raft("log_unstable.go", "stableTo")],
        ),
        CommitAdvanced { from, to, matches, .. } => {
            let quorum = matches.len() / 2 + 1;
            let have = matches.iter().filter(|(_, matched)| matched >= to).count();
            let all = matches.iter().map(|(id, matched)| (*id, matched.to_string()));
            (
                LogRule::CommitAdvanced,
                vec![
                    two(Operand::HaveIt, have, "≥", quorum, Operand::Quorum),
                    two(Operand::CommitBefore, from, "<", to, Operand::CommitNow),
                    each(Operand::MatchIndex, all.collect()),
                ],
                &[Cite::Raft("raft.go", "maybeCommit"), Cite::Paper("5.3"), Cite::Paper("5.4.2")],
            )
        }
        CommitHeldOldTerm { index, term, current, .. } => (
            LogRule::CommitHeldOldTerm,
            vec![
                two(Operand::TermEntry, term, "<", current, Operand::TermHere),
                one(Operand::Index, index),
            ],
            &[Cite::Raft("raft.go", "maybeCommit"), Cite::Paper("5.4.2")],
        ),
        CommitLearned { from, to, lead, .. } => (
            LogRule::CommitLearned,
            vec![
                two(Operand::CommitBefore, from, "<", to, Operand::CommitNow),
                who(Operand::Leader, *lead),
            ],
            &[Cite::Raft("log.go", "commitTo"), Cite::Paper("5.3")],
        ),
    }
}
