//! What things of a world are called: members, clients and their requests as the processes know them, and the
//! numbers that only the world gives, of packets and moments.

pub use crate::base::{ClientId, Peer, RequestId};

/// Numbers packets of one world from 1, in the order in which they were sent.
pub type PacketId = u64;
/// Numbers the moments of a timeline from 0, the start.
pub type MomentId = u32;
