//! What can be wrong with a WAL, in etcd's words (`wal.go`, `walpb/record.go`, `decoder.go`).

use crate::base::wire::WireError;
use std::fmt;

/// Why a WAL cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WalError {
    /// There is no file with a WAL's name.
    FileNotFound,
    /// A record's checksum does not continue the chain.
    RecordCrcMismatch,
    /// A checksum record does not hold the chain's value: segments that do not belong together.
    CrcMismatch,
    /// A second metadata record that differs from the first.
    MetadataConflict,
    /// The snapshot to start from has another term in the WAL.
    SnapshotMismatch,
    /// An entry that leaves a gap after the one before it.
    SliceOutOfRange,
    /// A record of a type that does not exist.
    UnexpectedBlockType(i64),
    /// A record, or what is in it, is not protobuf.
    Record(RecordError),
    /// A record holds something that its type does not allow; etcd panics.
    Unmarshal(WireError),
    /// The log breaks off within a record. The only kind of damage that is repaired.
    UnexpectedEof,
    /// The same, seen from a length that is beyond the end of the file.
    EntryTooLarge { file: String, record: u64, size: u64, offset: u64, padding: u64 },
    /// No file begins at or before the snapshot to start from.
    NoFileForIndex(u64),
    /// A segment is missing between two others.
    SequenceGap { starting_from: u64 },
    /// Nothing in the WAL says whose it is; etcd's raft panics.
    NoMetadata,
}

/// Bytes that are no `walpb.Record`, in the words of its generated decoder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordError {
    IntOverflow,
    NegativeLength,
    UnexpectedEof,
    EndGroup,
    IllegalTag { field: i32, wire_type: u64 },
    IllegalWireType(u64),
    WrongWireType { wire_type: u64, field: &'static str },
}

/// When reading failed: etcd says so in front of the error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// While looking for the snapshots that the WAL knows of.
    Discovery,
    /// While choosing the segments.
    Open,
    /// While reading the log itself.
    Read,
    /// While cutting off its damaged end.
    Repair,
}

/// Why a process cannot start from its WAL: the text of its last log line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenError {
    /// When.
    pub stage: Stage,
    /// Why.
    pub error: WalError,
}

impl WalError {
    /// True if cutting the log's end may help (`io.ErrUnexpectedEOF` in etcd).
    pub fn is_unexpected_eof(&self) -> bool {
        matches!(
            self,
            WalError::UnexpectedEof
                | WalError::EntryTooLarge { .. }
                | WalError::Record(RecordError::UnexpectedEof)
        )
    }
}

impl fmt::Display for WalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WalError::FileNotFound => write!(f, "wal: file not found"),
            WalError::RecordCrcMismatch => write!(f, "walpb: crc mismatch"),
            WalError::CrcMismatch => write!(f, "wal: crc mismatch"),
            WalError::MetadataConflict => write!(f, "wal: conflicting metadata found"),
            WalError::SnapshotMismatch => write!(f, "wal: snapshot mismatch"),
            WalError::SliceOutOfRange => write!(f, "wal: slice bounds out of range"),
            WalError::UnexpectedBlockType(kind) => write!(f, "unexpected block type {kind}"),
            WalError::Record(error) => write!(f, "{error}"),
            WalError::Unmarshal(error) => write!(f, "unmarshal should never fail ({error})"),
            WalError::UnexpectedEof => write!(f, "unexpected EOF"),
            WalError::EntryTooLarge { file, record, size, offset, padding } => {
                let limit = *size as i64 - *offset as i64 - *padding as i64;
                write!(
                    f,
                    "unexpected EOF: [wal] max entry size limit exceeded when decoding {file:?}, \
                     recBytes: {record}, fileSize({size}) - offset({offset}) - \
                     padBytes({padding}) = entryLimit({limit})"
                )
            }
            WalError::NoFileForIndex(index) => {
                write!(f, "wal: file not found which matches the snapshot index '{index}'")
            }
            WalError::SequenceGap { starting_from } => write!(
                f,
                "wal: file sequence numbers (starting from {starting_from}) do not increase \
                 continuously"
            ),
            WalError::NoMetadata => write!(f, "cannot use none as id"),
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::IntOverflow => write!(f, "proto: integer overflow"),
            RecordError::NegativeLength => {
                write!(f, "proto: negative length found during unmarshaling")
            }
            RecordError::UnexpectedEof => write!(f, "unexpected EOF"),
            RecordError::EndGroup => write!(f, "proto: Record: wiretype end group for non-group"),
            RecordError::IllegalTag { field, wire_type } => {
                write!(f, "proto: Record: illegal tag {field} (wire type {wire_type})")
            }
            RecordError::IllegalWireType(wire_type) => {
                write!(f, "proto: illegal wireType {wire_type}")
            }
            RecordError::WrongWireType { wire_type, field } => {
                write!(f, "proto: wrong wireType = {wire_type} for field {field}")
            }
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = &self.error;
        match (self.stage, error) {
            (_, WalError::NoMetadata | WalError::Unmarshal(_)) => write!(f, "{error}"),
            (Stage::Discovery, _) => write!(f, "discovery failed: {error}"),
            (Stage::Open, _) => write!(
                f,
                "failed to open WAL: openAtIndex failed: [openAtIndex] selectWALFiles failed: \
                 {error}"
            ),
            (Stage::Repair, _) => write!(f, "failed to repair WAL: {error}"),
            (Stage::Read, _) => write!(f, "failed to read WAL, cannot be repaired: {error}"),
        }
    }
}

impl std::error::Error for WalError {}
impl std::error::Error for OpenError {}
