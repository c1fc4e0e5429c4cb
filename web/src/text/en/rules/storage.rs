//! The write-ahead log and the store: what each rule is called, and what it says.

use crate::{
    explain::{mvcc::StoreRule, wal::WalRule},
    words,
};

words! {
    /// The write-ahead log.
    pub struct WalRules {
        rule(WalRule): {
            Created => (
                "Write-ahead log created",
                "The file is written under another name and renamed when it is safe, so that there \
                 is never half a beginning."
            ),
            SavedWithFsync => (
                "Written, with an fsync",
                "Entries, terms and votes are promises; before anybody is told of them they must \
                 survive a crash."
            ),
            SavedWithoutFsync => (
                "Written, without an fsync",
                "Only the commit index changed. It can be learned again from the leader, so nobody \
                 waits for the disk."
            ),
            SnapshotSaved => (
                "Snapshot noted",
                "The log says where a snapshot stands, after the snapshot itself is safe."
            ),
            Cut => ("Next segment", "A full segment is closed and the next one begun."),
            Ignored => ("File passed over", "It is no segment of the log."),
            Repaired => (
                "Torn end cut off",
                "A record that was not written to its end was not synced, and what was not synced \
                 was not promised."
            ),
            Opened => (
                "Write-ahead log read",
                "A restarted member reads its promises back: term, vote, and all entries."
            ),
            SlowSync => (
                "The disk is slow",
                "A write took longer than a second to be safe. Everything that waits for it waited \
                 as long: entries, votes, and a leader's heartbeats."
            ),
            Refused => (
                "Write-ahead log refused",
                "Damage in the middle is not repaired: what follows was promised, and nobody knows \
                 what it said."
            ),
        };
    }
}

words! {
    /// The store.
    pub struct StoreRules {
        rule(StoreRule): {
            KeyCreated => (
                "Key created",
                "Every write makes a new revision of the whole store. A key's first write sets its \
                 create revision, and version 1."
            ),
            KeyCreatedAnew => (
                "Key created anew",
                "The key was deleted before; a new generation begins, and version counts from 1 \
                 again."
            ),
            KeyChanged => (
                "Key changed",
                "The old value stays readable at its revision. Version counts the writes of this \
                 generation."
            ),
            Tombstoned => (
                "Key deleted: a tombstone",
                "A delete is a write too: a tombstone at a new revision. What was before stays \
                 readable until it is compacted."
            ),
            NothingToDelete => (
                "Nothing to delete",
                "No key was in the range. A transaction that changes nothing makes no revision."
            ),
            RangeAt => (
                "Keys read",
                "The index finds for each key its last revision at or before the one asked for; \
                 the backend has the value under that revision."
            ),
            FutureRevision => (
                "Revision not there yet",
                "The store has not reached the revision asked for."
            ),
            CompactedRevision => (
                "Revision compacted",
                "Compaction threw away what was overwritten before its revision; the past before \
                 it cannot be read any more."
            ),
        };
    }
}
