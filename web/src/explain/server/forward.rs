//! Requests passed on: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Forward;

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForwardRule {
    Forwarded,
    ForwardWaits,
    ForwardRetried,
    Answered,
    Refused,
    ForwardFailedLeaderChanged,
    ForwardGivenUp,
}

pub(super) fn explain(trace: &Forward) -> Parts<ForwardRule> {
    use Forward::*;
    match trace {
        Forwarded { request_id, to } => (
            ForwardRule::Forwarded,
            vec![one(Operand::Request, format!("{request_id:x}")), who(Operand::Leader, *to)],
            &[Cite::Thesis("6.2"), Cite::Thesis("6.4")],
        ),
        ForwardWaits { request_id } => (
            ForwardRule::ForwardWaits,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Thesis("6.2"), Cite::Thesis("6.4")],
        ),
        ForwardRetried { request_id, to } => (
            ForwardRule::ForwardRetried,
            vec![one(Operand::Request, format!("{request_id:x}")), who(Operand::Leader, *to)],
            &[Cite::Thesis("6.2"), Cite::Thesis("6.4")],
        ),
        ForwardAnswered { request_id, from, error } => {
            let mut all =
                vec![one(Operand::Request, format!("{request_id:x}")), who(Operand::Member, *from)];
            all.extend(error.as_ref().map(|error| one(Operand::Reason, error)));
            (
                match error {
                    None => ForwardRule::Answered,
                    Some(_) => ForwardRule::Refused,
                },
                all,
                &[Cite::Thesis("6.2"), Cite::Thesis("6.4")],
            )
        }
        ForwardFailedLeaderChanged { requests } => (
            ForwardRule::ForwardFailedLeaderChanged,
            vec![one(Operand::Request, requests)],
            &[Cite::Thesis("6.2"), Cite::Thesis("6.4")],
        ),
        ForwardGivenUp { request_id } => (
            ForwardRule::ForwardGivenUp,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Etcd("server/etcdserver/server.go", "PromoteMember")],
        ),
    }
}
