//! Traces as log lines: etcd's own where it has one, its manner where it has none.

use super::{
    describe,
    log::EntryId,
    membership::ChangeRefused,
    message::ConfState,
    trace::{Ballot, Trace},
};
use crate::base::NodeId;
use std::fmt;

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = role_text(self)
            .or_else(|| election_text(self))
            .or_else(|| replication_text(self))
            .or_else(|| log_text(self))
            .or_else(|| read_text(self))
            .or_else(|| transfer_text(self))
            .or_else(|| snapshot_text(self))
            .or_else(|| membership_text(self));
        match text {
            Some(text) => f.write_str(&text),
            None => write!(f, "{self:?}"),
        }
    }
}

fn role_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        NewRaft { id, peers, term, commit, applied, last: EntryId { term: lt, index } } => {
            let peers: Vec<String> = peers.iter().map(|peer| format!("{peer:x}")).collect();
            format!(
                "newRaft {id:x} [peers: [{}], term: {term}, commit: {commit}, \
                 applied: {applied}, lastindex: {index}, lastterm: {lt}]",
                peers.join(",")
            )
        }
        BecameFollower { id, term } => format!("{id:x} became follower at term {term}"),
        BecamePreCandidate { id, term } => format!("{id:x} became pre-candidate at term {term}"),
        BecameCandidate { id, term } => format!("{id:x} became candidate at term {term}"),
        BecameLeader { id, term } => format!("{id:x} became leader at term {term}"),
        HigherTerm { id, term, kind, from, theirs } => format!(
            "{id:x} [term: {term}] received a {kind} message with higher term \
             from {from:x} [term: {theirs}]"
        ),
        LowerTerm { id, term, kind, from, theirs } => format!(
            "{id:x} [term: {term}] ignored a {kind} message with lower term \
             from {from:x} [term: {theirs}]"
        ),
        OldLeaderAnswered { id, term, from, theirs } => {
            format!("{id:x} [term: {term}] told {from:x} [term: {theirs}] that its term is over")
        }
        LeaderFollowed { id, lead, term } => {
            format!("{id:x} follows leader {lead:x} at term {term}")
        }
        LeaderForgotten { id, lead, term } => {
            format!("{id:x} forgetting leader {lead:x} at term {term}")
        }
        ForgetLeaderIgnored => "ignoring MsgForgetLeader due to ReadOnlyLeaseBased".to_string(),
        QuorumChecked { id, active } => {
            let heard: Vec<String> =
                active.iter().filter(|(_, a)| *a).map(|(peer, _)| format!("{peer:x}")).collect();
            format!(
                "{id:x} checked its quorum: heard from [{}] of {}",
                heard.join(","),
                active.len()
            )
        }
        SteppedDown { id } => {
            format!("{id:x} stepped down to follower since quorum is not active")
        }
        _ => return None,
    })
}

fn election_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        ElectionTimeout { id, lead, elapsed } => {
            format!("{id:x} heard nothing from leader {lead:x} for {elapsed} ticks")
        }
        ElectionStarted { id, term } => {
            format!("{id:x} is starting a new election at term {term}")
        }
        HupIgnoredByLeader { id } => format!("{id:x} ignoring MsgHup because already leader"),
        Unpromotable { id } => format!("{id:x} is unpromotable and can not campaign"),
        UnpromotableCampaign { id } => {
            format!("{id:x} is unpromotable; campaign() should have been called")
        }
        CampaignHeldByConfChange { id, term } => format!(
            "{id:x} cannot campaign at term {term} since there are still pending configuration \
             changes to apply"
        ),
        VoteRequested { id, last: EntryId { term: lt, index }, kind, to, term } => format!(
            "{id:x} [logterm: {lt}, index: {index}] sent {kind} request to {to:x} at term {term}"
        ),
        VoteIgnored { ballot, remaining } => format!(
            "{}: lease is not expired (remaining ticks: {remaining})",
            ballot_text(ballot, "ignored", "from")
        ),
        VoteCast { ballot } => ballot_text(ballot, "cast", "for"),
        VoteRejected { ballot } => ballot_text(ballot, "rejected", "from"),
        VoteReceived { id, kind, from, term, granted } => {
            let word = if *granted { "" } else { " rejection" };
            format!("{id:x} received {kind}{word} from {from:x} at term {term}")
        }
        VoteTally { id, kind, granted, rejected } => {
            format!("{id:x} has received {granted} {kind} votes and {rejected} vote rejections")
        }
        _ => return None,
    })
}

fn ballot_text(ballot: &Ballot, verb: &str, preposition: &str) -> String {
    let Ballot { id, last, vote, kind, from, theirs, term, .. } = ballot;
    format!(
        "{id:x} [logterm: {}, index: {}, vote: {vote:x}] {verb} {kind} {preposition} {from:x} \
         [logterm: {}, index: {}] at term {term}",
        last.term, last.index, theirs.term, theirs.index
    )
}

fn replication_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        ProposalWithoutLeader { id, term } => {
            format!("{id:x} no leader at term {term}; dropping proposal")
        }
        ForwardingDisabled { id, lead, term } => {
            format!("{id:x} not forwarding to leader {lead:x} at term {term}; dropping proposal")
        }
        ProposalForwarded { id, lead, count } => {
            format!("{id:x} passed {count} proposals on to leader {lead:x}")
        }
        ProposalDuringTransfer { id, term, to } => format!(
            "{id:x} [term {term}] transfer leadership to {to:x} is in progress; dropping proposal"
        ),
        UncommittedTooLarge { id } => format!(
            "{id:x} appending new entries to log would exceed uncommitted entry size limit; \
             dropping proposal"
        ),
        EntriesAppended { id, first, last } => {
            format!("{id:x} appended entries [{first}, {last}] to its log")
        }
        SendPaused { id, to, progress } => format!("{id:x} sends nothing to {to:x} [{progress}]"),
        AppendAccepted { id, from, prev, last } => format!(
            "{id:x} accepted MsgApp after [logterm: {}, index: {}] from {from:x}: has {last}",
            prev.term, prev.index
        ),
        AppendStale { id, from, prev, committed } => format!(
            "{id:x} passed over MsgApp after index {prev} from {from:x}: committed {committed}"
        ),
        AppendRejected { id, ours, prev: EntryId { term, index }, from } => format!(
            "{id:x} [logterm: {ours}, index: {index}] rejected MsgApp \
             [logterm: {term}, index: {index}] from {from:x}"
        ),
        AppendRejectionReceived { id, hint, hint_term, from, index } => format!(
            "{id:x} received MsgAppResp(rejected, hint: (index {hint}, term {hint_term})) \
             from {from:x} for index {index}"
        ),
        ProgressDecreased { id, to, progress } => {
            format!("{id:x} decreased progress of {to:x} to [{progress}]")
        }
        ReplicateStarted { id, to, matched } => {
            format!("{id:x} streams to {to:x}: logs agree up to {matched}")
        }
        PeerUnreachable { id, to, progress } => format!(
            "{id:x} failed to send message to {to:x} because it is unreachable [{progress}]"
        ),
        NoProgress { id, from } => format!("{id:x} no progress available for {from:x}"),
        _ => return None,
    })
}

fn log_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        ConflictFound { index, existing, term } => format!(
            "found conflict at index {index} \
             [existing term: {existing}, conflicting term: {term}]"
        ),
        UnstableReplaced { index } => format!("replace the unstable entries from index {index}"),
        UnstableTruncated { index } => {
            format!("truncate the unstable entries before index {index}")
        }
        StableMissing { index } => {
            format!("entry at index {index} missing from unstable log; ignoring")
        }
        StableIsSnapshot { index } => {
            format!("entry at index {index} matched unstable snapshot; ignoring")
        }
        StableMismatch { index, term, ours } => format!(
            "entry at (index,term)=({index},{term}) mismatched with entry at ({index},{ours}) \
             in unstable log; ignoring"
        ),
        StableOfLowerTerm { id, term, theirs } => format!(
            "{id:x} [term: {term}] ignored entry appends from a MsgStorageAppendResp message \
             with lower term [term: {theirs}]"
        ),
        CommitAdvanced { id, from, to, matches } => {
            let has: Vec<String> = matches.iter().map(|(id, m)| format!("{id:x}:{m}")).collect();
            format!("{id:x} commits {to} after {from}: a quorum of [{}] has it", has.join(" "))
        }
        CommitHeldOldTerm { id, index, term, current } => format!(
            "{id:x} does not commit {index} by counting: it is of term {term}, this is {current}"
        ),
        CommitLearned { id, from, to, lead } => {
            format!("{id:x} learned from {lead:x} that {to} is committed, after {from}")
        }
        _ => return None,
    })
}

fn read_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        ReadWithoutLeader { id, term } => {
            format!("{id:x} no leader at term {term}; dropping index reading msg")
        }
        ReadHeld { id, committed, term, current } => format!(
            "{id:x} holds a read back: last commit {committed} is of term {term}, this is {current}"
        ),
        ReadsReleasedTooEarly => {
            "pending MsgReadIndex should be released only after first commit in current term"
                .to_string()
        }
        ReadRequested { id, index, number } => {
            format!("{id:x} asks its quorum about read {number} at commit {index}")
        }
        ReadAcknowledged { id, from, number, acks, voters } => format!(
            "{id:x} heard {from:x} about read {number}: [{}] of {voters} have answered",
            list(acks)
        ),
        ReadConfirmed { id, index, number, acks } => {
            format!("{id:x} confirmed read {number} at {index}: [{}] answered", list(acks))
        }
        ReadTrusted { id, index } => {
            format!("{id:x} answers a read at {index} without asking its quorum")
        }
        ReadAnswered { id, from, index } => {
            format!("{id:x} heard from {from:x} that a read is linearizable from {index} on")
        }
        BadReadAnswer { id, from, count } => format!(
            "{id:x} invalid format of MsgReadIndexResp from {from:x}, entries count: {count}"
        ),
        _ => return None,
    })
}

fn list(ids: &[NodeId]) -> String {
    ids.iter().map(|id| format!("{id:x}")).collect::<Vec<_>>().join(",")
}

fn transfer_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        TransferStarted { id, term, to } => {
            format!("{id:x} [term {term}] starts to transfer leadership to {to:x}")
        }
        TransferAborted { id, term, to } => {
            format!("{id:x} [term {term}] abort previous transferring leadership to {to:x}")
        }
        TransferRepeated { id, term, to } => format!(
            "{id:x} [term {term}] transfer leadership to {to:x} is in progress, \
             ignores request to same node {to:x}"
        ),
        TransferToSelf { id } => {
            format!("{id:x} is already leader. Ignored transferring leadership to self")
        }
        TransferToLearner { id } => format!("{id:x} is learner. Ignored transferring leadership"),
        TransferWithoutLeader { id, term } => {
            format!("{id:x} no leader at term {term}; dropping leader transfer msg")
        }
        TimeoutNowSent { id, to } => {
            format!("{id:x} sent MsgTimeoutNow to {to:x} after received MsgAppResp")
        }
        TimeoutNowSentAtOnce { id, to } => format!(
            "{id:x} sends MsgTimeoutNow to {to:x} immediately as {to:x} already has up-to-date log"
        ),
        TimeoutNowReceived { id, term, from } => format!(
            "{id:x} [term {term}] received MsgTimeoutNow from {from:x} and starts an election \
             to get leadership."
        ),
        TimeoutNowIgnored { id, term, role, from } => {
            format!("{id:x} [term {term} state {role}] ignored MsgTimeoutNow from {from:x}")
        }
        _ => return None,
    })
}

fn snapshot_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    let at = |id: &EntryId| format!("[index: {}, term: {}]", id.index, id.term);
    Some(match trace {
        SnapshotToInactive { to } => {
            format!("ignore sending snapshot to {to:x} since it is not recently active")
        }
        SnapshotUnavailable { id, to } => format!(
            "{id:x} failed to send snapshot to {to:x} because snapshot is temporarily unavailable"
        ),
        SnapshotSent { id, first, commit, snapshot, to, progress } => format!(
            "{id:x} [firstindex: {first}, commit: {commit}] sent snapshot{} to {to:x} [{progress}]",
            at(snapshot)
        ),
        ReplicationPaused { id, to, progress } => {
            format!("{id:x} paused sending replication messages to {to:x} [{progress}]")
        }
        SnapshotNotNeeded { id, to, progress } => format!(
            "{id:x} recovered from needing snapshot, resumed sending replication messages \
             to {to:x} [{progress}]"
        ),
        SnapshotReported { id, to, failed, progress } => {
            let word = if *failed { "failed" } else { "succeeded" };
            format!(
                "{id:x} snapshot {word}, resumed sending replication messages \
                 to {to:x} [{progress}]"
            )
        }
        SnapshotHandled { id, commit, snapshot, restored } => {
            let word = if *restored { "restored" } else { "ignored" };
            format!("{id:x} [commit: {commit}] {word} snapshot {}", at(snapshot))
        }
        SnapshotAsLeader { id } => {
            format!("{id:x} attempted to restore snapshot as leader; should never happen")
        }
        SnapshotWithoutUs { id, state } => format!(
            "{id:x} attempted to restore snapshot but it is not in the ConfState {}; \
             should never happen",
            bare(state)
        ),
        FastForwarded { id, commit, last, snapshot } => format!(
            "{id:x} [commit: {commit}, lastindex: {}, lastterm: {}] \
             fast-forwarded commit to snapshot {}",
            last.index,
            last.term,
            at(snapshot)
        ),
        RestoreStarted { log, snapshot } => {
            format!("log [{log}] starts to restore snapshot {}", at(snapshot))
        }
        Restored { id, commit, last, snapshot } => format!(
            "{id:x} [commit: {commit}, lastindex: {}, lastterm: {}] restored snapshot {}",
            last.index,
            last.term,
            at(snapshot)
        ),
        _ => return None,
    })
}

/// `{[1 2 3] [] [] [] false}`: voters, learners, both halves' others, and whether the joint configuration is
/// left by itself. Only one line of etcd shows it so.
fn bare(state: &ConfState) -> String {
    let list = |ids: &[NodeId]| {
        let ids: Vec<String> = ids.iter().map(NodeId::to_string).collect();
        format!("[{}]", ids.join(" "))
    };
    let ConfState { voters, learners, voters_outgoing, learners_next, auto_leave } = state;
    let lists = [voters, learners, voters_outgoing, learners_next].map(|ids| list(ids)).join(" ");
    format!("{{{lists} {auto_leave}}}")
}

fn membership_text(trace: &Trace) -> Option<String> {
    use Trace::*;
    Some(match trace {
        SwitchedConfig { id, config } => format!("{id:x} switched to configuration {config}"),
        ConfChangeIgnored { id, change, config, why } => {
            let change = describe::conf_change(change);
            format!("{id:x} ignoring conf change {change} at config {config}: {why}")
        }
        LeavingJoint { config } => {
            format!("initiating automatic transition out of joint configuration {config}")
        }
        NotLeavingJoint { config, error } => format!(
            "not initiating automatic transition out of joint configuration {config}: {error}"
        ),
        _ => return None,
    })
}

impl fmt::Display for ChangeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeRefused::Pending { index, applied } => {
                write!(f, "possible unapplied conf change at index {index} (applied to {applied})")
            }
            ChangeRefused::Joint => write!(f, "must transition out of joint config first"),
            ChangeRefused::NotJoint => {
                write!(f, "not in joint state; refusing empty conf change")
            }
        }
    }
}
