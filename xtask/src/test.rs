//! `cargo xtask test`: every test there is. A tool that is missing and cannot be installed is a failure,
//! and so is a part that cannot run; nothing is skipped silently.

use crate::{
    etcd, page,
    setup::{self, Tools, WASM},
    step::{Outcome, cargo, root, run_keeping},
};
use std::{fs, path::PathBuf, process::Command};

/// What each part said last, and what failed.
#[derive(Default)]
struct Report {
    summaries: Vec<(&'static str, Vec<String>)>,
    failures: Vec<String>,
}

/// Runs every part, goes on after a failure, and ends with the test runners' own summary lines.
pub fn run() -> Outcome {
    let mut report = Report::default();
    report.tests("native tests", &mut native());
    report.tests("conformance", &mut conformance());
    match (etcd::debians(), etcd::three_five()) {
        (Ok(debians), Ok(newer)) => {
            report.tests("beside a real etcd", &mut interop(&debians, &newer));
            report.tests("beside a real etcd 3.5", &mut lines(&newer));
        }
        (debians, newer) => {
            report.failures.extend([debians.err(), newer.err()].into_iter().flatten())
        }
    }
    match Tools::ready() {
        Ok(tools) => page_tests(&mut report, &tools),
        Err(e) => report.failures.push(e),
    }
    report.end()
}

/// Everything that needs neither the browser nor WebAssembly.
fn native() -> Command {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--no-fail-fast"]);
    for package in ["engine", "web", "xtask", "bench"] {
        tests.args(["--package", package]);
    }
    tests
}

/// The recorded exchanges, with the count of each file shown.
fn conformance() -> Command {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--package", "engine", "--test", "conformance"]);
    tests
}

/// A real etcd answers the same requests, and one of 3.5 opens our disks.
fn interop([etcd, etcdctl]: &[PathBuf; 2], [newer, _]: &[PathBuf; 2]) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--package", "engine", "--test", "interop"]);
    tests.args(["--", "--ignored", "--nocapture"]);
    tests.env("ETCD", etcd).env("ETCDCTL", etcdctl).env("ETCD_3_5", newer);
    tests
}

/// What is typed prints what a real etcdctl 3.5 prints.
fn lines([etcd, etcdctl]: &[PathBuf; 2]) -> Command {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--package", "engine", "--test", "lines"]);
    tests.args(["--", "--ignored", "--nocapture"]);
    tests.env("ETCD_3_5", etcd).env("ETCDCTL_3_5", etcdctl);
    tests
}

fn page_tests(report: &mut Report, tools: &Tools) {
    let browser = setup::browser();
    if browser.is_ok() {
        report.wasm(tools);
    }
    let ready = browser
        .and_then(|()| setup::axe())
        .and_then(|()| page::dist(tools, &[]))
        .and_then(|()| page::pseudo(tools));
    match ready {
        Ok(()) => report.tests("the page in a browser", &mut browser_tests()),
        Err(e) => report.failures.push(e),
    }
}

fn browser_tests() -> Command {
    let mut tests = cargo();
    tests.args(["test", "--locked", "--no-fail-fast", "--package", "e2e"]);
    // two browsers at a time: more than that and a small machine measures its own load
    tests.arg("--lib");
    for test in [
        "page", "cluster", "views", "raft", "lanes", "members", "packets", "journal", "terminal",
        "words",
    ] {
        tests.args(["--test", test]);
    }
    tests.args(["--", "--include-ignored", "--test-threads=2"]);
    tests
}

impl Report {
    fn tests(&mut self, what: &'static str, command: &mut Command) {
        let (lines, outcome) = run_keeping(what, command, is_summary);
        self.summaries.push((what, lines));
        self.failures.extend(outcome.err());
    }

    fn wasm(&mut self, tools: &Tools) {
        // the runner stops its browser the hard way, which leaves files behind
        let temporary = setup::target_dir().join("wasm-test-tmp");
        if let Err(e) = fs::create_dir_all(&temporary) {
            self.failures.push(format!("{}: {e}", temporary.display()));
            return;
        }
        let mut tests = cargo();
        tests.args(["test", "--locked", "--package", "web", "--tests", "--target", WASM]);
        let runner = tools.bin.join("wasm-bindgen-test-runner");
        tests.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("TMPDIR", &temporary);
        self.tests("WebAssembly tests in a browser", &mut tests);
        let _ = fs::remove_dir_all(&temporary);
    }

    fn end(self) -> Outcome {
        let shots = root().join("target/shots");
        if shots.is_dir() {
            println!("\nscreenshots: {}", shots.display());
        }
        println!("\n=== summary");
        for (what, lines) in &self.summaries {
            println!("\n{what}:");
            for line in lines {
                println!("{line}");
            }
        }
        if self.failures.is_empty() { Ok(()) } else { Err(self.failures.join("\n\n")) }
    }
}

/// The last line of a run of tests, the conformance test's total, and what a real etcd agreed to.
fn is_summary(line: &str) -> bool {
    ["test result:", "total: ", "interop: ", "etcdctl-lines: "]
        .iter()
        .any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runners_own_lines_are_kept() {
        assert!(is_summary("test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured"));
        assert!(!is_summary("test rule::a_leader_appears ... ok"));
    }
}
