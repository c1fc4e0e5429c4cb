//! `cargo xtask bench`: the crate `bench`, natively and as WebAssembly under Node.js.

use crate::{
    page,
    setup::{self, Tools, WASM},
    step::{Outcome, cargo, root, run, run_keeping},
};
use std::process::Command;

/// Runs both halves and ends with all figures together, one line each.
pub fn figures(tools: &Tools, words: &[String]) -> Outcome {
    let mut native = cargo();
    native.args(["run", "--locked", "--release", "--package", "bench", "--"]).args(words);
    let (mut figures, outcome) = run_keeping("figures, native", &mut native, is_figure);
    outcome?;

    setup::node()?;
    let script = node_program(tools)?;
    let mut node = Command::new("node");
    node.arg(script).args(words).current_dir(root());
    let (more, outcome) = run_keeping("figures, WebAssembly under Node.js", &mut node, is_figure);
    outcome?;

    figures.extend(more);
    if words.is_empty() || words.iter().any(|word| "page".contains(word.as_str())) {
        figures.extend(page_figures(tools)?);
    }
    println!();
    for figure in &figures {
        println!("{figure}");
    }
    if figures.is_empty() { Err(format!("no figure is named like {words:?}")) } else { Ok(()) }
}

/// What the page asks of a machine, in a real browser.
fn page_figures(tools: &Tools) -> Outcome<Vec<String>> {
    setup::browser()?;
    page::dist(tools, &[])?;
    let mut speed = cargo();
    speed.args(["test", "--locked", "--package", "e2e", "--test", "speed"]);
    speed.args(["--", "--ignored", "--nocapture"]);
    let (figures, outcome) = run_keeping("figures of the page", &mut speed, is_figure);
    outcome.map(|()| figures)
}

/// Compiles the crate `bench` for Node.js, with the optimisation of the page.
fn node_program(tools: &Tools) -> Outcome<std::path::PathBuf> {
    let mut build = cargo();
    build.args(["build", "--locked", "--release", "--package", "bench", "--target", WASM]);
    run("compile the figures to WebAssembly", &mut build)?;
    let target = setup::target_dir();
    let out = target.join("bench-node");
    let mut bindgen = Command::new(tools.bin.join("wasm-bindgen"));
    bindgen.args(["--target", "nodejs", "--no-typescript", "--out-dir"]).arg(&out);
    bindgen.arg(target.join(WASM).join("release/bench.wasm"));
    run("glue for Node.js", &mut bindgen)?;
    Ok(out.join("bench.js"))
}

/// `name: value unit`.
fn is_figure(line: &str) -> bool {
    let Some((name, rest)) = line.split_once(": ") else { return false };
    let value = rest.split(' ').next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(plain) && value.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_name_a_value_and_a_unit() {
        assert!(is_figure("raft_vs_raft_rs_16: 1.12 ratio"));
        assert!(is_figure("puts_wasm: 40000 /s"));
        assert!(!is_figure("warning: unused"));
        assert!(!is_figure("measuring puts"));
    }
}
