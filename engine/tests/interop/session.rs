//! The same requests, one after the other, to a real etcd and to a cluster of one of ours.
//!
//! An etcd that was built with a Go before 1.24 shuffles with other numbers when it sorts, as
//! `server::sort` tells. From such a one, Debian's 3.4.23 among them, equals may come in another order.

use crate::{
    etcd::{self, Etcd, Folder},
    gateway::{self, Answer},
    number, random,
};
use engine::base::MachineId;
use engine::{
    base::{Rng, Time},
    mvcc::KeyValue,
    server::{PutRequest, RangeResponse, Request, Response, ResponseHeader},
    sim::{ClientError, ClientId, Outcome, RequestId, Scenario, World},
};
use std::{collections::BTreeMap, fmt::Debug};

/// A cluster of one of ours, and its only client.
/// More moments than anything takes that is waited for here.
const MOMENTS_MAX: u32 = 100_000;

struct Ours {
    world: World,
    asked: RequestId,
}

impl Ours {
    fn new(seed: u64) -> Ours {
        let (mut world, _) = World::new(&Scenario::new(1, seed), false);
        for _ in 0..MOMENTS_MAX {
            if world.leader().is_some() {
                break;
            }
            world.advance(Time(u64::MAX)).expect("clocks tick");
        }
        assert!(world.leader().is_some(), "nobody leads after {MOMENTS_MAX} moments");
        Ours { world, asked: 0 }
    }

    fn ask(&mut self, request: &Request) -> Answer {
        self.world.submit(CLIENT, request.clone(), vec![MachineId(1)]);
        self.asked += 1;
        for _ in 0..MOMENTS_MAX {
            let client = self.world.client(CLIENT).expect("it has asked something");
            if let Some((id, outcome)) = client.last()
                && *id == self.asked
            {
                return comparable(outcome.clone());
            }
            self.world.advance(Time(u64::MAX)).expect("an answer is on its way");
        }
        panic!("no answer in {MOMENTS_MAX} moments: {request:?}");
    }
}

/// Of the header only the revision: the rest depends on addresses and on how often was voted.
fn comparable(outcome: Outcome) -> Answer {
    match outcome {
        Ok(mut response) => {
            let header = response.header_mut();
            *header = ResponseHeader { revision: header.revision, ..ResponseHeader::default() };
            Ok(response)
        }
        Err(ClientError::Rpc(error)) => Err((error.code() as i64, error.to_string())),
        Err(other) => panic!("a cluster of one without faults: {other}"),
    }
}

/// Both, at the same state.
struct Session {
    etcd: Etcd,
    ours: Ours,
    seed: u64,
    asked: u64,
    revision: i64,
    /// True if even the order of equals must be the same.
    exact: bool,
    /// Answers in which equals came in another order.
    shuffled: u64,
    /// How often each refusal came.
    refused: BTreeMap<String, u64>,
}

impl Session {
    fn new(folder: &Folder, seed: u64) -> Session {
        let mut etcd = Etcd::fresh(folder.path());
        etcd.wait_until("first answer", gateway::serves);
        let (ours, refused) = (Ours::new(seed), BTreeMap::new());
        let exact = etcd::go_minor() >= 24;
        Session { etcd, ours, seed, asked: 0, revision: 1, exact, shuffled: 0, refused }
    }

    /// Asks both, and fails unless they say the same.
    fn ask(&mut self, request: &Request) {
        let (got, want) = (self.ours.ask(request), gateway::ask(self.etcd.port, request));
        let place = format!("seed {}, request {}", self.seed, self.asked);
        let want = want.unwrap_or_else(|e| panic!("{place}: {e}"));
        let shuffled = !self.exact && got != want && same_but_for_equals(request, &got, &want);
        assert!(
            got == want || shuffled,
            "{place}: {}\netcd: {}\nours: {}",
            short(request),
            short(&want),
            short(&got)
        );
        self.asked += 1;
        self.shuffled += u64::from(shuffled);
        match want {
            Ok(response) => self.revision = response.header().revision,
            Err((_, text)) => *self.refused.entry(text).or_default() += 1,
        }
    }
}

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn every_answer_is_that_of_a_real_etcd() {
    let (seed, requests) = (number("INTEROP_SEED", 1), number("INTEROP_REQUESTS", 4000));
    let folder = Folder::new("session");
    let mut session = Session::new(&folder, seed);
    session.ask(&put_of(1_500_000));
    session.ask(&put_of(1_600_000));
    let mut rng = Rng::stream(seed, "interop", 0);
    for _ in 0..requests {
        session.ask(&random::request(&mut rng, session.revision));
    }
    let (kinds, refused) = (session.refused.len(), session.refused.values().sum::<u64>());
    println!(
        "interop: {} answers equal (seed {seed}; {} but for the order of equals), {refused} of them \
         refusals of {kinds} kinds; revision {}",
        session.asked, session.shuffled, session.revision
    );
    assert!(session.revision as u64 > requests / 6, "few writes: revision {}", session.revision);
    assert!(kinds >= 6, "the requests must try everything: {:?}", session.refused);
}

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn equals_are_sorted_as_a_real_etcd_sorts_them() {
    let seed = number("INTEROP_SEED", 1);
    let folder = Folder::new("sorted");
    let mut session = Session::new(&folder, seed);
    let mut rng = Rng::stream(seed, "interop sorted", 0);
    for _ in 0..1200 {
        session.ask(&random::put_of_many(&mut rng));
    }
    for _ in 0..600 {
        session.ask(&random::sorted_range(&mut rng, session.revision));
    }
    let Session { asked, shuffled, .. } = session;
    println!(
        "interop: {asked} answers equal (seed {seed}; {shuffled} but for the order of equals), many \
         of them sorted"
    );
    assert!(shuffled < asked / 4, "a shuffle is the exception, not the rule");
}

/// True if two sorted answers have the same in the same places, as far as the request asked to sort. What
/// a limit cut off may differ.
fn same_but_for_equals(request: &Request, got: &Answer, want: &Answer) -> bool {
    let (Request::Range(request), Ok(Response::Range(got)), Ok(Response::Range(want))) =
        (request, got, want)
    else {
        return false;
    };
    let sorted_by = |kv: &KeyValue| match request.sort_target {
        1 => kv.version.to_be_bytes().to_vec(),
        2 => kv.create_revision.to_be_bytes().to_vec(),
        3 => kv.mod_revision.to_be_bytes().to_vec(),
        // With `keys_only` the values are gone after they have sorted the keys.
        4 => kv.value.to_vec(),
        _ => kv.key.to_vec(),
    };
    let places = |kvs: &[KeyValue]| kvs.iter().map(sorted_by).collect::<Vec<_>>();
    let rest = |range: &RangeResponse| (range.header.clone(), range.count, range.more);
    let set = |kvs: &[KeyValue]| {
        let mut kvs = kvs.to_vec();
        kvs.sort_by(|a, b| a.key.cmp(&b.key));
        kvs
    };
    rest(got) == rest(want)
        && places(&got.kvs) == places(&want.kvs)
        && (got.more || set(&got.kvs) == set(&want.kvs))
}

/// A request at the edge of `--max-request-bytes`, 1.5 MiB.
fn put_of(bytes: usize) -> Request {
    let value = vec![b'v'; bytes].into();
    Request::Put(PutRequest { key: "large".into(), value, ..PutRequest::default() })
}

fn short(value: &impl Debug) -> String {
    format!("{value:?}").chars().take(1500).collect()
}

const CLIENT: ClientId = 1;
