//! Four ways to serve a linearizable read. Etcd has taken the first and the third; raft's library offers
//! the fourth; the second is what many other systems do.

use crate::raft::ReadOnlyOption;

/// How a member serves a linearizable read.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReadMode {
    /// The read becomes an entry of the log and is answered where it is applied (etcd before 3.2): as dear
    /// as a write, an fsync on a quorum included.
    Log,
    /// The member passes the whole read to the leader, which confirms with a quorum that it still leads,
    /// and answers from its own store (thesis 6.4, without the follower's help): right, but all reads are
    /// the leader's work. Without the confirmation an old leader would answer from the past.
    Forward,
    /// The member asks the leader for its commit index only; the leader confirms with a quorum that it
    /// still leads, and the member answers from its own store once that much is applied (etcd since 3.2).
    #[default]
    ReadIndex,
    /// As before, but the leader asks nobody: it trusts that no other leader can have been elected since
    /// its last quorum (thesis 6.4.1). Right only while clocks run alike, and in raft's library not even
    /// then: it checks the quorum once an election timeout, so a leader that was cut off may trust itself
    /// for nearly two, and another can be elected after one. Etcd's server never reads so.
    Lease,
}

impl ReadMode {
    /// All of them, oldest first.
    pub const ALL: [ReadMode; 4] =
        [ReadMode::Log, ReadMode::Forward, ReadMode::ReadIndex, ReadMode::Lease];

    /// The word behind `--reads` and `reads`.
    pub fn name(self) -> &'static str {
        ["log", "forward", "read-index", "lease"][self as usize]
    }

    /// The mode of this name.
    pub fn named(name: &str) -> Option<ReadMode> {
        ReadMode::ALL.into_iter().find(|mode| mode.name() == name)
    }

    /// What raft has to know of it. A lease is worth nothing without CheckQuorum: then a quorum is asked
    /// after all. (Nobody gets this far with the two together: see `sim::act` and `script::scenario`.)
    pub fn option(self, check_quorum: bool) -> ReadOnlyOption {
        if self == ReadMode::Lease && check_quorum {
            ReadOnlyOption::LeaseBased
        } else {
            ReadOnlyOption::Safe
        }
    }
}
