//! What a log entry holds, as a value that every language can tell.

use engine::{
    base::{Name, Names},
    client::Call,
    raft::{ConfChangeType, ConfChangeV2, Entry},
    script::print,
    server::{EntryData, Request, V2Put},
};

/// What an entry holds.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum EntryContent {
    /// Nothing: a new leader's first entry.
    #[default]
    Empty,
    /// A request, as the command of etcdctl that makes it: `put a 1`.
    Command(String),
    /// A member tells its name.
    Publish(String),
    /// The leader tells what the cluster can do.
    Version(String),
    /// Members come, go, or change what they are.
    Change { through: Through, changes: Vec<(ConfChangeType, Name)> },
    /// The end of a joint configuration.
    LeaveJoint,
    /// Nobody can read it; why, in the engine's words.
    Unreadable(String),
}

/// On which way a change of the configuration is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Through {
    /// At once.
    Simple,
    /// By a joint configuration that the leader leaves by itself.
    JointLeft,
    /// By a joint configuration that stays until somebody proposes to leave it.
    JointKept,
}

impl EntryContent {
    /// Reads an entry; a long command is shortened.
    pub fn of(names: &Names, entry: &Entry) -> EntryContent {
        match EntryData::of(entry) {
            Ok(EntryData::Empty) => EntryContent::Empty,
            Ok(EntryData::Request(proposal)) => EntryContent::Command(request(proposal.request)),
            Ok(EntryData::V2(request)) => match request.put {
                V2Put::Attributes(attributes) => EntryContent::Publish(attributes.name),
                V2Put::Version(version) => EntryContent::Version(version.to_string()),
            },
            Ok(EntryData::ConfChange(change)) => EntryContent::Change {
                through: Through::Simple,
                changes: vec![(change.change_type, names.of(change.node_id))],
            },
            Ok(EntryData::ConfChangeV2(change)) => EntryContent::of_change(names, &change),
            Err(error) => EntryContent::Unreadable(error.to_string()),
        }
    }

    fn of_change(names: &Names, change: &ConfChangeV2) -> EntryContent {
        if change.leave_joint() {
            return EntryContent::LeaveJoint;
        }
        let through = match change.enter_joint() {
            None => Through::Simple,
            Some(true) => Through::JointLeft,
            Some(false) => Through::JointKept,
        };
        let changes = change.changes.iter().map(|c| (c.change_type, names.of(c.node_id))).collect();
        EntryContent::Change { through, changes }
    }
}

/// A request as the command that makes it, shortened.
pub fn request(request: Request) -> String {
    short(&print::call(&Call::new(request)), CONTENT_MAX)
}

/// The beginning of a long text.
pub fn short(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// Bytes as text: printable as they are, the rest escaped.
pub fn text(bytes: &[u8], max: usize) -> String {
    let start = &bytes[..bytes.len().min(4 * max + 4)];
    let whole = match std::str::from_utf8(start) {
        Ok(text) => Some(text),
        // the cut may have fallen into a character
        Err(error) if error.error_len().is_none() && start.len() < bytes.len() => {
            std::str::from_utf8(&start[..error.valid_up_to()]).ok()
        }
        Err(_) => None,
    };
    match whole {
        Some(text) if !text.chars().any(char::is_control) => short(text, max),
        _ => short(&start.escape_ascii().to_string(), max),
    }
}

/// A longer command is cut.
const CONTENT_MAX: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_cut_between_characters() {
        assert_eq!(text("键键键".as_bytes(), 2), "键键…");
        assert_eq!(text("键键".as_bytes(), 2), "键键");
        assert_eq!(text(b"a\nb", 9), "a\\nb");
        assert_eq!(text(b"\xff", 9), "\\xff");
    }
}
