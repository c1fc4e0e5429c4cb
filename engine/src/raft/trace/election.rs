//! Elections: who asks for votes, and who gives one. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{NodeId, Term, decisions};
use crate::raft::{log::EntryId, message::MessageType};
use std::fmt;

/// Both sides of a vote.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Ballot {
    /// The voter.
    pub id: NodeId,
    /// The end of its log.
    pub last: EntryId,
    /// Whom it has voted for in its term.
    pub vote: NodeId,
    /// Whom it takes for the leader.
    pub lead: NodeId,
    /// A vote or a pre-vote.
    pub kind: MessageType,
    /// The candidate.
    pub from: NodeId,
    /// The end of the candidate's log.
    pub theirs: EntryId,
    /// The voter's term.
    pub term: Term,
}

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Election {
        /// Nothing was heard from a leader for the drawn time.
        ElectionTimeout { id: NodeId, lead: NodeId, elapsed: u32 },
        ElectionStarted { id: NodeId, term: Term },
        HupIgnoredByLeader { id: NodeId },
        Unpromotable { id: NodeId },
        /// It asked for pre-votes, won, and meanwhile may not lead any more.
        UnpromotableCampaign { id: NodeId },
        CampaignHeldByConfChange { id: NodeId, term: Term },
        VoteRequested { id: NodeId, last: EntryId, kind: MessageType, to: NodeId, term: Term },
        VoteIgnored { ballot: Ballot, remaining: u32 },
        VoteCast { ballot: Ballot },
        VoteRejected { ballot: Ballot },
        VoteReceived { id: NodeId, kind: MessageType, from: NodeId, term: Term, granted: bool },
        VoteTally { id: NodeId, kind: MessageType, granted: u64, rejected: u64 },
    }
}

impl Election {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Election::*;
        match self {
            ElectionStarted { .. }
            | HupIgnoredByLeader { .. }
            | Unpromotable { .. }
            | UnpromotableCampaign { .. }
            | CampaignHeldByConfChange { .. }
            | VoteRequested { .. }
            | VoteIgnored { .. }
            | VoteCast { .. }
            | VoteRejected { .. }
            | VoteReceived { .. }
            | VoteTally { .. } => true,
            ElectionTimeout { .. } => false,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Election::*;
        match self {
            HupIgnoredByLeader { .. } => Level::Debug,
            ElectionTimeout { .. }
            | ElectionStarted { .. }
            | VoteRequested { .. }
            | VoteIgnored { .. }
            | VoteCast { .. }
            | VoteRejected { .. }
            | VoteReceived { .. }
            | VoteTally { .. } => Level::Info,
            Unpromotable { .. } | UnpromotableCampaign { .. } | CampaignHeldByConfChange { .. } => {
                Level::Warn
            }
        }
    }
}

impl fmt::Display for Election {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Election::*;
        match self {
            ElectionTimeout { id, lead, elapsed } => {
                write!(f, "{id:x} heard nothing from leader {lead:x} for {elapsed} ticks")
            }
            ElectionStarted { id, term } => {
                write!(f, "{id:x} is starting a new election at term {term}")
            }
            HupIgnoredByLeader { id } => write!(f, "{id:x} ignoring MsgHup because already leader"),
            Unpromotable { id } => write!(f, "{id:x} is unpromotable and can not campaign"),
            UnpromotableCampaign { id } => {
                write!(f, "{id:x} is unpromotable; campaign() should have been called")
            }
            CampaignHeldByConfChange { id, term } => write!(
                f,
                "{id:x} cannot campaign at term {term} since there are still pending configuration \
             changes to apply"
            ),
            VoteRequested { id, last: EntryId { term: lt, index }, kind, to, term } => write!(
                f,
                "{id:x} [logterm: {lt}, index: {index}] sent {kind} request to {to:x} at term {term}"
            ),
            VoteIgnored { ballot, remaining } => {
                write_ballot(f, ballot, "ignored", "from")?;
                write!(f, ": lease is not expired (remaining ticks: {remaining})")
            }
            VoteCast { ballot } => write_ballot(f, ballot, "cast", "for"),
            VoteRejected { ballot } => write_ballot(f, ballot, "rejected", "from"),
            VoteReceived { id, kind, from, term, granted } => {
                let word = if *granted { "" } else { " rejection" };
                write!(f, "{id:x} received {kind}{word} from {from:x} at term {term}")
            }
            VoteTally { id, kind, granted, rejected } => {
                write!(
                    f,
                    "{id:x} has received {granted} {kind} votes and {rejected} vote rejections"
                )
            }
        }
    }
}

fn write_ballot(
    f: &mut fmt::Formatter<'_>,
    ballot: &Ballot,
    verb: &str,
    preposition: &str,
) -> fmt::Result {
    let Ballot { id, last, vote, kind, from, theirs, term, .. } = ballot;
    write!(
        f,
        "{id:x} [logterm: {}, index: {}, vote: {vote:x}] {verb} {kind} {preposition} {from:x} \
         [logterm: {}, index: {}] at term {term}",
        last.term, last.index, theirs.term, theirs.index
    )
}
