//! A write is carried out once, and that is seen where it is not.

use super::{Property, ask, broken, others, put, server, world};
use crate::base::{Bytes, Sink};
use crate::raft::message::{Entry, EntryType};
use crate::server::codec::{encode, written_id};
use crate::server::{RangeRequest, Request};
use crate::sim::Action;

const TWICE: [Property; 1] = [Property::CarriedOutOnce];

/// The data of the last entry of a member's log.
fn last(server: &crate::server::EtcdServer) -> Bytes {
    let log = &server.raft().raft.raft_log;
    log.entry(log.last_index()).expect("it has entries").data.clone()
}

#[test]
fn a_write_that_is_proposed_twice_is_seen() {
    let (mut world, mut checks) = world();
    let (leader, follower) = others(&world);
    for proposer in [leader, follower] {
        let (mut world, mut checks) = (world.clone(), checks.clone());
        assert_eq!(ask(&mut world, &mut checks, 1, Some(proposer), put("a", "2")), []);
        let again = last(server(&mut world, proposer));
        server(&mut world, leader).raft_mut().propose(again).expect("it leads");
        let found = ask(&mut world, &mut checks, 2, Some(leader), put("b", "1"));
        assert_eq!(found, TWICE, "once for all members");
    }
    let found = ask(&mut world, &mut checks, 2, Some(leader), put("b", "1"));
    assert_eq!(found, [], "nothing was tampered with");
}

#[test]
fn where_the_network_copies_only_what_a_leader_took_in_itself_must_be_one_entry() {
    let (mut world, mut checks) = world();
    let (leader, follower) = others(&world);
    for per_mille in [1000, 0] {
        let now = world.now();
        let moment = world.act(now, Action::Duplicate { per_mille }).expect("always possible");
        assert_eq!(checks.observe(&world, 1, &moment), []);
    }
    for (proposer, judged) in [(leader, true), (follower, false)] {
        let (mut world, mut checks) = (world.clone(), checks.clone());
        assert_eq!(ask(&mut world, &mut checks, 1, Some(proposer), put("a", "2")), []);
        let again = last(server(&mut world, proposer));
        server(&mut world, leader).raft_mut().propose(again).expect("it leads");
        let found = ask(&mut world, &mut checks, 2, Some(leader), put("b", "1"));
        assert_eq!(found, if judged { &TWICE[..] } else { &[] }, "{proposer} proposed it");
    }
}

#[test]
fn a_read_that_is_in_the_log_twice_changes_nothing() {
    let (mut world, mut checks) = world();
    let (leader, _) = others(&world);
    let read = Request::Range(RangeRequest { key: "a".into(), ..RangeRequest::default() });
    let data = encode(77, &read).expect("it can go through the log");
    for _ in 0..2 {
        server(&mut world, leader).raft_mut().propose(data.clone()).expect("it leads");
    }
    assert_eq!(ask(&mut world, &mut checks, 2, Some(leader), put("b", "1")), []);
}

#[test]
fn an_entry_that_makes_two_revisions_is_seen() {
    let (mut world, mut checks) = world();
    let (_, follower) = others(&world);
    assert_eq!(broken(&world, &mut checks), []);
    let mut unheard = Sink::off();
    let store = server(&mut world, follower).store_mut();
    store.write(&mut unheard).put(&"a".into(), &"1".into(), 0);
    assert_eq!(broken(&world, &mut checks), TWICE);
    assert_eq!(broken(&world, &mut checks), [], "it is told once");
}

#[test]
fn an_entry_names_the_write_that_it_asks_for() {
    let entry = |data: Bytes| Entry { data, ..Entry::default() };
    let read = Request::Range(RangeRequest { key: "a".into(), ..RangeRequest::default() });
    let data = encode(9, &put("a", "1")).expect("a put is an entry");
    assert_eq!(written_id(&entry(data.clone())), Some(9));
    assert_eq!(written_id(&entry(encode(9, &read).expect("a read may be one"))), None);
    assert_eq!(written_id(&entry(Bytes::new())), None, "a leader's first entry");
    let change = Entry { entry_type: EntryType::ConfChange, ..entry(data) };
    assert_eq!(written_id(&change), None);
    assert_eq!(written_id(&entry("no protobuf".into())), None);
}
