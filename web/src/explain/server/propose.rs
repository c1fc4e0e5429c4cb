//! Requests on their way into the log: by which rule, on which values, and where it is written.

use super::refusal;
use crate::explain::compare::{Compared, Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::{Propose, TimeoutReason};

const V3_SERVER: &str = "server/etcdserver/v3_server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProposeRule {
    Refused,
    Proposed,
    ProposalWaits,
    ProposalLeft,
    ProposalForsaken,
    RequestTimedOut,
    LeaderFailed,
    ConnectionLost,
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
        ProposalLeft { request_id } => (
            ProposeRule::ProposalLeft,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")],
        ),
        ProposalForsaken { request_id } => (
            ProposeRule::ProposalForsaken,
            vec![one(Operand::Request, format!("{request_id:x}"))],
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")],
        ),
        RequestTimedOut { since, why, .. } => {
            let cites = &[Cite::Etcd("server/etcdserver/server.go", "parseProposeCtxErr")];
            let since = |others: Option<Compared>| {
                [one(Operand::ProposedAt, since)].into_iter().chain(others).collect()
            };
            match why {
                TimeoutReason::Unknown => (ProposeRule::RequestTimedOut, since(None), cites),
                TimeoutReason::LeaderFailed { elected } => {
                    let elected = one(Operand::LeaderElected, elected);
                    (ProposeRule::LeaderFailed, since(Some(elected)), cites)
                }
                TimeoutReason::ConnectionLost { lead } => {
                    let lead = who(Operand::LeaderKnown, *lead);
                    (ProposeRule::ConnectionLost, since(Some(lead)), cites)
                }
            }
        }
    }
}
