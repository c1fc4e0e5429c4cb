//! The newest lines of a recorded world, from its end backwards: no more is read than is shown, and a picture of
//! a long history looks at a bounded part of it.

use super::{Level, Line, Setting, form::Form, lines};
use crate::base::MachineId;
use crate::sim::{Moment, MomentId};
use std::collections::VecDeque;

/// Which lines.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Filter {
    /// Of this member alone.
    pub member: Option<MachineId>,
    /// At least so loud.
    pub level: Level,
    /// With this text anywhere in the line, capitals or not, as its JSON form has it.
    pub text: String,
}

impl Filter {
    /// Whether this is one of them.
    pub fn takes(&self, line: &Line) -> bool {
        self.member.is_none_or(|member| line.member == member)
            && line.said.level >= self.level
            && (self.text.is_empty() || contains(&line.text(Form::Json), &self.text))
    }
}

fn contains(line: &str, text: &str) -> bool {
    line.to_lowercase().contains(&text.to_lowercase())
}

/// The newest lines up to a moment.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Newest {
    /// The oldest first.
    pub lines: Vec<Line>,
    /// The first moment whose lines are all among them, if they were to be shown.
    pub from: MomentId,
    /// Why there are no more.
    pub end: End,
}

/// Why a reading ends.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum End {
    /// It reached the start of the world.
    #[default]
    Start,
    /// There were as many as were asked for; there may be more.
    Enough,
    /// It looked at as many moments as it may; there may be more.
    Far,
}

/// At most `count` lines up to the moment `upto`, of at most `reach` moments.
pub fn newest(
    moments: &[Moment],
    upto: MomentId,
    setting: &Setting,
    filter: &Filter,
    (count, reach): (usize, usize),
) -> Newest {
    let upto = (upto as usize + 1).min(moments.len());
    let (mut found, mut from, mut end) = (VecDeque::new(), upto, End::Start);
    while from > 0 {
        if found.len() >= count {
            end = End::Enough;
            break;
        }
        if upto - from >= reach {
            end = End::Far;
            break;
        }
        from -= 1;
        let all = lines(setting, from as MomentId, &moments[from]);
        all.into_iter().rev().filter(|line| filter.takes(line)).for_each(|l| found.push_front(l));
    }
    Newest { lines: found.into(), from: from as MomentId, end }
}
