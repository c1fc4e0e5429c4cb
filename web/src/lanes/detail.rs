//! One message in full: what carried it off, what became of it, and what its receiver decided.

use crate::{
    explain,
    present::{
        lanes::{End, Line},
        why::Happened,
    },
    text::{Exact, Words, span},
};
use engine::base::MachineId;
use engine::{
    base::Term,
    sim::{Kind, MomentId},
    timeline::Timeline,
};

/// A message that was chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Detail {
    pub line: Line,
    pub name: String,
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
    /// Where it was decided; `NOWHERE` is the world around.
    pub member: MachineId,
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
            name: name(line.kind, words),
            term: line.term,
            sent: Exact(line.sent).to_string(),
            end: ended(&line, words),
            took: span(at.since(line.sent)),
            cause: (line.cause, sentence(line.cause)),
            ended: line.ended(),
            decisions: decisions.collect(),
        }
    }
}

/// etcd's name of a message, or what a client's is.
pub fn name(kind: Kind, words: Words) -> String {
    let text = &words.lanes;
    match kind {
        Kind::Raft(kind) => kind.to_string(),
        Kind::Request => text.request.to_string(),
        Kind::Reply => text.reply.to_string(),
        Kind::Push => text.push.to_string(),
        Kind::Refused => text.refused.to_string(),
        Kind::Gone => text.gone.to_string(),
        Kind::Connect => text.connect.to_string(),
        Kind::Connected => text.connected.to_string(),
        Kind::ConnectionRefused => text.connection_refused.to_string(),
        Kind::Closed => text.closed.to_string(),
        Kind::Cancel => text.cancel.to_string(),
    }
}

/// What became of a message, in a few words.
pub fn ended(line: &Line, words: Words) -> String {
    let text = &words.lanes;
    match line.end {
        End::Arrived { at, .. } => text.arrived(Exact(at)),
        End::Lost { at, why, .. } => text.lost(Exact(at), words.loss(why)),
        End::Flying { due } => text.flying(Exact(due)),
        End::Held => text.held.to_string(),
    }
}
