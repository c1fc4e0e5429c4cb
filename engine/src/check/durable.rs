//! Acknowledged means durable: what a client was told is done is on the disks of a quorum, and stays there.
//!
//! When members are added, what was on a quorum of few may be on half of many; what must hold then is that
//! those without it are no quorum, so that none of them can lead. For an odd number this is the same.
//!
//! The disks are read, not the processes: each machine's durable bytes are decoded as far as they go, the
//! same way a restart would read them.

use super::Property;
use super::group::{Group, is_quorum};
use super::logs::Logs;
use crate::base::{Index, MachineId, NodeId, SharedVec, Term};
use crate::raft::codec;
use crate::sim::{ClientId, Event, Kind, Machine, Moment, Peer, RequestId, World};
use crate::wal;
use std::collections::BTreeMap;

/// What disks keep and what clients were told.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    disks: BTreeMap<MachineId, Kept>,
    /// The last outcome of each client that was looked at.
    told: BTreeMap<ClientId, RequestId>,
    /// The revision that clients were told of at most.
    promised_revision: i64,
    /// The entry that made it.
    promised: Index,
    /// Who was told, by which request.
    teller: String,
    broken: bool,
}

/// The entries on one disk, as far as synced.
#[derive(Clone, Debug, Default)]
struct Kept {
    incarnation: u32,
    /// The segment being read, and how much of it was decoded.
    path: String,
    len: u64,
    crc: u32,
    /// Terms by index, behind `before`.
    terms: SharedVec<Term>,
    /// The entries up to here are in no segment any more.
    before: Index,
    /// The last snapshot: it stands for all entries up to its own.
    snapshot: (Index, Term),
}

impl Durable {
    /// Reads what is new on one disk.
    pub fn observe_disk(&mut self, world: &World, id: MachineId) {
        let Some(machine) = world.machine(id) else { return };
        let kept = self.disks.entry(id).or_default();
        kept.follow(machine);
    }

    /// Looks at what clients were told, and whether the disks still keep it.
    pub fn observe(
        &mut self,
        world: &World,
        logs: &Logs,
        group: &Group,
        moment: &Moment,
        found: &mut Vec<(Property, String)>,
    ) {
        if let Event::Deliver { to: Peer::Client(client), kind: Kind::Reply, .. } = moment.event {
            self.listen(world, client);
        }
        if self.promised == 0 || self.broken {
            return;
        }
        let (index, Some(term)) = (self.promised, logs.committed_term(self.promised)) else {
            return;
        };
        let disk = |id| self.disks.get(&world.machine_of(id)?);
        let holds = |id| disk(id).is_some_and(|kept: &Kept| kept.holds(index, term, logs));
        let voters = group.voters();
        if !is_quorum(voters, |id| !holds(id)) {
            return;
        }
        self.broken = true;
        let all = voters.ids();
        let of = |id: &NodeId| {
            let instead = match disk(*id) {
                _ if holds(*id) => "has it".into(),
                Some(kept) => kept.instead(index),
                None => "has no disk".into(),
            };
            format!("{} {instead}", world.name(*id))
        };
        let disks: Vec<String> = all.ids().iter().map(of).collect();
        found.push((
            Property::AcknowledgedMeansDurable,
            format!(
                "{} was told of revision {}, which is entry {index} of term {term}; of the disks of {voters}, {}",
                self.teller, self.promised_revision, disks.join("; ")
            ),
        ));
    }

    /// An answer names the revision that it made or saw, and what is seen is committed. The member that
    /// answered knows the entry.
    fn listen(&mut self, world: &World, client: ClientId) {
        let Some((id, outcome)) = world.client(client).and_then(|client| client.last()) else {
            return;
        };
        if self.told.insert(client, *id) == Some(*id) {
            return;
        }
        let Ok(response) = outcome else { return };
        let header = response.header();
        if header.revision <= self.promised_revision {
            return;
        }
        let answered = world.machine_of(header.member_id).and_then(|id| world.machine(id));
        let made = (answered.into_iter().chain(world.machines()))
            .filter_map(|machine| machine.server.as_ref())
            .find_map(|server| server.index_of_revision(header.revision));
        if let Some(index) = made {
            self.promised_revision = header.revision;
            self.promised = index;
            self.teller = format!("request {id} of c{client}");
        }
    }
}

impl Kept {
    /// True if this disk has the entry, or a snapshot in its place.
    fn holds(&self, index: Index, term: Term, logs: &Logs) -> bool {
        match self.term(index) {
            Some(kept) => kept == term,
            None => {
                let (at, of) = self.snapshot;
                index <= self.before && index <= at && logs.committed_term(at) == Some(of)
            }
        }
    }

    /// What this disk has in place of an entry.
    fn instead(&self, index: Index) -> String {
        match self.term(index) {
            Some(term) => format!("has one of term {term} there"),
            None => format!("ends at entry {}", self.last()),
        }
    }

    fn term(&self, index: Index) -> Option<Term> {
        self.terms.get(index.checked_sub(self.before + 1)? as usize).copied()
    }

    fn last(&self) -> Index {
        self.before + self.terms.len() as Index
    }

    fn take(&mut self, index: Index, term: Term) {
        let Some(previous) = index.checked_sub(1) else { return };
        if !(self.before..=self.last()).contains(&previous) {
            self.restart_at(previous);
        }
        self.terms.truncate((previous - self.before) as usize);
        self.terms.push(term);
    }

    fn restart_at(&mut self, before: Index) {
        self.before = before;
        self.terms.truncate(0);
    }

    fn follow(&mut self, machine: &Machine) {
        if self.incarnation != machine.incarnation {
            *self = Kept { incarnation: machine.incarnation, ..Kept::default() };
        }
        let disk = &machine.disk;
        if disk.durable_len(&self.path) < self.len {
            *self = Kept { incarnation: machine.incarnation, ..Kept::default() };
        }
        // what a repair puts aside is no segment
        let segments = disk.paths(wal::DIR).filter(|path| path.ends_with(".wal"));
        let segments = segments.filter(|path| *path >= self.path.as_str());
        for path in segments.map(str::to_string).collect::<Vec<_>>() {
            if path != self.path {
                (self.path, self.len) = (path, 0);
            }
            self.read_on(machine);
        }
    }

    fn read_on(&mut self, machine: &Machine) {
        let durable = machine.disk.durable_len(&self.path);
        if durable == self.len {
            return;
        }
        let bytes = machine.disk.read_range(&self.path, self.len, durable);
        let segment = [wal::Segment { name: "", seq: 0, index: 0, bytes: &bytes }];
        let mut decoder = wal::Decoder::new(&segment);
        // A decoder takes any first value of the chain.
        let _ = decoder.set_crc(self.crc);
        while let Ok(Some(record)) = decoder.next_record() {
            // what an entry carries is nothing that is looked at here
            if record.kind == wal::Kind::Entry {
                if let Ok((entry, _)) = codec::entry_and_data(record.data) {
                    self.take(entry.index, entry.term);
                }
                continue;
            }
            match wal::Decoded::of(&record) {
                Ok(wal::Decoded::Snapshot(snapshot)) => {
                    self.snapshot = self.snapshot.max((snapshot.index, snapshot.term));
                    if self.last() < snapshot.index {
                        self.restart_at(snapshot.index);
                    }
                }
                Ok(wal::Decoded::Crc(crc)) if decoder.set_crc(crc).is_err() => break,
                _ => {}
            }
        }
        // a record that is not whole yet, or was torn, is read again: a restart may cut it off and write on
        (self.crc, self.len) = (decoder.crc(), self.len + decoder.offset());
    }
}
