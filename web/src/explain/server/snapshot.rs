//! Snapshots, at the server: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, place, two, who};
use crate::explain::rule::{Cite, Parts};
use Snapshot::*;
use engine::server::trace::Snapshot;

const SERVER: &str = "server/etcdserver/server.go";
const SENDER: &str = "server/etcdserver/api/rafthttp/snapshot_sender.go";
const SNAPSHOTTER: &str = "server/etcdserver/api/snap/snapshotter.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServerSnapshotRule {
    SnapshotTriggered,
    SnapshotTaken,
    RaftLogCompacted,
    CompactionSkipped,
    SnapshotPurged,
    SnapshotSending,
    Arrived,
    SendFailed,
    SnapshotReceiving,
    SnapshotStored,
    SnapshotApplied,
    SnapshotLoaded,
    SnapshotOrphan,
    SnapshotBroken,
    EntrySkipped,
}

pub(super) fn explain(trace: &Snapshot) -> Parts<ServerSnapshotRule> {
    match trace {
        SnapshotTriggered { applied, last, count } => {
            let since = applied.saturating_sub(*last);
            (
                ServerSnapshotRule::SnapshotTriggered,
                vec![two(Operand::SinceSnapshot, since, ">", count, Operand::SnapshotCount)],
                &[Cite::Etcd(SERVER, "triggerSnapshot"), Cite::Paper("7")],
            )
        }
        SnapshotTaken { index } => (
            ServerSnapshotRule::SnapshotTaken,
            vec![one(Operand::Index, index)],
            &[Cite::Etcd(SERVER, "snapshot"), Cite::Thesis("5.1")],
        ),
        RaftLogCompacted { index, snapshot } => (
            ServerSnapshotRule::RaftLogCompacted,
            vec![two(Operand::FirstKept, index + 1, "≤", snapshot, Operand::SnapshotIndex)],
            &[Cite::Etcd(SERVER, "snapshot"), Cite::Thesis("5.1")],
        ),
        CompactionSkipped { in_flight } => (
            ServerSnapshotRule::CompactionSkipped,
            vec![one(Operand::SnapshotsInFlight, in_flight)],
            &[Cite::Etcd(SERVER, "snapshot"), Cite::Thesis("5.1")],
        ),
        SnapshotPurged { path } => (
            ServerSnapshotRule::SnapshotPurged,
            vec![one(Operand::File, path)],
            &[Cite::Etcd(SERVER, "purgeFile")],
        ),
        SnapshotSending { to, index, bytes } => (
            ServerSnapshotRule::SnapshotSending,
            vec![
                who(Operand::Member, *to),
                one(Operand::SnapshotIndex, index),
                one(Operand::Bytes, bytes),
            ],
            &[
                Cite::Etcd("server/etcdserver/snapshot_merge.go", "createMergedSnapshotMessage"),
                Cite::Thesis("5.1"),
            ],
        ),
        SnapshotSendEnded { to, index, failed } => (
            if *failed { ServerSnapshotRule::SendFailed } else { ServerSnapshotRule::Arrived },
            vec![who(Operand::Member, *to), one(Operand::SnapshotIndex, index)],
            &[Cite::Etcd(SENDER, "send")],
        ),
        SnapshotReceiving { from, index, bytes } => (
            ServerSnapshotRule::SnapshotReceiving,
            vec![
                who(Operand::Leader, *from),
                one(Operand::SnapshotIndex, index),
                one(Operand::Bytes, bytes),
            ],
            &[Cite::Etcd("server/etcdserver/api/rafthttp/http.go", "snapshotHandler")],
        ),
        SnapshotStored { from, index } => (
            ServerSnapshotRule::SnapshotStored,
            vec![who(Operand::Leader, *from), one(Operand::SnapshotIndex, index)],
            &[Cite::Etcd("server/etcdserver/api/rafthttp/http.go", "snapshotHandler")],
        ),
        SnapshotApplied { index, term, applied, revision } => (
            ServerSnapshotRule::SnapshotApplied,
            vec![
                one(Operand::Snapshot, place(*index, *term)),
                two(Operand::SnapshotIndex, index, ">", applied, Operand::Applied),
                one(Operand::Revision, revision),
            ],
            &[Cite::Etcd(SERVER, "applySnapshot"), Cite::Paper("7")],
        ),
        SnapshotLoaded { index, term, consistent } => (
            ServerSnapshotRule::SnapshotLoaded,
            vec![
                one(Operand::Snapshot, place(*index, *term)),
                two(Operand::Consistent, consistent, "≥", index, Operand::SnapshotIndex),
            ],
            &[
                Cite::Etcd("server/storage/backend.go", "RecoverSnapshotBackend"),
                Cite::Etcd(SNAPSHOTTER, "LoadNewestAvailable"),
            ],
        ),
        SnapshotOrphan { path } => (
            ServerSnapshotRule::SnapshotOrphan,
            vec![one(Operand::File, path)],
            &[Cite::Etcd(SNAPSHOTTER, "LoadNewestAvailable")],
        ),
        SnapshotBroken { path, error } => (
            ServerSnapshotRule::SnapshotBroken,
            vec![one(Operand::File, path), one(Operand::Reason, error)],
            &[Cite::Etcd(SNAPSHOTTER, "loadSnap")],
        ),
        EntrySkipped { index, consistent, .. } => (
            ServerSnapshotRule::EntrySkipped,
            vec![two(Operand::Index, index, "≤", consistent, Operand::Consistent)],
            &[Cite::Etcd(SERVER, "applyEntryNormal")],
        ),
    }
}
