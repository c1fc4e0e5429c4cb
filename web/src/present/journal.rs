//! The Journal panel's values: the newest lines up to a moment, and how far back they were looked for.

use super::journal_index::JournalIndex;
use engine::{
    base::MachineId,
    insight::journal::{
        Level, Setting,
        form::Form,
        read::{Filter, newest},
    },
    sim::MomentId,
    timeline::Timeline,
};

/// Which lines the visitor wants to see, and how.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct JournalOptions {
    /// Those of all members, and not only of the one looked at.
    pub everybody: bool,
    pub level: Level,
    pub text: String,
    pub form: Form,
    /// The last moment shown; none is the playhead's.
    pub to: Option<MomentId>,
}

impl JournalOptions {
    /// What is looked for when this member is looked at.
    pub fn filter(&self, member: MachineId) -> Filter {
        Filter {
            member: (!self.everybody).then_some(member),
            level: self.level,
            text: self.text.clone(),
        }
    }
}

/// The Journal panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct JournalView {
    /// The member looked at.
    pub member: MachineId,
    /// The oldest first.
    pub lines: Vec<JournalLine>,
    /// The first moment that was looked at; 0 is the start of the world.
    pub from: MomentId,
    /// Where the older lines end, if there are or may be any.
    pub older: Option<MomentId>,
    /// Some lines are later than those shown.
    pub is_old: bool,
}

/// A line of the journal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JournalLine {
    pub moment: MomentId,
    pub member: MachineId,
    pub level: Level,
    pub text: String,
    /// It was written at the playhead's moment.
    pub is_now: bool,
}

impl JournalView {
    /// The newest lines of a member, or of all.
    pub fn of(
        timeline: &Timeline,
        member: MachineId,
        options: &JournalOptions,
        index: &mut JournalIndex,
    ) -> JournalView {
        let now = timeline.cursor();
        let upto = options.to.map_or(now, |to| to.min(now));
        let from = index.update(timeline, &options.filter(member), upto);
        let (found, more) = index.newest(timeline, upto, LINES);
        let first = found.first().map_or(from, |line| line.moment);
        let lines = found.into_iter().map(|line| JournalLine {
            moment: line.moment,
            member: line.member,
            level: line.said.level,
            text: line.text(options.form),
            is_now: line.moment == now,
        });
        JournalView {
            member,
            lines: lines.collect(),
            from,
            older: (more || from > 0).then(|| first.saturating_sub(1)),
            is_old: upto < now,
        }
    }
}

/// All such lines up to the playhead, as a file has them.
pub fn whole(timeline: &Timeline, member: MachineId, options: &JournalOptions) -> String {
    let (setting, filter) = (Setting::of(timeline.world()), options.filter(member));
    let all = (usize::MAX, usize::MAX);
    let found = newest(timeline.moments(), timeline.cursor(), &setting, &filter, all);
    let mut out = String::new();
    for line in found.lines {
        if options.everybody {
            out += &format!("{}\t", line.member);
        }
        out += &line.text(options.form);
        out.push('\n');
    }
    out
}

/// Lines of one picture; those of one moment stay together.
const LINES: usize = 200;
