//! Proposals, replication, and the log: what each rule is called, and what it says.

use crate::{
    explain::raft::{AppendRule, LogRule, ProposalRule},
    words,
};

words! {
    /// Proposals.
    pub struct ProposalRules {
        rule(ProposalRule): {
            ProposalWithoutLeader => (
                "Proposal dropped: no leader",
                "Only a leader adds to the log. Without one a proposal goes nowhere; the server \
                 tries again or times out."
            ),
            ForwardingDisabled => (
                "Proposal dropped: not passed on",
                "This member was told not to pass proposals on to the leader."
            ),
            ProposalForwarded => (
                "Proposal passed on",
                "A follower passes proposals on to the leader. It is not told what becomes of \
                 them: it waits until the entry is applied here."
            ),
            ProposalDuringTransfer => (
                "Proposal dropped: handing over",
                "A leader that is handing over takes nothing new, so that its successor can catch \
                 up."
            ),
            UncommittedTooLarge => (
                "Proposal dropped: too much is uncommitted",
                "A leader limits how much waits for a quorum, or its memory would fill up."
            ),
            EntriesAppended => (
                "Appended to the leader's log",
                "A leader never changes what is in its log; it adds at the end, in its own term."
            ),
        };
    }
}

words! {
    /// Replication.
    pub struct AppendRules {
        rule(AppendRule): {
            SendPaused => (
                "Sending waits",
                "While probing, one message at a time; while replicating, only as many as the \
                 window holds."
            ),
            AppendAccepted => (
                "Append accepted",
                "The follower's log has the entry before the new ones, with the same term. So by \
                 induction everything before it is equal too, and the new ones fit."
            ),
            AppendStale => (
                "Append passed over",
                "What is committed here needs no checking; the answer tells the leader how far \
                 that is."
            ),
            AppendRejected => (
                "Append refused: the logs differ",
                "The follower's entry there has another term, or is missing. It refuses, and hints \
                 where the logs may still agree."
            ),
            AppendRejectionReceived => (
                "A refusal arrives",
                "The leader goes back to where the logs may agree, over a whole term at once if it \
                 can."
            ),
            ProgressDecreased => (
                "Tries further back",
                "The leader sends from an earlier entry on, one message at a time, until the \
                 follower agrees."
            ),
            ReplicateStarted => (
                "Now it streams",
                "Once the logs are known to agree, messages follow each other without waiting for \
                 answers."
            ),
            PeerUnreachable => (
                "A peer cannot be reached",
                "What was sent ahead may be lost, so the leader goes back to probing."
            ),
            NoProgress => ("A stranger's answer", "The leader keeps no progress for this member."),
        };
    }
}

words! {
    /// The log and what is committed.
    pub struct LogRules {
        rule(LogRule): {
            ConflictFound => (
                "Conflict: the leader's entry wins",
                "Two entries at one index with different terms: the follower's was never \
                 committed, and is replaced together with all after it."
            ),
            UnstableReplaced => (
                "Entries replaced",
                "The new entries begin before everything that is not yet on disk, and take its \
                 place."
            ),
            UnstableTruncated => (
                "Entries cut off",
                "What follows the first new entry is of a leader that lost, and goes."
            ),
            StaleWrite => (
                "A write that no longer counts",
                "The disk finished writing an entry that was replaced in the meantime."
            ),
            StableOfLowerTerm => (
                "A write of an earlier term",
                "What the disk finished belongs to a term that is over; it may have been replaced."
            ),
            CommitAdvanced => (
                "Committed",
                "An entry of the leader's own term that a quorum has on disk is committed, and \
                 with it everything before it. Every later leader will have it."
            ),
            CommitHeldOldTerm => (
                "On a quorum, and not committed",
                "An entry of an older term is not committed by counting: a later leader may still \
                 overwrite it (Figure 8). It commits together with the first entry of this term."
            ),
            CommitLearned => (
                "Learns what is committed",
                "A follower learns the commit index from appends and heartbeats, one message late."
            ),
        };
    }
}
