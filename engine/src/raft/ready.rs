//! What a member wants done, after etcd node.go, `Ready`.

use super::{
    core::SoftState,
    message::{Entry, HardState, Message, Snapshot},
    read_index::ReadState,
};
use std::rc::Rc;

/// Work for the server, in one piece. The order is the heart of the matter: `hard_state`, `entries` and
/// `snapshot` go to the disk; a leader may send `messages` meanwhile, a follower only afterwards;
/// `committed_entries` are applied; and then [`super::RawNode::advance`] says that all this is done.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Ready {
    /// Role or leader have changed. Not for the disk.
    pub soft_state: Option<SoftState>,
    /// Term, vote or commit index have changed.
    pub hard_state: Option<HardState>,
    /// Reads that may be answered once their index is applied.
    pub read_states: Vec<ReadState>,
    /// New entries for the disk.
    pub entries: Vec<Entry>,
    /// A snapshot for the disk and the application.
    pub snapshot: Option<Rc<Snapshot>>,
    /// Entries that the application may apply now.
    pub committed_entries: Vec<Entry>,
    /// Messages to others.
    pub messages: Vec<Message>,
    /// The write must be synced: it holds a promise, and not only a commit index.
    pub must_sync: bool,
}
