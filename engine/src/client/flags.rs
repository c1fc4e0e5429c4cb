//! Command line flags, after `spf13/pflag`, which etcdctl uses: `--name value` or `--name=value`,
//! `-n value` or `-nvalue`; flags and positional words may be mixed; `--` ends the flags.
//!
//! The lab's own verbs use the same rules.

use super::commands::suggestions;
use super::go_int::parse_int;
use super::printed::Stream;
use super::usage::usage;
use super::value::{Wrong, patience};
use crate::base::quote::{go, lossy};

/// A flag that a command knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flag {
    pub name: &'static str,
    /// The one-letter form.
    pub short: Option<char>,
    pub takes: Takes,
    /// What usage shows behind the name: its value unless given.
    pub default: &'static str,
    /// What usage says of it.
    pub usage: &'static str,
}

/// What may stand behind a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// `--prefix`, `--prefix=false`.
    Bool,
    /// Any word.
    Text,
    /// A whole number, as Go reads it.
    Number,
    /// A span of time, as Go reads it.
    Span,
    /// One of these words; for completion, the command itself checks.
    OneOf(&'static [&'static str]),
}

/// What `--sort-by` and `--order` take, in the order of their numbers on the wire.
pub(super) const TARGETS: &[&str] = &["key", "version", "create", "modify", "value"];
pub(super) const ORDERS: &[&str] = &["ascend", "descend"];

/// A flag without a one-letter form.
pub const fn flag(name: &'static str, takes: Takes) -> Flag {
    Flag { name, short: None, takes, default: "", usage: "" }
}

/// A word that is wrong: which one, and why, in etcdctl's wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArgError {
    /// The place in the list of words; the length of the list means "at the end".
    pub at: usize,
    /// What follows `Error: `.
    pub message: String,
    /// What to do about it; may be empty.
    pub remedy: String,
    /// The exit code of etcdctl.
    pub code: u8,
    /// How etcdctl tells it.
    pub told: Told,
}

/// How etcdctl tells of a mistake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// `Error: ` and the message.
    Plainly,
    /// After the usage of this command, and twice, since cobra and etcdctl both tell it.
    WithUsage(&'static str),
    /// With the commands that may have been meant, and twice.
    WithSuggestions,
    /// Not at all: it is only the lab that cannot do it.
    ByTheLab,
}

impl ArgError {
    /// A mistake in word `at`, which ends etcdctl with `code`.
    pub fn new(at: usize, code: u8, message: impl Into<String>) -> ArgError {
        ArgError { at, message: message.into(), remedy: String::new(), code, told: Told::Plainly }
    }

    /// What etcdctl writes of it.
    pub fn written(&self) -> Vec<(Stream, String)> {
        let error = format!("Error: {}", self.message);
        match self.told {
            Told::Plainly => vec![(Stream::Err, format!("{error}\n"))],
            Told::WithUsage(command) => {
                vec![(Stream::Out, usage(command)), (Stream::Err, format!("{error}\n\n{error}\n"))]
            }
            Told::WithSuggestions => {
                let word = self.message.split('"').nth(1).unwrap_or_default();
                let meant: String =
                    suggestions(word).iter().map(|name| format!("\t{name}\n")).collect();
                let meant = if meant.is_empty() {
                    meant
                } else {
                    format!("\n\nDid you mean this?\n{meant}")
                };
                let run = "Run 'etcdctl --help' for usage.";
                vec![(Stream::Err, format!("{error}{meant}\n{run}\n{error}{meant}\n"))]
            }
            Told::ByTheLab => Vec::new(),
        }
    }

    /// Told in another way.
    pub fn told(self, told: Told) -> ArgError {
        ArgError { told, ..self }
    }

    /// Adds advice.
    pub fn remedy(mut self, remedy: impl Into<String>) -> ArgError {
        self.remedy = remedy.into();
        self
    }
}

/// Words taken apart.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Words {
    /// Positional words and their places.
    pub words: Vec<(usize, Vec<u8>)>,
    /// Flags in the order given: name, value, place of the value.
    pub flags: Vec<(&'static str, Vec<u8>, usize)>,
    /// How many words there were in all.
    pub len: usize,
}

impl Words {
    /// Takes `args` apart by the flags that are `known`.
    pub fn parse(args: &[Vec<u8>], known: &[Flag]) -> Result<Words, ArgError> {
        let mut out = Words { len: args.len(), ..Words::default() };
        let mut at = 0;
        while at < args.len() {
            let arg = &args[at];
            if arg == b"--" {
                out.words.extend((at + 1..args.len()).map(|i| (i, args[i].clone())));
                break;
            } else if arg.len() > 1 && arg[0] == b'-' {
                at += out.flag(args, at, known)?;
            } else {
                out.words.push((at, arg.clone()));
                at += 1;
            }
        }
        Ok(out)
    }

    /// Reads the flag at `at` and returns how many words it took.
    fn flag(&mut self, args: &[Vec<u8>], at: usize, known: &[Flag]) -> Result<usize, ArgError> {
        if args[at].starts_with(b"--") {
            let (flag, inline) = long(&args[at], at, known)?;
            return match (inline, flag.takes) {
                (Some(value), _) => self.set(flag, value, at).map(|()| 1),
                (None, Takes::Bool) => self.set(flag, b"true".to_vec(), at).map(|()| 1),
                (None, _) => {
                    let missing = format!("flag needs an argument: --{}", flag.name);
                    self.set_next(flag, args, at, missing)
                }
            };
        }
        let mut letters = args[at][1..].to_vec();
        while !letters.is_empty() {
            let (flag, rest) = short(&letters, at, known)?;
            letters = match (flag.takes, rest.as_slice()) {
                (_, [b'=', value @ ..]) if !value.is_empty() => {
                    return self.set(flag, value.to_vec(), at).map(|()| 1);
                }
                (Takes::Bool, rest) => {
                    self.set(flag, b"true".to_vec(), at)?;
                    rest.to_vec()
                }
                (_, []) => {
                    let letters = lossy(&letters);
                    let letter = flag.short.unwrap_or_default();
                    let missing = format!("flag needs an argument: '{letter}' in -{letters}");
                    return self.set_next(flag, args, at, missing);
                }
                (_, value) => return self.set(flag, value.to_vec(), at).map(|()| 1),
            };
        }
        Ok(1)
    }

    /// The word behind a flag is its value.
    fn set_next(
        &mut self,
        flag: Flag,
        args: &[Vec<u8>],
        at: usize,
        missing: String,
    ) -> Result<usize, ArgError> {
        match args.get(at + 1) {
            Some(value) => self.set(flag, value.clone(), at + 1).map(|()| 2),
            None => Err(ArgError::new(at, 1, missing)),
        }
    }

    fn set(&mut self, flag: Flag, value: Vec<u8>, at: usize) -> Result<(), ArgError> {
        let text = lossy(&value);
        let wrong = match flag.takes {
            Takes::Bool => switched(&text).err(),
            Takes::Number => whole(&text).err(),
            Takes::Span => patience(&text).err(),
            Takes::Text | Takes::OneOf(_) => None,
        };
        if let Some((why, remedy)) = wrong {
            let name = match flag.short {
                Some(short) => format!("-{short}, --{}", flag.name),
                None => format!("--{}", flag.name),
            };
            let value = go(&value);
            let message = format!("invalid argument {value} for \"{name}\" flag: {why}");
            return Err(ArgError::new(at, 1, message).remedy(remedy));
        }
        self.flags.push((flag.name, value, at));
        Ok(())
    }

    /// The last value given for a flag, and its place.
    pub fn value(&self, name: &str) -> Option<(&[u8], usize)> {
        self.flags.iter().rev().find(|f| f.0 == name).map(|f| (f.1.as_slice(), f.2))
    }

    /// A flag's value as text.
    pub fn text(&self, name: &str) -> Option<(String, usize)> {
        self.value(name).map(|(value, at)| (lossy(value), at))
    }

    /// A flag that is on or off; off if not given.
    pub fn on(&self, name: &str) -> bool {
        self.switch(name).unwrap_or(false)
    }

    /// A flag that is on or off, or not given.
    pub fn switch(&self, name: &str) -> Option<bool> {
        self.text(name).and_then(|(value, _)| switched(&value).ok())
    }

    /// A whole number, if given.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name).and_then(|(value, _)| whole(&value).ok())
    }
}

/// On or off, as Go's `strconv.ParseBool` reads it.
fn switched(text: &str) -> Result<bool, Wrong> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => {
            let why = format!("strconv.ParseBool: parsing {}: invalid syntax", go(text.as_bytes()));
            Err((why, "write true or false".into()))
        }
    }
}

fn whole(text: &str) -> Result<i64, Wrong> {
    parse_int(text, 0).map_err(|error| {
        let why = format!("strconv.ParseInt: parsing {}: {}", go(text.as_bytes()), error.text());
        (why, "write a whole number".into())
    })
}

/// Where the next word stands that is neither a flag nor a flag's value; the number of words if there is none. A
/// flag that is not known is taken to have a value, as cobra does (`stripFlags`).
pub fn next_word(args: &[Vec<u8>], from: usize, known: &[Flag]) -> usize {
    let mut at = from;
    while let Some(arg) = args.get(at) {
        if arg == b"--" {
            return at + 1;
        }
        if arg.len() < 2 || arg[0] != b'-' {
            return at;
        }
        let alone = !arg.contains(&b'=') && (arg.starts_with(b"--") || arg.len() == 2);
        let found = match arg.strip_prefix(b"--") {
            Some(_) => long(arg, at, known).map(|found| found.0),
            None => short(&arg[1..], at, known).map(|found| found.0),
        };
        let takes_next = alone && found.map_or(true, |flag| flag.takes != Takes::Bool);
        at += 1 + usize::from(takes_next);
    }
    at
}

/// The flag that a word names, and the value that the word itself holds.
fn long(word: &[u8], at: usize, known: &[Flag]) -> Result<(Flag, Option<Vec<u8>>), ArgError> {
    let (name, value) = match word.iter().position(|&b| b == b'=') {
        Some(i) => (&word[2..i.max(2)], Some(word[i + 1..].to_vec())),
        None => (&word[2..], None),
    };
    let name = lossy(name);
    if name.is_empty() || name.starts_with('-') {
        return Err(ArgError::new(at, 1, format!("bad flag syntax: {}", lossy(word))));
    }
    match known.iter().find(|f| f.name == name) {
        Some(flag) => Ok((*flag, value)),
        None => {
            let near = super::near::nearest(&name, known.iter().map(|f| f.name));
            let error = ArgError::new(at, 1, format!("unknown flag: --{name}"));
            Err(error.remedy(near.map(|n| format!("did you mean --{n}?")).unwrap_or_default()))
        }
    }
}

/// The flag that the first of some letters names, and the rest.
fn short(letters: &[u8], at: usize, known: &[Flag]) -> Result<(Flag, Vec<u8>), ArgError> {
    let text = lossy(letters);
    let letter = text.chars().next().unwrap_or('-');
    match known.iter().find(|f| f.short == Some(letter)) {
        Some(flag) => Ok((*flag, letters[letter.len_utf8()..].to_vec())),
        None => {
            let message = format!("unknown shorthand flag: '{letter}' in -{text}");
            Err(ArgError::new(at, 1, message).remedy("write -- before a word that begins with -"))
        }
    }
}
