//! Requests on their way into the log: by which rule, on which values, and where it is written.

use super::refusal;
use crate::explain::compare::{Operand, one};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Propose;

const V3_SERVER: &str = "server/etcdserver/v3_server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProposeRule {
    Refused,
    Proposed,
    ProposalWaits,
    RequestTimedOut,
}

pub(super) fn explain(trace: &Propose) -> Parts<ProposeRule> {
    use Propose::*;
    match trace {
        Refused { error } => {
            (ProposeRule::Refused, vec![one(Operand::Reason, error)], refusal::cites(error))
        }
        Proposed { request_id, bytes } => (
            ProposeRule::Proposed,
            vec![one(Operand::Request, format!("{request_id:x}")), one(Operand::Bytes, bytes)],
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")],
        ),
        ProposalWaits { request_id } => (
            ProposeRule::ProposalWaits,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")],
        ),
        RequestTimedOut { request_id } => (
            ProposeRule::RequestTimedOut,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")],
        ),
    }
}
