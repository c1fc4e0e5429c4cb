//! A command's usage, as etcdctl prints it (`etcdctl/ctlv3/help.go`): columns are as wide as their longest cell,
//! rounded up to tab stops.

use super::commands::{COMMANDS, Kind, Spec, spec};
use super::flags::Flag;

/// The version that this client says it has.
pub const VERSION: &str = "3.5.16";
/// The version of the API that it speaks.
pub const API_VERSION: &str = "3.5";

/// What `version` prints.
pub fn version() -> String {
    format!("etcdctl version: {VERSION}\nAPI version: {API_VERSION}\n")
}

/// What `help` prints about a topic that there is not: etcdctl's own usage, without the flag that only a command
/// which is run gets.
pub fn usage_of_nothing() -> String {
    let usage = usage("");
    usage.split_inclusive('\n').filter(|line| !line.starts_with("  -h, --help")).collect()
}

/// What `help NAME` prints; the usage of etcdctl itself for a name that there is not.
pub fn usage(name: &str) -> String {
    let spec = spec(name).unwrap_or(&super::commands::ETCDCTL);
    let is_root = spec.name.is_empty();
    let title = if is_root { "etcdctl" } else { spec.name };
    let mut out = format!("NAME:\n\t{title} - {}\n\nUSAGE:\n\tetcdctl", spec.short);
    for part in [spec.name, spec.arguments, "[flags]"] {
        if !part.is_empty() {
            out += &format!(" {part}");
        }
    }
    out += "\n";
    if is_root {
        out += &format!("\nVERSION:\n\t{VERSION}\n");
    }
    if spec.kind == Kind::Group {
        out += &format!(
            "\nAPI VERSION:\n\t{API_VERSION}\n\n\nCOMMANDS:\n{}",
            columns("\t", &commands(spec))
        );
    }
    if !spec.long.is_empty() {
        out += "\nDESCRIPTION:\n";
        out.extend(spec.long.lines().map(|line| format!("\t{line}\n")));
    }
    out += &format!("\nOPTIONS:\n{}", options(spec, &spec.own()));
    let inherited = spec.inherited();
    if !inherited.is_empty() {
        out += &format!("\nGLOBAL OPTIONS:\n{}", options(spec, &inherited));
    }
    out + "\n"
}

/// The commands that a group lists, and what they do.
fn commands(group: &Spec) -> Vec<(String, &'static str)> {
    let inside =
        |spec: &&Spec| group.name.is_empty() || spec.name.starts_with(&format!("{} ", group.name));
    let holds_none = |spec: &&Spec| spec.children().next().is_none();
    let named = COMMANDS.iter().filter(inside).filter(holds_none);
    let word = |spec: &Spec| spec.name[group.name.len()..].trim_start().to_string();
    let mut rows: Vec<_> = named.map(|spec| (word(spec), spec.short)).collect();
    rows.sort();
    rows
}

fn options(spec: &Spec, flags: &[Flag]) -> String {
    let mut flags = flags.to_vec();
    flags.sort_by_key(|flag| flag.name);
    let help = format!("help for {}", if spec.name.is_empty() { "etcdctl" } else { spec.word() });
    let cell = |flag: &Flag| {
        let short = flag.short.map_or("    ".to_string(), |short| format!("-{short}, "));
        format!("  {short}--{}{}", flag.name, flag.default)
    };
    let usage =
        |flag: &Flag| if flag.name == "help" { help.clone() } else { flag.usage.to_string() };
    let rows: Vec<(String, String)> = flags.iter().map(|flag| (cell(flag), usage(flag))).collect();
    let rows: Vec<(String, &str)> =
        rows.iter().map(|(cell, usage)| (cell.clone(), usage.as_str())).collect();
    columns("", &rows)
}

/// Two columns, with tabs between.
fn columns(indent: &str, rows: &[(String, &str)]) -> String {
    let longest = rows.iter().map(|(cell, _)| cell.len()).max().unwrap_or(0);
    let width = (longest + 1).next_multiple_of(TAB);
    let row = |(cell, text): &(String, &str)| {
        let tabs = (width - cell.len()).div_ceil(TAB);
        format!("{indent}{cell}{}{text}\n", "\t".repeat(tabs))
    };
    rows.iter().map(row).collect()
}

const TAB: usize = 8;
