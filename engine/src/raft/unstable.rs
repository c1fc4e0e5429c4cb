//! The tail of the log that is not on disk yet, after etcd log_unstable.go.
//!
//! `offset` is the index of the first entry here. Everything before `in_progress` was handed out in a
//! `Ready` and is being written; it leaves when the write is reported.

use super::{
    log::EntryId,
    message::{Entry, Snapshot},
    trace::{self, Trace},
};
use crate::base::{Index, Sink, Term};
use std::rc::Rc;

/// Entries, and perhaps a snapshot before them, that are not stable.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unstable {
    /// A snapshot from the leader that is still to be saved.
    pub snapshot: Option<Rc<Snapshot>>,
    /// The entries from `offset` on.
    pub entries: Vec<Entry>,
    /// The index of the first of them.
    pub offset: Index,
    /// The snapshot is being written.
    pub snapshot_in_progress: bool,
    /// Entries before this are being written.
    pub offset_in_progress: Index,
}

impl Unstable {
    /// Nothing, after a stable log that ends before `offset`.
    pub fn new(offset: Index) -> Unstable {
        Unstable {
            snapshot: None,
            entries: Vec::new(),
            offset,
            snapshot_in_progress: false,
            offset_in_progress: offset,
        }
    }

    /// The first index after the snapshot, if there is one here.
    pub fn first_index(&self) -> Option<Index> {
        self.snapshot.as_ref().map(|snapshot| snapshot.metadata.index + 1)
    }

    /// The last index, if it is here.
    pub fn last_index(&self) -> Option<Index> {
        if self.entries.is_empty() {
            return self.snapshot.as_ref().map(|snapshot| snapshot.metadata.index);
        }
        Some(self.offset + self.entries.len() as u64 - 1)
    }

    /// The term of `index`, if it is here.
    pub fn term(&self, index: Index) -> Option<Term> {
        if index < self.offset {
            let here = self.snapshot.as_ref().filter(|s| s.metadata.index == index);
            return here.map(|snapshot| snapshot.metadata.term);
        }
        self.entries.get((index - self.offset) as usize).map(|entry| entry.term)
    }

    /// The entries that are not being written yet.
    pub fn next_entries(&self) -> &[Entry] {
        let started = (self.offset_in_progress - self.offset) as usize;
        self.entries.get(started..).unwrap_or(&[])
    }

    /// The snapshot, if it is not being written yet.
    pub fn next_snapshot(&self) -> Option<&Rc<Snapshot>> {
        self.snapshot.as_ref().filter(|_| !self.snapshot_in_progress)
    }

    /// Everything here is being written from now on.
    pub fn accept_in_progress(&mut self) {
        if let Some(last) = self.entries.last() {
            self.offset_in_progress = last.index + 1;
        }
        self.snapshot_in_progress = self.snapshot.is_some();
    }

    /// Everything up to `id` is on disk; unless the log has changed in the meantime.
    pub fn stable_to(&mut self, id: EntryId, tracer: &mut Sink<Trace>) {
        let Some(term) = self.term(id.index) else {
            tracer.push(|| trace::Log::StableMissing { index: id.index });
            return;
        };
        if id.index < self.offset {
            tracer.push(|| trace::Log::StableIsSnapshot { index: id.index });
            return;
        }
        if term != id.term {
            tracer.push(|| trace::Log::StableMismatch {
                index: id.index,
                term: id.term,
                ours: term,
            });
            return;
        }
        self.entries.drain(..(id.index + 1 - self.offset) as usize);
        self.offset = id.index + 1;
        self.offset_in_progress = self.offset_in_progress.max(self.offset);
    }

    /// The snapshot at `index` is on disk.
    pub fn stable_snapshot_to(&mut self, index: Index) {
        if self.snapshot.as_ref().is_some_and(|s| s.metadata.index == index) {
            self.snapshot = None;
            self.snapshot_in_progress = false;
        }
    }

    /// The leader's snapshot replaces everything.
    pub fn restore(&mut self, snapshot: Rc<Snapshot>) {
        self.offset = snapshot.metadata.index + 1;
        self.offset_in_progress = self.offset;
        self.entries.clear();
        self.snapshot = Some(snapshot);
        self.snapshot_in_progress = false;
    }

    /// Adds `entries`, which follow each other, after dropping what is at and after the first of them.
    pub fn truncate_and_append(&mut self, entries: &[Entry], tracer: &mut Sink<Trace>) {
        let Some(first) = entries.first().map(|entry| entry.index) else { return };
        if first == self.offset + self.entries.len() as u64 {
            // The usual case: the new entries follow the old.
        } else if first <= self.offset {
            tracer.push(|| trace::Log::UnstableReplaced { index: first });
            self.entries.clear();
            self.offset = first;
            self.offset_in_progress = first;
        } else {
            tracer.push(|| trace::Log::UnstableTruncated { index: first });
            self.entries.truncate((first - self.offset) as usize);
            self.offset_in_progress = self.offset_in_progress.min(first);
        }
        self.entries.extend_from_slice(entries);
    }
}
