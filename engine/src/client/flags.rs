//! Command line flags, after `spf13/pflag`, which etcdctl uses: `--name value` or `--name=value`,
//! `-n value` or `-nvalue`; flags and positional words may be mixed; `--` ends the flags.
//!
//! The lab's own verbs use the same rules. Left out: several one-letter flags in one word.

use super::go_int::parse_int;
use super::printed::Stream;
use crate::base::quote::{go, lossy};

/// A flag that a command knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flag {
    pub name: &'static str,
    /// The one-letter form.
    pub short: Option<char>,
    pub takes: Takes,
}

/// What may stand behind a flag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// `--prefix`, `--prefix=false`.
    Bool,
    /// Any word.
    Text,
    /// One of these words; for completion, the command itself checks.
    OneOf(&'static [&'static str]),
}

/// What `--sort-by` and `--order` take, in the order of their numbers on the wire.
pub(super) const TARGETS: &[&str] = &["key", "version", "create", "modify", "value"];
pub(super) const ORDERS: &[&str] = &["ascend", "descend"];

/// A flag without a one-letter form.
pub const fn flag(name: &'static str, takes: Takes) -> Flag {
    Flag { name, short: None, takes }
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
}

impl ArgError {
    /// A mistake in word `at`, which ends etcdctl with `code`.
    pub fn new(at: usize, code: u8, message: impl Into<String>) -> ArgError {
        ArgError { at, message: message.into(), remedy: String::new(), code }
    }

    /// What etcdctl writes of it.
    pub fn written(&self) -> Vec<(Stream, String)> {
        vec![(Stream::Err, format!("Error: {}\n", self.message))]
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
        let (flag, inline) = find(&args[at], at, known)?;
        let (value, place, taken) = match (inline, flag.takes) {
            (Some(value), _) => (value, at, 1),
            (None, Takes::Bool) => (b"true".to_vec(), at, 1),
            (None, _) => match args.get(at + 1) {
                Some(value) => (value.clone(), at + 1, 2),
                None => {
                    let word = lossy(&args[at]);
                    let message = match (word.strip_prefix("--"), flag.short) {
                        (None, Some(short)) => {
                            format!("flag needs an argument: '{short}' in {word}")
                        }
                        _ => format!("flag needs an argument: --{}", flag.name),
                    };
                    return Err(ArgError::new(at, 1, message));
                }
            },
        };
        self.flags.push((flag.name, value, place));
        Ok(taken)
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
    pub fn on(&self, name: &str) -> Result<bool, ArgError> {
        Ok(self.switch(name)?.unwrap_or(false))
    }

    /// A flag that is on or off, or not given.
    pub fn switch(&self, name: &str) -> Result<Option<bool>, ArgError> {
        let Some((value, at)) = self.text(name) else { return Ok(None) };
        match value.as_str() {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Some(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Some(false)),
            _ => {
                let why =
                    format!("strconv.ParseBool: parsing {}: invalid syntax", go(value.as_bytes()));
                Err(bad_value(name, &value, at, &why).remedy("write true or false"))
            }
        }
    }

    /// A whole number, if given.
    pub fn int(&self, name: &str) -> Result<Option<i64>, ArgError> {
        let Some((value, at)) = self.text(name) else { return Ok(None) };
        let parsed = parse_int(&value, 0).map(Some);
        parsed.map_err(|error| {
            let why =
                format!("strconv.ParseInt: parsing {}: {}", go(value.as_bytes()), error.text());
            bad_value(name, &value, at, &why).remedy("write a whole number")
        })
    }
}

/// Where the next word stands that is neither a flag nor a flag's value; the number of words if there is none.
pub fn next_word(args: &[Vec<u8>], from: usize, known: &[Flag]) -> usize {
    let mut at = from;
    while let Some(arg) = args.get(at) {
        if arg == b"--" {
            return at + 1;
        }
        if arg.len() < 2 || arg[0] != b'-' {
            return at;
        }
        let takes_next =
            |found: (Flag, Option<Vec<u8>>)| found.1.is_none() && found.0.takes != Takes::Bool;
        at += 1 + usize::from(find(arg, at, known).is_ok_and(takes_next));
    }
    at
}

/// The flag that a word names, and the value that the word itself holds.
fn find(word: &[u8], at: usize, known: &[Flag]) -> Result<(Flag, Option<Vec<u8>>), ArgError> {
    if let Some(long) = word.strip_prefix(b"--") {
        let (name, value) = match long.iter().position(|&b| b == b'=') {
            Some(i) => (&long[..i], Some(long[i + 1..].to_vec())),
            None => (long, None),
        };
        let name = lossy(name);
        return match known.iter().find(|f| f.name == name) {
            Some(flag) => Ok((*flag, value)),
            None => {
                let near = super::near::nearest(&name, known.iter().map(|f| f.name));
                let error = ArgError::new(at, 1, format!("unknown flag: --{name}"));
                Err(error.remedy(near.map(|n| format!("did you mean --{n}?")).unwrap_or_default()))
            }
        };
    }
    let text = lossy(&word[1..]);
    let letter = text.chars().next().unwrap_or('-');
    let Some(flag) = known.iter().find(|f| f.short == Some(letter)) else {
        let error = ArgError::new(at, 1, format!("unknown shorthand flag: '{letter}' in -{text}"));
        return Err(error.remedy("write -- before a word that begins with -"));
    };
    let rest = &word[1 + letter.len_utf8()..];
    let rest = rest.strip_prefix(b"=").unwrap_or(rest);
    Ok((*flag, (!rest.is_empty()).then(|| rest.to_vec())))
}

/// A value that its flag cannot take, as pflag says it.
pub(super) fn bad_value(name: &str, value: &str, at: usize, why: &str) -> ArgError {
    let value = go(value.as_bytes());
    ArgError::new(at, 1, format!("invalid argument {value} for \"--{name}\" flag: {why}"))
}
