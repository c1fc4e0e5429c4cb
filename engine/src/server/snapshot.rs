//! Snapshots of a member's own state, and cutting the log behind them, after `server/etcdserver/server.go`
//! of 3.5, `triggerSnapshot` and `snapshot`.
//!
//! The log grows with every write, and nobody wants to read all of it after a restart. So when more than
//! `--snapshot-count` entries have been applied since the last time, the member writes down where it
//! stands. The order of the writes is what makes it safe at every moment: first the database and the
//! `.snap` file, then, when those are safe, a record in the write-ahead log that says so, and only then
//! does raft forget entries. A crash in between leaves files that nobody asks for.
//!
//! Raft keeps `--snapshot-catchup-entries` entries behind the snapshot, for followers that are slow but not
//! hopeless. Whoever needs an older one gets the state itself: see [`super::snapshot_transfer`].
//!
//! Simplified: etcd changes its database in place and commits it every 100 ms; here the file is written
//! whole, under another name, at each snapshot, and takes the old one's place when it is safe. One snapshot
//! is written at a time, where etcd would begin another beside it. etcd deletes old `.snap` files every
//! 30 s; here that happens with each new one.

use super::cluster::Cluster;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal, Output};
use super::member::Member;
use super::snapshot_transfer::Transfers;
use super::trace::{self, Trace};
use crate::backend::{Backend, Bucket, schema};
use crate::base::{Bytes, DiskOp, DiskToken, Index, NodeId, SharedVec, Term};
use crate::mvcc::Store;
use crate::raft::StorageError;
use crate::raft::message::{ConfState, Snapshot};
use crate::snap::{self, v2store};
use crate::wal;

/// What a process knows of snapshots.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Snapshots {
    /// So many entries are applied before the next (`--snapshot-count`).
    pub count: u64,
    /// So many entries stay behind one (`--snapshot-catchup-entries`).
    pub catch_up_entries: u64,
    /// The index of the last one (etcd `snapi`).
    pub last: Index,
    /// The one that is being written.
    pub(super) saving: Option<Saving>,
    /// The `.snap` files on the disk, the oldest first.
    pub(super) files: Vec<String>,
    /// Those on their way to and from other members.
    pub transfers: Transfers,
}

/// A snapshot that is being written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Saving {
    token: DiskToken,
    record: wal::Snapshot,
    path: String,
    /// Database and `.snap` file are safe; the record in the log is being written.
    files_safe: bool,
}

impl EtcdServer {
    /// Begins a snapshot if enough was applied since the last one.
    pub(super) fn trigger_snapshot(&mut self, out: &mut Output) -> Result<(), Fatal> {
        let (applied, last, count) = (self.applied, self.snapshots.last, self.snapshots.count);
        if applied.saturating_sub(last) <= count || self.snapshots.saving.is_some() {
            return Ok(());
        }
        out.trace(|| trace::Snapshot::SnapshotTriggered { applied, last, count });
        self.snapshots.last = applied;
        let (conf_state, data) = (self.conf_state(), self.v2_store());
        let made = self.node.storage_mut().create_snapshot(applied, conf_state, data);
        let snapshot = match made {
            Err(StorageError::SnapshotOutOfDate) => return Ok(()),
            made => made?,
        };
        let db = self.encode_db();
        let (temporary, path) = (format!("{}.tmp", snap::DB), self.snap_path(&snapshot));
        let mut ops = Vec::new();
        put_file(&temporary, db.clone(), &mut ops);
        ops.push(DiskOp::Rename { from: temporary, to: snap::DB.into() });
        put_file(&path, snap::encode(&snapshot).into(), &mut ops);
        let (token, record) = (self.next_token(), record_of(&snapshot));
        out.effects.push(Effect::Disk(token, ops));
        self.snapshots.saving = Some(Saving { token, record, path, files_safe: false });
        Ok(())
    }

    /// One of the two writes of a snapshot is safe. True if `token` was one of them.
    pub(super) fn snapshot_written(
        &mut self,
        token: DiskToken,
        out: &mut Output,
    ) -> Result<bool, Fatal> {
        let Some(mut saving) = self.snapshots.saving.take_if(|saving| saving.token == token) else {
            return Ok(false);
        };
        if saving.files_safe {
            self.snapshot_saved(saving, out)?;
        } else {
            let mut ops = Vec::new();
            let saved = self.wal.save_snapshot(&saving.record, &mut ops);
            out.trace(|| Trace::Wal(saved));
            saving.token = self.next_token();
            saving.files_safe = true;
            out.effects.push(Effect::Disk(saving.token, ops));
            self.snapshots.saving = Some(saving);
        }
        Ok(true)
    }

    /// The snapshot counts from now on: raft may forget what it stands for.
    fn snapshot_saved(&mut self, saving: Saving, out: &mut Output) -> Result<(), Fatal> {
        let index = saving.record.index;
        out.trace(|| trace::Snapshot::SnapshotTaken { index });
        self.snapshots.files.push(saving.path);
        self.release(index, out);
        let in_flight = self.snapshots.transfers.in_flight().count() as u64;
        if in_flight > 0 {
            out.trace(|| trace::Snapshot::CompactionSkipped { in_flight });
            return Ok(());
        }
        let keep = self.snapshots.catch_up_entries;
        let compact = if index > keep { index - keep } else { 1 };
        match self.node.storage_mut().compact(compact) {
            Err(StorageError::Compacted) => {}
            done => {
                done?;
                out.trace(|| trace::Snapshot::RaftLogCompacted { index: compact, snapshot: index });
            }
        }
        Ok(())
    }

    /// Deletes what the snapshot at `index` has made superfluous.
    pub(super) fn release(&mut self, index: Index, out: &mut Output) {
        let mut paths: Vec<String> = self.snapshots.transfers.forget_received(index);
        let old = self.snapshots.files.len().saturating_sub(MAX_SNAPSHOTS);
        paths.extend(self.snapshots.files.drain(..old));
        if paths.is_empty() {
            return;
        }
        for path in &paths {
            out.trace(|| trace::Snapshot::SnapshotPurged { path: path.clone() });
        }
        let ops = paths.into_iter().map(|path| DiskOp::Remove { path }).collect();
        let token = self.next_token();
        out.effects.push(Effect::Disk(token, ops));
    }

    /// Takes a database's content for its own.
    pub(super) fn restore_store(&mut self, mut backend: Backend) -> Result<(), Fatal> {
        self.consistent = schema::consistent_index(&backend);
        schema::take_progress(&mut backend);
        let store = Store::restore(backend).map_err(|error| Fatal::Backend(error.to_string()))?;
        // Which entries made the revisions up to here is in no file.
        self.first_revision = store.revision() + 1;
        self.revisions = SharedVec::new();
        self.store = store;
        Ok(())
    }

    /// The database as it is now, with how far it has come.
    pub(super) fn encode_db(&self) -> Bytes {
        let mut backend = self.store.backend().clone();
        // While entries are skipped that the database has already, it is ahead of what was applied.
        let (index, term) = self.consistent.max((self.applied, self.applied_term));
        schema::set_consistent_index(&mut backend, index, term);
        let conf = self.conf_state();
        let lists = [&*conf.voters, &conf.learners, &conf.voters_outgoing, &conf.learners_next];
        schema::set_conf_state(&mut backend, lists, conf.auto_leave);
        for member in self.v2_members() {
            let (id, json) = (format!("{:x}", member.id), member.json());
            backend.put(Bucket::Members, Bytes::from(&*id), Bytes::from(&*json));
        }
        for id in self.cluster.removed() {
            let id = format!("{id:x}");
            backend.put(Bucket::MembersRemoved, Bytes::from(&*id), "removed".into());
        }
        backend.encode()
    }

    /// The members in the form of etcd 2's store.
    pub(super) fn v2_store(&self) -> Bytes {
        let removed: Vec<NodeId> = self.cluster.removed().collect();
        Bytes::from(&*v2store::save(&self.v2_members(), &removed, self.applied))
    }

    fn v2_members(&self) -> Vec<v2store::V2Member> {
        let member = |member: &Member| v2store::V2Member {
            id: member.id,
            peer_urls: member.peer_urls.clone(),
            is_learner: member.is_learner,
            name: member.name.clone(),
            client_urls: member.client_urls.clone(),
        };
        self.cluster.members().map(member).collect()
    }

    /// The members as a snapshot has them (etcd `RaftCluster.Recover`).
    pub(super) fn recover_cluster(&mut self, snapshot: &Snapshot) -> Result<(), Fatal> {
        let Some((members, removed)) = v2store::load(&snapshot.data) else {
            return Err(Fatal::Backend("failed to recover v2store from snapshot".into()));
        };
        let member = |member: v2store::V2Member| Member {
            id: member.id,
            name: member.name,
            peer_urls: member.peer_urls,
            client_urls: member.client_urls,
            is_learner: member.is_learner,
        };
        self.cluster = Cluster::from_members(members.into_iter().map(member), removed);
        Ok(())
    }

    /// The configuration at the last applied entry.
    pub(super) fn conf_state(&self) -> ConfState {
        self.node.raft.tracker.conf_state()
    }

    fn snap_path(&self, snapshot: &Snapshot) -> String {
        snap::name(snapshot.metadata.term, snapshot.metadata.index)
    }

    pub(super) fn next_token(&mut self) -> DiskToken {
        self.next_token += 1;
        DiskToken(self.next_token)
    }

    /// What this process knows of snapshots.
    pub fn snapshots(&self) -> &Snapshots {
        &self.snapshots
    }

    /// True while an fsync is under way.
    pub fn is_writing(&self) -> bool {
        self.in_fsync.is_some()
            || self.snapshots.saving.is_some()
            || self.snapshots.transfers.is_receiving()
    }

    /// The term of the last entry that was carried out.
    pub fn applied_term(&self) -> Term {
        self.applied_term
    }
}

/// The record in the write-ahead log for a snapshot.
pub(super) fn record_of(snapshot: &Snapshot) -> wal::Snapshot {
    let metadata = &snapshot.metadata;
    wal::Snapshot {
        index: metadata.index,
        term: metadata.term,
        conf_state: Some(metadata.conf_state.clone()),
    }
}

/// A file with this content, whatever was there before.
pub(super) fn put_file(path: &str, data: Bytes, ops: &mut Vec<DiskOp>) {
    let path = path.to_string();
    ops.push(DiskOp::Remove { path: path.clone() });
    ops.push(DiskOp::Append { path: path.clone(), data });
    ops.push(DiskOp::Sync { path });
}

/// etcd `--max-snapshots`.
const MAX_SNAPSHOTS: usize = 5;
