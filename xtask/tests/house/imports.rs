//! Which folder may import which.
//!
//! ```text
//! script → insight → timeline → check → sim → { client, server } → { lease, mvcc, snap, wal, raft }
//!                                       lease, mvcc → backend → bolt → base
//!                                       wal, snap → raft::{message, codec} → base
//! ```

use crate::source::{Facts, Source, attributes, is_test, sources};
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::{Item, UseTree, visit::Visit};

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
    ("client", &["server", BELOW_SERVER]),
    ("sim", &["client", "server", BELOW_SERVER]),
    ("check", &["sim", "client", "server", BELOW_SERVER]),
    ("timeline", &["check", "sim", "client", "server", BELOW_SERVER]),
    ("insight", &["timeline", "check", "sim", "client", "server", BELOW_SERVER]),
    ("script", &["insight", "timeline", "check", "sim", "client", "server", BELOW_SERVER]),
];

/// Stands for all that the server may import.
const BELOW_SERVER: &str = "what the server imports";

/// Folders of the page that must not name something.
const PAGE: &[(&str, &[&str])] =
    &[("ui", &["engine"]), ("present", &PRESENT), ("explain", &EXPLAIN)];
/// Values say what happened, and panels say it in words.
const PRESENT: [&str; 3] = ["yew", "web_sys", "crate::text"];
/// A rule is a rule in every language, and on every panel.
const EXPLAIN: [&str; 4] = ["yew", "web_sys", "crate::present", "crate::text"];

fn may_import(folder: &str, path: &str) -> Option<bool> {
    let allowed =
        |folder: &str| IMPORTS.iter().find(|(name, _)| *name == folder).map(|(_, may)| *may);
    let first = path.split("::").next().unwrap_or_default();
    let names = |may: &[&str]| first == folder || may.contains(&first) || may.contains(&path);
    let may = allowed(folder)?;
    let below = may.contains(&BELOW_SERVER).then(|| allowed("server")).flatten();
    Some(names(may) || below.is_some_and(names))
}

/// Every path of a file, by its first three segments: `use crate::{a::{b, c}, d}` gives `crate::a::b`,
/// `crate::a::c` and `crate::d`. Code for tests is passed over.
pub struct Paths {
    /// Modules from the root to here, so that `super` can be followed up to the root.
    depth: usize,
    found: BTreeSet<String>,
}

impl Paths {
    pub fn of(source: &Source, syntax: &syn::File) -> BTreeSet<String> {
        let mut paths = Paths { depth: source.depth(), found: BTreeSet::new() };
        paths.visit_file(syntax);
        paths.found
    }

    fn add(&mut self, segments: &[String]) {
        let supers = segments.iter().take_while(|s| *s == "super").count();
        let climbs = supers > 0 && supers == self.depth;
        let root = if climbs { &["crate".to_string()][..] } else { &[] };
        let path: Vec<&String> =
            root.iter().chain(&segments[if climbs { supers } else { 0 }..]).collect();
        if path.len() > 1 {
            let first: Vec<&str> = path.iter().take(3).map(|s| s.as_str()).collect();
            self.found.insert(first.join("::"));
        }
    }

    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&with(path.ident.to_string()), &path.tree),
            UseTree::Name(name) if name.ident == "self" => self.add(before),
            UseTree::Name(name) => self.add(&with(name.ident.to_string())),
            UseTree::Rename(name) => self.add(&with(name.ident.to_string())),
            UseTree::Glob(_) => self.add(&with("*".into())),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
        }
    }

    /// Paths in the arguments of a macro, which are only tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = vec![];
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.add(&path);
                        path.clear();
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.add(&path);
                    path.clear();
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.add(&path);
    }
}

impl<'a> Visit<'a> for Paths {
    fn visit_item(&mut self, item: &'a Item) {
        if is_test(attributes(item)) {
            return;
        }
        let inline = matches!(item, Item::Mod(module) if module.content.is_some());
        self.depth += usize::from(inline);
        syn::visit::visit_item(self, item);
        self.depth -= usize::from(inline);
    }

    fn visit_item_use(&mut self, item: &'a syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.add(&segments);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.tokens(call.tokens.clone());
        syn::visit::visit_macro(self, call);
    }
}

/// What a file names below a root: `crate`, or another crate.
fn below<'a>(facts: &'a Facts, root: &'a str) -> impl Iterator<Item = &'a str> {
    facts.paths.iter().filter_map(move |path| path.strip_prefix(root)?.strip_prefix("::"))
}

#[test]
fn imports_of_the_engine_go_one_way() {
    let mut wrong = vec![];
    for facts in sources("engine/src/") {
        let name = &facts.source.name;
        let folder = facts.source.folder().expect("below src");
        if folder == "lib" || name.ends_with("/tests.rs") {
            continue;
        }
        for path in below(facts, "crate") {
            match may_import(folder, path) {
                Some(true) => {}
                Some(false) => {
                    wrong.push(format!("{name}: {folder} must not import crate::{path}"))
                }
                None => wrong.push(format!("{name}: '{folder}' is not in the table of imports")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_engine_knows_neither_page_nor_browser() {
    for facts in sources("engine/src/") {
        for stranger in ["yew", "web_sys", "js_sys", "wasm_bindgen", "web"] {
            let paths: Vec<&str> = below(facts, stranger).collect();
            assert!(paths.is_empty(), "{} imports {stranger}: {paths:?}", facts.source.name);
        }
    }
}

#[test]
fn each_part_of_the_page_keeps_to_its_side() {
    let mut wrong = vec![];
    for facts in sources("web/src/") {
        for (folder, strangers) in PAGE {
            if facts.source.folder() != Some(folder) {
                continue;
            }
            for stranger in *strangers {
                if below(facts, stranger).next().is_some() {
                    wrong.push(format!(
                        "{}: {folder} must not import {stranger}",
                        facts.source.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_paths_sees_what_it_must() {
    let text = "use crate::{base::{self, Bytes, Index}, raft::message::Entry as E, bolt::*};\n\
        // crate::sim\nfn f() { let s = \"crate::server\"; crate::wal::open(r#\"crate::mvcc \"#);\n\
        println!(\"{}\", crate::snap::name(super::super::lease::X, super::near::Y)); }\n\
        #[cfg(test)] mod tests { use crate::script::Command; }\n\
        mod inner { use super::super::super::check; use super::super::side; }\n";
    let facts = Facts::of(Source { name: "engine/src/raft/log.rs".into(), text: text.into() });
    let expected = [
        "base",
        "base::Bytes",
        "base::Index",
        "bolt::*",
        "check",
        "lease::X",
        "raft::message",
        "snap::name",
        "wal::open",
    ];
    assert_eq!(below(&facts, "crate").collect::<Vec<_>>(), expected);

    assert_eq!(may_import("wal", "raft::message"), Some(true));
    assert_eq!(may_import("wal", "raft::log"), Some(false));
    assert_eq!(may_import("timeline", "mvcc::Store"), Some(true));
    assert_eq!(may_import("timeline", "insight::path"), Some(false));
    assert_eq!(may_import("script", "insight::path"), Some(true));
    assert_eq!(may_import("bolt", "bolt::page"), Some(true));
    assert_eq!(may_import("cellar", "base"), None);
}
