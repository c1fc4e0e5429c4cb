//! The values behind a decision of the server, the WAL, the store and the world around.

use super::compare_snapshot::snapshot_values;
use super::{compare_membership as membership, rule::Compared};
use crate::{present::entry, text::Words};
use engine::server::trace as of;
use engine::{mvcc, server, sim::What, wal};
use std::fmt::Display;

/// One value that mattered.
pub(super) fn one(name: &str, value: impl Display) -> Compared {
    Compared { name: name.to_string(), value: value.to_string(), with: None }
}

/// Two values, held against each other.
pub(super) fn two(
    name: &str,
    value: impl Display,
    relation: &'static str,
    other: impl Display,
    other_name: &str,
) -> Compared {
    let with = Some((relation, other.to_string(), other_name.to_string()));
    Compared { name: name.to_string(), value: value.to_string(), with }
}

/// `<`, `=` or `>`.
pub(super) fn relation(a: u64, b: u64) -> &'static str {
    match a.cmp(&b) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    }
}

/// The values of any decision that is not raft's.
pub(super) fn values(what: &What, words: Words) -> Vec<Compared> {
    let text = &words.operands;
    match what {
        What::Server(server::Trace::Raft(_)) => Vec::new(),
        What::Server(server::Trace::Wal(trace)) => wal_values(trace, words),
        What::Server(server::Trace::Mvcc(trace)) => mvcc_values(trace, words),
        What::Server(trace) => server_values(trace, words),
        What::Died(fatal) => vec![one(text.reason, fatal)],
        What::CrashLost { bytes } => vec![one(text.bytes, bytes)],
        What::RequestSent { request, member, .. } => {
            vec![one(text.request, request), one(text.member, format!("n{member}"))]
        }
        What::RequestEnded { request, .. } => vec![one(text.request, request)],
        What::RetryPlanned { request, after, .. } => {
            vec![one(text.request, request), one(text.wait, after)]
        }
        What::PacketDropped { packet, .. } => vec![one(text.message, packet)],
    }
}

fn wal_values(trace: &wal::Trace, words: Words) -> Vec<Compared> {
    let text = &words.operands;
    match trace {
        wal::Trace::Created { path, .. }
        | wal::Trace::Cut { path }
        | wal::Trace::Ignored { path } => vec![one(text.file, path)],
        wal::Trace::Saved { entries, first, last, state, bytes, sync } => {
            let yes_no = |yes: bool| if yes { text.yes } else { text.no };
            let mut all = vec![one(text.bytes, bytes)];
            if *entries > 0 {
                all.push(one(text.entries, format!("{first}–{last}")));
            }
            all.push(one(text.hard_state, yes_no(*state)));
            all.push(one(text.sync, yes_no(*sync)));
            all
        }
        wal::Trace::SnapshotSaved { index } => vec![one(text.index, index)],
        wal::Trace::Repaired { path, offset, dropped } => {
            vec![one(text.file, path), one(text.offset, offset), one(text.bytes, dropped)]
        }
        wal::Trace::Opened { entries, last, commit, .. } => {
            vec![one(text.entries, entries), one(text.last, last), one(text.commit, commit)]
        }
        wal::Trace::Refused(error) => vec![one(text.reason, error)],
    }
}

fn mvcc_values(trace: &mvcc::Trace, words: Words) -> Vec<Compared> {
    let text = &words.operands;
    let key_text = |key: &[u8]| entry::text(key, 40);
    match trace {
        mvcc::Trace::KeyPut { key, revision, version, create_revision, generation } => vec![
            one(text.key, key_text(key)),
            one(text.revision, revision),
            one(text.create_revision, create_revision),
            one(text.version, version),
            one(text.generation, generation),
        ],
        mvcc::Trace::Tombstoned { key, revision, generation } => vec![
            one(text.key, key_text(key)),
            one(text.revision, revision),
            one(text.generation, generation),
        ],
        mvcc::Trace::NothingToDelete { revision } => vec![one(text.revision, revision)],
        mvcc::Trace::RangeAt { revision, current, count, returned } => vec![
            two(
                text.asked_revision,
                revision,
                if revision < current { "<" } else { "=" },
                current,
                text.store_revision,
            ),
            one(text.keys_found, count),
            one(text.keys_returned, returned),
        ],
        mvcc::Trace::FutureRevision { asked, current } => {
            vec![two(text.asked_revision, asked, ">", current, text.store_revision)]
        }
        mvcc::Trace::CompactedRevision { asked, compacted } => {
            vec![two(text.asked_revision, asked, "<", compacted, text.compacted_revision)]
        }
    }
}

fn server_values(trace: &server::Trace, words: Words) -> Vec<Compared> {
    use server::Trace::*;
    let text = &words.operands;
    match trace {
        Raft(_) | Wal(_) | Mvcc(_) => Vec::new(),
        Snapshot(trace) => snapshot_values(trace, words),
        Boot(of::Boot::Booted { members }) => vec![one(text.members, members)],
        Boot(of::Boot::Restarted { term, commit, last }) => {
            vec![one(text.term, term), one(text.commit, commit), one(text.last, last)]
        }
        Propose(of::Propose::Refused { error }) => vec![one(text.reason, error)],
        Propose(of::Propose::Proposed { request_id, bytes }) => {
            vec![one(text.request, format!("{request_id:x}")), one(text.bytes, bytes)]
        }
        Propose(of::Propose::ProposalWaits { request_id })
        | Propose(of::Propose::RequestTimedOut { request_id }) => {
            vec![one(text.request, format!("{request_id:x}"))]
        }
        Fsync(of::Fsync::SentBeforeFsync { messages })
        | Fsync(of::Fsync::HeldUntilFsync { messages }) => {
            vec![one(text.messages, messages)]
        }
        Fsync(of::Fsync::ReleasedByFsync { messages, stable }) => {
            vec![one(text.messages, messages), one(text.stable, stable)]
        }
        Apply(of::Apply::Applied { index, term, request_id, revision }) => vec![
            one(text.index, index),
            one(text.term, term),
            one(text.request, format!("{request_id:x}")),
            one(text.revision, revision),
        ],
        Apply(of::Apply::AppliedEmpty { index, term }) => {
            vec![one(text.index, index), one(text.term, term)]
        }
        Read(of::Read::ReadIndexAsked { reads, .. })
        | Read(of::Read::ReadFailedLeaderChanged { reads }) => {
            vec![one(text.reads, reads)]
        }
        Read(of::Read::ReadQueued { behind }) => vec![one(text.reads, behind)],
        Read(of::Read::ReadIndexKnown { index, applied, .. }) => {
            let relation = if applied >= index { "≥" } else { "<" };
            vec![two(text.applied, applied, relation, index, text.read_index)]
        }
        Read(of::Read::ReadServed { applied, needed, linearizable: true }) => {
            vec![two(text.applied, applied, "≥", needed, text.read_index)]
        }
        Read(of::Read::ReadServed { applied, linearizable: false, .. }) => {
            vec![one(text.applied, applied)]
        }
        Read(of::Read::ReadIndexRetried { context }) => {
            vec![one(text.request, format!("{context:x}"))]
        }
        other => other_ways(other, words),
    }
}

/// Reads on other ways, and what an outsider switched.
fn other_ways(trace: &server::Trace, words: Words) -> Vec<Compared> {
    use server::Trace::*;
    let text = &words.operands;
    match trace {
        Read(of::Read::ReadProposed { request_id, bytes }) => {
            vec![one(text.request, format!("{request_id:x}")), one(text.bytes, bytes)]
        }
        Apply(of::Apply::ReadEntrySkipped { index, term, request_id }) => vec![
            one(text.index, index),
            one(text.term, term),
            one(text.request, format!("{request_id:x}")),
        ],
        Forward(of::Forward::ForwardWaits { request_id }) => {
            vec![one(text.request, format!("{request_id:x}"))]
        }
        Forward(of::Forward::Forwarded { request_id, to })
        | Forward(of::Forward::ForwardRetried { request_id, to }) => {
            vec![one(text.request, format!("{request_id:x}")), one(text.leader, format!("n{to}"))]
        }
        Forward(of::Forward::ForwardAnswered { request_id, from, error }) => {
            let mut all = vec![
                one(text.request, format!("{request_id:x}")),
                one(text.member, format!("n{from}")),
            ];
            all.extend(error.as_ref().map(|error| one(text.reason, error)));
            all
        }
        Forward(of::Forward::ForwardFailedLeaderChanged { requests }) => {
            vec![one(text.request, requests)]
        }
        Fsync(of::Fsync::AnsweredBeforeFsync { messages }) => vec![one(text.messages, messages)],
        Switch(of::Switch::RuleSwitched { rule, on }) => {
            vec![one(rule.name(), if *on { text.yes } else { text.no })]
        }
        Switch(of::Switch::ReadModeSwitched { mode }) => vec![one(text.reads, mode.name())],
        other => membership::values(other, words),
    }
}
