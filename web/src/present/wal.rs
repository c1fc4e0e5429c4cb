//! A member's write-ahead log as the inspector shows it: records to scale, what of them is safe on disk, and
//! the bytes of one of them.

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

impl WalView {
    /// The first record that a crash now would lose, wholly or in part.
    pub fn first_lost(&self) -> Option<usize> {
        self.records.iter().position(|record| record.offset + record.len > self.durable)
    }
}
