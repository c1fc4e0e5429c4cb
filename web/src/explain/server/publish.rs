//! What a server proposes on its own account: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, who};
use crate::explain::rule::{Cite, Parts};
use engine::server::{Own, trace::Publish};

const SERVER: &str = "server/etcdserver/server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PublishRule {
    NotReadyToServe,
    PublishWaits,
    PublishProposed,
    PublishTimedOut,
    VersionWaits,
    VersionProposed,
    VersionTimedOut,
    Published,
    ReadyToServe,
}

pub(super) fn explain(trace: &Publish) -> Parts<PublishRule> {
    use Publish::*;
    let of = |own: &Own, publish, version| match own {
        Own::Publish => (publish, [Cite::Etcd(SERVER, "publish")].as_slice()),
        Own::Version(_) => (version, [Cite::Etcd(SERVER, "updateClusterVersionV2")].as_slice()),
    };
    let request = |id: &u64| one(Operand::Request, format!("{id:x}"));
    match trace {
        NotReadyToServe => (
            PublishRule::NotReadyToServe,
            vec![],
            &[Cite::Etcd(SERVER, "publish"), Cite::Etcd("server/embed/serve.go", "serve")],
        ),
        OwnWaits { request_id, own } => {
            let (rule, cites) = of(own, PublishRule::PublishWaits, PublishRule::VersionWaits);
            (rule, vec![request(request_id)], cites)
        }
        OwnProposed { request_id, own } => {
            let (rule, cites) = of(own, PublishRule::PublishProposed, PublishRule::VersionProposed);
            (rule, vec![request(request_id)], cites)
        }
        OwnTimedOut { request_id, own, since, why } => {
            let (rule, cites) = of(own, PublishRule::PublishTimedOut, PublishRule::VersionTimedOut);
            let error = one(Operand::Error, why.error());
            (rule, vec![request(request_id), one(Operand::ProposedAt, since), error], cites)
        }
        Published { index, member } => (
            PublishRule::Published,
            vec![one(Operand::Index, index), who(Operand::Member, *member)],
            &[Cite::Etcd("server/etcdserver/api/membership/cluster.go", "UpdateAttributes")],
        ),
        ReadyToServe { waiting } => (
            PublishRule::ReadyToServe,
            vec![one(Operand::Waiting, waiting)],
            &[Cite::Etcd(SERVER, "publish"), Cite::Etcd("server/embed/serve.go", "serve")],
        ),
    }
}
