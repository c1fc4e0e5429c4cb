//! What can be told of a cluster by somebody who sees all of it at once: who stands in whose way, what is
//! waited for and why it has not come, and the way of one request through its members.
//!
//! A member of a real cluster knows only itself and what it was told; an operator guesses the rest from logs
//! of five machines. Here every process, disk and link is in one world, so the guess becomes a question with
//! an answer. There are two kinds of question:
//!
//! - *Why not yet?* No event tells of what did not happen. An answer is worked out from the world as it is:
//!   who is needed ([`voters`]), who is missing, and for each of them what stands in the way ([`between`]):
//!   why nobody leads ([`leader`]), why an entry is not committed ([`entry`]), why a read waits ([`read`]).
//!   [`waiting`] names the rest of what is pending.
//! - *How did it go?* What has happened is recorded with its reasons. [`path`] picks out of all moments those
//!   that were about one request; [`spans`] keeps what lasts (who was what, which requests were open), and
//!   [`faults`] what was done to links and clocks, so that no part of the past need be read from its start.
//!   [`journal`] has what each member would have logged of it.
//!
//! Nothing here changes anything, and no member sees any of it. Results are values: enums with the numbers
//! that were compared, without a word of any language and without a place on a screen. The terminal's `why`
//! and `path` print them ([`crate::script`]), the page draws them.

pub mod answer;
pub mod between;
pub mod entry;
pub mod faults;
pub mod journal;
pub mod leader;
pub mod path;
pub mod read;
pub mod spans;
pub mod voters;
pub mod waiting;
mod walk;

pub use answer::{Answer, Fact, Missing, NoVote, Question, answer, questions};
