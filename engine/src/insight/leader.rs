//! Why does nobody lead? And what is one member, so that it does or does not?

use super::{
    answer::{Answer, Fact, Missing, NoVote},
    between::{on_the_way, stands_between, ticks},
    entry::lonely,
    voters::halves,
};
use crate::{
    base::{Index, MachineId, NONE, Name, NodeId, Term},
    raft::{
        Raft, Role,
        log::EntryId,
        message::{Message, MessageType},
        quorum::Joint,
    },
    sim::{Machine, World},
};

/// What one member is, for an onlooker: of two that take themselves for the leader, one is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// No such machine was ever named.
    Unknown,
    /// It was removed from the cluster for good.
    Removed,
    /// No process runs there.
    Down,
    /// It leads; and whether it will find out that nobody follows.
    Leads { term: Term, lonely: Option<Fact> },
    /// It gets the log and has no vote.
    Learner,
    /// In the configuration that it knows it is no member.
    Outside,
    /// It follows a leader that runs and reaches a quorum.
    Follows { leader: Name, term: Term },
    /// It could lead: what its election waits for. `leader` is whom it follows nonetheless.
    Waits { leader: Option<Name>, term: Term, answer: Answer },
}

/// Why nobody leads, or why whoever does will not for long.
pub fn no_leader(world: &World) -> Answer {
    let up = running(world);
    if up.is_empty() {
        let all: Joint = joint(world.machines().map(Machine::member));
        let mut answer = Answer::of(world, &all, |_| false);
        answer.facts.push(Fact::TooFew);
        return answer;
    }
    let voters = voters(world, &up);
    let runs = |id: NodeId| world.server_of(id).is_some();
    let mut answer = Answer::of(world, &voters, runs);
    if answer.short() > 0 {
        answer.facts.push(Fact::TooFew);
        let down = answer.missing().into_iter();
        answer
            .facts
            .extend(down.map(|id| Fact::Missing { member: world.name(id), why: Missing::Down }));
        return answer;
    }
    let leaders = up.iter().filter(|(_, raft)| raft.role == Role::Leader);
    answer.facts.extend(leaders.filter_map(|(_, raft)| lonely(world, raft)));
    if let Some(best) = parted(world, &voters) {
        answer.facts.push(Fact::Parted { best: names(world, best) });
    }
    for (machine, raft) in &up {
        if is_campaigning(raft) {
            campaign(world, machine, raft, &up, &mut answer);
        }
    }
    let mut timers: Vec<(u64, Fact)> = Vec::new();
    let others = |raft: &Raft| raft.is_promotable() && raft.role != Role::Leader;
    for (machine, raft) in up.iter().filter(|(_, raft)| others(raft)) {
        timers.push(timer(world, machine, raft));
        answer.facts.extend(behind(world, &up, raft, &voters));
    }
    timers.sort_by_key(|(ms, _)| *ms);
    answer.facts.extend(timers.into_iter().map(|(_, fact)| fact));
    answer
}

/// What one member is, and if it could lead, what that waits for.
pub fn standing(world: &World, at: MachineId) -> Standing {
    let Some(machine) = world.machine(at) else { return Standing::Unknown };
    let member = machine.member();
    if world.cluster().is_some_and(|cluster| cluster.is_removed(member)) {
        return Standing::Removed;
    }
    let Some(raft) = raft(machine) else { return Standing::Down };
    let term = raft.term;
    if raft.role == Role::Leader {
        return Standing::Leads { term, lonely: lonely(world, raft) };
    }
    if raft.is_learner {
        return Standing::Learner;
    }
    if !raft.tracker.config.voters.contains(member) {
        return Standing::Outside;
    }
    let leader = raft.lead;
    let leads = |raft: &Raft| raft.role == Role::Leader && lonely(world, raft).is_none();
    let led = world.server_of(leader).is_some_and(|server| leads(&server.raft().raft));
    if led && stands_between(world, leader, member).is_none() {
        return Standing::Follows { leader: world.name(leader), term };
    }
    let (up, voters) = (running(world), &raft.tracker.config.voters);
    let mut answer = Answer::default();
    if halves(voters, |id| up.iter().any(|(at, _)| at.member() == id))
        .iter()
        .any(|half| half.short() > 0)
    {
        answer.facts.push(Fact::TooFew);
    }
    if is_campaigning(raft) {
        campaign(world, machine, raft, &up, &mut answer);
    }
    answer.facts.extend(behind(world, &up, raft, voters));
    answer.facts.push(timer(world, machine, raft).1);
    let leader = (leader != NONE).then(|| world.name(leader));
    Standing::Waits { leader, term, answer }
}

fn raft(machine: &Machine) -> Option<&Raft> {
    Some(&machine.server.as_ref()?.raft().raft)
}

fn running(world: &World) -> Vec<(&Machine, &Raft)> {
    world.machines().filter_map(|machine| Some((machine, raft(machine)?))).collect()
}

fn is_campaigning(raft: &Raft) -> bool {
    matches!(raft.role, Role::PreCandidate | Role::Candidate)
}

/// Who votes is what the member with the longest log knows; who has just started may know nobody yet.
fn voters(world: &World, up: &[(&Machine, &Raft)]) -> Joint {
    let knows = up.iter().filter(|(_, raft)| !raft.tracker.config.voters.ids().is_empty());
    let newest = knows.max_by_key(|(_, raft)| end(raft));
    let all = || joint(world.machines().map(Machine::member));
    newest.map_or_else(all, |(_, raft)| raft.tracker.config.voters.clone())
}

/// When a member will start an election.
fn timer(world: &World, machine: &Machine, raft: &Raft) -> (u64, Fact) {
    let left = raft.randomized_election_timeout.saturating_sub(raft.election_elapsed);
    let ms = ticks(world, machine, left);
    (ms, Fact::Timer { member: world.name(raft.id), ms })
}

/// That a member cannot win, if too many logs are better than its own.
fn behind(world: &World, up: &[(&Machine, &Raft)], raft: &Raft, voters: &Joint) -> Option<Fact> {
    let ahead: Vec<NodeId> = (up.iter())
        .filter(|(_, other)| voters.contains(other.id) && end(other) > end(raft))
        .map(|(_, other)| other.id)
        .collect();
    let runs = |id: NodeId| up.iter().any(|(_, other)| other.id == id);
    let others = halves(voters, |id| runs(id) && !ahead.contains(&id));
    let loses = !ahead.is_empty() && others.iter().any(|half| half.short() > 0);
    loses.then(|| Fact::Behind {
        member: world.name(raft.id),
        last: raft.raft_log.last_id(),
        ahead: names(world, ahead),
    })
}

/// Who has voted for a candidate, and why the others have not.
fn campaign(
    world: &World,
    machine: &Machine,
    raft: &Raft,
    up: &[(&Machine, &Raft)],
    answer: &mut Answer,
) {
    let (candidate, voters) = (machine.member(), &raft.tracker.config.voters);
    let pre = raft.role == Role::PreCandidate;
    let vote =
        |id: NodeId| raft.tracker.votes.iter().find(|(of, _)| *of == id).map(|(_, yes)| *yes);
    let facts = std::mem::take(&mut answer.facts);
    *answer = Answer::of(world, voters, |id| vote(id) == Some(true));
    answer.facts = facts;
    let name = world.name_at(machine.id);
    answer.facts.push(Fact::Campaigns { member: name, pre, term: raft.term });
    for voter in answer.missing() {
        let other = up.iter().find(|(_, other)| other.id == voter);
        let why = match other {
            None => NoVote::Missing(Missing::Down),
            Some(_) if voter == candidate => NoVote::Missing(Missing::Fsync),
            Some((at, other)) => no_vote(world, raft, at, other, vote(voter) == Some(false)),
        };
        answer.facts.push(Fact::NoVote { voter: world.name(voter), candidate: name, why });
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
            return NoVote::Lease { leader: world.name(voter.lead), ms: ticks(world, at, left) };
        }
    }
    if end(voter) > end(candidate) {
        return NoVote::LogBehind {
            theirs: voter.raft_log.last_id(),
            ours: candidate.raft_log.last_id(),
        };
    }
    if voter.term == candidate.term && voter.vote != 0 && voter.vote != candidate.id {
        return NoVote::VotedFor { other: world.name(voter.vote) };
    }
    if refused { NoVote::Refused } else { NoVote::Missing(Missing::Fsync) }
}

/// The largest group of running voters that reach each other, if none of them is a quorum.
fn parted(world: &World, voters: &Joint) -> Option<Vec<NodeId>> {
    let all = voters.ids();
    let mut best: Vec<NodeId> = Vec::new();
    for from in all.ids().iter().filter(|id| world.server_of(**id).is_some()) {
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

fn names(world: &World, ids: Vec<NodeId>) -> Vec<Name> {
    ids.into_iter().map(|id| world.name(id)).collect()
}

fn joint(ids: impl Iterator<Item = NodeId>) -> Joint {
    Joint { incoming: ids.collect(), ..Joint::default() }
}

/// What decides which of two logs is better.
fn end(raft: &Raft) -> (Term, Index) {
    let EntryId { term, index } = raft.raft_log.last_id();
    (term, index)
}
