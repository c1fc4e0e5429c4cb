//! A world as a text to send to somebody: its scenario, what was done to it and when, and where one
//! looks.
//!
//! ```text
//! etcdscope 3
//! cluster 5 --seed=7
//! @31 1200000 put a 1
//! @90 1500000 crash n2
//! seek 120 of 400
//! end 2 5d41402a
//! ```
//!
//! Between actions the world decides by itself, always in the same way, so nothing else needs to be
//! kept. `@31 1200000` is the moment that the action is, and its time in microseconds. The last
//! line counts the actions, so that a text that was cut off is noticed, and holds the CRC-32C of
//! all lines before it; a person who writes such a text leaves the sum out. Reading trusts nothing:
//! see the limits below.

use std::{error::Error, fmt};

use super::command::Command;
use super::parse::parse;
use super::print;
use crate::base::{Time, sum::crc32c};
use crate::sim::{MomentId, Scenario};
use crate::timeline::Act;

/// What a share text holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shared {
    pub scenario: Scenario,
    /// In the order in which they were done.
    pub actions: Vec<Act>,
    /// The moment that was looked at.
    pub cursor: MomentId,
    /// The last moment that had been recorded.
    pub head: MomentId,
}

/// Why a text cannot be opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareError {
    /// From 1; 0 if the text as a whole is meant.
    pub line: usize,
    pub message: String,
    pub remedy: String,
}

/// The version of the format that is written, and the only one that is read: in version 1 words were
/// quoted otherwise, and in version 2 a command's requests were deeds one by one, so that both would mean
/// something else.
pub const VERSION: u64 = 3;
/// The longest text that is read.
pub const BYTES_MAX: usize = 1 << 20;
/// The last moment that a text may name.
pub const MOMENT_MAX: MomentId = 5_000_000;

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        write!(f, "{}; {}", self.message, self.remedy)
    }
}

impl Error for ShareError {}

/// The text.
pub fn to_text(shared: &Shared) -> String {
    let mut out = format!("etcdscope {VERSION}\n{}\n", Command::Cluster(shared.scenario.clone()));
    for Act { moment, at, action } in &shared.actions {
        out += &format!("@{moment} {} {}\n", at.us(), print::action(action));
    }
    out += &format!("seek {}", shared.cursor);
    let acted = shared.actions.last().map_or(0, |act| act.moment);
    if shared.head != acted.max(shared.cursor) {
        out += &format!(" of {}", shared.head);
    }
    out.push('\n');
    let sum = crc32c(0, out.as_bytes());
    out + &format!("end {} {sum:08x}\n", shared.actions.len())
}

/// Reads a text, which may come from anybody.
pub fn from_text(text: &str) -> Result<Shared, ShareError> {
    if text.len() > BYTES_MAX {
        let message = format!("the text has {} bytes, more than {BYTES_MAX}", text.len());
        return Err(error(0, message, "open a shorter one"));
    }
    let mut reader = Reader { lines: Vec::new(), at: 0, sum: 0 };
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    reader.lines = lines.filter(|(_, line)| !line.is_empty()).collect();
    reader.version()?;
    let scenario = reader.scenario()?;
    let mut actions: Vec<Act> = Vec::new();
    while reader.peek().is_some_and(|line| line.starts_with('@')) {
        let act = reader.act(actions.last())?;
        actions.push(act);
    }
    let (cursor, head) = reader.position(actions.last())?;
    reader.end(actions.len())?;
    Ok(Shared { scenario, actions, cursor, head })
}

fn error(line: usize, message: impl Into<String>, remedy: impl Into<String>) -> ShareError {
    ShareError { line, message: message.into(), remedy: remedy.into() }
}

struct Reader<'a> {
    /// Lines that are not empty, with their numbers.
    lines: Vec<(usize, &'a str)>,
    at: usize,
    /// Of all lines taken so far.
    sum: u32,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.lines.get(self.at).map(|(_, line)| *line)
    }

    fn take(&mut self) -> Result<(usize, &'a str), ShareError> {
        let Some((number, line)) = self.lines.get(self.at).copied() else {
            let last = self.lines.last().map_or(1, |(number, _)| *number);
            return Err(error(
                last,
                "the text was cut off here",
                "copy all of it, with its last line `end`",
            ));
        };
        self.at += 1;
        self.sum = crc32c(crc32c(self.sum, line.as_bytes()), b"\n");
        Ok((number, line))
    }

    fn version(&mut self) -> Result<(), ShareError> {
        let no_share = |line| {
            let remedy = format!("the first line of one is `etcdscope {VERSION}`");
            error(line, "this is no text that was shared from here", remedy)
        };
        if self.lines.is_empty() {
            return Err(no_share(1));
        }
        let (number, line) = self.take()?;
        match line.strip_prefix("etcdscope ").map(str::parse::<u64>) {
            Some(Ok(VERSION)) => Ok(()),
            Some(Ok(newer)) if newer > VERSION => {
                let message =
                    format!("format {newer} is newer than this page, which knows {VERSION}");
                Err(error(number, message, "reload the page to get its newest version"))
            }
            Some(Ok(older)) if older > 0 => {
                let message = format!(
                    "format {older} is older than this page, which reads {VERSION}: words were \
                     quoted otherwise then"
                );
                Err(error(number, message, "open it with the version of the page that wrote it"))
            }
            _ => Err(no_share(number)),
        }
    }

    fn scenario(&mut self) -> Result<Scenario, ShareError> {
        let (number, line) = self.take()?;
        match self.command(number, line)? {
            Command::Cluster(scenario) => Ok(scenario),
            _ => Err(error(
                number,
                "here the cluster must be named",
                "write for example `cluster 5`",
            )),
        }
    }

    fn command(&self, number: usize, line: &str) -> Result<Command, ShareError> {
        match parse(line) {
            Ok(Some(command)) => Ok(command),
            Ok(None) => Err(error(number, "there is no command", "write one")),
            Err(mistake) => {
                let remedy = if mistake.remedy.is_empty() { "correct it" } else { &mistake.remedy };
                Err(error(number, format!("{} in `{}`", mistake.message, brief(line)), remedy))
            }
        }
    }

    fn act(&mut self, before: Option<&Act>) -> Result<Act, ShareError> {
        let (number, line) = self.take()?;
        let mut words = line[1..].splitn(3, ' ');
        let mut next = || words.next().unwrap_or_default();
        let (moment, at, line) = (next(), next(), next());
        let (Ok(moment), Ok(at)) = (moment.parse(), at.parse::<u64>().map(Time)) else {
            let remedy = "write `@MOMENT MICROSECONDS COMMAND`";
            return Err(error(number, "this is no action", remedy));
        };
        check_moment(number, moment)?;
        let (last, since) = before.map_or((0, Time(0)), |act| (act.moment, act.at));
        if moment <= last || at < since {
            let message = "this action was done before the one above it";
            return Err(error(number, message, "put actions in the order of their moments"));
        }
        let mut actions = self.command(number, line)?.actions();
        match (actions.pop(), actions.is_empty()) {
            (Some(action), true) => Ok(Act { moment, at, action }),
            (Some(_), false) => {
                let message = format!("`{}` is two actions", brief(line));
                Err(error(number, message, "write one for each direction, with ->"))
            }
            (None, _) => {
                let message = format!("`{}` does nothing to the world", brief(line));
                Err(error(number, message, "leave the line out"))
            }
        }
    }

    fn position(&mut self, last: Option<&Act>) -> Result<(MomentId, MomentId), ShareError> {
        let (number, line) = self.take()?;
        let Some(place) = line.strip_prefix("seek ") else {
            let message = format!("`{}` is neither an action nor `seek`", brief(line));
            return Err(error(number, message, "write `seek MOMENT`"));
        };
        let (cursor, head) = match place.split_once(" of ") {
            Some((cursor, head)) => (cursor.parse(), head.parse().map(Some)),
            None => (place.parse(), Ok(None)),
        };
        let (Ok(cursor), Ok(head)) = (cursor, head) else {
            return Err(error(number, "this is no moment", "write `seek MOMENT`"));
        };
        let least = last.map_or(0, |act| act.moment).max(cursor);
        let head = head.unwrap_or(least);
        check_moment(number, head.max(cursor))?;
        if head < least {
            let message = "the position lies outside of what was recorded";
            return Err(error(number, message, "write `seek MOMENT of LAST`"));
        }
        Ok((cursor, head))
    }

    fn end(&mut self, count: usize) -> Result<(), ShareError> {
        let expected = self.sum;
        let (number, line) = self.take()?;
        let mut words = line.split_whitespace();
        let (end, said, sum) = (words.next(), words.next(), words.next());
        if end != Some("end") || said.and_then(|n| n.parse::<usize>().ok()) != Some(count) {
            let message = format!("`{}` does not end a text of {count} actions", brief(line));
            return Err(error(number, message, "lines are missing; copy all of it"));
        }
        if sum.is_some_and(|sum| u32::from_str_radix(sum, 16) != Ok(expected)) {
            let remedy = "copy it again, or leave out the last word if you changed it yourself";
            return Err(error(number, "the text was changed on its way", remedy));
        }
        match self.lines.get(self.at) {
            None => Ok(()),
            Some((number, _)) => Err(error(*number, "there is more after the end", "remove it")),
        }
    }
}

fn check_moment(line: usize, moment: MomentId) -> Result<(), ShareError> {
    if moment <= MOMENT_MAX {
        return Ok(());
    }
    let message = format!("moment {moment} is too far; at most {MOMENT_MAX} can be replayed");
    Err(error(line, message, "open a shorter one"))
}

/// The beginning of a line.
fn brief(line: &str) -> String {
    let mut out: String = line.chars().take(60).collect();
    if out.len() < line.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared() -> Shared {
        let action = |line: &str| parse(line).unwrap().unwrap().actions().remove(0);
        let act = |moment, at, line| Act { moment, at: Time(at), action: action(line) };
        let actions = vec![
            act(31, 1_200_000, r#"put "a b" $'\x00#'"#),
            act(32, 1_200_000, "crash n2"),
            act(90, 1_500_001, "cut n1 -> c1"),
        ];
        Shared { scenario: Scenario::new(3, 7), actions, cursor: 40, head: 400 }
    }

    #[test]
    fn what_is_written_reads_back_also_with_other_line_ends() {
        let (shared, text) = (shared(), to_text(&shared()));
        assert_eq!(from_text(&text), Ok(shared.clone()));
        assert_eq!(from_text(&format!("\n{}\r\n", text.replace('\n', "\r\n"))), Ok(shared));
        let by_hand = "etcdscope 3\ncluster 3\n@5 100 heal\nseek 2\nend 1";
        assert_eq!(from_text(by_hand).map(|s| (s.cursor, s.head)), Ok((2, 5)));
    }

    #[test]
    fn a_text_cut_anywhere_is_noticed() {
        let text = to_text(&shared());
        let whole = text.trim_end().len();
        // the last word is the sum, and one may leave it out
        let sum = text.trim_end().rfind(' ').unwrap();
        for at in
            (0..whole).filter(|at| text.is_char_boundary(*at) && !(sum..=sum + 1).contains(at))
        {
            assert!(from_text(&text[..at]).is_err(), "cut at {at}: {}", &text[..at]);
        }
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let text = to_text(&shared());
        for at in 0..text.trim_end().len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(from_text(&changed).is_err(), "changed at {at}: {changed}");
        }
    }

    #[test]
    fn hostile_texts_are_refused_with_their_place() {
        let cases = [
            ("", 1, "this is no text that was shared from here"),
            ("hello", 1, "this is no text"),
            ("etcdscope 4\nwhatever", 1, "format 4 is newer than this page"),
            ("etcdscope 2\ncluster 3\nseek 0\nend 0", 1, "format 2 is older than this page"),
            ("etcdscope 3", 1, "the text was cut off here"),
            ("etcdscope 3\ncluster 99", 2, "a cluster cannot have \"99\" members"),
            ("etcdscope 3\nheal", 2, "here the cluster must be named"),
            ("etcdscope 3\ncluster 3\n@x 1 heal", 3, "this is no action"),
            ("etcdscope 3\ncluster 3\n@1 1 frob", 3, "unknown command \"frob\""),
            ("etcdscope 3\ncluster 3\n@1 1 run 1h", 3, "does nothing to the world"),
            ("etcdscope 3\ncluster 3\n@1 1 cut n1 n2", 3, "is two actions"),
            ("etcdscope 3\ncluster 3\n@4000000000 1 heal", 3, "moment 4000000000 is too far"),
            ("etcdscope 3\ncluster 3\n@2 5 heal\n@2 5 heal", 4, "before the one above"),
            ("etcdscope 3\ncluster 3\n@2 5 heal\n@3 4 heal", 4, "before the one above"),
            ("etcdscope 3\ncluster 3\nseek 9999999", 3, "too far"),
            ("etcdscope 3\ncluster 3\nseek 5 of 4\nend 0", 3, "outside of what was recorded"),
            ("etcdscope 3\ncluster 3\nseek 0\nend 1", 4, "does not end a text of 0 actions"),
            ("etcdscope 3\ncluster 3\nseek 0\nend 0 1234", 4, "was changed on its way"),
            ("etcdscope 3\ncluster 3\nseek 0\nend 0\nmore", 5, "there is more after the end"),
        ];
        for (text, line, message) in cases {
            let error = from_text(text).expect_err(text);
            assert_eq!(error.line, line, "{error}");
            assert!(error.to_string().contains(message), "{error}");
        }
        let long = "x".repeat(BYTES_MAX + 1);
        assert!(from_text(&long).is_err());
    }
}
