//! From a line to a [`Command`]. Every mistake is pointed at, with what to write instead.

use std::ops::Range;

use super::command::{Command, Goal, LinkDeed, TERMINAL};
use super::deeds::{self, Deed};
use super::error::ParseError;
use super::help::{self, Group};
use super::scenario;
use super::token::{Token, pieces};
use super::value::{self, bounded, client, number, on_off, peer, per_mille, rate, rule};
use crate::base::quote::{go, lossy};
use crate::base::{MachineId, Time};
use crate::client::commands::is_command;
use crate::client::exit::EXIT_ERROR;
use crate::client::flags::{Flag, Takes, Told, Words, flag};
use crate::client::near::nearest;
use crate::client::value::{Wrong, node};
use crate::client::{ArgError, Asked, Call};
use crate::raft::ConfChangeTransition;
use crate::sim::{Action, ClientId, Peer, World};

/// The commands of a text, in order: `;` and line ends stand between them. What cannot even be cut
/// into words is an error in the place of its line.
pub fn commands(text: &str) -> Vec<Result<&str, ParseError>> {
    if text.len() > LINE_MAX {
        return vec![Err(too_long(text))];
    }
    pieces(text).into_iter().map(|piece| Ok(&text[piece?.span])).collect()
}

/// The same where it is known which members there are: a mistake about one says more.
pub fn parse_in(world: &World, line: &str) -> Result<Option<Command>, ParseError> {
    parse(line).map_err(|mistake| mistake.of(world))
}

/// The command that a line holds; none for an empty line or a comment.
pub fn parse(line: &str) -> Result<Option<Command>, ParseError> {
    if line.len() > LINE_MAX {
        return Err(too_long(line));
    }
    let mut pieces = pieces(line).into_iter();
    let Some(first) = pieces.next().transpose()? else { return Ok(None) };
    if let Some(second) = pieces.next().transpose()? {
        let message = "this is more than one command";
        return Err(ParseError::new(line, second.span, message, "write them one by one"));
    }
    Args { line, tokens: first.tokens, at: 0 }.command().map(Some)
}

fn too_long(line: &str) -> ParseError {
    let message = format!("a line may have {LINE_MAX} bytes; this one has {}", line.len());
    ParseError::new("", 0..0, message, "write a shorter one")
}

/// The longest line; etcd's limit on a request is 1.5 MiB, and escapes make a byte four.
pub const LINE_MAX: usize = 8 << 20;

/// The most moments that one `step` takes.
pub const STEPS_MAX: u64 = 1_000_000;

/// Flags of `run`.
pub const RUN: &[Flag] = &[flag("limit", Takes::Text)];

/// Flags of `propose-conf-change`.
pub const CONF_CHANGE: &[Flag] = &[flag("transition", Takes::OneOf(&value::TRANSITIONS))];

/// The words of a line, read from left to right.
pub(super) struct Args<'a> {
    pub(super) line: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
}

impl Args<'_> {
    fn command(&mut self) -> Result<Command, ParseError> {
        let mut sender = TERMINAL;
        self.settings()?;
        if let Some(name) = self.text().strip_suffix(':') {
            sender = client(name).map_err(|wrong| self.wrong(wrong))?;
            self.at += 1;
            return self.call(sender);
        }
        let name = self.text();
        // etcdctl takes flags before its verb; nothing else here begins with one
        let of_the_lab = help::ENTRIES.iter().any(|e| e.name == name && e.group != Group::Etcdctl);
        let call = name == "etcdctl" || (!of_the_lab && is_command(&name));
        if call || name.starts_with('-') {
            return self.call(sender);
        }
        self.at += 1;
        let command = match name.as_str() {
            "run" => return self.run(),
            "cluster" => return self.cluster(),
            "propose-conf-change" => return self.conf_change(),
            "request" => return self.request(),
            "cancel" => self.cancel()?,
            "help" => self.help()?,
            "logs" => {
                let logs =
                    super::logs::parse(&self.rest()).map_err(|error| self.arg_error(error))?;
                return Ok(Command::Logs(logs));
            }
            _ => {
                self.split();
                self.verb(&name)?
            }
        };
        self.end()?;
        Ok(command)
    }

    fn verb(&mut self, name: &str) -> Result<Command, ParseError> {
        if let Some(deed) = LinkDeed::ALL.iter().find(|d| d.name() == name) {
            return self.link(*deed);
        }
        if let Some(deed) = Deed::named(name) {
            return self.take(MEMBER, |text| deeds::command(deed, text));
        }
        Ok(match name {
            "partition" => Command::Act(Action::Partition { groups: self.groups()? }),
            "heal" => Command::Act(Action::Heal),
            "tear" => {
                let member = self.take(MEMBER, node)?;
                Command::Act(Action::Tear { member, sectors: self.take(SECTORS, number)? })
            }
            "fsync" => {
                let member = self.take(MEMBER, node)?;
                let (min, max) = self.spans()?;
                Command::Act(Action::Fsync { member, min, max })
            }
            "drop" => Command::Act(Action::Drop { packet: self.take(PACKET, number)? }),
            "delay" => {
                let packet = self.take(PACKET, number)?;
                Command::Act(Action::Delay { packet, by: self.take(TIME, bounded)? })
            }
            "loss" => Command::Act(Action::Loss { per_mille: self.take(SHARE, per_mille)? }),
            "duplicate" => {
                Command::Act(Action::Duplicate { per_mille: self.take(SHARE, per_mille)? })
            }
            "reorder" => Command::Act(Action::Reorder { per_mille: self.take(SHARE, per_mille)? }),
            "clock" => {
                let member = self.take(MEMBER, node)?;
                Command::Act(Action::ClockRate { member, per_mille: self.take(RATE, rate)? })
            }
            "latency" => {
                let (min, max) = self.spans()?;
                Command::Act(Action::Latency { min, max })
            }
            "rule" => {
                let rule = self.take(RULE, rule)?;
                Command::Act(Action::Rule { rule, on: self.take(ON_OFF, on_off)? })
            }
            "reads" => Command::Act(Action::Reads { mode: self.take(MODE, scenario::read_mode)? }),
            "step" => Command::Step(self.steps()?),
            "seek" => self.seek()?,
            "status" => Command::Status,
            "log" => Command::Log(self.take(MEMBER, node)?),
            "wal" => {
                let member = self.take(MEMBER, node)?;
                Command::Wal { member, dump: self.dump() }
            }
            "why" => Command::Why(self.why()?),
            "path" => Command::Path(self.path()?),
            _ => return Err(self.unknown(name)),
        })
    }

    /// What etcdctl says of a command that there is not, and what of ours may have been meant.
    fn unknown(&self, name: &str) -> ParseError {
        let remedy = match nearest(name, help::ENTRIES.iter().map(|e| e.name)) {
            Some(near) => format!("did you mean {near}?"),
            None => "help lists all commands".into(),
        };
        let message = format!("unknown command {} for \"etcdctl\"", go(name.as_bytes()));
        let error = ArgError::new(0, EXIT_ERROR, message).told(Told::WithSuggestions);
        let span = self.tokens[self.at - 1].span.clone();
        let mistake = ParseError::new(self.line, span, error.message.as_str(), remedy);
        mistake.written(error.code, error.written())
    }

    pub(super) fn call(&mut self, client: ClientId) -> Result<Command, ParseError> {
        if self.text() == "etcdctl" {
            self.at += 1;
        }
        let asked = Call::read(&self.rest()).map_err(|error| {
            let (code, written) = (error.code, error.written());
            self.arg_error(error).written(code, written)
        })?;
        Ok(match asked {
            Asked::Call(call) => Command::Call { client, call },
            Asked::Usage(words) => Command::Usage(words),
            Asked::Version => Command::Version,
        })
    }

    fn cluster(&mut self) -> Result<Command, ParseError> {
        let scenario = scenario::parse(&self.rest()).map_err(|error| self.arg_error(error))?;
        Ok(Command::Cluster(scenario))
    }

    /// `propose-conf-change n1 v4 l5 r2 --transition=explicit`, as in the transcripts of etcd's raft.
    fn conf_change(&mut self) -> Result<Command, ParseError> {
        let words = Words::parse(&self.rest(), CONF_CHANGE).map_err(|e| self.arg_error(e))?;
        let transition = match words.text("transition") {
            Some((text, at)) => value::transition(&text).map_err(|w| self.wrong_at(at, w))?,
            None => ConfChangeTransition::Auto,
        };
        let Some((first, rest)) = words.words.split_first() else {
            return Err(self.missing(MEMBER));
        };
        let member = node(&lossy(&first.1)).map_err(|wrong| self.wrong_at(first.0, wrong))?;
        let change = |(at, word): &(usize, Vec<u8>)| {
            value::change(&lossy(word)).map_err(|wrong| self.wrong_at(*at, wrong))
        };
        let changes = rest.iter().map(change).collect::<Result<Vec<_>, _>>()?;
        Ok(Command::Act(Action::ProposeConfChange { member, changes, transition }))
    }

    /// The lab's own help; behind it stands a command, or `etcdctl` for etcdctl's usage alone.
    fn help(&mut self) -> Result<Command, ParseError> {
        let words: Vec<String> = self.rest().iter().map(|word| lossy(word)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if words.iter().any(|word| word.starts_with('-')) {
            self.at -= 1;
            return self.call(TERMINAL);
        }
        self.at = self.tokens.len();
        match words.as_slice() {
            [] => return Ok(Command::Help(None)),
            ["etcdctl", rest @ ..] => {
                return Ok(Command::Usage(rest.iter().map(|word| word.to_string()).collect()));
            }
            _ => {}
        }
        let name = words.join(" ");
        match help::entry(&name) {
            Some(_) => Ok(Command::Help(Some(name))),
            None => Ok(Command::Usage(words.iter().map(|word| word.to_string()).collect())),
        }
    }

    fn run(&mut self) -> Result<Command, ParseError> {
        if self.text() != "until" {
            self.split();
            let span = self.take("TIME or until", bounded)?;
            self.end()?;
            return Ok(Command::Run(span));
        }
        self.at += 1;
        let words = Words::parse(&self.rest(), RUN).map_err(|error| self.arg_error(error))?;
        let limit = match words.text("limit") {
            Some((text, at)) => bounded(&text).map_err(|wrong| self.wrong_at(at, wrong))?,
            None => Goal::LIMIT,
        };
        let (first, member, rest) = (words.words.first(), words.words.get(1), words.words.get(2));
        let Some((at, name)) = first else {
            return Err(self.missing("GOAL"));
        };
        if let Some((at, _)) = rest {
            return Err(self.too_many(self.at + at));
        }
        let member = match member {
            Some((at, text)) => {
                Some((*at, node(&lossy(text)).map_err(|wrong| self.wrong_at(*at, wrong))?))
            }
            None => None,
        };
        let name = lossy(name);
        let goal = match Goal::NAMED.into_iter().find(|(known, _)| *known == name) {
            Some((_, goal)) => match member {
                Some((at, _)) => return Err(self.too_many(self.at + at)),
                None => goal,
            },
            None => {
                super::goal::known(&name).map_err(|wrong| self.wrong_at(*at, wrong))?;
                Goal::Trace { name, member: member.map(|(_, id)| id) }
            }
        };
        Ok(Command::RunUntil { goal, limit })
    }

    fn steps(&mut self) -> Result<u32, ParseError> {
        if self.at == self.tokens.len() {
            return Ok(1);
        }
        self.take("MOMENTS", |text| match number(text)? {
            n @ 1..=STEPS_MAX => Ok(n as u32),
            n => Err((format!("cannot step {n} moments"), format!("write 1 to {STEPS_MAX}"))),
        })
    }

    fn seek(&mut self) -> Result<Command, ParseError> {
        self.take("MOMENT or TIME", |text| {
            if text.bytes().all(|b| b.is_ascii_digit()) {
                let moment = number(text)?.try_into();
                let too_big = |_| (format!("there is no moment {text}"), String::new());
                return moment.map(Command::SeekMoment).map_err(too_big);
            }
            crate::client::value::span(text).map(Command::SeekTime).map_err(|(message, _)| {
                (message, "write a moment's number, or a time such as 1200ms".into())
            })
        })
    }

    fn groups(&mut self) -> Result<Vec<Vec<MachineId>>, ParseError> {
        let mut groups = vec![Vec::new()];
        let mut seen = Vec::new();
        while self.at < self.tokens.len() {
            if self.text() == "|" {
                groups.push(Vec::new());
                self.at += 1;
                continue;
            }
            let member = self.take(MEMBER, node)?;
            if seen.contains(&member) {
                self.at -= 1;
                return Err(self.wrong((
                    format!("{member} is named twice"),
                    "a member can be in one group only".into(),
                )));
            }
            seen.push(member);
            groups.last_mut().into_iter().for_each(|group| group.push(member));
        }
        if groups.iter().any(|group| group.is_empty()) {
            let (message, remedy) = ("a group has no members", "write partition n1 n2 | n3 n4 n5");
            return Err(ParseError::new(self.line, self.whole(), message, remedy));
        }
        Ok(groups)
    }

    fn link(&mut self, deed: LinkDeed) -> Result<Command, ParseError> {
        let from = self.take(PEER, peer)?;
        let mut arrow = |sign: &str| {
            let there = self.text() == sign;
            self.at += usize::from(there);
            there
        };
        let one_way = arrow("->");
        if !one_way {
            arrow("<->");
        }
        let to = self.take(PEER, peer)?;
        let clients = matches!((from, to), (Peer::Client(_), Peer::Client(_)));
        if from == to || clients {
            self.at -= 1;
            let message = "there is no such link";
            let remedy = "links go between two members or between a client and a member";
            return Err(self.wrong((message.into(), remedy.into())));
        }
        Ok(Command::Link { deed, from, to, both: !one_way })
    }

    /// One span, or the shortest and the longest.
    fn spans(&mut self) -> Result<(Time, Time), ParseError> {
        let min = self.take(TIME, bounded)?;
        if self.at == self.tokens.len() {
            return Ok((min, min));
        }
        let max = self.take(TIME, bounded)?;
        if min <= max {
            return Ok((min, max));
        }
        self.at -= 1;
        let message = format!("{max} is shorter than {min}");
        Err(self.wrong((message, "write the shortest first, then the longest".into())))
    }

    /// Whether no words are left.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The next word as text; empty at the end.
    pub(super) fn text(&self) -> String {
        self.tokens.get(self.at).map(|token| lossy(&token.bytes)).unwrap_or_default()
    }

    /// All words that are left.
    fn rest(&self) -> Vec<Vec<u8>> {
        self.tokens[self.at..].iter().map(|token| token.bytes.clone()).collect()
    }

    /// Reads the next word as a value.
    pub(super) fn take<T>(
        &mut self,
        what: &str,
        read: impl Fn(&str) -> Result<T, Wrong>,
    ) -> Result<T, ParseError> {
        if self.at >= self.tokens.len() {
            return Err(self.missing(what));
        }
        let value = read(&self.text()).map_err(|wrong| self.wrong(wrong))?;
        self.at += 1;
        Ok(value)
    }

    fn missing(&self, what: &str) -> ParseError {
        let end = self.tokens.last().map_or(0, |token| token.span.end);
        let after = (end + 1).min(self.line.len());
        let after = if self.line.is_char_boundary(after) { after } else { end };
        let name = self.tokens.first().map(|token| lossy(&token.bytes)).unwrap_or_default();
        let remedy = help::entry(&name).map(|e| format!("usage: {} {}", e.name, e.usage));
        let message = format!("{what} is missing");
        ParseError::new(self.line, after..after, message, remedy.unwrap_or_default())
    }

    fn wrong(&self, wrong: Wrong) -> ParseError {
        self.wrong_at(0, wrong)
    }

    /// A mistake `ahead` words after the next.
    fn wrong_at(&self, ahead: usize, (message, remedy): Wrong) -> ParseError {
        let span = self.tokens.get(self.at + ahead).map(|token| token.span.clone());
        ParseError::new(self.line, span.unwrap_or(self.whole()), message, remedy)
    }

    fn arg_error(&self, error: ArgError) -> ParseError {
        match self.tokens.get(self.at + error.at) {
            Some(token) => {
                ParseError::new(self.line, token.span.clone(), error.message, error.remedy)
            }
            None => ParseError { message: error.message, remedy: error.remedy, ..self.missing("") },
        }
    }

    fn too_many(&self, at: usize) -> ParseError {
        let span = self.tokens.get(at).map_or(self.whole(), |token| token.span.clone());
        let name = self.tokens.first().map(|token| lossy(&token.bytes)).unwrap_or_default();
        let remedy = help::entry(&name).map(|e| format!("usage: {} {}", e.name, e.usage));
        ParseError::new(self.line, span, "one word too many", remedy.unwrap_or_default())
    }

    fn end(&self) -> Result<(), ParseError> {
        if self.at < self.tokens.len() { Err(self.too_many(self.at)) } else { Ok(()) }
    }

    fn whole(&self) -> Range<usize> {
        let start = self.tokens.first().map_or(0, |token| token.span.start);
        start..self.tokens.last().map_or(0, |token| token.span.end)
    }

    /// Splits the words that are left at `|` and `->`, so that spaces around them may be left out,
    /// and at commas.
    fn split(&mut self) {
        let rest = self.tokens.split_off(self.at.min(self.tokens.len()));
        for token in rest {
            let bare = self.line.get(token.span.clone()) == Some(&lossy(&token.bytes));
            if bare { self.split_word(token.span) } else { self.tokens.push(token) }
        }
    }

    fn split_word(&mut self, span: Range<usize>) {
        let (mut start, mut at) = (span.start, span.start);
        let word = |range: Range<usize>| Token {
            bytes: self.line.as_bytes()[range.clone()].to_vec(),
            span: range,
        };
        let mut out = Vec::new();
        while at < span.end {
            let rest = &self.line[at..span.end];
            let sign = ["<->", "->", "|", ","].into_iter().find(|sign| rest.starts_with(sign));
            let Some(sign) = sign else {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            };
            if start < at {
                out.push(word(start..at));
            }
            if sign != "," {
                out.push(word(at..at + sign.len()));
            }
            at += sign.len();
            start = at;
        }
        if start < span.end {
            out.push(word(start..span.end));
        }
        self.tokens.extend(out);
    }
}

pub(super) const MEMBER: &str = "MEMBER";
const PACKET: &str = "PACKET";
const PEER: &str = "PEER";
const RATE: &str = "RATE";
const SECTORS: &str = "SECTORS";
const SHARE: &str = "SHARE";
const RULE: &str = "RULE";
const ON_OFF: &str = "on or off";
const MODE: &str = "MODE";
const TIME: &str = "TIME";
