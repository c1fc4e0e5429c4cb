//! A simulated cluster with a past worth exporting: writes of every kind, and a leader that was cut off
//! while it took more of them.

use crate::{gateway, random};
use engine::{
    base::{Index, MachineId, NOWHERE, NodeId, Rng, Sink, Time},
    mvcc::{KeyRange, KeyValue, RangeOptions, Store},
    raft::message::{Entry, EntryType, HardState},
    script::{run_line, with_ids},
    server::{InternalRaftRequest, PutRequest, Request},
    sim::{Action, ClientId, Outcome, RequestId, Scenario},
    snap,
    timeline::{Acted, Timeline},
    wal,
};
use std::{collections::BTreeMap, fs, path::Path};

/// A member's disk and what was in its memory.
pub struct Export {
    pub id: MachineId,
    /// Its member's id.
    pub member: NodeId,
    /// Path and bytes of every file.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The snapshot from which its log is read; index 0 for none.
    pub start: wal::Snapshot,
    /// What its log says from there, as our reader reads it.
    pub log: wal::ReadAll,
    /// The store at the commit index of that log.
    pub store: Store,
}

/// Three members, and which of them is the one that was cut off.
pub struct Exports {
    pub members: Vec<Export>,
    pub cut_off: MachineId,
}

/// Runs the cluster. The leader is cut off, takes writes that it cannot commit, and the other two go on
/// with fewer: its log is the longest, and it must not win.
pub fn run(seed: u64) -> Exports {
    let mut cluster = Cluster { timeline: Timeline::new(Scenario::new(3, seed)), acknowledged: 0 };
    let old = cluster.await_leader(NOWHERE);
    let mut rng = Rng::stream(seed, "interop writes", 0);
    for turn in 0..WRITES {
        cluster.acknowledge(random::write(&mut rng), MachineId(1 + turn % 3));
    }
    let others: Vec<MachineId> = MachineId::first(3).filter(|id| *id != old).collect();
    cluster.act(Action::Partition { groups: vec![vec![old], others.clone()] });
    let lost: Vec<RequestId> =
        (0..LOST).map(|n| cluster.submit(LONELY, put(NEVER, &format!("{n}")), old)).collect();
    cluster.await_leader(old);
    for n in 0..LOST / 2 {
        cluster.acknowledge(put("after the change", &format!("{n}")), others[0]);
    }
    cluster.pass(3000);
    for id in lost {
        let outcome = cluster.timeline.outcome(LONELY, id);
        assert!(!matches!(outcome, Some(Ok(_))), "acknowledged without a quorum: {outcome:?}");
    }
    let violations = cluster.timeline.violations();
    assert!(violations.is_empty(), "{violations:?}");
    let members: Vec<Export> = MachineId::first(3).map(|id| cluster.export(id)).collect();
    let exports = Exports { members, cut_off: old };
    exports.check(cluster.acknowledged);
    exports
}

/// Runs a cluster of which one member is away while the others write so much that it must be sent a
/// snapshot. Who that is comes along.
pub fn run_with_one_away(scenario: Scenario) -> (Vec<Export>, MachineId) {
    let seed = scenario.seed;
    let mut cluster = Cluster { timeline: Timeline::new(scenario), acknowledged: 0 };
    let leader = cluster.await_leader(NOWHERE);
    let mut rng = Rng::stream(seed, "interop writes", 0);
    let away = leader.next_of(3);
    cluster.act(Action::Crash { member: away });
    for _ in 0..WRITES {
        cluster.acknowledge(random::write(&mut rng), leader);
    }
    cluster.act(Action::Restart { member: away });
    cluster.pass(3000);
    for _ in 0..LOST {
        cluster.acknowledge(random::write(&mut rng), leader);
    }
    cluster.pass(3000);
    let violations = cluster.timeline.violations();
    assert!(violations.is_empty(), "{violations:?}");
    (MachineId::first(3).map(|id| cluster.export(id)).collect(), away)
}

/// Runs a cluster by lines of the command language; then the disks of these members.
pub fn run_lines(scenario: Scenario, lines: &[&str], ids: &[MachineId]) -> Vec<Export> {
    let mut cluster = Cluster { timeline: Timeline::new(scenario), acknowledged: 0 };
    for line in lines {
        let line = with_ids(cluster.timeline.world(), line);
        let output = run_line(&mut cluster.timeline, &line);
        assert!(output.ok, "{line}: {output}");
    }
    let violations = cluster.timeline.violations();
    assert!(violations.is_empty(), "{violations:?}");
    ids.iter().map(|id| cluster.export(*id)).collect()
}

impl Exports {
    /// One member's.
    pub fn member(&self, id: MachineId) -> &Export {
        &self.members[id.place()]
    }

    /// A member of the majority: it has everything that was acknowledged.
    pub fn of_majority(&self) -> &Export {
        self.member(MachineId(if self.cut_off.0 == 1 { 2 } else { 1 }))
    }

    /// The disks are what this test needs: a tail that diverges, and is longer than the majority's log.
    fn check(&self, acknowledged: u64) {
        let (old, new) = (self.member(self.cut_off), self.of_majority());
        let last = |export: &Export| export.log.entries.len() as u64;
        assert!(last(old) >= old.commit() + LOST, "a tail of {LOST} uncommitted entries");
        assert!(last(old) > last(new), "{} entries against {}", last(old), last(new));
        assert!(old.commit() < new.commit());
        let writes = new.committed().iter().filter(|e| request_of(e).is_some()).count() as u64;
        assert_eq!(writes, acknowledged, "every acknowledged write is committed, and no other");
    }
}

impl Export {
    /// The commit index on the disk.
    pub fn commit(&self) -> Index {
        self.log.hard_state.commit
    }

    /// The entries up to there.
    pub fn committed(&self) -> &[Entry] {
        &self.log.entries[..(self.commit() - self.start.index) as usize]
    }

    /// Every key, as our store has it, at a revision or now (0).
    pub fn everything(&self, revision: i64) -> Vec<KeyValue> {
        let all = gateway::all(revision);
        let options = RangeOptions { revision, ..RangeOptions::default() };
        let keys = KeyRange::of(&all.key, &all.range_end);
        let found = self.store.read().range(keys, options, &mut Sink::off());
        found.expect("a revision that the store has").kvs
    }

    /// Writes the files below `folder`.
    pub fn write(&self, folder: &Path) {
        for (path, bytes) in &self.files {
            let path = folder.join(path);
            let parent = path.parent().expect("a file is in a folder");
            fs::create_dir_all(parent).and_then(|()| fs::write(&path, bytes)).unwrap_or_else(|e| {
                panic!("{}: {e}", path.display());
            });
        }
    }
}

/// What an entry asks the store to do, if it is a request that we know.
pub fn request_of(entry: &Entry) -> Option<Request> {
    let normal = entry.entry_type == EntryType::Normal;
    let proposal = InternalRaftRequest::decode(&entry.data).ok().filter(|_| normal);
    proposal.map(|proposal| proposal.request)
}

/// True for a write that nobody was promised.
pub fn never_promised(entry: &Entry) -> bool {
    matches!(request_of(entry), Some(Request::Put(put)) if *put.key == *NEVER.as_bytes())
}

fn put(key: &str, value: &str) -> Request {
    Request::Put(PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() })
}

struct Cluster {
    timeline: Timeline,
    acknowledged: u64,
}

impl Cluster {
    fn act(&mut self, action: Action) -> Acted {
        self.timeline.act(action.clone()).unwrap_or_else(|e| panic!("{action:?}: {e}"))
    }

    fn pass(&mut self, ms: u64) {
        self.timeline.advance(self.timeline.now() + Time::from_ms(ms));
    }

    /// Waits for a leader other than `not`.
    fn await_leader(&mut self, not: MachineId) -> MachineId {
        for _ in 0..100 {
            self.pass(200);
            if let Some(leader) = self.timeline.world().leader().filter(|id| *id != not) {
                return leader;
            }
        }
        panic!("no leader after 20 s")
    }

    fn submit(&mut self, client: ClientId, request: Request, member: MachineId) -> RequestId {
        let acted =
            self.act(Action::Request { client, request, endpoints: vec![member], timeout: None });
        acted.request.expect("a request has its number")
    }

    /// Sends a write and waits for its answer.
    fn acknowledge(&mut self, request: Request, member: MachineId) {
        let id = self.submit(FRIENDLY, request, member);
        for _ in 0..100 {
            self.pass(20);
            let outcome: Option<&Outcome> = self.timeline.outcome(FRIENDLY, id);
            if let Some(outcome) = outcome {
                assert!(outcome.is_ok(), "{outcome:?}");
                self.acknowledged += 1;
                return;
            }
        }
        panic!("no answer after 2 s")
    }

    fn export(&self, id: MachineId) -> Export {
        let machine = self.timeline.world().machine(id).expect("a member");
        let files = machine.disk.read_all("member/");
        let known = wal::discover(&files).expect("our own log");
        let known: Vec<_> = known.iter().map(|snapshot| (snapshot.term, snapshot.index)).collect();
        let newest = snap::load_newest_available(&files, &known, &mut Vec::new()).snapshot;
        let start = newest.map_or(wal::Snapshot::default(), |snapshot| wal::Snapshot {
            index: snapshot.metadata.index,
            term: snapshot.metadata.term,
            conf_state: None,
        });
        let (_, log) = wal::open(&files, &start, &mut Vec::new())
            .unwrap_or_else(|e| panic!("our own log of {id}: {e}"));
        let server = machine.server.as_ref().expect("nobody crashed");
        let HardState { commit, .. } = log.hard_state;
        assert_eq!(server.applied(), commit, "{id} is at rest");
        Export { id, member: machine.member(), files, start, log, store: server.store().clone() }
    }
}

const WRITES: u64 = 60;
/// Writes that the leader takes after it was cut off.
const LOST: u64 = 8;
/// Their key.
const NEVER: &str = "never promised";
/// The client that asks members who can answer, and the one that does not.
const FRIENDLY: ClientId = 1;
const LONELY: ClientId = 2;
