//! Replication: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, place, progress, two, who};
use crate::explain::rule::{Cite, Parts};
use engine::raft::trace::Append;

const STEP_LEADER: Cite = Cite::Raft("raft.go", "stepLeader");
const APPEND: Cite = Cite::Raft("raft.go", "handleAppendEntries");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AppendRule {
    SendPaused,
    AppendAccepted,
    AppendStale,
    AppendRejected,
    AppendRejectionReceived,
    ProgressDecreased,
    ReplicateStarted,
    PeerUnreachable,
    NoProgress,
}

pub(super) fn explain(trace: &Append) -> Parts<AppendRule> {
    use Append::*;
    match trace {
        SendPaused { to, progress: p, .. } => (
            AppendRule::SendPaused,
            progress(*to, p),
            &[Cite::Raft("tracker/progress.go", "IsPaused"), Cite::Thesis("10.2.1")],
        ),
        AppendAccepted { prev, last, from, .. } => (
            AppendRule::AppendAccepted,
            vec![
                who(Operand::Leader, *from),
                one(Operand::EntryBefore, place(prev.index, prev.term)),
                one(Operand::Last, last),
            ],
            &[APPEND, Cite::Paper("5.3")],
        ),
        AppendStale { prev, committed, .. } => (
            AppendRule::AppendStale,
            vec![two(Operand::Index, prev, "<", committed, Operand::Commit)],
            &[APPEND, Cite::Paper("5.3")],
        ),
        AppendRejected { ours, prev, .. } => (
            AppendRule::AppendRejected,
            vec![
                two(Operand::TermEntryMessage, prev.term, "≠", ours, Operand::TermEntryHere),
                one(Operand::Index, prev.index),
            ],
            &[APPEND, Cite::Raft("log.go", "findConflictByTerm"), Cite::Paper("5.3")],
        ),
        AppendRejectionReceived { hint, hint_term, from, index, .. } => (
            AppendRule::AppendRejectionReceived,
            vec![
                who(Operand::Member, *from),
                one(Operand::RefusedIndex, index),
                one(Operand::Hint, format!("{hint} · {hint_term}")),
            ],
            &[STEP_LEADER, Cite::Raft("tracker/progress.go", "MaybeDecrTo"), Cite::Paper("5.3")],
        ),
        ProgressDecreased { to, progress: p, .. } => (
            AppendRule::ProgressDecreased,
            progress(*to, p),
            &[STEP_LEADER, Cite::Raft("tracker/progress.go", "MaybeDecrTo"), Cite::Paper("5.3")],
        ),
        ReplicateStarted { to, matched, .. } => (
            AppendRule::ReplicateStarted,
            vec![who(Operand::Member, *to), one(Operand::MatchIndex, matched)],
            &[Cite::Raft("tracker/progress.go", "BecomeReplicate"), Cite::Thesis("10.2.1")],
        ),
        PeerUnreachable { to, progress: p, .. } => (
            AppendRule::PeerUnreachable,
            progress(*to, p),
            &[Cite::Raft("raft.go", "stepLeader, MsgUnreachable")],
        ),
        NoProgress { from, .. } => {
            (AppendRule::NoProgress, vec![who(Operand::Member, *from)], &[STEP_LEADER])
        }
    }
}
