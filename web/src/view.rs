//! What the page is drawn from, as one value.

use crate::{
    msg::{Dialog, Pane, PauseWhen, Selection, Theme},
    present::{frame::Frame, news::News, notice::Notice},
    stage::geometry::Layout,
    text::Words,
    timeline::{Mark, Speed},
};
use engine::{check::Property, sim::MomentId};
use std::rc::Rc;

/// Everything that the page is drawn from.
#[derive(Clone, PartialEq)]
pub struct View {
    pub words: Words,
    pub frame: Rc<Frame>,
    pub layout: Rc<Layout>,
    pub selection: Selection,
    pub as_table: bool,
    pub playing: bool,
    pub speeds: &'static [Speed],
    pub speed: usize,
    pub pause_when: PauseWhen,
    pub marks: Rc<Vec<Mark>>,
    /// All invariants.
    pub checks: Vec<Property>,
    pub violations: Vec<Violation>,
    pub theme: Theme,
    pub pane: Pane,
    /// Whether the lanes are shown beside the stage, and where that has no room, instead of it.
    pub lanes: (bool, bool),
    pub dialog: Option<Dialog>,
    pub notice: Option<Notice>,
    /// So many moments would be dropped by what the visitor asked for.
    pub drops: Option<u32>,
    /// The first visit's one line on what to try.
    pub hint: bool,
    /// What happened last, for the live region.
    pub news: Option<News>,
}

/// A violated invariant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Violation {
    pub moment: MomentId,
    pub property: Property,
    pub proof: String,
}
