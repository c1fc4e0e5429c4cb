//! Simulated time over wall time of an idle cluster of five, recorded and checked.

use super::cluster;
use crate::report::{Report, median};
use engine::base::Time;

const SIMULATED: Time = Time::from_ms(600_000);
const ROUNDS: usize = 3;

pub fn measure(report: &mut Report) {
    let rounds = (0..ROUNDS).map(|_| cluster::idle(SIMULATED));
    report.line("idle_speed", median(rounds.collect()), "x");
}
