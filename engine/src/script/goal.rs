//! What `run until` waits for, and the names of decisions that it may wait for.

use super::command::Goal;
use crate::base::decisions::kebab;
use crate::base::quote::go;
use crate::base::{Index, MachineId};
use crate::client::near::nearest;
use crate::client::value::Wrong;
use crate::server;
use crate::sim::{Moment, Peer, Trace, What, World};
use std::collections::BTreeSet;

/// Whether a decision of this name exists.
pub fn known(name: &str) -> Result<(), Wrong> {
    let names = decisions();
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let all = Goal::NAMED.iter().map(|(name, _)| *name).chain(names.iter().map(String::as_str));
    let remedy = match nearest(name, all) {
        Some(near) => format!("did you mean {near}?"),
        None => "write leader, idle, commit, or a decision such as became-leader".into(),
    };
    Err((format!("nothing is called {}", go(name.as_bytes())), remedy))
}

/// All names of decisions that a member, its machine or a client can take, in order of the alphabet.
pub fn decisions() -> BTreeSet<String> {
    What::VARIANTS.iter().map(|variant| kebab(variant).collect()).collect()
}

/// The name of a decision, after the variant that stands for it: `became-leader`.
pub fn name(what: &What) -> String {
    kebab(what.variant()).collect()
}

impl Goal {
    /// True if the goal is a state, and the world is in it. `commit` is the highest commit index
    /// that there was when the wait began.
    pub fn is_reached(&self, world: &World, commit: Index) -> bool {
        match self {
            Goal::Leader => leader(world).is_some(),
            Goal::Idle => is_idle(world),
            Goal::Commit => highest_commit(world) > commit,
            Goal::Trace { .. } => false,
        }
    }

    /// The decision in this moment that the goal names.
    pub fn found_in<'a>(&self, moment: &'a Moment) -> Option<&'a Trace> {
        let Goal::Trace { name: wanted, member } = self else { return None };
        let by = |trace: &&Trace| member.is_none_or(|id| trace.member == id);
        moment.traces.iter().filter(by).find(|trace| kebab(trace.what.variant()).eq(wanted.chars()))
    }
}

/// The machine of the member that a quorum of the configuration in force follows in one term.
pub fn leader(world: &World) -> Option<MachineId> {
    let is_followed = |leader: &server::EtcdServer| {
        world.is_quorum(|id| {
            let server = world.server_of(id);
            server.is_some_and(|s| s.term() == leader.term() && s.leader() == Some(leader.id()))
        })
    };
    let leads = |s: &server::EtcdServer| s.is_leader() && is_followed(s);
    let mut machines = world.machines().filter(|machine| !machine.is_paused());
    machines.find(|machine| machine.server.as_ref().is_some_and(leads)).map(|machine| machine.id)
}

/// The highest commit index that a running member knows.
pub fn highest_commit(world: &World) -> Index {
    let servers = world.machines().filter_map(|machine| machine.server.as_ref());
    servers.map(|s| s.raft().raft.raft_log.committed).max().unwrap_or(0)
}

/// Nobody waits for an answer, no disk is writing, every running member has applied what it knows
/// to be committed, and those that hear the leader know as much as it does.
fn is_idle(world: &World) -> bool {
    let lead = leader(world).and_then(|id| Some((id, world.machine(id)?.server.as_ref()?)));
    let settled = |(id, s): (MachineId, &server::EtcdServer)| {
        let committed = s.raft().raft.raft_log.committed;
        let hears =
            lead.filter(|(lead, _)| !world.network().is_cut(Peer::Member(*lead), Peer::Member(id)));
        let goal = hears.map(|(_, lead)| lead.raft().raft.raft_log.last_index());
        !s.is_writing() && s.applied() == committed && goal.is_none_or(|i| i == committed)
    };
    world.clients().all(|client| client.requests.is_empty())
        && world.machines().filter_map(|m| Some((m.id, m.server.as_ref()?))).all(settled)
}

#[cfg(test)]
mod tests {
    use super::{decisions, name};
    use crate::sim::What;
    use crate::sim::trace::Machine;

    #[test]
    fn a_decision_is_called_after_its_variant() {
        assert_eq!(name(&What::Machine(Machine::CrashLost { bytes: 1 })), "crash-lost");
        let all = decisions();
        let some = [
            "became-leader",
            "vote-cast",
            "cut",
            "key-put",
            "snapshot-sending",
            "conf-change-v2-proposed",
            "request-ended",
        ];
        some.iter().for_each(|name| assert!(all.contains(*name), "{name}"));
        assert!(!all.contains("raft"), "a subject is no decision");
        // Two logs refuse: a member a request, and the write-ahead log its files. Otherwise a name is one.
        assert_eq!(all.len() + 1, What::VARIANTS.len());
    }
}
