//! One file a figure.

pub mod cost_per_entry;
pub mod idle;
pub mod puts;
pub mod raft_entries;
#[cfg(not(target_arch = "wasm32"))]
pub mod raft_vs_raft_rs;
pub mod seek;

mod cluster;
mod group;
#[cfg(not(target_arch = "wasm32"))]
mod raft_rs_group;

/// Bytes of an entry's data.
const ENTRY_BYTES: usize = 64;
/// Entries between two ticks of all members, so that heartbeats and CheckQuorum take part.
const ENTRIES_PER_TICK: usize = 1024;
