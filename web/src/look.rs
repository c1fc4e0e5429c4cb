//! How a visitor looks at the lab: what is open, chosen and set. Nothing of it is shared by a link.

use crate::{
    lanes::LanesLook,
    msg::{Dialog, Pane, Tab, Theme},
    present::{inspect::Options, notice::Notice},
    room,
    text::Words,
};
use engine::base::MachineId;

/// Everything that only this visitor's page knows.
pub struct Look {
    pub words: Words,
    pub size: (u32, u32),
    pub tab: Tab,
    pub options: Options,
    /// Whom the inspector shows; none is the leader.
    pub member: Option<MachineId>,
    pub pane: Pane,
    pub as_table: bool,
    pub lanes: LanesLook,
    pub theme: Theme,
    pub dialog: Option<Dialog>,
    pub notice: Option<Notice>,
    pub hint: bool,
}

impl Look {
    pub fn new(words: Words) -> Look {
        Look {
            words,
            size: (0, 0),
            tab: Tab::default(),
            options: Options::default(),
            member: None,
            pane: Pane::default(),
            as_table: false,
            lanes: LanesLook::new(),
            theme: room::stored_theme(),
            dialog: None,
            notice: None,
            hint: true,
        }
    }

    /// The inspector shows this member.
    pub fn show_member(&mut self, id: MachineId) {
        self.member = Some(id);
        // which read is followed, and which lines are looked for, does not depend on the member
        let Options { read, journal, .. } = std::mem::take(&mut self.options);
        self.options = Options { read, journal, ..Options::default() };
    }

    pub fn change_theme(&mut self, theme: Theme) {
        self.theme = theme;
        room::apply_theme(theme);
    }
}
