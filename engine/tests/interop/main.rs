//! A real etcd beside ours: it opens the disks that our members leave behind, and answers the same
//! requests. `cargo xtask test` fetches one and runs this; by itself:
//! `cargo test -p engine --test interop -- --ignored`.
//!
//! `ETCD`, `ETCDCTL` and `ETCD_3_5` name other binaries than those on PATH; the last opens our disks, and must be
//! a 3.5. `INTEROP_SEED` and `INTEROP_REQUESTS` make the random session another one, or longer. Etcd's own output
//! is kept, and its place told, when a test fails.
// Not the engine: a real process has a clock and runs beside this one.
#![allow(clippy::disallowed_types)]

mod base64;
mod changes;
mod cluster;
mod disks;
mod etcd;
mod gateway;
mod members;
mod random;
mod session;
mod snapshots;
mod wal_file;

/// A whole number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
}
