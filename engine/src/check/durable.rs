//! Acknowledged means durable: what a client was told is done is on the disks of a quorum, and stays there.
//!
//! The disks are read, not the processes: each machine's durable bytes are decoded as far as they go, the
//! same way a restart would read them.

use super::Property;
use super::logs::Logs;
use crate::base::{Index, NodeId, SharedVec, Term};
use crate::server::Response;
use crate::sim::{ClientId, Event, Kind, Machine, Moment, Peer, RequestId, World};
use crate::wal;
use std::collections::BTreeMap;

/// What disks keep and what clients were told.
#[derive(Clone, Debug, Default)]
pub struct Durable {
    disks: BTreeMap<NodeId, Kept>,
    /// The last outcome of each client that was looked at.
    told: BTreeMap<ClientId, RequestId>,
    /// The revision that clients were told of at most.
    promised_revision: i64,
    /// The entry that made it.
    promised: Index,
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
    /// Terms by index from 1.
    terms: SharedVec<Term>,
}

impl Durable {
    /// Reads what is new on one disk.
    pub fn observe_disk(&mut self, world: &World, id: NodeId) {
        let Some(machine) = world.machine(id) else { return };
        let kept = self.disks.entry(id).or_default();
        kept.follow(machine);
    }

    /// Looks at what clients were told, and whether the disks still keep it.
    pub fn observe(
        &mut self,
        world: &World,
        logs: &Logs,
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
        let holders: Vec<NodeId> = (self.disks.iter())
            .filter(|(_, kept)| kept.terms.get(index as usize - 1) == Some(&term))
            .map(|(id, _)| *id)
            .collect();
        let quorum = world.members() as usize / 2 + 1;
        if holders.len() < quorum {
            self.broken = true;
            let on = holders.iter().map(|id| format!("n{id}")).collect::<Vec<_>>().join(", ");
            found.push((
                Property::AcknowledgedMeansDurable,
                format!(
                    "a client was told of revision {}, entry {index}; it is on {} of {} disks ({on}), a quorum is {quorum}",
                    self.promised_revision, holders.len(), world.members()
                ),
            ));
        }
    }

    /// A write's answer names the revision it made; the member that answered knows the entry.
    fn listen(&mut self, world: &World, client: ClientId) {
        let Some((id, outcome)) = world.client(client).and_then(|client| client.last()) else {
            return;
        };
        if self.told.insert(client, *id) == Some(*id) {
            return;
        }
        let Ok(response @ (Response::Put(_) | Response::DeleteRange(_))) = outcome else { return };
        let header = response.header();
        if header.revision <= self.promised_revision {
            return;
        }
        let made = world
            .machines()
            .filter_map(|machine| machine.server.as_ref())
            .find_map(|server| server.index_of_revision(header.revision));
        if let Some(index) = made {
            self.promised_revision = header.revision;
            self.promised = index;
        }
    }
}

impl Kept {
    fn follow(&mut self, machine: &Machine) {
        if self.incarnation != machine.incarnation {
            *self = Kept { incarnation: machine.incarnation, ..Kept::default() };
        }
        let disk = &machine.disk;
        if disk.durable_len(&self.path) < self.len {
            *self = Kept { incarnation: machine.incarnation, ..Kept::default() };
        }
        let segments = disk.paths(wal::DIR).filter(|path| *path >= self.path.as_str());
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
            match wal::Decoded::of(&record) {
                Ok(wal::Decoded::Entry(entry)) => {
                    self.terms.truncate(entry.index.saturating_sub(1) as usize);
                    self.terms.push(entry.term);
                }
                Ok(wal::Decoded::Crc(crc)) if decoder.set_crc(crc).is_err() => break,
                _ => {}
            }
        }
        (self.crc, self.len) = (decoder.crc(), durable);
    }
}
