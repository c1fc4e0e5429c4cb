//! What else is pending: who waits for whom, whose disk writes, who is behind. What is asked most (why no
//! leader, why not committed, why does this read wait) has answers of its own: see [`super::answer()`].

use crate::{
    base::{Index, MachineId},
    server::{EtcdServer, Request},
    sim::{ClientId, Due, RequestId, World},
};

/// One thing that is pending, and what it waits for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wait {
    /// A client waits for a member's answer.
    Client { client: ClientId, request: Request, member: MachineId, down: bool, left_ms: u64 },
    /// Writes wait for a leader to be proposed to.
    Parked { member: MachineId, writes: usize },
    /// A member is writing; `to` is 0 if there are no entries among it.
    Fsync { member: MachineId, from: Index, to: Index },
    /// A member knows of committed entries that it has not applied.
    Apply { member: MachineId, applied: Index, commit: Index },
    /// A member does not run.
    Down { member: MachineId },
}

/// All that is pending in a world, what the visitor waits for first.
pub fn all(world: &World) -> Vec<Wait> {
    let mut waits = clients(world);
    let servers = world.machines().filter_map(|m| Some((m.id, m.server.as_ref()?)));
    waits.extend(servers.flat_map(|(member, server)| at_member(member, server)));
    let gone = |id| world.cluster().is_some_and(|cluster| cluster.is_removed(id));
    let down = world.machines().filter(|machine| !machine.is_up() && !gone(machine.member()));
    waits.extend(down.map(|machine| Wait::Down { member: machine.id }));
    waits
}

fn clients(world: &World) -> Vec<Wait> {
    let deadline = |of: ClientId, id: RequestId| {
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
            request: request.request.clone(),
            member: request.member,
            down: world.machine(request.member).is_none_or(|machine| !machine.is_up()),
            left_ms: deadline(client.id, request.id)
                .map_or(0, |at| at.since(world.now()).us() / 1000),
        })
    });
    waiting.collect()
}

fn at_member(member: MachineId, server: &EtcdServer) -> Vec<Wait> {
    let mut waits = Vec::new();
    if !server.parked().is_empty() {
        waits.push(Wait::Parked { member, writes: server.parked().len() });
    }
    if let Some(writing) = server.in_fsync() {
        let entries = &writing.ready.entries;
        let from = entries.first().map_or(0, |entry| entry.index);
        let to = entries.last().map_or(0, |entry| entry.index);
        waits.push(Wait::Fsync { member, from, to });
    }
    let (applied, commit) = (server.applied(), server.raft().raft.raft_log.committed);
    if applied < commit {
        waits.push(Wait::Apply { member, applied, commit });
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Time,
        sim::{Action, Scenario},
        timeline::Timeline,
    };

    #[test]
    fn a_cluster_at_rest_waits_for_nothing_and_what_is_down_is_named() {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        timeline.advance(Time::from_ms(5000));
        let quiet = (0..200).any(|_| {
            timeline.step();
            all(timeline.world()).is_empty()
        });
        assert!(quiet, "{:?}", all(timeline.world()));
        timeline.act(Action::Crash { member: MachineId(2) }).expect("it runs");
        assert!(all(timeline.world()).contains(&Wait::Down { member: MachineId(2) }));
    }
}
