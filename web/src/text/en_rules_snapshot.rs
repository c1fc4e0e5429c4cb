//! Snapshots: why they are taken, sent and read, in English.

use super::en_rules::say;
use crate::explain::rule::RuleText;
use engine::server::trace::Snapshot;

pub(super) fn snapshot_rule(trace: &Snapshot) -> RuleText {
    use Snapshot::*;
    match trace {
        SnapshotTriggered { .. } => say(
            "Time for a snapshot",
            "More entries were applied since the last one than --snapshot-count. The member writes its \
             database and a .snap file; only when both are safe, a record in the log.",
        ),
        SnapshotTaken { .. } => say(
            "Snapshot taken",
            "Files and record are safe. After a restart the log is read from here on.",
        ),
        RaftLogCompacted { .. } => say(
            "Log compacted",
            "Raft forgets entries that the snapshot stands for. It keeps --snapshot-catchup-entries of \
             them, for followers that are a little behind.",
        ),
        CompactionSkipped { .. } => say(
            "Log not compacted yet",
            "A follower has just been sent a snapshot. It needs the entries after it, or it would need \
             another snapshot at once.",
        ),
        SnapshotPurged { .. } => {
            say("Old file deleted", "Five .snap files are kept, and nothing older than those.")
        }
        SnapshotSending { .. } => say(
            "Sends its whole state",
            "The follower needs entries that are gone. It gets the leader's database as it is now, not \
             as it was at the last snapshot.",
        ),
        SnapshotSendEnded { failed: false, .. } => say(
            "The snapshot arrived",
            "The follower has it on its disk. The leader goes on by asking how far it is.",
        ),
        SnapshotSendEnded { failed: true, .. } => say(
            "The snapshot did not arrive",
            "The leader asks how far the follower is; if it still needs it, a new one is sent.",
        ),
        SnapshotReceiving { .. } => say(
            "A snapshot comes in",
            "First the database goes to the disk. Raft hears of it when it is safe there.",
        ),
        SnapshotStored { .. } => {
            say("The database is on disk", "Now raft decides whether the snapshot is of use.")
        }
        SnapshotApplied { .. } => say(
            "The leader's state taken over",
            "The database takes the old one's place. Which entries led there, this member never saw.",
        ),
        SnapshotLoaded { .. } => say(
            "Starts from a snapshot",
            "The newest .snap file that is whole and that the log knows. The database has at least what \
             it stands for.",
        ),
        SnapshotOrphan { .. } => say(
            "A file that nobody knows",
            "The member died after writing the snapshot's file and before the log's record of it. The \
             log decides: the file is passed over.",
        ),
        SnapshotBroken { .. } => say(
            "A damaged snapshot",
            "Its checksum is not that of its bytes. It is put aside, and the one before it is taken.",
        ),
        EntrySkipped { .. } => say(
            "Carried out already",
            "The database was ahead of the log's last snapshot. An entry that is in it is not carried \
             out twice.",
        ),
    }
}
