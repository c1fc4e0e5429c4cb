//! Stories in the command language: `tests/goldens/*.txt`, each named by what it claims.
//!
//! A file is a list of blocks: one or more command lines, `----`, what they print, an empty line.
//! Lines that begin with `#` are for the reader, `<n4>` is the id of the member at n4. A command that prints nothing prints `ok`. Output
//! with empty lines in it stands between two lines `----`. `UPDATE=1 cargo test` writes what is
//! printed into the files.

use engine::script::{Command, parse, run_line, with_ids};
use engine::sim::Scenario;
use engine::timeline::Timeline;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[test]
fn goldens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder).expect("the folder is there").map(|e| e.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    assert!(!files.is_empty(), "no goldens in {}", folder.display());
    let update = env::var_os("UPDATE").is_some_and(|value| value != "0" && !value.is_empty());
    let mut differing = Vec::new();
    for path in &files {
        let text = fs::read_to_string(path).expect("a golden can be read");
        let now = replay(&text);
        assert_eq!(replay(&now), now, "{}: what is printed reads back otherwise", path.display());
        if now == text {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if update {
            fs::write(path, now).expect("a golden can be written");
            println!("{name}: updated");
        } else {
            println!("{name}: {}", first_difference(&text, &now));
            differing.push(name);
        }
    }
    println!("{} of {} goldens are as written", files.len() - differing.len(), files.len());
    assert!(differing.is_empty(), "UPDATE=1 writes what is printed now: {differing:?}");
}

/// A story's text with what its commands print now.
fn replay(text: &str) -> String {
    let mut timeline = Timeline::new(Scenario::default());
    let mut out = String::new();
    let mut lines = text.lines();
    let mut printed = Vec::new();
    while let Some(line) = lines.next() {
        if line != "----" {
            out += line;
            out.push('\n');
            if !line.trim().is_empty() && !line.starts_with('#') {
                let line = with_ids(timeline.world(), line);
                printed.push(command(&mut timeline, &line));
            }
            continue;
        }
        let mut written = lines.next();
        if written == Some("----") {
            lines.by_ref().find(|line| *line == "----");
            lines.next();
        } else {
            while written.is_some_and(|line| !line.is_empty()) {
                written = lines.next();
            }
        }
        let body = std::mem::take(&mut printed).join("\n");
        let fence = if body.split('\n').any(|line| line.is_empty()) { "----\n" } else { "" };
        out += &format!("----\n{fence}{body}\n{fence}\n");
    }
    assert!(printed.is_empty(), "the last commands have no ----");
    out.truncate(out.trim_end().len());
    out + "\n"
}

fn command(timeline: &mut Timeline, line: &str) -> String {
    // what a story does must be what the page would echo
    if let Ok(Some(command)) = parse(line) {
        assert_eq!(parse(&command.to_string()), Ok(Some(command)), "{line}");
    }
    let known = timeline.violations().len();
    let output = run_line(timeline, line);
    if let Ok(Some(Command::Cluster(_))) = parse(line) {
        assert!(output.ok);
    }
    // a broken promise is part of the story, or the story is wrong
    for violation in timeline.violations().iter().skip(known) {
        assert!(output.violations.contains(violation), "{line}: {violation}");
    }
    let said = output.to_string();
    if said.is_empty() { "ok".into() } else { said }
}

fn first_difference(old: &str, new: &str) -> String {
    let (mut old_lines, mut new_lines) = (old.lines(), new.lines());
    for number in 1.. {
        match (old_lines.next(), new_lines.next()) {
            (None, None) => break,
            (old, new) if old != new => {
                let show = |line: Option<&str>| line.unwrap_or("(the end)").to_string();
                return format!(
                    "line {number}\n  written: {}\n  printed: {}",
                    show(old),
                    show(new)
                );
            }
            _ => {}
        }
    }
    "only line ends differ".into()
}
