//! What a process has made of the log so far: the keys, the members, and how far it has come.
//!
//! All of it follows from the entries up to [`Applied::index`] alone, so two processes that have applied as
//! much have the same, and a snapshot is a copy of it. After `etcdserver/server.go`, `setAppliedIndex` and
//! `applySnapshot`, and `server/storage/schema`.

use super::cluster::Cluster;
use super::input::Fatal;
use super::{Request, Response, RpcError, apply, v2store};
use crate::backend::{Backend, Bucket, schema};
use crate::base::{Bytes, Index, NodeId, SharedVec, Sink, Term};
use crate::mvcc::{self, Store};
use crate::raft::message::{ConfState, Snapshot};

/// The state that the entries have made.
#[derive(Clone, Hash, Debug)]
pub(super) struct Applied {
    pub store: Store,
    /// The members.
    pub cluster: Cluster,
    /// The last entry that was carried out, and its term.
    pub index: Index,
    pub term: Term,
    /// The last entry whose effect was in the database when it was read, and its term: entries up to here
    /// are not carried out on it again.
    pub consistent: (Index, Term),
    /// The entry that made each revision, from `first_revision`: the first since the store was read.
    revisions: SharedVec<Index>,
    first_revision: i64,
}

impl Applied {
    /// Nothing yet.
    pub fn new() -> Applied {
        Applied {
            store: Store::new(),
            cluster: Cluster::default(),
            index: 0,
            term: 0,
            consistent: (0, 0),
            revisions: SharedVec::new(),
            first_revision: FIRST_REVISION,
        }
    }

    /// Carries out the request of the entry at `index`, with its reasons. The revision that comes of it is
    /// known by that entry.
    pub fn write(
        &mut self,
        index: Index,
        request: &Request,
        tracing: bool,
    ) -> (Result<Response, RpcError>, Sink<mvcc::Trace>) {
        let before = self.store.revision();
        let done = self.read(request, tracing);
        if self.store.revision() > before {
            self.revisions.push(index);
        }
        done
    }

    /// Carries out a request that changes nothing.
    pub fn read(
        &mut self,
        request: &Request,
        tracing: bool,
    ) -> (Result<Response, RpcError>, Sink<mvcc::Trace>) {
        let mut reasons = Sink::new(tracing);
        (apply::apply_traced(&mut self.store, request, &mut reasons), reasons)
    }

    /// The entry that made a revision of the store; nobody knows it of those that were in the database
    /// when it was read.
    pub fn index_of_revision(&self, revision: i64) -> Option<Index> {
        let at = usize::try_from(revision.checked_sub(self.first_revision)?).ok()?;
        self.revisions.get(at).copied()
    }

    /// Takes a database's content for its own.
    pub fn restore_store(&mut self, mut backend: Backend) -> Result<(), Fatal> {
        self.consistent = schema::consistent_index(&backend);
        schema::take_progress(&mut backend);
        let store = Store::restore(backend).map_err(|error| Fatal::Backend(error.to_string()))?;
        // Which entries made the revisions up to here is in no file.
        self.first_revision = store.revision() + 1;
        self.revisions = SharedVec::new();
        self.store = store;
        Ok(())
    }

    /// The members as a snapshot has them (etcd `RaftCluster.Recover`).
    pub fn recover_cluster(&mut self, snapshot: &Snapshot) -> Result<(), Fatal> {
        let Some(v2store::Loaded { members, removed, version }) = v2store::load(&snapshot.data)
        else {
            return Err(Fatal::Backend("failed to recover v2store from snapshot".into()));
        };
        self.cluster = Cluster::from_members(members, removed, version);
        Ok(())
    }

    /// The database as it is now, with how far it has come.
    pub fn encode_db(&self, conf: &ConfState) -> Bytes {
        let mut backend = self.store.backend().clone();
        // While entries are skipped that the database has already, it is ahead of what was applied.
        let (index, term) = self.consistent.max((self.index, self.term));
        schema::set_consistent_index(&mut backend, index, term);
        let lists = [&*conf.voters, &conf.learners, &conf.voters_outgoing, &conf.learners_next];
        schema::set_conf_state(&mut backend, lists, conf.auto_leave);
        for member in self.cluster.members() {
            let (id, json) = (format!("{:x}", member.id), member.to_json());
            backend.put(Bucket::Members, Bytes::from(&*id), Bytes::from(&*json));
        }
        for id in self.cluster.removed() {
            let id = format!("{id:x}");
            backend.put(Bucket::MembersRemoved, Bytes::from(&*id), "removed".into());
        }
        if let Some(version) = self.cluster.version() {
            let semver = version.semver();
            backend.put(Bucket::Cluster, "clusterVersion".into(), Bytes::from(&*semver));
        }
        backend.encode()
    }

    /// The members in the form of etcd 2's store.
    pub fn v2_store(&self) -> Bytes {
        let removed: Vec<NodeId> = self.cluster.removed().collect();
        let version = self.cluster.version();
        Bytes::from(&*v2store::save(self.cluster.members(), &removed, version, self.index))
    }
}

/// A fresh store is at revision 1: the first write makes this one.
const FIRST_REVISION: i64 = 2;
