//! What the page itself has to say: about sharing, and about links and files that are opened.

/// A line at the top of the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    pub what: Noticed,
    pub bad: bool,
}

/// What it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Noticed {
    Shared,
    ShareFailed,
    /// Lines of the journal are on the clipboard, or are not.
    Copied,
    CopyFailed,
    Loaded(Source),
    Opening {
        source: Source,
        done: u32,
        all: u32,
    },
    Refused(Source, Refusal),
}

/// Where a cluster is opened from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    Link,
    File(String),
}

/// Why it could not be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// A link with a character that does not belong there.
    Damaged(usize),
    TooLarge,
    /// The engine's own word.
    Engine(String),
}
