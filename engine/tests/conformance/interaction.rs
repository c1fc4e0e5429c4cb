//! Upstream's interaction transcripts: several members, every message and log line. Follows etcd-io/raft
//! rafttest, which is the specification of the commands.

use crate::{
    Outcome,
    datadriven::{self, Case},
};
use engine::{
    base::{Bytes, Rng},
    raft::{
        ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2,
        ConfState, Config, Entry, EntryType, Level, MemoryStorage, Message, MessageType, RaftError,
        RawNode, ReadOnlyOption, Rules, Snapshot, SnapshotMetadata, codec, describe,
    },
};

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    let (mut equal, mut compared, mut differences) = (0, 0, Vec::new());
    let mut env = Env::default();
    for case in datadriven::parse(text) {
        let got = env.answer(&case);
        compared += 1;
        if got.trim_end() == case.expected.trim_end() {
            equal += 1;
        } else {
            let Case { line, expected, .. } = &case;
            differences.push(format!("  line {line}: expected\n{expected}  got\n{got}"));
        }
    }
    Outcome::Compared { equal, compared, left_out: 0, differences }
}

/// A member and the snapshots of its application.
struct Node {
    raw: RawNode,
    election_tick: u32,
    heartbeat_tick: u32,
    last_snapshot: Snapshot,
}

/// The members, the messages on their way, and what was printed.
#[derive(Default)]
struct Env {
    nodes: Vec<Node>,
    messages: Vec<Message>,
    output: String,
    /// The first level that is shown; `None` shows nothing at all.
    level: Shown,
}

#[derive(Clone, Copy, PartialEq, Default)]
enum Shown {
    #[default]
    All,
    From(Level),
    Fatal,
    Nothing,
}

impl Env {
    fn answer(&mut self, case: &Case) -> String {
        self.output.clear();
        if let Err(error) = self.handle(case) {
            self.output += &error;
        }
        if self.output.is_empty() { "ok".to_string() } else { self.output.clone() }
    }

    fn handle(&mut self, case: &Case) -> Result<(), String> {
        let ids = numbers(case);
        let count = self.nodes.len();
        let at = || match ids.first() {
            Some(id) if *id >= 1 && (*id as usize) <= count => Ok(*id as usize - 1),
            _ => Err("no such node".to_string()),
        };
        match case.command.as_str() {
            "add-nodes" => self.add_nodes(case, ids.first().copied().unwrap_or(0)),
            "log-level" => self.set_level(case.args.first().map_or("", |(key, _)| key)),
            "campaign" => self.call(at()?, |raw| raw.campaign()),
            "forget-leader" => self.call(at()?, |raw| raw.forget_leader()),
            "propose" => {
                let data = case.args.get(1).map_or("", |(key, _)| key);
                self.call(at()?, |raw| raw.propose(data.into()))
            }
            "propose-conf-change" => self.propose_conf_change(case, at()?),
            "read-index" => {
                let context = case.args.get(1).map_or("", |(key, _)| key);
                self.call(at()?, |raw| raw.read_index(context.into()))
            }
            "transfer-leadership" => {
                let value = |key| case.values(key).and_then(|v| v.first()?.parse::<u64>().ok());
                let (Some(from), Some(to)) = (value("from"), value("to")) else {
                    return Err("from and to are needed".to_string());
                };
                self.call(from as usize - 1, |raw| raw.transfer_leader(to))
            }
            "report-unreachable" => self.call(at()?, |raw| raw.report_unreachable(ids[1])),
            "set-randomized-election-timeout" => {
                let timeout = case.values("timeout").and_then(|v| v.first()?.parse().ok());
                let timeout = timeout.ok_or("timeout is needed")?;
                self.nodes[at()?].raw.set_randomized_election_timeout(timeout);
                Ok(())
            }
            "tick-election" => self.tick(at()?, |node| node.election_tick),
            "tick-heartbeat" => self.tick(at()?, |node| node.heartbeat_tick),
            "process-ready" => {
                let single = ids.len() == 1;
                ids.iter().try_for_each(|id| {
                    if single { self.process_ready(*id) } else { self.handling_ready(*id) }
                })
            }
            "deliver-msgs" => self.deliver(case, &ids),
            "stabilize" => self.stabilize(case, ids),
            "status" => {
                let status = self.nodes[at()?].raw.status();
                let lines = status.progress.iter().map(|(id, pr)| format!("{id}: {pr}\n"));
                self.write(&lines.collect::<String>());
                Ok(())
            }
            "raft-log" => self.raft_log(at()?),
            "raft-state" => self.raft_state(),
            "compact" => {
                let at = at()?;
                let index = ids.get(1).copied().unwrap_or(0);
                let done = self.nodes[at].raw.storage_mut().compact(index);
                done.map_err(|error| error.to_string())?;
                self.raft_log(at)
            }
            "send-snapshot" => self.send_snapshot(at()?, ids[1]),
            _ => Err("unknown command".to_string()),
        }
    }

    fn add_nodes(&mut self, case: &Case, count: u64) -> Result<(), String> {
        let list = |key| -> Vec<u64> {
            case.values(key).unwrap_or(&[]).iter().flat_map(|value| value.parse()).collect()
        };
        let number = |key| list(key).first().copied();
        let flag = |key| case.values(key).is_some_and(|values| values == ["true"]);
        let lease = case.values("read-only").is_some_and(|values| values == ["lease-based"]);
        let index = number("index").unwrap_or(0);
        let content = case.values("content").and_then(|values| values.first());
        let data = Bytes::from(content.map_or("", String::as_str));
        let conf_state = ConfState {
            voters: list("voters"),
            learners: list("learners"),
            ..ConfState::default()
        };
        let metadata = SnapshotMetadata { conf_state, index, term: 0 };
        let mut snapshot = Snapshot { data, metadata };
        let from_snapshot = snapshot != Snapshot::default();
        if from_snapshot && index <= 1 {
            return Err("index must be specified as > 1 due to bootstrap".to_string());
        }
        snapshot.metadata.term = u64::from(from_snapshot);
        for _ in 0..count {
            let id = self.nodes.len() as u64 + 1;
            let config = Config {
                id,
                election_tick: 3,
                heartbeat_tick: 1,
                applied: index,
                max_size_per_msg: u64::MAX,
                max_committed_size_per_ready: number("max-committed-size-per-ready").unwrap_or(0),
                max_uncommitted_entries_size: 0,
                max_inflight_msgs: number("inflight").unwrap_or(0x7fff_ffff) as u32,
                max_inflight_bytes: 0,
                check_quorum: flag("checkquorum"),
                pre_vote: flag("prevote"),
                read_only_option: if lease {
                    ReadOnlyOption::LeaseBased
                } else {
                    ReadOnlyOption::Safe
                },
                disable_proposal_forwarding: false,
                disable_conf_change_validation: flag("disable-conf-change-validation"),
                step_down_on_removal: flag("step-down-on-removal"),
                rules: Rules::default(),
            };
            let storage = match from_snapshot {
                true => MemoryStorage::from_snapshot(snapshot.clone()),
                false => MemoryStorage::new(),
            };
            let rng = Rng::stream(1, "interaction", id);
            let raw = RawNode::traced(config, storage, rng, true).map_err(|e| e.to_string())?;
            let last_snapshot = snapshot.clone();
            self.nodes.push(Node { raw, election_tick: 3, heartbeat_tick: 1, last_snapshot });
            self.log(id as usize - 1);
        }
        Ok(())
    }

    fn propose_conf_change(&mut self, case: &Case, at: usize) -> Result<(), String> {
        let first = |key| case.values(key).and_then(|values| values.first()).map(String::as_str);
        let changes = changes(&case.input)?;
        let transition = match first("transition") {
            None | Some("auto") => ConfChangeTransition::Auto,
            Some("implicit") => ConfChangeTransition::JointImplicit,
            Some("explicit") => ConfChangeTransition::JointExplicit,
            Some(other) => return Err(format!("unknown transition {other}")),
        };
        if first("v1") == Some("true") {
            let [ConfChangeSingle { change_type, node_id }] = changes[..] else {
                let why = "v1 conf change can only have one operation and no transition";
                return Err(why.to_string());
            };
            let change = ConfChange { change_type, node_id, ..ConfChange::default() };
            return self.call(at, |raw| raw.propose_conf_change(&change));
        }
        let change = ConfChangeV2 { transition, changes, context: Bytes::new() };
        self.call(at, |raw| raw.propose_conf_change_v2(&change))
    }

    fn tick(&mut self, at: usize, ticks: impl Fn(&Node) -> u32) -> Result<(), String> {
        for _ in 0..ticks(&self.nodes[at]) {
            self.nodes[at].raw.tick();
        }
        self.log(at);
        Ok(())
    }

    fn handling_ready(&mut self, id: u64) -> Result<(), String> {
        self.write(&format!("> {id} handling Ready\n"));
        self.indented(|env| env.process_ready(id))
    }

    fn process_ready(&mut self, id: u64) -> Result<(), String> {
        let at = id as usize - 1;
        let ready = self.nodes[at].raw.ready();
        self.log(at);
        self.write(&describe::ready(&ready));
        let storage = self.nodes[at].raw.storage_mut();
        if let Some(state) = ready.hard_state {
            storage.set_hard_state(state);
        }
        let stored = match &ready.snapshot {
            Some(snapshot) => storage.apply_snapshot(snapshot.as_ref().clone()),
            None => storage.append(&ready.entries),
        };
        stored.map_err(|error| error.to_string())?;
        for entry in &ready.committed_entries {
            self.apply(at, entry)?;
        }
        self.messages.extend(ready.messages);
        self.call(at, |raw| raw.advance())
    }

    /// The application: it concatenates what it is given, and has a snapshot after every entry.
    fn apply(&mut self, at: usize, entry: &Entry) -> Result<(), String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let change = match entry.entry_type {
            EntryType::Normal => None,
            EntryType::ConfChange => {
                Some(codec::conf_change(&entry.data).map_err(|e| text(&e))?.as_v2())
            }
            EntryType::ConfChangeV2 => {
                Some(codec::conf_change_v2(&entry.data).map_err(|e| text(&e))?)
            }
        };
        let node = &mut self.nodes[at];
        let mut snapshot = node.last_snapshot.clone();
        let update = change.as_ref().map_or(&entry.data, |change| &change.context);
        snapshot.data = [&snapshot.data[..], update].concat().into();
        if let Some(change) = &change {
            let state = node.raw.apply_conf_change(change).map_err(|e| text(&e))?;
            snapshot.metadata.conf_state = state;
        }
        (snapshot.metadata.index, snapshot.metadata.term) = (entry.index, entry.term);
        let (state, data) = (snapshot.metadata.conf_state.clone(), snapshot.data.clone());
        let made = node.raw.storage_mut().create_snapshot(entry.index, state, data);
        made.map_err(|e| text(&e))?;
        node.last_snapshot = snapshot;
        self.log(at);
        Ok(())
    }

    fn deliver(&mut self, case: &Case, ids: &[u64]) -> Result<(), String> {
        let kind = match case.values("type").and_then(|values| values.first()) {
            Some(name) => {
                let known = MessageType::ALL.iter().find(|kind| kind.to_string() == *name);
                Some(*known.ok_or(format!("unknown message type {name}"))?)
            }
            None => None,
        };
        let dropped = case.values("drop").unwrap_or(&[]).iter().flat_map(|id| id.parse());
        let to: Vec<(u64, bool)> =
            ids.iter().map(|id| (*id, false)).chain(dropped.map(|id| (id, true))).collect();
        if self.deliver_to(kind, &to) == 0 {
            self.write("no messages\n");
        }
        Ok(())
    }

    fn deliver_to(&mut self, kind: Option<MessageType>, to: &[(u64, bool)]) -> usize {
        let mut count = 0;
        for (id, drop) in to {
            let all = std::mem::take(&mut self.messages);
            let wanted = |m: &Message| m.to == *id && kind.is_none_or(|kind| m.msg_type == kind);
            let (now, later) = all.into_iter().partition(wanted);
            self.messages = later;
            let now: Vec<Message> = now;
            count += now.len();
            for message in now {
                let prefix = if *drop { "dropped: " } else { "" };
                self.write(&format!("{prefix}{}\n", describe::message(&message)));
                if !drop && let Err(error) = self.call(*id as usize - 1, |raw| raw.step(message)) {
                    self.write(&format!("{error}\n"));
                }
            }
        }
        count
    }

    fn stabilize(&mut self, case: &Case, ids: Vec<u64>) -> Result<(), String> {
        let level = self.level;
        if let Some(name) = case.values("log-level").and_then(|values| values.first()) {
            self.set_level(name)?;
        }
        let all = (1..=self.nodes.len() as u64).collect();
        let result = self.stabilize_nodes(if ids.is_empty() { all } else { ids });
        self.level = level;
        result
    }

    fn stabilize_nodes(&mut self, ids: Vec<u64>) -> Result<(), String> {
        loop {
            let mut done = true;
            for id in &ids {
                if self.nodes[*id as usize - 1].raw.has_ready() {
                    self.handling_ready(*id)?;
                    done = false;
                }
            }
            for id in &ids {
                if self.messages.iter().any(|message| message.to == *id) {
                    self.write(&format!("> {id} receiving messages\n"));
                    self.indented(|env| {
                        env.deliver_to(None, &[(*id, false)]);
                        Ok(())
                    })?;
                    done = false;
                }
            }
            if done {
                return Ok(());
            }
        }
    }

    fn raft_log(&mut self, at: usize) -> Result<(), String> {
        let storage = self.nodes[at].raw.storage();
        let (first, last) = (storage.first_index(), storage.last_index());
        let text = if last < first {
            format!("log is empty: first index={first}, last index={last}")
        } else {
            let entries = (first..=last).flat_map(|index| storage.entry(index));
            entries.map(|entry| format!("{}\n", describe::entry(entry))).collect()
        };
        self.write(&text);
        Ok(())
    }

    fn raft_state(&mut self) -> Result<(), String> {
        let lines = self.nodes.iter().map(|node| {
            let status = node.raw.status();
            let votes = status.config.voters.contains(status.id);
            let voter = if votes { "(Voter)" } else { "(Non-Voter)" };
            let (soft, term) = (status.soft_state, status.hard_state.term);
            format!("{}: {} {voter} Term:{term} Lead:{}\n", status.id, soft.role, soft.lead)
        });
        let text: String = lines.collect();
        self.write(&text);
        Ok(())
    }

    fn send_snapshot(&mut self, at: usize, to: u64) -> Result<(), String> {
        let node = &self.nodes[at];
        let message = Message {
            msg_type: MessageType::Snap,
            term: node.raw.raft.term,
            from: node.raw.raft.id,
            to,
            snapshot: Some(node.last_snapshot.clone().into()),
            ..Message::default()
        };
        self.write(&describe::message(&message));
        self.messages.push(message);
        Ok(())
    }

    /// Calls a member and prints what it logs.
    fn call(
        &mut self,
        at: usize,
        f: impl FnOnce(&mut RawNode) -> Result<(), RaftError>,
    ) -> Result<(), String> {
        let result = f(&mut self.nodes[at].raw);
        self.log(at);
        result.map_err(|error| error.to_string())
    }

    fn log(&mut self, at: usize) {
        for trace in self.nodes[at].raw.take_traces() {
            let shown = match self.level {
                Shown::All => true,
                Shown::From(level) => trace.level() >= level,
                Shown::Fatal | Shown::Nothing => false,
            };
            if shown && trace.is_upstream() {
                self.output += &format!("{} {trace}\n", trace.level());
            }
        }
    }

    fn set_level(&mut self, name: &str) -> Result<(), String> {
        self.level = match name.to_ascii_lowercase().as_str() {
            "debug" => Shown::All,
            "info" => Shown::From(Level::Info),
            "warn" => Shown::From(Level::Warn),
            "error" => Shown::From(Level::Error),
            "fatal" => Shown::Fatal,
            "none" => Shown::Nothing,
            _ => {
                let why = "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE]";
                return Err(why.to_string());
            }
        };
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if self.level != Shown::Nothing {
            self.output += text;
        }
    }

    fn indented(&mut self, f: impl FnOnce(&mut Env) -> Result<(), String>) -> Result<(), String> {
        let before = std::mem::take(&mut self.output);
        let result = f(self);
        let inner = std::mem::replace(&mut self.output, before);
        inner.lines().for_each(|line| self.output += &format!("  {line}\n"));
        result
    }
}

/// The arguments without values, as numbers.
fn numbers(case: &Case) -> Vec<u64> {
    case.args.iter().filter(|(_, values)| values.is_empty()).flat_map(|(k, _)| k.parse()).collect()
}

/// `v1 l2 r3 u4`
pub fn changes(input: &str) -> Result<Vec<ConfChangeSingle>, String> {
    let change = |word: &str| {
        let change_type = match word.as_bytes().first() {
            _ if word.len() < 2 => return Err(format!("unknown token {word}")),
            Some(b'v') => ConfChangeType::AddNode,
            Some(b'l') => ConfChangeType::AddLearnerNode,
            Some(b'r') => ConfChangeType::RemoveNode,
            Some(b'u') => ConfChangeType::UpdateNode,
            _ => return Err(format!("unknown input: {word}")),
        };
        let node_id = word[1..].parse().map_err(|_| format!("unknown input: {word}"))?;
        Ok(ConfChangeSingle { change_type, node_id })
    };
    input.split_whitespace().map(change).collect()
}
