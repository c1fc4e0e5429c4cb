//! Request ids that are unique across members and restarts, after `pkg/idutil/id.go`.

use crate::base::{NodeId, Time};

/// High 16 bits: the member; then 40 bits of start time in milliseconds; then 8 bits that count, and
/// overflow upwards.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IdGenerator {
    prefix: u64,
    suffix: u64,
}

impl IdGenerator {
    /// Ids of `member`'s process that started at `now`.
    pub fn new(member: NodeId, now: Time) -> IdGenerator {
        let started_ms = (now.us() / 1000) & ((1 << 40) - 1);
        IdGenerator { prefix: (member & 0xffff) << 48, suffix: started_ms << 8 }
    }

    /// The next id.
    pub fn next_id(&mut self) -> u64 {
        self.suffix += 1;
        self.prefix | (self.suffix & ((1 << 48) - 1))
    }
}

/// The member that gave this id.
pub fn member_of(id: u64) -> NodeId {
    id >> 48
}

#[cfg(test)]
mod tests {
    use super::{IdGenerator, member_of};
    use crate::base::Time;

    #[test]
    fn ids_differ_between_members_and_restarts() {
        let first = |member, ms| IdGenerator::new(member, Time::from_ms(ms)).next_id();
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!([first(1, 0), first(2, 9)].map(member_of), [1, 2]);
        assert_ne!(first(1, 0), first(1, 1));
        let mut ids = IdGenerator::new(0x12, Time::from_ms(0x3456));
        assert_eq!(ids.next_id(), 0x0012_0000_0034_5601, "as in etcd's idutil test");
    }
}
