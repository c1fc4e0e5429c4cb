//! English, the rules of raft.

use super::en_rules::say;
use crate::explain::{
    group::{Group, group},
    rule::RuleText,
};
use engine::raft;

pub(super) fn raft_rule(trace: &raft::Trace) -> RuleText {
    let words = match group(trace) {
        Group::Role => role_rule(trace),
        Group::Election => election_rule(trace),
        Group::Proposal => proposal_rule(trace),
        Group::Append => append_rule(trace),
        Group::Log => log_rule(trace),
        Group::Read => read_rule(trace),
        Group::Transfer => transfer_rule(trace),
        Group::Snapshot => snapshot_rule(trace),
        Group::Membership => membership_rule(trace),
    };
    words.unwrap_or(say("A decision of raft", "The log line says which."))
}

fn role_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Role(trace::Role::NewRaft { .. }) => say(
            "Raft starts",
            "A member begins as a follower, with the term, vote and log that its disk kept.",
        ),
        Trace::Role(trace::Role::BecameFollower { .. }) => say(
            "Became follower",
            "A follower starts nothing by itself: it answers, and waits for a leader to be heard of.",
        ),
        Trace::Role(trace::Role::BecamePreCandidate { .. }) => say(
            "Became pre-candidate",
            "Before raising its term, a member asks whether it would win (PreVote). So a member that \
             was cut off does not come back and unseat a working leader.",
        ),
        Trace::Role(trace::Role::BecameCandidate { .. }) => say(
            "Became candidate",
            "A candidate raises its term by one, votes for itself, and asks everybody else.",
        ),
        Trace::Role(trace::Role::BecameLeader { .. }) => say(
            "Became leader",
            "A candidate with the votes of a quorum leads its term. There is only one: nobody votes \
             twice in a term, and two quorums share a member.",
        ),
        Trace::Role(trace::Role::HigherTerm { .. }) => say(
            "A higher term: follow",
            "Whoever hears of a higher term knows that its own is over, and becomes a follower of that \
             term.",
        ),
        Trace::Role(trace::Role::LowerTerm { .. }) => say(
            "An old term: ignored",
            "A message of an earlier term comes from the past and is not believed.",
        ),
        Trace::Role(trace::Role::OldLeaderAnswered { .. }) => say(
            "An old leader is told",
            "With PreVote or CheckQuorum on, a leader of an earlier term gets an answer that bears the \
             present term, so that it steps down instead of being ignored forever.",
        ),
        Trace::Role(trace::Role::LeaderFollowed { .. }) => {
            say("A leader is known", "The first append or heartbeat of a term names its leader.")
        }
        Trace::Role(trace::Role::LeaderForgotten { .. }) => say(
            "Leader forgotten",
            "The member was asked to forget its leader, so it may grant pre-votes at once.",
        ),
        Trace::Role(trace::Role::ForgetLeaderIgnored) => say(
            "Leader kept",
            "With lease-based reads a member may not forget its leader before the lease is over.",
        ),
        Trace::Role(trace::Role::QuorumChecked { .. }) => say(
            "Quorum checked",
            "Once in an election timeout a leader counts whom it has heard of (CheckQuorum).",
        ),
        Trace::Role(trace::Role::SteppedDown { .. }) => say(
            "Stepped down: no quorum",
            "A leader that has not heard of a quorum for an election timeout cannot commit anything; \
             it stops leading, so that its clients look elsewhere.",
        ),
        _ => return None,
    })
}

fn election_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Election(trace::Election::ElectionTimeout { .. }) => say(
            "Election timeout",
            "A follower that hears nothing of a leader for its election timeout starts an election. \
             The timeout is drawn anew each time, so that members rarely start together.",
        ),
        Trace::Election(trace::Election::ElectionStarted { .. }) => {
            say("An election starts", "A member campaigns.")
        }
        Trace::Election(trace::Election::HupIgnoredByLeader { .. }) => {
            say("No election: it leads already", "A leader has no reason to campaign.")
        }
        Trace::Election(trace::Election::Unpromotable { .. }) => say(
            "No election: it may not lead",
            "A member that is no voter, or has a snapshot still to write, cannot lead.",
        ),
        Trace::Election(trace::Election::UnpromotableCampaign { .. }) => say(
            "It campaigns, and may not lead",
            "Its pre-votes came after the group had changed: it is no voter any more.",
        ),
        Trace::Election(trace::Election::CampaignHeldByConfChange { .. }) => say(
            "No election: a membership change is not applied",
            "A member that has not yet applied a committed membership change might count the wrong \
             quorum.",
        ),
        Trace::Election(trace::Election::VoteRequested { .. }) => say(
            "Asks for a vote",
            "The request carries the end of the candidate's log, so that the voter can judge it.",
        ),
        Trace::Election(trace::Election::VoteIgnored { .. }) => say(
            "Vote request ignored: the leader is alive",
            "A member that heard of a leader within the last election timeout does not answer vote \
             requests, whatever their term. A vote asked for by a leadership transfer is excepted.",
        ),
        Trace::Election(trace::Election::VoteCast { .. }) => say(
            "Vote granted",
            "A member votes for the first candidate of a term whose log is at least as up to date as \
             its own: a higher last term, or the same and no fewer entries. A pre-vote binds nobody.",
        ),
        Trace::Election(trace::Election::VoteRejected { .. }) => say(
            "Vote refused",
            "A member gives one vote a term, and only to a candidate whose log is at least as up to \
             date as its own: a higher last term, or the same and no fewer entries.",
        ),
        Trace::Election(trace::Election::VoteReceived { .. }) => {
            say("A vote arrives", "The candidate notes the answer.")
        }
        Trace::Election(trace::Election::VoteTally { .. }) => say(
            "Votes counted",
            "A quorum of yes wins; a quorum of no ends the campaign; otherwise the candidate waits.",
        ),
        _ => return None,
    })
}

fn proposal_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Proposal(trace::Proposal::ProposalWithoutLeader { .. }) => say(
            "Proposal dropped: no leader",
            "Only a leader adds to the log. Without one a proposal goes nowhere; the server tries \
             again or times out.",
        ),
        Trace::Proposal(trace::Proposal::ForwardingDisabled { .. }) => say(
            "Proposal dropped: not passed on",
            "This member was told not to pass proposals on to the leader.",
        ),
        Trace::Proposal(trace::Proposal::ProposalForwarded { .. }) => say(
            "Proposal passed on",
            "A follower passes proposals on to the leader. It is not told what becomes of them: it \
             waits until the entry is applied here.",
        ),
        Trace::Proposal(trace::Proposal::ProposalDuringTransfer { .. }) => say(
            "Proposal dropped: handing over",
            "A leader that is handing over takes nothing new, so that its successor can catch up.",
        ),
        Trace::Proposal(trace::Proposal::UncommittedTooLarge { .. }) => say(
            "Proposal dropped: too much is uncommitted",
            "A leader limits how much waits for a quorum, or its memory would fill up.",
        ),
        Trace::Proposal(trace::Proposal::EntriesAppended { .. }) => say(
            "Appended to the leader's log",
            "A leader never changes what is in its log; it adds at the end, in its own term.",
        ),
        _ => return None,
    })
}

fn append_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Append(trace::Append::SendPaused { .. }) => say(
            "Sending waits",
            "While probing, one message at a time; while replicating, only as many as the window \
             holds.",
        ),
        Trace::Append(trace::Append::AppendAccepted { .. }) => say(
            "Append accepted",
            "The follower's log has the entry before the new ones, with the same term. So by induction \
             everything before it is equal too, and the new ones fit.",
        ),
        Trace::Append(trace::Append::AppendStale { .. }) => say(
            "Append passed over",
            "What is committed here needs no checking; the answer tells the leader how far that is.",
        ),
        Trace::Append(trace::Append::AppendRejected { .. }) => say(
            "Append refused: the logs differ",
            "The follower's entry there has another term, or is missing. It refuses, and hints where \
             the logs may still agree.",
        ),
        Trace::Append(trace::Append::AppendRejectionReceived { .. }) => say(
            "A refusal arrives",
            "The leader goes back to where the logs may agree, over a whole term at once if it can.",
        ),
        Trace::Append(trace::Append::ProgressDecreased { .. }) => say(
            "Tries further back",
            "The leader sends from an earlier entry on, one message at a time, until the follower \
             agrees.",
        ),
        Trace::Append(trace::Append::ReplicateStarted { .. }) => say(
            "Now it streams",
            "Once the logs are known to agree, messages follow each other without waiting for answers.",
        ),
        Trace::Append(trace::Append::PeerUnreachable { .. }) => say(
            "A peer cannot be reached",
            "What was sent ahead may be lost, so the leader goes back to probing.",
        ),
        Trace::Append(trace::Append::NoProgress { .. }) => {
            say("A stranger's answer", "The leader keeps no progress for this member.")
        }
        _ => return None,
    })
}

fn log_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Log(trace::Log::ConflictFound { .. }) => say(
            "Conflict: the leader's entry wins",
            "Two entries at one index with different terms: the follower's was never committed, and \
             is replaced together with all after it.",
        ),
        Trace::Log(trace::Log::UnstableReplaced { .. }) => say(
            "Entries replaced",
            "The new entries begin before everything that is not yet on disk, and take its place.",
        ),
        Trace::Log(trace::Log::UnstableTruncated { .. }) => say(
            "Entries cut off",
            "What follows the first new entry is of a leader that lost, and goes.",
        ),
        Trace::Log(trace::Log::StableMissing { .. })
        | Trace::Log(trace::Log::StableIsSnapshot { .. })
        | Trace::Log(trace::Log::StableMismatch { .. }) => say(
            "A write that no longer counts",
            "The disk finished writing an entry that was replaced in the meantime.",
        ),
        Trace::Log(trace::Log::StableOfLowerTerm { .. }) => say(
            "A write of an earlier term",
            "What the disk finished belongs to a term that is over; it may have been replaced.",
        ),
        Trace::Log(trace::Log::CommitAdvanced { .. }) => say(
            "Committed",
            "An entry of the leader's own term that a quorum has on disk is committed, and with it \
             everything before it. Every later leader will have it.",
        ),
        Trace::Log(trace::Log::CommitHeldOldTerm { .. }) => say(
            "On a quorum, and not committed",
            "An entry of an older term is not committed by counting: a later leader may still \
             overwrite it (Figure 8). It commits together with the first entry of this term.",
        ),
        Trace::Log(trace::Log::CommitLearned { .. }) => say(
            "Learns what is committed",
            "A follower learns the commit index from appends and heartbeats, one message late.",
        ),
        _ => return None,
    })
}

fn read_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Read(trace::Read::ReadWithoutLeader { .. }) => say(
            "Read waits: no leader",
            "Only a leader knows what is committed. The member asks again after 500 ms.",
        ),
        Trace::Read(trace::Read::ReadHeld { .. }) => say(
            "Read held: nothing committed in this term yet",
            "A new leader's commit index may lag behind what the old one had acknowledged. After its \
             own first commit it cannot.",
        ),
        Trace::Read(trace::Read::ReadsReleasedTooEarly) => say(
            "Reads were released too early",
            "This must not happen: reads wait for the first commit of the term.",
        ),
        Trace::Read(trace::Read::ReadRequested { .. }) => say(
            "A read asks: do I still lead?",
            "The leader notes its commit index and sends a heartbeat with the read's number. Without \
             the answers of a quorum, a newer leader might have moved on.",
        ),
        Trace::Read(trace::Read::ReadAcknowledged { .. }) => say(
            "A heartbeat's answer counts for a read",
            "It bears the read's number, so its sender still followed this leader after the read had \
             come. A quorum of such answers is needed, the leader's own among them.",
        ),
        Trace::Read(trace::Read::ReadConfirmed { .. }) => say(
            "Read confirmed",
            "A quorum answered after the read came, so there was no newer leader then: the noted \
             commit index includes everything acknowledged before.",
        ),
        Trace::Read(trace::Read::ReadTrusted { .. }) => say(
            "Read answered on trust",
            "No quorum was asked. If the leader is cut off and does not know it, the answer may be \
             stale.",
        ),
        Trace::Read(trace::Read::ReadAnswered { .. }) => say(
            "The leader names the index",
            "The read may be answered here as soon as this index is applied.",
        ),
        Trace::Read(trace::Read::BadReadAnswer { .. }) => {
            say("An answer that makes no sense", "It names no read, and is dropped.")
        }
        _ => return None,
    })
}

fn transfer_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Transfer(trace::Transfer::TransferStarted { .. }) => say(
            "Leadership is handed over",
            "The leader brings the chosen member up to date, then tells it to campaign at once.",
        ),
        Trace::Transfer(trace::Transfer::TransferAborted { .. }) => {
            say("An earlier handing over ends", "Another member was asked for.")
        }
        Trace::Transfer(trace::Transfer::TransferRepeated { .. }) => {
            say("Already handing over", "To this very member.")
        }
        Trace::Transfer(trace::Transfer::TransferToSelf { .. }) => {
            say("Nothing to hand over", "It leads already.")
        }
        Trace::Transfer(trace::Transfer::TransferToLearner { .. }) => {
            say("Not to a learner", "A learner has no vote and cannot lead.")
        }
        Trace::Transfer(trace::Transfer::TransferWithoutLeader { .. }) => {
            say("Nobody can hand over", "There is no leader to pass the wish on to.")
        }
        Trace::Transfer(trace::Transfer::TimeoutNowSent { .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowSentAtOnce { .. }) => say(
            "The successor may campaign",
            "Its log has everything the leader's has, so it will win.",
        ),
        Trace::Transfer(trace::Transfer::TimeoutNowReceived { .. }) => say(
            "Campaigns at once",
            "The leader asked for it, so neither PreVote nor the lease stand in its way.",
        ),
        Trace::Transfer(trace::Transfer::TimeoutNowIgnored { .. }) => {
            say("Not now", "Only a follower takes a leadership over.")
        }
        _ => return None,
    })
}

fn snapshot_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Snapshot(trace::Snapshot::SnapshotToInactive { .. }) => {
            say("No snapshot to a silent member", "It would be sent into the void.")
        }
        Trace::Snapshot(trace::Snapshot::SnapshotUnavailable { .. }) => {
            say("Snapshot not ready", "It is tried again later.")
        }
        Trace::Snapshot(trace::Snapshot::SnapshotSent { .. }) => say(
            "Snapshot sent",
            "What the follower needs is no longer in the leader's log, so it gets the whole state.",
        ),
        Trace::Snapshot(trace::Snapshot::ReplicationPaused { .. }) => {
            say("Replication waits", "Nothing is sent while the snapshot is on its way.")
        }
        Trace::Snapshot(trace::Snapshot::SnapshotNotNeeded { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotReported { .. }) => {
            say("After the snapshot", "The leader goes on from where the follower stands now.")
        }
        Trace::Snapshot(trace::Snapshot::SnapshotHandled { .. })
        | Trace::Snapshot(trace::Snapshot::FastForwarded { .. })
        | Trace::Snapshot(trace::Snapshot::RestoreStarted { .. })
        | Trace::Snapshot(trace::Snapshot::Restored { .. }) => say(
            "Snapshot received",
            "A snapshot replaces the log up to its index, unless the log has that entry already.",
        ),
        Trace::Snapshot(trace::Snapshot::SnapshotAsLeader { .. }) => {
            say("Snapshot refused", "Only a follower takes one: whoever leads steps down first.")
        }
        Trace::Snapshot(trace::Snapshot::SnapshotWithoutUs { .. }) => {
            say("Snapshot refused", "Its configuration does not know this member.")
        }
        _ => return None,
    })
}

fn membership_rule(trace: &raft::Trace) -> Option<RuleText> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Membership(trace::Membership::SwitchedConfig { .. }) => {
            say("New configuration", "A membership change takes effect when its entry is applied.")
        }
        Trace::Membership(trace::Membership::ConfChangeIgnored { .. }) => say(
            "Membership change ignored",
            "Only one change at a time: two quorums that share no member could otherwise arise.",
        ),
        Trace::Membership(trace::Membership::LeavingJoint { .. }) => say(
            "Leaves the joint configuration",
            "Both majorities have agreed; from here on the new one decides alone.",
        ),
        Trace::Membership(trace::Membership::NotLeavingJoint { .. }) => {
            say("Stays in the joint configuration", "The proposal to leave it was not taken.")
        }
        _ => return None,
    })
}
