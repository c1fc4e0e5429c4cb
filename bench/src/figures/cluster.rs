//! A whole cluster under load: client, network, server, raft, WAL bytes, simulated disk, apply, MVCC, of every member.

use crate::host::now_ms;
use engine::base::{Bytes, Time};
use engine::server::{PutRequest, Request};
use engine::sim::{Action, ClientId, Event, Kind, Peer, Scenario, World};
use engine::timeline::Timeline;

/// Puts that clients have under way at a time. A real etcd is loaded with as many (`benchmark put
/// --clients=1000`).
const CLIENTS: u64 = 1000;

/// Puts a second, without recording: each client sends its next put when the last one is answered. 16-byte
/// keys and 64-byte values, as many keys as puts.
pub(super) fn puts(members: u64, count: u64) -> f64 {
    let (mut world, _) = World::new(&Scenario::new(members, 7), false);
    let until = Time::from_ms(8_000);
    while world.advance(until).is_some() {}
    let leader = world.leader().expect("eight seconds are enough for an election");
    let start = now_ms();
    let (mut sent, mut done) = (0, 0);
    for client in 1..=CLIENTS.min(count) {
        sent += 1;
        world.submit(client, put(sent), vec![leader]);
    }
    while done < count {
        let moment = world.advance(Time(u64::MAX)).expect("a put is under way");
        let Some(client) = answered(moment.event) else { continue };
        let (_, outcome) = world.client(client).and_then(|c| c.last()).expect("just answered");
        assert!(outcome.is_ok(), "{outcome:?}");
        done += 1;
        if sent < count {
            sent += 1;
            world.submit(client, put(sent), vec![leader]);
        }
    }
    count as f64 * 1e3 / (now_ms() - start)
}

/// The same with the timeline recording: moments, reasons, keyframes, and every check.
pub(super) fn puts_recorded(count: u64) -> f64 {
    let mut timeline = Timeline::new(Scenario::new(3, 7));
    timeline.advance(Time::from_ms(5_000));
    let leader = timeline.world().leader().expect("five seconds are enough for an election");
    let start = now_ms();
    let (mut sent, mut done) = (0, 0);
    let mut submit = |timeline: &mut Timeline, client| {
        sent += 1;
        let action =
            Action::Request { client, request: put(sent), endpoints: vec![leader], timeout: None };
        timeline.act(action).expect("a request is always possible");
    };
    (1..=CLIENTS.min(count)).for_each(|client| submit(&mut timeline, client));
    while done < count {
        let event = timeline.step().event;
        let Some(client) = answered(event) else { continue };
        done += 1;
        submit(&mut timeline, client);
    }
    assert!(timeline.violations().is_empty(), "{:?}", timeline.violations());
    count as f64 * 1e3 / (now_ms() - start)
}

fn put(number: u64) -> Request {
    let key = Bytes::from(format!("key/{number:012}").as_str());
    Request::Put(PutRequest { key, value: Bytes::from([b'v'; 64]), ..Default::default() })
}

fn answered(event: Event) -> Option<ClientId> {
    match event {
        Event::Deliver { to: Peer::Client(client), kind: Kind::Reply, .. } => Some(client),
        _ => None,
    }
}

/// Simulated seconds a second of an idle cluster of five, recording.
pub(super) fn idle(simulated: Time) -> f64 {
    let mut timeline = Timeline::new(Scenario::new(5, 7));
    timeline.advance(Time::from_ms(5_000));
    let start = now_ms();
    timeline.advance(Time::from_ms(5_000) + simulated);
    simulated.us() as f64 / 1e3 / (now_ms() - start)
}

/// Five members, ten minutes, twenty puts a second.
pub(super) fn long_run() -> Timeline {
    let mut timeline = Timeline::new(Scenario::new(5, 7));
    timeline.advance(Time::from_ms(5_000));
    for number in 0..600 * 20 {
        let key = Bytes::from(format!("key/{:03}", number % 200).as_str());
        let value = Bytes::from([b'v'; 64]);
        let request = Request::Put(PutRequest { key, value, ..Default::default() });
        let action = Action::Request { client: 1, request, endpoints: Vec::new(), timeout: None };
        timeline.act(action).expect("a request is always possible");
        timeline.advance(timeline.now() + Time::from_ms(50));
    }
    timeline
}

/// The longest of some seeks, in milliseconds: to places all over a long run, and to the worst ones, just
/// before a keyframe.
pub(super) fn seek_ms_max(timeline: &mut Timeline) -> f64 {
    let head = timeline.head();
    let mut worst: f64 = 0.0;
    for step in 0..60u32 {
        // Jumps to and fro, so that the way there is never short.
        let at = (u64::from(head) * u64::from(step * 37 % 60) / 60) as u32 + step;
        let start = now_ms();
        timeline.seek(at);
        worst = worst.max(now_ms() - start);
    }
    worst
}
