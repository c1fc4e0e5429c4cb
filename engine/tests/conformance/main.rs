//! Real input: cases that nobody in this project wrote, compared with what the engine does.
//!
//! The folder is `CONFORMANCE_DIR`, by default `../shared/conformance` beside the repository. One line a
//! file says how many of its cases are equal; a missing folder is skipped; what the engine cannot do yet
//! is listed as such and never counted. Arguments without a dash choose files by a part of their name.

mod confchange;
mod datadriven;
mod etcdctl;
mod interaction;
mod kv;
mod quorum;
mod transcript;
mod wal_matrix;

use std::{env, fs, path::PathBuf, process::ExitCode};

/// What became of one file.
pub enum Outcome {
    /// The engine cannot do this yet.
    NotYet,
    /// Cases that are equal, cases that were compared, cases that need what the engine cannot do yet,
    /// and the differences in words.
    Compared { equal: u64, compared: u64, left_out: u64, differences: Vec<String> },
}

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
    ("wal_matrix.jsonl", wal_matrix::run),
];

fn transcript(name: &str, text: &str) -> Outcome {
    if name == "etcdctl.jsonl" { etcdctl::run(text) } else { kv::run(name, text) }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let root = env::var_os("CONFORMANCE_DIR").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance")),
        PathBuf::from,
    );
    let (mut equal, mut compared, mut passed, mut failed, mut waiting) = (0, 0, 0, 0, 0);
    for (folder, run) in SUITES {
        let place = root.join(folder);
        let mut paths = vec![place.clone()];
        if !place.is_file() {
            let Ok(entries) = fs::read_dir(place) else {
                println!("{folder}: skipped: no such folder");
                continue;
            };
            paths = entries.flatten().map(|entry| entry.path()).collect();
        }
        paths.sort();
        for path in paths.iter().filter(|path| path.is_file()) {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = if *folder == file { file.to_string() } else { format!("{folder}/{file}") };
            if !wanted.is_empty() && !wanted.iter().any(|part| name.contains(part.as_str())) {
                continue;
            }
            let outcome = match fs::read_to_string(path) {
                Ok(text) => run(&file, &text),
                Err(error) => Outcome::Compared {
                    equal: 0,
                    compared: 1,
                    left_out: 0,
                    differences: vec![error.to_string()],
                },
            };
            match outcome {
                Outcome::NotYet => {
                    waiting += 1;
                    println!("{name}: not yet");
                }
                Outcome::Compared { equal: e, compared: c, left_out, differences } => {
                    match left_out {
                        0 => println!("{name}: {e} of {c}"),
                        n => println!("{name}: {e} of {c} ({n} not yet)"),
                    }
                    differences.iter().take(3).for_each(|text| println!("{text}"));
                    (equal, compared) = (equal + e, compared + c);
                    *(if e == c { &mut passed } else { &mut failed }) += 1;
                }
            }
        }
    }
    println!("total: {equal} of {compared} ({waiting} files not yet)");
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {verdict}. {passed} passed; {failed} failed; {waiting} ignored");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
