//! What a shell knows and this language does not, with the sentence for each; and the escapes of
//! `$'…'`, after bash's `ansicstr`.

use std::ops::Range;

use super::error::ParseError;

/// Why a line is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    /// `|`
    Pipe,
    /// `&&`, `||`
    Condition,
    /// `&`
    Background,
    /// `>`, `>>`, `&>`
    File,
    /// `<`, `<<`
    Input,
    /// `(`, `)`
    Group,
    /// `$NAME`
    Variable,
    /// `$(`, a backquote
    Substitution,
    /// `{a,b}`
    Braces,
    /// `~`
    Home,
    /// `;` without a command before it.
    Empty,
    Unclosed(char),
    /// A backslash at the end of everything.
    Backslash,
}

impl Refused {
    /// The mistake at this place.
    pub(super) fn at(self, line: &str, span: Range<usize>) -> ParseError {
        let marked = line.get(span.clone()).unwrap_or_default().to_string();
        let (message, remedy) = self.says(&marked);
        ParseError::new(line, span, message, remedy).code(BASH_SYNTAX)
    }

    /// The sentence, and what to write instead.
    fn says(self, marked: &str) -> (String, String) {
        let quoted = format!("write '{marked}' in quotes for the text itself");
        let (message, remedy) = match self {
            Refused::Pipe => (
                "an answer cannot be piped into another program here",
                format!("leave out {marked} and what follows, or {quoted}"),
            ),
            Refused::Condition => (
                "whether a command is run cannot depend on another one here",
                format!("write ; to run one after the other, or {quoted}"),
            ),
            Refused::Background => (
                "a command cannot be sent into the background here",
                format!("write ; to run one after the other, or {quoted}"),
            ),
            Refused::File => (
                "there is no file here that an answer could be written to",
                format!("leave out {marked} and what follows, or {quoted}"),
            ),
            Refused::Input => (
                "there is no file here that could be read",
                format!("write the value itself, or {quoted}"),
            ),
            Refused::Group => (
                "commands cannot be put into a group here",
                format!("write them one after the other with ; between, or {quoted}"),
            ),
            Refused::Variable => (
                "there are no variables here to put in the place of this",
                format!("write the value itself, or {quoted}"),
            ),
            Refused::Substitution => (
                "a command cannot stand inside another one here",
                "write what it would print, or put the text between '…'".to_string(),
            ),
            Refused::Braces => (
                "braces are not expanded into several words here",
                format!("write the words one by one, or {quoted}"),
            ),
            Refused::Home => ("there is no home folder here", quoted),
            Refused::Empty => {
                ("nothing stands before this ;", "leave it out, or write ';'".to_string())
            }
            Refused::Unclosed(quote) => {
                let remedy = format!("write another {quote}, or \\{quote} for the sign itself");
                return (format!("the quote {quote} is not closed"), remedy);
            }
            Refused::Backslash => (
                "a backslash stands at the end, and nothing behind it",
                "go on behind it, or write '\\'".to_string(),
            ),
        };
        (message.to_string(), remedy)
    }
}

/// How bash ends when it cannot read a line.
const BASH_SYNTAX: u8 = 2;

/// The letters behind a backslash in `$'…'`, and the bytes that they mean.
pub(super) const ANSI_C: [(char, u8); 10] = [
    ('\\', b'\\'),
    ('\'', b'\''),
    ('n', b'\n'),
    ('r', b'\r'),
    ('t', b'\t'),
    ('a', 7),
    ('b', 8),
    ('f', 12),
    ('v', 11),
    ('e', 27),
];

/// Reads what stands behind a backslash and returns how many bytes of the text that took.
pub(super) fn ansi_c(rest: &str, bytes: &mut Vec<u8>) -> usize {
    let Some(letter) = rest.chars().next() else {
        bytes.push(b'\\');
        return 0;
    };
    if let Some((_, byte)) = ANSI_C.iter().find(|(known, _)| *known == letter) {
        bytes.push(*byte);
        return 1;
    }
    match letter {
        'E' => bytes.push(27),
        '"' | '?' => bytes.push(letter as u8),
        'x' | 'u' | 'U' | '0'..='7' => {
            if let Some(taken) = numbered(letter, rest, bytes) {
                return taken;
            }
            bytes.push(b'\\');
            return 0;
        }
        'c' if rest.len() > 1 && rest.is_char_boundary(2) => {
            bytes.push(rest.as_bytes()[1].to_ascii_uppercase() & 0x1f);
            return 2;
        }
        _ => {
            bytes.push(b'\\');
            return 0;
        }
    }
    1
}

/// `\xff`, `\u4e2d`, `\101`
fn numbered(letter: char, rest: &str, bytes: &mut Vec<u8>) -> Option<usize> {
    let (skip, most, radix) = match letter {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        _ => (0, 3, 8),
    };
    let digits = rest[skip..].chars().take(most).take_while(|c| c.is_digit(radix)).count();
    let number = u32::from_str_radix(&rest[skip..skip + digits], radix).ok()?;
    match letter {
        'u' | 'U' => {
            let c = char::from_u32(number)?;
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ => bytes.push((number & 0xff) as u8),
    }
    Some(skip + digits)
}
