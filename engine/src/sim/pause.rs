//! A process that is stopped and goes on (`SIGSTOP`, `SIGCONT`), as a virtual machine that stalls or a node that
//! swaps.
//!
//! A stopped process neither ticks, nor reads, nor writes. Its kernel goes on: connections stand, what arrives
//! waits in the buffers of their sockets, and a write of the disk that is under way comes to its end. When the
//! process goes on it finds all of that at once: what arrived, what its timers owe, and one tick, since a
//! `time.Ticker` keeps no more. Its peers hear nothing meanwhile, and after 5 s give their connections up.
//!
//! Left out: buffers that fill up, at which a real sender would wait.

use super::moment::Event;
use super::queue::Due;
use super::world::World;
use crate::base::MachineId;

impl World {
    /// The process stops.
    pub(super) fn pause(&mut self, member: MachineId) {
        self.machine_mut(member).owed = Some(Vec::new());
    }

    /// The process goes on. Its packets go on as those of a held link do; what else it missed comes now.
    pub(super) fn go_on_running(&mut self, member: MachineId) {
        let now = self.now;
        for due in self.machine_mut(member).owed.take().unwrap_or_default() {
            let timer = match due {
                Due::Timer { token, .. } => Some(token),
                _ => None,
            };
            if matches!(due, Due::Tick { .. }) {
                self.machine_mut(member).next_tick = now;
            }
            let slot = self.queue.push(now, self.moment, due);
            if let Some(token) = timer {
                self.machine_mut(member).timers.insert(token, slot);
            }
        }
        self.accept(member);
    }

    /// Something is due at a process that is stopped: it waits. It is a moment only where the kernel does it.
    pub(super) fn owe(&mut self, member: MachineId, due: Due) -> Option<Event> {
        let machine = self.machine_mut(member);
        let owed = machine.owed.as_mut()?;
        match due {
            Due::Fsync { incarnation, .. } if incarnation != machine.incarnation => None,
            Due::Fsync { member, incarnation, token, points } => {
                points.iter().for_each(|point| machine.disk.finish_sync(*point));
                owed.push(Due::Fsync { member, incarnation, token, points: Box::new([]) });
                Some(Event::DiskDone { member })
            }
            other => {
                owed.push(other);
                None
            }
        }
    }
}
