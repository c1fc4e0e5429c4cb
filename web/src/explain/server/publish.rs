//! A member tells its name: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Publish;

const SERVER: &str = "server/etcdserver/server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublishRule {
    NotReadyToServe,
    PublishProposed,
    Published,
}

pub(super) fn explain(trace: &Publish) -> Parts<PublishRule> {
    use Publish::*;
    match trace {
        NotReadyToServe => (PublishRule::NotReadyToServe, vec![], &[Cite::Etcd(SERVER, "publish")]),
        PublishProposed { member, .. } => (
            PublishRule::PublishProposed,
            vec![who(Operand::Member, *member)],
            &[Cite::Etcd(SERVER, "publish")],
        ),
        Published { index, member } => (
            PublishRule::Published,
            vec![one(Operand::Index, index), who(Operand::Member, *member)],
            &[Cite::Etcd(SERVER, "publish")],
        ),
    }
}
