//! The values behind a decision about a snapshot.

use super::compare::{one, two};
use super::rule::Compared;
use crate::text::Words;
use engine::server::trace::Snapshot;

pub(super) fn snapshot_values(trace: &Snapshot, words: Words) -> Vec<Compared> {
    use Snapshot::*;
    let text = &words.operands;
    let place = |index, term| format!("{index} · {term}");
    match trace {
        SnapshotTriggered { applied, last, count } => {
            let since = applied.saturating_sub(*last);
            vec![two(text.since_snapshot, since, ">", count, text.snapshot_count)]
        }
        SnapshotTaken { index } => vec![one(text.index, index)],
        RaftLogCompacted { index, snapshot } => {
            vec![two(text.first_kept, index + 1, "≤", snapshot, text.snapshot_index)]
        }
        CompactionSkipped { in_flight } => vec![one(text.snapshots_in_flight, in_flight)],
        SnapshotPurged { path } | SnapshotOrphan { path } => vec![one(text.file, path)],
        SnapshotSending { to, index, bytes } => vec![
            one(text.member, format!("n{to}")),
            one(text.snapshot_index, index),
            one(text.bytes, bytes),
        ],
        SnapshotSendEnded { to, index, .. } => {
            vec![one(text.member, format!("n{to}")), one(text.snapshot_index, index)]
        }
        SnapshotReceiving { from, index, bytes } => vec![
            one(text.leader, format!("n{from}")),
            one(text.snapshot_index, index),
            one(text.bytes, bytes),
        ],
        SnapshotStored { from, index } => {
            vec![one(text.leader, format!("n{from}")), one(text.snapshot_index, index)]
        }
        SnapshotApplied { index, term, applied, revision } => vec![
            one(text.snapshot, place(index, term)),
            two(text.snapshot_index, index, ">", applied, text.applied),
            one(text.revision, revision),
        ],
        SnapshotLoaded { index, term, consistent } => vec![
            one(text.snapshot, place(index, term)),
            two(text.consistent, consistent, "≥", index, text.snapshot_index),
        ],
        SnapshotBroken { path, error } => vec![one(text.file, path), one(text.reason, error)],
        EntrySkipped { index, consistent, .. } => {
            vec![two(text.index, index, "≤", consistent, text.consistent)]
        }
    }
}
