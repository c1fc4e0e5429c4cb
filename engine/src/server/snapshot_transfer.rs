//! A snapshot on its way to a follower that needs entries which are gone, after
//! `server/etcdserver/snapshot_merge.go`, `raft.go`, `processMessages`, and `server.go`, `applySnapshot`;
//! `rafthttp/snapshot_sender.go` and the snapshot handler in `rafthttp/http.go`.
//!
//! Raft asks for it with `MsgSnap`. What is sent is not the snapshot that raft has in mind but a newer one:
//! the member's state right now, so that the follower need not catch up with what was written meanwhile.
//! Message and database travel together, apart from the other messages. The receiver first makes the
//! database safe on its disk, and only then lets raft hear of it; raft then asks for the `.snap` file and
//! the record in the log to be written, and when they are safe the database takes the old one's place.
//!
//! The leader does not wait for the follower's raft to know how the sending went: the transport tells it
//! ([`Input::SnapshotStatus`](super::Input)), and it goes on by probing. No news for 5 s are bad news. As
//! long as a snapshot is on its way, and 30 s after it arrived, the log is not compacted: the follower
//! would need another one at once.
//!
//! Simplified: a snapshot takes no longer to send than any message, however large it is.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::fault;
use super::input::{Effect, Fatal};
use super::snapshot::{put_file, record_of};
use super::trace;
use crate::backend::Backend;
use crate::base::{Bytes, DiskOp, DiskToken, Index, NodeId, Time};
use crate::raft::message::{Message, MessageType, Snapshot, SnapshotMetadata};
use crate::snap;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Snapshots on their way.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Transfers {
    /// `MsgSnap` that raft wants to have sent (etcd `msgSnapC`).
    requested: VecDeque<Message>,
    /// What was sent, by receiver.
    sent: BTreeMap<NodeId, Sent>,
    /// What arrived and is being written.
    incoming: BTreeMap<DiskToken, Incoming>,
    /// What was written: the `.snap.db` files, by index.
    received: BTreeMap<Index, Bytes>,
}

/// A snapshot that was sent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Sent {
    pub index: Index,
    pub since: Time,
    /// When it was known to have arrived.
    pub arrived: Option<Time>,
}

#[derive(Clone, PartialEq, Hash, Debug)]
struct Incoming {
    message: Box<Message>,
    db: Bytes,
}

impl Transfers {
    /// What was sent and still holds up the compaction of the log.
    pub fn in_flight(&self) -> impl Iterator<Item = (NodeId, Sent)> + '_ {
        self.sent.iter().map(|(to, sent)| (*to, *sent))
    }

    /// True while one that arrived is being written.
    pub fn is_receiving(&self) -> bool {
        !self.incoming.is_empty()
    }

    /// Forgets databases that came with a snapshot before `index`; their paths come back.
    pub(super) fn forget_received(&mut self, index: Index) -> Vec<String> {
        let newer = self.received.split_off(&index);
        let older = std::mem::replace(&mut self.received, newer);
        older.into_keys().map(snap::db_name).collect()
    }

    /// A database that a process before this one received.
    pub(super) fn found(&mut self, index: Index, db: Bytes) {
        self.received.insert(index, db);
    }
}

impl EtcdServer {
    /// Takes `MsgSnap` out of what raft sends: it takes another way.
    pub(super) fn take_snapshot_messages(&mut self, messages: &mut Vec<Message>) {
        let requested = &mut self.snapshots.transfers.requested;
        for message in messages.extract_if(.., |m| m.msg_type == MessageType::Snap) {
            if requested.len() < REQUESTED_MAX {
                requested.push_back(message);
            }
        }
    }

    /// Sends the snapshot that was asked for first, if any (etcd `createMergedSnapshotMessage`).
    pub(super) fn send_snapshot(&mut self, cx: &mut Cx<'_>) {
        let Some(mut message) = self.snapshots.transfers.requested.pop_front() else { return };
        let (index, term) = (self.applied.index, self.applied.term);
        let metadata = SnapshotMetadata { conf_state: self.conf_state(), index, term };
        let (data, db, to) =
            (self.applied.v2_store(), self.applied.encode_db(&self.conf_state()), message.to);
        message.snapshot = Some(Rc::new(Snapshot { data, metadata }));
        let bytes = db.len() as u64;
        cx.trace(|| trace::Snapshot::SnapshotSending { to, index, bytes });
        self.snapshots.transfers.sent.insert(to, Sent { index, since: cx.now, arrived: None });
        cx.effect(Effect::SendSnapshot { message: Box::new(message), db });
    }

    /// The transport says what became of a snapshot (`ReportSnapshot`).
    pub(super) fn snapshot_status(
        &mut self,
        cx: &mut Cx<'_>,
        to: NodeId,
        failed: bool,
    ) -> Result<(), Fatal> {
        let sent = self.snapshots.transfers.sent.get_mut(&to);
        let Some(sent) = sent.filter(|sent| sent.arrived.is_none()) else { return Ok(()) };
        let index = sent.index;
        sent.arrived = Some(cx.now);
        cx.trace(|| trace::Snapshot::SnapshotSendEnded { to, index, failed });
        if failed {
            self.snapshots.transfers.sent.remove(&to);
            fault(self.node.report_unreachable(to))?;
        }
        fault(self.node.report_snapshot(to, failed))
    }

    /// Gives up on snapshots without news, and lets the log be compacted when those that arrived had
    /// time to be used.
    pub(super) fn tick_snapshots(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        let transfers = &mut self.snapshots.transfers;
        transfers.sent.retain(|_, sent| {
            sent.arrived.is_none_or(|at| cx.now.since(at) < RELEASE_DELAY_AFTER_SNAPSHOT)
        });
        let silent = |(to, sent): (&NodeId, &Sent)| {
            let late = sent.arrived.is_none() && cx.now.since(sent.since) >= SNAPSHOT_PATIENCE;
            late.then_some(*to)
        };
        let late: Vec<NodeId> = transfers.sent.iter().filter_map(silent).collect();
        late.into_iter().try_for_each(|to| self.snapshot_status(cx, to, true))
    }

    /// A leader's snapshot arrived: first its database must be safe.
    pub(super) fn receive_snapshot(&mut self, cx: &mut Cx<'_>, message: Box<Message>, db: Bytes) {
        let Some(snapshot) = &message.snapshot else { return };
        let (index, token) = (snapshot.metadata.index, self.next_token());
        let (from, bytes) = (message.from, db.len() as u64);
        cx.trace(|| trace::Snapshot::SnapshotReceiving { from, index, bytes });
        let temporary = format!("{}tmp{}", snap::DIR, token.0);
        let mut ops = Vec::new();
        put_file(&temporary, db.clone(), &mut ops);
        ops.push(DiskOp::Rename { from: temporary, to: snap::db_name(index) });
        cx.effect(Effect::Disk(token, ops));
        self.snapshots.transfers.incoming.insert(token, Incoming { message, db });
    }

    /// The database of an incoming snapshot is safe: raft hears of it, and the sender too. True if `token`
    /// was that.
    pub(super) fn snapshot_stored(
        &mut self,
        cx: &mut Cx<'_>,
        token: DiskToken,
    ) -> Result<bool, Fatal> {
        let Some(Incoming { message, db }) = self.snapshots.transfers.incoming.remove(&token)
        else {
            return Ok(false);
        };
        let (from, snapshot) = (message.from, message.snapshot.clone().unwrap_or_default());
        let index = snapshot.metadata.index;
        cx.trace(|| trace::Snapshot::SnapshotStored { from, index });
        self.snapshots.transfers.received.insert(index, db);
        fault(self.node.step(*message))?;
        cx.effect(Effect::SnapshotReceived { from });
        Ok(true)
    }

    /// Raft has accepted a leader's snapshot: its `.snap` file, then its record in the log.
    pub(super) fn save_leaders_snapshot(
        &mut self,
        cx: &mut Cx<'_>,
        snapshot: &Snapshot,
        ops: &mut Vec<DiskOp>,
    ) {
        let path = snap::name(snapshot.metadata.term, snapshot.metadata.index);
        put_file(&path, snap::encode(snapshot).into(), ops);
        self.wal.save_snapshot(&record_of(snapshot), ops, &mut cx.out.traces);
        self.snapshots.files.push(path);
    }

    /// Both are safe: the leader's state takes the place of this member's (etcd `applySnapshot`). Requests
    /// whose entries are in it are never answered: nobody carried them out here.
    pub(super) fn apply_snapshot(
        &mut self,
        cx: &mut Cx<'_>,
        snapshot: &Snapshot,
    ) -> Result<(), Fatal> {
        let (index, term) = (snapshot.metadata.index, snapshot.metadata.term);
        let applied = self.applied.index;
        if index <= applied {
            return Err(Fatal::Backend(format!(
                "unexpected leader snapshot from outdated index: applied {applied}, snapshot {index}"
            )));
        }
        let failed =
            |error: String| Fatal::Backend(format!("failed to open snapshot backend: {error}"));
        let db = self.snapshots.transfers.received.remove(&index);
        let db = db.ok_or_else(|| failed(no_database()))?;
        let backend = Backend::decode(&db).map_err(|error| failed(error.to_string()))?;
        let rename = DiskOp::Rename { from: snap::db_name(index), to: snap::DB.into() };
        let token = self.next_token();
        cx.effect(Effect::Disk(token, vec![rename]));
        self.applied.restore_store(backend)?;
        self.applied.recover_cluster(snapshot)?;
        (self.applied.index, self.applied.term, self.snapshots.last) = (index, term, index);
        self.node.storage_mut().apply_snapshot(snapshot.clone())?;
        let revision = self.applied.store.revision();
        cx.trace(|| trace::Snapshot::SnapshotApplied { index, term, applied, revision });
        self.release(cx, index);
        self.serve_confirmed(cx)
    }
}

/// etcd's words for a snapshot without its database.
pub(super) fn no_database() -> String {
    format!("failed to find database snapshot file ({})", snap::Error::NoDbSnapshot)
}

/// etcd `maxInFlightMsgSnap`.
const REQUESTED_MAX: usize = 16;
/// How long the sender waits for an answer: the read and write timeout of etcd's peer connections
/// (`rafthttp.ConnReadTimeout`).
const SNAPSHOT_PATIENCE: Time = Time::from_ms(5000);
/// etcd `releaseDelayAfterSnapshot`.
const RELEASE_DELAY_AFTER_SNAPSHOT: Time = Time::from_ms(30_000);
