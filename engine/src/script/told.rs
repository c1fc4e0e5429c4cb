//! What is told without asking a member: etcdctl's usage and version, and the lab's own help beside it.

use super::help;
use super::output::Output;
use crate::client::commands::{Kind, find, spec};
use crate::client::usage;
use crate::client::{Printed, Stream};

/// `help`, `help put`: etcdctl's words first, for what is etcdctl's.
pub(super) fn help(name: Option<&str>) -> Output {
    let (theirs, ours) = match name {
        None => (Some(usage::usage("")), help::overview()),
        Some(name) => {
            let theirs = spec(name).map(|_| usage::usage(name));
            (theirs, help::entry(name).map(help::details).unwrap_or_default())
        }
    };
    let Some(theirs) = theirs else { return Output::ok(ours) };
    let mut printed = Printed::default();
    printed.put(Stream::Out, theirs);
    printed.put(Stream::Lab, ours);
    Output::of(printed)
}

/// `etcdctl help member add`
pub(super) fn usage(words: &[String]) -> Output {
    let bytes: Vec<Vec<u8>> = words.iter().map(|word| word.clone().into_bytes()).collect();
    let (spec, _) = find(&bytes);
    let mut printed = Printed::default();
    if spec.kind == Kind::Later {
        return Output::failed(format!("{} is not here yet", spec.name));
    }
    printed.put(Stream::Out, usage::usage(spec.name));
    if spec.name.is_empty() && !words.is_empty() {
        let topics: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        printed.put(Stream::Err, format!("Unknown help topic [{}]\n", topics.join(" ")));
    }
    Output::of(printed)
}

/// `version`
pub(super) fn version() -> Output {
    let mut printed = Printed::default();
    printed.put(Stream::Out, usage::version());
    Output::of(printed)
}
