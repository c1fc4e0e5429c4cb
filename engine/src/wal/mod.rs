//! The write-ahead log: what a member promised, and can still read after it died.
//!
//! A raft member may answer "I have your entry" or "you have my vote" only if it will still know that
//! tomorrow. So before it answers, it writes down what it is about to promise, in the order in which it
//! happens, at the end of one file, and waits until the disk says that it is safe. Appending is the only
//! thing that this file sees: nothing in it is ever changed. An entry that raft later replaced is simply
//! followed by its replacement, and the reader lets the later one win.
//!
//! The file is a sequence of records. Each has a length in front, a kind, a checksum, and its data: an
//! entry, a hard state (term, vote, commit), the place of a snapshot, or whose log it is. The checksum is
//! a chain: it covers this record's data and all data before it. A record that was lost, swapped or taken
//! from another log therefore shows, even if it is itself whole. Kind and length are outside the chain; so
//! is the padding that lets every record begin at a multiple of eight.
//!
//! Power may fail in the middle of a write, and then the file ends in half a record. That is no damage: a
//! record that was not written to its end was not synced, and what was not synced was not promised. So the
//! reader cuts it off ([`open()`]) and goes on. A record in the middle that does not fit the chain is another
//! matter: what follows it *was* promised, nobody knows what it said, and the process refuses to start.
//! How to tell one from the other is the delicate part. etcd takes a record for half written if the file
//! ends inside it, or if one of its sectors is all zeros.
//!
//! When a segment has grown to 64 MB the next one is begun, so that old ones can be deleted once a
//! snapshot has made them superfluous.
//!
//! [`Wal`] appends; it emits [`DiskOp`](crate::base::DiskOp)s and touches no disk. [`open()`] reads a whole
//! folder. [`inspect()`] shows a file's bytes with their meaning. Follows etcd's `server/wal` of 3.5, byte
//! for byte; left out is the reservation of space in advance (a file here ends with its last record).

pub mod error;
pub mod inspect;
pub mod open;
pub mod record;
pub mod segment;
pub mod trace;
pub mod writer;

pub use error::{OpenError, Stage, WalError};
pub use inspect::{FieldSpan, Position, RecordView, Records, inspect};
pub use open::{ReadAll, Repair, discover, exists, open};
pub use record::{Decoded, Kind, Metadata, Record, Snapshot};
pub use segment::{DIR, Decoder, Segment};
pub use trace::{SLOW_SYNC, Trace};
pub use writer::Wal;

#[cfg(test)]
mod tests;
