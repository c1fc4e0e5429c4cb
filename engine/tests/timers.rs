//! Timers that a process sets: when they end, and that they end with whatever they were for.

use engine::base::{MachineId, Time};
use engine::raft::MessageType;
use engine::server::{PutRequest, RangeRequest, Request};
use engine::sim::{Action, Due, Event, Kind, Peer, Scenario, World};

const SEED: u64 = 7;
const FOREVER: Time = Time::from_ms(60_000);
const SHORT: Time = Time::from_ms(100);

/// A led cluster of three, its leader, and one of the followers.
fn led() -> (World, MachineId, MachineId) {
    let (mut world, _) = World::new(&Scenario::new(3, SEED), false);
    while world.advance(Time::from_ms(5_000)).is_some() {}
    let leader = world.leader().expect("five seconds are enough for an election");
    let follower = MachineId::first(3).find(|id| *id != leader).expect("three members");
    (world, leader, follower)
}

fn act(world: &mut World, action: Action) {
    let now = world.now();
    world.act(now, action).expect("it makes sense");
}

/// A client asks this member, with so much patience; comes back when the member has the request.
fn ask(world: &mut World, member: MachineId, request: Request, patience: Time) -> Time {
    let (endpoints, timeout) = (vec![member], Some(patience));
    act(world, Action::Request { client: 1, request, endpoints, timeout });
    loop {
        let moment = world.advance(FOREVER).expect("a minute has not passed");
        if let Event::Deliver { from: Peer::Client(1), .. } = moment.event {
            return moment.at;
        }
    }
}

fn read() -> Request {
    Request::Range(RangeRequest { key: "a".into(), ..RangeRequest::default() })
}

fn put() -> Request {
    Request::Put(PutRequest { key: "a".into(), value: "1".into(), ..PutRequest::default() })
}

/// A request at a follower whose messages do not reach the leader. A client of a read soon goes away: it
/// would only come again when the member gives up.
fn unheard(request: Request, patience: Time) -> (World, MachineId, Time) {
    let (mut world, leader, follower) = led();
    act(&mut world, Action::Cut { from: Peer::Member(follower), to: Peer::Member(leader) });
    let since = ask(&mut world, follower, request, patience);
    (world, follower, since)
}

/// How long after `since` this member's timers end, in milliseconds.
fn ends(world: &mut World, member: MachineId, since: Time) -> Vec<u64> {
    let until = since + Time::from_ms(30_000);
    let moments = std::iter::from_fn(|| world.advance(until));
    let timers = moments.filter(|moment| moment.event == Event::Timer { member });
    timers.map(|moment| moment.at.since(since).us() / 1000).collect()
}

/// How many timers run besides the one by which the leader looks at its members' versions, as long as it leads.
fn timers(world: &World) -> usize {
    let due = world.queue().iter().filter(|(_, _, due)| matches!(due, Due::Timer { .. }));
    due.count() - 1
}

#[test]
fn a_read_without_an_answer_asks_every_half_second_until_its_time_is_up() {
    let (mut world, follower, since) = unheard(read(), SHORT);
    assert_eq!(timers(&world), 3, "to ask again, to end the round, and the client's own time");
    // the read leaves with its client, and its round goes on; 5 s and two election timeouts are 7 s
    let rounds = (1..=13).map(|n| 500 * n);
    let expected: Vec<u64> = rounds.chain([7_000]).collect();
    let [left, others @ ..] = &ends(&mut world, follower, since)[..] else { panic!("no timer") };
    assert_eq!(others, expected);
    assert!((1..=100).contains(left), "{left} ms after it came, of 100 ms after it was sent");
    assert_eq!(timers(&world), 0);
}

#[test]
fn a_write_without_an_answer_is_given_up_after_the_time_of_a_request() {
    let (mut world, follower, since) = unheard(put(), FOREVER);
    assert_eq!(timers(&world), 1);
    assert_eq!(ends(&mut world, follower, since), [7_000]);
    let (_, told) = world.client(1).and_then(|client| client.last()).expect("it was told");
    let told = told.as_ref().expect_err("the write was never heard of").to_string();
    assert_eq!(told, "etcdserver: request timed out, possibly due to connection lost");
}

#[test]
fn what_is_answered_leaves_no_timer_and_no_moment() {
    for request in [put(), read()] {
        let (mut world, leader, follower) = led();
        for member in [leader, follower] {
            let since = ask(&mut world, member, request.clone(), FOREVER);
            assert!(timers(&world) > 0, "{member}");
            let ends = ends(&mut world, member, since);
            let every_4_s = ends.windows(2).all(|pair| pair[1] - pair[0] == 4_000);
            let looks = if member == leader { 7..=8 } else { 0..=0 };
            assert!(every_4_s && looks.contains(&ends.len()), "{member}: {ends:?}");
            assert_eq!(timers(&world), 0, "{member}");
        }
    }
}

#[test]
fn a_process_that_ends_takes_its_timers_along() {
    let (mut world, follower, since) = unheard(read(), SHORT);
    // the client has given up and does not come again
    while world.advance(since + Time::from_ms(250)).is_some() {}
    assert_eq!(timers(&world), 2, "the round goes on");
    act(&mut world, Action::Crash { member: follower });
    act(&mut world, Action::Restart { member: follower });
    let restarted = world.now();
    let publishes = [7_000, 14_000, 21_000, 28_000];
    assert_eq!(ends(&mut world, follower, restarted), publishes, "nobody hears its name");
}

#[test]
fn a_timer_runs_by_its_machines_clock() {
    let (mut world, follower, since) = unheard(read(), SHORT);
    while world.advance(since + Time::from_ms(1_250)).is_some() {}
    let now = world.now();
    let left = |since: Time| Time::from_ms(7_000).us() - now.since(since).us();
    act(&mut world, Action::ClockRate { member: follower, per_mille: 2000 });
    let last = ends(&mut world, follower, since).pop().expect("it gives up");
    let expected = now.since(since).us() + left(since) / 2;
    assert_eq!(last, expected / 1000, "what was left passes in half the time");
}

#[test]
fn while_the_leader_saves_its_raft_does_not_tick_and_one_tick_is_left_over() {
    let (mut world, leader, _) = led();
    let (min, max) = (Time::from_ms(750), Time::from_ms(750));
    act(&mut world, Action::Fsync { member: leader, min, max });
    let asked = ask(&mut world, leader, put(), FOREVER);
    let heartbeats = |world: &World, at: Time| {
        let sent = world.packets().filter(|p| p.from == Peer::Member(leader) && p.sent == at);
        sent.filter(|p| p.kind() == Kind::Raft(MessageType::Heartbeat)).count()
    };
    let mut rounds = Vec::new();
    while let Some(moment) = world.advance(asked + Time::from_ms(1_000)) {
        if moment.event.member() == Some(leader) {
            let done = matches!(moment.event, Event::DiskDone { .. });
            rounds.push((done, moment.at.since(asked).us() / 1000, heartbeats(&world, moment.at)));
        }
    }
    let beating: Vec<_> = rounds.into_iter().filter(|(_, _, sent)| *sent > 0).collect();
    let [(true, 750, 2), later @ ..] = beating.as_slice() else { panic!("{beating:?}") };
    assert!(later.iter().all(|(done, ms, sent)| !done && *ms > 750 && *sent == 2), "{later:?}");
    assert!((2..=3).contains(&later.len()), "then as ever: {later:?}");
}
