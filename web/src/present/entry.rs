//! A log entry's content in words: the command that it carries.

use crate::text::Words;
use engine::{
    client::Call,
    raft::{ConfChangeType, Entry},
    script::print,
    server::{EntryData, Request},
};

/// `put a 1`, or what else an entry is.
pub fn content(entry: &Entry, words: Words) -> String {
    match EntryData::of(entry) {
        Ok(EntryData::Empty) => words.raft.no_op.to_string(),
        Ok(EntryData::Request(proposal)) => request(proposal.request),
        Ok(EntryData::Attributes(attributes)) => {
            words.fill(words.raft.publish, &[("name", &attributes.name)])
        }
        Ok(EntryData::ConfChange(change)) => {
            format!("{} n{}", change_name(change.change_type), change.node_id)
        }
        Ok(EntryData::ConfChangeV2(change)) if change.leave_joint() => {
            words.raft.leave_joint.to_string()
        }
        Ok(EntryData::ConfChangeV2(change)) => {
            let changes = change.changes.iter();
            let names = changes.map(|c| format!("{} n{}", change_name(c.change_type), c.node_id));
            let names = names.collect::<Vec<_>>().join(", ");
            match change.enter_joint() {
                None => names,
                Some(leaves) => format!("{} {names}", words.raft.by_joint[usize::from(!leaves)]),
            }
        }
        Err(error) => error.to_string(),
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

fn change_name(change: ConfChangeType) -> &'static str {
    match change {
        ConfChangeType::AddNode => "add",
        ConfChangeType::RemoveNode => "remove",
        ConfChangeType::UpdateNode => "update",
        ConfChangeType::AddLearnerNode => "add learner",
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
