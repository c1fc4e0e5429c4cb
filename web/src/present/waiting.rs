//! Why is this not happening yet? There is no event to show for what has not happened, so the reasons are
//! read off the state: a quorum short by one, an entry of an older term, an fsync that has not returned.
//!
//! What is told here is what an onlooker sees who knows all members at once; no member knows so much.

use super::{entry, voters};
use engine::{
    base::{Index, NodeId, Term},
    raft::{Raft, Role},
    server::EtcdServer,
    sim::{Due, Machine, Peer, World},
};

/// One thing that is pending, and what it waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wait {
    /// A client waits for a member's answer.
    Client { client: u64, request: String, member: NodeId, down: bool, left_ms: u64 },
    /// Too few members run for a quorum.
    NoLeader { alive: usize, needed: usize, members: usize },
    /// No member leads, though enough run: this one will be the first to start an election.
    Election { member: NodeId, ms: u64 },
    /// A campaign is short of so many votes.
    Votes { member: NodeId, pre: bool, more: usize, missing: Vec<NodeId> },
    /// A leader cannot reach a quorum and does not know it yet.
    LonelyLeader { member: NodeId, silent: Vec<NodeId>, ms: u64 },
    /// Entries need so many more members of `missing` to have them on disk.
    Quorum { from: Index, to: Index, more: usize, missing: Vec<NodeId> },
    /// A quorum has it, yet it is of an older term: only an entry of this term commits it.
    OlderTerm { index: Index, term: Term, now: Term },
    /// A read waits until the leader has committed an entry of its own term.
    ReadHeld { member: NodeId, term: Term },
    /// A read's round of heartbeats is short of so many answers.
    ReadQuorum { member: NodeId, index: Index, more: usize },
    /// A read waits for the leader to name an index.
    ReadIndex { member: NodeId, reads: usize },
    /// A read has its index and waits until it is applied.
    ReadApply { member: NodeId, index: Index, applied: Index },
    /// Writes wait for a leader to be proposed to.
    Parked { member: NodeId, writes: usize },
    /// A member is writing; `to` is 0 if there are no entries among it.
    Fsync { member: NodeId, from: Index, to: Index },
    /// A member knows of committed entries that it has not applied.
    Apply { member: NodeId, applied: Index, commit: Index },
    /// A member does not run.
    Down { member: NodeId },
}

/// All that is pending in a world, what the visitor waits for first.
pub fn all(world: &World) -> Vec<Wait> {
    let mut waits = clients(world);
    let up: Vec<(&Machine, &EtcdServer)> =
        world.machines().filter_map(|m| Some((m, m.server.as_ref()?))).collect();
    let leaders: Vec<_> = up.iter().filter(|(_, server)| server.is_leader()).collect();
    if leaders.is_empty() {
        waits.extend(election(world, &up));
    }
    for (machine, server) in &leaders {
        waits.extend(lonely(world, machine, &server.raft().raft));
        waits.extend(commits(&server.raft().raft));
    }
    for (_, server) in &up {
        waits.extend(at_member(server));
    }
    let down = world.machines().filter(|machine| !machine.is_up());
    waits.extend(down.map(|machine| Wait::Down { member: machine.id }));
    waits
}

fn clients(world: &World) -> Vec<Wait> {
    let deadline = |of: u64, id: u64| {
        let mut due = world.queue().iter();
        due.find_map(|(at, _, due)| match due {
            Due::Timeout { client, request } if (*client, *request) == (of, id) => Some(at),
            _ => None,
        })
    };
    let waiting = world.clients().flat_map(|client| {
        let deadline = &deadline;
        client.requests.values().map(move |request| Wait::Client {
            client: client.id,
            request: entry::request(request.request.clone()),
            member: request.member,
            down: world.machine(request.member).is_none_or(|machine| !machine.is_up()),
            left_ms: deadline(client.id, request.id)
                .map_or(0, |at| at.since(world.now()).us() / 1000),
        })
    });
    waiting.collect()
}

/// Why nobody leads.
fn election(world: &World, up: &[(&Machine, &EtcdServer)]) -> Vec<Wait> {
    let newest = up.iter().map(|(_, server)| &server.raft().raft).max_by_key(|raft| {
        let last = raft.raft_log.last_id();
        (last.term, last.index)
    });
    // who votes is what the member with the longest log knows
    let voters = newest.map(|raft| &raft.tracker.config.voters);
    let runs = |id: NodeId| up.iter().any(|(machine, _)| machine.id == id);
    let none = voters::Half { have: 0, of: world.machines().count() };
    let halves = voters.map_or(vec![none], |voters| voters::halves(voters, runs));
    if let Some(half) = halves.iter().find(|half| half.short() > 0) {
        let (alive, needed, members) = (half.have, half.needed(), half.of);
        return vec![Wait::NoLeader { alive, needed, members }];
    }
    let campaigns: Vec<Wait> = up.iter().filter_map(|(_, server)| votes(server)).collect();
    if !campaigns.is_empty() {
        return campaigns;
    }
    let tick = world.scenario().timings.heartbeat.us();
    let next = up.iter().filter(|(_, server)| server.raft().raft.is_promotable());
    let next = next.map(|(machine, server)| {
        let raft = &server.raft().raft;
        let left = raft.randomized_election_timeout.saturating_sub(raft.election_elapsed).max(1);
        let us = machine.next_tick.since(world.now()).us() + u64::from(left - 1) * tick;
        (us, machine.id)
    });
    let first = next.min();
    first.map(|(us, member)| Wait::Election { member, ms: us / 1000 }).into_iter().collect()
}

fn votes(server: &EtcdServer) -> Option<Wait> {
    let raft = &server.raft().raft;
    let pre = match raft.role {
        Role::PreCandidate => true,
        Role::Candidate => false,
        Role::Follower | Role::Leader => return None,
    };
    let voted = |id: NodeId| raft.tracker.votes.iter().find(|(voter, _)| *voter == id);
    let voters = raft.tracker.config.voters.ids();
    let granted = |id| voted(id).is_some_and(|(_, yes)| *yes);
    let more = voters::short(&raft.tracker.config.voters, granted);
    let missing = voters.ids().iter().copied().filter(|id| voted(*id).is_none()).collect();
    Some(Wait::Votes { member: server.id(), pre, more, missing })
}

/// A leader that the network has cut off from its quorum.
fn lonely(world: &World, machine: &Machine, raft: &Raft) -> Option<Wait> {
    let me = Peer::Member(machine.id);
    let reached = |id: NodeId| {
        let peer = Peer::Member(id);
        let up = world.machine(id).is_some_and(Machine::is_up);
        let network = world.network();
        id == machine.id || up && !network.is_cut(me, peer) && !network.is_cut(peer, me)
    };
    let voters = raft.tracker.config.voters.ids();
    if voters::short(&raft.tracker.config.voters, reached) == 0 {
        return None;
    }
    let silent = voters.ids().iter().copied().filter(|id| !reached(*id)).collect();
    let tick = world.scenario().timings.heartbeat.us();
    let left = raft.config.election_tick.saturating_sub(raft.election_elapsed).max(1);
    let us = machine.next_tick.since(world.now()).us() + u64::from(left - 1) * tick;
    Some(Wait::LonelyLeader { member: machine.id, silent, ms: us / 1000 })
}

/// What keeps a leader's entries from being committed. Entries that wait for the same are told together.
fn commits(raft: &Raft) -> Vec<Wait> {
    let log = &raft.raft_log;
    let mut waits: Vec<Wait> = Vec::new();
    let end = log.last_index().min(log.committed + ENTRIES_MAX);
    for index in log.committed + 1..=end {
        let voters = raft.tracker.config.voters.ids();
        let has = |id: &NodeId| {
            let found = raft.tracker.progress.iter().find(|(member, _)| member == id);
            found.is_some_and(|(_, progress)| progress.matched >= index)
        };
        let missing: Vec<NodeId> = voters.ids().iter().copied().filter(|id| !has(id)).collect();
        let more = voters::short(&raft.tracker.config.voters, |id| has(&id));
        if more == 0 {
            let term = log.term_or_zero(index);
            if term < raft.term {
                waits.push(Wait::OlderTerm { index, term, now: raft.term });
            }
            continue;
        }
        match waits.last_mut() {
            Some(Wait::Quorum { to, more: same, missing: them, .. })
                if *same == more && *them == missing =>
            {
                *to = index;
            }
            _ => waits.push(Wait::Quorum { from: index, to: index, more, missing }),
        }
    }
    waits
}

fn at_member(server: &EtcdServer) -> Vec<Wait> {
    let raft = &server.raft().raft;
    let member = server.id();
    let mut waits = Vec::new();
    if !server.parked().is_empty() {
        waits.push(Wait::Parked { member, writes: server.parked().len() });
    }
    if !raft.pending_reads.is_empty() {
        waits.push(Wait::ReadHeld { member, term: raft.term });
    }
    for ((_, index), number) in
        raft.read_only.unconfirmed.iter().zip(raft.read_only.confirmed + 1..)
    {
        let acks = raft.read_only.acked_by(number);
        let more = voters::short(&raft.tracker.config.voters, |id| acks.contains(&id));
        waits.push(Wait::ReadQuorum { member, index: *index, more });
    }
    if let Some(round) = &server.reads().round
        && raft.role != Role::Leader
    {
        waits.push(Wait::ReadIndex { member, reads: round.reads.len() });
    }
    let applied = server.applied();
    for (index, _) in server.reads().confirmed.iter().filter(|(index, _)| *index > applied) {
        waits.push(Wait::ReadApply { member, index: *index, applied });
    }
    if let Some(writing) = server.in_fsync() {
        let entries = &writing.ready.entries;
        let from = entries.first().map_or(0, |entry| entry.index);
        let to = entries.last().map_or(0, |entry| entry.index);
        waits.push(Wait::Fsync { member, from, to });
    }
    let commit = raft.raft_log.committed;
    if applied < commit {
        waits.push(Wait::Apply { member, applied, commit });
    }
    waits
}

/// Entries looked at after the commit index.
const ENTRIES_MAX: u64 = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{
        base::Time,
        sim::{Action, Scenario},
        timeline::Timeline,
    };

    fn led() -> (Timeline, NodeId) {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        timeline.advance(Time::from_ms(5000));
        let leader = timeline.world().leader().expect("five seconds elect a leader");
        (timeline, leader)
    }

    #[test]
    fn a_cluster_at_rest_waits_for_nothing() {
        let (mut timeline, _) = led();
        let quiet = (0..200).any(|_| {
            timeline.step();
            all(timeline.world()).is_empty()
        });
        assert!(quiet, "{:?}", all(timeline.world()));
    }

    #[test]
    fn before_the_first_election_somebodys_timer_is_named() {
        let timeline = Timeline::new(Scenario::new(3, 1));
        let waits = all(timeline.world());
        assert!(waits.iter().any(|wait| matches!(wait, Wait::Election { .. })), "{waits:?}");
    }

    #[test]
    fn two_of_three_down_leave_no_quorum_alive() {
        let (mut timeline, leader) = led();
        for member in [leader, leader % 3 + 1] {
            timeline.act(Action::Crash { member }).expect("it runs");
        }
        let waits = all(timeline.world());
        assert!(waits.contains(&Wait::NoLeader { alive: 1, needed: 2, members: 3 }), "{waits:?}");
    }

    #[test]
    fn an_isolated_leader_is_lonely_and_its_entry_lacks_a_quorum() {
        let (mut timeline, leader) = led();
        timeline.act(Action::Isolate { member: leader }).expect("it can be");
        let put = format!("put a 1 --endpoints=n{leader}");
        let put = engine::script::parse(&put).ok().flatten().expect("a command");
        let action = put.actions().remove(0);
        timeline.act(action).expect("clients may ask");
        timeline.advance(timeline.now() + Time::from_ms(60));
        let waits = all(timeline.world());
        let has = |test: fn(&Wait) -> bool| waits.iter().any(test);
        assert!(has(|wait| matches!(wait, Wait::LonelyLeader { .. })), "{waits:?}");
        assert!(has(|wait| matches!(wait, Wait::Quorum { more: 1, .. })), "{waits:?}");
        assert!(has(|wait| matches!(wait, Wait::Client { down: false, .. })), "{waits:?}");
    }
}
