//! One record: a typed, checksummed piece of the log (`walpb/record.proto`), and what its data means.

use super::error::RecordError;
use crate::{
    base::{
        Index, NodeId, Term,
        sum::crc32c,
        wire::{Fields, WireError, put_bytes, put_uint, put_varint},
    },
    raft::{
        codec,
        message::{ConfState, Entry, HardState},
    },
};

/// What a record holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Whose log it is.
    Metadata,
    /// An entry of the raft log.
    Entry,
    /// A hard state.
    State,
    /// The value of the checksum chain, at the head of each segment.
    Crc,
    /// A snapshot that was saved.
    Snapshot,
    /// No kind that etcd has.
    Unknown(i64),
}

/// A record as it stands in the file, its data borrowed from there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record<'a> {
    /// What the data is.
    pub kind: Kind,
    /// The checksum of all data of the whole log up to and with this record.
    pub crc: u32,
    /// The data; empty for [`Kind::Crc`].
    pub data: &'a [u8],
}

/// Whose log it is (`etcdserverpb.Metadata`).
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct Metadata {
    /// The member.
    pub node_id: NodeId,
    /// Its cluster.
    pub cluster_id: u64,
}

/// The place of a snapshot in the log (`walpb.Snapshot`).
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Snapshot {
    /// The last entry that the snapshot replaces.
    pub index: Index,
    /// That entry's term.
    pub term: Term,
    /// The configuration there; absent in the first record of a new WAL.
    pub conf_state: Option<ConfState>,
}

impl Kind {
    /// The number in the file.
    pub fn number(self) -> i64 {
        match self {
            Kind::Metadata => 1,
            Kind::Entry => 2,
            Kind::State => 3,
            Kind::Crc => 4,
            Kind::Snapshot => 5,
            Kind::Unknown(number) => number,
        }
    }

    /// The kind with this number.
    pub fn of(number: i64) -> Kind {
        match number {
            1 => Kind::Metadata,
            2 => Kind::Entry,
            3 => Kind::State,
            4 => Kind::Crc,
            5 => Kind::Snapshot,
            _ => Kind::Unknown(number),
        }
    }
}

impl<'a> Record<'a> {
    /// Reads a record as strictly, and as leniently, as etcd's generated decoder does.
    pub fn decode(message: &'a [u8]) -> Result<Record<'a>, RecordError> {
        let mut record = Record { kind: Kind::Unknown(0), crc: 0, data: &[] };
        let mut cursor = Cursor(message);
        while !cursor.0.is_empty() {
            let tag = cursor.varint()?;
            let (field, wire_type) = ((tag >> 3) as i32, tag & 7);
            if wire_type == 4 {
                return Err(RecordError::EndGroup);
            }
            if field <= 0 {
                return Err(RecordError::IllegalTag { field, wire_type });
            }
            match (field, wire_type) {
                (1, 0) => record.kind = Kind::of(cursor.varint()? as i64),
                (2, 0) => record.crc = cursor.varint()? as u32,
                (3, 2) => record.data = cursor.bytes()?,
                (1..=3, _) => {
                    let field = ["Type", "Crc", "Data"][field as usize - 1];
                    return Err(RecordError::WrongWireType { wire_type, field });
                }
                _ => cursor.skip(wire_type, 0)?,
            }
        }
        Ok(record)
    }
}

/// Appends a framed record whose checksum continues `crc`; returns the chain's new value.
///
/// The frame: eight bytes of length, little-endian, then the record, then zeros up to a multiple of eight.
/// The length's top byte tells how many zeros; it is 0 if there are none.
pub fn put_record(out: &mut Vec<u8>, crc: u32, kind: Kind, data: &[u8]) -> u32 {
    let crc = crc32c(crc, data);
    let start = out.len();
    out.extend_from_slice(&[0; FRAME as usize]);
    put_uint(out, 1, kind.number() as u64);
    out.push(2 << 3);
    put_varint(out, u64::from(crc));
    if kind != Kind::Crc {
        put_bytes(out, 3, data);
    }
    let len = (out.len() - start) as u64 - FRAME;
    let padding = (8 - len % 8) % 8;
    let flag = if padding == 0 { 0 } else { 0x80 | padding };
    out[start..start + FRAME as usize].copy_from_slice(&(len | flag << 56).to_le_bytes());
    out.resize(out.len() + padding as usize, 0);
    crc
}

/// Length of record and of padding in a frame's length field.
pub fn frame_size(field: u64) -> (u64, u64) {
    let padding = if field >> 63 == 1 { field >> 56 & 7 } else { 0 };
    (field & ((1 << 56) - 1), padding)
}

/// The size of a frame's length field.
pub const FRAME: u64 = 8;

impl Metadata {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_uint(&mut out, 1, self.node_id);
        put_uint(&mut out, 2, self.cluster_id);
        out
    }

    /// From bytes.
    pub fn decode(message: &[u8]) -> Result<Metadata, WireError> {
        let mut metadata = Metadata::default();
        for field in Fields::of(message) {
            match field? {
                (1, value) => metadata.node_id = value.uint(),
                (2, value) => metadata.cluster_id = value.uint(),
                _ => {}
            }
        }
        Ok(metadata)
    }
}

impl Snapshot {
    /// As bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_uint(&mut out, 1, self.index);
        put_uint(&mut out, 2, self.term);
        if let Some(conf_state) = &self.conf_state {
            let mut inner = Vec::new();
            codec::put_conf_state(&mut inner, conf_state);
            put_bytes(&mut out, 3, &inner);
        }
        out
    }

    /// From bytes.
    pub fn decode(message: &[u8]) -> Result<Snapshot, WireError> {
        let mut snapshot = Snapshot::default();
        for field in Fields::of(message) {
            match field? {
                (1, value) => snapshot.index = value.uint(),
                (2, value) => snapshot.term = value.uint(),
                (3, value) => snapshot.conf_state = Some(codec::conf_state(value.bytes())?),
                _ => {}
            }
        }
        Ok(snapshot)
    }
}

/// A record's data, understood.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decoded {
    Metadata(Metadata),
    Entry(Entry),
    State(HardState),
    Crc(u32),
    Snapshot(Snapshot),
    /// Of no kind that etcd has.
    Unknown(i64),
}

impl Decoded {
    /// What the record says.
    pub fn of(record: &Record) -> Result<Decoded, WireError> {
        Ok(match record.kind {
            Kind::Metadata => Decoded::Metadata(Metadata::decode(record.data)?),
            Kind::Entry => Decoded::Entry(codec::entry(record.data)?),
            Kind::State => Decoded::State(codec::hard_state(record.data)?),
            Kind::Crc => Decoded::Crc(record.crc),
            Kind::Snapshot => Decoded::Snapshot(Snapshot::decode(record.data)?),
            Kind::Unknown(number) => Decoded::Unknown(number),
        })
    }
}

/// Reads protobuf in the order of checks of gogo's generated code: which error comes first decides
/// whether etcd repairs the log or refuses it.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn varint(&mut self) -> Result<u64, RecordError> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first().ok_or(RecordError::UnexpectedEof)?;
            self.0 = rest;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(RecordError::IntOverflow)
    }

    fn bytes(&mut self) -> Result<&'a [u8], RecordError> {
        let len = self.varint()?;
        if len > i64::MAX as u64 {
            return Err(RecordError::NegativeLength);
        }
        self.take(len)
    }

    fn take(&mut self, len: u64) -> Result<&'a [u8], RecordError> {
        if len > self.0.len() as u64 {
            return Err(RecordError::UnexpectedEof);
        }
        let (head, rest) = self.0.split_at(len as usize);
        self.0 = rest;
        Ok(head)
    }

    fn skip(&mut self, wire_type: u64, depth: u32) -> Result<(), RecordError> {
        match wire_type {
            0 => self.varint().map(|_| ()),
            1 => self.take(8).map(|_| ()),
            2 => self.bytes().map(|_| ()),
            3 if depth < 32 => loop {
                let tag = self.varint()?;
                if tag & 7 == 4 {
                    return Ok(());
                }
                self.skip(tag & 7, depth + 1)?;
            },
            5 => self.take(4).map(|_| ()),
            _ => Err(RecordError::IllegalWireType(wire_type)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padding_is_told_in_the_top_byte() {
        let mut out = Vec::new();
        assert_eq!(put_record(&mut out, 0, Kind::Crc, &[]), 0);
        assert_eq!(out, [4, 0, 0, 0, 0, 0, 0, 0x84, 8, 4, 16, 0, 0, 0, 0, 0]);
        assert_eq!(frame_size(u64::from_le_bytes([4, 0, 0, 0, 0, 0, 0, 0x84])), (4, 4));
        assert_eq!(frame_size(0x0300_0000_0000_0004), (4, 0));
    }

    proptest! {
        #[test]
        fn records_come_back(
            number in 0..8i64,
            before in any::<u32>(),
            data in proptest::collection::vec(any::<u8>(), 1..100),
        ) {
            let (mut out, kind) = (Vec::new(), Kind::of(number));
            let data = if kind == Kind::Crc { &[] } else { &data[..] };
            let crc = put_record(&mut out, before, kind, data);
            prop_assert_eq!(out.len() % 8, 0);
            let (len, padding) = frame_size(u64::from_le_bytes(out[..8].try_into().unwrap()));
            prop_assert_eq!(FRAME + len + padding, out.len() as u64);
            let record = Record::decode(&out[8..8 + len as usize]);
            prop_assert_eq!(record, Ok(Record { kind, crc, data }));
            prop_assert_eq!(crc, crc32c(before, data));
        }

        #[test]
        fn any_bytes_are_an_error_or_a_record(
            noise in proptest::collection::vec(any::<u8>(), 0..40),
        ) {
            let _ = Record::decode(&noise).map(|record| Decoded::of(&record));
        }

        #[test]
        fn snapshots_come_back((index, term) in any::<(u64, u64)>(), voters in any::<Vec<u64>>()) {
            let conf_state = Some(ConfState { voters, ..ConfState::default() });
            let snapshot = Snapshot { index, term, conf_state };
            prop_assert_eq!(Snapshot::decode(&snapshot.encode()), Ok(snapshot));
        }
    }
}
