//! No arm that takes every value of an enum of ours, where a new value must get its own.
//!
//! The finder reads patterns, not types: a pattern `Name::Variant`, `Variant(..)` or `Variant { .. }`
//! belongs to an enum of ours, unless it is `Some`, `None`, `Ok`, `Err`, an `Ordering`, or a constant. An
//! arm without a guard that has `_` or a bare name where another arm has such a pattern is a
//! catch-all; so is the `else` of an `if let` or a `let` with such a pattern. It looks inside tuples
//! and variants: in `(A::X, _)` the `_` counts if another arm says `(A::X, B::Y)`.

use crate::source::{Facts, Source, arguments, attributes, is_test, sources};
use std::collections::BTreeMap;
use syn::{Expr, Item, Local, Pat, Path, spanned::Spanned, visit::Visit};

const FOLDERS: &[&str] = &["web/src/explain/", "web/src/text/"];

#[derive(Default)]
pub struct CatchAlls {
    lines: Vec<usize>,
}

impl CatchAlls {
    pub fn of(syntax: &syn::File) -> Vec<usize> {
        let mut finder = CatchAlls::default();
        finder.visit_file(syntax);
        finder.lines.sort_unstable();
        finder.lines.dedup();
        finder.lines
    }

    /// `patterns` stand at the same place of their arms. Each carries what stands beside it there, so
    /// that only arms that can meet the same value are compared.
    fn column(&mut self, patterns: &[Beside]) {
        for at in patterns.iter().filter(|at| is_wild(at.pattern)) {
            let other = |p: &&Beside| is_ours(p.pattern) && can_meet(&p.beside, &at.beside);
            if patterns.iter().any(|p| other(&p)) {
                self.lines.push(at.pattern.span().start().line);
            }
        }
        let mut rows: BTreeMap<String, Vec<(Vec<&Pat>, &Beside)>> = BTreeMap::new();
        for at in patterns {
            if let Some((head, inner)) = parts(at.pattern) {
                rows.entry(head).or_default().push((inner, at));
            }
        }
        for rows in rows.values() {
            let width = rows.iter().map(|(inner, _)| inner.len()).max().unwrap_or(0);
            for column in 0..width {
                let cells = rows.iter().filter(|(inner, _)| column < inner.len());
                let inner: Vec<Beside> = cells
                    .map(|(inner, at)| {
                        let mut beside = at.beside.clone();
                        beside.extend(
                            inner.iter().enumerate().filter(|(i, _)| *i != column).map(|(_, p)| *p),
                        );
                        Beside { pattern: inner[column], beside }
                    })
                    .flat_map(alternatives)
                    .collect();
                self.column(&inner);
            }
        }
    }
}

struct Beside<'a> {
    pattern: &'a Pat,
    beside: Vec<&'a Pat>,
}

/// `A | B` is two patterns.
fn alternatives(at: Beside) -> Vec<Beside> {
    match plain(at.pattern) {
        Pat::Or(or) => {
            let each = or.cases.iter().map(|pattern| Beside { pattern, beside: at.beside.clone() });
            each.flat_map(alternatives).collect()
        }
        pattern => vec![Beside { pattern, ..at }],
    }
}

/// Without `&`, brackets and `name @`.
fn plain(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Reference(inner) => plain(&inner.pat),
        Pat::Paren(inner) => plain(&inner.pat),
        Pat::Ident(name) => name.subpat.as_ref().map_or(pattern, |(_, inner)| plain(inner)),
        other => other,
    }
}

/// `_`, or a name that takes the value whatever it is.
fn is_wild(pattern: &Pat) -> bool {
    match plain(pattern) {
        Pat::Wild(_) => true,
        Pat::Ident(name) => {
            name.ident.to_string().starts_with(|c: char| c.is_lowercase() || c == '_')
        }
        Pat::Tuple(tuple) => tuple.elems.iter().all(|p| matches!(p, Pat::Rest(_)) || is_wild(p)),
        _ => false,
    }
}

fn path_of(pattern: &Pat) -> Option<Path> {
    match plain(pattern) {
        Pat::Path(path) => Some(path.path.clone()),
        Pat::TupleStruct(pattern) => Some(pattern.path.clone()),
        Pat::Struct(pattern) => Some(pattern.path.clone()),
        Pat::Ident(name) if !is_wild(pattern) => Some(name.ident.clone().into()),
        _ => None,
    }
}

fn is_ours(pattern: &Pat) -> bool {
    let Some(path) = path_of(pattern) else {
        // a pair of such is as good as one
        return matches!(plain(pattern), Pat::Tuple(tuple) if tuple.elems.iter().any(is_ours));
    };
    let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    let last = names.last().map_or("", String::as_str);
    let constant = last.len() > 1 && last.chars().all(|c| !c.is_lowercase());
    let foreign = names.iter().any(|name| name == "Ordering");
    !["Some", "None", "Ok", "Err"].contains(&last) && !constant && !foreign
}

/// What is matched from outside, and the patterns within, in a fixed order.
fn parts(pattern: &Pat) -> Option<(String, Vec<&Pat>)> {
    let named = |path: &Path| path.segments.last().map_or(String::new(), |s| s.ident.to_string());
    match plain(pattern) {
        Pat::Tuple(tuple) => Some(("()".into(), tuple.elems.iter().collect())),
        Pat::Slice(slice) => Some(("[]".into(), slice.elems.iter().collect())),
        Pat::TupleStruct(pattern) => Some((named(&pattern.path), pattern.elems.iter().collect())),
        _ => None,
    }
}

/// True unless two patterns side by side name different variants or values.
fn can_meet(a: &[&Pat], b: &[&Pat]) -> bool {
    a.iter().zip(b).all(|(a, b)| is_wild(a) || is_wild(b) || head(a) == head(b))
}

fn head(pattern: &Pat) -> Option<String> {
    match plain(pattern) {
        Pat::Lit(_) => None,
        pattern => path_of(pattern)?.segments.last().map(|s| s.ident.to_string()),
    }
}

/// True if a value of ours decides whether the pattern matches.
fn names_ours(pattern: &Pat) -> bool {
    let within = || match plain(pattern) {
        Pat::Struct(pattern) => pattern.fields.iter().any(|field| names_ours(&field.pat)),
        pattern => parts(pattern).is_some_and(|(_, inner)| inner.into_iter().any(names_ours)),
    };
    is_ours(pattern) || within()
}

/// The patterns of `let` in a condition, which may be a chain.
fn lets(condition: &Expr) -> Vec<&Pat> {
    match condition {
        Expr::Let(condition) => vec![&condition.pat],
        Expr::Binary(both) => [lets(&both.left), lets(&both.right)].concat(),
        _ => vec![],
    }
}

impl<'a> Visit<'a> for CatchAlls {
    fn visit_item(&mut self, item: &'a Item) {
        if !is_test(attributes(item)) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_expr_match(&mut self, table: &'a syn::ExprMatch) {
        // an arm with a guard takes not every value, but what it names counts
        let wild_with_guard = |arm: &&syn::Arm| arm.guard.is_some() && is_wild(&arm.pat);
        let arms = table.arms.iter().filter(|arm| !wild_with_guard(arm));
        let patterns: Vec<Beside> = arms
            .flat_map(|arm| alternatives(Beside { pattern: &arm.pat, beside: vec![] }))
            .collect();
        self.column(&patterns);
        syn::visit::visit_expr_match(self, table);
    }

    fn visit_expr_if(&mut self, choice: &'a syn::ExprIf) {
        if choice.else_branch.is_some() && lets(&choice.cond).into_iter().any(names_ours) {
            self.lines.push(choice.span().start().line);
        }
        syn::visit::visit_expr_if(self, choice);
    }

    fn visit_local(&mut self, local: &'a Local) {
        let has_else = local.init.as_ref().is_some_and(|init| init.diverge.is_some());
        if has_else && names_ours(&local.pat) {
            self.lines.push(local.span().start().line);
        }
        syn::visit::visit_local(self, local);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        for argument in arguments(call) {
            // what is found in a macro is only looked through
            let mut inner = CatchAlls::default();
            inner.visit_expr(&argument);
            self.lines.append(&mut inner.lines);
        }
    }
}

#[test]
fn every_decision_has_its_own_line() {
    let mut wrong = vec![];
    for facts in FOLDERS.iter().flat_map(|folder| sources(folder)) {
        let name = &facts.source.name;
        let lines = facts.catch_alls.iter();
        wrong.extend(lines.map(|line| format!("{name}:{line}: takes every value of an enum")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn found(code: &str) -> Vec<usize> {
    let text = format!("fn f() {{\n{code}\n}}\n");
    Facts::of(Source { name: "planted.rs".into(), text }).catch_alls
}

#[test]
fn the_finder_sees_a_planted_catch_all() {
    assert_eq!(found("match t { T::A => 1, T::B(x) => x,\n _ => 0 }"), [3]);
    assert_eq!(found("match t { T::A { .. } | T::C => 1,\n other => g(other) }"), [3]);
    assert_eq!(found("match &t { A => 1,\n _ => 0 }"), [3]);
    assert_eq!(found("match t { Some(T::A) => 1, None => 2,\n Some(_) => 0 }"), [3]);
    assert_eq!(found("match (a, b) { (A::X, B::Y) => 1,\n (A::X, _) => 2, (A::Z, _) => 3 }"), [3]);
    assert_eq!(found("match (a, b) { (A::X, B::Y) => 1,\n _ => 2 }"), [3]);
    assert_eq!(found("match t { T::Raft(R::A) => 1,\n T::Raft(_) => 2, T::B => 3 }"), [3]);
    assert_eq!(found("match t { T::A => 1, T::B => match u { U::A => 1,\n _ => 2 } }"), [3]);
    assert_eq!(found("if let T::A = t { 1 } else { 0 };"), [2]);
    assert_eq!(found("if x && let Some(T::A(y)) = t { 1 } else { 0 };"), [2]);
    assert_eq!(found("let T::A(x) = t else { return };"), [2]);
    assert_eq!(found("let s = format!(\"{}\", match t { T::A => 1, _ => 0 });"), [2]);
}

#[test]
fn the_finder_leaves_what_is_no_table_of_ours() {
    assert!(found("match t { T::A => 1, T::B(_) => 2, T::C { .. } => 3 }").is_empty());
    assert!(found("match s { \"a\" => 1, _ => 0 }").is_empty());
    assert!(found("match n { 0 => 1, u64::MAX => 2, n => n }").is_empty());
    assert!(found("match o { Some(0) => 1, Some(x) => x, None => 0 }").is_empty());
    assert!(found("match o { Some(x) => x, _ => 0 }").is_empty());
    assert!(found("match a.cmp(&b) { Ordering::Less => 1, _ => 0 }").is_empty());
    assert!(found("match (t, n) { (T::A, 0) => 1, (T::A, _) => 2, (T::B, _) => 3 }").is_empty());
    assert!(found("match t { T::A if x => 1, t if g(t) => 2, T::A => 3 }").is_empty());
    assert!(found("if let Some(x) = o { x } else { 0 };").is_empty());
    assert!(found("if let T::A = t { g() }").is_empty());
    assert!(found("let Some(x) = o else { return };").is_empty());
}
