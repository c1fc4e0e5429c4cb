//! Our own transcripts, for commands and arguments that few recorded files exercise, and the grammar itself.
//! They run on the same runner as upstream's. `UPDATE=1` writes what the engine prints: read the diff beside
//! upstream's source.

#[path = "conformance/confchange.rs"]
mod confchange;
#[path = "conformance/datadriven.rs"]
mod datadriven;
#[path = "conformance/env.rs"]
mod env;
#[path = "conformance/interaction.rs"]
mod interaction;
#[path = "conformance/notation.rs"]
mod notation;
#[path = "conformance/outcome.rs"]
mod outcome;
#[path = "conformance/quorum.rs"]
mod quorum;

use datadriven::Case;
use outcome::{Outcome, transcript, unified};
use std::{fs, path::Path};

type Answers = Box<dyn FnMut(&Case) -> String>;

/// Every file of a folder is equal.
fn holds(folder: &str, answers: fn() -> Answers) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts").join(folder);
    let mut count = 0;
    for entry in fs::read_dir(&place).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().to_string();
        let mut text = fs::read_to_string(entry.path()).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            text = rewritten(&text, answers());
            fs::write(entry.path(), &text).unwrap();
        }
        let Outcome::Compared { equal, compared, differences, .. } = transcript(&text, answers())
        else {
            panic!("{name} was not run");
        };
        assert!(compared > 0, "{folder}/{name} is empty");
        assert_eq!(equal, compared, "{folder}/{name}:\n{}", differences.join("\n"));
        count += 1;
    }
    assert!(count > 0, "no file in {folder}");
}

/// The file with what the engine prints in place of what was expected.
fn rewritten(text: &str, mut answers: Answers) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let (mut new, mut at) = (String::new(), 0);
    for case in datadriven::parse(text).unwrap() {
        lines[at..case.expected_line - 1].iter().for_each(|line| new += &format!("{line}\n"));
        let printed = answers(&case);
        new += printed.strip_suffix('\n').unwrap_or(&printed);
        new += "\n\n";
        at = (case.end_line - 1).min(lines.len());
    }
    lines[at..].iter().for_each(|line| new += &format!("{line}\n"));
    new.trim_end().to_string() + "\n"
}

#[test]
fn groups_do_what_they_print() {
    holds("interaction", || Box::new(interaction::answers()));
}

#[test]
fn configurations_change_as_they_print() {
    holds("confchange", || Box::new(confchange::answers()));
}

#[test]
fn majorities_count_as_they_print() {
    holds("quorum", || Box::new(quorum::answers()));
}

#[test]
fn a_directive_has_a_command_words_and_lists() {
    let text = "go 1 a=b c=(d, e(f, g),h) i= j=() # k\n----\nok\n";
    let case = &datadriven::parse(text).unwrap()[0];
    assert_eq!(case.command, "go");
    assert_eq!(case.plain().collect::<Vec<_>>(), ["1", "j", "#", "k"]);
    assert_eq!(case.values("a"), ["b"]);
    assert_eq!(case.values("c"), ["d", "e(f, g)", "h"]);
    assert_eq!((case.value("i"), case.value("j")), (Some(""), None));
    for wrong in ["go =1", "go a=(b", "go a=(b, (c)"] {
        assert!(datadriven::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn input_and_output_end_where_upstream_ends_them() {
    let text = "# about\n\n  one \\\n  two  \n  v1\n\n  v2\n----\na\nb\n  \nthree\n----\n\
                four\n----\n----\nc\n\n\nfive";
    let cases = datadriven::parse(text).unwrap();
    let found: Vec<(usize, &str, &str, &str)> = cases
        .iter()
        .map(|case| (case.line, case.text.as_str(), case.input.as_str(), case.expected.as_str()))
        .collect();
    assert_eq!(found[0], (3, "one  two", "v1\n\n  v2", "a\nb\n"));
    assert_eq!(found[1], (12, "three", "", "four\n----\n----\nc\n"));
    assert_eq!(found[2], (20, "five", "", ""));
    assert_eq!(found.len(), 3);
    let doubled = "x\n----\n----\nc\n\n----\nd\n----\n----\n\nfive\n----\nok\n";
    let cases = datadriven::parse(doubled).unwrap();
    assert_eq!(cases[0].expected, "c\n\n----\nd\n");
    assert_eq!((cases[1].line, cases[1].expected.as_str()), (11, "ok\n"));
    assert!(datadriven::parse("x\n----\n----\nc\n----\n----\nd").is_err());
}

#[test]
fn subtests_only_group() {
    let text = "subtest a\n\nsubtest a/b\n\none\n----\nok\n\nsubtest end a/b\n\nsubtest end\n";
    let cases = datadriven::parse(text).unwrap();
    assert_eq!(cases.iter().map(|case| case.command.as_str()).collect::<Vec<_>>(), ["one"]);
    for wrong in ["subtest", "subtest end", "subtest a", "subtest a\nsubtest b\n", "subtest a b"] {
        assert!(datadriven::parse(wrong).is_err(), "{wrong}");
    }
    assert!(datadriven::parse("subtest a\nsubtest end b\n").is_err());
}

#[test]
fn a_diff_shows_a_few_hunks_with_the_numbers_of_both_sides() {
    let expected: String = (1..=30).map(|n| format!("{n}\n")).collect();
    let actual = expected.replace("\n3\n", "\nthree\n").replace("\n25\n", "\n");
    let diff = unified(&expected, &actual, (101, 201));
    let shown = "  @@ -101,6 +201,6 @@ expected, actual\n   1\n   2\n  -3\n  +three\n   4\n   5\n   6\n\
                 \x20 @@ -122,7 +222,6 @@ expected, actual\n   22\n   23\n   24\n  -25\n   26\n   27\n   28\n";
    assert_eq!(diff, shown);
    assert_eq!(unified("same\n", "same\n", (1, 1)), "");
    let apart: String = (1..=60).map(|n| format!("{n}\n")).collect();
    let every_tenth: String =
        (1..=60).map(|n| if n % 10 == 0 { "x\n".to_string() } else { format!("{n}\n") }).collect();
    assert!(unified(&apart, &every_tenth, (1, 1)).ends_with("  (2 more hunks)\n"));
}

#[test]
fn asynchronous_writes_are_out_of_scope_and_nothing_else_is() {
    let text = |value: &str| format!("add-nodes 1 async-storage-writes={value}\n----\n\n");
    assert!(matches!(interaction::run("", &text("true")), Outcome::OutOfScope(_)));
    assert!(matches!(interaction::run("", &text("false")), Outcome::Compared { .. }));
    assert!(matches!(quorum::run("", "x\n----\ny\n"), Outcome::Compared { equal: 0, .. }));
    assert!(matches!(confchange::run("", "x\n"), Outcome::Compared { equal: 0, .. }));
}
