//! English, the rules: what each decision of the engine is called, and by which rule it was taken.

use crate::explain::rule::RuleText;
use engine::{mvcc, raft, server, sim::What, wal};

const fn say(title: &'static str, rule: &'static str) -> RuleText {
    RuleText { title, rule }
}

/// The rule behind a decision.
pub(super) fn rule(what: &What) -> RuleText {
    match what {
        What::Server(server::Trace::Raft(trace)) => raft_rule(trace),
        What::Server(server::Trace::Wal(trace)) => wal_rule(trace),
        What::Server(server::Trace::Mvcc(trace)) => mvcc_rule(trace),
        What::Server(trace) => server_rule(trace),
        What::Died(_) => say(
            "The process ended by itself",
            "A member that finds its own state broken stops: a wrong answer would be worse than none.",
        ),
        What::CrashLost { .. } => say(
            "Lost in the crash",
            "A crash keeps what was synced and nothing else. Nobody was promised the rest: promises \
             wait for the fsync.",
        ),
    }
}

fn raft_rule(trace: &raft::Trace) -> RuleText {
    role_rule(trace)
        .or_else(|| election_rule(trace))
        .or_else(|| replication_rule(trace))
        .or_else(|| log_rule(trace))
        .or_else(|| read_rule(trace))
        .unwrap_or_else(|| other_rule(trace))
}

fn role_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::Trace::*;
    Some(match trace {
        NewRaft { .. } => say(
            "Raft starts",
            "A member begins as a follower, with the term, vote and log that its disk kept.",
        ),
        BecameFollower { .. } => say(
            "Became follower",
            "A follower starts nothing by itself: it answers, and waits for a leader to be heard of.",
        ),
        BecamePreCandidate { .. } => say(
            "Became pre-candidate",
            "Before raising its term, a member asks whether it would win (PreVote). So a member that \
             was cut off does not come back and unseat a working leader.",
        ),
        BecameCandidate { .. } => say(
            "Became candidate",
            "A candidate raises its term by one, votes for itself, and asks everybody else.",
        ),
        BecameLeader { .. } => say(
            "Became leader",
            "A candidate with the votes of a quorum leads its term. There is only one: nobody votes \
             twice in a term, and two quorums share a member.",
        ),
        HigherTerm { .. } => say(
            "A higher term: follow",
            "Whoever hears of a higher term knows that its own is over, and becomes a follower of that \
             term.",
        ),
        LowerTerm { .. } => say(
            "An old term: ignored",
            "A message of an earlier term comes from the past and is not believed.",
        ),
        OldLeaderAnswered { .. } => say(
            "An old leader is told",
            "With PreVote or CheckQuorum on, a leader of an earlier term gets an answer that bears the \
             present term, so that it steps down instead of being ignored forever.",
        ),
        LeaderFollowed { .. } => {
            say("A leader is known", "The first append or heartbeat of a term names its leader.")
        }
        LeaderForgotten { .. } => say(
            "Leader forgotten",
            "The member was asked to forget its leader, so it may grant pre-votes at once.",
        ),
        ForgetLeaderIgnored => say(
            "Leader kept",
            "With lease-based reads a member may not forget its leader before the lease is over.",
        ),
        QuorumChecked { .. } => say(
            "Quorum checked",
            "Once in an election timeout a leader counts whom it has heard of (CheckQuorum).",
        ),
        SteppedDown { .. } => say(
            "Stepped down: no quorum",
            "A leader that has not heard of a quorum for an election timeout cannot commit anything; \
             it stops leading, so that its clients look elsewhere.",
        ),
        _ => return None,
    })
}

fn election_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::Trace::*;
    Some(match trace {
        ElectionTimeout { .. } => say(
            "Election timeout",
            "A follower that hears nothing of a leader for its election timeout starts an election. \
             The timeout is drawn anew each time, so that members rarely start together.",
        ),
        ElectionStarted { .. } => say("An election starts", "A member campaigns."),
        HupIgnoredByLeader { .. } => {
            say("No election: it leads already", "A leader has no reason to campaign.")
        }
        Unpromotable { .. } => say(
            "No election: it may not lead",
            "A member that is no voter, or has a snapshot still to write, cannot lead.",
        ),
        CampaignHeldByConfChange { .. } => say(
            "No election: a membership change is not applied",
            "A member that has not yet applied a committed membership change might count the wrong \
             quorum.",
        ),
        VoteRequested { .. } => say(
            "Asks for a vote",
            "The request carries the end of the candidate's log, so that the voter can judge it.",
        ),
        VoteIgnored { .. } => say(
            "Vote request ignored: the leader is alive",
            "A member that heard of a leader within the last election timeout does not answer vote \
             requests, whatever their term. A vote asked for by a leadership transfer is excepted.",
        ),
        VoteCast { .. } => say(
            "Vote granted",
            "A member votes for the first candidate of a term whose log is at least as up to date as \
             its own: a higher last term, or the same and no fewer entries. A pre-vote binds nobody.",
        ),
        VoteRejected { .. } => say(
            "Vote refused",
            "A member gives one vote a term, and only to a candidate whose log is at least as up to \
             date as its own: a higher last term, or the same and no fewer entries.",
        ),
        VoteReceived { .. } => say("A vote arrives", "The candidate notes the answer."),
        VoteTally { .. } => say(
            "Votes counted",
            "A quorum of yes wins; a quorum of no ends the campaign; otherwise the candidate waits.",
        ),
        _ => return None,
    })
}

fn replication_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::Trace::*;
    Some(match trace {
        ProposalWithoutLeader { .. } => say(
            "Proposal dropped: no leader",
            "Only a leader adds to the log. Without one a proposal goes nowhere; the server tries \
             again or times out.",
        ),
        ForwardingDisabled { .. } => say(
            "Proposal dropped: not passed on",
            "This member was told not to pass proposals on to the leader.",
        ),
        ProposalForwarded { .. } => say(
            "Proposal passed on",
            "A follower passes proposals on to the leader. It is not told what becomes of them: it \
             waits until the entry is applied here.",
        ),
        ProposalDuringTransfer { .. } => say(
            "Proposal dropped: handing over",
            "A leader that is handing over takes nothing new, so that its successor can catch up.",
        ),
        UncommittedTooLarge { .. } => say(
            "Proposal dropped: too much is uncommitted",
            "A leader limits how much waits for a quorum, or its memory would fill up.",
        ),
        EntriesAppended { .. } => say(
            "Appended to the leader's log",
            "A leader never changes what is in its log; it adds at the end, in its own term.",
        ),
        SendPaused { .. } => say(
            "Sending waits",
            "While probing, one message at a time; while replicating, only as many as the window \
             holds.",
        ),
        AppendAccepted { .. } => say(
            "Append accepted",
            "The follower's log has the entry before the new ones, with the same term. So by induction \
             everything before it is equal too, and the new ones fit.",
        ),
        AppendStale { .. } => say(
            "Append passed over",
            "What is committed here needs no checking; the answer tells the leader how far that is.",
        ),
        AppendRejected { .. } => say(
            "Append refused: the logs differ",
            "The follower's entry there has another term, or is missing. It refuses, and hints where \
             the logs may still agree.",
        ),
        AppendRejectionReceived { .. } => say(
            "A refusal arrives",
            "The leader goes back to where the logs may agree, over a whole term at once if it can.",
        ),
        ProgressDecreased { .. } => say(
            "Tries further back",
            "The leader sends from an earlier entry on, one message at a time, until the follower \
             agrees.",
        ),
        ReplicateStarted { .. } => say(
            "Now it streams",
            "Once the logs are known to agree, messages follow each other without waiting for answers.",
        ),
        PeerUnreachable { .. } => say(
            "A peer cannot be reached",
            "What was sent ahead may be lost, so the leader goes back to probing.",
        ),
        NoProgress { .. } => {
            say("A stranger's answer", "The leader keeps no progress for this member.")
        }
        CommitAdvanced { .. } => say(
            "Committed",
            "An entry of the leader's own term that a quorum has on disk is committed, and with it \
             everything before it. Every later leader will have it.",
        ),
        CommitHeldOldTerm { .. } => say(
            "On a quorum, and not committed",
            "An entry of an older term is not committed by counting: a later leader may still \
             overwrite it (Figure 8). It commits together with the first entry of this term.",
        ),
        CommitLearned { .. } => say(
            "Learns what is committed",
            "A follower learns the commit index from appends and heartbeats, one message late.",
        ),
        _ => return None,
    })
}

fn log_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::Trace::*;
    Some(match trace {
        ConflictFound { .. } => say(
            "Conflict: the leader's entry wins",
            "Two entries at one index with different terms: the follower's was never committed, and \
             is replaced together with all after it.",
        ),
        UnstableReplaced { .. } => say(
            "Entries replaced",
            "The new entries begin before everything that is not yet on disk, and take its place.",
        ),
        UnstableTruncated { .. } => say(
            "Entries cut off",
            "What follows the first new entry is of a leader that lost, and goes.",
        ),
        StableMissing { .. } | StableIsSnapshot { .. } | StableMismatch { .. } => say(
            "A write that no longer counts",
            "The disk finished writing an entry that was replaced in the meantime.",
        ),
        StableOfLowerTerm { .. } => say(
            "A write of an earlier term",
            "What the disk finished belongs to a term that is over; it may have been replaced.",
        ),
        _ => return None,
    })
}

fn read_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::Trace::*;
    Some(match trace {
        ReadWithoutLeader { .. } => say(
            "Read waits: no leader",
            "Only a leader knows what is committed. The member asks again after 500 ms.",
        ),
        ReadHeld { .. } => say(
            "Read held: nothing committed in this term yet",
            "A new leader's commit index may lag behind what the old one had acknowledged. After its \
             own first commit it cannot.",
        ),
        ReadsReleasedTooEarly => say(
            "Reads were released too early",
            "This must not happen: reads wait for the first commit of the term.",
        ),
        ReadRequested { .. } => say(
            "A read asks: do I still lead?",
            "The leader notes its commit index and sends a heartbeat with the read's number. Without \
             the answers of a quorum, a newer leader might have moved on.",
        ),
        ReadConfirmed { .. } => say(
            "Read confirmed",
            "A quorum answered after the read came, so there was no newer leader then: the noted \
             commit index includes everything acknowledged before.",
        ),
        ReadTrusted { .. } => say(
            "Read answered on trust",
            "No quorum was asked. If the leader is cut off and does not know it, the answer may be \
             stale.",
        ),
        ReadAnswered { .. } => say(
            "The leader names the index",
            "The read may be answered here as soon as this index is applied.",
        ),
        BadReadAnswer { .. } => {
            say("An answer that makes no sense", "It names no read, and is dropped.")
        }
        _ => return None,
    })
}

/// Handing over, snapshots and membership; and the end of the chain, so that no decision is without words.
fn other_rule(trace: &raft::Trace) -> RuleText {
    use raft::Trace::*;
    match trace {
        TransferStarted { .. } => say(
            "Leadership is handed over",
            "The leader brings the chosen member up to date, then tells it to campaign at once.",
        ),
        TransferAborted { .. } => {
            say("An earlier handing over ends", "Another member was asked for.")
        }
        TransferRepeated { .. } => say("Already handing over", "To this very member."),
        TransferToSelf { .. } => say("Nothing to hand over", "It leads already."),
        TransferToLearner { .. } => {
            say("Not to a learner", "A learner has no vote and cannot lead.")
        }
        TransferWithoutLeader { .. } => {
            say("Nobody can hand over", "There is no leader to pass the wish on to.")
        }
        TimeoutNowSent { .. } | TimeoutNowSentAtOnce { .. } => say(
            "The successor may campaign",
            "Its log has everything the leader's has, so it will win.",
        ),
        TimeoutNowReceived { .. } => say(
            "Campaigns at once",
            "The leader asked for it, so neither PreVote nor the lease stand in its way.",
        ),
        TimeoutNowIgnored { .. } => say("Not now", "Only a follower takes a leadership over."),
        SnapshotToInactive { .. } => {
            say("No snapshot to a silent member", "It would be sent into the void.")
        }
        SnapshotUnavailable { .. } => say("Snapshot not ready", "It is tried again later."),
        SnapshotSent { .. } => say(
            "Snapshot sent",
            "What the follower needs is no longer in the leader's log, so it gets the whole state.",
        ),
        ReplicationPaused { .. } => {
            say("Replication waits", "Nothing is sent while the snapshot is on its way.")
        }
        SnapshotNotNeeded { .. } | SnapshotReported { .. } => {
            say("After the snapshot", "The leader goes on from where the follower stands now.")
        }
        SnapshotHandled { .. } | FastForwarded { .. } | RestoreStarted { .. } | Restored { .. } => {
            say(
                "Snapshot received",
                "A snapshot replaces the log up to its index, unless the log has that entry already.",
            )
        }
        SnapshotWithoutUs { .. } => {
            say("Snapshot refused", "Its configuration does not know this member.")
        }
        SwitchedConfig { .. } => {
            say("New configuration", "A membership change takes effect when its entry is applied.")
        }
        ConfChangeIgnored { .. } => say(
            "Membership change ignored",
            "Only one change at a time: two quorums that share no member could otherwise arise.",
        ),
        LeavingJoint { .. } => say(
            "Leaves the joint configuration",
            "Both majorities have agreed; from here on the new one decides alone.",
        ),
        NotLeavingJoint { .. } => {
            say("Stays in the joint configuration", "The proposal to leave it was not taken.")
        }
        NewRaft { .. }
        | BecameFollower { .. }
        | BecamePreCandidate { .. }
        | BecameCandidate { .. }
        | BecameLeader { .. }
        | HigherTerm { .. }
        | LowerTerm { .. }
        | OldLeaderAnswered { .. }
        | LeaderFollowed { .. }
        | LeaderForgotten { .. }
        | ForgetLeaderIgnored
        | QuorumChecked { .. }
        | SteppedDown { .. }
        | ElectionTimeout { .. }
        | ElectionStarted { .. }
        | HupIgnoredByLeader { .. }
        | Unpromotable { .. }
        | CampaignHeldByConfChange { .. }
        | VoteRequested { .. }
        | VoteIgnored { .. }
        | VoteCast { .. }
        | VoteRejected { .. }
        | VoteReceived { .. }
        | VoteTally { .. }
        | ProposalWithoutLeader { .. }
        | ForwardingDisabled { .. }
        | ProposalForwarded { .. }
        | ProposalDuringTransfer { .. }
        | UncommittedTooLarge { .. }
        | EntriesAppended { .. }
        | SendPaused { .. }
        | AppendAccepted { .. }
        | AppendStale { .. }
        | AppendRejected { .. }
        | AppendRejectionReceived { .. }
        | ProgressDecreased { .. }
        | ReplicateStarted { .. }
        | PeerUnreachable { .. }
        | NoProgress { .. }
        | CommitAdvanced { .. }
        | CommitHeldOldTerm { .. }
        | CommitLearned { .. }
        | ConflictFound { .. }
        | UnstableReplaced { .. }
        | UnstableTruncated { .. }
        | StableMissing { .. }
        | StableIsSnapshot { .. }
        | StableMismatch { .. }
        | StableOfLowerTerm { .. }
        | ReadWithoutLeader { .. }
        | ReadHeld { .. }
        | ReadsReleasedTooEarly
        | ReadRequested { .. }
        | ReadConfirmed { .. }
        | ReadTrusted { .. }
        | ReadAnswered { .. }
        | BadReadAnswer { .. } => say("A decision of raft", ""),
    }
}

fn wal_rule(trace: &wal::Trace) -> RuleText {
    match trace {
        wal::Trace::Created { .. } => say(
            "Write-ahead log created",
            "The file is written under another name and renamed when it is safe, so that there is \
             never half a beginning.",
        ),
        wal::Trace::Saved { sync: true, .. } => say(
            "Written, with an fsync",
            "Entries, terms and votes are promises; before anybody is told of them they must survive \
             a crash.",
        ),
        wal::Trace::Saved { sync: false, .. } => say(
            "Written, without an fsync",
            "Only the commit index changed. It can be learned again from the leader, so nobody waits \
             for the disk.",
        ),
        wal::Trace::SnapshotSaved { .. } => say(
            "Snapshot noted",
            "The log says where a snapshot stands, after the snapshot itself is safe.",
        ),
        wal::Trace::Cut { .. } => {
            say("Next segment", "A full segment is closed and the next one begun.")
        }
        wal::Trace::Ignored { .. } => say("File passed over", "It is no segment of the log."),
        wal::Trace::Repaired { .. } => say(
            "Torn end cut off",
            "A record that was not written to its end was not synced, and what was not synced was not \
             promised.",
        ),
        wal::Trace::Opened { .. } => say(
            "Write-ahead log read",
            "A restarted member reads its promises back: term, vote, and all entries.",
        ),
        wal::Trace::Refused(_) => say(
            "Write-ahead log refused",
            "Damage in the middle is not repaired: what follows was promised, and nobody knows what it \
             said.",
        ),
    }
}

fn mvcc_rule(trace: &mvcc::Trace) -> RuleText {
    match trace {
        mvcc::Trace::KeyPut { version: 1, generation: 1, .. } => say(
            "Key created",
            "Every write makes a new revision of the whole store. A key's first write sets its create \
             revision, and version 1.",
        ),
        mvcc::Trace::KeyPut { version: 1, .. } => say(
            "Key created anew",
            "The key was deleted before; a new generation begins, and version counts from 1 again.",
        ),
        mvcc::Trace::KeyPut { .. } => say(
            "Key changed",
            "The old value stays readable at its revision. Version counts the writes of this \
             generation.",
        ),
        mvcc::Trace::Tombstoned { .. } => say(
            "Key deleted: a tombstone",
            "A delete is a write too: a tombstone at a new revision. What was before stays readable \
             until it is compacted.",
        ),
        mvcc::Trace::NothingToDelete { .. } => say(
            "Nothing to delete",
            "No key was in the range. A transaction that changes nothing makes no revision.",
        ),
        mvcc::Trace::RangeAt { .. } => say(
            "Keys read",
            "The index finds for each key its last revision at or before the one asked for; the \
             backend has the value under that revision.",
        ),
        mvcc::Trace::FutureRevision { .. } => {
            say("Revision not there yet", "The store has not reached the revision asked for.")
        }
        mvcc::Trace::CompactedRevision { .. } => say(
            "Revision compacted",
            "Compaction threw away what was overwritten before its revision; the past before it \
             cannot be read any more.",
        ),
    }
}

fn server_rule(trace: &server::Trace) -> RuleText {
    use server::Trace::*;
    match trace {
        Raft(trace) => raft_rule(trace),
        Wal(trace) => wal_rule(trace),
        Mvcc(trace) => mvcc_rule(trace),
        Booted { .. } => say(
            "A new member",
            "There was no log on its disk, so it begins one with the members it was told of.",
        ),
        Restarted { .. } => say(
            "Back from its disk",
            "Term, vote and log are what was synced; the store is rebuilt by applying what is \
             committed.",
        ),
        Refused { .. } => say(
            "Request refused",
            "A request that makes no sense, or cannot be served, is answered at once.",
        ),
        Proposed { .. } => say(
            "Proposed",
            "A write is handed to raft. Its answer waits until the entry is committed and applied \
             here.",
        ),
        ProposalWaits { .. } => say(
            "A write waits for a leader",
            "Raft takes no proposal while nobody leads; the server keeps it until there is a leader \
             or the request times out.",
        ),
        SentBeforeFsync { .. } => say(
            "Sent before its own fsync",
            "A leader may send entries while its disk still writes them: it counts itself among those \
             that have them only afterwards.",
        ),
        HeldUntilFsync { .. } => say(
            "Answers wait for the fsync",
            "A vote or an acknowledgement is a promise. It may not leave before the disk has written \
             what it promises.",
        ),
        ReleasedByFsync { .. } => {
            say("The fsync is done: answers go out", "What was promised would now survive a crash.")
        }
        Applied { .. } => say(
            "Applied",
            "Every member carries out the same committed entries in the same order, so all stores \
             become equal.",
        ),
        AppliedEmpty { .. } => say(
            "Applied: nothing to do",
            "A new leader begins with an empty entry, so that it can commit in its own term.",
        ),
        AppliedConfChange { .. } => {
            say("Membership changed", "A member counts from the moment its entry is applied.")
        }
        ReadIndexAsked { .. } => say(
            "A linearizable read begins",
            "The member asks the leader for its commit index. One round serves all reads that had \
             arrived when it began.",
        ),
        ReadQueued { .. } => say(
            "The read waits for the next round",
            "The round under way began before this read came, and a write may have been acknowledged \
             in between.",
        ),
        ReadIndexKnown { index, applied, .. } if applied >= index => say(
            "The read's index is known and applied",
            "This store has everything that was acknowledged before the read began.",
        ),
        ReadIndexKnown { .. } => say(
            "The read's index is known and not yet applied",
            "The read waits until this store has caught up with the index.",
        ),
        ReadServed { linearizable: true, .. } => say(
            "Linearizable read answered",
            "Applied has reached the read's index, so the answer includes every write acknowledged \
             before.",
        ),
        ReadServed { linearizable: false, .. } => say(
            "Serializable read answered",
            "From this member's own store, without asking anybody: fast, and perhaps stale.",
        ),
        ReadIndexRetried { .. } => say(
            "Asks for the index again",
            "No answer came within 500 ms; the question or the answer may be lost.",
        ),
        ReadFailedLeaderChanged { .. } => say(
            "Reads failed: the leader changed",
            "The answer of the old leader will not come; the clients may ask again.",
        ),
        RequestTimedOut { .. } => say(
            "Request timed out",
            "Nobody waits longer. The write may still be carried out later: a timeout is not a no.",
        ),
    }
}
