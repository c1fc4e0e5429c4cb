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
    if !spec.name.is_empty() || words.is_empty() {
        printed.put(Stream::Out, usage::usage(spec.name));
    } else {
        printed.put(Stream::Out, usage::usage_of_nothing());
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

#[cfg(test)]
mod tests {
    use crate::script::{Command, parse};

    fn ok(line: &str) -> Command {
        parse(line).unwrap_or_else(|e| panic!("{e}")).unwrap_or_else(|| panic!("{line} is empty"))
    }

    #[test]
    fn help_is_the_labs_and_etcdctls_own_is_etcdctls() {
        let usage =
            |words: &[&str]| Command::Usage(words.iter().map(ToString::to_string).collect());
        assert_eq!(ok("help put"), Command::Help(Some("put".into())));
        assert_eq!(ok("help member add"), Command::Help(Some("member add".into())));
        assert_eq!(ok("help etcdctl put"), usage(&["put"]));
        for line in ["etcdctl", "--help", "-h", "etcdctl help", "-w json", "etcdctl -- get a"] {
            assert_eq!(ok(line), usage(&[]), "{line}");
        }
        for line in ["member", "member frob", "mem -h", "endpoint", "member help"] {
            assert!(matches!(ok(line), Command::Usage(words) if words.len() == 1), "{line}");
        }
        assert_eq!(ok("put a --help -w json"), usage(&["put"]));
        assert_eq!(ok("help me"), usage(&["me"]));
        assert_eq!((ok("version x"), ok("ver")), (Command::Version, Command::Version));
    }

    #[test]
    fn the_beginning_of_one_command_is_enough() {
        for (begun, whole) in [
            ("p a 1", "put a 1"),
            ("ge a", "get a"),
            ("me li -w json", "member list -w json"),
            ("--endpoints n1 endp st", "endpoint status --endpoints=n1"),
            ("endpoint --cluster healt", "endpoint health --cluster"),
        ] {
            assert_eq!(ok(begun), ok(whole), "{begun}");
        }
        assert!(
            parse("m li").is_err() && parse("e st").is_err(),
            "more than one command begins so"
        );
    }
}
