//! The files of a WAL: their names, and reading records across them (`util.go`, `decoder.go`).

use super::{
    error::{RecordError, WalError},
    record::{FRAME, Kind, Record, frame_size},
};
use crate::base::{Index, sum::crc32c};
use std::collections::BTreeMap;

/// Where the WAL lies in a member's data directory.
pub const DIR: &str = "member/wal/";

/// A segment's size after which the next one is begun (`wal.SegmentSizeBytes`).
pub const SEGMENT_BYTES: u64 = 64_000_000;

/// One file of the log.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Its name, without the folder.
    pub name: &'a str,
    /// Its number, from 0.
    pub seq: u64,
    /// The first entry that may be in it.
    pub index: Index,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// The path of a segment.
pub fn path(seq: u64, index: Index) -> String {
    format!("{DIR}{seq:016x}-{index:016x}.wal")
}

/// Number and first index in a segment's name; `None` for files that are none.
pub fn parse_name(name: &str) -> Option<(u64, Index)> {
    let (seq, index) = name.strip_suffix(".wal")?.split_once('-')?;
    let hex = |digits: &str| {
        let plain = digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        plain.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
    };
    Some((hex(seq)?, hex(index)?))
}

/// The segments among `files`, in order, and the names of the other files that etcd warns of.
pub fn segments(files: &BTreeMap<String, Vec<u8>>) -> (Vec<Segment<'_>>, Vec<&str>) {
    let (mut segments, mut ignored) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        let Some(name) = path.strip_prefix(DIR) else { continue };
        match parse_name(name) {
            Some((seq, index)) => segments.push(Segment { name, seq, index, bytes }),
            None if name.ends_with(".tmp") => {}
            None => ignored.push(name),
        }
    }
    (segments, ignored)
}

/// Reads records one after another, through all segments.
#[derive(Clone, Debug)]
pub struct Decoder<'a> {
    segments: &'a [Segment<'a>],
    at: u64,
    crc: u32,
}

impl<'a> Decoder<'a> {
    /// Begins at the start of the first segment.
    pub fn new(segments: &'a [Segment<'a>]) -> Decoder<'a> {
        Decoder { segments, at: 0, crc: 0 }
    }

    /// Begins in the middle: between two records, where the checksum chain has this value.
    pub(super) fn at(segments: &'a [Segment<'a>], at: u64, crc: u32) -> Decoder<'a> {
        Decoder { segments, at, crc }
    }

    /// The value of the checksum chain after the last record.
    pub fn crc(&self) -> u32 {
        self.crc
    }

    /// The end of the last valid record, in the segment that it stands in.
    pub fn offset(&self) -> u64 {
        self.at
    }

    /// Takes a checksum record's value over, if it agrees. A chain that is 0 agrees with every value: it
    /// has only just begun.
    pub fn set_crc(&mut self, crc: u32) -> Result<(), WalError> {
        if self.crc != 0 && self.crc != crc {
            return Err(WalError::CrcMismatch);
        }
        self.crc = crc;
        Ok(())
    }

    /// The next record, or `None` at the end of the log. Zeros where a length should be are the end of a
    /// segment: the rest of the file has only been reserved.
    pub fn next_record(&mut self) -> Result<Option<Record<'a>>, WalError> {
        loop {
            let Some(segment) = self.segments.first() else { return Ok(None) };
            let rest = &segment.bytes[self.at as usize..];
            let length = match rest.first_chunk::<8>() {
                None if rest.is_empty() => 0,
                None => return Err(WalError::UnexpectedEof),
                Some(bytes) => u64::from_le_bytes(*bytes),
            };
            if length != 0 {
                return self.record(segment, length).map(Some);
            }
            self.segments = &self.segments[1..];
            if !self.segments.is_empty() {
                self.at = 0;
            }
        }
    }

    fn record(&mut self, segment: &Segment<'a>, length: u64) -> Result<Record<'a>, WalError> {
        let (record, padding) = frame_size(length);
        let (size, offset) = (segment.bytes.len() as u64, self.at);
        if record as i64 > size as i64 - offset as i64 - padding as i64 {
            let file = segment.name.to_string();
            return Err(WalError::EntryTooLarge { file, record, size, offset, padding });
        }
        let (start, end) = (offset + FRAME, offset + FRAME + record + padding);
        if end > size {
            return Err(WalError::UnexpectedEof);
        }
        let frame = &segment.bytes[start as usize..end as usize];
        let torn = |error| match self.segments.len() == 1 && has_zero_sector(frame, start) {
            true => WalError::UnexpectedEof,
            false => error,
        };
        let record = Record::decode(&frame[..record as usize])
            .map_err(|error: RecordError| torn(WalError::Record(error)))?;
        if record.kind != Kind::Crc {
            let crc = crc32c(self.crc, record.data);
            if crc != record.crc {
                return Err(torn(WalError::RecordCrcMismatch));
            }
            self.crc = crc;
        }
        self.at = end;
        Ok(record)
    }
}

/// True if a sector of the record is all zeros: it never reached the disk (`decoder.isTornEntry`). Data may
/// hold that many zeros too; therefore this is asked only when the record is known to be wrong.
fn has_zero_sector(frame: &[u8], offset: u64) -> bool {
    let first = (SECTOR - offset % SECTOR) as usize;
    let (head, rest) = frame.split_at(first.min(frame.len()));
    let mut sectors = std::iter::once(head).chain(rest.chunks(SECTOR as usize));
    sectors.any(|sector| !sector.is_empty() && sector.iter().all(|byte| *byte == 0))
}

/// What a disk writes at once.
pub(super) const SECTOR: u64 = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(path(1, 0x2a), "member/wal/0000000000000001-000000000000002a.wal");
        assert_eq!(parse_name("0000000000000001-000000000000002a.wal"), Some((1, 0x2a)));
        for name in ["foo.wal", "0.tmp", "0000000000000001-000000000000002a.wal.broken", "-.wal"] {
            assert_eq!(parse_name(name), None, "{name}");
        }
    }

    #[test]
    fn sectors_are_those_of_the_file_not_of_the_record() {
        let mut frame = vec![1; 2000];
        frame[600..600 + 512].fill(0);
        assert!(!has_zero_sector(&frame, 0));
        assert!(has_zero_sector(&frame, 512 - 600 % 512));
        assert!(!has_zero_sector(&[], 0));
        assert!(has_zero_sector(&[1, 0, 0], 511));
    }
}
