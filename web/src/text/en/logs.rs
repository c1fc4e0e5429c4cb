//! The log matrix.

use crate::words;
use engine::base::{Index, MachineId, Term};

words! {
    /// The log matrix.
    pub struct LogsWords {
        name: "The logs of all members";
        hint: "A number is the entry's term. Click one, or move with the arrow keys, to see the \
            entry.";
        empty: "No log has an entry yet.";
        down: "not running; its log is on its disk, in the WAL tab";
        cell(term: Term, member: MachineId, index: Index, committed: &str, durable: &str):
            "{term}: {member}, index {index}, {committed}, {durable}";
        durable: "on disk";
        not_durable: "not on disk yet";
        committed: "committed";
        not_committed: "not committed";
        compacted: "compacted";
        snapshot: "snapshot";
        row(applied: Index, commit: Index, stable: Index, last: Index):
            "applied {applied}, commit {commit}, on disk {stable}, last {last}";
        row_down(commit: Index, last: Index): "not running; on its disk: commit {commit}, last \
            {last}";
        /// A row, and what the leader believes of it.
        row_progress(row: &str, matched: Index, next: Index): "{row}, match {matched}, next {next}";
        entry(index: Index, member: MachineId, term: Term): "Entry {index} of {member}, term {term}";
        other(term: Term): "another entry, of term {term}";
        in_snapshot: "in its snapshot";
        missing: "not there";
        unknown: "not running";
    }
}
