//! Everything that can happen to the page. Panels are given values and a `Callback<Msg>`; only the
//! application turns a message into a change.

use crate::{
    lanes::LanesMsg,
    present::{inspect::Options, notice::Refusal},
};
use engine::{
    base::{MachineId, Time},
    script::Command,
    sim::{ClientId, MomentId, PacketId, Peer},
};

/// One thing that happened to the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Msg {
    // Time.
    /// The playback's timer is due.
    Wake,
    /// Play if paused, pause if playing.
    Toggle,
    Play,
    Pause,
    /// One moment back or forward; pauses.
    Back,
    Forward,
    /// Time passes as fast as it goes until the answer of this block of the terminal is there.
    ToAnswer(u64),
    /// The playhead goes to a moment.
    Seek(MomentId),
    /// The playhead goes to a time.
    SeekTime(Time),
    /// Index into [`crate::lab::playback::SPEEDS`].
    Speed(usize),
    PauseWhen(PauseWhen),

    // Deeds.
    /// The command of this block of the terminal ends without its answer; or the newest that is under way.
    Cancel(Option<u64>),
    /// A command: carried out, and its text echoed in the terminal. Whatever the visitor does to the
    /// cluster by a click comes through here.
    Run(Command),
    /// A line typed at the prompt.
    Type(String),
    /// The terminal forgets what was said.
    Clear,
    /// The visitor agrees that acting in the past drops what came later.
    ActInPast,
    /// The visitor would rather not.
    Stay,
    /// A new cluster of so many members.
    NewCluster(u64),

    // Looking.
    Select(Selection),
    /// What the inspector shows.
    Inspect(Tab),
    /// Where in the inspector the visitor is.
    InspectAt(Options),
    /// What a narrow screen shows.
    Pane(Pane),
    /// The stage as a table, or as a picture again.
    AsTable,
    /// Where in the space-time diagram the visitor is.
    Lanes(LanesMsg),
    Theme(Theme),
    Dialog(Option<Dialog>),
    /// The stage's size in CSS pixels.
    Resize(u32, u32),
    /// A script has changed the lab.
    Refresh,

    // Keeping and sharing.
    /// The lines of the journal that the visitor looks for.
    Keep(Keep),
    /// Copy a link to this very moment.
    Share,
    /// Save the scenario and all actions as a file.
    Save,
    /// A file or link was opened: its name and its text.
    Load(String, String),
    /// The address's fragment changed: perhaps it is a link of ours.
    Fragment,
    /// A file cannot be opened: its name and why.
    Refuse(String, Refusal),
    /// Choose a file to open.
    Open,
    /// A line at the top of the page is put away.
    Dismiss,
}

/// What the page does when it has taken a message in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// It draws itself.
    Redraw,
    /// Virtual time catches up too.
    Wake,
    /// And what was done is kept for the card of a panic.
    Keep,
}

impl Msg {
    /// What follows.
    pub fn then(&self) -> Then {
        match self {
            Msg::Wake | Msg::Toggle | Msg::Play | Msg::Pause | Msg::Back | Msg::Forward => {
                Then::Wake
            }
            Msg::ToAnswer(_) => Then::Wake,
            Msg::Seek(_) | Msg::SeekTime(_) | Msg::Speed(_) | Msg::PauseWhen(_) => Then::Wake,
            Msg::Run(_) | Msg::Cancel(_) | Msg::Type(_) | Msg::ActInPast | Msg::NewCluster(_) => {
                Then::Keep
            }
            Msg::Refresh => Then::Keep,
            Msg::Clear | Msg::Stay => Then::Wake,
            Msg::Select(_) | Msg::Inspect(_) | Msg::InspectAt(_) | Msg::Pane(_) => Then::Redraw,
            Msg::AsTable | Msg::Lanes(_) | Msg::Theme(_) | Msg::Dialog(_) => Then::Redraw,
            Msg::Resize(..) | Msg::Dismiss => Then::Redraw,
            Msg::Share | Msg::Save | Msg::Open | Msg::Keep(_) => Then::Redraw,
            Msg::Load(..) | Msg::Fragment | Msg::Refuse(..) => Then::Wake,
        }
    }
}

/// What the visitor is looking at.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Selection {
    #[default]
    Nothing,
    Member(MachineId),
    Packet(PacketId),
    Link(Peer, Peer),
    Client(ClientId),
}

/// The inspector's panels.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Tab {
    #[default]
    Raft,
    Logs,
    Wal,
    Storage,
    Path,
    Why,
    Journal,
}

/// What becomes of a journal while this member is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// It goes to the clipboard.
    Copy(MachineId),
    /// It becomes a file.
    Save(MachineId),
}

/// What a narrow screen shows, one at a time.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Pane {
    #[default]
    Stage,
    Terminal,
    Lanes,
    Inspect,
}

/// Light or dark.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// When the clock stops by itself. A violated invariant always stops it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum PauseWhen {
    #[default]
    Never,
    LeaderElected,
    Answered,
    Crashed,
}

/// What lies over the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialog {
    Help,
    Checks,
    Rules,
}
