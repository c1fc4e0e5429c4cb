//! State machine safety where no entries can be compared: after a snapshot.
//!
//! Whoever carried out the same entries has the same keys. So the state that a member writes down, sends
//! away, or takes over from a snapshot is compared with everybody else's state at the same index.

use super::Property;
use crate::backend::Bucket;
use crate::base::{Digest, Index, MachineId};
use crate::server::EtcdServer;
use crate::sim::Machine;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// The states that were seen at snapshots.
#[derive(Clone, Debug, Default)]
pub struct States {
    /// By index: the fingerprint, and whose it was first.
    seen: BTreeMap<Index, (u64, MachineId)>,
    /// Of each member: its process, and the last index at which its state was looked at.
    looked: BTreeMap<MachineId, (u32, Index)>,
}

impl States {
    /// Looks at a member's state, if it has just been written down, sent away, or taken over.
    pub fn observe(
        &mut self,
        machine: &Machine,
        server: &EtcdServer,
        found: &mut Vec<(Property, String)>,
    ) {
        let (id, incarnation, index) = (machine.id, machine.incarnation, server.applied());
        let snapshots = server.snapshots();
        let now = snapshots.last == index
            || snapshots.transfers.in_flight().any(|(_, sent)| sent.index == index);
        // A database that is ahead of the log's snapshot shows a later state than `index`.
        if index == 0 || !now || server.consistent_index() > index {
            return;
        }
        if self.looked.insert(id, (incarnation, index)) == Some((incarnation, index)) {
            return;
        }
        let print = fingerprint(server);
        let (had, first) = *self.seen.entry(index).or_insert((print, id));
        if had != print {
            found.push((
                Property::StateMachineSafety,
                format!("after entry {index}, {id} has other keys than {first} had"),
            ));
        }
        while self.seen.len() > STATES_MAX {
            self.seen.pop_first();
        }
    }
}

/// Every version of every key, and the revision.
fn fingerprint(server: &EtcdServer) -> u64 {
    struct Rows<'a>(&'a EtcdServer);
    impl Hash for Rows<'_> {
        fn hash<H: Hasher>(&self, state: &mut H) {
            let store = self.0.store();
            (store.revision(), store.compact_revision()).hash(state);
            store.backend().rows(Bucket::Key).for_each(|row| row.hash(state));
            store.key_indices().for_each(|key| key.hash(state));
        }
    }
    Digest::of(&Rows(server))
}

/// A member that is further behind than this many snapshots is sent a newer one.
const STATES_MAX: usize = 64;
