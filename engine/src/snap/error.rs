//! What can be wrong with a snapshot file, in etcd's words (`snap/snapshotter.go`, `snap/db.go`).

use crate::base::wire::WireError;
use std::fmt;

/// Why a snapshot cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// Nothing is in it.
    Empty,
    /// Its checksum is not that of its data.
    CrcMismatch,
    /// It is no protobuf, or ends too early.
    Wire(WireError),
    /// There is no file for the database of this snapshot.
    NoDbSnapshot,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Empty => f.write_str("snap: empty snapshot"),
            Error::CrcMismatch => f.write_str("snap: crc mismatch"),
            Error::Wire(error) => error.fmt(f),
            Error::NoDbSnapshot => f.write_str("snap: snapshot file doesn't exist"),
        }
    }
}

impl std::error::Error for Error {}

impl From<WireError> for Error {
    fn from(error: WireError) -> Error {
        Error::Wire(error)
    }
}
