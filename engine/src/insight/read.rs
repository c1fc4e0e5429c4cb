//! Why does this read wait?

use super::{
    answer::{Answer, Fact, Missing},
    between::{on_the_way, stands_between},
    entry::{lonely, uncommitted},
    leader::no_leader,
};
use crate::{
    base::{Index, NOWHERE, NodeId},
    raft::{
        Raft,
        message::{Message, MessageType},
    },
    server::{EtcdServer, InternalRaftRequest, Waiter, read::PendingRead},
    sim::{Body, Client, Packet, Peer, RequestId, World},
};

/// Where a read is on its way, and what it waits for there.
pub fn waits(world: &World, client: &Client, request: RequestId) -> Answer {
    let mut answer = Answer::default();
    let Some(waiting) = client.requests.get(&request) else { return answer };
    if waiting.member == NOWHERE {
        answer.facts.push(Fact::NotConnected { client: client.id });
        return answer;
    }
    let (at, member) = (waiting.member, world.name_at(waiting.member));
    let (me, peer) = (Peer::Client(client.id), Peer::Member(at));
    let Some(at) = world.machine(at).and_then(|machine| machine.server.as_ref()) else {
        answer.facts.push(Fact::MemberDown { member });
        return answer;
    };
    for packet in world.packets() {
        let ms = packet.due.since(world.now()).us() / 1000;
        match &packet.body {
            Body::Request { id, .. } if packet.from == me && *id == request => {
                answer.facts.push(Fact::RequestOnTheWay { member, ms });
                return answer;
            }
            Body::Reply { id, .. } if packet.to == me && *id == request => {
                answer.facts.push(Fact::ReplyOnTheWay { member, ms });
                return answer;
            }
            Body::Raft(_)
            | Body::Request { .. }
            | Body::Reply { .. }
            | Body::Push { .. }
            | Body::Refused { .. }
            | Body::Snapshot { .. }
            | Body::Connect { .. }
            | Body::Cancel { .. }
            | Body::Connected { .. }
            | Body::Closed { .. }
            | Body::Gone => {}
        }
    }
    if world.network().is_cut(me, peer) || world.network().is_cut(peer, me) {
        answer.facts.push(Fact::Missing { member, why: Missing::CutTo });
    }
    read_at(world, at, (me, request), &mut answer);
    answer
}

/// Where a read is that a member has taken in.
fn read_at(world: &World, at: &EtcdServer, of: (Peer, RequestId), answer: &mut Answer) {
    let (member, reads) = (world.name(at.id()), at.reads());
    let is_it = |waiter: &Waiter| waiter.reply_to.is(of.0, of.1);
    let mine = |read: &PendingRead| is_it(&read.waiter);
    if let Some((index, _)) = reads.confirmed.iter().find(|(_, read)| mine(read)) {
        let (applied, commit) = (at.applied(), at.raft().raft.raft_log.committed);
        answer.facts.push(Fact::Apply { member, index: *index, applied, commit });
        return;
    }
    if let Some((id, _)) = at.proposals().iter().find(|(_, proposal)| is_it(&proposal.waiter)) {
        in_the_log(world, at, *id, answer);
        return;
    }
    let forward = at.forwards().iter().find(|(_, forward)| is_it(&forward.waiter));
    if forward.is_some_and(|(_, forward)| forward.to == 0) {
        nobody_to_ask(world, at, answer);
        return;
    }
    if let Some((id, forward)) = forward {
        passed_on(world, at.id(), forward.to, *id, answer);
        return;
    }
    if reads.queued.iter().any(mine) {
        answer.facts.push(Fact::Queued { member });
        // the round before it is answered, and waits at this member
        if let Some(index) = reads.applying {
            let (applied, commit) = (at.applied(), at.raft().raft.raft_log.committed);
            answer.facts.push(Fact::Apply { member, index, applied, commit });
        }
    }
    if let Some(round) = &reads.round {
        asking(world, at, round.context, answer);
    }
}

/// A read that goes through the log waits as a write does.
fn in_the_log(world: &World, at: &EtcdServer, id: u64, answer: &mut Answer) {
    let (member, leader) = (at.id(), at.raft().raft.lead);
    let Some(other) = world.server_of(leader).filter(|server| server.is_leader()) else {
        nobody_to_ask(world, at, answer);
        return;
    };
    let log = &other.raft().raft.raft_log;
    let mut open = at.applied() + 1..=log.last_index();
    let is_it = |index: &Index| {
        let entry = log.entry(*index).ok();
        let proposal = entry.and_then(|entry| InternalRaftRequest::decode(&entry.data).ok());
        proposal.is_some_and(|proposal| proposal.id == id)
    };
    match open.find(is_it) {
        Some(index) if index <= log.committed => {
            let (applied, commit) = (at.applied(), at.raft().raft.raft_log.committed);
            let member = world.name(member);
            answer.facts.push(Fact::Apply { member, index, applied, commit });
        }
        Some(index) => {
            answer.facts.push(Fact::InTheLog { index });
            let why = uncommitted(world, other, index);
            (answer.tally, answer.halves) = (why.tally, why.halves);
            answer.facts.extend(why.facts);
        }
        None => {
            let why = stands_between(world, member, leader).unwrap_or(Missing::NotYet);
            answer.facts.push(asks(world, member, leader, why));
        }
    }
}

/// A read that the leader is to answer.
fn passed_on(world: &World, member: NodeId, leader: NodeId, id: u64, answer: &mut Answer) {
    let [a, b] = [member, leader].map(|id| Peer::Member(world.machine_of(id).unwrap_or_default()));
    let packet = world.packets().find(|packet| match packet.body {
        Body::Request { id: of, .. } => (packet.from, packet.to, of) == (a, b, id),
        Body::Reply { id: of, .. } => (packet.from, packet.to, of) == (b, a, id),
        _ => false,
    });
    let ms = |packet: &Packet| packet.due.since(world.now()).us() / 1000;
    let why = match packet {
        Some(packet) if packet.from == a => Some(Missing::OnTheWay { ms: ms(packet) }),
        Some(packet) => Some(Missing::AnswerOnTheWay { ms: ms(packet) }),
        None => stands_between(world, member, leader),
    };
    if let Some(why) = why {
        answer.facts.push(asks(world, member, leader, why));
    } else if let Some(other) = world.server_of(leader) {
        read_at(world, other, (a, id), answer);
    }
}

/// Nobody leads, as far as a member knows: and why nobody does at all.
fn nobody_to_ask(world: &World, at: &EtcdServer, answer: &mut Answer) {
    answer.facts.push(Fact::NobodyToAsk { member: world.name(at.id()), term: at.term() });
    if !world.machines().filter_map(|m| m.server.as_ref()).any(EtcdServer::is_leader) {
        let why = no_leader(world);
        (answer.tally, answer.halves) = (why.tally, why.halves);
        answer.facts.extend(why.facts);
    }
}

/// Where the question for an index is.
fn asking(world: &World, at: &EtcdServer, context: u64, answer: &mut Answer) {
    let raft = &at.raft().raft;
    let (member, leader) = (at.id(), raft.lead);
    if leader == 0 {
        nobody_to_ask(world, at, answer);
        return;
    }
    let is_it = |message: &Message| message.read_context() == Some(context);
    let (named, leads) = (world.name(member), world.name(leader));
    let other = world.server_of(leader).filter(|server| server.is_leader());
    let Some(other) = other.map(|server| &server.raft().raft) else {
        answer.facts.push(Fact::NoLongerLeads { member: named, leader: leads });
        return;
    };
    if other.pending_reads.iter().any(is_it) {
        let committed = other.raft_log.committed;
        let of = other.raft_log.term_or_zero(committed);
        answer.facts.push(Fact::Held { leader: leads, term: other.term, committed, of });
        if let Some(server) = world.server_of(leader) {
            let entry = uncommitted(world, server, committed + 1);
            (answer.tally, answer.halves) = (entry.tally, entry.halves);
            answer.facts.extend(entry.facts);
        }
        return;
    }
    let waiting = other.read_only.unconfirmed.iter().zip(other.read_only.confirmed + 1..);
    let found = waiting.into_iter().find(|((message, _), _)| is_it(message));
    if let Some(((_, index), number)) = found {
        answer.facts.push(Fact::Round { leader: leads, index: *index });
        round(world, other, number, answer);
        return;
    }
    let why = if let Some(ms) = on_the_way(world, member, leader, is_it) {
        Missing::OnTheWay { ms }
    } else if let Some(ms) = on_the_way(world, leader, member, is_it) {
        Missing::AnswerOnTheWay { ms }
    } else {
        stands_between(world, member, leader).unwrap_or(Missing::NotYet)
    };
    answer.facts.push(asks(world, member, leader, why));
}

fn asks(world: &World, member: NodeId, leader: NodeId, why: Missing) -> Fact {
    Fact::Asking { member: world.name(member), leader: world.name(leader), why }
}

/// Who has answered the heartbeat of a read, and why the others have not.
fn round(world: &World, leader: &Raft, number: u64, answer: &mut Answer) {
    let acks = leader.read_only.acked_by(number);
    let tally = Answer::of(world, &leader.tracker.config.voters, |id| acks.contains(&id));
    (answer.tally, answer.halves) = (tally.tally, tally.halves);
    answer.facts.extend(lonely(world, leader));
    let carries = |kind: MessageType| {
        move |message: &Message| {
            message.msg_type == kind
                && message.read_number().is_some_and(|carried| carried >= number)
        }
    };
    for id in answer.missing() {
        let back = on_the_way(world, id, leader.id, carries(MessageType::HeartbeatResp));
        let there = on_the_way(world, leader.id, id, carries(MessageType::Heartbeat));
        let why = match (back, stands_between(world, leader.id, id), there) {
            (Some(ms), _, _) => Missing::AnswerOnTheWay { ms },
            (_, Some(why), _) => why,
            (_, _, Some(ms)) => Missing::OnTheWay { ms },
            _ => Missing::NotYet,
        };
        answer.facts.push(Fact::Missing { member: world.name(id), why });
    }
}
