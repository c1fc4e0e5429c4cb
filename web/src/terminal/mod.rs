//! The terminal: what was said, and a prompt.
//!
//! It holds the text being typed and nothing else. Lines come in as a value, a finished command goes out by
//! a callback; whoever owns the world carries it out and adds its answer to the lines. So a click elsewhere
//! can put its command into the same scrollback, and teach the command line.

pub mod edit;
mod line;
mod prompt;
mod view;
mod width;

pub use edit::Completion;
pub use view::{Pending, Terminal, TerminalProps};
