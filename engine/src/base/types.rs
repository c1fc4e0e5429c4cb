//! Units and the shared byte string.

use std::{
    borrow::Borrow,
    collections::BTreeMap,
    fmt,
    ops::{Add, Deref, Sub},
    rc::Rc,
};

/// A member's raft id, as messages, logs and etcdctl have it. Zero ([`NONE`]) stands for "nobody", as in etcd.
pub type NodeId = u64;
/// A machine: where a process and its disk are, at one end of links. They are numbered from 1, and `n2` is
/// the name of the second. Which member runs on it is another matter: see [`NodeId`].
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct MachineId(pub u64);

impl MachineId {
    /// The first so many machines.
    pub fn first(count: u64) -> impl Iterator<Item = MachineId> + Clone {
        (1..=count).map(MachineId)
    }

    /// Its place in a list of all machines.
    pub const fn place(self) -> usize {
        self.0 as usize - 1
    }

    /// The next of so many that stand in a ring.
    pub const fn next_of(self, count: u64) -> MachineId {
        MachineId(self.0 % count + 1)
    }

    /// The machine with the next number.
    pub const fn next(self) -> MachineId {
        MachineId(self.0 + 1)
    }
}

impl fmt::Display for MachineId {
    /// `n2`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("n{}", self.0))
    }
}

/// Numbers clients from 1. Client 1 is the terminal.
pub type ClientId = u64;
/// Numbers the requests of one client, or of one member that passes them on, from 1.
pub type RequestId = u64;
/// A raft term.
pub type Term = u64;
/// A position in the raft log. The first entry has index 1.
pub type Index = u64;

/// A member as an onlooker names it: by its machine, or by its id if it has none here. So they are ordered, too.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name {
    pub machine: Option<MachineId>,
    pub id: NodeId,
}

impl fmt::Display for Name {
    /// `n2`, or `8e9e05c52164694d`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.machine {
            Some(machine) => machine.fmt(f),
            None => write!(f, "{:x}", self.id),
        }
    }
}

/// The members that have, or had, a machine.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Names(BTreeMap<NodeId, MachineId>);

impl Names {
    /// What to call a member.
    pub fn of(&self, id: NodeId) -> Name {
        Name { id, machine: self.0.get(&id).copied() }
    }
}

impl FromIterator<(NodeId, MachineId)> for Names {
    fn from_iter<I: IntoIterator<Item = (NodeId, MachineId)>>(all: I) -> Names {
        Names(all.into_iter().collect())
    }
}

/// Who speaks to a member: another member's machine, or a client. The two are also the ends of every link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Peer {
    /// A member's machine.
    Member(MachineId),
    /// A client.
    Client(ClientId),
}

/// No machine: the world around all of them.
pub const NOWHERE: MachineId = MachineId(0);

/// When the world began, in seconds since 1970: 2025-01-01.
pub const EPOCH: u64 = 1_735_689_600;

/// Nobody: no leader known, no vote given (etcd `raft.None`).
pub const NONE: NodeId = 0;

/// A point of virtual time, or a span of it, in microseconds.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Time(pub u64);

impl Time {
    /// A span of `ms` milliseconds.
    pub const fn from_ms(ms: u64) -> Time {
        Time(ms * 1000)
    }

    /// Microseconds.
    pub const fn us(self) -> u64 {
        self.0
    }

    /// The span from `earlier` to `self`, zero if `earlier` is later.
    pub const fn since(self, earlier: Time) -> Time {
        Time(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Time {
    type Output = Time;
    fn add(self, span: Time) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Sub for Time {
    type Output = Time;
    fn sub(self, other: Time) -> Time {
        self.since(other)
    }
}

impl fmt::Display for Time {
    /// `1234.567ms`, without trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ms, us) = (self.0 / 1000, self.0 % 1000);
        if us == 0 {
            write!(f, "{ms}ms")
        } else {
            write!(f, "{ms}.{}ms", format!("{us:03}").trim_end_matches('0'))
        }
    }
}

/// An immutable byte string that is shared, not copied, when it is cloned.
///
/// An entry's data travels from the proposal through log, message and WAL of every member; one
/// allocation serves them all.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(Option<Rc<[u8]>>);

impl Bytes {
    /// The empty string; allocates nothing.
    pub const fn new() -> Bytes {
        Bytes(None)
    }
}

impl Default for Bytes {
    fn default() -> Bytes {
        Bytes::new()
    }
}

impl Deref for Bytes {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.0.as_deref().unwrap_or(&[])
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        self
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        Bytes((!bytes.is_empty()).then(|| Rc::from(bytes)))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes::from(bytes.as_slice())
    }
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Bytes {
        Bytes::from(text.as_bytes())
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Bytes {
        Bytes::from(bytes.as_slice())
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.escape_ascii())
    }
}
