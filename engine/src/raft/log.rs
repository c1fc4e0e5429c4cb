//! The log as raft sees it: the stable part, then the unstable tail, after etcd log.go.
//!
//! Three marks walk over it, never back: `applied <= applying <= committed`. What is committed will never
//! change; what is applied, the application has done.

use super::{
    codec::entry_size,
    error::{Fault, RaftError},
    memory::{MemoryStorage, StorageError},
    message::Entry,
    trace::{self, Trace},
    unstable::Unstable,
};
use crate::base::{Index, Sink, Term};

/// The name of an entry: two logs that have the same name at a place agree up to it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct EntryId {
    /// The term of the leader that made it.
    pub term: Term,
    /// Its place.
    pub index: Index,
}

/// The whole log of one member.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RaftLog {
    /// What is on disk.
    pub storage: MemoryStorage,
    /// What is not.
    pub unstable: Unstable,
    /// The highest index that is known to be on a quorum.
    pub committed: Index,
    /// The highest index that was handed to the application.
    pub applying: Index,
    /// The highest index that the application has reported.
    pub applied: Index,
    max_applying_size: u64,
    applying_size: u64,
    applying_paused: bool,
}

impl RaftLog {
    /// The log on top of `storage`, of which nothing past its snapshot is known to be committed.
    pub fn new(storage: MemoryStorage, max_applying_size: u64) -> RaftLog {
        let (first, last) = (storage.first_index(), storage.last_index());
        RaftLog {
            storage,
            unstable: Unstable::new(last + 1),
            committed: first - 1,
            applying: first - 1,
            applied: first - 1,
            max_applying_size,
            applying_size: 0,
            applying_paused: false,
        }
    }

    /// Takes the leader's `entries` if the log has `prev`, and its commit index as far as they reach.
    /// Returns the last index that the logs now share, or `None` if they do not share `prev`.
    pub fn maybe_append(
        &mut self,
        prev: EntryId,
        entries: &[Entry],
        commit: Index,
        tracer: &mut Sink<Trace>,
    ) -> Result<Option<Index>, RaftError> {
        if !self.match_term(prev) {
            return Ok(None);
        }
        let last_new = prev.index + entries.len() as u64;
        if let Some(at) = self.find_conflict(entries, tracer) {
            let index = entries[at].index;
            if index <= self.committed {
                let committed = self.committed;
                return Err(Fault::ConflictWithCommitted { index, committed }.into());
            }
            self.append(&entries[at..], tracer)?;
        }
        self.commit_to(commit.min(last_new))?;
        Ok(Some(last_new))
    }

    /// Adds entries of which none replaces a committed one. Returns the last index.
    pub fn append(
        &mut self,
        entries: &[Entry],
        tracer: &mut Sink<Trace>,
    ) -> Result<Index, RaftError> {
        if let Some(first) = entries.first() {
            let after = first.index.saturating_sub(1);
            if after < self.committed {
                let committed = self.committed;
                return Err(Fault::AppendBeforeCommitted { after, committed }.into());
            }
            self.unstable.truncate_and_append(entries, tracer);
        }
        Ok(self.last_index())
    }

    /// The position in `entries` of the first that the log does not have.
    fn find_conflict(&self, entries: &[Entry], tracer: &mut Sink<Trace>) -> Option<usize> {
        let differs = |entry: &Entry| !self.match_term(EntryId::of(entry));
        let at = entries.iter().position(differs)?;
        let Entry { index, term, .. } = entries[at];
        if index <= self.last_index() {
            tracer.push(|| trace::Log::ConflictFound {
                index,
                existing: self.term_or_zero(index),
                term,
            });
        }
        Some(at)
    }

    /// The last entry at or before `index` whose term is not above `term`: where logs may agree. Its
    /// term is 0 if it is unknown.
    pub fn find_conflict_by_term(&self, index: Index, term: Term) -> EntryId {
        for index in (1..=index).rev() {
            match self.term(index) {
                Err(_) => return EntryId { term: 0, index },
                Ok(ours) if ours <= term => return EntryId { term: ours, index },
                Ok(_) => {}
            }
        }
        EntryId::default()
    }

    /// Moves the commit mark forward to `index`.
    pub fn commit_to(&mut self, index: Index) -> Result<(), RaftError> {
        if index > self.committed {
            let last = self.last_index();
            if index > last {
                return Err(Fault::CommitOutOfRange { index, last }.into());
            }
            self.committed = index;
        }
        Ok(())
    }

    /// The application has applied up to `index`; `size` bytes of that were on their way.
    pub fn applied_to(&mut self, index: Index, size: u64) -> Result<(), RaftError> {
        if index > self.committed || index < self.applied {
            let (applied, committed) = (self.applied, self.committed);
            return Err(Fault::AppliedOutOfRange { index, applied, committed }.into());
        }
        self.applied = index;
        self.applying = self.applying.max(index);
        self.applying_size = self.applying_size.saturating_sub(size);
        self.applying_paused = self.applying_size >= self.max_applying_size;
        Ok(())
    }

    /// Entries up to `index`, of `size` bytes, were handed to the application.
    pub fn accept_applying(&mut self, index: Index, size: u64) {
        self.applying = index;
        self.applying_size = self.applying_size.saturating_add(size);
        self.applying_paused =
            self.applying_size >= self.max_applying_size || index < self.committed;
    }

    /// Whether there is something to hand to the application.
    pub fn has_next_committed(&self) -> bool {
        !self.applying_paused && self.unstable.snapshot.is_none() && self.applying < self.committed
    }

    /// Adds to `out` what to hand to the application next, and returns its size in bytes.
    pub fn next_committed(&self, out: &mut Vec<Entry>) -> u64 {
        if !self.has_next_committed() {
            return 0;
        }
        out.reserve((self.committed - self.applying).min(64) as usize);
        let room = self.max_applying_size.saturating_sub(self.applying_size);
        self.slice(self.applying + 1, self.committed + 1, room, out).unwrap_or(0)
    }

    /// The first index that is still there.
    pub fn first_index(&self) -> Index {
        self.unstable.first_index().unwrap_or_else(|| self.storage.first_index())
    }

    /// The last index.
    pub fn last_index(&self) -> Index {
        self.unstable.last_index().unwrap_or_else(|| self.storage.last_index())
    }

    /// The last index whose entry, as the log has it, is on disk. While a tail is being replaced, storage
    /// still holds the old one, which may be longer: what replaces it counts only once it is there itself.
    pub fn stable_index(&self) -> Index {
        let snapshot = self.unstable.snapshot.as_ref().map(|snapshot| snapshot.metadata.index);
        let first_in_memory = snapshot.unwrap_or(self.unstable.offset);
        self.storage.last_index().min(first_in_memory - 1)
    }

    /// The last entry's name.
    pub fn last_id(&self) -> EntryId {
        let index = self.last_index();
        EntryId { term: self.term_or_zero(index), index }
    }

    /// The term of the entry at `index`.
    pub fn term(&self, index: Index) -> Result<Term, StorageError> {
        if let Some(term) = self.unstable.term(index) {
            return Ok(term);
        }
        if index >= self.unstable.offset {
            return Err(StorageError::Unavailable);
        }
        if self.unstable.snapshot.is_some() {
            // Nothing before it is there any more.
            return Err(StorageError::Compacted);
        }
        self.storage.term(index)
    }

    /// The term of the entry at `index`, or zero where it is unknown.
    pub fn term_or_zero(&self, index: Index) -> Term {
        self.term(index).unwrap_or(0)
    }

    /// Whether the log has this very entry.
    pub fn match_term(&self, id: EntryId) -> bool {
        self.term(id.index) == Ok(id.term)
    }

    /// Whether a log that ends with `theirs` is at least as good (thesis 3.6.1).
    pub fn is_up_to_date(&self, theirs: EntryId) -> bool {
        let ours = self.last_id();
        (theirs.term, theirs.index) >= (ours.term, ours.index)
    }

    /// One entry.
    pub fn entry(&self, index: Index) -> Result<&Entry, StorageError> {
        if index < self.unstable.offset {
            return self.storage.entry(index);
        }
        let at = (index - self.unstable.offset) as usize;
        self.unstable.entries.get(at).ok_or(StorageError::Unavailable)
    }

    /// Adds the entries from `low` on to `out`, up to `size` bytes; the first in any case.
    pub fn entries_from(
        &self,
        low: Index,
        size: u64,
        out: &mut Vec<Entry>,
    ) -> Result<(), StorageError> {
        let last = self.last_index();
        if low == last && low >= self.unstable.offset {
            // The usual case: the entry that was proposed just now.
            out.push(self.entry(low)?.clone());
            return Ok(());
        }
        self.slice(low, last + 1, size, out).map(|_| ())
    }

    /// Adds the entries `low..high` to `out`, up to `size` bytes; the first in any case. Returns the
    /// bytes.
    pub fn slice(
        &self,
        low: Index,
        high: Index,
        size: u64,
        out: &mut Vec<Entry>,
    ) -> Result<u64, StorageError> {
        if low >= high {
            return Ok(0);
        }
        if low < self.first_index() {
            return Err(StorageError::Compacted);
        }
        let had = out.len() as u64;
        let cut = high.min(self.unstable.offset);
        let mut total = self.storage.entries(low, cut, size, out)?;
        if low < cut && out.len() as u64 - had < cut - low {
            return Ok(total);
        }
        for index in low.max(self.unstable.offset)..high {
            let entry = self.entry(index)?;
            let with = total.saturating_add(entry_size(entry));
            if with > size && index > low {
                break;
            }
            total = with;
            out.push(entry.clone());
        }
        Ok(total)
    }
}

impl EntryId {
    /// The name of `entry`.
    pub fn of(entry: &Entry) -> EntryId {
        EntryId { term: entry.term, index: entry.index }
    }
}

impl std::fmt::Display for RaftLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "committed={}, applied={}, applying={}, unstable.offset={}, \
             unstable.offsetInProgress={}, len(unstable.Entries)={}",
            self.committed,
            self.applied,
            self.applying,
            self.unstable.offset,
            self.unstable.offset_in_progress,
            self.unstable.entries.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::message::{ConfState, Snapshot, SnapshotMetadata};
    use std::rc::Rc;

    fn entry(term: Term, index: Index) -> Entry {
        Entry { term, index, ..Entry::default() }
    }

    /// A log with entries 1 to 4 of term 1 on disk, of which nothing is committed.
    fn saved() -> RaftLog {
        let mut storage = MemoryStorage::default();
        let entries: Vec<Entry> = (1..=4).map(|index| entry(1, index)).collect();
        storage.append(&entries).expect("they follow each other");
        RaftLog::new(storage, u64::MAX)
    }

    #[test]
    fn a_tail_that_is_being_replaced_is_not_on_disk() {
        let (mut log, mut tracer) = (saved(), Sink::default());
        assert_eq!(log.stable_index(), 4);
        log.append(&[entry(1, 5)], &mut tracer).expect("it follows");
        assert_eq!(log.stable_index(), 4, "the new entry is in memory");
        let prev = EntryId { term: 1, index: 2 };
        log.maybe_append(prev, &[entry(2, 3)], 0, &mut tracer).expect("nothing is committed");
        assert_eq!((log.last_index(), log.storage.last_index()), (3, 4));
        assert_eq!(log.stable_index(), 2, "storage still has the old tail");
        log.storage.append(&[entry(2, 3)]).expect("it follows");
        log.unstable.stable_to(EntryId { term: 2, index: 3 }, &mut tracer);
        assert_eq!((log.stable_index(), log.storage.last_index()), (3, 3));
    }

    #[test]
    fn a_snapshot_that_is_being_saved_is_not_on_disk() {
        let (mut log, conf_state) = (saved(), ConfState::default());
        let metadata = SnapshotMetadata { conf_state, index: 3, term: 2 };
        let snapshot = Rc::new(Snapshot { metadata, ..Snapshot::default() });
        log.unstable.restore(snapshot.clone());
        assert_eq!((log.last_index(), log.storage.last_index()), (3, 4));
        assert!(log.stable_index() < 3, "its index is that of another entry there");
        log.storage.apply_snapshot((*snapshot).clone()).expect("it is newer");
        log.unstable.stable_snapshot_to(3);
        assert_eq!(log.stable_index(), 3);
    }
}
