//! The values behind a decision of raft.

use super::{
    compare::{one, relation, two},
    rule::Compared,
};
use crate::text::Words;
use engine::raft::{EntryId, ProgressBrief, Trace, trace::Ballot};

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
    use Trace::*;
    let text = &words.operands;
    Some(match trace {
        NewRaft { term, commit, applied, last, .. } => vec![
            one(text.term, term),
            one(text.commit, commit),
            one(text.applied, applied),
            one(text.last, last.index),
        ],
        BecameFollower { term, .. }
        | BecamePreCandidate { term, .. }
        | BecameCandidate { term, .. }
        | BecameLeader { term, .. }
        | ElectionStarted { term, .. }
        | CampaignHeldByConfChange { term, .. } => vec![one(text.term, term)],
        HigherTerm { term, theirs, from, kind, .. } => vec![
            two(text.term_message, theirs, ">", term, text.term_here),
            one(text.message, format!("{kind} · n{from}")),
        ],
        LowerTerm { term, theirs, from, kind, .. } => vec![
            two(text.term_message, theirs, "<", term, text.term_here),
            one(text.message, format!("{kind} · n{from}")),
        ],
        OldLeaderAnswered { term, theirs, from, .. } => vec![
            two(text.term_message, theirs, "<", term, text.term_here),
            one(text.member, member(*from, words)),
        ],
        LeaderFollowed { lead, term, .. } | LeaderForgotten { lead, term, .. } => {
            vec![one(text.leader, member(*lead, words)), one(text.term, term)]
        }
        QuorumChecked { active, .. } => {
            let heard: Vec<u64> = active.iter().filter(|(_, a)| *a).map(|(id, _)| *id).collect();
            let (count, quorum) = (heard.len(), active.len() / 2 + 1);
            let relation = if count >= quorum { "≥" } else { "<" };
            vec![
                two(text.heard_from, count, relation, quorum, text.quorum),
                one(text.members, words.members(&heard)),
            ]
        }
        ElectionTimeout { lead, elapsed, .. } => {
            vec![one(text.ticks, elapsed), one(text.leader_known, member(*lead, words))]
        }
        VoteRequested { last, to, term, kind, .. } => vec![
            one(text.message, format!("{kind} · n{to}")),
            one(text.term, term),
            one(text.last_term_here, last.term),
            one(text.last_index_here, last.index),
        ],
        VoteIgnored { ballot, remaining } => vec![
            two(text.remaining_ticks, remaining, ">", 0, text.lease_over),
            one(text.leader_known, member(ballot.lead, words)),
            one(text.candidate, member(ballot.from, words)),
        ],
        VoteCast { ballot: b } | VoteRejected { ballot: b } => ballot(b, words),
        VoteReceived { from, granted, term, .. } => vec![
            one(text.member, member(*from, words)),
            one(text.granted, if *granted { text.yes } else { text.no }),
            one(text.term, term),
        ],
        VoteTally { granted, rejected, .. } => {
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
    use Trace::*;
    let text = &words.operands;
    Some(match trace {
        ProposalWithoutLeader { term, .. } => vec![one(text.term, term)],
        ForwardingDisabled { lead, .. } => vec![one(text.leader, member(*lead, words))],
        ProposalForwarded { lead, count, .. } => {
            vec![one(text.leader, member(*lead, words)), one(text.entries, count)]
        }
        EntriesAppended { first, last, .. } => vec![one(text.entries, format!("{first}–{last}"))],
        SendPaused { to, progress: p, .. }
        | ReplicationPaused { to, progress: p, .. }
        | ProgressDecreased { to, progress: p, .. }
        | PeerUnreachable { to, progress: p, .. }
        | SnapshotNotNeeded { to, progress: p, .. }
        | SnapshotReported { to, progress: p, .. } => progress(*to, p, words),
        AppendAccepted { prev, last, from, .. } => vec![
            one(text.leader, member(*from, words)),
            one(text.entry_before, place(prev)),
            one(text.last, last),
        ],
        AppendStale { prev, committed, .. } => {
            vec![two(text.index, prev, "<", committed, text.commit)]
        }
        AppendRejected { ours, prev, .. } => vec![
            two(text.term_entry_message, prev.term, "≠", ours, text.term_entry_here),
            one(text.index, prev.index),
        ],
        AppendRejectionReceived { hint, hint_term, from, index, .. } => vec![
            one(text.member, member(*from, words)),
            one(text.refused_index, index),
            one(text.hint, format!("{hint} · {hint_term}")),
        ],
        ReplicateStarted { to, matched, .. } => {
            vec![one(text.member, member(*to, words)), one(text.match_index, matched)]
        }
        ConflictFound { index, existing, term } => vec![
            one(text.index, index),
            two(text.term_entry_message, term, "≠", existing, text.term_entry_here),
        ],
        UnstableReplaced { index }
        | UnstableTruncated { index }
        | StableMissing { index }
        | StableIsSnapshot { index } => vec![one(text.index, index)],
        StableMismatch { index, term, ours } => vec![
            one(text.index, index),
            two(text.term_entry_message, term, "≠", ours, text.term_entry_here),
        ],
        StableOfLowerTerm { term, theirs, .. } => {
            vec![two(text.term_message, theirs, "<", term, text.term_here)]
        }
        _ => return commit(trace, words),
    })
}

fn commit(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    use Trace::*;
    let text = &words.operands;
    Some(match trace {
        CommitAdvanced { from, to, matches, .. } => {
            let quorum = matches.len() / 2 + 1;
            let have = matches.iter().filter(|(_, matched)| matched >= to).count();
            let all = matches.iter().map(|(id, matched)| format!("n{id} {matched}"));
            vec![
                two(text.have_it, have, "≥", quorum, text.quorum),
                two(text.commit_before, from, "<", to, text.commit_now),
                one(text.match_index, all.collect::<Vec<_>>().join(words.inspect.comma)),
            ]
        }
        CommitHeldOldTerm { index, term, current, .. } => {
            vec![two(text.term_entry, term, "<", current, text.term_here), one(text.index, index)]
        }
        CommitLearned { from, to, lead, .. } => vec![
            two(text.commit_before, from, "<", to, text.commit_now),
            one(text.leader, member(*lead, words)),
        ],
        _ => return None,
    })
}

fn reads(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    use Trace::*;
    let text = &words.operands;
    Some(match trace {
        ReadWithoutLeader { term, .. } => vec![one(text.term, term)],
        ReadHeld { committed, term, current, .. } => vec![
            two(text.term_commit, term, "<", current, text.term_here),
            one(text.commit, committed),
        ],
        ReadRequested { index, number, .. } => {
            vec![one(text.read_index, index), one(text.read_number, number)]
        }
        ReadAcknowledged { number, acks, voters, .. } => vec![
            one(text.read_number, number),
            two(text.heard_from, words.members(acks), "/", voters, words.raft.voters),
        ],
        ReadConfirmed { index, acks, .. } => {
            vec![one(text.heard_from, words.members(acks)), one(text.read_index, index)]
        }
        ReadTrusted { index, .. } => vec![one(text.read_index, index)],
        ReadAnswered { from, index, .. } => {
            vec![one(text.leader, member(*from, words)), one(text.read_index, index)]
        }
        BadReadAnswer { from, count, .. } => {
            vec![one(text.member, member(*from, words)), one(text.entries, count)]
        }
        _ => return None,
    })
}

fn rest(trace: &Trace, words: Words) -> Option<Vec<Compared>> {
    use Trace::*;
    let text = &words.operands;
    Some(match trace {
        ProposalDuringTransfer { to, .. }
        | TransferStarted { to, .. }
        | TransferAborted { to, .. }
        | TransferRepeated { to, .. }
        | TimeoutNowSent { to, .. }
        | TimeoutNowSentAtOnce { to, .. }
        | SnapshotToInactive { to }
        | SnapshotUnavailable { to, .. } => vec![one(text.member, member(*to, words))],
        TimeoutNowReceived { from, .. }
        | TimeoutNowIgnored { from, .. }
        | NoProgress { from, .. } => {
            vec![one(text.member, member(*from, words))]
        }
        SnapshotSent { first, snapshot, to, .. } => vec![
            one(text.member, member(*to, words)),
            one(text.first_kept, first),
            one(text.snapshot, place(snapshot)),
        ],
        SnapshotHandled { commit, snapshot, .. } | FastForwarded { commit, snapshot, .. } => {
            vec![two(
                text.snapshot,
                snapshot.index,
                relation(snapshot.index, *commit),
                commit,
                text.commit,
            )]
        }
        Restored { snapshot, .. } | RestoreStarted { snapshot, .. } => {
            vec![one(text.snapshot, place(snapshot))]
        }
        SwitchedConfig { config, .. } | LeavingJoint { config } => vec![one(text.members, config)],
        ConfChangeIgnored { why, .. } => vec![one(text.reason, why)],
        NotLeavingJoint { error, .. } => vec![one(text.reason, error)],
        _ => return None,
    })
}
