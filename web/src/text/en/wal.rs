//! The WAL panel.

use crate::{present::wal::RecordKind, words};
use engine::base::Index;

words! {
    /// The WAL panel.
    pub struct WalWords {
        empty: "Nothing is written yet.";
        segment: "Write-ahead log";
        size(bytes: u64, records: usize): "{bytes} bytes, {records} records";
        window(from: usize, to: usize, total: usize): "records {from}–{to} of {total}";
        all_safe: "Everything written is synced. A crash now loses nothing.";
        syncing(bytes: u64): "An fsync is under way. A crash now loses the last {bytes} bytes.";
        not_synced(bytes: u64): "The last {bytes} bytes are not synced. A crash now loses them, \
            and it may: no entry, term or vote is among them that anybody was told of.";
        safe: "kept";
        lost: "lost";
        record(kind: &str, offset: u64, len: u64, state: &str, content: &str):
            "{kind} at offset {offset}, {len} bytes, {state} in a crash now: {content}";
        line: "fsync line: a crash loses what is right of it";
        kinds(RecordKind): {
            Metadata => "metadata",
            Entry => "entry",
            State => "hard state",
            Crc => "crc",
            Snapshot => "snapshot",
            Damaged => "damaged",
        };
        /// The same in five letters.
        kinds_short(RecordKind): {
            Metadata => "meta",
            Entry => "entry",
            State => "state",
            Crc => "crc",
            Snapshot => "snap",
            Damaged => "✕",
        };
        /// An entry by its index, as short.
        entry_short(index: Index): "e{index}";
        crc: "crc";
        offset: "offset";
        kind: "record";
        content: "content";
        on_crash: "in a crash";
        open_hint: "Choose a record to see its bytes.";
        opened(number: usize, offset: u64, len: usize): "Record {number}: offset {offset}, {len} \
            bytes";
        fields: "Fields";
        bytes: "Bytes";
        more_bytes(more: usize): "and {more} more bytes";
        byte_count(n: u64): "{n} bytes";
        chain(before: u32, after: u32): "Checksum chain: CRC-32C was {before:08x}; continued over \
            this record's data it is {after:08x}.";
        chain_kept(after: u32): "Checksum chain: this record has no data to add, so it stays \
            {after:08x}.";
    }
}
