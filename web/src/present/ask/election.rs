//! Why is there no leader?

use super::{
    Answer, Fact, Missing, NoVote,
    between::{on_the_way, server, stands_between, ticks},
    entry::lonely,
};
use crate::present::voters::halves;
use engine::{
    base::{Index, NodeId, Term},
    raft::{
        Raft, Role,
        log::EntryId,
        message::{Message, MessageType},
        quorum::Joint,
    },
    sim::{Machine, World},
};

pub(super) fn no_leader(world: &World) -> Answer {
    let up: Vec<(&Machine, &Raft)> = (world.machines())
        .filter_map(|machine| Some((machine, &machine.server.as_ref()?.raft().raft)))
        .collect();
    // who votes is what the member with the longest log knows
    let Some((_, newest)) = up.iter().max_by_key(|(_, raft)| end(raft)) else {
        let all: Joint = joint(world.machines().map(|machine| machine.id));
        let mut answer = Answer::of(&all, |_| false);
        answer.facts.push(Fact::TooFew);
        return answer;
    };
    let voters = newest.tracker.config.voters.clone();
    let runs = |id: NodeId| world.machine(id).is_some_and(Machine::is_up);
    let mut answer = Answer::of(&voters, runs);
    if answer.short() > 0 {
        answer.facts.push(Fact::TooFew);
        let down = answer.missing().into_iter();
        answer.facts.extend(down.map(|member| Fact::Missing { member, why: Missing::Down }));
        return answer;
    }
    let leaders = up.iter().filter(|(_, raft)| raft.role == Role::Leader);
    answer.facts.extend(leaders.filter_map(|(_, raft)| lonely(world, raft)));
    if let Some(best) = parted(world, &voters) {
        answer.facts.push(Fact::Parted { best });
    }
    for (machine, raft) in &up {
        if matches!(raft.role, Role::PreCandidate | Role::Candidate) {
            campaign(world, machine, raft, &up, &mut answer);
        }
    }
    let mut timers: Vec<Fact> = Vec::new();
    for (machine, raft) in
        up.iter().filter(|(_, raft)| raft.is_promotable() && raft.role != Role::Leader)
    {
        let left = raft.randomized_election_timeout.saturating_sub(raft.election_elapsed);
        timers.push(Fact::Timer { member: raft.id, ms: ticks(world, machine, left) });
        let ahead: Vec<NodeId> = (up.iter())
            .filter(|(_, other)| voters.contains(other.id) && end(other) > end(raft))
            .map(|(_, other)| other.id)
            .collect();
        let others = halves(&voters, |id| runs(id) && !ahead.contains(&id));
        if others.iter().any(|half| half.short() > 0) {
            answer.facts.push(Fact::Behind { member: raft.id, last: last(raft), ahead });
        }
    }
    timers.sort_by_key(|fact| match fact {
        Fact::Timer { ms, .. } => *ms,
        _ => 0,
    });
    answer.facts.extend(timers);
    answer
}

fn campaign(
    world: &World,
    machine: &Machine,
    raft: &Raft,
    up: &[(&Machine, &Raft)],
    answer: &mut Answer,
) {
    let (candidate, voters) = (machine.id, &raft.tracker.config.voters);
    let pre = raft.role == Role::PreCandidate;
    let vote =
        |id: NodeId| raft.tracker.votes.iter().find(|(of, _)| *of == id).map(|(_, yes)| *yes);
    let facts = std::mem::take(&mut answer.facts);
    *answer = Answer::of(voters, |id| vote(id) == Some(true));
    answer.facts = facts;
    answer.facts.push(Fact::Campaigns { member: candidate, pre, term: raft.term });
    for voter in answer.missing() {
        let other = up.iter().find(|(_, other)| other.id == voter);
        let why = match other {
            None => NoVote::Missing(Missing::Down),
            Some(_) if voter == candidate => NoVote::Missing(Missing::Fsync),
            Some((at, other)) => no_vote(world, raft, at, other, vote(voter) == Some(false)),
        };
        answer.facts.push(Fact::NoVote { voter, candidate, why });
    }
}

fn no_vote(world: &World, candidate: &Raft, at: &Machine, voter: &Raft, refused: bool) -> NoVote {
    let asks = |m: &Message| matches!(m.msg_type, MessageType::Vote | MessageType::PreVote);
    let says = |m: &Message| matches!(m.msg_type, MessageType::VoteResp | MessageType::PreVoteResp);
    if !refused {
        if let Some(ms) = on_the_way(world, voter.id, candidate.id, says) {
            return NoVote::Missing(Missing::AnswerOnTheWay { ms });
        }
        if let Some(why) = stands_between(world, candidate.id, voter.id) {
            return NoVote::Missing(why);
        }
        if let Some(ms) = on_the_way(world, candidate.id, voter.id, asks) {
            return NoVote::Missing(Missing::OnTheWay { ms });
        }
        let lease = voter.config.check_quorum && voter.lead != 0;
        let left = voter.config.election_tick.saturating_sub(voter.election_elapsed);
        if lease && left > 0 {
            return NoVote::Lease { leader: voter.lead, ms: ticks(world, at, left) };
        }
    }
    if end(voter) > end(candidate) {
        return NoVote::LogBehind { theirs: last(voter), ours: last(candidate) };
    }
    if voter.term == candidate.term && voter.vote != 0 && voter.vote != candidate.id {
        return NoVote::VotedFor { other: voter.vote };
    }
    if refused { NoVote::Refused } else { NoVote::Missing(Missing::Fsync) }
}

/// The largest group of running voters that reach each other, if none of them is a quorum.
fn parted(world: &World, voters: &Joint) -> Option<Vec<NodeId>> {
    let all = voters.ids();
    let mut best: Vec<NodeId> = Vec::new();
    for from in all.ids().iter().filter(|id| server(world, **id).is_some()) {
        let near = |id: NodeId| id == *from || stands_between(world, *from, id).is_none();
        if halves(voters, near).iter().all(|half| half.short() == 0) {
            return None;
        }
        let group: Vec<NodeId> = all.ids().iter().copied().filter(|id| near(*id)).collect();
        if group.len() > best.len() {
            best = group;
        }
    }
    Some(best)
}

fn joint(ids: impl Iterator<Item = NodeId>) -> Joint {
    Joint { incoming: ids.collect(), ..Joint::default() }
}

fn last(raft: &Raft) -> EntryId {
    raft.raft_log.last_id()
}

/// What decides which of two logs is better.
fn end(raft: &Raft) -> (Term, Index) {
    let EntryId { term, index } = last(raft);
    (term, index)
}
