//! What an entry costs in groups of 3, 5, 7 and 9 members: raft alone, in memory, everything stored, committed
//! and applied by all. Every member has to be told of every entry and to answer, so that the cost may grow as
//! the number of members does, and no faster: nine members may cost three times what three do.
//!
//! The sizes take turns, so that all of them meet the same machine.

use super::{group::Group, raft_entries::seconds};
use crate::report::{Report, median};

const SIZES: [u64; 4] = [3, 5, 7, 9];
const BATCH: usize = 16;
const ENTRIES: usize = 32_768;
const ROUNDS: usize = 11;

pub fn measure(report: &mut Report) {
    let mut rounds = SIZES.map(|_| vec![]);
    for _ in 0..ROUNDS {
        for (size, costs) in SIZES.into_iter().zip(&mut rounds) {
            let seconds = seconds(Group::of(size), BATCH, ENTRIES);
            costs.push(seconds * 1e9 / ENTRIES as f64);
        }
    }
    let costs = rounds.map(median);
    for (size, cost) in SIZES.into_iter().zip(costs) {
        report.line(&format!("cost_per_entry_{size}"), cost, "ns");
    }
    report.line("cost_per_entry_9_vs_3", costs[3] / costs[0], "ratio");
}
