//! Messages, entries and `Ready` in etcd's notation, after etcd util.go, `Describe…`.

use super::{
    codec,
    core::SoftState,
    message::{
        ConfChangeSingle, ConfChangeType, ConfChangeV2, ConfState, Entry, EntryType, HardState,
        Message, Snapshot,
    },
    ready::Ready,
};
use crate::base::{NONE, quote::go};

/// `1/12 EntryNormal "data"`
pub fn entry(entry: &Entry) -> String {
    let changes = |changes: &[ConfChangeSingle]| -> String {
        let words: Vec<String> = changes.iter().map(change).collect();
        words.join(" ")
    };
    let data = match entry.entry_type {
        EntryType::Normal => go(&entry.data),
        EntryType::ConfChange => match codec::conf_change(&entry.data) {
            Ok(change) => changes(&change.as_v2().changes),
            Err(error) => error.to_string(),
        },
        EntryType::ConfChangeV2 => match codec::conf_change_v2(&entry.data) {
            Ok(change) => changes(&change.changes),
            Err(error) => error.to_string(),
        },
    };
    let space = if data.is_empty() { "" } else { " " };
    format!("{}/{} {}{space}{data}", entry.term, entry.index, entry.entry_type)
}

/// `1->2 MsgApp Term:1 Log:1/11 Commit:11 Entries:[1/12 EntryNormal "data"]`
pub fn message(m: &Message) -> String {
    let who = |id| if id == NONE { "None".to_string() } else { format!("{id:x}") };
    let mut text = format!(
        "{}->{} {} Term:{} Log:{}/{}",
        who(m.from),
        who(m.to),
        m.msg_type,
        m.term,
        m.log_term,
        m.index
    );
    if m.reject {
        text += &format!(" Rejected (Hint: {})", m.reject_hint);
    }
    if m.commit != 0 {
        text += &format!(" Commit:{}", m.commit);
    }
    if m.vote != 0 {
        text += &format!(" Vote:{}", m.vote);
    }
    match m.entries.as_slice() {
        [] => {}
        [one] => text += &format!(" Entries:[{}]", entry(one)),
        many => {
            text += " Entries:[";
            many.iter().for_each(|e| text += &format!("\n  {}", entry(e)));
            text += "\n]";
        }
    }
    if let Some(snap) = m.snapshot.as_deref().filter(|snapshot| !snapshot.is_empty()) {
        text += &format!("\n  Snapshot: {}", snapshot(snap));
    }
    text
}

/// All of a `Ready`, a line a thing.
pub fn ready(ready: &Ready) -> String {
    let mut text = String::new();
    if let Some(state) = &ready.soft_state {
        text += &format!("{}\n", soft_state(state));
    }
    if let Some(state) = &ready.hard_state {
        text += &format!("HardState {}\n", hard_state(state));
    }
    if !ready.read_states.is_empty() {
        let states = ready.read_states.iter().map(|state| {
            let bytes: Vec<String> = state.context.iter().map(u8::to_string).collect();
            format!("{{{} [{}]}}", state.index, bytes.join(" "))
        });
        text += &format!("ReadStates [{}]\n", states.collect::<Vec<_>>().join(" "));
    }
    let list = |title: &str, entries: &[Entry]| -> String {
        let lines: String = entries.iter().map(|e| format!("{}\n", entry(e))).collect();
        if entries.is_empty() { lines } else { format!("{title}:\n{lines}") }
    };
    text += &list("Entries", &ready.entries);
    if let Some(snap) = &ready.snapshot {
        text += &format!("Snapshot {}\n", snapshot(snap));
    }
    text += &list("CommittedEntries", &ready.committed_entries);
    if !ready.messages.is_empty() {
        text += "Messages:\n";
        ready.messages.iter().for_each(|m| text += &format!("{}\n", message(m)));
    }
    if text.is_empty() {
        return "<empty Ready>".to_string();
    }
    format!("Ready MustSync={}:\n{text}", ready.must_sync)
}

/// `Lead:1 State:StateLeader`
pub fn soft_state(state: &SoftState) -> String {
    format!("Lead:{} State:{}", state.lead, state.role)
}

/// `Term:1 Vote:1 Commit:4`
pub fn hard_state(state: &HardState) -> String {
    let vote = if state.vote == NONE { String::new() } else { format!(" Vote:{}", state.vote) };
    format!("Term:{}{vote} Commit:{}", state.term, state.commit)
}

/// `Index:4 Term:1 ConfState:…`
pub fn snapshot(snapshot: &Snapshot) -> String {
    let metadata = &snapshot.metadata;
    let state = conf_state(&metadata.conf_state);
    format!("Index:{} Term:{} ConfState:{state}", metadata.index, metadata.term)
}

/// `Voters:[1 2 3] VotersOutgoing:[] Learners:[] LearnersNext:[] AutoLeave:false`
pub fn conf_state(state: &ConfState) -> String {
    let list = |ids: &[u64]| {
        let ids: Vec<String> = ids.iter().map(u64::to_string).collect();
        format!("[{}]", ids.join(" "))
    };
    format!(
        "Voters:{} VotersOutgoing:{} Learners:{} LearnersNext:{} AutoLeave:{}",
        list(&state.voters),
        list(&state.voters_outgoing),
        list(&state.learners),
        list(&state.learners_next),
        state.auto_leave
    )
}

/// `transition:ConfChangeTransitionAuto changes:{type:ConfChangeAddNode node_id:4}`
pub fn conf_change(change: &ConfChangeV2) -> String {
    let mut text = format!("transition:ConfChangeTransition{:?}", change.transition);
    for single in &change.changes {
        let (kind, id) = (single.change_type, single.node_id);
        text += &format!(" changes:{{type:ConfChange{kind:?} node_id:{id}}}");
    }
    if !change.context.is_empty() {
        text += &format!(" context:{}", go(&change.context));
    }
    text
}

/// `v1`, `l2`, `r3`, `u4`
fn change(single: &ConfChangeSingle) -> String {
    let letter = match single.change_type {
        ConfChangeType::AddNode => 'v',
        ConfChangeType::AddLearnerNode => 'l',
        ConfChangeType::RemoveNode => 'r',
        ConfChangeType::UpdateNode => 'u',
    };
    format!("{letter}{}", single.node_id)
}
