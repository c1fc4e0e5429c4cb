//! `logs n1 --level=warn`: what a member would have logged up to now. Its words, and what it prints.

use super::token::quote;
use crate::base::MachineId;
use crate::base::quote::lossy;
use crate::client::flags::{Flag, Takes, Words, flag};
use crate::client::{ArgError, value::node};
use crate::insight::journal::form::Form;
use crate::insight::journal::read::{Filter, newest};
use crate::insight::journal::{Level, Setting};
use crate::timeline::Timeline;
use std::fmt;

/// Which lines, how many of them, and in which form.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Logs {
    pub filter: Filter,
    /// The newest so many; none for all.
    pub last: Option<u32>,
    pub form: Form,
}

impl Logs {
    /// How many lines there are unless told otherwise.
    pub const LAST: u32 = 50;
}

impl Default for Logs {
    fn default() -> Logs {
        Logs { filter: Filter::default(), last: Some(Logs::LAST), form: Form::default() }
    }
}

const LEVELS: &[&str] = &["debug", "info", "warn", "error", "panic", "fatal"];

/// Flags of `logs`.
pub const FLAGS: &[Flag] =
    &[flag("level", Takes::OneOf(LEVELS)), flag("json", Takes::Bool), flag("last", Takes::Text)];

/// The words behind `logs`.
pub(super) fn parse(args: &[Vec<u8>]) -> Result<Logs, ArgError> {
    let words = Words::parse(args, FLAGS)?;
    let mut logs = Logs::default();
    let mut positional = words.words.iter().peekable();
    if let Some((_, word)) = positional.peek()
        && let Some(member) = member(&lossy(word))
    {
        logs.filter.member = Some(member);
        positional.next();
    }
    logs.filter.text = positional.next().map(|(_, word)| lossy(word)).unwrap_or_default();
    if let Some((at, _)) = positional.next() {
        let error = ArgError::new(*at, 1, "one word too many");
        return Err(error.remedy("put quotes around a text of several words"));
    }
    if let Some((name, at)) = words.text("level") {
        let known = Level::ALL.into_iter().find(|level| level.name() == name);
        logs.filter.level = known.ok_or_else(|| {
            let error = ArgError::new(at, 1, format!("{name} is no level"));
            error.remedy(format!("write one of {}", LEVELS.join(", ")))
        })?;
    }
    if words.on("json") {
        logs.form = Form::Json;
    }
    if let Some((count, at)) = words.text("last") {
        logs.last = match count.as_str() {
            "all" => None,
            count => Some(count.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
                let error = ArgError::new(at, 1, format!("{count} is no number of lines"));
                error.remedy("write a whole number from 1, or all")
            })?),
        };
    }
    Ok(logs)
}

/// `n1`, and nothing else: any other word is a text to look for.
fn member(word: &str) -> Option<MachineId> {
    let digits = word.strip_prefix('n')?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| node(word).ok()).flatten()
}

impl fmt::Display for Logs {
    /// What stands behind `logs`, each with a space before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Logs { filter: Filter { member: asked, level, text }, last, form } = self;
        if let Some(id) = asked {
            write!(f, " {id}")?;
        }
        if *level != Level::default() {
            write!(f, " --level={level}")?;
        }
        if *form == Form::Json {
            f.write_str(" --json")?;
        }
        match last {
            Some(Logs::LAST) => {}
            Some(last) => write!(f, " --last={last}")?,
            None => f.write_str(" --last=all")?,
        }
        match text.as_str() {
            "" => Ok(()),
            text if text.starts_with('-') => write!(f, " -- {}", quote(text.as_bytes())),
            text => write!(f, " {}", quote(text.as_bytes())),
        }
    }
}

/// The lines up to the playhead, the newest last.
pub(super) fn logs(timeline: &Timeline, asked: &Logs) -> Result<String, String> {
    let world = timeline.world();
    if let Some(id) = asked.filter.member
        && world.machine(id).is_none()
    {
        let have = world.members();
        return Err(format!("there is no member {id}: this cluster has n1 to n{have}"));
    }
    let count = asked.last.map_or(usize::MAX, |last| last as usize);
    let found = newest(
        timeline.moments(),
        timeline.cursor(),
        &Setting::of(world),
        &asked.filter,
        (count.saturating_add(1), usize::MAX),
    );
    let first = found.lines.len().saturating_sub(count);
    let mut out: Vec<String> = Vec::new();
    if first > 0 {
        out.push(format!("# the last {count}; --last=N shows more"));
    }
    out.extend(found.lines[first..].iter().map(|line| match asked.filter.member {
        Some(_) => line.text(asked.form),
        None => format!("{}\t{}", line.member, line.text(asked.form)),
    }));
    Ok(out.join("\n"))
}
