//! What is due, in the order in which it happens.

use super::channel::ChannelId;
use super::disk::SyncPoint;
use super::ids::{ClientId, MomentId, PacketId, RequestId};
use super::packet::Packet;
use crate::base::{DiskToken, MachineId, NodeId, Time};
use crate::server::TimerToken;
use std::collections::BTreeMap;

/// Something that will happen.
#[derive(Clone, PartialEq, Hash, Debug)]
pub enum Due {
    /// A process's clock ticks.
    Tick { member: MachineId, incarnation: u32 },
    /// A packet arrives.
    Packet(Box<Packet>),
    /// An fsync returns.
    Fsync { member: MachineId, incarnation: u32, token: DiskToken, points: Box<[SyncPoint]> },
    /// A timer that a process has set ends.
    Timer { member: MachineId, incarnation: u32, token: TimerToken },
    /// A transport notices that a peer is gone.
    Unreachable { member: MachineId, incarnation: u32, peer: NodeId },
    /// A transport knows what became of a snapshot.
    SnapshotStatus { member: MachineId, peer: NodeId, failed: bool },
    /// A client has heard nothing on a stream for too long.
    Silence { client: ClientId, request: RequestId, member: MachineId },
    /// A client gives up.
    Timeout { client: ClientId, request: RequestId },
    /// A client tries again.
    Retry { client: ClientId, request: RequestId },
    /// A client tries again to connect.
    Dial { id: ChannelId, member: MachineId },
}

impl Due {
    /// The machine whose process it concerns, if it is one's own business.
    pub fn process(&self) -> Option<MachineId> {
        match self {
            Due::Tick { member, .. }
            | Due::Fsync { member, .. }
            | Due::Timer { member, .. }
            | Due::Unreachable { member, .. }
            | Due::SnapshotStatus { member, .. } => Some(*member),
            Due::Packet(_)
            | Due::Silence { .. }
            | Due::Timeout { .. }
            | Due::Retry { .. }
            | Due::Dial { .. } => None,
        }
    }
}

/// A place in the queue: when, and the how-manieth thing that was scheduled.
pub type Slot = (Time, u64);

/// Everything that is due. At one time, what was scheduled first comes first.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Queue {
    due: BTreeMap<Slot, (MomentId, Due)>,
    scheduled: u64,
}

impl Queue {
    /// Schedules `due` at `at`, because of `cause`.
    pub fn push(&mut self, at: Time, cause: MomentId, due: Due) -> Slot {
        self.scheduled += 1;
        let slot = (at, self.scheduled);
        self.due.insert(slot, (cause, due));
        slot
    }

    /// Forgets what was scheduled there.
    pub fn cancel(&mut self, slot: Slot) {
        self.due.remove(&slot);
    }

    /// What was scheduled there happens at another time.
    pub fn put_off(&mut self, slot: Slot, at: Time) -> Slot {
        let moved = (at, slot.1);
        if let Some(due) = self.due.remove(&slot) {
            self.due.insert(moved, due);
        }
        moved
    }

    /// How much is due.
    pub fn len(&self) -> usize {
        self.due.len()
    }

    /// True if nothing will ever happen by itself.
    pub fn is_empty(&self) -> bool {
        self.due.is_empty()
    }

    /// When the next thing is due.
    pub fn next(&self) -> Option<Time> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next thing, if it is due at or before `until`.
    pub fn pop(&mut self, until: Time) -> Option<(Time, MomentId, Due)> {
        let first = self.due.first_entry().filter(|first| first.key().0 <= until)?;
        let ((at, _), (cause, due)) = first.remove_entry();
        Some((at, cause, due))
    }

    /// The packets on their way, the next to arrive first.
    pub fn packets(&self) -> impl Iterator<Item = &Packet> {
        self.due.values().filter_map(|(_, due)| match due {
            Due::Packet(packet) => Some(&**packet),
            _ => None,
        })
    }

    /// Takes one packet out.
    pub fn take_packet(&mut self, id: PacketId) -> Option<Packet> {
        let found = self.due.iter().find_map(|(key, (_, due))| match due {
            Due::Packet(packet) if packet.id == id => Some(*key),
            _ => None,
        })?;
        match self.due.remove(&found) {
            Some((_, Due::Packet(packet))) => Some(*packet),
            _ => None,
        }
    }

    /// Everything that is due: when, because of which moment, and what.
    pub fn iter(&self) -> impl Iterator<Item = (Time, MomentId, &Due)> {
        self.due.iter().map(|((at, _), (cause, due))| (*at, *cause, due))
    }
}
