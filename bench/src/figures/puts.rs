//! Puts a second through three members: WAL bytes, simulated disks and network, apply, MVCC.

use super::cluster;
use crate::report::{Report, median};

const PUTS: u64 = 100_000;
const ROUNDS: usize = 3;

pub fn measure(report: &mut Report) {
    let rounds = (0..ROUNDS).map(|_| cluster::puts(3, PUTS));
    report.line("puts", median(rounds.collect()), "/s");
    let rounds = (0..ROUNDS).map(|_| cluster::puts_recorded(PUTS / 4));
    report.line("puts_recorded", median(rounds.collect()), "/s");
}
