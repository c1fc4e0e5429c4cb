//! Reading a log after a restart (`wal.go`: `Open`, `ReadAll`, `ValidSnapshotEntries`; `repair.go`;
//! `etcdserver/storage.go`: `readWAL`).

use super::{
    error::{OpenError, Stage, WalError},
    record::{Decoded, Metadata, Snapshot},
    segment::{self, Decoder, Segment},
    trace::Trace,
    writer::Wal,
};
use crate::{
    base::{DiskOp, Sink},
    raft::message::{Entry, HardState},
};
use std::collections::BTreeMap;

/// What stood in the log.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct ReadAll {
    /// Whose log it is.
    pub metadata: Metadata,
    /// The last hard state. Entries beyond its `commit` may still be replaced.
    pub hard_state: HardState,
    /// The entries after the snapshot that reading started from, each the last of its index.
    pub entries: Vec<Entry>,
    /// The damaged end that was cut off.
    pub repaired: Option<Repair>,
    /// What happened, in order.
    pub reasons: Sink<Trace>,
}

/// What was cut off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repair {
    /// The last segment; a copy of it as it was has the suffix `.broken`.
    pub path: String,
    /// Where it ends now.
    pub offset: u64,
    /// How many bytes stood after that.
    pub dropped: u64,
    /// What was wrong.
    pub error: WalError,
}

/// True if there is a log: then the member is no new one, whatever its flags say (`wal.Exist`).
pub fn exists(files: &BTreeMap<String, Vec<u8>>) -> bool {
    files.keys().any(|path| path.starts_with(segment::DIR) && path.ends_with(".wal"))
}

/// The snapshots that the log knows of, up to its commit index. A process looks for the newest of them
/// that is whole, and opens the log there.
pub fn discover(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Snapshot>, OpenError> {
    let (all, _) = segment::segments(files);
    discover_in(&all).map_err(|error| OpenError { stage: Stage::Discovery, error })
}

/// Reads the log among `files` (a member's whole data directory, or its WAL) from the snapshot `start` on,
/// cutting off a torn end. `ops` receives what that does to the disk.
pub fn open(
    files: &BTreeMap<String, Vec<u8>>,
    start: &Snapshot,
    ops: &mut Vec<DiskOp>,
) -> Result<(Wal, ReadAll), OpenError> {
    let fail = |stage| move |error| OpenError { stage, error };
    let (all, ignored) = segment::segments(files);
    discover_in(&all).map_err(fail(Stage::Discovery))?;
    let mut chosen = select(&all, start).map_err(fail(Stage::Open))?.to_vec();
    let mut reasons = Sink::new(true);
    ignored.iter().for_each(|path| reasons.push(|| Trace::Ignored { path: path.to_string() }));
    let (found, repaired) = match read(&chosen, start) {
        Err(error) if error.is_unexpected_eof() => {
            let last = chosen.len() - 1;
            let offset = whole_until(&chosen[last])
                .ok_or_else(|| OpenError { stage: Stage::Repair, error: error.clone() })?;
            let repair = cut(&mut chosen[last], offset, error, ops);
            let (path, dropped) = (repair.path.clone(), repair.dropped);
            reasons.push(|| Trace::Repaired { path, offset, dropped });
            (read(&chosen, start).map_err(fail(Stage::Read))?, Some(repair))
        }
        found => (found.map_err(fail(Stage::Read))?, None),
    };
    let tail = &chosen[chosen.len() - 1];
    let path = segment::path(tail.seq, tail.index);
    // What follows the last record was never synced; a new record must not end up in the middle of it.
    if found.offset < tail.bytes.len() as u64 {
        ops.push(DiskOp::Truncate { path: path.clone(), len: found.offset });
    }
    let wal = Wal {
        metadata: found.metadata,
        seq: tail.seq,
        path,
        len: found.offset,
        segment_bytes: segment::SEGMENT_BYTES,
        crc: found.crc,
        state: found.hard_state,
        last: found.last,
    };
    reasons.push(|| Trace::Opened {
        entries: found.entries.len() as u64,
        last: found.last,
        commit: found.hard_state.commit,
        repaired: repaired.is_some(),
    });
    let Found { metadata, hard_state, entries, .. } = found;
    Ok((wal, ReadAll { metadata, hard_state, entries, repaired, reasons }))
}

struct Found {
    metadata: Metadata,
    hard_state: HardState,
    entries: Vec<Entry>,
    /// The last entry's index, also if it is before the start.
    last: u64,
    crc: u32,
    offset: u64,
}

fn read(segments: &[Segment], start: &Snapshot) -> Result<Found, WalError> {
    let (mut metadata, mut hard_state) = (None, HardState::default());
    let (mut entries, mut last) = (Vec::new(), 0);
    let mut decoder = Decoder::new(segments);
    while let Some(record) = decoder.next_record()? {
        match Decoded::of(&record).map_err(WalError::Unmarshal)? {
            Decoded::Entry(entry) => {
                last = entry.index;
                if entry.index > start.index {
                    let place = entry.index - start.index - 1;
                    if place > entries.len() as u64 {
                        return Err(WalError::SliceOutOfRange);
                    }
                    entries.truncate(place as usize);
                    entries.push(entry);
                }
            }
            Decoded::State(state) => hard_state = state,
            Decoded::Metadata(_) => {
                if metadata.is_some_and(|metadata| metadata != record.data) {
                    return Err(WalError::MetadataConflict);
                }
                metadata = Some(record.data);
            }
            Decoded::Crc(crc) => decoder.set_crc(crc)?,
            Decoded::Snapshot(snapshot) => {
                if snapshot.index == start.index && snapshot.term != start.term {
                    return Err(WalError::SnapshotMismatch);
                }
            }
            Decoded::Unknown(number) => return Err(WalError::UnexpectedBlockType(number)),
        }
    }
    let metadata = Metadata::decode(metadata.unwrap_or_default()).map_err(WalError::Unmarshal)?;
    if metadata.node_id == 0 {
        return Err(WalError::NoMetadata);
    }
    let (crc, offset) = (decoder.crc(), decoder.offset());
    Ok(Found { metadata, hard_state, entries, last, crc, offset })
}

/// Reads with less suspicion than [`read`]: damage that is a torn end is left to it.
fn discover_in(segments: &[Segment]) -> Result<Vec<Snapshot>, WalError> {
    if segments.is_empty() {
        return Err(WalError::FileNotFound);
    }
    let (mut snapshots, mut commit) = (Vec::new(), 0);
    let mut decoder = Decoder::new(segments);
    loop {
        let record = match decoder.next_record() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(error) if error.is_unexpected_eof() => break,
            Err(error) => return Err(error),
        };
        match Decoded::of(&record) {
            Ok(Decoded::Snapshot(snapshot)) => snapshots.push(snapshot),
            Ok(Decoded::State(state)) => commit = state.commit,
            Ok(Decoded::Crc(crc)) => decoder.set_crc(crc)?,
            // What is in an entry is not looked at here.
            Ok(Decoded::Entry(_) | Decoded::Metadata(_) | Decoded::Unknown(_)) | Err(_) => {}
        }
    }
    snapshots.retain(|snapshot: &Snapshot| snapshot.index <= commit);
    Ok(snapshots)
}

/// The segments from the last one on that begins at or before `start`.
fn select<'a>(all: &'a [Segment<'a>], start: &Snapshot) -> Result<&'a [Segment<'a>], WalError> {
    let first = all.iter().rposition(|segment| segment.index <= start.index);
    let first = first.ok_or(WalError::NoFileForIndex(start.index))?;
    // As in etcd, after number 0 any number may follow.
    let gap =
        |pair: &[Segment]| pair[0].seq != 0 && pair[0].seq.checked_add(1) != Some(pair[1].seq);
    if all[first..].windows(2).any(gap) {
        return Err(WalError::SequenceGap { starting_from: first as u64 });
    }
    Ok(&all[first..])
}

/// The end of the last whole record of the last segment, if nothing but its end is wrong with it.
fn whole_until(segment: &Segment) -> Option<u64> {
    let alone = [*segment];
    let mut decoder = Decoder::new(&alone);
    loop {
        match decoder.next_record() {
            Ok(Some(record)) => match Decoded::of(&record) {
                Ok(Decoded::Crc(crc)) => decoder.set_crc(crc).ok()?,
                _ => continue,
            },
            Ok(None) => return Some(segment.bytes.len() as u64),
            Err(error) if error.is_unexpected_eof() => return Some(decoder.offset()),
            Err(_) => return None,
        }
    }
}

/// Keeps a copy of the damaged segment and cuts it off at `offset`.
fn cut(segment: &mut Segment, offset: u64, error: WalError, ops: &mut Vec<DiskOp>) -> Repair {
    let path = segment::path(segment.seq, segment.index);
    let dropped = segment.bytes.len() as u64 - offset;
    if dropped > 0 {
        let broken = format!("{path}.broken");
        ops.push(DiskOp::Remove { path: broken.clone() });
        ops.push(DiskOp::Append { path: broken, data: segment.bytes.into() });
        ops.push(DiskOp::Truncate { path: path.clone(), len: offset });
        ops.push(DiskOp::Sync { path: path.clone() });
        segment.bytes = &segment.bytes[..offset as usize];
    }
    Repair { path, offset, dropped, error }
}
