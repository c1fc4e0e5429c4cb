//! Snapshots, at raft and at the server: what each rule is called, and what it says.

use crate::{
    explain::{raft::SnapshotRule, server::ServerSnapshotRule},
    words,
};

words! {
    /// Snapshots, at raft.
    pub struct SnapshotRules {
        rule(SnapshotRule): {
            SnapshotToInactive => (
                "No snapshot to a silent member",
                "It would be sent into the void."
            ),
            SnapshotUnavailable => ("Snapshot not ready", "It is tried again later."),
            SnapshotSent => (
                "Snapshot sent",
                "What the follower needs is no longer in the leader's log, so it gets the whole \
                 state."
            ),
            ReplicationPaused => (
                "Replication waits",
                "Nothing is sent while the snapshot is on its way."
            ),
            AfterSnapshot => (
                "After the snapshot",
                "The leader goes on from where the follower stands now."
            ),
            SnapshotReceived => (
                "Snapshot received",
                "A snapshot replaces the log up to its index, unless the log has that entry \
                 already."
            ),
            SnapshotAsLeader => (
                "Snapshot refused",
                "Only a follower takes one: whoever leads steps down first."
            ),
            SnapshotWithoutUs => (
                "Snapshot refused",
                "Its configuration does not know this member."
            ),
        };
    }
}

words! {
    /// Snapshots, at the server.
    pub struct ServerSnapshotRules {
        rule(ServerSnapshotRule): {
            SnapshotTriggered => (
                "Time for a snapshot",
                "More entries were applied since the last one than --snapshot-count. The member \
                 writes its database and a .snap file; only when both are safe, a record in the \
                 log."
            ),
            SnapshotTaken => (
                "Snapshot taken",
                "Files and record are safe. After a restart the log is read from here on."
            ),
            RaftLogCompacted => (
                "Log compacted",
                "Raft forgets entries that the snapshot stands for. It keeps \
                 --snapshot-catchup-entries of them, for followers that are a little behind."
            ),
            CompactionSkipped => (
                "Log not compacted yet",
                "A follower has just been sent a snapshot. It needs the entries after it, or it \
                 would need another snapshot at once."
            ),
            SnapshotPurged => (
                "Old file deleted",
                "Five .snap files are kept, and nothing older than those."
            ),
            SnapshotSending => (
                "Sends its whole state",
                "The follower needs entries that are gone. It gets the leader's database as it is \
                 now, not as it was at the last snapshot."
            ),
            Arrived => (
                "The snapshot arrived",
                "The follower has it on its disk. The leader goes on by asking how far it is."
            ),
            SendFailed => (
                "The snapshot did not arrive",
                "The leader asks how far the follower is; if it still needs it, a new one is sent."
            ),
            SnapshotReceiving => (
                "A snapshot comes in",
                "First the database goes to the disk. Raft hears of it when it is safe there."
            ),
            SnapshotStored => (
                "The database is on disk",
                "Now raft decides whether the snapshot is of use."
            ),
            SnapshotApplied => (
                "The leader's state taken over",
                "The database takes the old one's place. Which entries led there, this member \
                 never saw."
            ),
            SnapshotLoaded => (
                "Starts from a snapshot",
                "The newest .snap file that is whole and that the log knows. The database has at \
                 least what it stands for."
            ),
            SnapshotOrphan => (
                "A file that nobody knows",
                "The member died after writing the snapshot's file and before the log's record of \
                 it. The log decides: the file is passed over."
            ),
            SnapshotBroken => (
                "A damaged snapshot",
                "Its checksum is not that of its bytes. It is put aside, and the one before it is \
                 taken."
            ),
            EntrySkipped => (
                "Carried out already",
                "The database was ahead of the log's last snapshot. An entry that is in it is not \
                 carried out twice."
            ),
        };
    }
}
