//! Linearizable reads at a member: a read waits for a round that began after it came.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lab;

use engine::base::MachineId;
use engine::{
    check::Property,
    raft::MessageType,
    server::ReadMode,
    sim::{Action, Event, Kind, Peer, Scenario},
};
use lab::Lab;

fn member(id: MachineId) -> Peer {
    Peer::Member(id)
}

/// A member was asked for a read, and the leader's answer is held back.
fn a_round_under_way() -> (Lab, MachineId, MachineId) {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    let (leader, [follower, _]) = (lab.leader(), lab.followers());
    lab.put(1, leader, "a", "old");
    assert!(lab.outcome(1).is_ok());
    lab.run(500);
    lab.act(Action::Hold { from: member(leader), to: member(follower) });
    lab.get(2, follower, "a");
    let index_asked = |moment: &engine::sim::Moment| match moment.event {
        Event::Deliver { to, kind, .. } => {
            to == member(leader) && kind == Kind::Raft(MessageType::ReadIndex)
        }
        _ => false,
    };
    lab.until("the question for an index", |_, moment| index_asked(moment));
    lab.run(50);
    (lab, leader, follower)
}

#[test]
fn a_read_that_comes_later_does_not_join_the_round_under_way() {
    let (mut lab, leader, follower) = a_round_under_way();
    lab.put(1, leader, "a", "new");
    assert!(lab.outcome(1).is_ok(), "two of three have it");
    lab.get(3, follower, "a");
    lab.run(20);
    lab.act(Action::Release { from: member(leader), to: member(follower) });
    assert_eq!(lab.values(3), ["new"], "it was acknowledged before this read began");
    let first = lab.values(2);
    assert!(first == ["old"] || first == ["new"], "{first:?}: it began before the write");
    assert_eq!(lab.broken(Property::StaleRead), 0, "{:?}", lab.violations);
}

#[test]
fn reads_that_came_before_a_round_share_it() {
    let (mut lab, leader, follower) = a_round_under_way();
    for client in [3, 4, 5] {
        lab.get(client, follower, "a");
    }
    lab.run(20);
    let server = lab.world.machine(follower).and_then(|machine| machine.server.as_ref());
    let reads = server.expect("it runs").reads();
    assert_eq!(reads.queued.len(), 3);
    assert_eq!(reads.round.as_ref().map(|round| round.reads.len()), Some(1));
    lab.act(Action::Release { from: member(leader), to: member(follower) });
    for client in [2, 3, 4, 5] {
        assert_eq!(lab.values(client), ["old"], "c{client}");
    }
}

#[test]
fn a_read_waits_until_its_index_is_applied() {
    let (mut lab, leader, follower) = a_round_under_way();
    // the answer to the second round names an entry that the follower does not have yet
    lab.put(1, leader, "a", "new");
    assert!(lab.outcome(1).is_ok());
    lab.get(3, follower, "a");
    lab.run(2_500);
    assert!(lab.world.client(3).is_some_and(|client| client.last().is_none()), "nothing can come");
    lab.act(Action::Release { from: member(leader), to: member(follower) });
    assert_eq!(lab.values(3), ["new"]);
}

#[test]
fn every_way_to_read_sees_what_was_acknowledged() {
    for reads in [ReadMode::ReadIndex, ReadMode::Forward, ReadMode::Log, ReadMode::Lease] {
        let mut lab = Lab::led(&Scenario { reads, ..Scenario::new(3, 1) });
        let leader = lab.leader();
        for (n, value) in ["1", "2", "3"].into_iter().enumerate() {
            let at = MachineId((leader.0 + n as u64) % 3 + 1);
            lab.put(1, at, "a", value);
            assert!(lab.outcome(1).is_ok(), "{reads:?}");
            for reader in MachineId::first(3) {
                lab.get(2, reader, "a");
                assert_eq!(lab.values(2), [value], "{reads:?} at {reader}");
            }
        }
        assert!(lab.violations.is_empty(), "{reads:?}: {:?}", lab.violations);
    }
}
