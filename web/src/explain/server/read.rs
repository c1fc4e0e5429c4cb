//! Reads, at the server: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, two};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Read;

const V3_SERVER: &str = "server/etcdserver/v3_server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServerReadRule {
    ReadIndexAsked,
    ReadQueued,
    IndexApplied,
    IndexAhead,
    LinearizableServed,
    SerializableServed,
    ReadIndexRetried,
    ReadFailedLeaderChanged,
    ReadProposed,
    ReadIndexTimedOut,
    ReadLeft,
}

pub(super) fn explain(trace: &Read) -> Parts<ServerReadRule> {
    use Read::*;
    match trace {
        ReadIndexAsked { reads, .. } => (
            ServerReadRule::ReadIndexAsked,
            vec![one(Operand::Reads, reads)],
            &[Cite::Etcd(V3_SERVER, "linearizableReadLoop"), Cite::Thesis("6.4")],
        ),
        ReadQueued { behind } => (
            ServerReadRule::ReadQueued,
            vec![one(Operand::Reads, behind)],
            &[Cite::Etcd(V3_SERVER, "linearizableReadLoop"), Cite::Thesis("6.4")],
        ),
        ReadIndexKnown { index, applied, .. } => {
            let relation = if applied >= index { "≥" } else { "<" };
            (
                if applied >= index {
                    ServerReadRule::IndexApplied
                } else {
                    ServerReadRule::IndexAhead
                },
                vec![two(Operand::Applied, applied, relation, index, Operand::ReadIndex)],
                &[Cite::Etcd(V3_SERVER, "linearizableReadLoop"), Cite::Thesis("6.4")],
            )
        }
        ReadServed { applied, needed, linearizable } => {
            const CITES: &[Cite] = &[Cite::Etcd(V3_SERVER, "Range")];
            if *linearizable {
                let compared = two(Operand::Applied, applied, "≥", needed, Operand::ReadIndex);
                (ServerReadRule::LinearizableServed, vec![compared], CITES)
            } else {
                (ServerReadRule::SerializableServed, vec![one(Operand::Applied, applied)], CITES)
            }
        }
        ReadIndexRetried { context } => (
            ServerReadRule::ReadIndexRetried,
            vec![one(Operand::Request, format!("{context:x}"))],
            &[Cite::Etcd(V3_SERVER, "linearizableReadLoop"), Cite::Thesis("6.4")],
        ),
        ReadFailedLeaderChanged { reads } => (
            ServerReadRule::ReadFailedLeaderChanged,
            vec![one(Operand::Reads, reads)],
            &[Cite::Etcd(V3_SERVER, "requestCurrentIndex")],
        ),
        ReadProposed { request_id, bytes } => (
            ServerReadRule::ReadProposed,
            vec![one(Operand::Request, format!("{request_id:x}")), one(Operand::Bytes, bytes)],
            &[Cite::Etcd(V3_SERVER, "raftRequest"), Cite::Thesis("6.4")],
        ),
        ReadIndexTimedOut { context, reads, .. } => (
            ServerReadRule::ReadIndexTimedOut,
            vec![one(Operand::Request, format!("{context:x}")), one(Operand::Reads, reads)],
            &[Cite::Etcd(V3_SERVER, "requestCurrentIndex")],
        ),
        ReadLeft { waited } => (
            ServerReadRule::ReadLeft,
            vec![one(Operand::Wait, waited)],
            &[Cite::Etcd(V3_SERVER, "linearizableReadNotify")],
        ),
    }
}
