//! What the inspector shows: one member, one tab, and where in it the visitor is.

use super::{
    frame::Role,
    journal::{JournalOptions, JournalView},
    journal_index::JournalIndex,
    matrix::MatrixView,
    path::PathView,
    raft::RaftView,
    storage::StorageView,
    wal::WalView,
    wal_index::WalIndex,
    why::WhyView,
};
use crate::msg::Tab;
use engine::{
    base::{MachineId, NodeId},
    insight::Question,
    timeline::Timeline,
};
use std::rc::Rc;

/// Where in the panels the visitor is. Kept by whoever keeps the selection; `Default` follows the newest.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Options {
    /// The last log index shown; none is the newest.
    pub log_to: Option<u64>,
    /// The last index of the log matrix; none is the newest.
    pub logs_to: Option<u64>,
    /// The entry looked at in the log matrix: member and index.
    pub entry: Option<(MachineId, u64)>,
    /// The WAL record that is open, by its number in the segment.
    pub record: Option<usize>,
    /// The number of the last record shown; none is the newest.
    pub wal_to: Option<usize>,
    /// The last revision shown; none is the newest.
    pub revision_to: Option<i64>,
    /// The revision read at; none is the newest.
    pub read_at: Option<i64>,
    /// Keys left out before the first one shown.
    pub keys_before: usize,
    /// The read whose path is shown, by the moment at which it was sent; none is the newest.
    pub read: Option<u32>,
    /// Which lines of the journal.
    pub journal: JournalOptions,
    /// What the visitor asks; none is what is most pressing.
    pub ask: Option<Question>,
    /// Tables instead of pictures.
    pub tables: bool,
}

/// What was read for the last picture, remembered only so as not to read it again.
#[derive(Clone, Default, Debug)]
pub struct Read {
    pub wal: WalIndex,
    pub journal: JournalIndex,
}

/// Who is being looked at, in one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    pub id: MachineId,
    /// The member's id.
    pub member: NodeId,
    pub role: Role,
    pub term: u64,
    pub commit: u64,
    pub applied: u64,
    pub revision: i64,
}

/// What the chosen tab shows.
#[derive(Clone, PartialEq, Debug)]
pub enum Panel {
    Raft(Rc<RaftView>),
    Logs(Rc<MatrixView>),
    Wal(Rc<WalView>),
    Storage(Rc<StorageView>),
    Path(Rc<PathView>),
    Journal(Rc<JournalView>),
    Why(Rc<WhyView>),
    /// The process is down and this tab shows its memory, which is gone.
    Down,
}

impl Panel {
    /// What a tab shows of a member at the playhead; none if there is no such member.
    pub fn of(
        timeline: &Timeline,
        member: MachineId,
        tab: Tab,
        options: &Options,
        read: &mut Read,
    ) -> Option<Panel> {
        let world = timeline.world();
        let machine = world.machine(member)?;
        Some(match tab {
            Tab::Raft => RaftView::of(world, machine, options.log_to)
                .map_or(Panel::Down, |view| Panel::Raft(Rc::new(view))),
            Tab::Logs => Panel::Logs(Rc::new(MatrixView::of(world, member, options))),
            Tab::Wal => {
                let view = WalView::of(machine, &world.names(), options, &mut read.wal);
                Panel::Wal(Rc::new(view))
            }
            Tab::Storage => machine.server.as_ref().map_or(Panel::Down, |server| {
                Panel::Storage(Rc::new(StorageView::of(server.store(), options)))
            }),
            Tab::Path => Panel::Path(Rc::new(PathView::of(timeline, options.read))),
            Tab::Journal => {
                let (options, index) = (&options.journal, &mut read.journal);
                Panel::Journal(Rc::new(JournalView::of(timeline, member, options, index)))
            }
            Tab::Why => {
                let mut view = WhyView::of(timeline, timeline.cursor(), member);
                view.ask(world, options.ask.as_ref());
                Panel::Why(Rc::new(view))
            }
        })
    }
}
