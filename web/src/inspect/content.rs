//! What a log entry and a record of the WAL hold, in words. Commands, errors and the names of fields are etcd's, in
//! every language.

use crate::{
    present::{
        entry::{EntryContent, Through},
        wal::RecordContent,
    },
    text::Words,
};
use yew::prelude::*;

/// An entry in one line.
pub(super) fn entry(words: Words, content: &EntryContent) -> String {
    let text = &words.raft;
    match content {
        EntryContent::Empty => text.no_op.to_string(),
        EntryContent::Command(command) => command.clone(),
        EntryContent::Publish(name) => text.publish(name),
        EntryContent::Version(version) => text.version(version),
        EntryContent::LeaveJoint => text.leave_joint.to_string(),
        EntryContent::Change { through, changes } => {
            let changes: Vec<String> =
                changes.iter().map(|(change, member)| text.change(*change, *member)).collect();
            let changes = changes.join(words.inspect.comma);
            match through {
                Through::Simple => changes,
                Through::JointLeft => text.joint_left(&changes),
                Through::JointKept => text.joint_kept(&changes),
            }
        }
        EntryContent::Unreadable(error) => error.clone(),
    }
}

/// The same to be read.
pub(super) fn entry_code(words: Words, content: &EntryContent) -> Html {
    let own = matches!(content, EntryContent::Command(_) | EntryContent::Unreadable(_));
    html! { <code translate={own.then_some("no")}>{ entry(words, content) }</code> }
}

/// A record in one line.
pub(super) fn record(words: Words, content: &RecordContent) -> String {
    let (own, held) = parts(content);
    held.map_or(own.clone(), |held| own + &entry(words, held))
}

/// The same to be read.
pub(super) fn record_code(words: Words, content: &RecordContent) -> Html {
    let (own, held) = parts(content);
    html! {
        <><code translate="no">{ own }</code>{ held.map(|held| entry_code(words, held)) }</>
    }
}

/// The fields that a record shows, by the format's own names, and the entry in it.
fn parts(content: &RecordContent) -> (String, Option<&EntryContent>) {
    let own = match content {
        RecordContent::Metadata(m) => {
            format!("node_id {:x}, cluster_id {:x}", m.node_id, m.cluster_id)
        }
        RecordContent::Entry { index, term, content } => {
            return (format!("index {index}, term {term}: "), Some(content));
        }
        RecordContent::State(s) => format!("term {}, vote {}, commit {}", s.term, s.vote, s.commit),
        RecordContent::Crc(crc) => format!("{crc:08x}"),
        RecordContent::Snapshot { index, term } => format!("index {index}, term {term}"),
        RecordContent::Unknown(number) => format!("type {number}"),
        RecordContent::Damaged(error) => error.clone(),
    };
    (own, None)
}
