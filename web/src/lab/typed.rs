//! What was typed or pasted together: one command begins when the one before it is over, as in a shell.
//! Meanwhile others may be typed or clicked; they do not wait for it.

use super::Lab;
use engine::script::{self, Command, ParseError, run::Waiting};
use std::collections::VecDeque;

/// A command that was not carried out yet.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Asked {
    pub command: Command,
    /// As it was typed, or its own text.
    pub line: String,
    pub typed: bool,
    /// What was typed behind it, and begins when it is over.
    pub then: Typed,
}

/// Commands that were typed together, or the mistakes in their place.
pub(super) type Typed = VecDeque<Result<String, ParseError>>;

/// A command that waits for its answer.
pub(super) struct UnderWay {
    pub waiting: Waiting,
    pub then: Typed,
    /// The block of the terminal in which its answer will stand, and the line that begins it.
    pub block: u64,
    pub line: String,
    pub typed: bool,
}

/// The commands of a text that was typed or pasted.
pub(super) fn typed(text: &str) -> Typed {
    script::commands(text).into_iter().map(|line| line.map(str::to_string)).collect()
}

impl Lab {
    /// Carries out what was typed until a command has to wait, or the visitor is asked.
    pub(super) fn go_on(&mut self, mut commands: Typed) {
        while let Some(line) = commands.pop_front() {
            let parsed = match line {
                Ok(line) => {
                    let parsed = script::parse_in(self.timeline.world(), &line);
                    parsed.map(|command| (line, command))
                }
                Err(mistake) => Err(mistake),
            };
            match parsed {
                Ok((line, Some(command))) => {
                    let then = std::mem::take(&mut commands);
                    match self.run_or_ask(Asked { command, line, typed: true, then }) {
                        Some(then) => commands = then,
                        None => return,
                    }
                }
                Ok((line, None)) => {
                    let _ = self.echo(&line, true);
                }
                Err(mistake) => self.point_at(&mistake),
            }
        }
    }
}
