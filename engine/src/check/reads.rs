//! A linearizable read is not stale: it does not miss what some client had been told before it began.
//!
//! Clients are watched, not members. What a client was told (of a write that is done, of what another
//! linearizable read saw) is the floor for every read that begins later, whoever sends it, wherever it goes:
//! its header may not name an older revision, and no key may be shown as it was before. A write without an
//! answer may or may not have happened, and a read that was under way may come before or after: neither is
//! judged. Serializable reads promise nothing.

use super::Property;
use crate::base::{Bytes, CowTree, Name, Time};
use crate::mvcc::KeyValue;
use crate::server::{RangeRequest, Request, Response};
use crate::sim::{ClientId, Event, Moment, Outstanding, Peer, RequestId, World};
use std::collections::BTreeMap;
use std::ops::Bound;

/// What clients asked and were told.
#[derive(Clone, Debug, Default)]
pub struct Reads {
    open: BTreeMap<(ClientId, RequestId), Open>,
    /// What the clients know of each key.
    floor: CowTree<Bytes, Floor>,
    /// The highest revision of the store that any client was told.
    revision: Option<Floor>,
}

/// A request without an answer.
#[derive(Clone, Debug)]
struct Open {
    request: Request,
    since: Time,
    /// What was known of its keys when it began; empty for a write.
    floor: Vec<(Bytes, Floor)>,
    revision: Option<Floor>,
}

/// What a client was told.
#[derive(Clone, Debug)]
struct Floor {
    revision: i64,
    state: State,
    who: ClientId,
    request: RequestId,
    at: Time,
}

#[derive(Clone, PartialEq, Debug)]
enum State {
    /// It was written at this revision: a later read shows this value, or a later write.
    Written { value: Option<Bytes> },
    /// At this revision it was not there.
    Absent,
}

/// One answer: whose, when, and at which revision.
#[derive(Clone, Copy)]
struct Told {
    who: ClientId,
    request: RequestId,
    at: Time,
    revision: i64,
}

impl Reads {
    /// Looks at what clients send and are told.
    pub fn observe(&mut self, world: &World, moment: &Moment, found: &mut Vec<(Property, String)>) {
        match moment.event {
            Event::Act { request: Some((client, _)), .. } => self.begin(world, client),
            Event::Deliver { to: Peer::Client(client), .. } => {
                self.end(world, client, moment.at, found);
                self.begin(world, client);
            }
            Event::Timeout { client, request } => {
                self.open.remove(&(client, request));
                self.begin(world, client);
            }
            _ => {}
        }
    }

    /// A client may have asked for something just now.
    fn begin(&mut self, world: &World, client: ClientId) {
        let Some(state) = world.client(client) else { return };
        let new = |waiting: &&Outstanding| !self.open.contains_key(&(client, waiting.id));
        let new: Vec<&Outstanding> = state.requests.values().filter(new).collect();
        new.into_iter().for_each(|waiting| self.begin_one(client, waiting));
    }

    fn begin_one(&mut self, client: ClientId, waiting: &Outstanding) {
        let (mut floor, mut revision) = (Vec::new(), None);
        if let Request::Range(read) = &waiting.request
            && !read.serializable
        {
            let known = covered(&self.floor, &read.key, &read.range_end);
            floor = known.map(|(key, floor)| (key.clone(), floor.clone())).collect();
            revision = self.revision.clone();
        }
        let (request, since) = (waiting.request.clone(), waiting.since);
        self.open.insert((client, waiting.id), Open { request, since, floor, revision });
    }

    fn end(
        &mut self,
        world: &World,
        client: ClientId,
        at: Time,
        found: &mut Vec<(Property, String)>,
    ) {
        let Some((id, outcome)) = world.client(client).and_then(|client| client.last()) else {
            return;
        };
        let Some(open) = self.open.remove(&(client, *id)) else { return };
        let Ok(response) = outcome else { return };
        let header = response.header();
        let told = Told { who: client, request: *id, at, revision: header.revision };
        match (&open.request, response) {
            (Request::Range(read), Response::Range(answer)) if !read.serializable => {
                if let Some(proof) =
                    stale(&open, read, &answer.kvs, told, world.name(header.member_id))
                {
                    found.push((Property::StaleRead, proof));
                    return;
                }
                self.saw(read, &answer.kvs, told);
            }
            (Request::Put(put), Response::Put(_)) => {
                let value = (!put.ignore_value).then(|| put.value.clone());
                self.raise(&put.key, State::Written { value }, told);
            }
            (Request::DeleteRange(del), Response::DeleteRange(_)) => {
                self.absent(&del.key, &del.range_end, &[], told);
            }
            _ => return,
        }
        if self.revision.as_ref().is_none_or(|floor| floor.revision < told.revision) {
            self.revision = Some(told.floor(told.revision, State::Absent));
        }
    }

    /// What a read saw, the next one may not miss.
    fn saw(&mut self, read: &RangeRequest, kvs: &[KeyValue], told: Told) {
        if read.revision != 0 {
            return;
        }
        for kv in kvs {
            let value = (!read.keys_only).then(|| kv.value.clone());
            let told = Told { revision: kv.mod_revision, ..told };
            self.raise(&kv.key, State::Written { value }, told);
        }
        if shows_all(read) {
            self.absent(&read.key, &read.range_end, kvs, told);
        }
    }

    /// The keys of this range that are not among `but` were not there.
    fn absent(&mut self, key: &Bytes, range_end: &Bytes, but: &[KeyValue], told: Told) {
        let known = covered(&self.floor, key, range_end).map(|(key, _)| key.clone());
        let mut gone: Vec<Bytes> = known.collect();
        if range_end.is_empty() {
            gone = vec![key.clone()];
        }
        gone.retain(|key| but.iter().all(|kv| kv.key != *key));
        for key in gone {
            self.raise(&key, State::Absent, told);
        }
    }

    fn raise(&mut self, key: &Bytes, state: State, told: Told) {
        if self.floor.get(key).is_none_or(|floor| floor.revision < told.revision) {
            self.floor.insert(key.clone(), told.floor(told.revision, state));
        }
    }
}

impl Told {
    fn floor(self, revision: i64, state: State) -> Floor {
        Floor { revision, state, who: self.who, request: self.request, at: self.at }
    }
}

impl Floor {
    fn text(&self) -> String {
        let Floor { revision, who, request, at, .. } = self;
        format!("request {request} of c{who} had been told of revision {revision} at {at}")
    }
}

/// Why the answer misses something that was known when the read began.
fn stale(
    open: &Open,
    read: &RangeRequest,
    kvs: &[KeyValue],
    told: Told,
    member: Name,
) -> Option<String> {
    let Told { who, request, revision, .. } = told;
    let begin = format!(
        "{member} answered request {request} of c{who}, a linearizable read of {} that began at {},",
        text(&read.key),
        open.since
    );
    if let Some(floor) = open.revision.as_ref().filter(|floor| floor.revision > revision) {
        return Some(format!("{begin} at revision {revision}; {}", floor.text()));
    }
    if read.revision != 0 {
        return None;
    }
    open.floor.iter().find_map(|(key, floor)| {
        let Some(kv) = kvs.iter().find(|kv| kv.key == *key) else {
            // Somebody may have deleted it later, but nothing is later than the revision itself.
            let written = matches!(floor.state, State::Written { .. });
            return (written && revision == floor.revision && shows_all(read)).then(|| {
                format!("{begin} at revision {revision} without {}; {}", text(key), floor.text())
            });
        };
        let shown = kv.mod_revision;
        let other = match &floor.state {
            State::Absent => shown == floor.revision,
            State::Written { value: Some(value) } if !read.keys_only => {
                shown == floor.revision && *value != kv.value
            }
            State::Written { .. } => false,
        };
        (shown < floor.revision || other).then(|| {
            let key = text(key);
            format!("{begin} with {key} of revision {shown}; {}", floor.text())
        })
    })
}

/// The known keys of a range, as `RangeRequest` names it: an empty end is one key, a zero byte no end.
fn covered<'a>(
    floor: &'a CowTree<Bytes, Floor>,
    key: &'a Bytes,
    range_end: &'a Bytes,
) -> impl Iterator<Item = (&'a Bytes, &'a Floor)> {
    let end = match &**range_end {
        [] => Bound::Included(key),
        [0] => Bound::Unbounded,
        _ => Bound::Excluded(range_end),
    };
    floor.range(Bound::Included(key), end)
}

/// True if a key of the range that is not shown is not there.
fn shows_all(read: &RangeRequest) -> bool {
    let filters = [
        read.limit,
        read.min_mod_revision,
        read.max_mod_revision,
        read.min_create_revision,
        read.max_create_revision,
    ];
    !read.count_only && filters.iter().all(|filter| *filter == 0)
}

/// A key, short enough for a sentence.
fn text(key: &Bytes) -> String {
    let text: String = String::from_utf8_lossy(key).chars().take(KEY_CHARS).collect();
    format!("{text:?}")
}

const KEY_CHARS: usize = 40;
