//! Replication: what a leader sends, and what a follower makes of it. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{Index, NodeId, Term, decisions};
use crate::raft::{log::EntryId, progress::ProgressBrief};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Append {
        /// A follower's entries must wait: its probe is unanswered, its window full, or a snapshot on its way.
        SendPaused { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        /// A follower's log has `prev`, and now everything up to `last`.
        AppendAccepted { id: NodeId, from: NodeId, prev: EntryId, last: Index },
        /// An append that begins before the commit index: old news.
        AppendStale { id: NodeId, from: NodeId, prev: Index, committed: Index },
        AppendRejected { id: NodeId, ours: Term, prev: EntryId, from: NodeId },
        AppendRejectionReceived { id: NodeId, hint: Index, hint_term: Term, from: NodeId, index: Index },
        ProgressDecreased { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        /// The logs are known to agree up to `matched`: from here on the leader streams.
        ReplicateStarted { id: NodeId, to: NodeId, matched: Index },
        PeerUnreachable { id: NodeId, to: NodeId, progress: Box<ProgressBrief> },
        NoProgress { id: NodeId, from: NodeId },
    }
}

impl Append {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Append::*;
        match self {
            AppendRejected { .. }
            | AppendRejectionReceived { .. }
            | ProgressDecreased { .. }
            | PeerUnreachable { .. }
            | NoProgress { .. } => true,
            SendPaused { .. }
            | AppendAccepted { .. }
            | AppendStale { .. }
            | ReplicateStarted { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Append::*;
        match self {
            SendPaused { .. }
            | AppendAccepted { .. }
            | AppendStale { .. }
            | AppendRejected { .. }
            | AppendRejectionReceived { .. }
            | ProgressDecreased { .. }
            | PeerUnreachable { .. }
            | NoProgress { .. } => Level::Debug,
            ReplicateStarted { .. } => Level::Info,
        }
    }
}

impl fmt::Display for Append {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Append::*;
        match self {
            SendPaused { id, to, progress } => {
                write!(f, "{id:x} sends nothing to {to:x} [{progress}]")
            }
            AppendAccepted { id, from, prev, last } => write!(
                f,
                "{id:x} accepted MsgApp after [logterm: {}, index: {}] from {from:x}: has {last}",
                prev.term, prev.index
            ),
            AppendStale { id, from, prev, committed } => write!(
                f,
                "{id:x} passed over MsgApp after index {prev} from {from:x}: committed {committed}"
            ),
            AppendRejected { id, ours, prev: EntryId { term, index }, from } => write!(
                f,
                "{id:x} [logterm: {ours}, index: {index}] rejected MsgApp \
             [logterm: {term}, index: {index}] from {from:x}"
            ),
            AppendRejectionReceived { id, hint, hint_term, from, index } => write!(
                f,
                "{id:x} received MsgAppResp(rejected, hint: (index {hint}, term {hint_term})) \
             from {from:x} for index {index}"
            ),
            ProgressDecreased { id, to, progress } => {
                write!(f, "{id:x} decreased progress of {to:x} to [{progress}]")
            }
            ReplicateStarted { id, to, matched } => {
                write!(f, "{id:x} streams to {to:x}: logs agree up to {matched}")
            }
            PeerUnreachable { id, to, progress } => write!(
                f,
                "{id:x} failed to send message to {to:x} because it is unreachable [{progress}]"
            ),
            NoProgress { id, from } => write!(f, "{id:x} no progress available for {from:x}"),
        }
    }
}
