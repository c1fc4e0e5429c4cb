//! etcd as a deterministic value, and the world around it.
//!
//! etcd is a small database that several machines keep together, so that it outlives any one of them. It
//! answers three questions that every cluster of computers has: *who is in charge*, *what has been agreed
//! on*, and *what has changed since I last looked*. Kubernetes keeps everything it knows in one.
//!
//! # One write, from the client to every disk
//!
//! `etcdctl put color red` goes through nearly all folders of this crate, in this order:
//!
//! 1. [`client`] reads the words, as `etcdctl` does, and makes a [`server::Request`] of them.
//! 2. [`server`] is one etcd process. It looks whether the request may pass, gives it a number, and proposes
//!    it to raft. A follower passes it on to its leader.
//! 3. [`raft`] puts the request at the end of the leader's *log*, as an *entry*, and sends the entry to
//!    everybody else.
//! 4. [`wal`] writes the entry to each member's disk. A follower answers only when the disk says that the
//!    entry is safe.
//! 5. When a *quorum* (a majority of the members) has it, the entry is *committed*: no crash of a minority
//!    can take it away any more.
//! 6. [`mvcc`] carries it out on every member. Nothing is overwritten: each change has a *revision*, one number
//!    for the whole store, and what was there before can still be read.
//! 7. [`backend`] keeps the rows, and [`bolt`] is the file they stand in. [`snap`] says up to which entry of
//!    the log that file goes, so that the log can be cut.
//! 8. The leader's server answers the client.
//!
//! A read is shorter, and more surprising: nothing is written, but a leader must first make sure that it
//! still leads ([`raft::read_index`]); otherwise it could answer with what others have replaced long ago.
//!
//! # The world, and how to look at it
//!
//! A process here is a value that is told what happens ([`server::Input`]) and says what it wants done
//! ([`server::Effect`]). [`sim`] does it: disks, clocks, network, clients, all in one queue. [`check`]
//! looks after every step whether a promise was broken, [`timeline`] keeps the past, [`insight`] tells from
//! both why something has not happened yet, and [`script`] is the language in which all of it is spoken.
//!
//! ```
//! use engine::{script::run_line, sim::Scenario, timeline::Timeline};
//!
//! // three members, and the seed of everything that is left to chance
//! let mut timeline = Timeline::new(Scenario::new(3, 7));
//! run_line(&mut timeline, "run until leader");
//! assert_eq!(run_line(&mut timeline, "put color red").text, "OK");
//!
//! // the leader's machine loses its power; the others elect another one, and nothing is lost
//! run_line(&mut timeline, "crash leader");
//! run_line(&mut timeline, "run 5s");
//! assert_eq!(run_line(&mut timeline, "get color").text, "color\nred");
//! assert!(timeline.violations().is_empty());
//! ```
//!
//! # Units, numbers, errors
//!
//! - [`base::Time`] is virtual time in microseconds since the world began; raft itself counts *ticks*, of
//!   one heartbeat interval each (100 ms by default). Sizes are bytes.
//! - [`base::Term`] and [`base::Index`] begin at 1; 0 is "none", and so is a [`base::NodeId`] of 0
//!   ([`base::NONE`]). A revision is an `i64`; an empty store is at revision 1, as in etcd.
//! - An error for the client is a [`server::RpcError`], in etcd's words. A [`server::Fatal`] ends one
//!   process. Nothing here panics because of what a file, a link or a visitor says.
//! - Every file names the file of etcd that it follows, and what it leaves out.
//!
//! Nothing in this crate reads a clock, spawns a thread, or draws from global randomness: the same scenario
//! gives the same bytes, natively and in WebAssembly.

pub mod backend;
pub mod base;
pub mod bolt;
pub mod check;
pub mod client;
pub mod insight;
pub mod mvcc;
pub mod raft;
pub mod script;
pub mod server;
pub mod sim;
pub mod snap;
pub mod timeline;
pub mod wal;
