//! One message in full: what carried it off, what became of it, and what its receiver decided.

use super::{End, Line, Style};
use crate::{
    explain,
    present::why::Happened,
    text::{Words, span},
};
use engine::{
    base::{Term, Time},
    sim::{Kind, MomentId},
    timeline::Timeline,
};

/// A message that was chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Detail {
    pub line: Line,
    pub name: String,
    pub style: Style,
    pub term: Option<Term>,
    pub sent: String,
    /// What became of it, in words.
    pub end: String,
    /// How long it was on its way, or has been so far.
    pub took: String,
    /// The moment that sent it, in a sentence.
    pub cause: (MomentId, String),
    /// The moment of its end.
    pub ended: Option<MomentId>,
    pub decisions: Vec<Decided>,
}

/// What was decided when it arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// The member that decided; 0 is the world around.
    pub member: u64,
    pub title: &'static str,
    /// The log line.
    pub log: String,
}

impl Detail {
    pub fn of(timeline: &Timeline, line: &Line, words: Words) -> Detail {
        let line = *line;
        let at = match line.end {
            End::Arrived { at, .. } | End::Lost { at, .. } => at,
            End::Flying { .. } | End::Held => timeline.now(),
        };
        let sentence = |id: MomentId| {
            let moment = timeline.moment(id);
            moment.map(|at| words.happened(&Happened::at(timeline, at))).unwrap_or_default()
        };
        let traces = line.ended().and_then(|id| timeline.moment(id)).map(|moment| &moment.traces);
        let decisions = traces.into_iter().flatten().map(|trace| Decided {
            member: trace.member,
            title: words.rule(explain::rule(trace)).title,
            log: trace.to_string(),
        });
        Detail {
            line,
            name: name(&line, words),
            style: line.style(),
            term: line.term,
            sent: time(line.sent),
            end: ended(&line, words),
            took: span(at.since(line.sent)),
            cause: (line.cause, sentence(line.cause)),
            ended: line.ended(),
            decisions: decisions.collect(),
        }
    }
}

/// etcd's name of a message, or what a client's is.
pub fn name(line: &Line, words: Words) -> String {
    match line.kind {
        Kind::Raft(kind) => kind.to_string(),
        Kind::Request => words.lanes.names[0].to_string(),
        Kind::Reply => words.lanes.names[1].to_string(),
        Kind::Refused => words.lanes.names[2].to_string(),
        Kind::Gone => words.lanes.names[3].to_string(),
    }
}

/// What became of a message, in a few words.
pub fn ended(line: &Line, words: Words) -> String {
    let text = &words.lanes;
    match line.end {
        End::Arrived { at, .. } => words.fill(text.arrived, &[("at", &time(at))]),
        End::Lost { at, why, .. } => {
            let why = words.loss(why);
            words.fill(text.lost, &[("at", &time(at)), ("why", &why)])
        }
        End::Flying { due } => words.fill(text.flying, &[("due", &time(due))]),
        End::Held => text.held.to_string(),
    }
}

/// Milliseconds with three places: `12.345 ms`.
pub fn time(at: Time) -> String {
    format!("{}.{:03} ms", at.us() / 1000, at.us() % 1000)
}
