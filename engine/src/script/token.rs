//! A text cut into commands and words as bash cuts it: spaces separate words, `;` and line ends
//! separate commands, quotes and backslashes keep together, `#` begins a comment. Every word
//! remembers where it stood, so that an error can point at it.
//!
//! Nothing is expanded, and there are no other programs: where bash would do more than cut
//! (`|`, `>`, `&&`, `$NAME`, `{a,b}`), the line is refused with what to write instead, because to
//! take the sign for a word would write a wrong key without a sound. `partition n1 | n2` and
//! `cut n1 -> n2` keep their signs. Unlike bash, `$'\x00'` is a zero byte, since keys are bytes.

use std::ops::Range;

use super::error::ParseError;
use super::sign::{ANSI_C, Refused, ansi_c};
use crate::base::quote::printable;

/// One word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it means.
    pub bytes: Vec<u8>,
    /// Where it stands in the line, in bytes.
    pub span: Range<usize>,
}

/// One command of a text: its words, and the part of the text that it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    pub tokens: Vec<Token>,
    /// From its first byte to its last, without the `;` or the line end behind it.
    pub span: Range<usize>,
}

/// Cuts a text into commands, a line at a time. A line that cannot be read is refused whole; the
/// next one is read all the same.
pub fn pieces(text: &str) -> Vec<Result<Piece, ParseError>> {
    let mut reader = Reader { line: text, at: 0 };
    let mut out = Vec::new();
    while reader.peek().is_some() {
        let start = reader.at;
        match reader.line() {
            Ok(line) => out.extend(line.into_iter().map(Ok)),
            Err(mistake) => {
                let end = reader.line[reader.at..].find('\n').map_or(text.len(), |n| reader.at + n);
                let line = reader.line.get(start..end).unwrap_or_default();
                let span = mistake.span.start - start..mistake.span.end - start;
                out.push(Err(ParseError { line: line.into(), span, ..mistake }));
                reader.at = end;
            }
        }
    }
    out
}

/// A word as it must be written so that [`pieces`] reads these bytes, and bash too.
pub fn quote(bytes: &[u8]) -> String {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_=+/.,:@%^".contains(b);
    if !bytes.is_empty() && bytes.iter().all(plain) {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.chars().all(|c| "\"'\\".contains(c) || printable(c)) => quote_text(text),
        _ => ansi_quoted(bytes),
    }
}

fn quote_text(text: &str) -> String {
    let special = |c: char| "$`\"\\!".contains(c);
    if !text.contains(special) {
        return format!("\"{text}\"");
    }
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        out.extend("$`\"\\".contains(c).then_some('\\').into_iter().chain([c]));
    }
    out + "\""
}

/// `$'…'`, in which any byte can be written.
fn ansi_quoted(bytes: &[u8]) -> String {
    let mut out = String::from("$'");
    let escape = |byte: u8, out: &mut String| out.push_str(&format!("\\x{byte:02x}"));
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match ANSI_C.iter().find(|(_, byte)| u32::from(*byte) == u32::from(c)) {
                Some((letter, _)) => out.extend(['\\', *letter]),
                None if printable(c) => out.push(c),
                None => c.encode_utf8(&mut [0; 4]).bytes().for_each(|b| escape(b, &mut out)),
            }
        }
        chunk.invalid().iter().for_each(|&b| escape(b, &mut out));
    }
    out.push('\'');
    out
}

struct Reader<'a> {
    line: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        &self.line[self.at..]
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// The commands up to the end of the line, which is taken too.
    fn line(&mut self) -> Result<Vec<Piece>, ParseError> {
        let mut out = Vec::new();
        let mut tokens = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => break,
                Some('#') => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.next();
                    }
                }
                Some('\n') => {
                    self.next();
                    break;
                }
                Some(';') => {
                    if tokens.is_empty() {
                        return Err(self.refuse(self.at..self.at + 1, Refused::Empty));
                    }
                    self.next();
                    out.push(piece(std::mem::take(&mut tokens)));
                }
                Some(_) => {
                    let word = self.word(&tokens)?;
                    tokens.push(word);
                }
            }
        }
        if !tokens.is_empty() {
            out.push(piece(tokens));
        }
        Ok(out)
    }

    /// Skips what only separates; a line may go on behind a backslash.
    fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.continues() => self.at = self.at_next_line(),
                _ => return,
            }
        }
    }

    /// Whether a backslash stands before a line end, here.
    fn continues(&self) -> bool {
        self.rest().starts_with("\\\n") || self.rest().starts_with("\\\r\n")
    }

    fn at_next_line(&self) -> usize {
        self.rest().find('\n').map_or(self.line.len(), |n| self.at + n + 1)
    }

    /// The next word; `before` are those of its command so far.
    fn word(&mut self, before: &[Token]) -> Result<Token, ParseError> {
        let start = self.at;
        let mut bytes = Vec::new();
        // the bytes that stand bare, for braces mean something only there
        let mut bare = String::new();
        while let Some(c) = self.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' | ';' => break,
                '"' => self.double_quoted(&mut bytes)?,
                '\'' => self.single_quoted(&mut bytes)?,
                '\\' if self.continues() => self.at = self.at_next_line(),
                '\\' => self.escaped(&mut bytes)?,
                '$' if self.rest().starts_with("$'") => self.ansi_c(&mut bytes)?,
                '$' if self.rest().starts_with("$\"") => self.at += 1,
                '$' | '`' => self.dollar(&mut bytes)?,
                '~' if self.at == start && self.is_home() => {
                    return Err(self.refuse(start..start + 1, Refused::Home));
                }
                '|' | '&' | '<' | '>' | '(' | ')' if !self.is_ours(c, before) => {
                    return Err(self.operator());
                }
                _ => {
                    self.next();
                    bare.push(c);
                    push(c, &mut bytes);
                    continue;
                }
            }
            bare.push(' ');
        }
        if has_braces(&bare) {
            return Err(self.refuse(start..self.at, Refused::Braces));
        }
        Ok(Token { bytes, span: start..self.at })
    }

    /// Whether the sign belongs to one of the lab's own verbs.
    fn is_ours(&self, sign: char, before: &[Token]) -> bool {
        let verb = before.first().map(|token| token.bytes.as_slice()).unwrap_or_default();
        let behind_dash = self.line[..self.at].ends_with('-');
        match (verb, sign) {
            (b"partition", '|') => !self.rest().starts_with("||"),
            (b"cut" | b"mend" | b"hold" | b"release", '>') => behind_dash,
            (b"cut" | b"mend" | b"hold" | b"release", '<') => self.rest().starts_with("<->"),
            _ => false,
        }
    }

    fn is_home(&self) -> bool {
        let end = |c: char| c == '/' || c.is_whitespace() || c == ';';
        self.rest()[1..].chars().next().is_none_or(end)
    }

    fn operator(&self) -> ParseError {
        let sign = self.rest();
        let (length, why) = match sign.as_bytes() {
            [b'&', b'&', ..] | [b'|', b'|', ..] => (2, Refused::Condition),
            [b'|', ..] => (1, Refused::Pipe),
            [b'&', b'>', ..] | [b'>', b'>', ..] => (2, Refused::File),
            [b'&', ..] => (1, Refused::Background),
            [b'<', b'<', ..] => (2, Refused::Input),
            [b'<', ..] => (1, Refused::Input),
            [b'>', ..] => (1, Refused::File),
            _ => (1, Refused::Group),
        };
        self.refuse(self.at..self.at + length, why)
    }

    /// `$` or a backquote: refused where bash would put something in its place.
    fn dollar(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let behind = self.rest()[1..].chars().next();
        let refused = match behind {
            _ if self.peek() == Some('`') => Some((1, Refused::Substitution)),
            Some('(') => Some((2, Refused::Substitution)),
            Some('{') => Some((self.rest().find('}').map_or(2, |n| n + 1), Refused::Variable)),
            Some(c) if c == '_' || c.is_ascii_alphabetic() => {
                let name = |c: char| c == '_' || c.is_ascii_alphanumeric();
                let end = self.rest()[1..].find(|c| !name(c)).map_or(self.rest().len(), |n| n + 1);
                Some((end, Refused::Variable))
            }
            Some(c) if c.is_ascii_digit() || "@*#?-$!".contains(c) => Some((2, Refused::Variable)),
            _ => None,
        };
        if let Some((length, why)) = refused {
            return Err(self.refuse(self.at..self.at + length, why));
        }
        self.next();
        bytes.push(b'$');
        Ok(())
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

    /// Here a backslash means something only before what would otherwise be special.
    fn double_quoted(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.next();
        loop {
            match self.peek() {
                Some('"') => {
                    self.next();
                    return Ok(());
                }
                Some('\\') if self.continues() => self.at = self.at_next_line(),
                Some('\\') => {
                    self.next();
                    match self.peek() {
                        Some(c @ ('$' | '`' | '"' | '\\')) => {
                            self.next();
                            push(c, bytes);
                        }
                        _ => bytes.push(b'\\'),
                    }
                }
                Some('$' | '`') => self.dollar(bytes)?,
                Some(c) => {
                    self.next();
                    push(c, bytes);
                }
                None => return Err(self.unclosed(start, '"')),
            }
        }
    }

    /// `$'…'`
    fn ansi_c(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.at += 2;
        loop {
            match self.next() {
                Some('\'') => return Ok(()),
                Some('\\') => self.at += ansi_c(self.rest(), bytes),
                Some(c) => push(c, bytes),
                None => return Err(self.unclosed(start, '\'')),
            }
        }
    }

    fn escaped(&mut self, bytes: &mut Vec<u8>) -> Result<(), ParseError> {
        let start = self.at;
        self.next();
        match self.next() {
            Some(c) => push(c, bytes),
            None => return Err(self.refuse(start..start + 1, Refused::Backslash)),
        }
        Ok(())
    }

    fn refuse(&self, span: Range<usize>, why: Refused) -> ParseError {
        why.at(self.line, span)
    }

    fn unclosed(&self, start: usize, quote: char) -> ParseError {
        self.refuse(start..start + 1, Refused::Unclosed(quote))
    }
}

fn piece(tokens: Vec<Token>) -> Piece {
    let start = tokens.first().map_or(0, |token| token.span.start);
    let end = tokens.last().map_or(0, |token| token.span.end);
    Piece { tokens, span: start..end }
}

/// Where bash would make several words of one: `{a,b}`, `{1..3}`.
fn has_braces(bare: &str) -> bool {
    let inside = bare.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    inside.is_some_and(|(inside, _)| inside.contains(',') || inside.contains(".."))
}

fn push(c: char, bytes: &mut Vec<u8>) {
    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        let mut all = pieces(line);
        assert!(all.len() <= 1, "{line}");
        let piece = all.pop().map(|piece| piece.unwrap_or_else(|e| panic!("{e}")));
        piece.into_iter().flat_map(|piece| piece.tokens).map(|token| token.bytes).collect()
    }

    fn commands(text: &str) -> Vec<&str> {
        pieces(text).into_iter().map(|piece| &text[piece.unwrap().span]).collect()
    }

    #[test]
    fn words_are_cut_as_bash_cuts_them() {
        assert_eq!(words("put a 1 # the first"), [&b"put"[..], b"a", b"1"]);
        assert_eq!(words(r#"'a b'"c d"e\ f"#), [b"a bc de f"]);
        assert_eq!(words(r#"\a\n "" '\x' "\x\n""#), [&b"an"[..], b"", b"\\x", b"\\x\\n"]);
        assert_eq!(words(r#""\$A \`\" \\""#), [b"$A `\" \\"]);
        assert_eq!(words(r#"a#b $ "5$" 5$, $"x""#), [&b"a#b"[..], b"$", b"5$", b"5$,", b"x"]);
        assert_eq!(words("  # only a comment"), Vec::<Vec<u8>>::new());
        assert_eq!(words("get \\\n  a\\\nb \"c\\\nd\""), [&b"get"[..], b"ab", b"cd"]);
        assert_eq!(words("put \"a\nb\""), [&b"put"[..], b"a\nb"]);
        assert_eq!(words("{} {a} a{ {\"a,b\"} x,y '{a,b}'").len(), 6);
        assert_eq!(pieces("put \"a b\" c")[0].as_ref().unwrap().tokens[1].span, 4..9);
    }

    #[test]
    fn bytes_are_written_as_in_c() {
        assert_eq!(words(r"$'\x00\xff\t\'\101\u4e2d\e\q'"), [b"\x00\xff\t'A\xe4\xb8\xad\x1b\\q"]);
        assert_eq!(words(r"a$'\n'b $'\cA\x4' $''"), [&b"a\nb"[..], b"\x01\x04", b""]);
    }

    #[test]
    fn semicolons_and_lines_are_several_commands() {
        assert_eq!(commands("put a 1; put b 2;put c 3;"), ["put a 1", "put b 2", "put c 3"]);
        assert_eq!(commands("\nput a 1\r\n\n  get a # x; y\nheal"), ["put a 1", "get a", "heal"]);
        assert_eq!(commands("put a ';' ; get \"x\ny\""), ["put a ';'", "get \"x\ny\""]);
        assert_eq!(
            commands("partition n1|n2 | n3;cut n1->n2"),
            ["partition n1|n2 | n3", "cut n1->n2"]
        );
    }

    #[test]
    fn what_a_shell_would_do_more_is_refused() {
        let cases = [
            ("put a 1 && get a", "&&", "depend"),
            ("get a || get b", "||", "depend"),
            ("get a|cat", "|", "piped"),
            ("get a > f", ">", "file"),
            ("get a 2>&1", ">", "file"),
            ("put a < f", "<", "file"),
            ("put a 1 &", "&", "background"),
            ("get $KEY", "$KEY", "variables"),
            ("put f \"dollar $HOME\"", "$HOME", "variables"),
            ("put f ${A}b", "${A}", "variables"),
            ("get $(date)", "$(", "inside another"),
            ("get \"`date`\"", "`", "inside another"),
            ("(get a)", "(", "group"),
            ("put {a,b}", "{a,b}", "braces"),
            ("put {1..3} x", "{1..3}", "braces"),
            ("get ~/a", "~", "home"),
            ("; get a", ";", "nothing"),
            ("get a;; get b", ";", "nothing"),
            ("put \"a", "\"", "not closed"),
            ("put 'a", "'", "not closed"),
            ("put $'a", "$", "not closed"),
            ("put a\\", "\\", "backslash"),
            ("partition n1 || n2", "||", "depend"),
            ("cut n1 > n2", ">", "file"),
        ];
        for (line, marked, why) in cases {
            let mut all = pieces(line);
            let error = all.pop().unwrap().expect_err(line);
            assert!(all.is_empty(), "{line}: the whole line is refused");
            assert_eq!(&line[error.span.clone()], marked, "{line}");
            assert!(error.message.contains(why), "{line}: {error}");
            assert!(!error.remedy.is_empty(), "{line}");
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_does_not_stop_the_next() {
        let all = pieces("put a 1; get $X\nget b");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].as_ref().unwrap_err().line, "put a 1; get $X");
        assert!(all[1].is_ok());
    }

    #[test]
    fn quoted_words_read_back() {
        let cases = [
            (&b"a"[..], "a"),
            (b"", "\"\""),
            (b"a b", "\"a b\""),
            (b"$A", "'$A'"),
            (b"it's $5", "\"it's \\$5\""),
            (b"\x02", "$'\\x02'"),
            (b"a\n'\xff", "$'a\\n\\'\\xff'"),
        ];
        for (bytes, written) in cases {
            assert_eq!(quote(bytes), written);
            assert_eq!(words(written), [bytes]);
        }
    }
}
