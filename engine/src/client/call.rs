//! One call of etcdctl: from words to a request and back. After
//! `etcdctl/ctlv3/command/{put,get,del}_command.go` and `global.go`; the errors are worded as
//! there.
//!
//! Left out: reading a value from standard input, `--stream`, and what concerns transport security.

use super::flags::{ArgError, Flag, Takes, Words, flag};
use super::near::nearest;
use super::quote::lossy;
use super::value::{nodes, span};
use crate::base::{Bytes, NodeId, Time};
use crate::server::{DeleteRangeRequest, PutRequest, RangeRequest, Request};

/// What etcdctl was asked to do.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Call {
    pub request: Request,
    /// `--endpoints`; empty for all members.
    pub endpoints: Vec<NodeId>,
    /// `--command-timeout`; the scenario's if not given.
    pub timeout: Option<Time>,
    pub show: Show,
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

const FORMATS: &[&str] = &["simple", "json", "fields", "table"];
const TARGETS: &[&str] = &["key", "version", "create", "modify", "value"];
const ORDERS: &[&str] = &["ascend", "descend"];

/// etcdctl's exit codes (`pkg/cobrautl`).
pub const EXIT_ERROR: u8 = 1;
pub const EXIT_BAD_FEATURE: u8 = 4;
pub const EXIT_BAD_ARGS: u8 = 128;

/// The commands of etcdctl that there are.
pub const VERBS: &[&str] = &["put", "get", "del"];

/// Flags of every command.
const GLOBAL: &[Flag] = &[
    Flag { name: "write-out", short: Some('w'), takes: Takes::OneOf(FORMATS) },
    flag("hex", Takes::Bool),
    flag("endpoints", Takes::Text),
    flag("command-timeout", Takes::Text),
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

/// The flags of a verb, those of every verb included; none for an unknown verb.
pub fn flags(verb: &str) -> Vec<Flag> {
    let own = match verb {
        "put" => PUT,
        "get" => GET,
        "del" => DEL,
        _ => return Vec::new(),
    };
    [own, GLOBAL].concat()
}

impl Call {
    /// The request with etcdctl's defaults.
    pub fn new(request: Request) -> Call {
        Call { request, endpoints: Vec::new(), timeout: None, show: Show::default() }
    }

    /// Reads what stands behind `etcdctl`, verb first.
    pub fn parse(args: &[Vec<u8>]) -> Result<Call, ArgError> {
        let verb = args.first().map(|arg| lossy(arg)).unwrap_or_default();
        if !VERBS.contains(&verb.as_str()) {
            let message = format!("unknown command {:?} for \"etcdctl\"", verb);
            let near = nearest(&verb, VERBS.iter().copied());
            let remedy = near.map(|n| format!("did you mean {n}?"));
            let remedy = remedy.unwrap_or_else(|| format!("there are {}", VERBS.join(", ")));
            return Err(ArgError::new(0, EXIT_ERROR, message).remedy(remedy));
        }
        let mut words = Words::parse(args, &flags(&verb))?;
        words.words.remove(0);
        let show = show(&words)?;
        let request = match verb.as_str() {
            "put" => Request::Put(put(&words)?),
            "get" => Request::Range(get(&words)?),
            _ => Request::DeleteRange(del(&words)?),
        };
        let endpoints = match words.text("endpoints") {
            Some((text, at)) => nodes(&text).map_err(|(message, remedy)| {
                ArgError::new(at, EXIT_BAD_ARGS, message).remedy(remedy)
            })?,
            None => Vec::new(),
        };
        let timeout = match words.text("command-timeout") {
            Some((text, at)) => Some(span(&text).map_err(|(message, remedy)| {
                ArgError::new(at, EXIT_ERROR, message).remedy(remedy)
            })?),
            None => None,
        };
        Ok(Call { request, endpoints, timeout, show })
    }

    /// The verb that makes this request.
    pub fn verb(&self) -> &'static str {
        match self.request {
            Request::Put(_) => "put",
            Request::Range(_) => "get",
            Request::DeleteRange(_) => "del",
            Request::MemberAdd(_) => "member add",
            Request::MemberRemove(_) => "member remove",
            Request::MemberPromote(_) => "member promote",
            Request::MemberList(_) => "member list",
            Request::MoveLeader(_) => "move-leader",
            Request::Status(_) => "endpoint status",
        }
    }
}

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

fn put(words: &Words) -> Result<PutRequest, ArgError> {
    let ignore_value = words.on("ignore-value")?;
    let key = words.words.first().map(|(_, key)| key.as_slice());
    let value = words.words.get(1).map(|(_, value)| value.as_slice());
    let (key, value) = match (key, value) {
        (Some(_), Some(_)) if ignore_value => {
            let message = "put command needs only 1 argument when 'ignore-value' is set";
            return Err(ArgError::new(words.words[1].0, EXIT_BAD_ARGS, message));
        }
        (Some(key), Some(value)) => (key, value),
        (Some(key), None) if ignore_value => (key, &[][..]),
        _ => {
            let message = "put command needs 1 argument and input from stdin or 2 arguments";
            let error = ArgError::new(words.len, EXIT_BAD_ARGS, message);
            return Err(error.remedy("write put KEY VALUE; here nothing comes from stdin"));
        }
    };
    let lease = match words.text("lease") {
        None => 0,
        Some((text, at)) => i64::from_str_radix(&text, 16).map_err(|_| {
            let quoted = super::quote::go(text.as_bytes());
            let message = format!(
                "bad lease ID (strconv.ParseInt: parsing {quoted}: invalid syntax), \
                 expecting ID in Hex"
            );
            ArgError::new(at, EXIT_BAD_ARGS, message)
        })?,
    };
    Ok(PutRequest {
        key: key.into(),
        value: value.into(),
        lease,
        prev_kv: words.on("prev-kv")?,
        ignore_value,
        ignore_lease: words.on("ignore-lease")?,
    })
}

fn get(words: &Words) -> Result<RangeRequest, ArgError> {
    if words.words.is_empty() {
        let message = "get command needs one argument as key and an optional argument as range_end";
        return Err(ArgError::new(words.len, EXIT_BAD_ARGS, message));
    }
    let (keys_only, count_only) = (words.on("keys-only")?, words.on("count-only")?);
    if keys_only && count_only {
        return Err(both(words, "keys-only", "count-only"));
    }
    let serializable = match words.text("consistency") {
        Some((text, at)) if text != "l" && text != "s" => {
            let message = format!("unknown consistency flag {}", super::quote::go(text.as_bytes()));
            let error = ArgError::new(at, EXIT_BAD_FEATURE, message);
            return Err(error.remedy("l is linearizable, s is serializable"));
        }
        Some((text, _)) => text == "s",
        None => false,
    };
    let (key, range_end) = range(words)?;
    let (sort_target, sort_order) = sort(words)?;
    let positive = |name| words.int(name).map(|n| n.unwrap_or(0).max(0));
    let request = RangeRequest {
        key,
        range_end,
        limit: words.int("limit")?.unwrap_or(0),
        revision: positive("rev")?,
        sort_order,
        sort_target,
        serializable,
        keys_only,
        count_only,
        min_mod_revision: positive("min-mod-rev")?,
        max_mod_revision: positive("max-mod-rev")?,
        min_create_revision: positive("min-create-rev")?,
        max_create_revision: positive("max-create-rev")?,
    };
    let r = &request;
    bounds(words, "Create", "max-create-rev", r.min_create_revision, r.max_create_revision)?;
    bounds(words, "Mod", "max-mod-rev", r.min_mod_revision, r.max_mod_revision)?;
    Ok(request)
}

fn bounds(words: &Words, what: &str, flag: &str, min: i64, max: i64) -> Result<(), ArgError> {
    if max == 0 || min <= max {
        return Ok(());
    }
    let at = words.value(flag).map_or(words.len, |(_, at)| at);
    let message = format!("getMin{what}Rev(={min}) > getMax{what}Rev(={max})");
    Err(ArgError::new(at, EXIT_BAD_FEATURE, message))
}

fn del(words: &Words) -> Result<DeleteRangeRequest, ArgError> {
    if words.words.is_empty() || words.words.len() > 2 {
        let message = "del command needs one argument as key and an optional argument as range_end";
        let at = words.words.get(2).map_or(words.len, |(at, _)| *at);
        return Err(ArgError::new(at, EXIT_BAD_ARGS, message));
    }
    let (key, range_end) = range(words)?;
    Ok(DeleteRangeRequest { key, range_end, prev_kv: words.on("prev-kv")? })
}

/// The range that the words and `--prefix`, `--from-key` ask for.
fn range(words: &Words) -> Result<(Bytes, Bytes), ArgError> {
    let (prefix, from_key) = (words.on("prefix")?, words.on("from-key")?);
    if prefix && from_key {
        return Err(both(words, "prefix", "from-key"));
    }
    let key = Bytes::from(words.words[0].1.as_slice());
    match words.words.get(1) {
        Some((at, _)) if prefix || from_key => {
            let message = "too many arguments, only accept one argument when `--prefix` or \
                           `--from-key` is set";
            Err(ArgError::new(*at, EXIT_BAD_ARGS, message))
        }
        Some((_, end)) => Ok((key, end.as_slice().into())),
        None if (prefix || from_key) && key.is_empty() => Ok((FROM_KEY.into(), FROM_KEY.into())),
        None if prefix => Ok((key.clone(), prefix_end(&key))),
        None if from_key => Ok((key, FROM_KEY.into())),
        None => Ok((key, Bytes::new())),
    }
}

fn both(words: &Words, one: &str, other: &str) -> ArgError {
    let at = words.value(one).max(words.value(other)).map_or(words.len, |(_, at)| at);
    let message = format!("`--{one}` and `--{other}` cannot be set at the same time, choose one");
    ArgError::new(at, EXIT_BAD_ARGS, message)
}

fn sort(words: &Words) -> Result<(i32, i32), ArgError> {
    let place = |flag: &str, among: &[&str], what: &str| -> Result<Option<i32>, ArgError> {
        let Some((text, at)) = words.text(flag) else { return Ok(None) };
        if text.is_empty() {
            return Ok(None);
        }
        match among.iter().position(|name| *name == text.to_lowercase()) {
            Some(i) => Ok(Some(i as i32)),
            None => Err(ArgError::new(at, EXIT_BAD_FEATURE, format!("bad sort {what} {text}"))
                .remedy(format!("there are {}", among.join(", ")))),
        }
    };
    let order = place("order", ORDERS, "order")?.map_or(0, |i| i + 1);
    let target = place("sort-by", TARGETS, "target")?.unwrap_or(0);
    // the client drops "ascending by key" since that is how the server answers anyway, and sooner
    // (clientv3 WithSort)
    Ok((target, if target == 0 && order == 1 { 0 } else { order }))
}

/// The key that stands for "from the first key", and the end that stands for "to the last".
const FROM_KEY: [u8; 1] = [0];

/// The end of the range of all keys that begin with `prefix` (clientv3 `GetPrefixRangeEnd`).
pub fn prefix_end(prefix: &[u8]) -> Bytes {
    match prefix.iter().rposition(|&byte| byte != 0xff) {
        Some(last) => {
            let mut end = prefix[..=last].to_vec();
            end[last] += 1;
            end.into()
        }
        // only 0xff: no key is greater, so to the end
        None => FROM_KEY.into(),
    }
}

impl Call {
    /// The words that make this call, verb first; the inverse of [`Call::parse`]. A request that
    /// etcdctl cannot make becomes the nearest that it can.
    pub fn words(&self) -> Vec<Vec<u8>> {
        let mut out = Writer::default();
        match &self.request {
            Request::Put(put) => out.put(put),
            Request::Range(get) => out.get(get, &self.show),
            Request::DeleteRange(del) => {
                out.range(&del.key, &del.range_end);
                out.on("prev-kv", del.prev_kv);
            }
            Request::MemberAdd(add) => {
                out.flags.push(format!("--peer-urls={}", add.peer_urls.join(",")).into_bytes());
                out.on("learner", add.is_learner);
            }
            Request::MemberRemove(remove) => out.member(remove.id),
            Request::MemberPromote(promote) => out.member(promote.id),
            Request::MemberList(list) if list.linearizable => {}
            Request::MemberList(_) => out.flags.push(b"--consistency=s".to_vec()),
            Request::MoveLeader(transfer) => out.member(transfer.target_id),
            Request::Status(_) => {}
        }
        if self.show.format != Format::Simple {
            out.flags.extend([b"-w".to_vec(), self.show.format.name().into()]);
        }
        out.on("hex", self.show.hex);
        if !self.endpoints.is_empty() {
            let names: Vec<String> = self.endpoints.iter().map(|id| format!("n{id}")).collect();
            out.flags.push(format!("--endpoints={}", names.join(",")).into_bytes());
        }
        if let Some(timeout) = self.timeout {
            out.flags.push(format!("--command-timeout={timeout}").into_bytes());
        }
        out.finish(self.verb())
    }
}

/// Gathers words: positional ones apart from flags.
#[derive(Default)]
struct Writer {
    positional: Vec<Vec<u8>>,
    flags: Vec<Vec<u8>>,
}

impl Writer {
    fn put(&mut self, put: &PutRequest) {
        let mut positional = vec![&put.key];
        if !put.ignore_value {
            positional.push(&put.value);
        }
        self.positional(&positional);
        if put.lease != 0 {
            // with its sign, as strconv.ParseInt reads it
            let (sign, id) = (if put.lease < 0 { "-" } else { "" }, put.lease.unsigned_abs());
            self.flags.push(format!("--lease={sign}{id:x}").into_bytes());
        }
        self.on("prev-kv", put.prev_kv);
        self.on("ignore-value", put.ignore_value);
        self.on("ignore-lease", put.ignore_lease);
    }

    fn get(&mut self, get: &RangeRequest, show: &Show) {
        self.range(&get.key, &get.range_end);
        self.number("rev", get.revision);
        self.number("limit", get.limit);
        let name = |among: &[&'static str], at: i32| {
            usize::try_from(at).ok().and_then(|at| among.get(at).copied())
        };
        if let Some(target) = name(TARGETS, get.sort_target).filter(|t| *t != "key") {
            self.flags.push(format!("--sort-by={target}").into_bytes());
        }
        if let Some(order) = name(ORDERS, get.sort_order.saturating_sub(1)) {
            self.flags.push(format!("--order={order}").into_bytes());
        }
        self.on("keys-only", get.keys_only);
        self.on("count-only", get.count_only);
        if get.serializable {
            self.flags.push(b"--consistency=s".to_vec());
        }
        self.number("min-create-rev", get.min_create_revision);
        self.number("max-create-rev", get.max_create_revision);
        self.number("min-mod-rev", get.min_mod_revision);
        self.number("max-mod-rev", get.max_mod_revision);
        self.on("print-value-only", show.value_only);
    }

    fn range(&mut self, key: &Bytes, end: &Bytes) {
        let all = **key == FROM_KEY && **end == FROM_KEY;
        let flag = if all || (!key.is_empty() && *end == prefix_end(key)) {
            Some("prefix")
        } else if **end == FROM_KEY && !key.is_empty() {
            Some("from-key")
        } else {
            None
        };
        match flag {
            Some(flag) => {
                let key = if all { &Bytes::new() } else { key };
                self.positional(&[key]);
                self.on(flag, true);
            }
            None if end.is_empty() => self.positional(&[key]),
            None => self.positional(&[key, end]),
        }
    }

    fn member(&mut self, id: NodeId) {
        self.positional.push(format!("n{id}").into_bytes());
    }

    fn positional(&mut self, words: &[&Bytes]) {
        self.positional.extend(words.iter().map(|word| word.to_vec()));
    }

    /// Positional words first, as one reads them; but behind `--` if one looks like a flag.
    fn finish(self, verb: &str) -> Vec<Vec<u8>> {
        let looks_like_flag = |word: &Vec<u8>| word.len() > 1 && word[0] == b'-';
        let verb: Vec<Vec<u8>> = verb.split(' ').map(Vec::from).collect();
        if self.positional.iter().any(looks_like_flag) {
            [verb, self.flags, vec![b"--".to_vec()], self.positional].concat()
        } else {
            [verb, self.positional, self.flags].concat()
        }
    }

    fn on(&mut self, name: &str, on: bool) {
        if on {
            self.flags.push(format!("--{name}").into_bytes());
        }
    }

    fn number(&mut self, name: &str, number: i64) {
        if number != 0 {
            self.flags.push(format!("--{name}={number}").into_bytes());
        }
    }
}
