//! The sources of the workspace, and what the rules need to know about each.

use crate::{
    catch_alls::CatchAlls,
    imports::Paths,
    lengths::{Function, Functions},
};
use proc_macro2::{LineColumn, TokenStream};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
    thread,
};
use syn::{Attribute, Expr, ItemMod, Macro, Token, parse::Parser, punctuated::Punctuated};

pub struct Source {
    /// With `/` on every system, from the root of the workspace.
    pub name: String,
    pub text: String,
}

/// A source and what its syntax says: reading the syntax is slow, so it is done once for all rules.
pub struct Facts {
    pub source: Source,
    pub paths: BTreeSet<String>,
    pub functions: Vec<Function>,
    /// Lines with an arm that takes every value of an enum.
    pub catch_alls: Vec<usize>,
}

impl Facts {
    pub fn of(source: Source) -> Facts {
        let syntax = syn::parse_file(&source.text).unwrap_or_else(|e| {
            let LineColumn { line, column } = e.span().start();
            panic!("{}:{line}:{column}: {e}", source.name)
        });
        Facts {
            paths: Paths::of(&source, &syntax),
            functions: Functions::of(&syntax),
            catch_alls: CatchAlls::of(&syntax),
            source,
        }
    }
}

/// Every source of the workspace.
pub static ALL: LazyLock<Vec<Facts>> = LazyLock::new(|| {
    let folders = ["engine", "web", "e2e", "bench", "tools", "xtask"];
    let mut sources: Vec<Source> = folders.iter().flat_map(|folder| read(folder)).collect();
    let second = sources.split_off(sources.len() / 2);
    let facts = |sources: Vec<Source>| sources.into_iter().map(Facts::of).collect::<Vec<_>>();
    let other = thread::spawn(move || facts(second));
    let mut all = facts(sources);
    all.extend(other.join().expect("every source is Rust"));
    all
});

/// Those whose name starts so.
pub fn sources(start: &str) -> Vec<&'static Facts> {
    let found: Vec<&Facts> = ALL.iter().filter(|f| f.source.name.starts_with(start)).collect();
    assert!(!found.is_empty(), "no source in {start}");
    found
}

impl Source {
    /// `folder`, or `folder.rs`, of a source below `<crate>/src/`.
    pub fn folder(&self) -> Option<&str> {
        let first = self.modules().split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// How many modules deep the file is below its crate's root: `raft/mod.rs` one, `raft/log.rs` two.
    pub fn depth(&self) -> usize {
        let parts =
            self.modules().split('/').filter(|p| !["lib.rs", "main.rs", "mod.rs"].contains(p));
        parts.count()
    }

    fn modules(&self) -> &str {
        self.name.split_once("/src/").map_or("", |(_, inner)| inner)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(folder: &str) -> Vec<Source> {
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
                found.push(Source { name, text });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// Test code may look anywhere.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|a| {
        a.path().is_ident("cfg")
            && a.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// The attributes of an item, where an item can have any.
pub fn attributes(item: &syn::Item) -> &[Attribute] {
    match item {
        syn::Item::Fn(i) => &i.attrs,
        syn::Item::Impl(i) => &i.attrs,
        syn::Item::Mod(ItemMod { attrs, .. }) => attrs,
        syn::Item::Use(i) => &i.attrs,
        syn::Item::Const(i) => &i.attrs,
        syn::Item::Static(i) => &i.attrs,
        syn::Item::Struct(i) => &i.attrs,
        syn::Item::Enum(i) => &i.attrs,
        _ => &[],
    }
}

/// What a macro is called with, as far as it is a list of expressions (`format!`, `vec!`, `assert!`).
pub fn arguments(call: &Macro) -> Vec<Expr> {
    let list = Punctuated::<Expr, Token![,]>::parse_terminated;
    let tokens: TokenStream = call.tokens.clone();
    list.parse2(tokens).map(|list| list.into_iter().collect()).unwrap_or_default()
}
