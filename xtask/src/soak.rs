//! `cargo xtask soak`: seeded fault runs by the thousand, with every check at every moment.

use crate::step::{Outcome, cargo, run};

/// Builds the runs with optimisation and with every assertion, and runs them.
pub fn run_many(flags: &[String]) -> Outcome {
    let mut soak = cargo();
    soak.args(["run", "--locked", "--profile", "soak", "--package", "engine", "--example", "soak"]);
    run("soak", soak.arg("--").args(flags))
}
