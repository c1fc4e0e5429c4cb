//! A mistake in a line: where, what, and what to do about it.

use crate::base::NONE;
use crate::client::value::node;
use crate::client::{Printed, Stream};
use crate::sim::World;
use std::{error::Error, fmt, ops::Range};

/// A line that is no command. `Display` shows the line with a caret under the mistake.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    pub line: String,
    /// The mistake's place in the line, in bytes. Empty at the end of the line where something is
    /// missing.
    pub span: Range<usize>,
    pub message: String,
    /// May be empty.
    pub remedy: String,
    /// How the program that would have been run ends.
    pub code: u8,
    /// What etcdctl itself would write, if it is etcdctl that finds the mistake.
    pub written: Vec<(Stream, String)>,
}

impl ParseError {
    /// A mistake at `span` of `line`.
    pub fn new(
        line: &str,
        span: Range<usize>,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> ParseError {
        let (message, remedy) = (message.into(), remedy.into());
        ParseError { line: line.into(), span, message, remedy, code: 1, written: Vec::new() }
    }

    /// With another exit code.
    pub fn code(self, code: u8) -> ParseError {
        ParseError { code, ..self }
    }

    /// As etcdctl would write it.
    pub fn written(self, code: u8, written: Vec<(Stream, String)>) -> ParseError {
        ParseError { code, written, ..self }
    }

    /// The same where it is known which members there are: if a machine's name stands where etcdctl takes an id, the
    /// remedy says its member's.
    pub fn of(self, world: &World) -> ParseError {
        let word = self.line.get(self.span.clone()).unwrap_or_default();
        let taken = self.message.contains(&format!("parsing {word:?}"));
        let Some(machine) = node(word).ok().filter(|_| taken) else { return self };
        match world.id_at(machine) {
            NONE => self,
            id => ParseError { remedy: format!("{machine} is {id:x}"), ..self },
        }
    }

    /// What etcdctl writes, and the remedy; nothing for a mistake that is not etcdctl's.
    pub fn parts(&self) -> Vec<(Stream, String)> {
        let mut parts = self.written.clone();
        if !parts.is_empty() && !self.remedy.is_empty() {
            parts.push((Stream::Lab, format!("{}\n", self.remedy)));
        }
        parts
    }

    /// The same with the mark before etcdctl's error.
    pub fn printed(&self) -> Option<Printed> {
        let mut parts = self.parts();
        let first = parts.iter().position(|(stream, _)| *stream == Stream::Err)?;
        parts.insert(first, (Stream::Lab, self.mark()));
        Some(Printed { parts, code: self.code })
    }

    /// The line, and carets under the mistake.
    fn mark(&self) -> String {
        let before = self.line.get(..self.span.start).unwrap_or(&self.line);
        let marked = self.line.get(self.span.clone()).unwrap_or_default();
        let line: String =
            self.line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (indent, carets) = (" ".repeat(columns(before)), "^".repeat(columns(marked).max(1)));
        format!("{line}\n{indent}{carets}\n")
    }

    /// Message and remedy, without the line.
    pub fn explain(&self) -> String {
        if self.remedy.is_empty() {
            format!("Error: {}", self.message)
        } else {
            format!("Error: {}\n{}", self.message, self.remedy)
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.mark(), self.explain())
    }
}

impl Error for ParseError {}

/// How wide a text is in a monospaced face: East Asian characters take two columns.
fn columns(text: &str) -> usize {
    text.chars()
        .map(|c| match u32::from(c) {
            0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff => 2,
            0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_mistake() {
        let error =
            ParseError::new("put 键 --prefx", 8..15, "unknown flag: --prefx", "did you mean x?");
        let text = error.to_string();
        assert_eq!(
            text,
            "put 键 --prefx\n       ^^^^^^^\nError: unknown flag: --prefx\ndid you mean x?"
        );
        assert!(
            ParseError::new("put", 3..3, "a key is missing", "").to_string().contains("   ^\n")
        );
    }
}
