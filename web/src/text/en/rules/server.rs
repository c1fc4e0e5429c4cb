//! The server: from a request to its answer: what each rule is called, and what it says.

use crate::{
    explain::server::{ApplyRule, BootRule, FsyncRule, ProposeRule},
    words,
};

words! {
    /// Starting.
    pub struct BootRules {
        rule(BootRule): {
            Booted => (
                "A new member",
                "There was no log on its disk, so it begins one with the members it was told of."
            ),
            Restarted => (
                "Back from its disk",
                "Term, vote and log are what was synced; the store is rebuilt by applying what is \
                 committed."
            ),
            Joining => (
                "A new member joins",
                "Its log is empty and it knows nobody: the members come to it with the log, from \
                 the leader."
            ),
        };
    }
}

words! {
    /// Requests on their way into the log.
    pub struct ProposeRules {
        rule(ProposeRule): {
            Refused => (
                "Request refused",
                "A request that makes no sense, or cannot be served, is answered at once."
            ),
            Proposed => (
                "Proposed",
                "A write is handed to raft. Its answer waits until the entry is committed and \
                 applied here."
            ),
            ProposalWaits => (
                "A write waits for a leader",
                "Raft takes no proposal while nobody leads; the server keeps it until there is a \
                 leader or the request times out."
            ),
            ProposalForsaken => (
                "Nobody waits for it any more",
                "The client has gone. What was handed to raft cannot be taken back: the entry may \
                 still be committed and carried out."
            ),
            ProposalLeft => (
                "The write leaves with its client",
                "Nobody led while the client waited, so raft never took the write. It will not \
                 happen later: a write that is not in any log is gone."
            ),
            LeaderFailed => (
                "Timed out, possibly due to previous leader failure",
                "The write was proposed shortly before another leader was known. Whether the old \
                 one had passed it on, nobody here can tell."
            ),
            ConnectionLost => (
                "Timed out, possibly due to connection lost",
                "While the write waited, the connection to the leader was not there all the time \
                 (at the leader: those to a quorum)."
            ),
            RequestTimedOut => (
                "Request timed out",
                "Nobody waits longer. The write may still be carried out later: a timeout is not a \
                 no."
            ),
        };
    }
}

words! {
    /// What waits for the disk.
    pub struct FsyncRules {
        rule(FsyncRule): {
            SentBeforeFsync => (
                "Sent before its own fsync",
                "A leader may send entries while its disk still writes them: it counts itself \
                 among those that have them only afterwards."
            ),
            HeldUntilFsync => (
                "Answers wait for the fsync",
                "A vote or an acknowledgement is a promise. It may not leave before the disk has \
                 written what it promises."
            ),
            ReleasedByFsync => (
                "The fsync is done: answers go out",
                "What was promised would now survive a crash."
            ),
            AnsweredBeforeFsync => (
                "Answered before the fsync",
                "The rule persist-before-answer is off: what these messages promise is not on the \
                 disk yet, and a crash now would break the promise."
            ),
            TickWaits => (
                "A tick waits for the disk",
                "One goroutine of etcd waits for the clock and saves to the disk. While it saves, \
                 raft does not grow older: no heartbeat leaves, no election begins."
            ),
            TickDropped => (
                "A tick is lost to the disk",
                "A ticker keeps one tick for who is busy and drops the others. A disk that is slow \
                 everywhere slows down raft's clock everywhere, and nobody is deposed for it."
            ),
        };
    }
}

words! {
    /// Carrying out entries.
    pub struct ApplyRules {
        rule(ApplyRule): {
            Applied => (
                "Applied",
                "Every member carries out the same committed entries in the same order, so all \
                 stores become equal."
            ),
            AppliedEmpty => (
                "Applied: nothing to do",
                "A new leader begins with an empty entry, so that it can commit in its own term."
            ),
            ReadEntrySkipped => (
                "Another member's read passed over",
                "A read changes nothing, so only the member that was asked carries it out."
            ),
        };
    }
}

words! {
    /// What an outsider switches; what a rule guards, and how reads are served, the dialog of rules says.
    pub struct SwitchRules {
        on: "Safety rule switched on";
        off: "Safety rule switched off";
        reads: "Reads are served in this way";
    }
}
