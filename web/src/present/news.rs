//! What was of note: for the live region, the line of moments and the terminal, which say it in words.

use engine::{
    base::{MachineId, Term},
    check::Property,
    sim::MomentId,
};

/// Something of note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum News {
    Elected {
        member: MachineId,
        term: Term,
    },
    SteppedDown {
        member: MachineId,
    },
    Crashed {
        member: MachineId,
    },
    Restarted {
        member: MachineId,
    },
    /// A new cluster of so many members.
    Cluster {
        members: u64,
    },
    Violated(Property),
    /// No more moments can be recorded.
    Full {
        moments: MomentId,
    },
    /// A command that broke something.
    Broke(String),
    /// A command that repaired something, or asked something.
    Did(String),
}

impl News {
    /// `no` if it is a command, which is the same in every language.
    pub fn translate(&self) -> Option<&'static str> {
        matches!(self, News::Broke(_) | News::Did(_)).then_some("no")
    }
}
