//! What the terminal shows above its prompt: the lines, oldest first, and no more than [`LINES_MAX`] of them.

use super::news::News;
use engine::client::Stream;
use std::{ops::Range, rc::Rc};

/// What a line is, which decides how it looks and how it is read out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// The visitor typed it.
    Command,
    /// The visitor clicked, and this is the command that the click stands for.
    Echo,
    /// An answer.
    Output,
    /// A refusal. `source` is the text that was refused and `at` the bytes of the mistake, where known.
    Error { source: String, at: Option<Range<usize>> },
    /// What etcdctl wrote, by stream, and its exit code. `mistake` is the text that it could not take, and the
    /// bytes of the mistake.
    Printed { parts: Vec<(Stream, String)>, exit: u8, mistake: Option<(String, Range<usize>)> },
    /// The page says something by itself; such a line has no text.
    Note(News),
}

/// One line, or several that came together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Ascending, never used twice.
    pub id: u64,
    /// What it is.
    pub kind: LineKind,
    /// The text, without a newline at its end.
    pub text: String,
    /// The moment that it belongs to.
    pub moment: Option<u32>,
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
    /// Adds a line and tells its number.
    pub fn push(&mut self, kind: LineKind, text: impl Into<String>, moment: Option<u32>) -> u64 {
        let id = self.next;
        self.next += 1;
        let text = text.into().trim_end_matches('\n').to_string();
        let lines = Rc::make_mut(&mut self.lines);
        lines.push(Rc::new(Line { id, kind, text, moment }));
        if lines.len() > LINES_MAX {
            let surplus = lines.len() - LINES_MAX;
            lines.drain(..surplus);
        }
        id
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
            .filter(|line| matches!(line.kind, LineKind::Command | LineKind::Echo))
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
        back.push(LineKind::Command, "get a", None);
        back.push(LineKind::Output, "a\n1\n", Some(4));
        back.push(LineKind::Command, "get a", None);
        back.push(LineKind::Echo, "crash n1", Some(5));
        assert_eq!(back.commands(), ["get a", "crash n1"]);
    }
}
