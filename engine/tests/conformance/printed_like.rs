//! Whether two texts of etcdctl say the same, apart from what differs from one cluster to the next: a recorded
//! one with masks, and ours. `{1}` is a member's id in hexadecimal, `{1:decimal}` the same as a number, `{cluster}`
//! the cluster's, `{e1}`, `{u1}` and `{hp1}` where a member listens; `*` stands for anything in one field.

use serde_json::Value;
use std::collections::BTreeMap;

/// What the masks stand for here.
#[derive(Default)]
pub struct Known {
    ids: BTreeMap<String, u64>,
}

impl Known {
    pub fn set(&mut self, name: &str, id: u64) {
        self.ids.insert(name.to_string(), id);
    }

    /// The id of a member that both have just added.
    #[allow(dead_code, reason = "one of the two test programs that share this file adds some")]
    pub fn bind_added(&mut self, theirs: &str, ours: &str) {
        let id = |text: &str| {
            let rest = text.strip_prefix("Member ")?;
            Some(rest.split_once(" added to cluster")?.0.trim().to_string())
        };
        let (Some(mask), Some(ours)) = (id(theirs), id(ours)) else { return };
        let name = mask.trim_matches(['{', '}']);
        if let Ok(id) = u64::from_str_radix(&ours, 16) {
            self.set(name, id);
        }
    }

    /// A text with what the masks stand for, and our ports for the recorded ones.
    pub fn typed(&self, text: &str) -> String {
        let mut text = text.to_string();
        for member in 1..=9 {
            let address = format!("127.0.0.1:{}", 26790 + member);
            for (mask, with) in [
                (format!("{{e{member}}}"), address.clone()),
                (format!("{{hp{member}}}"), address.clone()),
                (format!("{{u{member}}}"), format!("http://{address}")),
            ] {
                text = text.replace(&mask, &with);
            }
        }
        for (name, id) in &self.ids {
            text = text.replace(&format!("{{{name}:decimal}}"), &id.to_string());
            text = text.replace(&format!("{{{name}}}"), &format!("{id:x}"));
        }
        text.replace("127.0.0.1:267", "127.0.0.1:237").replace("127.0.0.1:268", "127.0.0.1:238")
    }

    /// Whether ours is like the recorded one; with `loose` in any order of members.
    pub fn is_like(&self, theirs: &str, ours: &str, loose: bool) -> bool {
        let theirs = self.typed(theirs);
        if theirs == ours {
            return true;
        }
        if theirs.contains('\u{fffd}') {
            return binary_like(&theirs, ours);
        }
        let (theirs, ours) = (volatile(&theirs, loose), volatile(ours, loose));
        if matches(&theirs, &ours) {
            return true;
        }
        if theirs.len() >= CUT && matches(&theirs, &ours[..floor(&ours, theirs.len())]) {
            return true;
        }
        loose && (in_any_order(&theirs, &ours) || json_like(&theirs, &ours))
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Texts that the recorder has cut are as long.
const CUT: usize = 5_990;

/// Times and sizes that nobody repeats become `*`; columns of a table that is as wide as its ids lose their width.
fn volatile(text: &str, loose: bool) -> String {
    if !loose {
        return text.to_string();
    }
    let lines = text.split('\n').map(|line| {
        let mut line = line.to_string();
        if line.starts_with(['|', '+']) {
            line = squeeze(&line);
        }
        for name in ["\"dbSize\":", "\"dbSizeInUse\":", "\"DBSize\" : ", "\"Took\" : "] {
            line = masked_after(&line, name);
        }
        line = masked_words(&line, " kB");
        ["ms", "µs", "s"].iter().fold(line, |line, unit| masked_words(&line, unit))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Runs of blanks and of dashes become one.
fn squeeze(line: &str) -> String {
    let mut out = String::new();
    for c in line.chars() {
        if !(matches!(c, ' ' | '-') && out.ends_with(c)) {
            out.push(c);
        }
    }
    out
}

/// The number behind a name becomes `*`.
pub fn masked_after(line: &str, name: &str) -> String {
    let mut parts = line.split(name);
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let end = part.find([',', '}', '\n']).unwrap_or(part.len());
        out += &format!("{name}*{}", &part[end..]);
    }
    out
}

/// In a row of `endpoint status`, who leads, the term and how far the log is become `*`.
#[allow(dead_code, reason = "one of the two test programs that share this file compares them")]
pub fn status_masked(line: &str) -> String {
    let sign = if line.starts_with('|') { "|" } else { ", " };
    let mut cells: Vec<&str> = line.split(sign).collect();
    let first = usize::from(sign == "|");
    if cells.len() < 10 + first || cells.get(first + 2).is_none_or(|cell| cell.trim() != "3.5.16") {
        return line.to_string();
    }
    for at in [4, 6, 7, 8] {
        cells[first + at] = if sign == "|" { " * " } else { "*" };
    }
    cells.join(sign)
}

/// Words of a number and a unit become `*` and the unit.
fn masked_words(line: &str, unit: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(unit) {
        let before = &rest[..at];
        let number = before.len()
            - before
                .chars()
                .rev()
                .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | 'm' | '*'))
                .count();
        let behind = rest[at + unit.len()..].chars().next();
        let is_word = behind.is_none_or(|c| !c.is_alphanumeric());
        let is_number = before[number..].contains(|c: char| c.is_ascii_digit() || c == '*');
        let starts = before[..number].chars().next_back().is_none_or(|c| matches!(c, ' ' | '"'));
        if is_word && is_number && starts {
            out += &before[..number];
            out += if unit == " kB" { "* kB" } else { "*" };
        } else {
            out += &rest[..at + unit.len()];
        }
        rest = &rest[at + unit.len()..];
    }
    out + rest
}

/// Whether a text is like a pattern in which `*` (or `"*"`) stands for the rest of a field.
fn matches(pattern: &str, text: &str) -> bool {
    let pattern = pattern.replace("\"*\"", "*");
    let parts: Vec<&str> = pattern.split('*').collect();
    let Some(rest) = text.strip_prefix(parts[0]) else { return false };
    continues(&parts[1..], rest)
}

/// A mask, and what follows.
fn continues(parts: &[&str], text: &str) -> bool {
    let Some((part, parts)) = parts.split_first() else { return text.is_empty() };
    let mut ends = vec![];
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        if c == '\n' || (c == ',' && !text[..at].starts_with('"')) {
            break;
        }
        ends.push(next);
    }
    ends.iter().rev().any(|end| {
        text[*end..].strip_prefix(part).is_some_and(|rest| match parts {
            [] => rest.is_empty(),
            parts => continues(parts, rest),
        })
    })
}

/// Every line of the one has its like among the other's, and parts of a line that is a list too.
fn in_any_order(theirs: &str, ours: &str) -> bool {
    let parts = |text: &str| -> Vec<String> {
        let lines =
            text.lines().flat_map(|line| match line.strip_prefix("ETCD_INITIAL_CLUSTER=\"") {
                Some(list) => list.trim_end_matches('"').split(',').map(str::to_string).collect(),
                None => vec![line.to_string()],
            });
        lines.collect()
    };
    let (theirs, mut ours) = (parts(theirs), parts(ours));
    theirs.len() == ours.len()
        && theirs.iter().all(|line| {
            let found = ours.iter().position(|our| matches(line, our));
            found.map(|at| ours.swap_remove(at)).is_some()
        })
}

/// The same for JSON and its lists.
fn json_like(theirs: &str, ours: &str) -> bool {
    let masked = theirs.replace(":*", ":\"*\"");
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    let (Some(theirs), Some(ours)) = (read(&masked), read(&ours.replace(":*", ":\"*\""))) else {
        return false;
    };
    value_like(&theirs, &ours)
}

fn value_like(theirs: &Value, ours: &Value) -> bool {
    match (theirs, ours) {
        (Value::String(mask), _) if mask == "*" => true,
        (Value::Array(theirs), Value::Array(ours)) => {
            let mut left: Vec<&Value> = ours.iter().collect();
            theirs.len() == ours.len()
                && theirs.iter().all(|value| {
                    let found = left.iter().position(|our| value_like(value, our));
                    found.map(|at| left.swap_remove(at)).is_some()
                })
        }
        (Value::Object(theirs), Value::Object(ours)) => {
            theirs.len() == ours.len()
                && theirs
                    .iter()
                    .all(|(name, value)| ours.get(name).is_some_and(|our| value_like(value, our)))
        }
        _ => theirs == ours,
    }
}

/// Binary messages begin with a header, whose ids are different; what follows it is the same.
fn binary_like(theirs: &str, ours: &str) -> bool {
    let same = theirs.chars().rev().zip(ours.chars().rev()).take_while(|(a, b)| a == b).count();
    ours.starts_with("\n") && theirs.starts_with("\n") && ours.chars().count() - same <= HEADER
}

/// The most characters that a response's header has before its revision.
const HEADER: usize = 24;
