//! Elections: by which rule, on which values, and where it is written.

use crate::explain::compare::{Compared, Operand, message, one, relation, two, who, yes_no};
use crate::explain::rule::{Cite, Parts};
use Election::*;
use engine::raft::trace::{Ballot, Election};

const STEP: Cite = Cite::Raft("raft.go", "Step");
const CAMPAIGN: Cite = Cite::Raft("raft.go", "campaign");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ElectionRule {
    ElectionTimeout,
    ElectionStarted,
    HupIgnoredByLeader,
    Unpromotable,
    UnpromotableCampaign,
    CampaignHeldByConfChange,
    VoteRequested,
    VoteIgnored,
    VoteCast,
    VoteRejected,
    VoteReceived,
    VoteTally,
}

pub(super) fn explain(trace: &Election) -> Parts<ElectionRule> {
    match trace {
        ElectionTimeout { lead, elapsed, .. } => (
            ElectionRule::ElectionTimeout,
            vec![one(Operand::Ticks, elapsed), who(Operand::LeaderKnown, *lead)],
            &[Cite::Raft("raft.go", "tickElection"), Cite::Paper("5.2")],
        ),
        ElectionStarted { term, .. } => (
            ElectionRule::ElectionStarted,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "hup"), Cite::Paper("5.2")],
        ),
        HupIgnoredByLeader { .. } => (
            ElectionRule::HupIgnoredByLeader,
            vec![],
            &[Cite::Raft("raft.go", "hup"), Cite::Paper("5.2")],
        ),
        Unpromotable { .. } => {
            (ElectionRule::Unpromotable, vec![], &[Cite::Raft("raft.go", "promotable")])
        }
        UnpromotableCampaign { .. } => (ElectionRule::UnpromotableCampaign, vec![], &[CAMPAIGN]),
        CampaignHeldByConfChange { term, .. } => (
            ElectionRule::CampaignHeldByConfChange,
            vec![one(Operand::Term, term)],
            &[Cite::Raft("raft.go", "hasUnappliedConfChanges")],
        ),
        VoteRequested { last, to, term, kind, .. } => (
            ElectionRule::VoteRequested,
            vec![
                message(kind, *to),
                one(Operand::Term, term),
                one(Operand::LastTermHere, last.term),
                one(Operand::LastIndexHere, last.index),
            ],
            &[CAMPAIGN, Cite::Paper("5.2")],
        ),
        VoteIgnored { ballot, remaining } => (
            ElectionRule::VoteIgnored,
            vec![
                two(Operand::RemainingTicks, remaining, ">", 0, Operand::LeaseOver),
                who(Operand::LeaderKnown, ballot.lead),
                who(Operand::Candidate, ballot.from),
            ],
            &[STEP, Cite::Thesis("4.2.3")],
        ),
        VoteCast { ballot } => (
            ElectionRule::VoteCast,
            both(ballot),
            &[STEP, Cite::Raft("log.go", "isUpToDate"), Cite::Paper("5.4.1")],
        ),
        VoteRejected { ballot } => (
            ElectionRule::VoteRejected,
            both(ballot),
            &[STEP, Cite::Raft("log.go", "isUpToDate"), Cite::Paper("5.4.1")],
        ),
        VoteReceived { from, granted, term, .. } => (
            ElectionRule::VoteReceived,
            vec![
                who(Operand::Member, *from),
                yes_no(Operand::Granted, *granted),
                one(Operand::Term, term),
            ],
            &[Cite::Raft("raft.go", "poll")],
        ),
        VoteTally { granted, rejected, .. } => (
            ElectionRule::VoteTally,
            vec![one(Operand::Granted, granted), one(Operand::Refused, rejected)],
            &[
                Cite::Raft("raft.go", "stepCandidate"),
                Cite::Raft("quorum/majority.go", "VoteResult"),
            ],
        ),
    }
}

/// Both sides of a vote. The indices matter only if the terms are equal.
fn both(ballot: &Ballot) -> Vec<Compared> {
    let Ballot { last, vote, lead, from, theirs, .. } = ballot;
    let by_term = relation(theirs.term, last.term);
    let mut all = vec![two(
        Operand::LastTermCandidate,
        theirs.term,
        by_term,
        last.term,
        Operand::LastTermHere,
    )];
    if theirs.term == last.term {
        let by_index = relation(theirs.index, last.index);
        all.push(two(
            Operand::LastIndexCandidate,
            theirs.index,
            by_index,
            last.index,
            Operand::LastIndexHere,
        ));
    }
    all.push(who(Operand::Candidate, *from));
    all.push(who(Operand::VotedFor, *vote));
    all.push(who(Operand::LeaderKnown, *lead));
    all
}
