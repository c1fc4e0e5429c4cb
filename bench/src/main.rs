//! Every figure of the README, one line each: `name: value unit`.
//!
//! `cargo xtask bench` runs this program twice, natively and as WebAssembly under Node.js. A word after
//! it picks the figures whose name contains it. A new figure is a file in `figures/` and a line in
//! [`FIGURES`].

mod figures;
mod host;
mod report;

use figures as f;
use report::{Figure, On, Report};

/// The same allocator for both sides of every comparison.
#[cfg(not(target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FIGURES: &[Figure] = &[
    // First, while the process holds nothing else: it reads the process's memory.
    Figure { name: "seek_moment", on: On::BothAimWasm, measure: f::seek::measure },
    Figure { name: "puts", on: On::Both, measure: f::puts::measure },
    Figure { name: "idle_speed", on: On::BothAimNative, measure: f::idle::measure },
    #[cfg(not(target_arch = "wasm32"))]
    Figure { name: "raft_vs_raft_rs", on: On::Native, measure: f::raft_vs_raft_rs::measure },
    Figure { name: "raft_entries", on: On::Both, measure: f::raft_entries::measure },
    Figure { name: "cost_per_entry", on: On::BothAimNative, measure: f::cost_per_entry::measure },
];

fn main() {
    host::show_panics();
    let words = host::words();
    let picked = |name: &str| words.is_empty() || words.iter().any(|w| name.contains(w.as_str()));
    for figure in FIGURES {
        if figure.on.is_here() && picked(figure.name) {
            (figure.measure)(&mut Report::new(figure.on));
        }
    }
}
