//! The inspector around its panels.

use crate::{msg::Tab, words};

words! {
    /// The inspector around its panels.
    pub struct InspectWords {
        name: "Inspector";
        nothing: "Choose a member on the stage: a click on n1 opens it here.";
        down: "This member is not running. Its memory is gone; what it had written and synced is \
            still on its disk: see the WAL tab. Restart it, and it reads itself back from \
            there.";
        tab(Tab): {
            Raft => "Raft",
            Logs => "Logs",
            Wal => "WAL",
            Storage => "Storage",
            Path => "Path",
            Why => "Why",
            Journal => "Journal",
        };
        term: "term";
        in_term(role: &str, term: u64): "{role} · term {term}";
        figures(commit: u64, applied: u64, revision: i64):
            "commit {commit} · applied {applied} · rev {revision}";
        as_table: "as table";
        as_picture: "as picture";
        older: "older";
        newer: "newer";
        /// Between the members of a list.
        comma: ", ";
    }
}
