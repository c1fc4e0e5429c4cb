//! What an entry costs in groups of 3, 5, 7 and 9 members: raft alone, in memory, everything stored, committed
//! and applied by all.
//!
//! Every follower is told of every entry, answers, is told of the commit, and answers again; the leader's own
//! part is small beside that. So the cost goes with the number of followers, of whom nine members have four
//! times as many as three. The last line is 1 if it goes exactly so, and less if it grows more slowly.
//!
//! The whole stack is measured beside it (`cost_per_put`): there a member also writes its WAL, applies and
//! stores, the leader like any other, and answers clients. Its last line is the cost per member, 1 if it is
//! the same in nine members as in three.
//!
//! The sizes take turns, so that all of them meet the same machine.

use super::{cluster, group::Group, raft_entries::seconds};
use crate::report::{Report, median};

const SIZES: [u64; 4] = [3, 5, 7, 9];
const BATCH: usize = 16;
const ENTRIES: usize = 32_768;
const ROUNDS: usize = 11;
const PUTS: u64 = 20_000;
const PUT_ROUNDS: usize = 3;

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
    let growth = costs[3] / costs[0];
    report.line("cost_per_entry_9_vs_3", growth, "ratio");
    report.line("cost_per_follower_9_vs_3", growth * 2.0 / 8.0, "ratio");
    whole_stack(report);
}

fn whole_stack(report: &mut Report) {
    let mut rounds = SIZES.map(|_| vec![]);
    for _ in 0..PUT_ROUNDS {
        for (size, costs) in SIZES.into_iter().zip(&mut rounds) {
            costs.push(1e9 / cluster::puts(size, PUTS));
        }
    }
    let costs = rounds.map(median);
    for (size, cost) in SIZES.into_iter().zip(costs) {
        report.line(&format!("cost_per_put_{size}"), cost, "ns");
    }
    report.line("cost_per_put_and_member_9_vs_3", costs[3] / costs[0] / 3.0, "ratio");
}
