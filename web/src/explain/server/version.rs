//! The cluster's version: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, several};
use crate::explain::rule::{Cite, Parts};
use engine::{base::NodeId, server::trace::Version};

const SERVER: &str = "server/etcdserver/server.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VersionRule {
    Decided,
    DecidedWithoutAll,
    Unknown,
    Set,
    Updated,
}

pub(super) fn explain(trace: &Version) -> Parts<VersionRule> {
    use Version::*;
    match trace {
        Decided { decided, unknown, .. } => {
            let members: Vec<NodeId> = unknown.iter().map(|silent| silent.member).collect();
            let silent = several(Operand::NotHeardFrom, &members);
            let monitor: &[Cite] = &[Cite::Etcd(SERVER, "monitorVersions")];
            let decide: &[Cite] = &[
                Cite::Etcd(SERVER, "monitorVersions"),
                Cite::Etcd("server/etcdserver/cluster_util.go", "decideClusterVersion"),
            ];
            match decided {
                Some(version) if unknown.is_empty() => {
                    (VersionRule::Decided, vec![one(Operand::Version, version)], decide)
                }
                Some(version) => {
                    let values = vec![one(Operand::Version, version), silent];
                    (VersionRule::DecidedWithoutAll, values, decide)
                }
                None => (VersionRule::Unknown, vec![silent], monitor),
            }
        }
        Set { index, version, .. } => (
            VersionRule::Set,
            vec![one(Operand::Index, index), one(Operand::Version, version)],
            &[Cite::Etcd("server/etcdserver/api/membership/cluster.go", "SetVersion")],
        ),
        Updated { version } => (
            VersionRule::Updated,
            vec![one(Operand::Version, version)],
            &[Cite::Etcd(SERVER, "updateClusterVersionV2")],
        ),
    }
}
