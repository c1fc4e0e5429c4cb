//! A mistake in a line: where, what, and what to do about it.

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
        ParseError { line: line.into(), span, message, remedy, code: 1 }
    }

    /// With another exit code.
    pub fn code(self, code: u8) -> ParseError {
        ParseError { code, ..self }
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
        let before = self.line.get(..self.span.start).unwrap_or(&self.line);
        let marked = self.line.get(self.span.clone()).unwrap_or_default();
        let line: String =
            self.line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (indent, carets) = (" ".repeat(columns(before)), "^".repeat(columns(marked).max(1)));
        write!(f, "{line}\n{indent}{carets}\n{}", self.explain())
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
