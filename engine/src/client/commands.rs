//! The commands of etcdctl 3.5.16, after `etcdctl/ctlv3/ctl.go` and `etcdctl/ctlv3/command/*_command.go`: their
//! names, what their usage says, and their flags. What parses a line, completes it and prints its usage reads
//! these tables and no others. How a line finds its command is cobra's way (`spf13/cobra`, `Command.Find`).

use super::flags::{Flag, ORDERS, TARGETS, Takes, next_word};
use crate::base::quote::lossy;

/// A command, or a group of some.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    /// The words that name it: `member add`; none for etcdctl itself.
    pub name: &'static str,
    /// What stands behind the name.
    pub arguments: &'static str,
    /// What it does, in a line.
    pub short: &'static str,
    /// The same at length; may be empty.
    pub long: &'static str,
    /// Its own flags, without `--help`.
    pub flags: &'static [Flag],
    pub kind: Kind,
}

/// What a command is to this client.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It can be run.
    Here,
    /// It holds others.
    Group,
    /// Etcdctl has it, and it is not here.
    Later,
}

impl Spec {
    /// The last word of its name.
    pub fn word(&self) -> &'static str {
        self.name.rsplit(' ').next().unwrap_or_default()
    }

    /// What belongs to a group, in the order in which etcdctl adds it.
    pub fn children(&self) -> impl Iterator<Item = &'static Spec> {
        let depth = self.name.split_whitespace().count() + 1;
        let name = self.name;
        COMMANDS.iter().filter(move |spec| {
            let inside = name.is_empty()
                || spec.name.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
            inside && spec.name.split_whitespace().count() == depth
        })
    }

    /// The flags that it has from the group that it belongs to and from etcdctl itself.
    pub fn inherited(&self) -> Vec<Flag> {
        match self.name.split_once(' ') {
            _ if self.name.is_empty() => Vec::new(),
            Some(("endpoint", _)) => [ENDPOINT, GLOBAL].concat(),
            _ => GLOBAL.to_vec(),
        }
    }

    /// Its own flags, `--help` among them.
    pub fn own(&self) -> Vec<Flag> {
        [self.flags, &[HELP]].concat()
    }

    /// All its flags.
    pub fn all_flags(&self) -> Vec<Flag> {
        [self.own(), self.inherited()].concat()
    }
}

/// A command of this name.
pub fn spec(name: &str) -> Option<&'static Spec> {
    if name.is_empty() {
        return Some(&ETCDCTL);
    }
    COMMANDS.iter().find(|spec| spec.name == name)
}

/// The command that a word names inside a group: its name, or the beginning of no other's.
fn child(group: &Spec, word: &str) -> Option<&'static Spec> {
    let exact = group.children().find(|spec| spec.word() == word);
    exact.or_else(|| {
        let mut begun =
            group.children().filter(|spec| !word.is_empty() && spec.word().starts_with(word));
        begun.next().filter(|_| begun.next().is_none())
    })
}

/// The command at the beginning of these words, and where the words stand that name it. Words behind it may be
/// flags and arguments; before it, only flags.
pub fn find(args: &[Vec<u8>]) -> (&'static Spec, Vec<usize>) {
    let (mut found, mut named): (&'static Spec, Vec<usize>) = (&ETCDCTL, Vec::new());
    loop {
        let from = named.last().map_or(0, |at| at + 1);
        let at = next_word(args, from, &found.all_flags());
        let word = args.get(at).map(|word| lossy(word)).unwrap_or_default();
        let is_behind_dashes = at > from && args.get(at - 1).is_some_and(|word| word == b"--");
        match child(found, &word) {
            Some(spec) if !is_behind_dashes => {
                named.push(at);
                found = spec;
            }
            _ => return (found, named),
        }
    }
}

/// Whether a word begins a line of etcdctl: the name of a command, or the beginning of no other's.
pub fn is_command(word: &str) -> bool {
    child(&ETCDCTL, word).is_some()
}

/// The commands that somebody may have meant, as cobra finds them (`SuggestionsFor`): at most two letters away,
/// or begun.
pub fn suggestions(word: &str) -> Vec<&'static str> {
    let typed = word.to_lowercase();
    let names = ETCDCTL.children().map(Spec::word);
    names.filter(|name| levenshtein(&typed, name) <= 2 || name.starts_with(&typed)).collect()
}

/// Letters to insert, remove or change.
fn levenshtein(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(LONGEST).collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = before + usize::from(x != y);
            before = row[j + 1];
            row[j + 1] = change.min(before + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Letters of a mistyped word that are looked at: no command has as many.
const LONGEST: usize = 40;

const fn text(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    Flag { name, short: None, takes: Takes::Text, default, usage }
}

const fn switch(name: &'static str, usage: &'static str) -> Flag {
    Flag { name, short: None, takes: Takes::Bool, default: "[=false]", usage }
}

const fn number(name: &'static str, usage: &'static str) -> Flag {
    Flag { name, short: None, takes: Takes::Number, default: "=0", usage }
}

const fn span(name: &'static str, default: &'static str, usage: &'static str) -> Flag {
    Flag { name, short: None, takes: Takes::Span, default, usage }
}

/// What `--write-out` takes, in the order of [`super::Format`].
pub const FORMATS: &[&str] = &["simple", "json", "fields", "table", "protobuf"];

const HELP: Flag = Flag { short: Some('h'), ..switch("help", "") };

/// Flags of every command.
pub const GLOBAL: &[Flag] = &[
    Flag {
        short: Some('w'),
        takes: Takes::OneOf(FORMATS),
        ..text(
            "write-out",
            "=\"simple\"",
            "set the output format (fields, json, protobuf, simple, table)",
        )
    },
    switch("hex", "print byte strings as hex encoded strings"),
    text("endpoints", "=[127.0.0.1:2379]", "gRPC endpoints"),
    span("command-timeout", "=5s", "timeout for short running command (excluding dial timeout)"),
    text(
        "cacert",
        "=\"\"",
        "verify certificates of TLS-enabled secure servers using this CA bundle",
    ),
    text("cert", "=\"\"", "identify secure client using this TLS certificate file"),
    text("key", "=\"\"", "identify secure client using this TLS key file"),
    text(
        "user",
        "=\"\"",
        "username[:password] for authentication (prompt if password is not supplied)",
    ),
    text(
        "password",
        "=\"\"",
        "password for authentication (if this option is used, --user option shouldn't include password)",
    ),
    Flag {
        default: "[=true]",
        ..switch("insecure-transport", "disable transport security for client connections")
    },
    switch(
        "insecure-skip-tls-verify",
        "skip server certificate verification (CAUTION: this option should be enabled only for testing \
         purposes)",
    ),
    Flag {
        default: "[=true]",
        ..switch("insecure-discovery", "accept insecure SRV records describing cluster endpoints")
    },
    span("dial-timeout", "=2s", "dial timeout for client connections"),
    span("keepalive-time", "=2s", "keepalive time for client connections"),
    span("keepalive-timeout", "=6s", "keepalive timeout for client connections"),
    switch("debug", "enable client-side debug logging"),
    Flag {
        short: Some('d'),
        ..text(
            "discovery-srv",
            "=\"\"",
            "domain name to query for SRV records describing cluster endpoints",
        )
    },
    text("discovery-srv-name", "=\"\"", "service name to query when using DNS discovery"),
];

/// Those of [`GLOBAL`] that do something here. The others are how a real client reaches its cluster, and who it
/// is: accepted, so that a line of a runbook can be typed unchanged, and without effect.
pub const EFFECTIVE: &[&str] = &["write-out", "hex", "endpoints", "command-timeout"];

/// Flags that only the etcdctl of etcd 3.6 has, with their commands.
pub const NEWER: &[(&str, &[&str])] = &[
    ("get", &["min-create-rev", "max-create-rev", "min-mod-rev", "max-mod-rev"]),
    ("member list", &["consistency"]),
];

const PUT: &[Flag] = &[
    text("lease", "=\"0\"", "lease ID (in hexadecimal) to attach to the key"),
    switch("prev-kv", "return the previous key-value pair before modification"),
    switch("ignore-value", "updates the key using its current value"),
    switch("ignore-lease", "updates the key using its current lease"),
];
const GET: &[Flag] = &[
    switch("prefix", "Get keys with matching prefix"),
    switch(
        "from-key",
        "Get keys that are greater than or equal to the given key using byte compare",
    ),
    number("rev", "Specify the kv revision"),
    number("limit", "Maximum number of results"),
    Flag {
        takes: Takes::OneOf(TARGETS),
        ..text("sort-by", "=\"\"", "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION")
    },
    Flag {
        takes: Takes::OneOf(ORDERS),
        ..text("order", "=\"\"", "Order of results; ASCEND or DESCEND (ASCEND by default)")
    },
    switch("keys-only", "Get only the keys"),
    switch("count-only", "Get only the count"),
    switch("print-value-only", "Only write values when using the \"simple\" output format"),
    Flag {
        takes: Takes::OneOf(&["l", "s"]),
        ..text("consistency", "=\"l\"", "Linearizable(l) or Serializable(s)")
    },
];
const DEL: &[Flag] = &[
    switch("prefix", "delete keys with matching prefix"),
    switch(
        "from-key",
        "delete keys that are greater than or equal to the given key using byte compare",
    ),
    switch("prev-kv", "return deleted key-value pairs"),
    switch("range", "delete range of keys"),
];
const MEMBER_ADD: &[Flag] = &[
    text("peer-urls", "=\"\"", "comma separated peer URLs for the new member."),
    switch("learner", "indicates if the new member is raft learner"),
];
const MEMBER_UPDATE: &[Flag] =
    &[text("peer-urls", "=\"\"", "comma separated peer URLs for the updated member.")];
const ENDPOINT: &[Flag] = &[switch("cluster", "use all endpoints from the cluster member list")];

const HASHKV: &[Flag] = &[number("rev", "maximum revision to hash (default: all revisions)")];

const fn here(
    name: &'static str,
    arguments: &'static str,
    short: &'static str,
    flags: &'static [Flag],
) -> Spec {
    Spec { name, arguments, short, long: "", flags, kind: Kind::Here }
}

const fn group(name: &'static str, short: &'static str, flags: &'static [Flag]) -> Spec {
    Spec { kind: Kind::Group, ..here(name, "<subcommand>", short, flags) }
}

const fn later(name: &'static str, short: &'static str) -> Spec {
    Spec { kind: Kind::Later, ..here(name, "", short, &[]) }
}

/// Etcdctl itself.
pub const ETCDCTL: Spec =
    Spec { arguments: "", ..group("", "A simple command line client for etcd3.", GLOBAL) };

/// All others, groups before what they hold, in the order in which etcdctl adds them.
pub const COMMANDS: &[Spec] = &[
    here("get", "[options] <key> [range_end]", "Gets the key or a range of keys", GET),
    Spec {
        long: PUT_LONG,
        ..here(
            "put",
            "[options] <key> <value> (<value> can also be given from stdin)",
            "Puts the given key into the store",
            PUT,
        )
    },
    here(
        "del",
        "[options] <key> [range_end]",
        "Removes the specified key or range of keys [key, range_end)",
        DEL,
    ),
    later("txn", "Txn processes all the requests in one transaction"),
    later("compaction", "Compacts the event history in etcd"),
    later("alarm", ""),
    later("alarm disarm", "Disarms all alarms"),
    later("alarm list", "Lists all alarms"),
    later("defrag", "Defragments the storage of the etcd members with given endpoints"),
    group("endpoint", "Endpoint related commands", ENDPOINT),
    here(
        "endpoint health",
        "",
        "Checks the healthiness of endpoints specified in `--endpoints` flag",
        &[],
    ),
    Spec {
        long: "When --write-out is set to simple, this command prints out comma-separated status lists for each \
               endpoint.\nThe items in the lists are endpoint, ID, version, db size, is leader, is learner, raft \
               term, raft index, raft applied index, errors.",
        ..here(
            "endpoint status",
            "",
            "Prints out the status of endpoints specified in `--endpoints` flag",
            &[],
        )
    },
    here(
        "endpoint hashkv",
        "",
        "Prints the KV history hash for each endpoint in --endpoints",
        HASHKV,
    ),
    here(
        "move-leader",
        "<transferee-member-id>",
        "Transfers leadership to another etcd cluster member.",
        &[],
    ),
    later("watch", "Watches events stream on keys or prefixes"),
    here("version", "", "Prints the version of etcdctl", &[]),
    later("lease", ""),
    later("lease grant", "Creates leases"),
    later("lease keep-alive", "Keeps leases alive (renew)"),
    later("lease list", "List all active leases"),
    later("lease revoke", "Revokes leases"),
    later("lease timetolive", "Get lease information"),
    group("member", "Membership related commands", &[]),
    here("member add", "<memberName> [options]", "Adds a member into the cluster", MEMBER_ADD),
    here("member remove", "<memberID>", "Removes a member from the cluster", &[]),
    here("member update", "<memberID> [options]", "Updates a member in the cluster", MEMBER_UPDATE),
    Spec {
        long: "When --write-out is set to simple, this command prints out comma-separated member lists for each \
               endpoint.\nThe items in the lists are ID, Status, Name, Peer Addrs, Client Addrs, Is Learner.",
        ..here("member list", "", "Lists all members in the cluster", &[])
    },
    Spec {
        long: "Promotes a non-voting learner member to a voting one in the cluster.",
        ..here("member promote", "<memberID>", "Promotes a non-voting member in the cluster", &[])
    },
    later("snapshot", ""),
    later("snapshot restore", "Restores an etcd member snapshot to an etcd directory"),
    later("snapshot save", "Stores an etcd node backend snapshot to a given file"),
    later("snapshot status", "[deprecated] Gets backend snapshot status of a given file"),
    later("make-mirror", "Makes a mirror at the destination etcd cluster"),
    later("lock", "Acquires a named lock"),
    later("elect", "Observes and participates in leader election"),
    later("auth", ""),
    later("auth disable", "Disables authentication"),
    later("auth enable", "Enables authentication"),
    later("auth status", "Returns authentication status"),
    later("user", ""),
    later("user add", "Adds a new user"),
    later("user delete", "Deletes a user"),
    later("user get", "Gets detailed information of a user"),
    later("user grant-role", "Grants a role to a user"),
    later("user list", "Lists all users"),
    later("user passwd", "Changes password of user"),
    later("user revoke-role", "Revokes a role from a user"),
    later("role", ""),
    later("role add", "Adds a new role"),
    later("role delete", "Deletes a role"),
    later("role get", "Gets detailed information of a role"),
    later("role grant-permission", "Grants a key to a role"),
    later("role list", "Lists all roles"),
    later("role revoke-permission", "Revokes a key from a role"),
    later("check", ""),
    later(
        "check datascale",
        "Check the memory usage of holding data for different workloads on a given server endpoint.",
    ),
    later("check perf", "Check the performance of the etcd cluster"),
    Spec {
        long: "Help provides help for any command in the application.\n\
               Simply type etcdctl help [path to command] for full details.",
        ..here("help", "[command]", "Help about any command", &[])
    },
    later("completion", ""),
    later("completion bash", "Generate the autocompletion script for bash"),
    later("completion fish", "Generate the autocompletion script for fish"),
    later("completion powershell", "Generate the autocompletion script for powershell"),
    later("completion zsh", "Generate the autocompletion script for zsh"),
];

const PUT_LONG: &str = "Puts the given key into the store.\n\
    \n\
    When <value> begins with '-', <value> is interpreted as a flag.\n\
    Insert '--' for workaround:\n\
    \n\
    $ put <key> -- <value>\n\
    $ put -- <key> <value>\n\
    \n\
    If <value> isn't given as a command line argument and '--ignore-value' is not specified,\n\
    this command tries to read the value from standard input.\n\
    \n\
    If <lease> isn't given as a command line argument and '--ignore-lease' is not specified,\n\
    this command tries to read the value from standard input.\n\
    \n\
    For example,\n\
    $ cat file | put <key>\n\
    will store the content of the file to <key>.";

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> (&'static str, Vec<usize>) {
        let args: Vec<Vec<u8>> = line.split(' ').map(Vec::from).collect();
        let (spec, named) = find(&args);
        (spec.name, named)
    }

    #[test]
    fn a_command_is_found_behind_flags_and_by_its_beginning() {
        assert_eq!(found("-w json get a"), ("get", vec![2]));
        assert_eq!(found("endpoint --cluster status"), ("endpoint status", vec![0, 2]));
        assert_eq!(found("mem l list"), ("member list", vec![0, 1]));
        // a flag that nobody knows is taken to have a value
        assert_eq!(found("--foo get a"), ("", vec![]));
        assert_eq!(found("--foo=1 -xy get a"), ("get", vec![2]));
        assert_eq!(found("-- get a"), ("", vec![]));
        assert_eq!(found("e s"), ("", vec![]));
    }

    #[test]
    fn who_may_have_been_meant_is_told_in_the_order_of_the_commands() {
        assert_eq!(suggestions("GET"), ["get", "put", "del"]);
        assert_eq!(suggestions("m"), ["move-leader", "member", "make-mirror"]);
        assert_eq!(suggestions("e"), ["get", "del", "endpoint", "elect"]);
        assert_eq!(suggestions("comp"), ["compaction", "completion"]);
        assert_eq!(suggestions("foo"), [""; 0]);
    }
}
