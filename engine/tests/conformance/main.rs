//! Real input: cases that nobody in this project wrote, compared with what the engine does.
//!
//! The folder is `CONFORMANCE_DIR`, by default `../shared/conformance` beside the repository. One line a
//! file says how many of its cases are equal, one line a folder how many of its files; a missing folder is
//! skipped; what the engine cannot do yet is listed as such and never counted. Arguments without a dash choose
//! files by a part of their name.

mod cluster;
mod confchange;
mod datadriven;
mod env;
mod etcdctl;
mod etcdctl_lines;
mod fixtures;
mod interaction;
mod kv;
mod notation;
mod outcome;
mod printed_like;
mod quorum;
mod transcript;
mod wal_matrix;

pub use outcome::Outcome;
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// A folder (or one file), and what runs one of its files: its name and its text.
type Suite = (&'static str, fn(&str, &str) -> Outcome);

const SUITES: &[Suite] = &[
    ("etcd-raft/quorum", quorum::run),
    ("raft-walks/quorum", quorum::run),
    ("etcd-raft/interaction", interaction::run),
    ("raft-walks/interaction", interaction::run),
    ("etcd-raft/confchange", confchange::run),
    ("raft-walks/confchange", confchange::run),
    ("transcripts/3.5.16", transcript),
    ("etcdctl-lines.jsonl", etcdctl_lines::run),
    ("wal_matrix.jsonl", wal_matrix::run),
    ("fixtures", fixture),
];

fn transcript(name: &str, text: &str) -> Outcome {
    match name {
        "etcdctl.jsonl" => etcdctl::run(text),
        _ => cluster::run(text).unwrap_or_else(|| kv::run(name, text)),
    }
}

/// The other files of this folder are packed, and unpacked by the test of the one that tells what is in them.
fn fixture(name: &str, text: &str) -> Outcome {
    fixtures::run(&root().join("fixtures"), name, text)
}

fn root() -> PathBuf {
    std::env::var_os("CONFORMANCE_DIR").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance")),
        PathBuf::from,
    )
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let root = root();
    let mut all = Count::default();
    for (folder, run) in SUITES {
        let Some(paths) = files(&root.join(folder)) else {
            println!("{folder}: skipped: no such folder");
            continue;
        };
        let mut here = Count::default();
        for path in paths {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = if *folder == file { file.to_string() } else { format!("{folder}/{file}") };
            if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
                here.add(&name, outcome(&path, &file, *run));
            }
        }
        if here.files() > 0 {
            let Count { passed, failed, waiting, .. } = here;
            let rest =
                if waiting > 0 { format!(" ({waiting} not compared)") } else { String::new() };
            println!("{folder}: {passed} of {} files equal{rest}", passed + failed);
        }
        all.sum(&here);
    }
    let Count { equal, compared, passed, failed, waiting } = all;
    println!("total: {equal} of {compared} ({waiting} files not compared)");
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {verdict}. {passed} passed; {failed} failed; {waiting} ignored");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The files of a folder in order of their names, or the one file.
fn files(place: &Path) -> Option<Vec<PathBuf>> {
    if place.is_file() {
        return Some(vec![place.to_path_buf()]);
    }
    let entries = fs::read_dir(place).ok()?.flatten().map(|entry| entry.path());
    let is_packed = |path: &PathBuf| path.extension().is_some_and(|end| end == "gz");
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.is_file() && !is_packed(path)).collect();
    paths.sort();
    Some(paths)
}

/// Runs one file. One that cannot be read, or that stops the engine, is a difference.
fn outcome(path: &Path, file: &str, run: fn(&str, &str) -> Outcome) -> Outcome {
    let outcome = match fs::read_to_string(path) {
        Ok(text) => catch_unwind(AssertUnwindSafe(|| run(file, &text)))
            .map_err(|_| "  it panicked: see above".to_string()),
        Err(error) => Err(format!("  {error}")),
    };
    outcome.unwrap_or_else(|why| Outcome::Compared {
        equal: 0,
        compared: 1,
        left_out: 0,
        differences: vec![why],
    })
}

/// Cases that are equal and cases that were compared; files that are equal, files that are not, files
/// that were not compared.
#[derive(Default)]
struct Count {
    equal: u64,
    compared: u64,
    passed: u64,
    failed: u64,
    waiting: u64,
}

impl Count {
    /// Counts a file and prints its line, and what was different.
    fn add(&mut self, name: &str, outcome: Outcome) {
        let (equal, compared, left_out, differences) = match outcome {
            Outcome::NotYet => {
                self.waiting += 1;
                return println!("{name}: not yet");
            }
            Outcome::OutOfScope(why) => {
                self.waiting += 1;
                return println!("{name}: out of scope: {why}");
            }
            Outcome::Compared { equal, compared, left_out, differences } => {
                (equal, compared, left_out, differences)
            }
        };
        match left_out {
            0 => println!("{name}: {equal} of {compared}"),
            n => println!("{name}: {equal} of {compared} ({n} not yet)"),
        }
        differences.iter().take(SHOWN).for_each(|text| println!("{text}"));
        if differences.len() > SHOWN {
            println!("  and {} more", differences.len() - SHOWN);
        }
        self.equal += equal;
        self.compared += compared;
        *(if equal == compared { &mut self.passed } else { &mut self.failed }) += 1;
    }

    fn sum(&mut self, other: &Count) {
        self.equal += other.equal;
        self.compared += other.compared;
        self.passed += other.passed;
        self.failed += other.failed;
        self.waiting += other.waiting;
    }

    fn files(&self) -> u64 {
        self.passed + self.failed + self.waiting
    }
}

/// Differences of a file that are shown.
const SHOWN: usize = 3;
