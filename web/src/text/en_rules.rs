//! English, the rules: what each decision of the engine is called, and by which rule it was taken.

use super::{
    en_rules_members, en_rules_raft::raft_rule, en_rules_server, en_rules_snapshot::snapshot_rule,
};
use crate::explain::rule::RuleText;
use engine::server::trace as of;
use engine::{mvcc, server, sim::What, wal};

pub(super) const fn say(title: &'static str, rule: &'static str) -> RuleText {
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
        What::RequestSent { .. } => say(
            "The request is sent",
            "A client talks to one endpoint at a time. It tries the next one only when this one does not \
             listen or cannot serve.",
        ),
        What::RequestEnded { ok: true, .. } => {
            say("The client has its answer", "An answer from etcd ends the request.")
        }
        What::RequestEnded { ok: false, .. } => say(
            "The request has failed",
            "The client is told why; whether a write was carried out may be unknown to it.",
        ),
        What::RetryPlanned { .. } => say(
            "The client tries again",
            "A read may always be sent again. A write only if no member can have had it: otherwise it \
             might happen twice.",
        ),
        What::PacketDropped { .. } => {
            say("Dropped on its way", "An outsider took this message out of the network.")
        }
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
        Snapshot(trace) => snapshot_rule(trace),
        Boot(of::Boot::Booted { .. }) => say(
            "A new member",
            "There was no log on its disk, so it begins one with the members it was told of.",
        ),
        Boot(of::Boot::Restarted { .. }) => say(
            "Back from its disk",
            "Term, vote and log are what was synced; the store is rebuilt by applying what is \
             committed.",
        ),
        Propose(of::Propose::Refused { .. }) => say(
            "Request refused",
            "A request that makes no sense, or cannot be served, is answered at once.",
        ),
        Propose(of::Propose::Proposed { .. })
        | Propose(of::Propose::ProposalWaits { .. })
        | Fsync(of::Fsync::SentBeforeFsync { .. })
        | Fsync(of::Fsync::HeldUntilFsync { .. })
        | Fsync(of::Fsync::ReleasedByFsync { .. })
        | Apply(of::Apply::Applied { .. })
        | Apply(of::Apply::AppliedEmpty { .. }) => write_rule(trace),
        Read(of::Read::ReadIndexAsked { .. })
        | Read(of::Read::ReadQueued { .. })
        | Read(of::Read::ReadIndexKnown { .. })
        | Read(of::Read::ReadServed { .. })
        | Read(of::Read::ReadIndexRetried { .. })
        | Read(of::Read::ReadFailedLeaderChanged { .. })
        | Propose(of::Propose::RequestTimedOut { .. }) => waiting_rule(trace),
        Membership(of::Membership::AppliedConfChange { .. })
        | Membership(of::Membership::ConfChangeInvalid { .. })
        | Membership(of::Membership::AppliedConfChangeV2 { .. })
        | Membership(of::Membership::ConfChangeV2Rejected { .. })
        | Membership(of::Membership::RemovedSelf { .. })
        | Membership(of::Membership::ConfChangeProposed { .. })
        | Membership(of::Membership::ConfChangeV2Proposed { .. })
        | Membership(of::Membership::NotEnoughStarted { .. })
        | Membership(of::Membership::Unhealthy { .. })
        | Membership(of::Membership::LearnerMeasured { .. })
        | Leader(of::Leader::LeaderChanged { .. })
        | Leader(of::Leader::LeaderMoveAsked { .. })
        | Leader(of::Leader::LeaderMoved { .. })
        | Boot(of::Boot::Joining)
        | Publish(of::Publish::NotReadyToServe)
        | Publish(of::Publish::PublishProposed { .. })
        | Publish(of::Publish::Published { .. })
        | Membership(of::Membership::RejectedRemoved { .. })
        | Membership(of::Membership::ToldRemoved { .. }) => en_rules_members::members(trace),
        Read(of::Read::ReadProposed { .. })
        | Apply(of::Apply::ReadEntrySkipped { .. })
        | Forward(of::Forward::Forwarded { .. })
        | Forward(of::Forward::ForwardWaits { .. })
        | Forward(of::Forward::ForwardRetried { .. })
        | Forward(of::Forward::ForwardAnswered { .. })
        | Forward(of::Forward::ForwardFailedLeaderChanged { .. })
        | Fsync(of::Fsync::AnsweredBeforeFsync { .. })
        | Switch(of::Switch::RuleSwitched { .. })
        | Switch(of::Switch::ReadModeSwitched { .. }) => en_rules_server::other_ways(trace),
    }
}

/// The way of a write: proposed, on disks, applied.
fn write_rule(trace: &server::Trace) -> RuleText {
    use server::Trace::*;
    match trace {
        Propose(of::Propose::Proposed { .. }) => say(
            "Proposed",
            "A write is handed to raft. Its answer waits until the entry is committed and applied \
             here.",
        ),
        Propose(of::Propose::ProposalWaits { .. }) => say(
            "A write waits for a leader",
            "Raft takes no proposal while nobody leads; the server keeps it until there is a leader \
             or the request times out.",
        ),
        Fsync(of::Fsync::SentBeforeFsync { .. }) => say(
            "Sent before its own fsync",
            "A leader may send entries while its disk still writes them: it counts itself among those \
             that have them only afterwards.",
        ),
        Fsync(of::Fsync::HeldUntilFsync { .. }) => say(
            "Answers wait for the fsync",
            "A vote or an acknowledgement is a promise. It may not leave before the disk has written \
             what it promises.",
        ),
        Fsync(of::Fsync::ReleasedByFsync { .. }) => {
            say("The fsync is done: answers go out", "What was promised would now survive a crash.")
        }
        Apply(of::Apply::Applied { .. }) => say(
            "Applied",
            "Every member carries out the same committed entries in the same order, so all stores \
             become equal.",
        ),
        Apply(of::Apply::AppliedEmpty { .. }) => say(
            "Applied: nothing to do",
            "A new leader begins with an empty entry, so that it can commit in its own term.",
        ),
        _ => say("A decision of the server", "It is told elsewhere."),
    }
}

/// Reads, and what waited in vain.
fn waiting_rule(trace: &server::Trace) -> RuleText {
    use server::Trace::*;
    match trace {
        Read(of::Read::ReadIndexAsked { .. }) => say(
            "A linearizable read begins",
            "The member asks the leader for its commit index. One round serves all reads that had \
             arrived when it began.",
        ),
        Read(of::Read::ReadQueued { .. }) => say(
            "The read waits for the next round",
            "The round under way began before this read came, and a write may have been acknowledged \
             in between.",
        ),
        Read(of::Read::ReadIndexKnown { index, applied, .. }) if applied >= index => say(
            "The read's index is known and applied",
            "This store has everything that was acknowledged before the read began.",
        ),
        Read(of::Read::ReadIndexKnown { .. }) => say(
            "The read's index is known and not yet applied",
            "The read waits until this store has caught up with the index.",
        ),
        Read(of::Read::ReadServed { linearizable: true, .. }) => say(
            "Linearizable read answered",
            "Applied has reached the read's index, so the answer includes every write acknowledged \
             before.",
        ),
        Read(of::Read::ReadServed { linearizable: false, .. }) => say(
            "Serializable read answered",
            "From this member's own store, without asking anybody: fast, and perhaps stale.",
        ),
        Read(of::Read::ReadIndexRetried { .. }) => say(
            "Asks for the index again",
            "No answer came within 500 ms; the question or the answer may be lost.",
        ),
        Read(of::Read::ReadFailedLeaderChanged { .. }) => say(
            "Reads failed: the leader changed",
            "The answer of the old leader will not come; the clients may ask again.",
        ),
        Propose(of::Propose::RequestTimedOut { .. }) => say(
            "Request timed out",
            "Nobody waits longer. The write may still be carried out later: a timeout is not a no.",
        ),
        _ => say("A decision of the server", "It is told elsewhere."),
    }
}
