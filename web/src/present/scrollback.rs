//! What the terminal shows above its prompt: the lines, oldest first, and no more than [`LINES_MAX`] of them. An
//! answer stands in the block of its command, however many commands are under way.

use super::news::News;
use engine::{
    base::{MachineId, Time},
    client::Stream,
};
use std::{ops::Range, rc::Rc};

/// What a line is, which decides how it looks and how it is read out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// The visitor typed it. `mistake`: the bytes that could not be understood, if there are any.
    Command { mistake: Option<Range<usize>> },
    /// The visitor clicked, and this is the command that the click stands for.
    Echo,
    /// An answer.
    Output,
    /// A refusal.
    Error,
    /// What etcdctl wrote, by stream, and its exit code.
    Printed { parts: Vec<(Stream, String)>, exit: u8 },
    /// The page says something by itself; such a line has no text.
    Note(News),
}

/// One line, or several that came together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Ascending, never used twice.
    pub id: u64,
    /// The line of the command that it belongs to; its own number if it begins a block.
    pub block: u64,
    /// What it is.
    pub kind: LineKind,
    /// The text, without a newline at its end.
    pub text: String,
    /// The moment that it belongs to.
    pub moment: Option<u32>,
}

/// An answer that the terminal waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Owed {
    /// The block in which it will stand.
    pub block: u64,
    /// The member that owes it.
    pub member: Option<MachineId>,
    /// How long its client still waits.
    pub left: Option<Time>,
}

/// All lines. Cloning shares them.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Scrollback {
    lines: Rc<Vec<Rc<Line>>>,
    next: u64,
}

/// More lines than this are forgotten, the oldest first.
pub const LINES_MAX: usize = 500;

impl Scrollback {
    /// Adds a line that begins a block, and tells its number.
    pub fn push(&mut self, kind: LineKind, text: impl Into<String>, moment: Option<u32>) -> u64 {
        let (id, at) = (self.next, self.lines.len());
        self.insert(at, id, kind, text.into(), moment);
        id
    }

    /// Adds a line at the end of a block, or of all if the block was forgotten.
    pub fn answer(
        &mut self,
        block: u64,
        kind: LineKind,
        text: impl Into<String>,
        moment: Option<u32>,
    ) {
        let last = self.lines.iter().rposition(|line| line.block == block);
        let at = last.map_or(self.lines.len(), |last| last + 1);
        self.insert(at, block, kind, text.into(), moment);
    }

    fn insert(&mut self, at: usize, block: u64, kind: LineKind, text: String, moment: Option<u32>) {
        let id = self.next;
        self.next += 1;
        let text = text.trim_end_matches('\n').to_string();
        let lines = Rc::make_mut(&mut self.lines);
        lines.insert(at, Rc::new(Line { id, block, kind, text, moment }));
        if lines.len() > LINES_MAX {
            let surplus = lines.len() - LINES_MAX;
            lines.drain(..surplus);
        }
    }

    /// Whether the block of this command is there.
    pub fn has(&self, block: u64) -> bool {
        self.lines.iter().any(|line| line.block == block)
    }

    /// Marks what could not be understood of a command that was typed.
    pub fn mark(&mut self, block: u64, at: Range<usize>) {
        let lines = Rc::make_mut(&mut self.lines);
        let typed = lines.iter_mut().find(|line| line.id == block);
        if let Some(line) = typed.filter(|line| line.text.get(at.clone()).is_some()) {
            let kind = LineKind::Command { mistake: Some(at) };
            *line = Rc::new(Line { kind, ..(**line).clone() });
        }
    }

    /// Forgets all lines; numbers go on.
    pub fn clear(&mut self) {
        self.lines = Rc::default();
    }

    /// The lines, oldest first.
    pub fn lines(&self) -> &[Rc<Line>] {
        &self.lines
    }

    /// Commands that can be called back, oldest first: what was typed and what clicks stood for, without
    /// repetitions in a row.
    pub fn commands(&self) -> Vec<&str> {
        let all = self.lines.iter();
        let mut commands: Vec<&str> = all
            .filter(|line| matches!(line.kind, LineKind::Command { .. } | LineKind::Echo))
            .map(|line| line.text.as_str())
            .collect();
        commands.dedup();
        commands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_and_old_lines_go() {
        let mut back = Scrollback::default();
        for n in 0..LINES_MAX + 3 {
            back.push(LineKind::Output, format!("{n}\n"), None);
        }
        assert_eq!(back.lines().len(), LINES_MAX);
        assert_eq!(back.lines()[0].text, "3");
        back.clear();
        assert_eq!(
            back.push(LineKind::Note(News::Cluster { members: 3 }), "", None),
            LINES_MAX as u64 + 3
        );
    }

    #[test]
    fn commands_leaves_out_answers_and_repetitions() {
        let mut back = Scrollback::default();
        let command = || LineKind::Command { mistake: None };
        let first = back.push(command(), "get a", None);
        back.answer(first, LineKind::Output, "a\n1\n", Some(4));
        back.push(command(), "get a", None);
        back.push(LineKind::Echo, "crash n1", Some(5));
        assert_eq!(back.commands(), ["get a", "crash n1"]);
    }

    #[test]
    fn an_answer_stands_under_its_own_command() {
        let mut back = Scrollback::default();
        let command = || LineKind::Command { mistake: None };
        let [slow, quick] = ["get a", "get b"].map(|text| back.push(command(), text, None));
        back.answer(quick, LineKind::Output, "b", None);
        back.answer(slow, LineKind::Output, "a", None);
        back.answer(quick, LineKind::Error, "too late", None);
        let texts = |back: &Scrollback| -> Vec<String> {
            back.lines().iter().map(|line| line.text.clone()).collect()
        };
        assert_eq!(texts(&back), ["get a", "a", "get b", "b", "too late"]);
        back.clear();
        assert!(!back.has(slow));
        back.answer(slow, LineKind::Output, "a", None);
        assert_eq!(texts(&back), ["a"], "nothing is lost");
    }

    #[test]
    fn a_mistake_is_marked_in_its_own_line() {
        let mut back = Scrollback::default();
        let line = back.push(LineKind::Command { mistake: None }, "put 键", None);
        back.mark(line, 4..5);
        assert_eq!(back.lines()[0].kind, LineKind::Command { mistake: None }, "half a letter");
        back.mark(line, 4..7);
        assert_eq!(back.lines()[0].kind, LineKind::Command { mistake: Some(4..7) });
    }
}
