//! Some members, the messages between them, and what they print: what upstream's test programs do with a
//! group. Follows etcd-io/raft rafttest, interaction_env.go and the handlers' second halves.

use engine::{
    base::Rng,
    raft::{
        Config, Entry, EntryType, Level, MemoryStorage, Message, MessageType, RaftError, RawNode,
        Snapshot, codec, describe,
    },
};
use std::rc::Rc;

/// So many rounds of messages are enough for any group of these to come to rest.
const ROUNDS_MAX: u32 = 10_000;

/// The members, the messages on their way, and what was printed.
#[derive(Default)]
pub struct Env {
    nodes: Vec<Node>,
    messages: Vec<Message>,
    output: String,
    level: Shown,
}

/// A member, and the last snapshot of its application. The application makes one after every entry; what
/// the leader sent is none of them.
struct Node {
    raw: RawNode,
    history: Rc<Snapshot>,
}

/// The quietest log lines that are shown. `Fatal` shows none, `Nothing` not even what commands print.
#[derive(Clone, Copy, PartialEq, Default)]
pub enum Shown {
    #[default]
    Debug,
    From(Level),
    Fatal,
    Nothing,
}

impl Env {
    /// Members that begin with this snapshot, if it is one.
    pub fn add_nodes(&mut self, count: u64, template: &Config, snapshot: &Snapshot) -> Text {
        let mut snapshot = snapshot.clone();
        let bootstrap = snapshot != Snapshot::default();
        if bootstrap && snapshot.metadata.index <= 1 {
            return Err("index must be specified as > 1 due to bootstrap".to_string());
        }
        snapshot.metadata.term = u64::from(bootstrap);
        for _ in 0..count {
            let id = self.nodes.len() as u64 + 1;
            let storage = match bootstrap {
                true => MemoryStorage::from_snapshot(snapshot.clone()),
                false => MemoryStorage::new(),
            };
            let config = Config { id, ..template.clone() };
            let rng = Rng::stream(1, "interaction", id);
            let raw = RawNode::traced(config, storage, rng, true).map_err(|e| e.to_string())?;
            self.nodes.push(Node { raw, history: Rc::new(snapshot.clone()) });
            self.log(id as usize - 1);
        }
        Ok(())
    }

    /// Calls a member and prints what it logs.
    pub fn call(
        &mut self,
        at: usize,
        f: impl FnOnce(&mut RawNode) -> Result<(), RaftError>,
    ) -> Text {
        let result = f(&mut self.nodes[at].raw);
        self.log(at);
        result.map_err(|error| error.to_string())
    }

    /// Pins a random timeout until the member's state changes.
    pub fn set_timeout(&mut self, at: usize, ticks: u64) -> Text {
        let ticks = u32::try_from(ticks).ok().filter(|ticks| *ticks > 0);
        self.nodes[at].raw.set_randomized_election_timeout(ticks.ok_or("no timeout")?);
        Ok(())
    }

    /// Lets as many ticks pass as the parameters say.
    pub fn tick(&mut self, at: usize, ticks: impl Fn(&Config) -> u32) -> Text {
        for _ in 0..ticks(&self.nodes[at].raw.raft.config) {
            self.nodes[at].raw.tick();
        }
        self.log(at);
        Ok(())
    }

    /// One member's `Ready`, or several with a line before each.
    pub fn process_readies(&mut self, nodes: &[usize]) -> Text {
        match nodes {
            [at] => self.process_ready(*at),
            _ => nodes.iter().try_for_each(|at| self.handling_ready(*at)),
        }
    }

    fn handling_ready(&mut self, at: usize) -> Text {
        self.write(&format!("> {} handling Ready\n", at + 1));
        self.indented(|env| env.process_ready(at))
    }

    fn process_ready(&mut self, at: usize) -> Text {
        let ready = self.nodes[at].raw.ready();
        self.log(at);
        self.write(&describe::ready(&ready));
        let node = &mut self.nodes[at];
        let storage = node.raw.storage_mut();
        if let Some(state) = ready.hard_state {
            storage.set_hard_state(state);
        }
        let stored = match &ready.snapshot {
            Some(_) if !ready.entries.is_empty() => {
                return Err("can't apply snapshot and entries at the same time".to_string());
            }
            Some(snapshot) => storage.apply_snapshot(snapshot.as_ref().clone()),
            None => storage.append(&ready.entries),
        };
        // Whoever asks this member for a snapshot gets its application's.
        storage.offer_snapshot(Rc::clone(&node.history));
        stored.map_err(|error| error.to_string())?;
        for entry in &ready.committed_entries {
            self.apply(at, entry)?;
        }
        self.messages.extend(ready.messages);
        self.call(at, |raw| raw.advance())
    }

    /// The application: it concatenates what it is given.
    fn apply(&mut self, at: usize, entry: &Entry) -> Text {
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
        let mut snapshot = node.history.as_ref().clone();
        let update = change.as_ref().map_or(&entry.data, |change| &change.context);
        snapshot.data = [&snapshot.data[..], update].concat().into();
        (snapshot.metadata.index, snapshot.metadata.term) = (entry.index, entry.term);
        let applied = change.map(|change| node.raw.apply_conf_change(&change)).transpose();
        if let Ok(Some(state)) = &applied {
            snapshot.metadata.conf_state = state.clone();
        }
        node.history = Rc::new(snapshot);
        node.raw.storage_mut().offer_snapshot(Rc::clone(&node.history));
        self.log(at);
        applied.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Members write as part of their `Ready`: there is never work for these threads.
    pub fn idle_thread(&mut self, name: &str, nodes: &[usize]) -> Text {
        let idle = format!("no {name} work to perform");
        for at in nodes {
            if nodes.len() == 1 {
                self.write(&idle);
                continue;
            }
            self.write(&format!("> {} processing {name} thread\n", at + 1));
            self.indented(|env| {
                env.write(&idle);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Delivers messages, or with `true` loses them.
    pub fn deliver(&mut self, kind: Option<MessageType>, to: &[(u64, bool)]) -> Text {
        if self.deliver_to(kind, to)? == 0 {
            self.write("no messages\n");
        }
        Ok(())
    }

    fn deliver_to(
        &mut self,
        kind: Option<MessageType>,
        to: &[(u64, bool)],
    ) -> Result<usize, String> {
        let mut count = 0;
        for (id, drop) in to {
            let wanted = |m: &Message| {
                let own = m.from == m.to;
                m.to == *id && kind.is_none_or(|kind| m.msg_type == kind) && !(*drop && own)
            };
            let all = std::mem::take(&mut self.messages);
            let (now, later): (Vec<Message>, Vec<Message>) = all.into_iter().partition(wanted);
            self.messages = later;
            count += now.len();
            for message in now {
                let prefix = if *drop { "dropped: " } else { "" };
                self.write(&format!("{prefix}{}\n", describe::message(&message)));
                if *drop {
                    // There may be nobody yet.
                    continue;
                }
                let at = self.at(*id)?;
                if let Err(error) = self.call(at, |raw| raw.step(message)) {
                    self.write(&format!("{error}\n"));
                }
            }
        }
        Ok(count)
    }

    /// Until nothing moves any more among these members; without any, among all.
    pub fn stabilize(&mut self, mut nodes: Vec<usize>) -> Text {
        if nodes.is_empty() {
            nodes = (0..self.nodes.len()).collect();
        }
        for _ in 0..ROUNDS_MAX {
            let mut done = true;
            for at in &nodes {
                if self.nodes[*at].raw.has_ready() {
                    self.handling_ready(*at)?;
                    done = false;
                }
            }
            for at in &nodes {
                let id = *at as u64 + 1;
                if self.messages.iter().any(|message| message.to == id) {
                    self.write(&format!("> {id} receiving messages\n"));
                    self.indented(|env| env.deliver_to(None, &[(id, false)]).map(|_| ()))?;
                    done = false;
                }
            }
            if done {
                return Ok(());
            }
        }
        Err(format!("nothing comes to rest in {ROUNDS_MAX} rounds"))
    }

    /// What a leader knows of its members.
    pub fn status(&mut self, at: usize) -> Text {
        let status = self.nodes[at].raw.status();
        let lines = status.progress.iter().map(|(id, pr)| format!("{id}: {pr}\n"));
        self.write(&lines.collect::<String>());
        Ok(())
    }

    /// The entries of a member's stable log.
    pub fn raft_log(&mut self, at: usize) -> Text {
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

    /// Each member as it sees itself.
    pub fn raft_state(&mut self) -> Text {
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

    /// Forgets the entries up to `index`.
    pub fn compact(&mut self, at: usize, index: u64) -> Text {
        let done = self.nodes[at].raw.storage_mut().compact(index);
        done.map_err(|error| error.to_string())?;
        self.raft_log(at)
    }

    /// Queues a snapshot, as if raft had sent it.
    pub fn send_snapshot(&mut self, at: usize, to: u64) -> Text {
        let node = &self.nodes[at];
        let message = Message {
            msg_type: MessageType::Snap,
            term: node.raw.raft.term,
            from: node.raw.raft.id,
            to,
            snapshot: Some(Rc::clone(&node.history)),
            ..Message::default()
        };
        self.write(&describe::message(&message));
        self.messages.push(message);
        Ok(())
    }

    /// The position of a member.
    pub fn at(&self, id: u64) -> Result<usize, String> {
        let known = usize::try_from(id).ok().filter(|id| (1..=self.nodes.len()).contains(id));
        known.map(|id| id - 1).ok_or(format!("no such node: {id}"))
    }

    /// What is shown.
    pub fn level(&self) -> Shown {
        self.level
    }

    /// What is shown from now on.
    pub fn restore_level(&mut self, level: Shown) {
        self.level = level;
    }

    /// The same, by name.
    pub fn set_level(&mut self, name: &str) -> Text {
        self.level = match name.to_ascii_uppercase().as_str() {
            "DEBUG" => Shown::Debug,
            "INFO" => Shown::From(Level::Info),
            "WARN" => Shown::From(Level::Warn),
            "ERROR" => Shown::From(Level::Error),
            "FATAL" => Shown::Fatal,
            "NONE" => Shown::Nothing,
            _ => {
                let why = "log levels must be either of [DEBUG INFO WARN ERROR FATAL NONE]";
                return Err(why.to_string());
            }
        };
        Ok(())
    }

    /// What was printed since the last call.
    pub fn take_output(&mut self) -> String {
        std::mem::take(&mut self.output)
    }

    fn log(&mut self, at: usize) {
        for trace in self.nodes[at].raw.take_traces() {
            let shown = match self.level {
                Shown::Debug => true,
                Shown::From(level) => trace.level() >= level,
                Shown::Fatal | Shown::Nothing => false,
            };
            if shown && trace.is_upstream() {
                self.output += &format!("{} {trace}\n", trace.level());
            }
        }
    }

    fn write(&mut self, text: &str) {
        if self.level != Shown::Nothing {
            self.output += text;
        }
    }

    fn indented(&mut self, f: impl FnOnce(&mut Env) -> Text) -> Text {
        let before = std::mem::take(&mut self.output);
        let result = f(self);
        let inner = std::mem::replace(&mut self.output, before);
        inner.lines().for_each(|line| self.output += &format!("  {line}\n"));
        result
    }
}

/// Nothing, or what went wrong in words.
type Text = Result<(), String>;
