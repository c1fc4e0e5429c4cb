//! The stable part of the log as raft reads it, after etcd storage.go, `MemoryStorage`.
//!
//! The server writes a `Ready` to its WAL first and appends it here second; raft itself only reads. The
//! entries lie in chunks that clones share: a keyframe of a whole world costs a pointer per chunk, and a
//! chunk is copied only when it is appended to or cut while somebody else still holds it.

use super::{
    codec::entry_size,
    message::{ConfState, Entry, HardState, Snapshot},
};
use crate::base::{Index, Term};
use std::{fmt, rc::Rc};

/// Why an entry, a term or a snapshot cannot be had.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StorageError {
    /// It was compacted away.
    Compacted,
    /// It is not there yet.
    Unavailable,
    /// A later snapshot is there.
    SnapshotOutOfDate,
    /// An append would leave a hole.
    Gap { last: Index, first: Index },
}

/// The stable log, in memory.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MemoryStorage {
    hard_state: HardState,
    snapshot: Rc<Snapshot>,
    /// The last entry that is no longer there, whose term is still known.
    compacted: Index,
    compacted_term: Term,
    /// The first place of the first chunk; at most `compacted + 1`.
    base: Index,
    /// All but the last hold [`CHUNK`] entries.
    chunks: Vec<Rc<Vec<Entry>>>,
    last: Index,
}

impl Default for MemoryStorage {
    fn default() -> MemoryStorage {
        MemoryStorage::new()
    }
}

impl MemoryStorage {
    /// An empty log.
    pub fn new() -> MemoryStorage {
        MemoryStorage {
            hard_state: HardState::default(),
            snapshot: Rc::new(Snapshot::default()),
            compacted: 0,
            compacted_term: 0,
            base: 1,
            chunks: Vec::new(),
            last: 0,
        }
    }

    /// A log that begins after a snapshot.
    pub fn from_snapshot(snapshot: Snapshot) -> MemoryStorage {
        let mut storage = MemoryStorage::new();
        storage.reset_to(snapshot);
        storage
    }

    /// What must survive a crash.
    pub fn set_hard_state(&mut self, state: HardState) {
        self.hard_state = state;
    }

    /// Adds entries, replacing those at and after the first of them; what is compacted already is
    /// passed over.
    pub fn append(&mut self, entries: &[Entry]) -> Result<(), StorageError> {
        let Some(first) = entries.first().map(|entry| entry.index) else { return Ok(()) };
        let past = (self.compacted + 1).saturating_sub(first).min(entries.len() as u64);
        let entries = &entries[past as usize..];
        let Some(first) = entries.first().map(|entry| entry.index) else { return Ok(()) };
        if first > self.last + 1 {
            return Err(StorageError::Gap { last: self.last, first });
        }
        self.truncate_to(first - 1);
        self.last += entries.len() as u64;
        let mut rest = entries;
        while !rest.is_empty() {
            if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK) {
                self.chunks.push(Rc::new(Vec::with_capacity(CHUNK)));
            }
            let Some(chunk) = self.chunks.last_mut() else { break };
            let (now, later) = rest.split_at(rest.len().min(CHUNK - chunk.len()));
            Rc::make_mut(chunk).extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    /// Replaces everything by a snapshot that came from the leader.
    pub fn apply_snapshot(&mut self, snapshot: Snapshot) -> Result<(), StorageError> {
        let have = self.snapshot.metadata.index;
        if have != 0 && have >= snapshot.metadata.index {
            return Err(StorageError::SnapshotOutOfDate);
        }
        self.reset_to(snapshot);
        Ok(())
    }

    /// The application's state at `index` is `data`: from now on slow followers get it.
    pub fn create_snapshot(
        &mut self,
        index: Index,
        conf_state: ConfState,
        data: crate::base::Bytes,
    ) -> Result<Rc<Snapshot>, StorageError> {
        if index <= self.snapshot.metadata.index {
            return Err(StorageError::SnapshotOutOfDate);
        }
        let term = self.term(index)?;
        let metadata = super::message::SnapshotMetadata { conf_state, index, term };
        self.snapshot = Rc::new(Snapshot { data, metadata });
        Ok(self.snapshot.clone())
    }

    /// From now on slow followers get this snapshot, whatever the log holds: for an application that keeps
    /// its snapshots itself.
    pub fn offer_snapshot(&mut self, snapshot: Rc<Snapshot>) {
        self.snapshot = snapshot;
    }

    /// Drops the entries up to and including `index`; its term stays known.
    pub fn compact(&mut self, index: Index) -> Result<(), StorageError> {
        if index <= self.compacted {
            return Err(StorageError::Compacted);
        }
        self.compacted_term = self.term(index)?;
        self.compacted = index;
        let gone = ((index + 1 - self.base) / CHUNK as u64) as usize;
        self.chunks.drain(..gone.min(self.chunks.len()));
        self.base += (gone * CHUNK) as u64;
        Ok(())
    }

    /// The hard state, and the configuration at the snapshot.
    pub fn initial_state(&self) -> (HardState, &ConfState) {
        (self.hard_state, &self.snapshot.metadata.conf_state)
    }

    /// The first entry that is there, or would be.
    pub fn first_index(&self) -> Index {
        self.compacted + 1
    }

    /// The last entry that is there, or was.
    pub fn last_index(&self) -> Index {
        self.last
    }

    /// The latest snapshot; index 0 if there is none.
    pub fn snapshot(&self) -> &Rc<Snapshot> {
        &self.snapshot
    }

    /// The term of the entry at `index`.
    pub fn term(&self, index: Index) -> Result<Term, StorageError> {
        if index == self.compacted {
            return Ok(self.compacted_term);
        }
        self.entry(index).map(|entry| entry.term)
    }

    /// One entry.
    pub fn entry(&self, index: Index) -> Result<&Entry, StorageError> {
        if index <= self.compacted {
            return Err(StorageError::Compacted);
        }
        if index > self.last {
            return Err(StorageError::Unavailable);
        }
        let at = (index - self.base) as usize;
        Ok(&self.chunks[at / CHUNK][at % CHUNK])
    }

    /// Appends the entries `low..high` to `out` until `size` bytes are reached; the first is never
    /// left out. Returns the bytes.
    pub fn entries(
        &self,
        low: Index,
        high: Index,
        size: u64,
        out: &mut Vec<Entry>,
    ) -> Result<u64, StorageError> {
        let mut total = 0u64;
        for index in low..high {
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

    fn truncate_to(&mut self, last: Index) {
        if last >= self.last {
            return;
        }
        let keep = (last + 1).saturating_sub(self.base) as usize;
        self.chunks.truncate(keep.div_ceil(CHUNK));
        if !keep.is_multiple_of(CHUNK)
            && let Some(chunk) = self.chunks.last_mut()
        {
            Rc::make_mut(chunk).truncate(keep % CHUNK);
        }
        self.last = last;
    }

    fn reset_to(&mut self, snapshot: Snapshot) {
        self.compacted = snapshot.metadata.index;
        self.compacted_term = snapshot.metadata.term;
        self.last = self.compacted;
        self.base = self.compacted + 1;
        self.chunks.clear();
        self.snapshot = Rc::new(snapshot);
    }
}

/// Entries in a chunk: small enough to copy, large enough that a clone has few to share.
const CHUNK: usize = 256;

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StorageError::Compacted => {
                write!(f, "requested index is unavailable due to compaction")
            }
            StorageError::Unavailable => write!(f, "requested entry at index is unavailable"),
            StorageError::SnapshotOutOfDate => {
                write!(f, "requested index is older than the existing snapshot")
            }
            StorageError::Gap { last, first } => {
                write!(f, "missing log entry [last: {last}, append at: {first}]")
            }
        }
    }
}

impl std::error::Error for StorageError {}

#[cfg(test)]
mod tests {
    use super::{CHUNK, MemoryStorage, StorageError};
    use crate::raft::message::Entry;
    use std::rc::Rc;

    fn entries(range: std::ops::RangeInclusive<u64>, term: u64) -> Vec<Entry> {
        range.map(|index| Entry { term, index, ..Entry::default() }).collect()
    }

    #[test]
    fn a_later_append_replaces_the_tail() {
        let mut storage = MemoryStorage::new();
        storage.append(&entries(1..=600, 1)).unwrap();
        storage.append(&entries(300..=310, 2)).unwrap();
        assert_eq!(storage.last_index(), 310);
        assert_eq!((storage.term(299), storage.term(300)), (Ok(1), Ok(2)));
        assert_eq!(storage.term(311), Err(StorageError::Unavailable));
        let gap = storage.append(&entries(320..=320, 2));
        assert_eq!(gap, Err(StorageError::Gap { last: 310, first: 320 }));
    }

    #[test]
    fn what_is_compacted_is_gone_and_its_last_term_known() {
        let mut storage = MemoryStorage::new();
        storage.append(&entries(1..=600, 3)).unwrap();
        storage.compact(520).unwrap();
        assert_eq!((storage.first_index(), storage.last_index()), (521, 600));
        assert_eq!(storage.term(520), Ok(3));
        assert_eq!(storage.term(519), Err(StorageError::Compacted));
        assert_eq!(storage.entry(520), Err(StorageError::Compacted));
        storage.append(&entries(510..=530, 4)).unwrap();
        assert_eq!((storage.term(521), storage.last_index()), (Ok(4), 530));
        assert_eq!(storage.compact(520), Err(StorageError::Compacted));
    }

    #[test]
    fn a_clone_shares_every_chunk_but_the_one_written() {
        let mut storage = MemoryStorage::new();
        storage.append(&entries(1..=CHUNK as u64 * 3 + 5, 1)).unwrap();
        let keyframe = storage.clone();
        storage.append(&entries(CHUNK as u64 * 3 + 6..=CHUNK as u64 * 3 + 6, 1)).unwrap();
        let shared = |i: usize| Rc::ptr_eq(&storage.chunks[i], &keyframe.chunks[i]);
        assert_eq!([shared(0), shared(1), shared(2), shared(3)], [true, true, true, false]);
        assert_eq!(keyframe.last_index(), CHUNK as u64 * 3 + 5);
    }

    #[test]
    fn entries_stop_at_the_size_but_never_before_one() {
        let mut storage = MemoryStorage::new();
        storage.append(&entries(1..=5, 1)).unwrap();
        let take = |size| {
            let mut out = Vec::new();
            storage.entries(1, 6, size, &mut out).map(|_| out.len())
        };
        assert_eq!((take(0), take(12), take(17), take(u64::MAX)), (Ok(1), Ok(2), Ok(2), Ok(5)));
    }
}
