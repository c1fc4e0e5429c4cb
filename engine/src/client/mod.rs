//! `etcdctl`: from the words that somebody typed to a request, and from the answer to what is
//! printed.
//!
//! etcd's server knows ranges `[key, range_end)` and nothing else. That `--prefix` means "up to the
//! prefix with its last byte raised by one", that `--from-key` means an end of one zero byte, and
//! that an empty key with `--prefix` means everything: all of this is decided here, in the client,
//! before a byte is sent. A learner who wonders where a flag went will find in [`call`] which field
//! of the request it became.
//!
//! Printing is a client's business too: the server sends key-value pairs with their revisions, and
//! `-w simple` shows only keys and values. [`mod@print`] writes what etcdctl writes, to the byte.
//!
//! Some commands take several requests: `endpoint status` asks one endpoint after the other, and
//! `move-leader` first looks for the leader. [`session`] knows which request is next.
//!
//! [`flags`] takes words apart as `pflag` does, [`value`] reads spans, members and shares,
//! [`near`] guesses what was meant.

pub mod call;
pub mod commands;
pub mod exit;
pub mod flags;
mod go_int;
pub mod kv;
mod member;
pub mod near;
pub mod print;
mod print_cluster;
pub mod printed;
mod proto;
pub mod session;
mod table;
mod target;
mod url;
pub mod usage;
pub mod value;
mod words;

pub use call::{Asked, Call, Format, How, Show};
pub use flags::{ArgError, Flag, Takes, Words};
pub use print::ShowError;
pub use printed::{Printed, Stream};
pub use session::{Ask, Session, Via};
