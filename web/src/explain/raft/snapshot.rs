//! Snapshots, at raft: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, place, progress, relation, two, who};
use crate::explain::rule::{Cite, Parts};
use Snapshot::*;
use engine::raft::trace::Snapshot;

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SnapshotRule {
    SnapshotToInactive,
    SnapshotUnavailable,
    SnapshotSent,
    ReplicationPaused,
    AfterSnapshot,
    SnapshotReceived,
    SnapshotAsLeader,
    SnapshotWithoutUs,
}

pub(super) fn explain(trace: &Snapshot) -> Parts<SnapshotRule> {
    match trace {
        SnapshotToInactive { to } => (
            SnapshotRule::SnapshotToInactive,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")],
        ),
        SnapshotUnavailable { to, .. } => (
            SnapshotRule::SnapshotUnavailable,
            vec![who(Operand::Member, *to)],
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")],
        ),
        SnapshotSent { first, snapshot, to, .. } => (
            SnapshotRule::SnapshotSent,
            vec![
                who(Operand::Member, *to),
                one(Operand::FirstKept, first),
                one(Operand::Snapshot, place(snapshot.index, snapshot.term)),
            ],
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")],
        ),
        ReplicationPaused { to, progress: p, .. } => (
            SnapshotRule::ReplicationPaused,
            progress(*to, p),
            &[Cite::Raft("tracker/progress.go", "IsPaused"), Cite::Thesis("10.2.1")],
        ),
        SnapshotNotNeeded { to, progress: p, .. } => (
            SnapshotRule::AfterSnapshot,
            progress(*to, p),
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")],
        ),
        SnapshotReported { to, progress: p, .. } => (
            SnapshotRule::AfterSnapshot,
            progress(*to, p),
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")],
        ),
        SnapshotHandled { commit, snapshot, .. } => (
            SnapshotRule::SnapshotReceived,
            vec![two(
                Operand::Snapshot,
                snapshot.index,
                relation(snapshot.index, *commit),
                commit,
                Operand::Commit,
            )],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
        SnapshotAsLeader { .. } => (
            SnapshotRule::SnapshotAsLeader,
            vec![],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
        SnapshotWithoutUs { .. } => (
            SnapshotRule::SnapshotWithoutUs,
            vec![],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
        FastForwarded { commit, snapshot, .. } => (
            SnapshotRule::SnapshotReceived,
            vec![two(
                Operand::Snapshot,
                snapshot.index,
                relation(snapshot.index, *commit),
                commit,
                Operand::Commit,
            )],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
        RestoreStarted { snapshot, .. } => (
            SnapshotRule::SnapshotReceived,
            vec![one(Operand::Snapshot, place(snapshot.index, snapshot.term))],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
        Restored { snapshot, .. } => (
            SnapshotRule::SnapshotReceived,
            vec![one(Operand::Snapshot, place(snapshot.index, snapshot.term))],
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")],
        ),
    }
}
