//! Carried out at most once: a write that a client sent once is one entry of the history, and one entry makes
//! one revision.
//!
//! The member that takes a write in gives it an id that no other has, and puts it into the entry. What may
//! come again has another id or changes nothing: a client that tries a read again is given a new id, so is
//! a member that publishes itself again, a read that went through the log changes nothing, and a member
//! that restarts replays entries of the one history. What may not: an entry that is proposed twice, and one
//! that is carried out twice.
//!
//! One thing is not judged. Etcd trusts its connections not to copy a proposal that a follower passes on to
//! its leader, and TCP copies nothing; raft takes a copy for another proposal. Since this network can be
//! told to copy packets, from then on only what a leader took in itself must be one entry.

use super::Property;
use super::logs::Logs;
use crate::base::{CowTree, Index, MachineId};
use crate::raft::message::Entry;
use crate::server::EtcdServer;
use crate::server::codec::written_id;
use crate::server::ids::member_of;
use crate::sim::{Machine, World};
use std::collections::BTreeMap;

/// The writes that were carried out so far.
#[derive(Clone, Debug, Default)]
pub struct Once {
    /// The entry that each is.
    writes: CowTree<u64, Index>,
    /// The history up to here was looked at.
    looked: Index,
    /// The network has been told to copy packets.
    copies: bool,
    members: BTreeMap<MachineId, Store>,
}

/// How far a member's store was when it was looked at last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Store {
    incarnation: u32,
    carried_out: Index,
    revision: i64,
}

type Found = Vec<(Property, String)>;

impl Once {
    /// Looks at one member.
    pub fn observe(
        &mut self,
        world: &World,
        machine: &Machine,
        server: &EtcdServer,
        logs: &Logs,
        found: &mut Found,
    ) {
        self.copies |= world.network().duplicate_per_mille > 0;
        self.observe_store(machine, server, found);
        let log = &server.raft().raft.raft_log;
        // Entries behind a snapshot were carried out by whoever took it.
        for index in log.first_index().max(self.looked + 1)..=server.applied() {
            let Ok(entry) = log.entry(index) else { break };
            self.looked = index;
            self.observe_entry(entry, logs, found);
        }
    }

    fn observe_entry(&mut self, entry: &Entry, logs: &Logs, found: &mut Found) {
        let index = entry.index;
        let Some(id) = written_id(entry) else { return };
        let Some(first) = self.writes.insert(id, index) else { return };
        let own = |index| {
            let term = logs.committed_term(index);
            term.and_then(|term| logs.leader_of(term)).map(|id| id & 0xffff) == Some(member_of(id))
        };
        if !self.copies || (own(first) && own(index)) {
            found.push((
                Property::CarriedOutOnce,
                format!("entries {first} and {index} are the same write, request {id:x}"),
            ));
        }
    }

    /// An entry makes one revision at most, whatever it asks for.
    fn observe_store(&mut self, machine: &Machine, server: &EtcdServer, found: &mut Found) {
        let (id, incarnation) = (machine.id, machine.incarnation);
        let revision = server.store().revision();
        // A database that came with a snapshot may be ahead of it.
        let carried_out = server.applied().max(server.consistent_index());
        let now = Store { incarnation, carried_out, revision };
        let Some(before) = self.members.insert(id, now) else { return };
        if before == now || before.incarnation != incarnation {
            return;
        }
        let entries = carried_out.saturating_sub(before.carried_out);
        let made = revision.saturating_sub(before.revision);
        if made > entries as i64 {
            found.push((
                Property::CarriedOutOnce,
                format!(
                    "{id} carried out {entries} entries up to {carried_out} and made {made} revisions of \
                     them, up to {revision}"
                ),
            ));
        }
    }
}
