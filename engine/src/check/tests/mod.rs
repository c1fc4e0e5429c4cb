//! Each observer sees its promise broken: the worlds here are tampered with, since etcd's own rules keep
//! the promises.

mod logs;
mod once;
mod reads;

use super::{Checks, Property};
use crate::base::{Bytes, MachineId, Time};
use crate::mvcc::Store;
use crate::raft::{Role, message::Entry};
use crate::server::{EtcdServer, PutRequest, RangeRequest, Request};
use crate::sim::{Action, Disk, Event, Moment, Scenario, World};

/// Three members with a leader and an acknowledged put, and the observers that saw it.
fn world() -> (World, Checks) {
    world_of(&Scenario::new(3, 1))
}

fn world_of(scenario: &Scenario) -> (World, Checks) {
    let (mut world, start) = World::new(scenario, false);
    let mut checks = Checks::new();
    assert_eq!(checks.observe(&world, 0, &start), []);
    run(&mut world, &mut checks, 4_000);
    assert_eq!(ask(&mut world, &mut checks, 1, None, put("a", "1")), []);
    run(&mut world, &mut checks, 5_000);
    assert!(matches!(world.client(1).and_then(|c| c.last()), Some((1, Ok(_)))));
    (world, checks)
}

fn run(world: &mut World, checks: &mut Checks, until_ms: u64) {
    for moments in 0.. {
        let Some(moment) = world.advance(Time::from_ms(until_ms)) else { break };
        assert!(moments < 100_000, "time stands still at {}", world.now());
        assert_eq!(checks.observe(world, 1, &moment), []);
    }
}

fn put(key: &str, value: &str) -> Request {
    Request::Put(PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() })
}

/// A client asks for something, and half a second passes: what the observers say meanwhile.
fn ask(
    world: &mut World,
    checks: &mut Checks,
    client: u64,
    at: Option<MachineId>,
    request: Request,
) -> Vec<Property> {
    let endpoints = at.into_iter().collect();
    let action = Action::Request { client, request, endpoints, timeout: None };
    let now = world.now();
    let moment = world.act(now, action).expect("a request is always possible");
    let mut found = checks.observe(world, 1, &moment);
    while let Some(moment) = world.advance(now + Time::from_ms(500)) {
        found.extend(checks.observe(world, 1, &moment));
    }
    found.into_iter().map(|violation| violation.property).collect()
}

fn server(world: &mut World, id: MachineId) -> &mut EtcdServer {
    world.machines_mut()[id.place()].server.as_mut().expect("it runs")
}

fn others(world: &World) -> (MachineId, MachineId) {
    let leader = world.leader().expect("one was elected");
    (leader, leader.next_of(3))
}

/// What the observers say when something happens to every member.
fn broken(world: &World, checks: &mut Checks) -> Vec<Property> {
    let event = Event::Act { action: 9, request: None };
    let moment = Moment { at: world.now(), cause: 2, event, traces: Box::default() };
    checks.observe(world, 2, &moment).into_iter().map(|violation| violation.property).collect()
}

#[test]
fn an_untouched_world_keeps_every_promise() {
    let (world, mut checks) = world();
    assert_eq!(broken(&world, &mut checks), []);
}

#[test]
fn two_leaders_in_a_term_break_election_safety() {
    let (mut world, mut checks) = world();
    let (_, follower) = others(&world);
    server(&mut world, follower).raft_mut().raft.role = Role::Leader;
    assert_eq!(broken(&world, &mut checks), [Property::ElectionSafety]);
}

#[test]
fn a_leader_that_drops_an_entry_breaks_append_only() {
    let (mut world, mut checks) = world();
    let (leader, _) = others(&world);
    replace_last(server(&mut world, leader), 0);
    assert!(broken(&world, &mut checks).contains(&Property::LeaderAppendOnly));
}

#[test]
fn an_entry_with_other_data_breaks_log_matching() {
    let (mut world, mut checks) = world();
    let (_, follower) = others(&world);
    // A second entry of the leader's term appears, with one content here and another there.
    let (leader, _) = others(&world);
    push(server(&mut world, follower), "x");
    push(server(&mut world, leader), "y");
    assert_eq!(broken(&world, &mut checks), [Property::LogMatching]);
}

#[test]
fn a_leader_without_a_committed_entry_breaks_completeness() {
    let (mut world, mut checks) = world();
    let (_, follower) = others(&world);
    let server = server(&mut world, follower);
    replace_last(server, 1);
    server.raft_mut().raft.term += 1;
    server.raft_mut().raft.role = Role::Leader;
    assert!(broken(&world, &mut checks).contains(&Property::LeaderCompleteness));
}

#[test]
fn two_entries_carried_out_at_one_index_break_state_machine_safety() {
    let (mut world, mut checks) = world();
    let (leader, follower) = others(&world);
    for (id, data) in [(leader, "x"), (follower, "y")] {
        let server = server(&mut world, id);
        push(server, data);
        server.set_applied(server.applied() + 1);
    }
    assert!(broken(&world, &mut checks).contains(&Property::StateMachineSafety));
}

#[test]
fn an_acknowledged_put_that_two_disks_lose_is_no_longer_durable() {
    let (mut world, mut checks) = world();
    let (leader, follower) = others(&world);
    world.machines_mut()[follower.place()].disk = Disk::default();
    assert_eq!(broken(&world, &mut checks), [], "two of three disks are a quorum");
    world.machines_mut()[leader.place()].disk = Disk::default();
    assert_eq!(broken(&world, &mut checks), [Property::AcknowledgedMeansDurable]);
}

#[test]
fn a_read_that_misses_an_acknowledged_put_is_stale() {
    for serializable in [true, false] {
        let (mut world, mut checks) = world();
        let (leader, _) = others(&world);
        *server(&mut world, leader).store_mut() = Store::new();
        let read = RangeRequest { key: "a".into(), serializable, ..RangeRequest::default() };
        let request = Request::Range(read);
        let action = Action::Request { client: 2, request, endpoints: vec![leader], timeout: None };
        let now = world.now();
        let moment = world.act(now, action).expect("a get is always possible");
        let mut found = checks.observe(&world, 1, &moment);
        while let Some(moment) = world.advance(now + Time::from_ms(500)) {
            found.extend(checks.observe(&world, 1, &moment));
        }
        assert!(matches!(world.client(2).and_then(|c| c.last()), Some((1, Ok(_)))));
        let found: Vec<Property> = found.iter().map(|violation| violation.property).collect();
        let promised: &[Property] = if serializable { &[] } else { &[Property::StaleRead] };
        assert_eq!(found, promised, "a serializable read promises nothing");
    }
}

#[test]
fn a_member_that_raises_its_term_for_nothing_disturbs_a_healthy_leader() {
    for told_to in [true, false] {
        let (mut world, mut checks) = world();
        let (leader, follower) = others(&world);
        let mut moment = Moment {
            at: world.now(),
            cause: 2,
            event: Event::Tick { member: follower },
            traces: Box::default(),
        };
        let raft = &mut server(&mut world, follower).raft_mut().raft;
        raft.term += 3;
        (raft.role, raft.lead) = (Role::Candidate, 0);
        let term = raft.term;
        if told_to {
            moment.event = Event::Act { action: 9, request: None };
        }
        assert_eq!(checks.observe(&world, 2, &moment), []);
        let raft = &mut server(&mut world, leader).raft_mut().raft;
        raft.term = term;
        raft.role = Role::Follower;
        moment.event = Event::Tick { member: leader };
        let found = checks.observe(&world, 3, &moment);
        let found: Vec<Property> = found.iter().map(|violation| violation.property).collect();
        let broken: &[Property] = if told_to { &[] } else { &[Property::LeaderDisturbed] };
        assert_eq!(found, broken, "what an outsider asked for is not judged");
    }
}

#[test]
fn a_cut_off_leader_that_stays_one_leads_nobody() {
    for check_quorum in [true, false] {
        let (mut world, mut checks) = world();
        let (leader, _) = others(&world);
        server(&mut world, leader).raft_mut().raft.config.check_quorum = check_quorum;
        let now = world.now();
        let moment = world.act(now, Action::Isolate { member: leader }).expect("it is there");
        let mut found = checks.observe(&world, 1, &moment);
        while let Some(moment) = world.advance(now + Time::from_ms(5_000)) {
            found.extend(checks.observe(&world, 1, &moment));
        }
        let found: Vec<Property> = found.iter().map(|violation| violation.property).collect();
        let broken: &[Property] = if check_quorum { &[] } else { &[Property::LeaderOfNobody] };
        assert_eq!(found, broken, "it is told once, and never of a leader that looks");
    }
}

fn push(server: &mut EtcdServer, data: &str) {
    let log = &mut server.raft_mut().raft.raft_log;
    let (index, term) = (log.last_index() + 1, log.last_id().term);
    let entry = Entry { term, index, data: Bytes::from(data), ..Entry::default() };
    log.storage.append(&[entry]).expect("it follows the last");
    log.unstable.offset = index + 1;
}

/// Replaces the last entry by one of another term.
fn replace_last(server: &mut EtcdServer, term: u64) {
    let log = &mut server.raft_mut().raft.raft_log;
    let entry = Entry { term, index: log.last_index(), ..Entry::default() };
    log.storage.append(&[entry]).expect("it replaces the last");
}
