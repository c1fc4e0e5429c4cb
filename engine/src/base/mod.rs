//! The plain values that every other folder stands on.
//!
//! `types` names the units, `wire` is protobuf's varint encoding, `json` a little JSON, `quote` and `base64`
//! write bytes as text, `date` writes virtual time as logs have it, `sum` are the checksums,
//! `rng` the labelled random streams, `digest` the fingerprint of a whole world, `disk` what may be done to a
//! disk, as data, `shared_vec` and `cow_tree` the list and the ordered map whose clones share what they have
//! in common. `decisions` gives the enums of decisions their names, and a `sink` is where reasons go.

pub mod base64;
pub mod cow_tree;
mod date;
pub mod decisions;
pub mod digest;
pub mod disk;
pub mod json;
pub mod quote;
pub mod rng;
pub mod sha1;
pub mod shared_vec;
pub mod sink;
pub mod sum;
pub mod types;
pub mod wire;

pub use cow_tree::CowTree;
pub use date::timestamp;
pub(crate) use decisions::decisions;
pub use digest::Digest;
pub use disk::{DiskOp, DiskToken};
pub use json::{Json, JsonError};
pub use rng::Rng;
pub use shared_vec::SharedVec;
pub use sink::Sink;
pub use types::{
    Bytes, ClientId, EPOCH, Index, MachineId, NONE, NOWHERE, Name, Names, NodeId, Peer, RequestId,
    Term, Time,
};
