//! What a restart finds of snapshots, after `server/etcdserver/bootstrap.go`, `bootstrapBackend` and
//! `recoverSnapshot`, and `server/storage/backend.go`, `RecoverSnapshotBackend`: the newest snapshot that is
//! whole and that the log knows, and a database that has at least what the snapshot stands for.

use super::input::{Fatal, Output};
use super::snapshot_transfer::no_database;
use super::trace;
use crate::backend::{Backend, schema};
use crate::base::{Bytes, DiskOp, Index};
use crate::raft::message::Snapshot;
use crate::{snap, wal};
use std::collections::BTreeMap;

/// What a process starts from.
pub(super) struct Loaded {
    /// The newest snapshot; `None` if there is none.
    pub snapshot: Option<Snapshot>,
    pub backend: Backend,
    /// The `.snap` files, the oldest first.
    pub files: Vec<String>,
    /// Databases that came with a snapshot which was never applied.
    pub received: BTreeMap<Index, Bytes>,
}

/// Looks through a member's files. `ops` rename what must be renamed.
pub(super) fn load(
    files: &BTreeMap<String, Vec<u8>>,
    ops: &mut Vec<DiskOp>,
    out: &mut Output,
) -> Result<Loaded, Fatal> {
    // What was half written when the process died has no use (etcd `cleanupSnapdir`).
    let half = |path: &&String| path.starts_with(TEMPORARY[0]) || path.starts_with(TEMPORARY[1]);
    ops.extend(files.keys().filter(half).map(|path| DiskOp::Remove { path: path.clone() }));
    let known = wal::discover(files).map_err(|error| Fatal::Wal(error.to_string()))?;
    let known: Vec<_> = known.iter().map(|snapshot| (snapshot.term, snapshot.index)).collect();
    let newest = snap::load_newest_available(files, &known, ops);
    for (path, error) in &newest.broken {
        let error = error.to_string();
        out.trace(|| trace::Snapshot::SnapshotBroken { path: path.clone(), error });
    }
    for path in &newest.orphans {
        out.trace(|| trace::Snapshot::SnapshotOrphan { path: path.clone() });
    }
    let names = |path: &String| path.strip_prefix(snap::DIR).map(str::to_string);
    let is_broken = |path: &String| newest.broken.iter().any(|(broken, _)| broken == path);
    let is_snapshot =
        |path: &String| names(path).is_some_and(|name| snap::parse_name(&name).is_some());
    let snapshots =
        files.keys().filter(|path| is_snapshot(path) && !is_broken(path)).cloned().collect();
    let mut received: BTreeMap<Index, Bytes> = (files.iter())
        .filter_map(|(path, db)| Some((snap::parse_db_name(&names(path)?)?, Bytes::from(&db[..]))))
        .collect();
    let backend = match &newest.snapshot {
        None => present(files)?.unwrap_or_default(),
        Some(snapshot) => recover(files, snapshot, &mut received, ops)?,
    };
    if let Some(Snapshot { metadata, .. }) = &newest.snapshot {
        let ((consistent, _), index, term) =
            (schema::consistent_index(&backend), metadata.index, metadata.term);
        out.trace(|| trace::Snapshot::SnapshotLoaded { index, term, consistent });
    }
    Ok(Loaded { snapshot: newest.snapshot, backend, files: snapshots, received })
}

/// The database, if there is one.
fn present(files: &BTreeMap<String, Vec<u8>>) -> Result<Option<Backend>, Fatal> {
    let Some(db) = files.get(snap::DB) else { return Ok(None) };
    let failed = |error: String| Fatal::Backend(format!("failed to open database: {error}"));
    Backend::decode(db).map(Some).map_err(|error| failed(error.to_string()))
}

/// A database with everything that the snapshot stands for: the one in place, or the one that came with
/// the snapshot when the process died before it could take that place.
fn recover(
    files: &BTreeMap<String, Vec<u8>>,
    snapshot: &Snapshot,
    received: &mut BTreeMap<Index, Bytes>,
    ops: &mut Vec<DiskOp>,
) -> Result<Backend, Fatal> {
    let index = snapshot.metadata.index;
    if let Some(backend) = present(files)?
        && index <= schema::consistent_index(&backend).0
    {
        return Ok(backend);
    }
    let failed = |error: String| {
        Fatal::Backend(format!("failed to recover v3 backend from snapshot: {error}"))
    };
    let db = received.remove(&index).ok_or_else(|| failed(no_database()))?;
    ops.push(DiskOp::Rename { from: snap::db_name(index), to: snap::DB.into() });
    Backend::decode(&db).map_err(|error| failed(error.to_string()))
}

/// How the names of half-written files begin: of this member's database, and of a leader's.
const TEMPORARY: [&str; 2] = ["member/snap/db.tmp", "member/snap/tmp"];
