//! The engine's raft against raft-rs 0.7 at the same work: three members in memory, entries of 64
//! bytes, PreVote and CheckQuorum on, everything stored, committed and applied by all three.
//!
//! The two take turns, and who begins changes from round to round, so that both meet the same machine.

use super::{
    ENTRIES_PER_TICK, ENTRY_BYTES, raft_entries::entries_a_second, raft_rs_group::RaftRsGroup,
};
use crate::{
    host::now_ms,
    report::{Report, median},
};

const ENTRIES: usize = 65_536;
const ROUNDS: usize = 11;

pub fn measure(report: &mut Report) {
    for batch in [1, 16, 64] {
        let (mut ours, mut theirs) = (vec![], vec![]);
        for round in 0..ROUNDS {
            if round % 2 == 0 {
                ours.push(entries_a_second(batch, ENTRIES));
                theirs.push(raft_rs_entries_a_second(batch, ENTRIES));
            } else {
                theirs.push(raft_rs_entries_a_second(batch, ENTRIES));
                ours.push(entries_a_second(batch, ENTRIES));
            }
        }
        let (ours, theirs) = (median(ours), median(theirs));
        report.line(&format!("raft_rs_entries_{batch}"), theirs, "/s");
        report.line(&format!("raft_vs_raft_rs_{batch}"), ours / theirs, "ratio");
    }
}

fn raft_rs_entries_a_second(batch: usize, entries: usize) -> f64 {
    let (mut group, data) = (RaftRsGroup::new(), [7; ENTRY_BYTES]);
    let start = now_ms();
    for done in (0..entries).step_by(batch) {
        if done % ENTRIES_PER_TICK == 0 {
            group.tick();
        }
        group.commit(batch, &data);
    }
    let seconds = (now_ms() - start) / 1e3;
    assert_eq!(group.applied(), entries * ENTRY_BYTES, "every member has applied all");
    entries as f64 / seconds
}
