//! A member's write-ahead log as the inspector shows it: records to scale, what of them is safe on disk, and
//! the bytes of one of them.

use super::{entry, inspect::Options};
use crate::text::Words;
use engine::{
    raft::describe,
    sim::Machine,
    wal::{self, Decoded, FieldSpan, Kind, RecordView},
};
use std::ops::Range;

/// A record's type, as in `walpb`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum RecordKind {
    Metadata,
    #[default]
    Entry,
    State,
    Crc,
    Snapshot,
    /// Bytes that are no record.
    Damaged,
}

/// The WAL panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct WalView {
    /// The segment's file name.
    pub file: String,
    /// Bytes written so far.
    pub len: u64,
    /// Bytes that a crash now would leave.
    pub durable: u64,
    /// An fsync is under way.
    pub syncing: bool,
    /// How many records there are, and the number of the first in `records`.
    pub total: usize,
    pub first: usize,
    pub records: Vec<Record>,
    /// The record that is looked at: its number in the segment.
    pub open: Option<OpenRecord>,
}

/// One record in brief.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Record {
    pub offset: u64,
    /// With length field and padding.
    pub len: u64,
    pub kind: RecordKind,
    /// Index and term of an entry.
    pub entry: Option<(u64, u64)>,
    /// What it says: `term 2 vote n1 commit 9`.
    pub what: String,
    /// The chained CRC-32C stored in it, and whether it is right.
    pub crc: u32,
    pub crc_ok: bool,
}

/// One record in full.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct OpenRecord {
    pub number: usize,
    pub offset: u64,
    pub bytes: Vec<u8>,
    pub fields: Vec<Field>,
    /// The chain: what the sum was before this record, and what is stored.
    pub crc_before: u32,
    pub crc: u32,
}

/// One field of a record.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// Its place in the record's bytes.
    pub bytes: Range<usize>,
    /// How deep it stands in the fields around it.
    pub depth: usize,
}

/// Records shown at once.
pub const RECORDS: usize = 40;

impl WalView {
    /// The last segment on a machine's disk, whether its process runs or not.
    pub fn of(machine: &Machine, options: &Options, words: Words) -> WalView {
        let path = match &machine.server {
            Some(server) => Some(server.wal().path()),
            None => machine.disk.paths("member/wal/").filter(|path| path.ends_with(".wal")).last(),
        };
        let Some(path) = path else { return WalView::default() };
        let bytes = machine.disk.read(path);
        let all = wal::inspect(&bytes);
        let end = options.wal_to.map_or(all.len(), |to| to + 1).max(RECORDS).min(all.len());
        let first = end.saturating_sub(RECORDS);
        WalView {
            file: path.rsplit('/').next().unwrap_or(path).to_string(),
            len: bytes.len() as u64,
            durable: machine.disk.durable_len(path),
            syncing: machine.server.as_ref().is_some_and(|server| server.in_fsync().is_some()),
            total: all.len(),
            first,
            records: all[first..end].iter().map(|view| record(view, words)).collect(),
            open: options.record.and_then(|number| open(&bytes, &all, number, words)),
        }
    }

    /// The first record that a crash now would lose, wholly or in part.
    pub fn first_lost(&self) -> Option<usize> {
        self.records.iter().position(|record| record.offset + record.len > self.durable)
    }
}

fn record(view: &RecordView, words: Words) -> Record {
    Record {
        offset: view.offset,
        len: view.len,
        kind: kind(view),
        entry: match &view.decoded {
            Ok(Decoded::Entry(entry)) => Some((entry.index, entry.term)),
            _ => None,
        },
        what: content(view, words),
        crc: view.crc,
        crc_ok: view.decoded.is_ok(),
    }
}

fn kind(view: &RecordView) -> RecordKind {
    match &view.decoded {
        Ok(Decoded::Metadata(_)) => RecordKind::Metadata,
        Ok(Decoded::Entry(_)) => RecordKind::Entry,
        Ok(Decoded::State(_)) => RecordKind::State,
        Ok(Decoded::Crc(_)) => RecordKind::Crc,
        Ok(Decoded::Snapshot(_)) => RecordKind::Snapshot,
        Ok(Decoded::Unknown(_)) | Err(_) => RecordKind::Damaged,
    }
}

/// What a record says. Names of fields are the format's own, in every language.
fn content(view: &RecordView, words: Words) -> String {
    match &view.decoded {
        Ok(Decoded::Metadata(m)) => {
            format!("node_id {:x}, cluster_id {:x}", m.node_id, m.cluster_id)
        }
        Ok(Decoded::Entry(e)) => {
            format!("index {}, term {}: {}", e.index, e.term, entry::content(e, words))
        }
        Ok(Decoded::State(s)) => {
            format!("term {}, vote {}, commit {}", s.term, s.vote, s.commit)
        }
        Ok(Decoded::Crc(crc)) => format!("{crc:08x}"),
        Ok(Decoded::Snapshot(s)) => format!("index {}, term {}", s.index, s.term),
        Ok(Decoded::Unknown(number)) => format!("type {number}"),
        Err(error) => error.to_string(),
    }
}

fn open(bytes: &[u8], all: &[RecordView], number: usize, words: Words) -> Option<OpenRecord> {
    let view = all.get(number)?;
    let (start, end) = (view.offset as usize, (view.offset + view.len) as usize);
    let record = bytes.get(start..end)?;
    let mut depth = 0;
    let fields = view.fields.iter().map(|span| {
        let at = (span.offset - view.offset) as usize;
        let place = at..at + span.len as usize;
        if span.name == "padding" {
            depth = 0;
        }
        let field = Field {
            name: span.name.to_string(),
            value: value(view, span, &record[place.clone()], words),
            bytes: place,
            depth,
        };
        if span.name == "data" {
            depth = 1;
        }
        field
    });
    Some(OpenRecord {
        number,
        offset: view.offset,
        bytes: record.to_vec(),
        fields: fields.collect(),
        crc_before: number.checked_sub(1).and_then(|n| all.get(n)).map_or(0, |before| before.crc),
        crc: view.crc,
    })
}

/// A field's value, from what the record was decoded to.
fn value(view: &RecordView, span: &FieldSpan, bytes: &[u8], words: Words) -> String {
    let number = match (&view.decoded, span.name) {
        (_, "length") => {
            let field = bytes.try_into().map_or(0, u64::from_le_bytes);
            let (size, padding) = wal::record::frame_size(field);
            return format!("{size} + {padding}");
        }
        (_, "type") => return format!("{} {}", view.kind.map_or(0, Kind::number), kind_name(view)),
        // The span is the tag and the size of what follows, a varint.
        (_, "data") => {
            let low_first = bytes.iter().skip(1).rev();
            let size = low_first.fold(0u64, |size, byte| size << 7 | u64::from(byte & 0x7f));
            return words.fill(words.wal.byte_count, &[("n", &size)]);
        }
        (_, "crc") => return format!("{:08x}", view.crc),
        (Ok(Decoded::Metadata(m)), "node_id") => return format!("{:x}", m.node_id),
        (Ok(Decoded::Metadata(m)), "cluster_id") => return format!("{:x}", m.cluster_id),
        (Ok(Decoded::Entry(e)), "entry type") => return format!("{:?}", e.entry_type),
        (Ok(Decoded::Entry(e)), "entry data") => return entry::content(e, words),
        (Ok(Decoded::Entry(e)), "term") => e.term,
        (Ok(Decoded::Entry(e)), "index") => e.index,
        (Ok(Decoded::State(s)), "term") => s.term,
        (Ok(Decoded::State(s)), "vote") => s.vote,
        (Ok(Decoded::State(s)), "commit") => s.commit,
        (Ok(Decoded::Snapshot(s)), "index") => s.index,
        (Ok(Decoded::Snapshot(s)), "term") => s.term,
        (Ok(Decoded::Snapshot(s)), "conf_state") if s.conf_state.is_some() => {
            return s.conf_state.as_ref().map(describe::conf_state).unwrap_or_default();
        }
        _ => return words.fill(words.wal.byte_count, &[("n", &bytes.len())]),
    };
    number.to_string()
}

fn kind_name(view: &RecordView) -> &'static str {
    match view.kind {
        Some(Kind::Metadata) => "metadata",
        Some(Kind::Entry) => "entry",
        Some(Kind::State) => "state",
        Some(Kind::Crc) => "crc",
        Some(Kind::Snapshot) => "snapshot",
        Some(Kind::Unknown(_)) | None => "?",
    }
}
