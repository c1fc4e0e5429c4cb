//! The names of decisions that `run until` may wait for.

use super::command::Goal;
use crate::client::near::nearest;
use crate::client::quote::go;
use crate::client::value::Wrong;

/// Whether a decision of this name exists.
pub fn known(name: &str) -> Result<(), Wrong> {
    if decisions().any(|known| known == name) {
        return Ok(());
    }
    let all = Goal::NAMED.iter().map(|(name, _)| *name).chain(decisions());
    let remedy = match nearest(name, all) {
        Some(near) => format!("did you mean {near}?"),
        None => "write leader, idle, commit, applied or a decision such as became-leader".into(),
    };
    Err((format!("nothing is called {}", go(name.as_bytes())), remedy))
}

/// All names of decisions.
pub fn decisions() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}

const NAMES: &[&str] = &["became-leader"];
