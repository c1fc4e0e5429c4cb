//! A stale read is seen by whatever gives it away: the revision of the store, that of a key, its value, a key
//! that is missing or is there again.

use super::{Checks, Property, ask, others, put, server, world};
use crate::base::{Bytes, MachineId, Sink};
use crate::mvcc::{KeyRange, Store};
use crate::server::{DeleteRangeRequest, RangeRequest, Request};
use crate::sim::{Action, Peer, World};

/// After two acknowledged puts of `a` (revisions 2 and 3), and whatever `more` is asked for, the leader's
/// store becomes another; then `read` is asked for.
fn read_of(more: &[Request], store: &[(&str, &str)], read: RangeRequest) -> Vec<Property> {
    let (mut world, mut checks, leader) = told(more);
    *server(&mut world, leader).store_mut() = filled(store);
    let mut found = ask(&mut world, &mut checks, 2, Some(leader), Request::Range(read));
    // where the new store has more revisions, that is seen too
    found.retain(|property| *property != Property::CarriedOutOnce);
    found
}

fn told(more: &[Request]) -> (World, Checks, MachineId) {
    let (mut world, mut checks) = world();
    let (leader, _) = others(&world);
    for request in [put("a", "2")].iter().chain(more) {
        assert_eq!(ask(&mut world, &mut checks, 1, Some(leader), request.clone()), []);
    }
    (world, checks, leader)
}

/// A store with these puts, one after the other; an empty value deletes the key.
fn filled(writes: &[(&str, &str)]) -> Store {
    let mut store = Store::new();
    for (key, value) in writes {
        let mut unheard = Sink::off();
        let mut txn = store.write(&mut unheard);
        if value.is_empty() {
            let key = Bytes::from(*key);
            txn.delete_range(KeyRange::One(&key));
        } else {
            txn.put(&(*key).into(), &(*value).into(), 0);
        }
    }
    store
}

fn of(key: &str) -> RangeRequest {
    RangeRequest { key: key.into(), ..RangeRequest::default() }
}

fn deleted(key: &str) -> Request {
    Request::DeleteRange(DeleteRangeRequest { key: key.into(), ..Default::default() })
}

const STALE: [Property; 1] = [Property::StaleRead];

#[test]
fn a_read_of_what_is_known_is_not_stale() {
    assert_eq!(read_of(&[], &[("a", "1"), ("a", "2")], of("a")), []);
    assert_eq!(read_of(&[], &[("a", "1"), ("a", "2"), ("a", "3")], of("a")), [], "a later one");
    let gone = [("a", "1"), ("a", "2"), ("a", "")];
    assert_eq!(read_of(&[], &gone, of("a")), [], "somebody may have deleted it");
    assert_eq!(read_of(&[deleted("a")], &gone, of("a")), []);
    let again = [("a", "1"), ("a", "2"), ("a", ""), ("a", "3")];
    assert_eq!(read_of(&[deleted("a")], &again, of("a")), [], "somebody may have put it again");
}

#[test]
fn an_older_store_is_seen_by_its_revision() {
    assert_eq!(read_of(&[], &[("a", "2")], of("a")), STALE);
    assert_eq!(read_of(&[], &[("a", "2")], of("other")), STALE, "whatever is read");
    let old = RangeRequest { revision: 2, ..of("a") };
    assert_eq!(read_of(&[], &[("a", "1")], old.clone()), STALE);
    assert_eq!(read_of(&[], &[("a", "1"), ("a", "2")], old), [], "the past was asked for");
}

#[test]
fn an_older_key_is_seen_in_a_store_of_the_right_revision() {
    let older = [("a", "1"), ("b", "2")];
    assert_eq!(read_of(&[], &older, of("a")), STALE);
    assert_eq!(read_of(&[], &older, RangeRequest { keys_only: true, ..of("a") }), STALE);
    let all = RangeRequest { range_end: [0].into(), ..of("a") };
    assert_eq!(read_of(&[], &older, all), STALE, "one of many");
    assert_eq!(read_of(&[], &older, of("b")), [], "nobody knows anything of b");
}

#[test]
fn another_value_is_seen_in_a_key_of_the_right_revision() {
    let other = [("a", "1"), ("a", "another")];
    assert_eq!(read_of(&[], &other, of("a")), STALE);
    assert_eq!(read_of(&[], &other, RangeRequest { keys_only: true, ..of("a") }), []);
}

#[test]
fn a_key_that_is_missing_or_back_is_seen() {
    let missing = [("b", "1"), ("b", "2")];
    assert_eq!(read_of(&[], &missing, of("a")), STALE);
    let limited = RangeRequest { limit: 1, range_end: "c".into(), ..of("a") };
    assert_eq!(read_of(&[], &missing, limited), [], "not all was shown");
    let back = [("a", "1"), ("a", "2"), ("b", "3")];
    assert_eq!(read_of(&[deleted("a")], &back, of("a")), STALE, "it was deleted at revision 4");
    let never_gone = [("b", "1"), ("b", "2"), ("a", "2")];
    assert_eq!(read_of(&[deleted("a")], &never_gone, of("a")), STALE, "put where it was deleted");
}

#[test]
fn what_another_read_has_seen_counts_as_known() {
    let (mut world, mut checks, leader) = told(&[]);
    // its answer never comes, but it is seen
    let cut = Action::Cut { from: Peer::Member(leader), to: Peer::Client(7) };
    let now = world.now();
    let moment = world.act(now, cut).expect("it is a link");
    assert_eq!(checks.observe(&world, 1, &moment), []);
    assert_eq!(ask(&mut world, &mut checks, 7, Some(leader), put("a", "3")), []);
    let seen = world.clone();
    for (read, then) in [(true, &STALE[..]), (false, &[])] {
        let (mut world, mut checks) = (seen.clone(), checks.clone());
        if read {
            assert_eq!(ask(&mut world, &mut checks, 2, Some(leader), Request::Range(of("a"))), []);
        }
        *server(&mut world, leader).store_mut() = filled(&[("a", "1"), ("a", "2")]);
        let found = ask(&mut world, &mut checks, 3, Some(leader), Request::Range(of("a")));
        assert_eq!(found, then, "read before: {read}");
    }
}

#[test]
fn what_is_told_while_a_read_is_under_way_does_not_bind_it() {
    let (mut world, mut checks, leader) = told(&[]);
    let hold = Action::Hold { from: Peer::Client(2), to: Peer::Member(leader) };
    let release = Action::Release { from: Peer::Client(2), to: Peer::Member(leader) };
    let now = world.now();
    let moment = world.act(now, hold).expect("it is a link");
    assert_eq!(checks.observe(&world, 1, &moment), []);
    assert_eq!(ask(&mut world, &mut checks, 2, Some(leader), Request::Range(of("a"))), []);
    assert_eq!(ask(&mut world, &mut checks, 1, Some(leader), put("a", "3")), []);
    *server(&mut world, leader).store_mut() = filled(&[("a", "1"), ("a", "2")]);
    let now = world.now();
    let moment = world.act(now, release).expect("it is a link");
    assert_eq!(checks.observe(&world, 1, &moment), []);
    assert_eq!(ask(&mut world, &mut checks, 4, Some(leader), Request::Range(of("z"))), STALE);
    let answered = world.client(2).and_then(|client| client.last());
    assert!(matches!(answered, Some((1, Ok(_)))), "and the first is answered: {answered:?}");
}
