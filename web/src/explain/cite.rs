//! How a citation reads. Function names and section numbers are the same in every language.

use super::rule::Cite;

/// `raft.go · stepLeader`.
pub fn name(cite: &Cite) -> String {
    match cite {
        Cite::Paper(section) => format!("Raft paper §{section}"),
        Cite::Thesis(section) => format!("Raft thesis §{section}"),
        Cite::Raft(file, symbol) => format!("etcd-io/raft {file} · {symbol}"),
        Cite::Etcd(file, symbol) => format!("etcd {file} · {symbol}"),
    }
}
