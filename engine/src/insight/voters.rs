//! Who of the voters counts for what: one majority, or in a joint configuration two.

use crate::{base::NodeId, raft::quorum::Joint};

/// One of the majorities that decide: so many of `of` are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Half {
    pub have: usize,
    pub of: usize,
}

impl Half {
    /// A majority of it.
    pub fn needed(self) -> usize {
        self.of / 2 + 1
    }

    /// So many more are needed.
    pub fn short(self) -> usize {
        self.needed().saturating_sub(self.have)
    }
}

/// How many of each half `has`; learners never count.
pub fn halves(voters: &Joint, has: impl Fn(NodeId) -> bool) -> Vec<Half> {
    let half =
        |ids: &[NodeId]| Half { have: ids.iter().filter(|id| has(**id)).count(), of: ids.len() };
    let all = [voters.incoming.ids(), voters.outgoing.ids()];
    all.into_iter().filter(|ids| !ids.is_empty()).map(half).collect()
}

/// At least so many more members are needed for a quorum: each half needs its own.
pub fn short(voters: &Joint, has: impl Fn(NodeId) -> bool) -> usize {
    halves(voters, has).into_iter().map(Half::short).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_of_a_joint_configuration_counts_for_itself() {
        let joint = Joint {
            incoming: [1, 2, 3].into_iter().collect(),
            outgoing: [3, 4, 5].into_iter().collect(),
        };
        let has = |id: NodeId| id <= 2;
        let counted: Vec<_> =
            halves(&joint, has).iter().map(|h| (h.have, h.of, h.needed())).collect();
        assert_eq!(counted, [(2, 3, 2), (0, 3, 2)]);
        assert_eq!(short(&joint, has), 2);
        assert_eq!(short(&joint, |id| id >= 2), 0);
        let simple = Joint { incoming: [1, 2, 3].into_iter().collect(), ..Joint::default() };
        assert_eq!((short(&simple, |id| id == 1), halves(&simple, |_| true).len()), (1, 1));
    }
}
