//! Numbers, flags and lists of configuration changes as upstream's test programs read them, and what they say
//! of those that they cannot read: Go's strconv, and etcd-io/raft raftpb/confchange.go,
//! `ConfChangesFromString`.

use engine::raft::{ConfChangeSingle, ConfChangeType};

/// `strconv.ParseUint`, base 10.
pub fn number(text: &str) -> Result<u64, String> {
    let wrong = |why| Err(format!("strconv.ParseUint: parsing {text:?}: {why}"));
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return wrong("invalid syntax");
    }
    text.parse().or_else(|_| wrong("value out of range"))
}

/// `strconv.ParseBool`.
pub fn flag(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("strconv.ParseBool: parsing {text:?}: invalid syntax")),
    }
}

/// `v1 l2 r3 u4`: a voter, a learner, a removal, an update.
pub fn changes(input: &str) -> Result<Vec<ConfChangeSingle>, String> {
    let input = input.trim();
    if input.is_empty() {
        return Ok(Vec::new());
    }
    let change = |word: &str| {
        let change_type = match word.chars().next() {
            _ if word.len() < 2 => return Err(format!("unknown token {word}")),
            Some('v') => ConfChangeType::AddNode,
            Some('l') => ConfChangeType::AddLearnerNode,
            Some('r') => ConfChangeType::RemoveNode,
            Some('u') => ConfChangeType::UpdateNode,
            _ => return Err(format!("unknown input: {word}")),
        };
        Ok(ConfChangeSingle { change_type, node_id: number(&word[1..])? })
    };
    input.split(' ').map(change).collect()
}
