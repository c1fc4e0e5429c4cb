//! What stands in logs and behind snapshots, broken in each way that is looked for.

use super::{Property, ask, broken, others, push, put, replace_last, server, world, world_of};
use crate::base::{Index, Sink, Term};
use crate::mvcc::Store;
use crate::raft::message::{Snapshot, SnapshotMetadata};
use crate::raft::unstable::Unstable;
use crate::raft::{MemoryStorage, Role};
use crate::server::EtcdServer;
use crate::sim::{Action, Scenario};

/// The log begins behind a snapshot, all of a sudden.
fn begin_behind(server: &mut EtcdServer, index: Index, term: Term) {
    let log = &mut server.raft_mut().raft.raft_log;
    let conf_state = log.storage.snapshot().metadata.conf_state.clone();
    let metadata = SnapshotMetadata { conf_state, index, term };
    log.storage = MemoryStorage::from_snapshot(Snapshot { metadata, ..Snapshot::default() });
    log.unstable = Unstable::new(index + 1);
}

#[test]
fn a_snapshot_that_nobody_carried_out_is_seen() {
    let (mut world, checks) = world();
    let (leader, follower) = others(&world);
    let last = server(&mut world, leader).raft().raft.raft_log.last_id();
    for (index, term, known) in [
        (last.index, last.term, true),
        (last.index, last.term + 1, false),
        (last.index + 1, last.term, false),
        (last.index + 9, last.term + 9, false),
    ] {
        let (mut world, mut checks) = (world.clone(), checks.clone());
        begin_behind(server(&mut world, follower), index, term);
        let found = broken(&world, &mut checks);
        let expected: &[Property] = if known { &[] } else { &[Property::StateMachineSafety] };
        assert_eq!(found, expected, "a snapshot at {index} of term {term}");
    }
}

#[test]
fn other_keys_at_the_index_of_a_snapshot_are_seen() {
    for tampered in [true, false] {
        let scenario = Scenario { snapshot_count: 3, catch_up_entries: 0, ..Scenario::new(3, 1) };
        let (mut world, mut checks) = world_of(&scenario);
        let (leader, follower) = others(&world);
        if tampered {
            let mut other = Store::new();
            other.write(&mut Sink::off()).put(&"a".into(), &"other".into(), 0);
            *server(&mut world, follower).store_mut() = other;
        }
        let mut found = Vec::new();
        for value in ["2", "3", "4", "5", "6", "7"] {
            found.extend(ask(&mut world, &mut checks, 1, Some(leader), put("b", value)));
        }
        assert!(server(&mut world, follower).snapshots().last > 0, "it took snapshots");
        let seen = found.contains(&Property::StateMachineSafety);
        assert_eq!(seen, tampered, "{found:?}");
        assert!(found.iter().all(|broken| *broken == Property::StateMachineSafety), "{found:?}");
    }
}

#[test]
fn a_leader_that_loses_its_last_entry_breaks_append_only_and_a_follower_may() {
    for leads in [true, false] {
        let (mut world, mut checks) = world();
        let (leader, follower) = others(&world);
        let id = if leads { leader } else { follower };
        push(server(&mut world, id), "not committed");
        assert_eq!(broken(&world, &mut checks), []);
        replace_last(server(&mut world, id), 1);
        let found = broken(&world, &mut checks);
        assert_eq!(found.contains(&Property::LeaderAppendOnly), leads, "{found:?}");
    }
}

#[test]
fn a_leader_of_another_term_breaks_nothing() {
    let (mut world, mut checks) = world();
    let (_, follower) = others(&world);
    let server = server(&mut world, follower);
    server.raft_mut().raft.term += 1;
    server.raft_mut().raft.role = Role::Leader;
    assert_eq!(broken(&world, &mut checks), [], "it has all that was committed");
    assert_eq!(checks.elections(), 2);
}

#[test]
fn an_acknowledged_put_counts_as_kept_only_where_its_very_entry_is() {
    let (mut world, mut checks) = world();
    let (leader, follower) = others(&world);
    let third = follower.next_of(3);
    let now = world.now();
    let moment = world.act(now, Action::Isolate { member: third }).expect("it is there");
    assert_eq!(checks.observe(&world, 1, &moment), []);
    assert_eq!(ask(&mut world, &mut checks, 1, Some(leader), put("a", "2")), []);
    assert_eq!(broken(&world, &mut checks), [], "two of three disks");
    world.machines_mut()[follower.place()].disk = crate::sim::Disk::default();
    assert_eq!(broken(&world, &mut checks), [Property::AcknowledgedMeansDurable]);
    assert_eq!(broken(&world, &mut checks), [], "it is told once");
}
