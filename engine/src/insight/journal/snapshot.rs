//! The lines about snapshots: a member's own, and those between members.

use super::{Teller, Value, id, server, text};
use crate::server::trace::Snapshot;

const SNAPSHOTTER: &str = "snap/snapshotter.go";

pub(super) fn tell(teller: &mut Teller<'_>, trace: &Snapshot) {
    use Snapshot::*;
    match trace {
        SnapshotTriggered { applied, last, count } => teller.info(
            "etcdserver/server.go:1473",
            "triggering snapshot",
            vec![
                ("local-member-id", teller.me()),
                ("local-member-applied-index", Value::Number(*applied)),
                ("local-member-snapshot-index", Value::Number(*last)),
                ("local-member-snapshot-count", Value::Number(*count)),
            ],
        ),
        SnapshotTaken { index } => teller.info(
            "etcdserver/server.go:2493",
            "saved snapshot",
            vec![("snapshot-index", Value::Number(*index))],
        ),
        RaftLogCompacted { index, .. } => teller.info(
            "etcdserver/server.go:2523",
            "compacted Raft logs",
            vec![("compact-index", Value::Number(*index))],
        ),
        CompactionSkipped { .. } => teller.info(
            "etcdserver/server.go",
            "skip compaction since there is an inflight snapshot",
            Vec::new(),
        ),
        SnapshotPurged { path } => {
            teller.info("fileutil/purge.go", "purged", vec![("path", text(path))]);
        }
        SnapshotBroken { path, error } => {
            let (at, error) = (("path", text(path)), ("error", text(error)));
            teller.warn(SNAPSHOTTER, "failed to read a snap file", vec![at.clone(), error]);
            let broken = ("broken-path", text(format_args!("{path}.broken")));
            teller.warn(SNAPSHOTTER, "renamed to a broken snap file", vec![at, broken]);
        }
        SnapshotLoaded { index, .. } => teller.info(
            "etcdserver/server.go:511",
            "recovered v2 store from snapshot",
            vec![("snapshot-index", Value::Number(*index))],
        ),
        EntrySkipped { index, term, .. } => server::applying(teller, *index, *term),
        // etcd passes it over without a word
        SnapshotOrphan { .. } => {}
        SnapshotSending { .. }
        | SnapshotSendEnded { .. }
        | SnapshotReceiving { .. }
        | SnapshotStored { .. }
        | SnapshotApplied { .. } => transfer(teller, trace),
    }
}

/// What goes from member to member.
fn transfer(teller: &mut Teller<'_>, trace: &Snapshot) {
    use Snapshot::*;
    let me = teller.me();
    match trace {
        SnapshotSending { to, index, .. } => {
            let fields = vec![("from", me), ("to", id(*to))];
            teller.info("etcdserver/server.go:2186", "sending merged snapshot", fields);
            let fields =
                vec![("snapshot-index", Value::Number(*index)), ("remote-peer-id", id(*to))];
            teller.info("rafthttp/snapshot_sender.go:84", "sending database snapshot", fields);
        }
        SnapshotSendEnded { to, index, failed } => {
            let fields =
                vec![("snapshot-index", Value::Number(*index)), ("remote-peer-id", id(*to))];
            let sender = "rafthttp/snapshot_sender.go:133";
            match failed {
                false => teller.info(sender, "sent database snapshot", fields),
                true => teller.warn(
                    "rafthttp/snapshot_sender.go",
                    "failed to send database snapshot",
                    fields,
                ),
            }
        }
        SnapshotReceiving { from, index, .. } => {
            let fields = received(me, *from, *index);
            teller.info("rafthttp/http.go:257", "receiving database snapshot", fields);
        }
        SnapshotStored { from, index } => {
            let fields = received(me, *from, *index);
            teller.info("rafthttp/http.go:286", "received and saved database snapshot", fields);
        }
        SnapshotApplied { index, term, .. } => {
            let at = Value::Number(*index);
            let fields = vec![("snapshot-index", at.clone())];
            teller.info("etcdserver/raft.go:287", "applied incoming Raft snapshot", fields);
            let fields = vec![
                ("current-snapshot-index", at.clone()),
                ("current-applied-index", at.clone()),
                ("incoming-leader-snapshot-index", at),
                ("incoming-leader-snapshot-term", Value::Number(*term)),
            ];
            teller.info("etcdserver/server.go:1312", "applied snapshot", fields);
        }
        SnapshotTriggered { .. }
        | SnapshotTaken { .. }
        | RaftLogCompacted { .. }
        | CompactionSkipped { .. }
        | SnapshotPurged { .. }
        | SnapshotLoaded { .. }
        | SnapshotOrphan { .. }
        | SnapshotBroken { .. }
        | EntrySkipped { .. } => {}
    }
}

fn received(me: Value, from: u64, index: u64) -> Vec<(&'static str, Value)> {
    vec![
        ("local-member-id", me),
        ("remote-snapshot-sender-id", id(from)),
        ("incoming-snapshot-index", Value::Number(index)),
    ]
}
