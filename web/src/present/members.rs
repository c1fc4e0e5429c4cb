//! The members as the stage shows them: those of the configuration, those that are still to be started, and
//! those that were removed.

use super::frame::{EntryState, EntryView, MemberView, Role, Standing};
use engine::{
    base::{Index, MachineId, Name, NodeId},
    server::EtcdServer,
    sim::{Machine, World},
};

/// Everybody, ascending by id.
pub(super) fn all(world: &World) -> Vec<MemberView> {
    let awaited = world.awaited();
    let awaited = awaited.map(|(machine, member)| {
        absent(machine, member.id, (Standing::Awaited, member.is_learner))
    });
    world.machines().map(|machine| member(world, machine)).chain(awaited).collect()
}

/// Whether a machine is one of the cluster's.
pub(super) fn standing(world: &World, machine: &Machine) -> Standing {
    match world.cluster().is_some_and(|cluster| cluster.is_removed(machine.member())) {
        true => Standing::Removed,
        false => Standing::Member,
    }
}

fn is_learner(world: &World, id: NodeId) -> bool {
    let config = world.configuration();
    config.is_some_and(|config| config.learners.contains(id) && !config.voters.contains(id))
}

/// A member without a process.
fn absent(id: MachineId, member: NodeId, (standing, learner): (Standing, bool)) -> MemberView {
    MemberView {
        id,
        member,
        standing,
        learner,
        paused: false,
        role: Role::Crashed,
        term: 0,
        vote: Name::default(),
        lead: Name::default(),
        commit: 0,
        applied: 0,
        last: 0,
        crash: None,
        timer: None,
        log: Vec::new(),
    }
}

fn member(world: &World, machine: &Machine) -> MemberView {
    let (id, member, standing) = (machine.id, machine.member(), standing(world, machine));
    let learner = is_learner(world, member);
    let Some(server) = &machine.server else {
        let crash = machine.died.clone();
        return MemberView { crash, ..absent(id, member, (standing, learner)) };
    };
    let raft = &server.raft().raft;
    let timeout = u64::from(raft.randomized_election_timeout);
    let role = Role::of(raft.role);
    MemberView {
        id,
        member,
        standing,
        learner,
        paused: machine.is_paused(),
        role,
        term: raft.term,
        vote: world.name(raft.vote),
        lead: world.name(raft.lead),
        commit: raft.raft_log.committed,
        applied: server.applied(),
        last: raft.raft_log.last_index(),
        crash: None,
        timer: (role != Role::Leader).then(|| (u64::from(raft.election_elapsed), timeout)),
        log: log_end(server),
    }
}

fn log_end(server: &EtcdServer) -> Vec<EntryView> {
    let log = &server.raft().raft.raft_log;
    let (last, stable) = (log.last_index(), server.stable_index());
    let first = last.saturating_sub(LOG_SHOWN - 1).max(log.first_index());
    let state = |index: Index| match index {
        index if index > stable => EntryState::Volatile,
        index if index > log.committed => EntryState::Durable,
        _ => EntryState::Committed,
    };
    (first..=last)
        .map(|index| EntryView { index, term: log.term_or_zero(index), state: state(index) })
        .collect()
}

/// Entries in a member's log strip.
const LOG_SHOWN: Index = 8;

#[cfg(test)]
mod tests {
    use crate::present::{
        cluster::frame,
        frame::{Role, Standing},
    };
    use engine::{base::MachineId, script, sim::Scenario, timeline::Timeline};

    fn run(timeline: &mut Timeline, lines: &str) -> String {
        let answers = lines.lines().map(|line| {
            let line = &script::with_ids(timeline.world(), line);
            let command = script::parse(line).expect(line).expect(line);
            script::run::run(timeline, &command).text
        });
        answers.collect()
    }

    #[test]
    fn a_learner_is_awaited_then_there_then_a_voter_and_at_last_gone() {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        run(
            &mut timeline,
            "run until leader\nrun 6s\nmember add n4 --learner --peer-urls=http://127.0.0.1:23804",
        );
        let of =
            |timeline: &Timeline, id| frame(timeline).member(id).cloned().expect("it is there");
        let view = of(&timeline, MachineId(4));
        assert_eq!((view.standing, view.learner), (Standing::Awaited, true));
        assert_eq!(frame(&timeline).ids(true), [MachineId(4)]);
        run(&mut timeline, "start n4\nrun 3s");
        let view = of(&timeline, MachineId(4));
        assert_eq!((view.standing, view.learner, view.commit > 0), (Standing::Member, true, true));
        let said = run(&mut timeline, "member promote <n4>\nrun 1s");
        assert!(!of(&timeline, MachineId(4)).learner, "{said}");
        assert_eq!((frame(&timeline).ids(false).len(), frame(&timeline).next), (4, MachineId(5)));
        let said = run(&mut timeline, "run 6s\nmember remove <n4>\nrun 5s");
        assert_eq!(of(&timeline, MachineId(4)).standing, Standing::Removed, "{said}");
        assert_eq!(frame(&timeline).seats().len(), 3, "it has stopped: it stands there no more");
        assert_eq!(frame(&timeline).links.len(), 3);
    }

    #[test]
    fn a_stopped_process_says_so_until_it_goes_on() {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        run(&mut timeline, "run until leader\npause n2");
        let paused = |timeline: &Timeline| {
            frame(timeline).member(MachineId(2)).map(|view| (view.paused, view.role))
        };
        assert_eq!(paused(&timeline), Some((true, Role::Follower)));
        run(&mut timeline, "resume n2");
        assert_eq!(paused(&timeline), Some((false, Role::Follower)));
    }
}
