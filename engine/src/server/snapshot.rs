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

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Effect, Fatal};
use super::snapshot_transfer::Transfers;
use super::trace;
use crate::base::{Bytes, DiskOp, DiskToken, Index};
use crate::raft::StorageError;
use crate::raft::message::{ConfState, Snapshot};
use crate::snap;
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
    pub(super) fn trigger_snapshot(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let (applied, last, count) =
            (self.applied.index, self.snapshots.last, self.snapshots.count);
        if applied.saturating_sub(last) <= count || self.snapshots.saving.is_some() {
            return Ok(());
        }
        cx.trace(|| trace::Snapshot::SnapshotTriggered { applied, last, count });
        self.snapshots.last = applied;
        let (conf_state, data) = (self.conf_state(), self.applied.v2_store());
        let made = self.node.storage_mut().create_snapshot(applied, conf_state, data);
        let snapshot = match made {
            Err(StorageError::SnapshotOutOfDate) => return Ok(()),
            made => made?,
        };
        let db = self.applied.encode_db(&self.conf_state());
        let (temporary, path) = (format!("{}.tmp", snap::DB), self.snap_path(&snapshot));
        let mut ops = Vec::new();
        put_file(&temporary, db.clone(), &mut ops);
        ops.push(DiskOp::Rename { from: temporary, to: snap::DB.into() });
        put_file(&path, snap::encode(&snapshot).into(), &mut ops);
        let (token, record) = (self.next_token(), record_of(&snapshot));
        cx.effect(Effect::Disk(token, ops));
        self.snapshots.saving = Some(Saving { token, record, path, files_safe: false });
        Ok(())
    }

    /// One of the two writes of a snapshot is safe. True if `token` was one of them.
    pub(super) fn snapshot_written(
        &mut self,
        cx: &mut Cx<'_>,
        token: DiskToken,
    ) -> Result<bool, Fatal> {
        let Some(mut saving) = self.snapshots.saving.take_if(|saving| saving.token == token) else {
            return Ok(false);
        };
        if saving.files_safe {
            self.snapshot_saved(cx, saving)?;
        } else {
            let mut ops = Vec::new();
            self.wal.save_snapshot(&saving.record, &mut ops, &mut cx.out.traces);
            saving.token = self.next_token();
            saving.files_safe = true;
            cx.effect(Effect::Disk(saving.token, ops));
            self.snapshots.saving = Some(saving);
        }
        Ok(true)
    }

    /// The snapshot counts from now on: raft may forget what it stands for.
    fn snapshot_saved(&mut self, cx: &mut Cx<'_>, saving: Saving) -> Result<(), Fatal> {
        let index = saving.record.index;
        cx.trace(|| trace::Snapshot::SnapshotTaken { index });
        self.snapshots.files.push(saving.path);
        self.release(cx, index);
        let in_flight = self.snapshots.transfers.in_flight().count() as u64;
        if in_flight > 0 {
            cx.trace(|| trace::Snapshot::CompactionSkipped { in_flight });
            return Ok(());
        }
        let keep = self.snapshots.catch_up_entries;
        let compact = if index > keep { index - keep } else { 1 };
        match self.node.storage_mut().compact(compact) {
            Err(StorageError::Compacted) => {}
            done => {
                done?;
                cx.trace(|| trace::Snapshot::RaftLogCompacted { index: compact, snapshot: index });
            }
        }
        Ok(())
    }

    /// Deletes what the snapshot at `index` has made superfluous.
    pub(super) fn release(&mut self, cx: &mut Cx<'_>, index: Index) {
        let mut paths: Vec<String> = self.snapshots.transfers.forget_received(index);
        let old = self.snapshots.files.len().saturating_sub(MAX_SNAPSHOTS);
        paths.extend(self.snapshots.files.drain(..old));
        if paths.is_empty() {
            return;
        }
        for path in &paths {
            cx.trace(|| trace::Snapshot::SnapshotPurged { path: path.clone() });
        }
        let ops = paths.into_iter().map(|path| DiskOp::Remove { path }).collect();
        let token = self.next_token();
        cx.effect(Effect::Disk(token, ops));
    }

    /// The configuration at the last applied entry.
    pub(super) fn conf_state(&self) -> ConfState {
        self.node.raft.tracker.conf_state()
    }

    fn snap_path(&self, snapshot: &Snapshot) -> String {
        snap::name(snapshot.metadata.term, snapshot.metadata.index)
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
