//! What was of note: ticks on the line of moments, and news for those who listen.

use crate::{present::news::News, timeline::Mark};
use engine::{
    raft, script, server,
    sim::{Action, Event, Moment, MomentId, What, trace},
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
    pub fn update(&mut self, timeline: &Timeline) {
        let end = timeline.head() + 1;
        self.drop_from(end);
        let news = (self.seen..end).filter_map(|id| mark(timeline, id, timeline.moment(id)?));
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

fn mark(timeline: &Timeline, id: MomentId, moment: &Moment) -> Option<Mark> {
    let made = |what| Some(Mark { moment: id, what });
    if let Some(violation) = timeline.violations().iter().find(|violation| violation.moment == id) {
        return made(News::Violated(violation.property));
    }
    if let Event::Act { action, .. } = moment.event {
        return made(deed(&timeline.acts().get(action as usize)?.action));
    }
    moment.traces.iter().find_map(|trace| match &trace.what {
        What::Server(server::Trace::Raft(raft::Trace::Role(raft::trace::Role::BecameLeader {
            term,
            ..
        }))) => made(News::Elected { member: trace.member, term: *term }),
        What::Server(server::Trace::Raft(raft::Trace::Role(raft::trace::Role::SteppedDown {
            ..
        }))) => made(News::SteppedDown { member: trace.member }),
        What::Machine(trace::Machine::Died(_)) => made(News::Crashed { member: trace.member }),
        _ => None,
    })
}

fn deed(action: &Action) -> News {
    match action {
        Action::Crash { member } | Action::Tear { member, .. } => News::Crashed { member: *member },
        Action::Restart { member } => News::Restarted { member: *member },
        Action::Request { .. }
        | Action::Wipe { .. }
        | Action::Call { .. }
        | Action::Cancel { .. }
        | Action::Mend { .. }
        | Action::Heal
        | Action::Release { .. }
        | Action::Resume { .. }
        | Action::Start { .. }
        | Action::ProposeConfChange { .. }
        | Action::Rule { on: true, .. }
        | Action::Reads { .. } => News::Did(script::print::action(action)),
        _ => News::Broke(script::print::action(action)),
    }
}
