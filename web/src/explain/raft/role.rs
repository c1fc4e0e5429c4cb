//! Roles and terms: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, message, one, several, two, who};
use crate::explain::rule::{Cite, Parts};
use Role::*;
use engine::{base::NodeId, raft::trace::Role};

const STEP: Cite = Cite::Raft("raft.go", "Step");
const STEP_FOLLOWER: Cite = Cite::Raft("raft.go", "stepFollower");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleRule {
    NewRaft,
    BecameFollower,
    BecamePreCandidate,
    BecameCandidate,
    BecameLeader,
    HigherTerm,
    LowerTerm,
    OldLeaderAnswered,
    LeaderFollowed,
    LeaderForgotten,
    ForgetLeaderIgnored,
    QuorumChecked,
    SteppedDown,
}

pub(super) fn explain(trace: &Role) -> Parts<RoleRule> {
    match trace {
        NewRaft { term, commit, applied, last, .. } => (
            RoleRule::NewRaft,
            vec![
                one(Operand::Term, term),
                one(Operand::Commit, commit),
                one(Operand::Applied, applied),
                one(Operand::Last, last.index),
            ],
            &[Cite::Raft("raft.go", "newRaft")],
        ),
        BecameFollower { term, .. } => (
            RoleRule::BecameFollower,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "becomeFollower"), Cite::Paper("5.1")],
        ),
        BecamePreCandidate { term, .. } => (
            RoleRule::BecamePreCandidate,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "becomePreCandidate"), Cite::Thesis("9.6")],
        ),
        BecameCandidate { term, .. } => (
            RoleRule::BecameCandidate,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "becomeCandidate"), Cite::Paper("5.2")],
        ),
        BecameLeader { term, .. } => (
            RoleRule::BecameLeader,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "becomeLeader"), Cite::Paper("5.2")],
        ),
        HigherTerm { term, theirs, from, kind, .. } => (
            RoleRule::HigherTerm,
            vec![
                two(Operand::TermMessage, theirs, ">", term, Operand::TermHere),
                message(kind, *from),
            ],
            &[STEP, Cite::Paper("5.1")],
        ),
        LowerTerm { term, theirs, from, kind, .. } => (
            RoleRule::LowerTerm,
            vec![
                two(Operand::TermMessage, theirs, "<", term, Operand::TermHere),
                message(kind, *from),
            ],
            &[STEP, Cite::Paper("5.1")],
        ),
        OldLeaderAnswered { term, theirs, from, .. } => (
            RoleRule::OldLeaderAnswered,
            vec![
                two(Operand::TermMessage, theirs, "<", term, Operand::TermHere),
                who(Operand::Member, *from),
            ],
            &[STEP, Cite::Thesis("9.6")],
        ),
        LeaderFollowed { lead, term, .. } => (
            RoleRule::LeaderFollowed,
            vec![who(Operand::Leader, *lead), one(Operand::Term, term)],
            &[STEP_FOLLOWER, Cite::Paper("5.2")],
        ),
        LeaderForgotten { lead, term, .. } => (
            RoleRule::LeaderForgotten,
            vec![who(Operand::Leader, *lead), one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "stepFollower, MsgForgetLeader")],
        ),
        ForgetLeaderIgnored => (
            RoleRule::ForgetLeaderIgnored,
            vec![],
            &[Cite::Raft("raft.go", "stepFollower, MsgForgetLeader")],
        ),
        QuorumChecked { active, .. } => {
            let heard: Vec<NodeId> = active.iter().filter(|(_, a)| *a).map(|(id, _)| *id).collect();
            let (count, quorum) = (heard.len(), active.len() / 2 + 1);
            let relation = if count >= quorum { "≥" } else { "<" };
            (
                RoleRule::QuorumChecked,
                vec![
                    two(Operand::HeardFrom, count, relation, quorum, Operand::Quorum),
                    several(Operand::Members, &heard),
                ],
                &[Cite::Raft("raft.go", "stepLeader, MsgCheckQuorum"), Cite::Thesis("6.2")],
            )
        }
        SteppedDown { .. } => (
            RoleRule::SteppedDown,
            vec![],
            &[Cite::Raft("raft.go", "stepLeader, MsgCheckQuorum"), Cite::Thesis("6.2")],
        ),
    }
}
