//! The house rules, read from the source text: which folder may import which, how long a file and a
//! function may be, and that every file says what it is.
//!
//! ```text
//! script → timeline → check → sim → { client, server } → { lease, mvcc, snap, wal, raft }
//!                                       lease, mvcc → backend → bolt → base
//!                                       wal, snap → raft::{message, codec} → base
//! ```

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;

/// Each folder of the engine and all that it may import. A new folder needs a line here.
const IMPORTS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("raft", &["base"]),
    ("bolt", &["base"]),
    ("backend", &["base", "bolt"]),
    ("wal", &["base", "raft::message", "raft::codec"]),
    ("snap", &["base", "raft::message", "raft::codec"]),
    ("mvcc", &["base", "backend"]),
    ("lease", &["base", "backend"]),
    ("server", &["base", "raft", "wal", "snap", "backend", "mvcc", "lease"]),
    ("client", &["base", "raft", "wal", "snap", "backend", "mvcc", "lease", "server"]),
    ("sim", &["base", "raft", "wal", "snap", "backend", "mvcc", "lease", "server", "client"]),
    (
        "check",
        &["base", "raft", "wal", "snap", "backend", "mvcc", "lease", "server", "client", "sim"],
    ),
    (
        "timeline",
        &[
            "base", "raft", "wal", "snap", "backend", "mvcc", "lease", "server", "client", "sim",
            "check",
        ],
    ),
    (
        "script",
        &[
            "base", "raft", "wal", "snap", "backend", "mvcc", "lease", "server", "client", "sim",
            "check", "timeline",
        ],
    ),
];

/// Folders of the page that must not name something.
const PAGE: &[(&str, &[&str])] =
    &[("ui", &["engine"]), ("present", &["yew", "web_sys"]), ("explain", &["yew", "web_sys"])];

struct Source {
    path: PathBuf,
    /// With `/` on every system, from the root of the workspace.
    name: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = vec![];
    let mut open = vec![root().join(folder)];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                if !["target", "node_modules"].iter().any(|skip| path.ends_with(skip)) {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).expect("a source file is text");
                let name = path.strip_prefix(root()).expect("below the root");
                let name = name.to_string_lossy().replace('\\', "/");
                found.push(Source { path, name, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn all_sources() -> Vec<Source> {
    ["engine", "web", "e2e", "bench", "tools", "xtask"].iter().flat_map(|f| sources(f)).collect()
}

/// The code without comments and without what stands in quotes, line by line.
fn code(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    let bytes: Vec<char> = text.chars().collect();
    let at = |i: usize| bytes.get(i).copied().unwrap_or('\0');
    let mut i = 0;
    while i < bytes.len() {
        let end = match (at(i), at(i + 1)) {
            ('/', '/') => until(&bytes, i, |j| at(j) == '\n'),
            ('/', '*') => 2 + until(&bytes, i + 2, |j| at(j) == '*' && at(j + 1) == '/'),
            ('r', '"' | '#') if !at(i.wrapping_sub(1)).is_alphanumeric() => raw_end(&bytes, i),
            ('"', _) => string_end(&bytes, i),
            ('\'', '\\') => 1 + until(&bytes, i + 3, |j| at(j) == '\''),
            ('\'', _) if at(i + 2) == '\'' => i + 3,
            (c, _) => {
                plain.push(c);
                i += 1;
                continue;
            }
        };
        // lines keep their numbers
        plain.extend(bytes[i..end.min(bytes.len())].iter().filter(|c| **c == '\n'));
        i = end.max(i + 1);
    }
    plain.lines().map(String::from).collect()
}

fn until(text: &[char], from: usize, stop: impl Fn(usize) -> bool) -> usize {
    (from..text.len()).find(|&j| stop(j)).unwrap_or(text.len())
}

fn string_end(text: &[char], quote: usize) -> usize {
    let mut j = quote + 1;
    while j < text.len() && text[j] != '"' {
        j += if text[j] == '\\' { 2 } else { 1 };
    }
    j + 1
}

/// The end of `r"…"` or `r#"…"#`; of `r#name` only the `r` is passed.
fn raw_end(text: &[char], r: usize) -> usize {
    let hashes = text[r + 1..].iter().take_while(|c| **c == '#').count();
    if text.get(r + 1 + hashes) != Some(&'"') {
        return r + 1;
    }
    let closes = |j: usize| {
        text[j] == '"' && text[j + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    until(text, r + 2 + hashes, closes) + 1 + hashes
}

/// Every `<root>::a` and `<root>::a::b` that the code names, nested `use` lists included.
fn paths_from(root: &str, lines: &[String]) -> BTreeSet<String> {
    let text: String = lines.join("\n").split_whitespace().collect::<Vec<_>>().join(" ");
    let start = format!("{root}::");
    let mut found = BTreeSet::new();
    for (i, _) in text.match_indices(&start) {
        let before = text[..i].chars().next_back().unwrap_or(' ');
        if before.is_alphanumeric() || before == '_' || before == ':' {
            continue;
        }
        for path in expand(&text[i + start.len()..]) {
            found.insert(path);
        }
    }
    found
}

/// The first two segments of each path of a `use` tree: `{a::{b, c}, d}` gives `a::b a::c d`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim_start();
    if let Some(list) = tree.strip_prefix('{') {
        return items(list).iter().flat_map(|item| expand(item)).collect();
    }
    let name: String = tree.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    match tree[name.len()..].strip_prefix("::") {
        Some(rest) => {
            let rest = rest.trim_start();
            let seconds = match rest.strip_prefix('{') {
                Some(list) => items(list),
                None => vec![rest.to_string()],
            };
            let word = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '*';
            let one = |s: String| s.trim_start().chars().take_while(word).collect::<String>();
            seconds.into_iter().map(one).map(|s| format!("{name}::{s}")).collect()
        }
        None => vec![name],
    }
}

/// The items of a `use` list, up to its closing brace.
fn items(list: &str) -> Vec<String> {
    let (mut depth, mut item, mut found) = (0, String::new(), vec![]);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(std::mem::take(&mut item));
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    found.push(item);
    found.into_iter().map(|i| i.trim().to_string()).filter(|i| !i.is_empty()).collect()
}

/// Test code may look anywhere: what stands after `#[cfg(test)]` at the end of a file, and `tests.rs`.
fn without_tests(mut lines: Vec<String>) -> Vec<String> {
    if let Some(at) = lines.iter().position(|l| l.starts_with("#[cfg(test)]")) {
        lines.truncate(at);
    }
    lines
}

/// `folder`, or `folder.rs`, of a source below `<crate>/src/`.
fn folder_of(name: &str) -> Option<&str> {
    let inner = name.split_once("/src/")?.1;
    let first = inner.split('/').next()?;
    Some(first.strip_suffix(".rs").unwrap_or(first))
}

#[test]
fn imports_of_the_engine_go_one_way() {
    let mut wrong = vec![];
    for source in sources("engine/src") {
        let folder = folder_of(&source.name).expect("below src");
        if folder == "lib" || source.name.ends_with("/tests.rs") {
            continue;
        }
        let Some((_, may)) = IMPORTS.iter().find(|(name, _)| *name == folder) else {
            wrong
                .push(format!("{}: folder '{folder}' is not in the table of imports", source.name));
            continue;
        };
        for path in paths_from("crate", &without_tests(code(&source.text))) {
            let first = path.split("::").next().unwrap_or_default();
            if first != folder && !may.contains(&first) && !may.contains(&path.as_str()) {
                wrong.push(format!("{}: {folder} must not import crate::{path}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_knows_neither_page_nor_browser() {
    for source in sources("engine/src") {
        let lines = code(&source.text);
        for stranger in ["yew", "web_sys", "js_sys", "wasm_bindgen", "web"] {
            let paths = paths_from(stranger, &lines);
            assert!(paths.is_empty(), "{} imports {stranger}: {paths:?}", source.name);
        }
    }
}

#[test]
fn each_part_of_the_page_keeps_to_its_side() {
    let mut wrong = vec![];
    for source in sources("web/src") {
        for (folder, strangers) in PAGE {
            if folder_of(&source.name) != Some(folder) {
                continue;
            }
            for stranger in *strangers {
                if !paths_from(stranger, &without_tests(code(&source.text))).is_empty() {
                    wrong.push(format!("{}: {folder} must not import {stranger}", source.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut wrong = vec![];
    for source in all_sources() {
        if !source.text.starts_with("//!") {
            wrong.push(format!("{}: does not open with //!", source.name));
        }
        let lines = source.text.lines().count();
        if lines > FILE_LINES {
            wrong.push(format!("{}: {lines} lines, {FILE_LINES} at most", source.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn functions_stay_short() {
    let mut wrong = vec![];
    for source in all_sources() {
        for (line, name, length) in functions(&code(&source.text)) {
            if length > FUNCTION_LINES {
                wrong.push(format!(
                    "{}:{line}: fn {name} has {length} lines, {FUNCTION_LINES} at most",
                    source.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Line number, name and length of every function: from `fn` to the brace at the same indentation,
/// as rustfmt sets it.
fn functions(lines: &[String]) -> Vec<(usize, String, usize)> {
    let mut found = vec![];
    for (i, line) in lines.iter().enumerate() {
        let Some(at) = line.find("fn ").filter(|at| line[..*at].trim_end().len() + 1 >= *at) else {
            continue;
        };
        let words = line[..at].split_whitespace();
        let modifier = |w: &str| w.starts_with("pub") || matches!(w, "const" | "async" | "unsafe");
        let name: String =
            line[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() || !words.into_iter().all(modifier) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let closing = format!("{}}}", " ".repeat(indent));
        let end =
            lines[i..].iter().position(|l| l.trim_end() == closing || l.trim_end().ends_with("{}"));
        found.push((i + 1, name, end.map_or(1, |n| n + 1)));
    }
    found
}

#[test]
fn the_reader_of_source_text_sees_what_it_must() {
    let text = "use crate::{base::{Bytes, Index}, raft::message::Entry};\n// crate::sim\n\
        let s = \"crate::server\"; let c = '\"'; crate::wal::open(r#\"crate::mvcc \"# );\n";
    let paths = paths_from("crate", &code(text));
    let expected = ["base::Bytes", "base::Index", "raft::message", "wal::open"];
    assert_eq!(paths, expected.iter().map(|s| s.to_string()).collect());

    let long = format!(
        "impl A {{\n    pub(crate) fn long(\n        a: u8,\n    ) {{\n{}    }}\n}}\n",
        "        x();\n".repeat(70)
    );
    assert_eq!(functions(&code(&long)), [(2, "long".to_string(), 74)]);
}
