//! What a process may do to its disk, as data: the process names the operations, the world carries them out.

use super::types::Bytes;

/// Names one batch of disk operations; its completion comes back as `Input::DiskDone` with the same token.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DiskToken(pub u64);

/// One operation on a file. Paths are relative to the member's data directory (`member/wal/…`).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum DiskOp {
    /// Writes at the end of the file, making it if it is not there. Cached, not durable.
    Append { path: String, data: Bytes },
    /// Writes in the middle of the file (the pages of a database). A hole before `offset` reads as zeros.
    /// Cached, not durable.
    Write { path: String, offset: u64, data: Bytes },
    /// Cuts the file to `len` bytes. Cached, not durable.
    Truncate { path: String, len: u64 },
    /// Gives a file another name (atomic). As with a journaling file system, what happened to names is
    /// durable with the next `Sync` of any file.
    Rename { from: String, to: String },
    /// Deletes a file. Durable with the next `Sync` of any file.
    Remove { path: String },
    /// Makes all that was written to the file so far durable (`fdatasync`).
    Sync { path: String },
}
