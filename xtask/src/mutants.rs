//! `cargo xtask mutants`: plants one small bug after the other in the engine, and tells which of them the
//! tests see. cargo-mutants makes the bugs and runs the tests; this draws the sample and counts.

use crate::{
    setup::{self, target_dir},
    step::{Outcome, root},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
struct Flags {
    /// How many bugs; all of them if nothing is said.
    sample: Option<usize>,
    seed: u64,
    /// Only lines that differ from this commit.
    in_diff: Option<String>,
}

/// Plants the bugs and prints what became of them. Survivors are a report, not a failure.
pub fn run(flags: &[String]) -> Outcome {
    let flags = parse(flags)?;
    let tool = setup::mutants()?;
    let folder = target_dir().join("mutants");
    fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut only = Vec::new();
    if let Some(revision) = &flags.in_diff {
        only = vec!["--in-diff".to_string(), diff(&folder, revision)?];
    }
    let mut names = list(&tool, &only)?;
    let all = names.len();
    if let Some(sample) = flags.sample {
        names = draw(selectable(names), sample, flags.seed);
        only = selection(&folder, &names)?;
    }
    println!("{} of {all} bugs", names.len());
    if names.is_empty() {
        return Ok(());
    }
    if flags.sample.is_some() && list(&tool, &only)? != names {
        return Err("cargo-mutants would plant other bugs than were drawn".into());
    }
    let mut mutants = Command::new(&tool);
    mutants.args(["mutants", "--jobs", "1", "--colors", "never", "--output"]).arg(&folder);
    mutants.args(&only).current_dir(root());
    // One folder for all builds, here as everywhere: only what the bug changes is built anew.
    mutants.env("CARGO_TARGET_DIR", folder.join("build"));
    // A faulty run says the same as thirty: the runs of thousands are for `cargo xtask soak`.
    mutants.env("FAULT_RUNS", env::var("FAULT_RUNS").unwrap_or("40".into()));
    let status = mutants.status().map_err(|e| format!("cargo-mutants: {e}"))?;
    // 0: all seen; 2: some survived; 3: some ran into the time-out. All others mean that it did not run.
    if !matches!(status.code(), Some(0 | 2 | 3)) {
        return Err(format!("cargo-mutants ended with {status}"));
    }
    report(&folder.join("mutants.out"))
}

fn parse(flags: &[String]) -> Outcome<Flags> {
    let mut parsed = Flags { sample: None, seed: 0, in_diff: None };
    let mut flags = flags.iter();
    while let Some(flag) = flags.next() {
        let value = flags.next().ok_or(format!("{flag} needs a value"))?;
        let number = || value.parse().map_err(|_| format!("{flag} {value}: a whole number"));
        match flag.as_str() {
            "--sample" => parsed.sample = Some(number()? as usize),
            "--seed" => parsed.seed = number()?,
            "--in-diff" => parsed.in_diff = Some(value.clone()),
            _ => return Err(format!("mutants knows --sample, --seed and --in-diff, not {flag}")),
        }
    }
    Ok(parsed)
}

/// The names of all bugs that can be planted.
fn list(tool: &Path, only: &[String]) -> Outcome<Vec<String>> {
    let mut list = Command::new(tool);
    list.args(["mutants", "--list", "--colors", "never"]).args(only).current_dir(root());
    let out = list.stderr(Stdio::inherit()).output().map_err(|e| format!("cargo-mutants: {e}"))?;
    if !out.status.success() {
        return Err(format!("cargo-mutants --list ended with {}", out.status));
    }
    Ok(String::from_utf8_lossy(&out.stdout).lines().map(String::from).collect())
}

/// What differs from a commit, as a file.
fn diff(folder: &Path, revision: &str) -> Outcome<String> {
    let mut git = Command::new("git");
    git.args(["diff", "--no-color", revision, "--", "engine/src"]).current_dir(root());
    let out = git.output().map_err(|e| format!("git: {e}"))?;
    if !out.status.success() {
        return Err(format!("git diff: {}", String::from_utf8_lossy(&out.stderr)));
    }
    let file = folder.join("in.diff");
    fs::write(&file, out.stdout).map_err(|e| format!("{}: {e}", file.display()))?;
    Ok(file.to_string_lossy().into_owned())
}

/// The bugs that can be planted alone. cargo-mutants 27.1.0 heeds no `--re` for those that delete a field
/// of a struct: they would always be planted too. A list of lines it heeds for all, so those are no
/// part of a sample, and neither is what stands on a line of theirs.
fn selectable(names: Vec<String>) -> Vec<String> {
    let fields: BTreeSet<(String, usize)> =
        names.iter().filter(|name| name.contains(DELETES_FIELD)).filter_map(|n| place(n)).collect();
    names.into_iter().filter(|name| place(name).is_some_and(|at| !fields.contains(&at))).collect()
}

const DELETES_FIELD: &str = ": delete field ";

/// File and line of `engine/src/raft/log.rs:70:9: replace …`.
fn place(name: &str) -> Option<(String, usize)> {
    let mut parts = name.splitn(3, ':');
    Some((parts.next()?.to_string(), parts.next()?.parse().ok()?))
}

/// The flags that select these bugs: their names, and their lines as if each had been changed.
fn selection(folder: &Path, names: &[String]) -> Outcome<Vec<String>> {
    let mut lines: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (file, line) in names.iter().filter_map(|name| place(name)) {
        lines.entry(file).or_default().insert(line);
    }
    let mut changed = String::new();
    for (file, lines) in lines {
        let text = fs::read_to_string(root().join(&file)).map_err(|e| format!("{file}: {e}"))?;
        changed += &format!("--- a/{file}\n+++ b/{file}\n");
        for line in lines {
            let is = text.lines().nth(line - 1).unwrap_or_default();
            changed += &format!("@@ -{line},1 +{line},1 @@\n-\n+{is}\n");
        }
    }
    let file = folder.join("sample.diff");
    fs::write(&file, changed).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut flags = vec!["--in-diff".to_string(), file.to_string_lossy().into_owned()];
    flags.extend(names.iter().flat_map(|name| ["--re".into(), format!("^{}$", escape(name))]));
    Ok(flags)
}

/// So many of the names, drawn by the seed, in the order in which they came.
fn draw(mut names: Vec<String>, sample: usize, seed: u64) -> Vec<String> {
    let mut state = seed;
    let mut places: Vec<usize> = (0..names.len()).collect();
    let drawn = sample.min(places.len());
    for at in 0..drawn {
        let other = at + (next(&mut state) % (places.len() - at) as u64) as usize;
        places.swap(at, other);
    }
    places.truncate(drawn);
    places.sort_unstable();
    places.into_iter().map(|place| std::mem::take(&mut names[place])).collect()
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A name as a regular expression that matches nothing else.
fn escape(name: &str) -> String {
    let mut escaped = String::new();
    for c in name.chars() {
        if r"\.+*?()|[]{}^$#&-~".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Counts by area, and names each survivor.
fn report(out: &Path) -> Outcome {
    let mut areas: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    let mut survived = vec![];
    for (at, file) in ["caught.txt", "timeout.txt", "missed.txt", "unviable.txt"].iter().enumerate()
    {
        let path: PathBuf = out.join(file);
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        for name in text.lines() {
            areas.entry(area(name).to_string()).or_default()[at] += 1;
            if *file == "missed.txt" {
                survived.push(name.to_string());
            }
        }
    }
    println!("\n{:<10} caught timeout survived unviable", "area");
    let mut total = [0; 4];
    for (area, counts) in &areas {
        row(area, counts);
        total.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    row("all", &total);
    for name in survived {
        println!("survived: {name}");
    }
    Ok(())
}

fn row(name: &str, [caught, timeout, survived, unviable]: &[usize; 4]) {
    println!("{name:<10} {caught:>6} {timeout:>7} {survived:>8} {unviable:>8}");
}

/// `raft` of `engine/src/raft/log.rs:70:9: replace …`.
fn area(name: &str) -> &str {
    let inner = name.split_once("/src/").map_or(name, |(_, inner)| inner);
    inner.split(['/', '.', ':']).next().unwrap_or(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|n| format!("engine/src/raft/log.rs:{n}:1: replace > with < in f")).collect()
    }

    #[test]
    fn a_sample_depends_on_its_seed_alone() {
        let four = draw(names(500), 60, 4);
        assert_eq!(four.len(), 60);
        assert_eq!(four, draw(names(500), 60, 4));
        assert_ne!(four, draw(names(500), 60, 5));
        let mut once = four.clone();
        once.dedup();
        assert_eq!(once, four, "each once");
        assert_eq!(draw(names(3), 60, 4), names(3));
    }

    #[test]
    fn a_bug_that_cannot_be_planted_alone_is_not_drawn() {
        let field = "a.rs:3:9: delete field x from struct X expression in f".to_string();
        let beside = "a.rs:3:12: replace + with - in f".to_string();
        let kept = ["a.rs:4:12: replace + with - in f", "b.rs:3:12: replace + with - in f"];
        let kept: Vec<String> = kept.map(String::from).into();
        let all = [vec![field, beside], kept.clone()].concat();
        assert_eq!(selectable(all), kept);
    }

    #[test]
    fn a_name_is_taken_literally() {
        assert_eq!(
            escape("a.rs:1:2: replace f -> Option<&T> with None"),
            r"a\.rs:1:2: replace f \-> Option<\&T> with None"
        );
        assert_eq!(area("engine/src/raft/log.rs:70:9: replace x"), "raft");
    }

    #[test]
    fn flags_are_read() {
        let flags =
            |text: &str| parse(&text.split_whitespace().map(String::from).collect::<Vec<_>>());
        let expected = Flags { sample: Some(60), seed: 4, in_diff: Some("HEAD~1".into()) };
        assert_eq!(flags("--sample 60 --seed 4 --in-diff HEAD~1"), Ok(expected));
        assert!(flags("--sample").is_err());
        assert!(flags("--sample many").is_err());
        assert!(flags("--shard 1").is_err());
    }
}
