//! Requests of every kind, drawn from a seed: few keys, so that they meet; every option that a request has;
//! and now and then one that must be refused.

use engine::{
    base::{Bytes, Rng},
    server::{DeleteRangeRequest, PutRequest, RangeRequest, Request},
};

/// A request to a store that is at `revision`.
pub fn request(rng: &mut Rng, revision: i64) -> Request {
    match rng.below(10) {
        0..3 => Request::Put(put(rng)),
        3 => Request::DeleteRange(delete(rng)),
        _ => Request::Range(range(rng, revision)),
    }
}

/// A put or a delete that is not refused.
pub fn write(rng: &mut Rng) -> Request {
    let key = some_key(rng);
    if rng.chance(200) {
        let range_end = if rng.chance(300) { range_end(rng, &key) } else { Bytes::new() };
        return Request::DeleteRange(DeleteRangeRequest { key, range_end, prev_kv: false });
    }
    Request::Put(PutRequest { key, value: value(rng), ..PutRequest::default() })
}

/// A put of one of many keys, with one of few values, sometimes in ascending or descending order of keys.
pub fn put_of_many(rng: &mut Rng) -> Request {
    let number = rng.below(400);
    let value = match number / 100 {
        0 => rng.below(4),
        1 => number / 8,
        2 => 100 - number / 8,
        _ => number % 3,
    };
    let key = format!("m{number:03}").as_str().into();
    let value = format!("{value:03}").as_str().into();
    Request::Put(PutRequest { key, value, ..PutRequest::default() })
}

/// Some of the many keys, sorted, so that there are equals.
pub fn sorted_range(rng: &mut Rng, revision: i64) -> Request {
    let (from, to) = (rng.below(400), rng.below(500));
    Request::Range(RangeRequest {
        key: format!("m{:03}", from.min(to)).as_str().into(),
        range_end: format!("m{:03}", from.max(to)).as_str().into(),
        limit: rarely(rng, 300, |rng| rng.below(100) as i64),
        revision: rarely(rng, 500, |rng| 1 + rng.below(revision as u64) as i64),
        sort_order: rng.below(3) as i32,
        sort_target: rng.below(5) as i32,
        ..RangeRequest::default()
    })
}

fn put(rng: &mut Rng) -> PutRequest {
    let ignore_value = rng.chance(150);
    PutRequest {
        key: key(rng),
        value: if ignore_value && rng.chance(800) { Bytes::new() } else { value(rng) },
        // There are no leases in the engine yet: none is granted, so each of these is unknown.
        lease: if rng.chance(50) { 1 + rng.below(9) as i64 } else { 0 },
        prev_kv: rng.chance(400),
        ignore_value,
        ignore_lease: rng.chance(150),
    }
}

fn delete(rng: &mut Rng) -> DeleteRangeRequest {
    let key = key(rng);
    let range_end = if rng.chance(300) { range_end(rng, &key) } else { Bytes::new() };
    DeleteRangeRequest { key, range_end, prev_kv: rng.chance(500) }
}

fn range(rng: &mut Rng, revision: i64) -> RangeRequest {
    let key = key(rng);
    RangeRequest {
        range_end: if rng.chance(750) { range_end(rng, &key) } else { Bytes::new() },
        key,
        limit: rarely(rng, 400, |rng| rng.below(8) as i64 - 1),
        revision: rarely(rng, 400, |rng| rng.below(revision as u64 + 4) as i64 - 1),
        sort_order: rng.below(3) as i32,
        sort_target: rng.below(5) as i32,
        serializable: rng.chance(500),
        keys_only: rng.chance(200),
        count_only: rng.chance(100),
        min_mod_revision: bound(rng, revision),
        max_mod_revision: bound(rng, revision),
        min_create_revision: bound(rng, revision),
        max_create_revision: bound(rng, revision),
    }
}

fn bound(rng: &mut Rng, revision: i64) -> i64 {
    rarely(rng, 150, |rng| rng.below(revision as u64 + 3) as i64 - 1)
}

fn rarely(rng: &mut Rng, per_mille: u32, draw: impl FnOnce(&mut Rng) -> i64) -> i64 {
    if rng.chance(per_mille) { draw(rng) } else { 0 }
}

fn key(rng: &mut Rng) -> Bytes {
    if rng.chance(20) { Bytes::new() } else { some_key(rng) }
}

fn some_key(rng: &mut Rng) -> Bytes {
    KEYS[rng.below(KEYS.len() as u64) as usize].into()
}

/// Everything from the key on, its prefix, or up to some other key, which may be below it.
fn range_end(rng: &mut Rng, key: &[u8]) -> Bytes {
    match rng.below(4) {
        0 => [0].into(),
        1 => prefix_end(key),
        _ => some_key(rng),
    }
}

/// The first key after all that begin with `prefix` (clientv3 `GetPrefixRangeEnd`).
fn prefix_end(prefix: &[u8]) -> Bytes {
    let kept = prefix.iter().rposition(|byte| *byte < 0xff).map_or(0, |at| at + 1);
    let mut end = prefix[..kept].to_vec();
    match end.last_mut() {
        Some(last) => *last += 1,
        None => end.push(0),
    }
    end.into()
}

fn value(rng: &mut Rng) -> Bytes {
    let size = match rng.below(20) {
        0..4 => 0,
        19 => 5000,
        _ => rng.below(40),
    };
    (0..size).map(|_| rng.below(256) as u8).collect::<Vec<u8>>().into()
}

const KEYS: &[&[u8]] = &[
    b"a",
    b"a\0",
    b"aa",
    b"ab",
    b"b",
    b"c/1",
    b"c/2",
    b"c/22",
    b"c0",
    b"\0",
    b"\0\0",
    b"\0\x01",
    b"\xc3\xbc",
    b"\x80",
    b"\xfe\xff",
    b"\xff",
    b"\xff\xff",
    b"a\xff",
    b"a\xff\xff",
    b"z",
];
