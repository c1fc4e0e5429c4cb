//! The world around all processes: network, disks, clocks, clients, and the queue of what is due.

pub mod action;
pub mod content;
pub mod disk;
pub mod moment;
pub mod packet;
pub mod scenario;
pub mod trace;

pub use action::{Action, Peer};
pub use disk::{Disk, SyncPoint, Torn};
pub use moment::{Event, Kind, Loss, Moment, MomentId};
pub use packet::{Body, ClientId, Packet, PacketId, RequestId};
pub use scenario::{Rules, Scenario, Timings};
pub use trace::{Trace, What};
