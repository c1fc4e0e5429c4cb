//! Reads, at raft: by which rule, on which values, and where it is written.

use crate::explain::compare::{Compared, Operand, Value, one, several, two, who};
use crate::explain::rule::{Cite, Parts};
use engine::raft::trace::Read;

const STEP_FOLLOWER: Cite = Cite::Raft("raft.go", "stepFollower");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadRule {
    ReadWithoutLeader,
    ReadHeld,
    ReadsReleasedTooEarly,
    ReadRequested,
    ReadAcknowledged,
    ReadConfirmed,
    ReadTrusted,
    ReadAnswered,
    BadReadAnswer,
}

pub(super) fn explain(trace: &Read) -> Parts<ReadRule> {
    use Read::*;
    match trace {
        ReadWithoutLeader { term, .. } => {
            (ReadRule::ReadWithoutLeader, vec![one(Operand::Term, term)], &[STEP_FOLLOWER])
        }
        ReadHeld { committed, term, current, .. } => (
            ReadRule::ReadHeld,
            vec![
                two(Operand::TermCommit, term, "<", current, Operand::TermHere),
                one(Operand::Commit, committed),
            ],
            &[Cite::Raft("raft.go", "releasePendingReadIndexMessages"), Cite::Thesis("6.4")],
        ),
        ReadsReleasedTooEarly => (
            ReadRule::ReadsReleasedTooEarly,
            vec![],
            &[Cite::Raft("raft.go", "releasePendingReadIndexMessages"), Cite::Thesis("6.4")],
        ),
        ReadRequested { index, number, .. } => (
            ReadRule::ReadRequested,
            vec![one(Operand::ReadIndex, index), one(Operand::ReadNumber, number)],
            &[Cite::Raft("read_only.go", "addRequest, advance"), Cite::Thesis("6.4")],
        ),
        ReadAcknowledged { number, acks, voters, .. } => {
            let heard = Compared {
                name: Operand::HeardFrom,
                value: Value::Members(acks.clone()),
                with: Some(("/", Value::Plain(voters.to_string()), Operand::Voters)),
            };
            (
                ReadRule::ReadAcknowledged,
                vec![one(Operand::ReadNumber, number), heard],
                &[Cite::Raft("read_only.go", "addRequest, advance"), Cite::Thesis("6.4")],
            )
        }
        ReadConfirmed { index, acks, .. } => (
            ReadRule::ReadConfirmed,
            vec![several(Operand::HeardFrom, acks), one(Operand::ReadIndex, index)],
            &[Cite::Raft("read_only.go", "addRequest, advance"), Cite::Thesis("6.4")],
        ),
        ReadTrusted { index, .. } => (
            ReadRule::ReadTrusted,
            vec![one(Operand::ReadIndex, index)],
            &[Cite::Raft("raft.go", "sendMsgReadIndexResponse"), Cite::Thesis("6.4.1")],
        ),
        ReadAnswered { from, index, .. } => (
            ReadRule::ReadAnswered,
            vec![who(Operand::Leader, *from), one(Operand::ReadIndex, index)],
            &[Cite::Raft("raft.go", "stepFollower, MsgReadIndexResp"), Cite::Thesis("6.4")],
        ),
        BadReadAnswer { from, count, .. } => (
            ReadRule::BadReadAnswer,
            vec![who(Operand::Member, *from), one(Operand::Entries, count)],
            &[STEP_FOLLOWER],
        ),
    }
}
