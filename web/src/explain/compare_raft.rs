//! The values behind a decision of raft.

use super::{
    compare::{one, relation, two},
    rule::Compared,
};
use crate::text::Words;
use engine::raft::{
    EntryId, ProgressBrief, Trace,
    trace::{self, Ballot},
};

fn member(id: u64, words: Words) -> String {
    if id == 0 { words.raft.nobody.to_string() } else { format!("n{id}") }
}

/// The values of one decision, those that decided first.
pub(super) fn values(trace: &Trace, words: Words) -> Vec<Compared> {
    election(trace, words)
        .or_else(|| replication(trace, words))
        .or_else(|| reads(trace, words))
        .or_else(|| rest(trace, words))
        .unwrap_or_default()
}

fn ballot(ballot: &Ballot, words: Words) -> Vec<Compared> {
    let text = &words.operands;
    let Ballot { last, vote, lead, from, theirs, .. } = ballot;
    let mut all = vec![two(
        text.last_term_candidate,
        theirs.term,
        relation(theirs.term, last.term),
        last.term,
        text.last_term_here,
    )];
    if theirs.term == last.term {
        let relation = relation(theirs.index, last.index);
        all.push(two(
            text.last_index_candidate,
            theirs.index,
            relation,
            last.index,
            text.last_index_here,
        ));
    }
    all.push(one(text.candidate, member(*from, words)));
    all.push(one(text.voted_for, member(*vote, words)));
    all.push(one(text.leader_known, member(*lead, words)));
    all
}

fn election(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    let text = &words.operands;
    Some(match trace {
        Trace::Role(trace::Role::NewRaft { term, commit, applied, last, .. }) => vec![
            one(text.term, term),
            one(text.commit, commit),
            one(text.applied, applied),
            one(text.last, last.index),
        ],
        Trace::Role(trace::Role::BecameFollower { term, .. })
        | Trace::Role(trace::Role::BecamePreCandidate { term, .. })
        | Trace::Role(trace::Role::BecameCandidate { term, .. })
        | Trace::Role(trace::Role::BecameLeader { term, .. })
        | Trace::Election(trace::Election::ElectionStarted { term, .. })
        | Trace::Election(trace::Election::CampaignHeldByConfChange { term, .. }) => {
            vec![one(text.term, term)]
        }
        Trace::Role(trace::Role::HigherTerm { term, theirs, from, kind, .. }) => vec![
            two(text.term_message, theirs, ">", term, text.term_here),
            one(text.message, format!("{kind} · n{from}")),
        ],
        Trace::Role(trace::Role::LowerTerm { term, theirs, from, kind, .. }) => vec![
            two(text.term_message, theirs, "<", term, text.term_here),
            one(text.message, format!("{kind} · n{from}")),
        ],
        Trace::Role(trace::Role::OldLeaderAnswered { term, theirs, from, .. }) => vec![
            two(text.term_message, theirs, "<", term, text.term_here),
            one(text.member, member(*from, words)),
        ],
        Trace::Role(trace::Role::LeaderFollowed { lead, term, .. })
        | Trace::Role(trace::Role::LeaderForgotten { lead, term, .. }) => {
            vec![one(text.leader, member(*lead, words)), one(text.term, term)]
        }
        Trace::Role(trace::Role::QuorumChecked { active, .. }) => {
            let heard: Vec<u64> = active.iter().filter(|(_, a)| *a).map(|(id, _)| *id).collect();
            let (count, quorum) = (heard.len(), active.len() / 2 + 1);
            let relation = if count >= quorum { "≥" } else { "<" };
            vec![
                two(text.heard_from, count, relation, quorum, text.quorum),
                one(text.members, words.members(&heard)),
            ]
        }
        Trace::Election(trace::Election::ElectionTimeout { lead, elapsed, .. }) => {
            vec![one(text.ticks, elapsed), one(text.leader_known, member(*lead, words))]
        }
        Trace::Election(trace::Election::VoteRequested { last, to, term, kind, .. }) => vec![
            one(text.message, format!("{kind} · n{to}")),
            one(text.term, term),
            one(text.last_term_here, last.term),
            one(text.last_index_here, last.index),
        ],
        Trace::Election(trace::Election::VoteIgnored { ballot, remaining }) => vec![
            two(text.remaining_ticks, remaining, ">", 0, text.lease_over),
            one(text.leader_known, member(ballot.lead, words)),
            one(text.candidate, member(ballot.from, words)),
        ],
        Trace::Election(trace::Election::VoteCast { ballot: b })
        | Trace::Election(trace::Election::VoteRejected { ballot: b }) => ballot(b, words),
        Trace::Election(trace::Election::VoteReceived { from, granted, term, .. }) => vec![
            one(text.member, member(*from, words)),
            one(text.granted, if *granted { text.yes } else { text.no }),
            one(text.term, term),
        ],
        Trace::Election(trace::Election::VoteTally { granted, rejected, .. }) => {
            vec![one(text.granted, granted), one(text.refused, rejected)]
        }
        _ => return None,
    })
}

fn progress(to: u64, progress: &ProgressBrief, words: Words) -> Vec<Compared> {
    vec![one(words.operands.member, member(to, words)), one(words.operands.progress, progress)]
}

fn place(id: &EntryId) -> String {
    format!("{} · {}", id.index, id.term)
}

fn replication(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    let text = &words.operands;
    Some(match trace {
        Trace::Proposal(trace::Proposal::ProposalWithoutLeader { term, .. }) => {
            vec![one(text.term, term)]
        }
        Trace::Proposal(trace::Proposal::ForwardingDisabled { lead, .. }) => {
            vec![one(text.leader, member(*lead, words))]
        }
        Trace::Proposal(trace::Proposal::ProposalForwarded { lead, count, .. }) => {
            vec![one(text.leader, member(*lead, words)), one(text.entries, count)]
        }
        Trace::Proposal(trace::Proposal::EntriesAppended { first, last, .. }) => {
            vec![one(text.entries, format!("{first}–{last}"))]
        }
        Trace::Append(trace::Append::SendPaused { to, progress: p, .. })
        | Trace::Snapshot(trace::Snapshot::ReplicationPaused { to, progress: p, .. })
        | Trace::Append(trace::Append::ProgressDecreased { to, progress: p, .. })
        | Trace::Append(trace::Append::PeerUnreachable { to, progress: p, .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotNotNeeded { to, progress: p, .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotReported { to, progress: p, .. }) => {
            progress(*to, p, words)
        }
        Trace::Append(trace::Append::AppendAccepted { prev, last, from, .. }) => vec![
            one(text.leader, member(*from, words)),
            one(text.entry_before, place(prev)),
            one(text.last, last),
        ],
        Trace::Append(trace::Append::AppendStale { prev, committed, .. }) => {
            vec![two(text.index, prev, "<", committed, text.commit)]
        }
        Trace::Append(trace::Append::AppendRejected { ours, prev, .. }) => vec![
            two(text.term_entry_message, prev.term, "≠", ours, text.term_entry_here),
            one(text.index, prev.index),
        ],
        Trace::Append(trace::Append::AppendRejectionReceived {
            hint,
            hint_term,
            from,
            index,
            ..
        }) => vec![
            one(text.member, member(*from, words)),
            one(text.refused_index, index),
            one(text.hint, format!("{hint} · {hint_term}")),
        ],
        Trace::Append(trace::Append::ReplicateStarted { to, matched, .. }) => {
            vec![one(text.member, member(*to, words)), one(text.match_index, matched)]
        }
        Trace::Log(trace::Log::ConflictFound { index, existing, term }) => vec![
            one(text.index, index),
            two(text.term_entry_message, term, "≠", existing, text.term_entry_here),
        ],
        Trace::Log(trace::Log::UnstableReplaced { index })
        | Trace::Log(trace::Log::UnstableTruncated { index })
        | Trace::Log(trace::Log::StableMissing { index })
        | Trace::Log(trace::Log::StableIsSnapshot { index }) => vec![one(text.index, index)],
        Trace::Log(trace::Log::StableMismatch { index, term, ours }) => vec![
            one(text.index, index),
            two(text.term_entry_message, term, "≠", ours, text.term_entry_here),
        ],
        Trace::Log(trace::Log::StableOfLowerTerm { term, theirs, .. }) => {
            vec![two(text.term_message, theirs, "<", term, text.term_here)]
        }
        _ => return commit(trace, words),
    })
}

fn commit(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    let text = &words.operands;
    Some(match trace {
        Trace::Log(trace::Log::CommitAdvanced { from, to, matches, .. }) => {
            let quorum = matches.len() / 2 + 1;
            let have = matches.iter().filter(|(_, matched)| matched >= to).count();
            let all = matches.iter().map(|(id, matched)| format!("n{id} {matched}"));
            vec![
                two(text.have_it, have, "≥", quorum, text.quorum),
                two(text.commit_before, from, "<", to, text.commit_now),
                one(text.match_index, all.collect::<Vec<_>>().join(words.inspect.comma)),
            ]
        }
        Trace::Log(trace::Log::CommitHeldOldTerm { index, term, current, .. }) => {
            vec![two(text.term_entry, term, "<", current, text.term_here), one(text.index, index)]
        }
        Trace::Log(trace::Log::CommitLearned { from, to, lead, .. }) => vec![
            two(text.commit_before, from, "<", to, text.commit_now),
            one(text.leader, member(*lead, words)),
        ],
        _ => return None,
    })
}

fn reads(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    let text = &words.operands;
    Some(match trace {
        Trace::Read(trace::Read::ReadWithoutLeader { term, .. }) => vec![one(text.term, term)],
        Trace::Read(trace::Read::ReadHeld { committed, term, current, .. }) => vec![
            two(text.term_commit, term, "<", current, text.term_here),
            one(text.commit, committed),
        ],
        Trace::Read(trace::Read::ReadRequested { index, number, .. }) => {
            vec![one(text.read_index, index), one(text.read_number, number)]
        }
        Trace::Read(trace::Read::ReadAcknowledged { number, acks, voters, .. }) => vec![
            one(text.read_number, number),
            two(text.heard_from, words.members(acks), "/", voters, words.raft.voters),
        ],
        Trace::Read(trace::Read::ReadConfirmed { index, acks, .. }) => {
            vec![one(text.heard_from, words.members(acks)), one(text.read_index, index)]
        }
        Trace::Read(trace::Read::ReadTrusted { index, .. }) => vec![one(text.read_index, index)],
        Trace::Read(trace::Read::ReadAnswered { from, index, .. }) => {
            vec![one(text.leader, member(*from, words)), one(text.read_index, index)]
        }
        Trace::Read(trace::Read::BadReadAnswer { from, count, .. }) => {
            vec![one(text.member, member(*from, words)), one(text.entries, count)]
        }
        _ => return None,
    })
}

fn rest(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    let text = &words.operands;
    Some(match trace {
        Trace::Proposal(trace::Proposal::ProposalDuringTransfer { to, .. })
        | Trace::Transfer(trace::Transfer::TransferStarted { to, .. })
        | Trace::Transfer(trace::Transfer::TransferAborted { to, .. })
        | Trace::Transfer(trace::Transfer::TransferRepeated { to, .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowSent { to, .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowSentAtOnce { to, .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotToInactive { to })
        | Trace::Snapshot(trace::Snapshot::SnapshotUnavailable { to, .. }) => {
            vec![one(text.member, member(*to, words))]
        }
        Trace::Transfer(trace::Transfer::TimeoutNowReceived { from, .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowIgnored { from, .. })
        | Trace::Append(trace::Append::NoProgress { from, .. }) => {
            vec![one(text.member, member(*from, words))]
        }
        Trace::Snapshot(trace::Snapshot::SnapshotSent { first, snapshot, to, .. }) => vec![
            one(text.member, member(*to, words)),
            one(text.first_kept, first),
            one(text.snapshot, place(snapshot)),
        ],
        Trace::Snapshot(trace::Snapshot::SnapshotHandled { commit, snapshot, .. })
        | Trace::Snapshot(trace::Snapshot::FastForwarded { commit, snapshot, .. }) => {
            vec![two(
                text.snapshot,
                snapshot.index,
                relation(snapshot.index, *commit),
                commit,
                text.commit,
            )]
        }
        Trace::Snapshot(trace::Snapshot::Restored { snapshot, .. })
        | Trace::Snapshot(trace::Snapshot::RestoreStarted { snapshot, .. }) => {
            vec![one(text.snapshot, place(snapshot))]
        }
        Trace::Membership(trace::Membership::SwitchedConfig { config, .. })
        | Trace::Membership(trace::Membership::LeavingJoint { config }) => {
            vec![one(text.members, config)]
        }
        Trace::Membership(trace::Membership::ConfChangeIgnored { why, .. }) => {
            vec![one(text.reason, why)]
        }
        Trace::Membership(trace::Membership::NotLeavingJoint { error, .. }) => {
            vec![one(text.reason, error)]
        }
        _ => return None,
    })
}
