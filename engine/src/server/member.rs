//! A member as the cluster and its clients know it, after `etcdserver/api/membership/member.go` and
//! `etcdserverpb.Member`.

use crate::base::NodeId;

/// One member of the cluster.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Member {
    pub id: NodeId,
    /// Empty until its process has started and published it.
    pub name: String,
    /// Where the other members find it.
    pub peer_urls: Vec<String>,
    /// Where clients find it; none until its process has started.
    pub client_urls: Vec<String>,
    /// It gets the log, and neither votes nor counts.
    pub is_learner: bool,
}
