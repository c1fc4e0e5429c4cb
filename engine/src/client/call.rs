//! One call of etcdctl: what its words ask for. After `etcdctl/ctlv3/command/*_command.go` and
//! `global.go`; the errors are worded as there.
//!
//! Left out: reading a value from standard input, and what concerns transport security.

use super::commands::{
    COMMANDS, EFFECTIVE, ETCDCTL, FORMATS, GLOBAL, Kind, NEWER, Spec, find, spec,
};
use super::exit::{EXIT_BAD_ARGS, EXIT_BAD_CONNECTION, EXIT_BAD_FEATURE, EXIT_ERROR};
use super::flags::{ArgError, Flag, Told, Words, next_word};
use super::value::{nodes, patience};
use super::{kv, member};
use crate::base::quote::{go, lossy};
use crate::base::{MachineId, Time};
use crate::server::{
    HashKvRequest, MemberListRequest, MemberPromoteRequest, MemberRemoveRequest, MoveLeaderRequest,
    Request, StatusRequest,
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
    pub endpoints: Vec<MachineId>,
    /// The same as they were typed, and so as they are printed; empty if by the members' names.
    pub named: Vec<String>,
    /// `--command-timeout`; the scenario's if not given.
    pub timeout: Option<Time>,
    pub show: Show,
    /// A range was named by its end, and without `--range`: 3.5 warns that 3.6 will wait before it deletes it.
    pub warns: bool,
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
            Request::Status(_) | Request::HashKv(_) => How::Each { cluster: false },
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
    Protobuf,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 5] =
        [Format::Simple, Format::Json, Format::Fields, Format::Table, Format::Protobuf];

    /// As written after `-w`.
    pub fn name(self) -> &'static str {
        FORMATS[self as usize]
    }
}

/// What words behind `etcdctl` ask for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Asked {
    Call(Call),
    /// `-h`, `help`, a group without a command: the usage of the command that these words name.
    Usage(Vec<String>),
    /// `version`
    Version,
}

/// The commands that there are here, and the groups that hold some.
pub fn verbs() -> impl Iterator<Item = &'static str> {
    ETCDCTL
        .children()
        .filter(|spec| spec.kind != Kind::Later && spec.name != "help")
        .map(Spec::word)
}

/// The words that may follow a command's first one to make it whole; none if it is whole.
pub fn subcommands(verb: &str) -> Vec<&'static str> {
    let group = spec(verb).filter(|spec| spec.kind == Kind::Group);
    let inside = group.into_iter().flat_map(Spec::children);
    let mut words: Vec<_> = inside.filter(|spec| spec.kind == Kind::Here).map(Spec::word).collect();
    words.sort_unstable();
    words
}

/// The flags of a command that do something here, those of every command included; none for an unknown one.
pub fn flags(command: &str) -> Vec<Flag> {
    let Some(spec) = spec(command).filter(|spec| spec.kind == Kind::Here) else {
        return Vec::new();
    };
    let mut flags = spec.all_flags();
    let idle = |flag: &Flag| !EFFECTIVE.contains(&flag.name) && GLOBAL.contains(flag);
    flags.retain(|flag| !idle(flag) && flag.name != "help");
    flags
}

impl Call {
    /// The request with etcdctl's defaults.
    pub fn new(request: Request) -> Call {
        let how = How::of(&request);
        let name = match &request {
            Request::MemberAdd(add) => member::name_of(add),
            _ => String::new(),
        };
        let warns = match &request {
            Request::DeleteRange(del) => kv::is_named_by_its_end(&del.key, &del.range_end),
            _ => false,
        };
        let (endpoints, named) = (Vec::new(), Vec::new());
        let (show, ignored) = (Show::default(), Vec::new());
        Call { request, how, name, endpoints, named, timeout: None, show, warns, ignored }
    }

    /// Reads what stands behind `etcdctl`: a command, and flags of every command before it or behind it.
    ///
    /// # Errors
    /// The first mistake that etcdctl would find, or that a command is not here.
    pub fn read(args: &[Vec<u8>]) -> Result<Asked, ArgError> {
        let (spec, named_at) = find(args);
        if spec.kind == Kind::Later {
            return Err(absent(spec, named_at.last().copied().unwrap_or(0)));
        }
        if spec.name.is_empty() {
            no_command(args)?;
        }
        let words = Words::parse(args, &spec.all_flags());
        let mut words =
            words.map_err(|error| newer(spec, error).told(Told::WithUsage(spec.name)))?;
        words.words.retain(|(at, _)| !named_at.contains(at));
        if spec.kind == Kind::Group || words.on("help") {
            return Ok(Asked::Usage(spec.name.split_whitespace().map(String::from).collect()));
        }
        match spec.name {
            "help" => Ok(Asked::Usage(words.words.iter().map(|(_, word)| lossy(word)).collect())),
            "version" => Ok(Asked::Version),
            name => Call::of(name, &words).map(Asked::Call),
        }
    }

    /// The same for what is a call.
    ///
    /// # Errors
    /// As [`Call::read`], and for what etcdctl answers by itself.
    pub fn parse(args: &[Vec<u8>]) -> Result<Call, ArgError> {
        match Call::read(args)? {
            Asked::Call(call) => Ok(call),
            Asked::Usage(_) | Asked::Version => {
                Err(ArgError::new(0, 0, "etcdctl answers this by itself").told(Told::ByTheLab))
            }
        }
    }

    fn of(command: &str, words: &Words) -> Result<Call, ArgError> {
        let mut call = asked(command, words)?;
        call.show = show(words)?;
        let given =
            |flag: &Flag| words.value(flag.name).map(|(value, _)| (flag.name, value.to_vec()));
        let idle = GLOBAL.iter().filter(|flag| !EFFECTIVE.contains(&flag.name));
        call.ignored = idle.filter_map(given).collect();
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
        call.named = match words.text("endpoints") {
            Some((text, _)) => text.split(',').map(str::to_string).collect(),
            None => Vec::new(),
        };
        if call.endpoints.iter().zip(&call.named).all(|(id, name)| *name == id.to_string()) {
            call.named.clear();
        }
        let timeout = words.text("command-timeout");
        call.timeout = timeout.and_then(|(text, _)| patience(&text).ok());
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
            (Request::MemberUpdate(_), _) => "member update",
            (Request::MemberPromote(_), _) => "member promote",
            (Request::MemberList(_), _) => "member list",
            (Request::MoveLeader(_), _) => "move-leader",
            (Request::Status(_), _) => "endpoint status",
            (Request::HashKv(_), _) => "endpoint hashkv",
            (Request::Alarm(_), _) => "alarm list",
        }
    }
}

/// Where a command should stand there is none, or a word that is no command: cobra says so before it looks at
/// flags.
fn no_command(args: &[Vec<u8>]) -> Result<(), ArgError> {
    let at = next_word(args, 0, &ETCDCTL.all_flags());
    let dashes = args.iter().position(|word| word == b"--").unwrap_or(args.len());
    match args.get(at).filter(|_| at < dashes) {
        Some(word) => {
            let message = format!("unknown command {} for \"etcdctl\"", go(word));
            Err(ArgError::new(at, EXIT_ERROR, message).told(Told::WithSuggestions))
        }
        None => Ok(()),
    }
}

/// A command that etcdctl has, and that is not here.
fn absent(spec: &Spec, at: usize) -> ArgError {
    let message = format!("{} is not here yet", spec.name);
    let here = COMMANDS.iter().filter(|spec| spec.kind == Kind::Here && spec.name != "help");
    let here: Vec<&str> = here.map(|spec| spec.name).collect();
    let remedy = format!("of etcdctl there are {} so far", here.join(", "));
    ArgError::new(at, EXIT_ERROR, message).remedy(remedy).told(Told::ByTheLab)
}

/// A flag that is unknown since it came with etcd 3.6 is called so.
fn newer(spec: &Spec, error: ArgError) -> ArgError {
    let flags =
        NEWER.iter().find(|(command, _)| *command == spec.name).map_or(&[][..], |found| found.1);
    match flags.iter().any(|flag| error.message == format!("unknown flag: --{flag}")) {
        true => error.remedy("etcdctl has it from etcd 3.6 on; this one is 3.5.16"),
        false => error,
    }
}

/// What the words behind the command ask for.
fn asked(command: &str, words: &Words) -> Result<Call, ArgError> {
    Ok(match command {
        "put" => Call::new(Request::Put(kv::put(words)?)),
        "get" => Call::new(Request::Range(kv::get(words)?)),
        "del" => {
            let warns = words.words.len() > 1 && !words.on("range");
            Call { warns, ..Call::new(Request::DeleteRange(kv::del(words)?)) }
        }
        "member add" => {
            let (add, name) = member::add(words)?;
            Call { name, ..Call::new(Request::MemberAdd(add)) }
        }
        "member list" => Call::new(Request::MemberList(MemberListRequest { linearizable: true })),
        "member promote" => {
            let id = member::id(words)?;
            Call::new(Request::MemberPromote(MemberPromoteRequest { id }))
        }
        "member update" => Call::new(Request::MemberUpdate(member::update(words)?)),
        "member remove" => {
            let id = member::id(words)?;
            Call::new(Request::MemberRemove(MemberRemoveRequest { id }))
        }
        "move-leader" => {
            let target_id = member::target(words)?;
            Call::new(Request::MoveLeader(MoveLeaderRequest { target_id }))
        }
        "endpoint health" => {
            let how = How::Each { cluster: words.on("cluster") };
            Call { how, ..Call::new(Request::Range(kv::one(HEALTH))) }
        }
        "endpoint hashkv" => {
            let how = How::Each { cluster: words.on("cluster") };
            let revision = words.int("rev").unwrap_or(0);
            Call { how, ..Call::new(Request::HashKv(HashKvRequest { revision })) }
        }
        _ => {
            let how = How::Each { cluster: words.on("cluster") };
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
    Ok(Show { format, hex: words.on("hex"), value_only: words.on("print-value-only") })
}
