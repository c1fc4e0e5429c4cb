//! One etcd process as a value.
//!
//! What goes in are ticks, messages, finished disk writes and requests ([`Input`]); what comes out are
//! effects that the world carries out ([`Effect`]). No input leaves hidden work behind, except requests
//! that wait for their answer. After `server/etcdserver`.
//!
//! A write travels: [`validate`] (may it pass?) → [`propose`] (into raft) → [`raft_loop`] (WAL, peers) →
//! commit → [`apply`] (into the store) → reply. A linearizable read asks for the commit index instead
//! ([`read`]) and waits until that much is applied; [`read_mode`] has three other ways.
//! The cluster itself changes by entries of the log, too: [`membership`] proposes them, [`cluster`] follows.

pub mod address;
mod applied;
pub mod apply;
mod apply_entry;
pub mod bootstrap;
pub mod cluster;
pub mod codec;
mod contention;
mod cx;
mod entry_data;
pub mod error;
pub mod etcd_server;
mod failure;
mod forward;
pub mod ids;
pub mod input;
pub mod member;
pub mod membership;
mod own;
mod patience;
mod pending;
pub mod propose;
pub mod raft_loop;
pub mod read;
pub mod read_mode;
pub mod request;
pub mod response;
pub mod rules;
pub mod snapshot;
mod snapshot_load;
pub mod snapshot_transfer;
pub mod sort;
pub mod trace;
mod v2_request;
mod v2store;
pub mod validate;
pub mod version;

pub use address::{client_url, machine_of_peer_url, peer_url};
pub use bootstrap::ServerConfig;
pub use cluster::{Cluster, MemberChange};
pub use codec::{CodecError, InternalRaftRequest};
pub use entry_data::EntryData;
pub use error::{Code, RpcError};
pub use etcd_server::EtcdServer;
pub use forward::Forwarded;
pub use input::{Effect, Fatal, Input, Output, ReplyTo, TimerToken};
pub use member::{Member, cluster_id};
pub use membership::LeaderMove;
pub use own::{Early, Own, OwnProposal};
pub use pending::Waiter;
pub use propose::{Parked, Proposal};
pub use read_mode::ReadMode;
pub use request::{
    AlarmRequest, DeleteRangeRequest, HashKvRequest, MemberAddRequest, MemberListRequest,
    MemberPromoteRequest, MemberRemoveRequest, MemberUpdateRequest, MoveLeaderRequest, PutRequest,
    RangeRequest, Request, StatusRequest,
};
pub use response::{
    AlarmResponse, DeleteRangeResponse, HashKvResponse, MemberAddResponse, MemberListResponse,
    MemberPromoteResponse, MemberRemoveResponse, MemberUpdateResponse, MoveLeaderResponse,
    PutResponse, RangeResponse, Response, ResponseHeader, StatusResponse,
};
pub use rules::{Rule, Rules};
pub use snapshot::Snapshots;
pub use trace::Trace;
pub use v2_request::{MemberAttributes, V2Put, V2Request};
pub use version::ClusterVersion;
