//! How long a file and a function may be.
//!
//! A function that is one `match` may be longer: it is a table, and a table cut in two is harder to
//! read than a long one.

use crate::source::{ALL, Facts, Source};
use syn::{
    Block, Expr, ImplItemFn, ItemFn, Signature, Stmt, TraitItemFn, spanned::Spanned, visit::Visit,
};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;

pub struct Function {
    name: String,
    line: usize,
    length: usize,
    is_table: bool,
}

#[derive(Default)]
pub struct Functions {
    found: Vec<Function>,
}

impl Functions {
    pub fn of(syntax: &syn::File) -> Vec<Function> {
        let mut functions = Functions::default();
        functions.visit_file(syntax);
        functions.found
    }

    fn add(&mut self, signature: &Signature, block: &Block) {
        let line = signature.span().start().line;
        let length = block.span().end().line + 1 - line;
        let is_table = matches!(block.stmts.as_slice(), [Stmt::Expr(Expr::Match(_), _)]);
        self.found.push(Function { name: signature.ident.to_string(), line, length, is_table });
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a ItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a ImplItemFn) {
        self.add(&function.sig, &function.block);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'a TraitItemFn) {
        if let Some(block) = &function.default {
            self.add(&function.sig, block);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let mut wrong = vec![];
    for Facts { source, .. } in ALL.iter() {
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
    for Facts { source, functions, .. } in ALL.iter() {
        for function in functions {
            let Function { name, line, length, is_table } = function;
            if *length > FUNCTION_LINES && !is_table {
                let place = format!("{}:{line}", source.name);
                wrong.push(format!(
                    "{place}: fn {name} has {length} lines, {FUNCTION_LINES} at most"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_functions_counts_lines_and_knows_a_table() {
    let text = "impl A {\n    /// Says.\n    pub(crate) fn long(\n        a: u8,\n    ) {\n        x();\n    }\n}\n\
        fn table(a: u8) -> u8 {\n    match a {\n        0 => 1,\n        _ => 0,\n    }\n}\n\
        fn no_table(a: u8) -> u8 {\n    let b = a;\n    match b { _ => 0 }\n}\n";
    let functions = Facts::of(Source { name: "a.rs".into(), text: text.into() }).functions;
    let found: Vec<(&str, usize, usize, bool)> =
        functions.iter().map(|f| (f.name.as_str(), f.line, f.length, f.is_table)).collect();
    assert_eq!(found, [("long", 3, 5, false), ("table", 9, 6, true), ("no_table", 15, 4, false)]);
}
