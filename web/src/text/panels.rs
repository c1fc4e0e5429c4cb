//! Which words inspector and explanations need. `en_panels.rs` has them in English; the compiler
//! sees that no language leaves one out.

use super::Words;
use crate::present::waiting::Wait;

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
    pub timer: &'static str,
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
