//! Snapshots: sent instead of entries that are gone. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, decisions};
use crate::raft::{log::EntryId, message::ConfState, progress::ProgressBrief};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Snapshot {
        SnapshotToInactive { to: NodeId },
        SnapshotUnavailable { id: NodeId, to: NodeId },
        SnapshotSent { id: NodeId, first: Index, commit: Index, snapshot: EntryId, to: NodeId, progress: Box<ProgressBrief> },
        ReplicationPaused { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        SnapshotNotNeeded { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        SnapshotReported { id: NodeId, to: NodeId, failed: bool, progress: Box<ProgressBrief> },
        SnapshotHandled { id: NodeId, commit: Index, snapshot: EntryId, restored: bool },
        SnapshotAsLeader { id: NodeId },
        SnapshotWithoutUs { id: NodeId, state: ConfState },
        FastForwarded { id: NodeId, commit: Index, last: EntryId, snapshot: EntryId },
        RestoreStarted { log: String, snapshot: EntryId },
        Restored { id: NodeId, commit: Index, last: EntryId, snapshot: EntryId },
    }
}

impl Snapshot {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Snapshot::*;
        match self {
            SnapshotToInactive { .. }
            | SnapshotUnavailable { .. }
            | SnapshotSent { .. }
            | ReplicationPaused { .. }
            | SnapshotNotNeeded { .. }
            | SnapshotReported { .. }
            | SnapshotHandled { .. }
            | SnapshotAsLeader { .. }
            | SnapshotWithoutUs { .. }
            | FastForwarded { .. }
            | RestoreStarted { .. }
            | Restored { .. } => true,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Snapshot::*;
        match self {
            SnapshotToInactive { .. }
            | SnapshotUnavailable { .. }
            | SnapshotSent { .. }
            | ReplicationPaused { .. }
            | SnapshotNotNeeded { .. }
            | SnapshotReported { .. } => Level::Debug,
            SnapshotHandled { .. }
            | FastForwarded { .. }
            | RestoreStarted { .. }
            | Restored { .. } => Level::Info,
            SnapshotAsLeader { .. } | SnapshotWithoutUs { .. } => Level::Warn,
        }
    }
}

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Snapshot::*;
        let at = |id: &EntryId| format!("[index: {}, term: {}]", id.index, id.term);
        match self {
            SnapshotToInactive { to } => {
                write!(f, "ignore sending snapshot to {to:x} since it is not recently active")
            }
            SnapshotUnavailable { id, to } => write!(
                f,
                "{id:x} failed to send snapshot to {to:x} because snapshot is temporarily unavailable"
            ),
            SnapshotSent { id, first, commit, snapshot, to, progress } => write!(
                f,
                "{id:x} [firstindex: {first}, commit: {commit}] sent snapshot{} to {to:x} [{progress}]",
                at(snapshot)
            ),
            ReplicationPaused { id, to, progress } => {
                write!(f, "{id:x} paused sending replication messages to {to:x} [{progress}]")
            }
            SnapshotNotNeeded { id, to, progress } => write!(
                f,
                "{id:x} recovered from needing snapshot, resumed sending replication messages \
             to {to:x} [{progress}]"
            ),
            SnapshotReported { id, to, failed, progress } => {
                let word = if *failed { "failed" } else { "succeeded" };
                write!(
                    f,
                    "{id:x} snapshot {word}, resumed sending replication messages \
                 to {to:x} [{progress}]"
                )
            }
            SnapshotHandled { id, commit, snapshot, restored } => {
                let word = if *restored { "restored" } else { "ignored" };
                write!(f, "{id:x} [commit: {commit}] {word} snapshot {}", at(snapshot))
            }
            SnapshotAsLeader { id } => {
                write!(f, "{id:x} attempted to restore snapshot as leader; should never happen")
            }
            SnapshotWithoutUs { id, state } => write!(
                f,
                "{id:x} attempted to restore snapshot but it is not in the ConfState {}; \
             should never happen",
                bare(state)
            ),
            FastForwarded { id, commit, last, snapshot } => write!(
                f,
                "{id:x} [commit: {commit}, lastindex: {}, lastterm: {}] \
             fast-forwarded commit to snapshot {}",
                last.index,
                last.term,
                at(snapshot)
            ),
            RestoreStarted { log, snapshot } => {
                write!(f, "log [{log}] starts to restore snapshot {}", at(snapshot))
            }
            Restored { id, commit, last, snapshot } => write!(
                f,
                "{id:x} [commit: {commit}, lastindex: {}, lastterm: {}] restored snapshot {}",
                last.index,
                last.term,
                at(snapshot)
            ),
        }
    }
}

/// `{[1 2 3] [] [] [] false}`: voters, learners, both halves' others, and whether the joint configuration is
/// left by itself. Only one line of etcd shows it so.
fn bare(state: &ConfState) -> String {
    let list = |ids: &[NodeId]| {
        let ids: Vec<String> = ids.iter().map(NodeId::to_string).collect();
        format!("[{}]", ids.join(" "))
    };
    let ConfState { voters, learners, voters_outgoing, learners_next, auto_leave } = state;
    let lists = [voters, learners, voters_outgoing, learners_next].map(|ids| list(ids)).join(" ");
    format!("{{{lists} {auto_leave}}}")
}
