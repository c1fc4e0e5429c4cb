//! The one command language: what the terminal reads, what a golden and a lesson are written in,
//! what a share text holds, and what every click on the page echoes.
//!
//! A language needs two directions. [`parse`](parse::parse) goes from a line to a [`Command`], and
//! points at every mistake with what to write instead. `Display` goes back from a command, or from
//! an action that a click made, to the line that does the same. Because both directions exist and
//! agree, clicking teaches typing, and a history of actions is a text that a person can read and
//! change.
//!
//! Half of the language is not ours: `put`, `get`, `member add` and their flags are those of etcdctl, and
//! are read by [`crate::client`]. The other half is what a hand could do to a real cluster in a
//! rack: pull a cable (`cut`), pull a plug (`crash`), and wait (`run`).

mod asked;
pub mod command;
pub mod complete;
pub mod deeds;
pub mod dump;
pub mod error;
pub mod goal;
pub mod help;
mod ids;
pub mod logs;
pub mod look;
pub mod open;
pub mod output;
pub mod parse;
pub mod path;
pub mod print;
pub mod run;
pub mod scenario;
mod settings;
pub mod share;
mod sign;
pub mod soak;
#[cfg(test)]
mod tests;
pub mod token;
mod told;
pub mod value;
pub mod why;

pub use command::{Command, Goal, LinkDeed, TERMINAL, Which, Why};
pub use deeds::{Deed, Who};
pub use error::ParseError;
pub use ids::with_ids;
pub use output::Output;
pub use parse::{commands, parse, parse_in};
pub use run::{Started, Waiting, finish, run, run_line, start};
