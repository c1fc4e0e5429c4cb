//! One call of etcdctl: what its words ask for. After `etcdctl/ctlv3/command/*_command.go` and
//! `global.go`; the errors are worded as there.
//!
//! Left out: reading a value from standard input, `--stream`, what concerns transport security, and
//! `member update`.

use super::exit::{EXIT_BAD_ARGS, EXIT_BAD_CONNECTION, EXIT_BAD_FEATURE, EXIT_ERROR};
use super::flags::{ArgError, Flag, ORDERS, TARGETS, Takes, Words, bad_value, flag, next_word};
use super::near::nearest;
use super::value::{Wrong, nodes, span};
use super::{kv, member};
use crate::base::quote::lossy;
use crate::base::{NodeId, Time};
use crate::server::{
    MemberPromoteRequest, MemberRemoveRequest, MoveLeaderRequest, Request, StatusRequest,
};

/// What etcdctl was asked to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Call {
    pub request: Request,
    pub how: How,
    /// What `member add` calls the new member; empty for other requests. Only etcdctl's output has
    /// it: etcd learns a member's name from the member, when it starts.
    pub name: String,
    /// `--endpoints`; empty for all members.
    pub endpoints: Vec<NodeId>,
    /// `--command-timeout`; the scenario's if not given.
    pub timeout: Option<Time>,
    pub show: Show,
    /// Flags that were given and say nothing here, with their values: the lab has no TLS and no users.
    pub ignored: Vec<(&'static str, Vec<u8>)>,
}

/// Where a call sends its request.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub enum How {
    /// To one endpoint, and to the next if that one does not answer.
    #[default]
    Once,
    /// To every endpoint by itself: `endpoint status`, `endpoint health`. With `cluster` to every
    /// member of the list that an endpoint gives.
    Each { cluster: bool },
    /// To the endpoint that says it leads: `move-leader`.
    AtLeader,
}

impl How {
    /// How etcdctl sends a request of this kind.
    fn of(request: &Request) -> How {
        match request {
            Request::Status(_) => How::Each { cluster: false },
            Request::MoveLeader(_) => How::AtLeader,
            _ => How::Once,
        }
    }
}

/// How the answer is shown.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct Show {
    /// `--write-out`
    pub format: Format,
    /// `--hex`
    pub hex: bool,
    /// `--print-value-only`
    pub value_only: bool,
}

/// `--write-out`
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    #[default]
    Simple,
    Json,
    Fields,
    Table,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 4] = [Format::Simple, Format::Json, Format::Fields, Format::Table];

    /// As written after `-w`.
    pub fn name(self) -> &'static str {
        FORMATS[self as usize]
    }
}

pub(super) const FORMATS: &[&str] = &["simple", "json", "fields", "table"];

/// The first words of etcdctl's commands that there are.
pub const VERBS: &[&str] = &["put", "get", "del", "member", "move-leader", "endpoint"];
/// What follows `member` and `endpoint`.
pub const MEMBER: &[&str] = &["add", "list", "promote", "remove"];
pub const ENDPOINT: &[&str] = &["health", "status"];

/// Flags of every command.
const GLOBAL: &[Flag] = &[
    Flag { name: "write-out", short: Some('w'), takes: Takes::OneOf(FORMATS) },
    flag("hex", Takes::Bool),
    flag("endpoints", Takes::Text),
    flag("command-timeout", Takes::Text),
];
/// How a real client reaches its cluster, and who it is: accepted, so that a line of a runbook can be typed
/// unchanged, and without effect.
const TRANSPORT: &[Flag] = &[
    flag("cacert", Takes::Text),
    flag("cert", Takes::Text),
    flag("key", Takes::Text),
    flag("user", Takes::Text),
    flag("password", Takes::Text),
    flag("insecure-transport", Takes::Bool),
    flag("insecure-skip-tls-verify", Takes::Bool),
    flag("insecure-discovery", Takes::Bool),
    flag("dial-timeout", Takes::Text),
    flag("keepalive-time", Takes::Text),
    flag("keepalive-timeout", Takes::Text),
    flag("debug", Takes::Bool),
    Flag { name: "discovery-srv", short: Some('d'), takes: Takes::Text },
    flag("discovery-srv-name", Takes::Text),
];
const PUT: &[Flag] = &[
    flag("lease", Takes::Text),
    flag("prev-kv", Takes::Bool),
    flag("ignore-value", Takes::Bool),
    flag("ignore-lease", Takes::Bool),
];
const GET: &[Flag] = &[
    flag("prefix", Takes::Bool),
    flag("from-key", Takes::Bool),
    flag("rev", Takes::Text),
    flag("limit", Takes::Text),
    flag("sort-by", Takes::OneOf(TARGETS)),
    flag("order", Takes::OneOf(ORDERS)),
    flag("keys-only", Takes::Bool),
    flag("count-only", Takes::Bool),
    flag("print-value-only", Takes::Bool),
    flag("consistency", Takes::OneOf(&["l", "s"])),
    flag("min-create-rev", Takes::Text),
    flag("max-create-rev", Takes::Text),
    flag("min-mod-rev", Takes::Text),
    flag("max-mod-rev", Takes::Text),
];
const DEL: &[Flag] = &[
    flag("prefix", Takes::Bool),
    flag("from-key", Takes::Bool),
    flag("prev-kv", Takes::Bool),
    // etcdctl waits two seconds before it deletes a range without this; here nothing needs
    // confirming
    flag("range", Takes::Bool),
];

const MEMBER_ADD: &[Flag] = &[flag("peer-urls", Takes::Text), flag("learner", Takes::Bool)];
// 3.6 has it; etcdctl 3.5 always asks for a linearizable list
const MEMBER_LIST: &[Flag] = &[flag("consistency", Takes::OneOf(&["l", "s"]))];
const ENDPOINTS: &[Flag] = &[flag("cluster", Takes::Bool)];

/// The words that may follow a command's first one to make it whole; none if it is whole.
pub fn subcommands(verb: &str) -> &'static [&'static str] {
    match verb {
        "member" => MEMBER,
        "endpoint" => ENDPOINT,
        _ => &[],
    }
}

/// The flags of a command, those of every command included; none for an unknown one.
pub fn flags(command: &str) -> Vec<Flag> {
    let own = match command {
        "put" => PUT,
        "get" => GET,
        "del" => DEL,
        "member add" => MEMBER_ADD,
        "member list" => MEMBER_LIST,
        "member promote" | "member remove" | "move-leader" => &[],
        "endpoint health" | "endpoint status" => ENDPOINTS,
        _ => return Vec::new(),
    };
    [own, GLOBAL].concat()
}

impl Call {
    /// The request with etcdctl's defaults.
    pub fn new(request: Request) -> Call {
        let how = How::of(&request);
        let name = match &request {
            Request::MemberAdd(add) => member::name_of(add),
            _ => String::new(),
        };
        let (endpoints, show, ignored) = (Vec::new(), Show::default(), Vec::new());
        Call { request, how, name, endpoints, timeout: None, show, ignored }
    }

    /// Reads what stands behind `etcdctl`: a command, and flags of every command before it or behind it.
    pub fn parse(args: &[Vec<u8>]) -> Result<Call, ArgError> {
        let (command, named_at) = command(args)?;
        let known = [&flags(&command), TRANSPORT].concat();
        let mut words = Words::parse(args, &known)?;
        words.words.retain(|(at, _)| !named_at.contains(at));
        let show = show(&words)?;
        let mut call = asked(&command, &words)?;
        call.show = show;
        let given =
            |flag: &Flag| words.value(flag.name).map(|(value, _)| (flag.name, value.to_vec()));
        call.ignored = TRANSPORT.iter().filter_map(given).collect();
        call.endpoints = match words.text("endpoints") {
            Some((text, at)) if text.is_empty() => {
                let message = "etcdclient: no available endpoints";
                return Err(ArgError::new(at, EXIT_BAD_CONNECTION, message));
            }
            Some((text, at)) => nodes(&text).map_err(|(message, remedy)| {
                ArgError::new(at, EXIT_BAD_ARGS, message).remedy(remedy)
            })?,
            None => Vec::new(),
        };
        call.timeout = match words.text("command-timeout") {
            Some((text, at)) => Some(patience(&text).map_err(|(message, remedy)| {
                bad_value("command-timeout", &text, at, &message).remedy(remedy)
            })?),
            None => None,
        };
        Ok(call)
    }

    /// The command that makes this call.
    pub fn command(&self) -> &'static str {
        match (&self.request, self.how) {
            (Request::Range(_), How::Each { .. }) => "endpoint health",
            (Request::Put(_), _) => "put",
            (Request::Range(_), _) => "get",
            (Request::DeleteRange(_), _) => "del",
            (Request::MemberAdd(_), _) => "member add",
            (Request::MemberRemove(_), _) => "member remove",
            (Request::MemberPromote(_), _) => "member promote",
            (Request::MemberList(_), _) => "member list",
            (Request::MoveLeader(_), _) => "move-leader",
            (Request::Status(_), _) => "endpoint status",
        }
    }
}

/// How long a client waits: not at all if the time is negative, or shorter than any here (`1ns`).
fn patience(text: &str) -> Result<Time, Wrong> {
    if let Some(positive) = text.strip_prefix('-') {
        return patience(positive).map(|_| Time(0));
    }
    match text.strip_suffix("ns").map(str::parse::<u64>) {
        Some(Ok(ns)) => Ok(Time(ns / 1000)),
        _ => span(text),
    }
}

/// The words that name the command, with one space between, and where they stand.
fn command(args: &[Vec<u8>]) -> Result<(String, Vec<usize>), ArgError> {
    let word = |at: usize| args.get(at).map(|arg| lossy(arg)).unwrap_or_default();
    let unknown = |at: usize, of: &str, among: &'static [&'static str]| {
        let message = format!("unknown command {:?} for {of:?}", word(at));
        let near = nearest(&word(at), among.iter().copied());
        let remedy = near.map(|n| format!("did you mean {n}?"));
        let remedy = remedy.unwrap_or_else(|| format!("there are {}", among.join(", ")));
        ArgError::new(at, EXIT_ERROR, message).remedy(remedy)
    };
    let global = [GLOBAL, TRANSPORT].concat();
    let first = next_word(args, 0, &global);
    let verb = word(first);
    if !VERBS.contains(&verb.as_str()) {
        return Err(unknown(first, "etcdctl", VERBS));
    }
    let among = subcommands(&verb);
    if among.is_empty() {
        return Ok((verb, vec![first]));
    }
    let second = next_word(args, first + 1, &[&global, ENDPOINTS].concat());
    match among.contains(&word(second).as_str()) {
        true => Ok((format!("{verb} {}", word(second)), vec![first, second])),
        false => Err(unknown(second, &format!("etcdctl {verb}"), among)),
    }
}

/// What the words behind the command ask for.
fn asked(command: &str, words: &Words) -> Result<Call, ArgError> {
    Ok(match command {
        "put" => Call::new(Request::Put(kv::put(words)?)),
        "get" => Call::new(Request::Range(kv::get(words)?)),
        "del" => Call::new(Request::DeleteRange(kv::del(words)?)),
        "member add" => {
            let (add, name) = member::add(words)?;
            Call { name, ..Call::new(Request::MemberAdd(add)) }
        }
        "member list" => Call::new(Request::MemberList(member::list(words)?)),
        "member promote" => {
            let id = member::id(words)?;
            Call::new(Request::MemberPromote(MemberPromoteRequest { id }))
        }
        "member remove" => {
            let id = member::id(words)?;
            Call::new(Request::MemberRemove(MemberRemoveRequest { id }))
        }
        "move-leader" => {
            let target_id = member::target(words)?;
            Call::new(Request::MoveLeader(MoveLeaderRequest { target_id }))
        }
        "endpoint health" => {
            let how = How::Each { cluster: words.on("cluster")? };
            Call { how, ..Call::new(Request::Range(kv::one(HEALTH))) }
        }
        _ => {
            let how = How::Each { cluster: words.on("cluster")? };
            Call { how, ..Call::new(Request::Status(StatusRequest {})) }
        }
    })
}

/// The key that `endpoint health` reads. It need not be there.
const HEALTH: &str = "health";

fn show(words: &Words) -> Result<Show, ArgError> {
    let format = match words.text("write-out") {
        None => Format::Simple,
        Some((name, at)) => *Format::ALL.iter().find(|f| f.name() == name).ok_or_else(|| {
            let error = ArgError::new(at, EXIT_BAD_FEATURE, "unsupported output format");
            error.remedy(format!("there are {}", FORMATS.join(", ")))
        })?,
    };
    Ok(Show { format, hex: words.on("hex")?, value_only: words.on("print-value-only")? })
}
