//! Handing over: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, who};
use crate::explain::rule::{Cite, Parts};
use engine::raft::trace::Transfer;

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferRule {
    TransferStarted,
    TransferAborted,
    TransferRepeated,
    TransferToSelf,
    TransferToLearner,
    TransferWithoutLeader,
    SuccessorTold,
    TimeoutNowReceived,
    TimeoutNowIgnored,
}

pub(super) fn explain(trace: &Transfer) -> Parts<TransferRule> {
    use Transfer::*;
    match trace {
        TransferStarted { to, .. } => (
            TransferRule::TransferStarted,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TransferAborted { to, .. } => (
            TransferRule::TransferAborted,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TransferRepeated { to, .. } => (
            TransferRule::TransferRepeated,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TransferToSelf { .. } => (
            TransferRule::TransferToSelf,
            vec![],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TransferToLearner { .. } => (
            TransferRule::TransferToLearner,
            vec![],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TransferWithoutLeader { .. } => (
            TransferRule::TransferWithoutLeader,
            vec![],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TimeoutNowSent { to, .. } => (
            TransferRule::SuccessorTold,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TimeoutNowSentAtOnce { to, .. } => (
            TransferRule::SuccessorTold,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TimeoutNowReceived { from, .. } => (
            TransferRule::TimeoutNowReceived,
            vec![who(Operand::Member, *from)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
        TimeoutNowIgnored { from, .. } => (
            TransferRule::TimeoutNowIgnored,
            vec![who(Operand::Member, *from)],
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")],
        ),
    }
}
