//! Which words inspector and explanations need. `en_panels.rs` has them in English; the compiler
//! sees that no language leaves one out.

use super::Words;
use crate::{
    msg::Tab,
    present::{waiting::Wait, wal::RecordKind},
};

/// The inspector around its panels.
pub struct InspectWords {
    pub name: &'static str,
    pub nothing: &'static str,
    pub down: &'static str,
    pub tabs: [&'static str; 6],
    pub term: &'static str,
    pub figures: &'static str,
    pub as_table: &'static str,
    pub as_picture: &'static str,
    pub older: &'static str,
    pub newer: &'static str,
    /// Between the members of a list.
    pub comma: &'static str,
}

/// The WAL panel.
pub struct WalWords {
    pub empty: &'static str,
    pub segment: &'static str,
    pub size: &'static str,
    pub window: &'static str,
    pub all_safe: &'static str,
    pub syncing: &'static str,
    pub not_synced: &'static str,
    pub safe: &'static str,
    pub lost: &'static str,
    pub record: &'static str,
    pub line: &'static str,
    /// Metadata, entry, state, crc, snapshot, damaged.
    pub kinds: [&'static str; 6],
    pub kinds_short: [&'static str; 6],
    pub offset: &'static str,
    pub kind: &'static str,
    pub content: &'static str,
    pub on_crash: &'static str,
    pub open_hint: &'static str,
    pub opened: &'static str,
    pub fields: &'static str,
    pub bytes: &'static str,
    pub more_bytes: &'static str,
    pub byte_count: &'static str,
    pub chain: &'static str,
    pub chain_kept: &'static str,
}

/// The Storage panel.
pub struct StorageWords {
    pub empty: &'static str,
    pub lattice: &'static str,
    pub lattice_hint: &'static str,
    pub revisions: &'static str,
    pub keys: &'static str,
    pub keys_changed: &'static str,
    pub cursor: &'static str,
    pub cursor_value: &'static str,
    pub cursor_label: &'static str,
    pub compacted: &'static str,
    pub written: &'static str,
    pub deleted: &'static str,
    pub read_now: &'static str,
    pub read_at: &'static str,
    pub nothing_then: &'static str,
    pub more_keys: &'static str,
    pub key: &'static str,
    pub value: &'static str,
    pub revision: &'static str,
    pub generation: &'static str,
    pub generation_hint: &'static str,
    pub create_version: &'static str,
    pub create_hint: &'static str,
    pub mod_hint: &'static str,
    pub version_hint: &'static str,
    pub tombstone: &'static str,
    pub tree: &'static str,
    pub tree_remark: &'static str,
    pub more_nodes: &'static str,
}

/// The Why panel.
pub struct WhyWords {
    pub when: &'static str,
    pub no_decision: &'static str,
    pub compared: &'static str,
    pub log: &'static str,
    pub sources: &'static str,
    pub causes: &'static str,
    pub no_cause: &'static str,
    pub waiting: &'static str,
    pub nothing_waits: &'static str,
    pub skipped: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
}

/// What happened in a few words, and the values that were compared.
pub type Said = (&'static str, &'static str);

/// What happened at a moment.
pub struct EventWords {
    pub start: &'static str,
    pub tick: &'static str,
    pub deliver: &'static str,
    pub lost: &'static str,
    /// The link is cut, chance, the receiver is down, somebody dropped it.
    pub losses: [&'static str; 4],
    pub unreachable: &'static str,
    pub snapshot_arrived: &'static str,
    pub snapshot_lost: &'static str,
    pub disk_done: &'static str,
    pub timeout: &'static str,
    pub retry: &'static str,
    pub act: &'static str,
    pub request: &'static str,
    pub reply: &'static str,
    pub refused: &'static str,
    pub gone: &'static str,
}

/// What pending things wait for.
pub struct WaitWords {
    pub parked: &'static str,
    pub fsync: &'static str,
    pub fsync_state: &'static str,
    pub apply: &'static str,
    pub client: &'static str,
    pub client_down: &'static str,
    pub down: &'static str,
}

impl Words {
    /// An inspector's tab.
    pub fn tab(&self, tab: Tab) -> &'static str {
        self.inspect.tabs[match tab {
            Tab::Raft => 0,
            Tab::Logs => 1,
            Tab::Wal => 2,
            Tab::Storage => 3,
            Tab::Path => 4,
            Tab::Why => 5,
        }]
    }

    /// A WAL record's type.
    pub fn record(&self, kind: RecordKind) -> &'static str {
        self.wal.kinds[record_number(kind)]
    }

    /// The same in four letters.
    pub fn record_short(&self, kind: RecordKind) -> &'static str {
        self.wal.kinds_short[record_number(kind)]
    }

    /// Members in a row.
    pub fn members(&self, ids: &[u64]) -> String {
        let names: Vec<String> = ids.iter().map(|id| format!("n{id}")).collect();
        names.join(self.inspect.comma)
    }

    /// What something waits for, in a sentence.
    pub fn wait(&self, wait: &Wait) -> String {
        let text = &self.waits;
        match wait {
            Wait::Parked { member, writes } => {
                self.fill(text.parked, &[("member", member), ("writes", writes)])
            }
            Wait::Fsync { member, to: 0, .. } => self.fill(text.fsync_state, &[("member", member)]),
            Wait::Fsync { member, from, to } => {
                self.fill(text.fsync, &[("member", member), ("from", from), ("to", to)])
            }
            Wait::Apply { member, applied, commit } => self
                .fill(text.apply, &[("member", member), ("applied", applied), ("commit", commit)]),
            Wait::Client { client, request, member, down, left_ms } => self.fill(
                if *down { text.client_down } else { text.client },
                &[("client", client), ("request", request), ("member", member), ("left", left_ms)],
            ),
            Wait::Down { member } => self.fill(text.down, &[("member", member)]),
        }
    }
}

fn record_number(kind: RecordKind) -> usize {
    match kind {
        RecordKind::Metadata => 0,
        RecordKind::Entry => 1,
        RecordKind::State => 2,
        RecordKind::Crc => 3,
        RecordKind::Snapshot => 4,
        RecordKind::Damaged => 5,
    }
}
