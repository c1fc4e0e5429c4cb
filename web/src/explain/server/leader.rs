//! Whom the server takes for the leader: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::{base::NONE, server::trace::Leader};

const SERVER: &str = "server/etcdserver/server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeaderRule {
    LeaderLost,
    LeaderKnown,
    HeartbeatLate,
    LeaderMoveAsked,
    Moved,
    NotMoved,
}

pub(super) fn explain(trace: &Leader) -> Parts<LeaderRule> {
    use Leader::*;
    match trace {
        LeaderChanged { lead, term, .. } => {
            const CITES: &[Cite] = &[Cite::Raft("node.go", "run")];
            let term = one(Operand::Term, term);
            if *lead == NONE {
                (LeaderRule::LeaderLost, vec![term], CITES)
            } else {
                (LeaderRule::LeaderKnown, vec![who(Operand::Leader, *lead), term], CITES)
            }
        }
        HeartbeatLate { to, exceeded } => (
            LeaderRule::HeartbeatLate,
            vec![who(Operand::Member, *to), one(Operand::Exceeded, exceeded)],
            &[Cite::Etcd("server/etcdserver/raft.go", "processMessages")],
        ),
        LeaderMoveAsked { to } => (
            LeaderRule::LeaderMoveAsked,
            vec![who(Operand::Leader, *to)],
            &[Cite::Etcd(SERVER, "MoveLeader"), Cite::Thesis("3.10")],
        ),
        LeaderMoved { to, done, took } => (
            if *done { LeaderRule::Moved } else { LeaderRule::NotMoved },
            vec![who(Operand::Leader, *to), one(Operand::Wait, took)],
            &[Cite::Etcd(SERVER, "MoveLeader"), Cite::Thesis("3.10")],
        ),
    }
}
