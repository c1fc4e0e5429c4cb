//! What may follow what was typed so far.

use super::command::Goal;
use super::deeds::{Deed, Who};
use super::parse::{CONF_CHANGE, RUN};
use super::token::pieces;
use super::{help, scenario};
use crate::base::quote::lossy;
use crate::base::{MachineId, NodeId};
use crate::client::call;
use crate::client::flags::{Flag, Takes};
use crate::sim::{ClientId, Rule};

/// What there is in the present world to name.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Names {
    pub members: Vec<MachineId>,
    /// The members that the cluster has.
    pub ids: Vec<NodeId>,
    pub clients: Vec<ClientId>,
}

/// Words that may stand in place of the one that was begun.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Completion {
    /// Where the begun word starts, in bytes; a candidate replaces everything from here on.
    pub start: usize,
    pub candidates: Vec<String>,
}

impl Completion {
    /// The line with a candidate put in, and a space behind it unless a value must follow.
    pub fn apply(&self, line: &str, candidate: &str) -> String {
        let space = if candidate.ends_with(['=', ',']) { "" } else { " " };
        format!("{}{candidate}{space}", line.get(..self.start).unwrap_or(line))
    }
}

/// Candidates for the last word of `line`, which ends at the cursor.
pub fn complete(line: &str, names: &Names) -> Completion {
    let last = match pieces(line).pop() {
        Some(Err(_)) => return Completion::default(),
        Some(Ok(piece)) => Some(piece),
        None => None,
    };
    let behind = &line[last.as_ref().map_or(0, |piece| piece.span.end)..];
    if behind.rsplit('\n').next().is_some_and(|behind| behind.contains('#')) {
        return Completion::default();
    }
    let over = behind.contains([';', '\n']);
    let words = last.filter(|_| !over).map(|piece| piece.tokens).unwrap_or_default();
    let open = words.last().is_some_and(|word| word.span.end == line.len());
    let start = if open { words[words.len() - 1].span.start } else { line.len() };
    let begun = &line[start..];
    let mut before: Vec<String> = words.iter().map(|word| lossy(&word.bytes)).collect();
    if open {
        before.pop();
    }
    if before.first().is_some_and(|word| word == "etcdctl" || word.ends_with(':')) {
        let verbs = before.len() == 1;
        before.remove(0);
        if verbs {
            return pick(start, begun, call::verbs().map(str::to_string));
        }
    }
    let Some(verb) = before.first().cloned() else {
        let all = help::ENTRIES.iter().map(|e| e.name.to_string());
        return pick(start, begun, all.chain(["etcdctl".to_string()]));
    };
    let flags = flags(&verb, &before);
    let waiting = before.last().and_then(|word| named(&flags, word)).filter(|_| before.len() > 1);
    if let Some(flag) = waiting.filter(|flag| flag.takes != Takes::Bool) {
        return pick(start, begun, values(flag, names));
    }
    match begun.split_once('=') {
        Some((name, value)) if name.starts_with('-') => {
            let values = named(&flags, name).map(|flag| values(flag, names)).unwrap_or_default();
            let from = value.rfind(',').map_or(0, |comma| comma + 1);
            pick(start + name.len() + 1 + from, &value[from..], values)
        }
        _ if begun.starts_with('-') => pick(start, begun, flags.iter().map(spelled)),
        _ => pick(start, begun, positional(&verb, &before, names)),
    }
}

fn pick(start: usize, begun: &str, among: impl IntoIterator<Item = String>) -> Completion {
    let candidates = among.into_iter().filter(|word| word.starts_with(begun) && word != begun);
    Completion { start, candidates: candidates.collect() }
}

fn flags(verb: &str, before: &[String]) -> Vec<Flag> {
    match verb {
        "member" | "endpoint" => {
            let sub = before.get(1).map(String::as_str).unwrap_or_default();
            call::flags(&format!("{verb} {sub}"))
        }
        "cluster" => scenario::FLAGS.to_vec(),
        "logs" => super::logs::FLAGS.to_vec(),
        "wal" => super::asked::WAL.to_vec(),
        "propose-conf-change" => CONF_CHANGE.to_vec(),
        "run" if before.get(1).is_some_and(|word| word == "until") => RUN.to_vec(),
        _ => call::flags(verb),
    }
}

fn named<'a>(flags: &'a [Flag], word: &str) -> Option<&'a Flag> {
    flags.iter().find(|flag| {
        word.strip_prefix("--") == Some(flag.name)
            || flag.short.is_some_and(|letter| word == format!("-{letter}"))
    })
}

fn spelled(flag: &Flag) -> String {
    let sign = if flag.takes == Takes::Bool { "" } else { "=" };
    format!("--{}{sign}", flag.name)
}

fn values(flag: &Flag, names: &Names) -> Vec<String> {
    match flag.takes {
        Takes::Bool => vec!["true".into(), "false".into()],
        Takes::OneOf(words) => words.iter().map(|word| word.to_string()).collect(),
        Takes::Text if flag.name == "endpoints" => members(names),
        Takes::Text | Takes::Number | Takes::Span => Vec::new(),
    }
}

fn members(names: &Names) -> Vec<String> {
    names.members.iter().map(MachineId::to_string).collect()
}

fn ids(names: &Names) -> Vec<String> {
    names.ids.iter().map(|id| format!("{id:x}")).collect()
}

fn why(before: &[String], names: &Names) -> Vec<String> {
    match before {
        [_] => {
            let asked = ["no-leader", "entry", "read"].map(String::from);
            asked.into_iter().chain(members(names)).collect()
        }
        [_, entry, _] if entry == "entry" => members(names),
        [_, read] if read == "read" => names.clients.iter().map(|id| format!("c{id}")).collect(),
        [_, member] if member != "entry" && member != "no-leader" => vec!["not-leader".into()],
        _ => Vec::new(),
    }
}

fn positional(verb: &str, before: &[String], names: &Names) -> Vec<String> {
    let place = before.len();
    let clients = names.clients.iter().map(|id| format!("c{id}"));
    match verb {
        "partition" => {
            let free = members(names).into_iter().filter(|name| !before.contains(name));
            let bar = (place > 1 && before[place - 1] != "|").then(|| "|".to_string());
            free.chain(bar).collect()
        }
        "cut" | "mend" | "hold" | "release" => match (place, before.last().map(String::as_str)) {
            (1, _) | (3, Some("->" | "<->")) => members(names).into_iter().chain(clients).collect(),
            (2, _) => [vec!["->".into()], members(names), clients.collect()].concat(),
            _ => Vec::new(),
        },
        "isolate" | "crash" | "tear" | "wipe" | "pause" | "resume" | "restart" | "fsync"
        | "clock" | "campaign" | "log" | "logs" | "wal"
            if place == 1 =>
        {
            let who = Who::NAMED.iter().filter(|_| Deed::named(verb).is_some());
            members(names).into_iter().chain(who.map(|(name, _)| name.to_string())).collect()
        }
        "why" => why(before, names),
        "path" if place == 1 => clients.collect(),
        "rule" if place == 1 => Rule::ALL.iter().map(|rule| rule.name().to_string()).collect(),
        "rule" if place == 2 => vec!["off".into(), "on".into()],
        "reads" if place == 1 => scenario::READS.iter().map(|mode| mode.to_string()).collect(),
        "run" if place == 1 => vec!["until".into()],
        "run" if place == 2 && before[1] == "until" => {
            let decisions = super::goal::decisions().into_iter();
            Goal::NAMED.iter().map(|(name, _)| name.to_string()).chain(decisions).collect()
        }
        "run" if place == 3 && before[1] == "until" => members(names),
        "move-leader" if place == 1 => ids(names),
        "member" | "endpoint" if place == 1 => {
            call::subcommands(verb).into_iter().map(str::to_string).collect()
        }
        "member" if place == 2 => match before[1].as_str() {
            "add" => {
                let last = names.members.iter().max().copied().unwrap_or_default();
                vec![last.next().to_string()]
            }
            "promote" | "remove" | "update" => ids(names),
            _ => Vec::new(),
        },
        "help" if place == 1 => help::ENTRIES.iter().map(|e| e.name.to_string()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn completion_offers_what_may_follow() {
        let names = Names {
            members: [1, 2, 3].map(MachineId).to_vec(),
            ids: vec![0xa1, 0xb2],
            clients: vec![1],
        };
        let cases = [
            ("pa", vec!["pause", "partition", "path"]),
            ("clock ", vec!["n1", "n2", "n3"]),
            ("crash ", vec!["n1", "n2", "n3", "leader", "all"]),
            ("get a --co", vec!["--count-only", "--consistency=", "--command-timeout="]),
            ("get a --consistency=", vec!["l", "s"]),
            ("get a -w ", vec!["simple", "json", "fields", "table", "protobuf"]),
            ("get a --endpoints=n1,", vec!["n1", "n2", "n3"]),
            ("etcdctl g", vec!["get"]),
            (
                "mem",
                vec![
                    "member list",
                    "member add",
                    "member update",
                    "member promote",
                    "member remove",
                ],
            ),
            ("member ", vec!["add", "list", "promote", "remove", "update"]),
            ("member add ", vec!["n4"]),
            ("c1: member remove ", vec!["a1", "b2"]),
            ("move-leader b", vec!["b2"]),
            ("endpoint status --c", vec!["--cluster", "--command-timeout="]),
            ("partition n1 ", vec!["n2", "n3", "|"]),
            ("cut n1 ", vec!["->", "n1", "n2", "n3", "c1"]),
            ("run until became-l", vec!["became-leader"]),
            ("put \"a", vec![]),
            ("put a # ", vec![]),
            ("why ", vec!["no-leader", "entry", "read", "n1", "n2", "n3"]),
            ("why n", vec!["no-leader", "n1", "n2", "n3"]),
            ("why n1 ", vec!["not-leader"]),
            ("why entry ", vec![]),
            ("why entry 5 ", vec!["n1", "n2", "n3"]),
            ("why read ", vec!["c1"]),
            ("why no-leader ", vec![]),
            ("path ", vec!["c1"]),
        ];
        for (line, candidates) in cases {
            assert_eq!(complete(line, &names).candidates, candidates, "{line}");
        }
        let found = complete("get a --endpoints=n1,", &names);
        assert_eq!(found.apply("get a --endpoints=n1,", "n2"), "get a --endpoints=n1,n2 ");
    }
}
