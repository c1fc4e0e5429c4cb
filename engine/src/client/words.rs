//! From a call back to its words: the inverse of [`Call::parse`].

use super::call::{Call, Format, How, Show};
use super::flags::{ORDERS, TARGETS};
use super::kv::{FROM_KEY, is_named_by_its_end, prefix_end};
use crate::base::{self, Bytes, NodeId};
use crate::server::{MemberAddRequest, PutRequest, RangeRequest, Request};

impl Call {
    /// The words that make this call, command first; the inverse of [`Call::parse`]. A request that
    /// etcdctl cannot make becomes the nearest that it can.
    pub fn words(&self) -> Vec<Vec<u8>> {
        let mut out = Writer::default();
        match &self.request {
            Request::Put(put) => out.put(put),
            Request::Range(_) if self.how != How::Once => {}
            Request::Range(get) => out.get(get, &self.show),
            Request::DeleteRange(del) => {
                match self.warns {
                    true => out.positional(&[&del.key, &del.range_end]),
                    false => out.range(&del.key, &del.range_end),
                }
                out.on("range", !self.warns && is_named_by_its_end(&del.key, &del.range_end));
                out.on("prev-kv", del.prev_kv);
            }
            Request::MemberAdd(add) => out.member_add(add, &self.name),
            Request::MemberRemove(remove) => out.member(remove.id),
            Request::MemberUpdate(update) => {
                out.member(update.id);
                out.flags.push(format!("--peer-urls={}", update.peer_urls.join(",")).into_bytes());
            }
            Request::MemberPromote(promote) => out.member(promote.id),
            Request::MemberList(_) => {}
            Request::MoveLeader(transfer) => out.member(transfer.target_id),
            Request::Status(_) | Request::Alarm(_) => {}
            Request::HashKv(hash) => out.number("rev", hash.revision),
        }
        out.on("cluster", self.how == How::Each { cluster: true });
        if self.show.format != Format::Simple {
            out.flags.extend([b"-w".to_vec(), self.show.format.name().into()]);
        }
        out.on("hex", self.show.hex);
        if !self.endpoints.is_empty() {
            let names: Vec<String> =
                (0..self.endpoints.len()).map(|at| self.endpoint(at)).collect();
            out.flags.push(format!("--endpoints={}", names.join(",")).into_bytes());
        }
        if let Some(timeout) = self.timeout {
            out.flags.push(format!("--command-timeout={timeout}").into_bytes());
        }
        for (name, value) in &self.ignored {
            out.flags.push([format!("--{name}=").as_bytes(), value].concat());
        }
        out.finish(self.command())
    }

    /// The endpoint at this place, as it was typed.
    pub fn endpoint(&self, at: usize) -> String {
        let id = self.endpoints.get(at).copied().unwrap_or_default();
        let name = || if id == base::NOWHERE { NOWHERE.to_string() } else { id.to_string() };
        self.named.get(at).cloned().unwrap_or_else(name)
    }
}

/// An address at which nobody listens, if nobody has said which.
const NOWHERE: &str = "127.0.0.1:1";

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

    fn member_add(&mut self, add: &MemberAddRequest, name: &str) {
        self.positional.push(name.as_bytes().to_vec());
        if !add.peer_urls.is_empty() {
            self.flags.push(format!("--peer-urls={}", add.peer_urls.join(",")).into_bytes());
        }
        self.on("learner", add.is_learner);
    }

    fn member(&mut self, id: NodeId) {
        self.positional.push(format!("{id:x}").into_bytes());
    }

    fn positional(&mut self, words: &[&Bytes]) {
        self.positional.extend(words.iter().map(|word| word.to_vec()));
    }

    /// Positional words first, as one reads them; but behind `--` if one looks like a flag.
    fn finish(self, command: &str) -> Vec<Vec<u8>> {
        let looks_like_flag = |word: &Vec<u8>| word.len() > 1 && word[0] == b'-';
        let command: Vec<Vec<u8>> = command.split(' ').map(Vec::from).collect();
        if self.positional.iter().any(looks_like_flag) {
            [command, self.flags, vec![b"--".to_vec()], self.positional].concat()
        } else {
            [command, self.positional, self.flags].concat()
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
