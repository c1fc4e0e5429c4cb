//! How many entries a second three members commit and apply, raft alone, in memory.

use super::{ENTRIES_PER_TICK, ENTRY_BYTES, group::Group};
use crate::{
    host::now_ms,
    report::{Report, median},
};

const ENTRIES: usize = 65_536;
const ROUNDS: usize = 5;

pub fn measure(report: &mut Report) {
    let rounds = (0..ROUNDS).map(|_| entries_a_second(16, ENTRIES));
    report.line("raft_entries_16", median(rounds.collect()), "/s");
}

/// Commits `entries` entries in batches in a group of three; the election before is not counted.
pub fn entries_a_second(batch: usize, entries: usize) -> f64 {
    entries as f64 / seconds(Group::of(3), batch, entries)
}

/// How long `group` takes to commit and apply `entries` entries in batches.
pub fn seconds(mut group: Group, batch: usize, entries: usize) -> f64 {
    let data = [7; ENTRY_BYTES];
    let start = now_ms();
    for done in (0..entries).step_by(batch) {
        if done % ENTRIES_PER_TICK == 0 {
            group.tick();
        }
        group.commit(batch, &data);
    }
    let seconds = (now_ms() - start) / 1e3;
    assert_eq!(group.applied(), entries * ENTRY_BYTES, "every member has applied all");
    seconds
}
