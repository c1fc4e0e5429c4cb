//! A member's write-ahead log as the inspector shows it: records to scale, what of them is safe on disk, and
//! the bytes of one of them.

use super::{entry::EntryContent, inspect::Options, wal_index::WalIndex};
use engine::base::Names;
use engine::{
    base::{Index, Term},
    raft::{HardState, describe},
    sim::{Disk, Machine},
    wal::{self, Decoded, FieldSpan, Kind, Metadata, RecordView},
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
    /// The chained CRC-32C stored in it.
    pub crc: u32,
    pub content: RecordContent,
}

/// What a record says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordContent {
    Metadata(Metadata),
    Entry {
        index: Index,
        term: Term,
        content: EntryContent,
    },
    State(HardState),
    Crc(u32),
    Snapshot {
        index: Index,
        term: Term,
    },
    /// A type that etcd does not have.
    Unknown(i64),
    /// Why it is not believed, in the engine's words.
    Damaged(String),
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The format's own name for it.
    pub name: &'static str,
    pub value: FieldValue,
    /// Its place in the record's bytes.
    pub bytes: Range<usize>,
    /// How deep it stands in the fields around it.
    pub depth: usize,
}

/// A field's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldValue {
    /// As the format writes it.
    Plain(String),
    /// Only how long it is.
    Bytes(u64),
    Entry(EntryContent),
}

/// Records shown at once.
pub const RECORDS: usize = 40;

impl WalView {
    /// The last segment on a machine's disk, whether its process runs or not. `index` is kept from picture to
    /// picture, so that only what is new and what is shown is read.
    pub fn of(
        machine: &Machine,
        names: &Names,
        options: &Options,
        index: &mut WalIndex,
    ) -> WalView {
        let path = match &machine.server {
            Some(server) => Some(server.wal().path()),
            None => machine.disk.paths(wal::DIR).filter(|path| path.ends_with(".wal")).last(),
        };
        let Some(path) = path else { return WalView::default() };
        let disk = &machine.disk;
        let total = index.update(disk, path);
        let end = options.wal_to.map_or(total, |to| to + 1).max(RECORDS).min(total);
        let first = end.saturating_sub(RECORDS);
        let shown = index.records(disk, path, first).take(end - first);
        WalView {
            file: path.rsplit('/').next().unwrap_or(path).to_string(),
            len: disk.len(path),
            durable: disk.durable_len(path),
            syncing: machine.server.as_ref().is_some_and(|server| server.in_fsync().is_some()),
            total,
            first,
            records: shown.map(|view| Record::of(&view, names)).collect(),
            open: options.record.and_then(|number| open((disk, path), names, index, number)),
        }
    }

    /// The first record that a crash now would lose, wholly or in part.
    pub fn first_lost(&self) -> Option<usize> {
        self.records.iter().position(|record| record.offset + record.len > self.durable)
    }
}

impl Record {
    fn of(view: &RecordView, names: &Names) -> Record {
        let content = match &view.decoded {
            Ok(Decoded::Metadata(metadata)) => RecordContent::Metadata(*metadata),
            Ok(Decoded::Entry(entry)) => RecordContent::Entry {
                index: entry.index,
                term: entry.term,
                content: EntryContent::of(names, entry),
            },
            Ok(Decoded::State(state)) => RecordContent::State(*state),
            Ok(Decoded::Crc(crc)) => RecordContent::Crc(*crc),
            Ok(Decoded::Snapshot(snapshot)) => {
                RecordContent::Snapshot { index: snapshot.index, term: snapshot.term }
            }
            Ok(Decoded::Unknown(number)) => RecordContent::Unknown(*number),
            Err(error) => RecordContent::Damaged(error.to_string()),
        };
        Record { offset: view.offset, len: view.len, crc: view.crc, content }
    }

    pub fn kind(&self) -> RecordKind {
        match self.content {
            RecordContent::Metadata(_) => RecordKind::Metadata,
            RecordContent::Entry { .. } => RecordKind::Entry,
            RecordContent::State(_) => RecordKind::State,
            RecordContent::Crc(_) => RecordKind::Crc,
            RecordContent::Snapshot { .. } => RecordKind::Snapshot,
            RecordContent::Unknown(_) | RecordContent::Damaged(_) => RecordKind::Damaged,
        }
    }

    /// Its checksum continues the chain.
    pub fn crc_ok(&self) -> bool {
        !matches!(self.content, RecordContent::Damaged(_))
    }
}

impl Default for RecordContent {
    fn default() -> RecordContent {
        RecordContent::Crc(0)
    }
}

fn open(
    (disk, path): (&Disk, &str),
    names: &Names,
    index: &WalIndex,
    number: usize,
) -> Option<OpenRecord> {
    let mut records = index.records(disk, path, number);
    let crc_before = records.position().crc;
    let view = records.next()?;
    let bytes = disk.read_range(path, view.offset, view.offset + view.len);
    let mut depth = 0;
    let fields = view.fields.iter().map(|span| {
        let at = (span.offset - view.offset) as usize;
        let place = at..at + span.len as usize;
        if span.name == "padding" {
            depth = 0;
        }
        let value = value(&view, names, span, &bytes[place.clone()]);
        let field = Field { name: span.name, value, bytes: place, depth };
        if span.name == "data" {
            depth = 1;
        }
        field
    });
    let fields = fields.collect();
    Some(OpenRecord { number, offset: view.offset, bytes, fields, crc_before, crc: view.crc })
}

/// A field's value, from what the record was decoded to.
fn value(view: &RecordView, names: &Names, span: &FieldSpan, bytes: &[u8]) -> FieldValue {
    FieldValue::Plain(match (&view.decoded, span.name) {
        (_, "length") => {
            let field = bytes.try_into().map_or(0, u64::from_le_bytes);
            let (size, padding) = wal::record::frame_size(field);
            format!("{size} + {padding}")
        }
        (_, "type") => format!("{} {}", view.kind.map_or(0, Kind::number), kind_name(view)),
        // The span is the tag and the size of what follows, a varint.
        (_, "data") => {
            let low_first = bytes.iter().skip(1).rev();
            let size = low_first.fold(0u64, |size, byte| size << 7 | u64::from(byte & 0x7f));
            return FieldValue::Bytes(size);
        }
        (_, "crc") => format!("{:08x}", view.crc),
        (Ok(Decoded::Metadata(m)), "node_id") => format!("{:x}", m.node_id),
        (Ok(Decoded::Metadata(m)), "cluster_id") => format!("{:x}", m.cluster_id),
        (Ok(Decoded::Entry(e)), "entry type") => format!("{:?}", e.entry_type),
        (Ok(Decoded::Entry(e)), "entry data") => {
            return FieldValue::Entry(EntryContent::of(names, e));
        }
        (Ok(Decoded::Entry(e)), "term") => e.term.to_string(),
        (Ok(Decoded::Entry(e)), "index") => e.index.to_string(),
        (Ok(Decoded::State(s)), "term") => s.term.to_string(),
        (Ok(Decoded::State(s)), "vote") => format!("{:x}", s.vote),
        (Ok(Decoded::State(s)), "commit") => s.commit.to_string(),
        (Ok(Decoded::Snapshot(s)), "index") => s.index.to_string(),
        (Ok(Decoded::Snapshot(s)), "term") => s.term.to_string(),
        (Ok(Decoded::Snapshot(s)), "conf_state") if s.conf_state.is_some() => {
            s.conf_state.as_ref().map(describe::conf_state).unwrap_or_default()
        }
        _ => return FieldValue::Bytes(bytes.len() as u64),
    })
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
