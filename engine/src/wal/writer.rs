//! The end of the log that is written to (`wal.go`: `Create`, `Save`, `SaveSnapshot`, `cut`).

use super::{
    record::{Kind, Metadata, Snapshot, put_record},
    segment::{DIR, SEGMENT_BYTES, path},
    trace::{SLOW_SYNC, Trace},
};
use crate::{
    base::{Bytes, DiskOp, Index, Sink, Time},
    raft::{
        codec,
        message::{Entry, HardState},
    },
};

/// A log that is ready to be appended to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Wal {
    pub(super) metadata: Metadata,
    /// The last segment: its number, its path, and how long it is.
    pub(super) seq: u64,
    pub(super) path: String,
    pub(super) len: u64,
    /// The size after which the next segment is begun.
    pub(super) segment_bytes: u64,
    /// The value of the checksum chain.
    pub(super) crc: u32,
    /// The last hard state that was written; each segment repeats it at its head.
    pub(super) state: HardState,
    /// The last entry that was written (etcd `enti`).
    pub(super) last: Index,
}

impl Wal {
    /// Begins a new log. The file is written under another name and renamed when it is safe, so that
    /// there is never half a beginning.
    pub fn create<T: From<Trace>>(
        metadata: Metadata,
        ops: &mut Vec<DiskOp>,
        reasons: &mut Sink<T>,
    ) -> Wal {
        let mut wal = Wal {
            metadata,
            seq: 0,
            path: path(0, 0),
            len: 0,
            segment_bytes: SEGMENT_BYTES,
            crc: 0,
            state: HardState::default(),
            last: 0,
        };
        let mut out = Vec::new();
        wal.put_head(&mut out);
        wal.put(&mut out, Kind::Snapshot, &Snapshot::default().encode());
        wal.begin_segment(wal.path.replace(DIR, "member/wal.tmp/"), out, ops);
        reasons.push(|| Trace::Created { path: wal.path.clone(), metadata });
        wal
    }

    /// Lets the next segment begin after `bytes`, as etcd's own tests do.
    pub fn set_segment_bytes(&mut self, bytes: u64) {
        self.segment_bytes = bytes;
    }

    /// Writes entries, then the hard state, with one write; asks for a sync if `must_sync` (entries, or a
    /// new term or vote: `raft.MustSync`). If there is nothing to write, nothing is.
    pub fn save<T: From<Trace>>(
        &mut self,
        hard_state: Option<&HardState>,
        entries: &[Entry],
        must_sync: bool,
        ops: &mut Vec<DiskOp>,
        reasons: &mut Sink<T>,
    ) {
        let state = hard_state.filter(|state| **state != HardState::default());
        if state.is_none() && entries.is_empty() {
            return;
        }
        let size: u64 = entries.iter().map(|entry| codec::entry_size(entry) + 40).sum();
        let (mut out, mut data) = (Vec::with_capacity(size as usize + 64), Vec::new());
        for entry in entries {
            data.clear();
            codec::put_entry(&mut data, entry);
            self.put(&mut out, Kind::Entry, &data);
            self.last = entry.index;
        }
        if let Some(state) = state {
            self.state = *state;
            self.put_state(&mut out);
        }
        let bytes = out.len() as u64;
        let cut = self.append(out, must_sync, ops);
        reasons.push(|| Trace::Saved {
            entries: entries.len() as u64,
            first: entries.first().map_or(0, |entry| entry.index),
            last: entries.last().map_or(0, |entry| entry.index),
            state: state.is_some(),
            bytes,
            sync: must_sync || cut,
        });
    }

    /// Writes the place of a snapshot, whose file must be safe already.
    pub fn save_snapshot<T: From<Trace>>(
        &mut self,
        snapshot: &Snapshot,
        ops: &mut Vec<DiskOp>,
        reasons: &mut Sink<T>,
    ) {
        let mut out = Vec::new();
        self.put(&mut out, Kind::Snapshot, &snapshot.encode());
        self.len += out.len() as u64;
        self.last = self.last.max(snapshot.index);
        let path = self.path.clone();
        ops.push(DiskOp::Append { path: path.clone(), data: out.into() });
        ops.push(DiskOp::Sync { path });
        reasons.push(|| Trace::SnapshotSaved { index: snapshot.index });
    }

    /// A write is safe, after so long (etcd `wal.go`, `sync`).
    pub fn synced<T: From<Trace>>(&self, took: Time, traces: &mut Sink<T>) {
        if took > SLOW_SYNC {
            traces.push(|| Trace::SlowSync { took });
        }
    }

    /// Whose log it is.
    pub fn metadata(&self) -> Metadata {
        self.metadata
    }

    /// The path of the segment that is written to.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How long that segment is.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// True only before the head is written, which is never seen from outside.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The last entry that was written.
    pub fn last_index(&self) -> Index {
        self.last
    }

    /// Appends, and begins the next segment if this one is full. True if it did.
    fn append(&mut self, out: Vec<u8>, must_sync: bool, ops: &mut Vec<DiskOp>) -> bool {
        self.len += out.len() as u64;
        let (path, full) = (self.path.clone(), self.len >= self.segment_bytes);
        ops.push(DiskOp::Append { path: path.clone(), data: Bytes::from(out) });
        if must_sync || full {
            ops.push(DiskOp::Sync { path });
        }
        if full {
            self.cut(ops);
        }
        full
    }

    fn cut(&mut self, ops: &mut Vec<DiskOp>) {
        self.seq += 1;
        self.path = path(self.seq, self.last + 1);
        let mut out = Vec::new();
        self.put_head(&mut out);
        if self.state != HardState::default() {
            self.put_state(&mut out);
        }
        self.begin_segment(format!("{DIR}{}.tmp", self.seq % 2), out, ops);
    }

    fn begin_segment(&mut self, temporary: String, out: Vec<u8>, ops: &mut Vec<DiskOp>) {
        self.len = out.len() as u64;
        let to = self.path.clone();
        ops.push(DiskOp::Remove { path: temporary.clone() });
        ops.push(DiskOp::Append { path: temporary.clone(), data: out.into() });
        ops.push(DiskOp::Sync { path: temporary.clone() });
        ops.push(DiskOp::Rename { from: temporary, to: to.clone() });
        ops.push(DiskOp::Sync { path: to });
    }

    fn put_head(&mut self, out: &mut Vec<u8>) {
        self.put(out, Kind::Crc, &[]);
        self.put(out, Kind::Metadata, &self.metadata.encode());
    }

    fn put_state(&mut self, out: &mut Vec<u8>) {
        let mut data = Vec::new();
        codec::put_hard_state(&mut data, &self.state);
        self.put(out, Kind::State, &data);
    }

    fn put(&mut self, out: &mut Vec<u8>, kind: Kind, data: &[u8]) {
        self.crc = put_record(out, self.crc, kind, data);
    }
}
