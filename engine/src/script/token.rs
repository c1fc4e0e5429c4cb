//! A line cut into words as a shell would: spaces separate, quotes and backslashes keep together,
//! `#` begins a comment. Every word remembers where it stood, so that an error can point at it.
//!
//! Unlike a shell's, a backslash means the same bare and in double quotes: `\n \r \t \\ \" \'`, `\
//! `, and `\xff` for any byte, since keys are bytes. Between single quotes nothing is special. A
//! line is never expanded.

use std::ops::Range;

use super::error::ParseError;
use crate::base::quote::printable;

/// One word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it means.
    pub bytes: Vec<u8>,
    /// Where it stands in the line, in bytes.
    pub span: Range<usize>,
}

/// Cuts a line into words.
pub fn tokens(line: &str) -> Result<Vec<Token>, ParseError> {
    let mut reader = Reader { line, at: 0 };
    let mut out = Vec::new();
    loop {
        while reader.peek().is_some_and(char::is_whitespace) {
            reader.next();
        }
        match reader.peek() {
            None | Some('#') => return Ok(out),
            Some(_) => out.push(reader.word()?),
        }
    }
}

/// A word as it must be written so that [`tokens`] reads these bytes.
pub fn quote(bytes: &[u8]) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_=+/.,:@%^".contains(b);
    if !bytes.is_empty() && bytes.iter().all(plain) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                _ if printable(c) => out.push(c),
                _ => c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| out.push_str(&escape(b))),
            }
        }
        chunk.invalid().iter().for_each(|&b| out.push_str(&escape(b)));
    }
    out.push('"');
    out
}

fn escape(byte: u8) -> String {
    format!("\\x{byte:02x}")
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.line[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn word(&mut self) -> Result<Token, ParseError> {
        let start = self.at;
        let mut bytes = Vec::new();
        while let Some(c) = self.peek().filter(|c| !c.is_whitespace()) {
            match c {
                '"' => self.double_quoted(&mut bytes)?,
                '\'' => self.single_quoted(&mut bytes)?,
                '\\' => self.escaped(&mut bytes)?,
                _ => {
                    self.next();
                    push(c, &mut bytes);
                }
            }
        }
        Ok(Token { bytes, span: start..self.at })
    }

    fn single_quoted(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.next();
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some(c) => push(c, bytes),
                None => return Err(self.unclosed(start, '\'')),
            }
        }
    }

    fn double_quoted(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.next();
        loop {
            match self.peek() {
                Some('"') => {
                    self.next();
                    return Ok(());
                }
                Some('\\') => self.escaped(bytes)?,
                Some(c) => {
                    self.next();
                    push(c, bytes);
                }
                None => return Err(self.unclosed(start, '"')),
            }
        }
    }

    fn unclosed(&self, start: usize, quote: char) -> ParseError {
        let message = format!("the quote {quote} is not closed");
        let remedy = format!("write another {quote}, or \\{quote} for the sign itself");
        ParseError::new(self.line, start..start + 1, message, remedy)
    }

    fn escaped(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.next();
        match self.next() {
            Some('n') => bytes.push(b'\n'),
            Some('r') => bytes.push(b'\r'),
            Some('t') => bytes.push(b'\t'),
            Some('x') => {
                let digits = self.line.get(self.at..self.at + 2).unwrap_or_default();
                let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
                match u8::from_str_radix(digits, 16) {
                    Ok(byte) if hex => {
                        bytes.push(byte);
                        self.at += 2;
                    }
                    _ => return Err(self.bad_escape(start)),
                }
            }
            Some(c) if !c.is_alphanumeric() => push(c, bytes),
            _ => return Err(self.bad_escape(start)),
        }
        Ok(())
    }

    fn bad_escape(&self, start: usize) -> ParseError {
        let remedy = r#"there are \\ \" \' \n \r \t, and \xff with two hex digits for any byte"#;
        ParseError::new(self.line, start..self.at, "unknown escape", remedy)
    }
}

fn push(c: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        tokens(line).unwrap().into_iter().map(|t| t.bytes).collect()
    }

    #[test]
    fn quotes_keep_together_and_escapes_make_bytes() {
        assert_eq!(words("put a 1 # the first"), [b"put".to_vec(), b"a".to_vec(), b"1".to_vec()]);
        assert_eq!(words(r#"'a b'"c d"e\ f"#), [b"a bc de f".to_vec()]);
        assert_eq!(
            words(r#"\x00\xff "" '\x'"#),
            [b"\x00\xff".to_vec(), b"".to_vec(), b"\\x".to_vec()]
        );
        assert_eq!(words("a#b"), [b"a#b".to_vec()]);
        assert_eq!(words("  # only a comment"), Vec::<Vec<u8>>::new());
        assert_eq!(tokens("put \"a b\" c").unwrap()[1].span, 4..9);
    }

    #[test]
    fn mistakes_are_pointed_at() {
        assert_eq!(tokens("put \"a").unwrap_err().span, 4..5);
        assert_eq!(tokens("put 'a").unwrap_err().span, 4..5);
        assert_eq!(tokens(r"put a\x0g").unwrap_err().span, 5..7);
        assert_eq!(tokens(r"put \").unwrap_err().span, 4..5);
        assert_eq!(tokens(r"\xé").unwrap_err().span, 0..2);
    }
}
