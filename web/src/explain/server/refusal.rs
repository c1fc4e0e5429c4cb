//! Where each refusal is written: an error says by itself who refuses.

use crate::explain::rule::Cite;
use engine::server::RpcError;

const SERVER: &str = "server/etcdserver/server.go";
const V3_SERVER: &str = "server/etcdserver/v3_server.go";
const APPLY: &str = "server/etcdserver/apply.go";
const KEY: &str = "server/etcdserver/api/v3rpc/key.go";
const MEMBER: &str = "server/etcdserver/api/v3rpc/member.go";
const INTERCEPTOR: &str = "server/etcdserver/api/v3rpc/interceptor.go";
const CLUSTER: &str = "server/etcdserver/api/membership/cluster.go";
const MVCC: &str = "server/storage/mvcc/kvstore_txn.go";

pub(super) fn cites(error: &RpcError) -> &'static [Cite] {
    use RpcError::*;
    match error {
        EmptyKey | ValueProvided | LeaseProvided => &[Cite::Etcd(KEY, "checkPutRequest")],
        InvalidSortOption => &[Cite::Etcd(KEY, "checkRangeRequest")],
        KeyNotFound | LeaseNotFound => &[Cite::Etcd(APPLY, "Put")],
        Compacted | FutureRev => &[Cite::Etcd(MVCC, "rangeKeys")],
        RequestTooLarge | TooManyRequests | DeadlineExceeded => {
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")]
        }
        LeaderChanged => &[Cite::Etcd(V3_SERVER, "requestCurrentIndex")],
        Stopped | Timeout | TimeoutDueToLeaderFail | TimeoutDueToConnectionLost => {
            &[Cite::Etcd(SERVER, "parseProposeCtxErr")]
        }
        ProposalDropped => &[Cite::Raft("raft.go", "stepLeader")],
        NoLeader | NotSupportedForLearner => &[Cite::Etcd(INTERCEPTOR, "newUnaryInterceptor")],
        MemberExist | PeerUrlExist | MemberNotFound | MemberNotLearner | TooManyLearners => {
            &[Cite::Etcd(CLUSTER, "ValidateConfigurationChange")]
        }
        MemberNotEnoughStarted => &[
            Cite::Etcd(CLUSTER, "IsReadyToAddVotingMember"),
            Cite::Etcd(CLUSTER, "IsReadyToRemoveVotingMember"),
        ],
        ClusterUnhealthy => {
            &[Cite::Etcd(SERVER, "mayAddMember"), Cite::Etcd(SERVER, "mayRemoveMember")]
        }
        MemberBadUrls => &[Cite::Etcd(MEMBER, "MemberAdd")],
        LearnerNotReady => &[Cite::Etcd(SERVER, "isLearnerReady")],
        NotLeader | BadLeaderTransferee | TimeoutLeaderTransfer => {
            &[Cite::Etcd(SERVER, "MoveLeader")]
        }
        NotCapable => &[Cite::Etcd("server/etcdserver/api/capability.go", "IsCapabilityEnabled")],
    }
}
