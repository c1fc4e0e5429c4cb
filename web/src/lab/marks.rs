//! What was of note: ticks on the line of moments, and sentences for those who listen.

use crate::{
    text::Words,
    timeline::{Mark, MarkKind},
};
use engine::{
    raft, script, server,
    sim::{Action, Event, Moment, MomentId, What},
    timeline::Timeline,
};
use std::rc::Rc;

/// All marks of a timeline, found once.
#[derive(Default)]
pub struct Marks {
    found: Rc<Vec<Mark>>,
    /// Moments below this have been looked at.
    seen: MomentId,
}

impl Marks {
    /// Looks at what is new.
    pub fn update(&mut self, words: Words, timeline: &Timeline) {
        let end = timeline.head() + 1;
        self.drop_from(end);
        let news =
            (self.seen..end).filter_map(|id| mark(words, timeline, id, timeline.moment(id)?));
        let news: Vec<Mark> = news.collect();
        self.seen = end;
        if !news.is_empty() {
            Rc::make_mut(&mut self.found).extend(news);
        }
    }

    /// What was recorded from this moment on is no more.
    pub fn drop_from(&mut self, id: MomentId) {
        if id < self.seen {
            Rc::make_mut(&mut self.found).retain(|mark| mark.moment < id);
            self.seen = id;
        }
    }

    pub fn found(&self) -> Rc<Vec<Mark>> {
        self.found.clone()
    }

    /// The last mark after `after` and up to `to`.
    pub fn last_in(&self, after: MomentId, to: MomentId) -> Option<&Mark> {
        self.found.iter().rev().find(|mark| mark.moment > after && mark.moment <= to)
    }
}

fn mark(words: Words, timeline: &Timeline, id: MomentId, moment: &Moment) -> Option<Mark> {
    let made = |kind, label| Some(Mark { moment: id, kind, label });
    if let Some(violation) = timeline.violations().iter().find(|violation| violation.moment == id) {
        let name = violation.property.name();
        let label = words.fill(words.page.says_violation, &[("property", &name)]);
        return made(MarkKind::Violation, label);
    }
    if let Event::Act { action } = moment.event {
        let action = &timeline.acts().get(action as usize)?.action;
        let (kind, label) = deed(words, action);
        return made(kind, label);
    }
    moment.traces.iter().find_map(|trace| match &trace.what {
        What::Server(server::Trace::Raft(raft::Trace::BecameLeader { id: member, term })) => {
            let label = words.fill(words.page.says_leader, &[("member", member), ("term", term)]);
            made(MarkKind::Elected(*term), label)
        }
        What::Server(server::Trace::Raft(raft::Trace::SteppedDown { id: member })) => {
            made(MarkKind::Deed, words.fill(words.page.says_stepped_down, &[("member", member)]))
        }
        What::Died(_) => {
            made(MarkKind::Fault, words.fill(words.page.says_crashed, &[("member", &trace.member)]))
        }
        _ => None,
    })
}

fn deed(words: Words, action: &Action) -> (MarkKind, String) {
    let page = &words.page;
    match action {
        Action::Crash { member } | Action::Tear { member, .. } => {
            (MarkKind::Fault, words.fill(page.says_crashed, &[("member", member)]))
        }
        Action::Restart { member } => {
            (MarkKind::Deed, words.fill(page.says_restarted, &[("member", member)]))
        }
        Action::Request { .. }
        | Action::Mend { .. }
        | Action::Heal
        | Action::Release { .. }
        | Action::Start { .. }
        | Action::ProposeConfChange { .. }
        | Action::Rule { on: true, .. }
        | Action::Reads { .. } => (MarkKind::Deed, script::print::action(action)),
        _ => (MarkKind::Fault, script::print::action(action)),
    }
}
