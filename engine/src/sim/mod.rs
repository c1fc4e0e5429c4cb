//! The world around all processes: network, disks, clocks, clients, and the queue of what is due.
//!
//! A distributed system is hard to look at because everything happens at once, somewhere else. Here it does
//! not: one queue holds all that is due, and one thing happens after the other. Each step is a [`Moment`]
//! that knows the moment which made it possible, so that causes form a tree back to an outsider's deed.
//! Latencies, losses and timeouts are drawn from labelled random streams of one seed; the same
//! [`Scenario`] and [`Action`]s give the same [`World`], always.

pub mod act;
pub mod action;
pub mod action_error;
mod attempt;
pub mod channel;
pub mod client;
mod command;
mod configuration;
mod connections;
pub mod content;
pub mod disk;
pub mod happen;
pub mod ids;
pub mod machine;
pub mod moment;
pub mod nemesis;
pub mod network;
pub mod packet;
mod pause;
pub mod queue;
mod requests;
pub mod scenario;
pub mod stream;
pub mod trace;
pub mod world;

pub use crate::server::{ReadMode, Rule, Rules};
pub use act::CLOCK_RATES;
pub use action::Action;
pub use action_error::ActionError;
pub use channel::{Channel, ChannelId, Connection, ConnectionState};
pub use client::{Client, ClientError, Outcome, Outstanding};
pub use disk::{CHUNK, Disk, SyncPoint, Torn};
pub use ids::{ClientId, MomentId, PacketId, Peer, RequestId};
pub use machine::{Machine, RIGHT_CLOCK, clock_after};
pub use moment::{Event, Kind, Loss, Moment};
pub use nemesis::Nemesis;
pub use network::Network;
pub use packet::{Body, Packet};
pub use queue::{Due, Queue};
pub use scenario::{Scenario, Timings};
pub use stream::Stream;
pub use trace::{Trace, What};
pub use world::World;
