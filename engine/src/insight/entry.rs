//! Why is this entry not committed?

use super::{
    answer::{Answer, Fact, Missing},
    between::{on_the_way, stands_between, ticks},
    voters::halves,
};
use crate::{
    base::{Index, NodeId},
    raft::{
        Progress, ProgressState, Raft,
        message::{Message, MessageType},
    },
    server::EtcdServer,
    sim::World,
};

/// Who of its voters a leader knows to have an entry, and why the others are not among them.
pub fn uncommitted(world: &World, leader: &EtcdServer, index: Index) -> Answer {
    let raft = &leader.raft().raft;
    let voters = &raft.tracker.config.voters;
    let has = |id: NodeId| raft.tracker.get(id).is_some_and(|pr| pr.matched >= index);
    let mut answer = Answer::of(world, voters, has);
    answer.facts.extend(lonely(world, raft));
    let term = raft.raft_log.term_or_zero(index);
    if answer.short() == 0 && term < raft.term {
        answer.facts.push(Fact::OlderTerm { index, term, now: raft.term });
    }
    for id in answer.missing() {
        let why = why_not_acked(world, raft, id, index);
        answer.facts.push(Fact::Missing { member: world.name(id), why });
    }
    answer
}

/// Why a leader does not know that a member has an entry on its disk.
fn why_not_acked(world: &World, raft: &Raft, id: NodeId, index: Index) -> Missing {
    let Some(peer) = world.server_of(id) else { return Missing::Down };
    if id == raft.id {
        return Missing::Fsync;
    }
    let log = &peer.raft().raft.raft_log;
    let has = log.term_or_zero(index) == raft.raft_log.term_or_zero(index);
    if has && log.stable_index() < index {
        return Missing::Fsync;
    }
    let answers = |m: &Message| m.msg_type == MessageType::AppResp && m.index >= index;
    if let Some(ms) = on_the_way(world, id, raft.id, answers).filter(|_| has) {
        return Missing::AnswerOnTheWay { ms };
    }
    if let Some(why) = stands_between(world, raft.id, id) {
        return why;
    }
    let brings = |m: &Message| m.entries.last().is_some_and(|entry| entry.index >= index);
    if let Some(ms) = on_the_way(world, raft.id, id, brings) {
        return Missing::OnTheWay { ms };
    }
    raft.tracker.get(id).map_or(Missing::NotYet, sending)
}

fn sending(progress: &Progress) -> Missing {
    match progress.state {
        ProgressState::Probe => Missing::Probing,
        ProgressState::Snapshot => Missing::Snapshot,
        ProgressState::Replicate if progress.is_paused() => Missing::Window,
        ProgressState::Replicate => Missing::NotYet,
    }
}

/// A leader that reaches no quorum and will see it at its next check.
pub fn lonely(world: &World, raft: &Raft) -> Option<Fact> {
    let voters = &raft.tracker.config.voters;
    let reached =
        halves(voters, |id| id == raft.id || stands_between(world, raft.id, id).is_none());
    if reached.iter().all(|half| half.short() == 0) {
        return None;
    }
    let leader = world.name(raft.id);
    let machine = world.machine(leader.machine?)?;
    let left = raft.config.election_tick.saturating_sub(raft.election_elapsed);
    let ms = raft.config.check_quorum.then(|| ticks(world, machine, left));
    Some(Fact::Lonely { leader, ms })
}
