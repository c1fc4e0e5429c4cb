//! Majorities, single and joint, after etcd quorum/majority.go and quorum/joint.go.
//!
//! Pure arithmetic: given what each member has acknowledged, what is committed? Given the votes so far,
//! is the election won, lost, or open? A joint configuration asks both its halves, and both must agree.

use crate::base::{Index, NodeId};
use std::fmt;

/// What the votes so far amount to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum VoteResult {
    /// Neither yet.
    Pending,
    /// No majority is possible any more.
    Lost,
    /// A majority said yes.
    Won,
}

/// A set of members that decides by majority; ascending, without repetition.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Majority(Vec<NodeId>);

/// Two majorities, of which the second is empty outside of a configuration change.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Joint {
    /// The only, or the new, voters.
    pub incoming: Majority,
    /// The voters on their way out.
    pub outgoing: Majority,
}

impl FromIterator<NodeId> for Majority {
    fn from_iter<I: IntoIterator<Item = NodeId>>(ids: I) -> Majority {
        let mut ids: Vec<NodeId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        Majority(ids)
    }
}

impl Majority {
    /// Adds a member, if it is not there.
    pub fn insert(&mut self, id: NodeId) {
        if let Err(at) = self.0.binary_search(&id) {
            self.0.insert(at, id);
        }
    }

    /// Takes a member out, if it is there.
    pub fn remove(&mut self, id: NodeId) {
        if let Ok(at) = self.0.binary_search(&id) {
            self.0.remove(at);
        }
    }

    /// Takes all members out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether `id` is a member.
    pub fn contains(&self, id: NodeId) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// The members, ascending.
    pub fn ids(&self) -> &[NodeId] {
        &self.0
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True without members.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The highest index that a majority has acknowledged. Nobody at all commits everything
    /// ([`Index::MAX`]), so that the empty half of a joint configuration does not count.
    pub fn committed_index(&self, acked: impl Fn(NodeId) -> Option<Index>) -> Index {
        let n = self.0.len();
        if n == 0 {
            return Index::MAX;
        }
        let mut on_stack = [0; 9];
        let mut on_heap = Vec::new();
        let sorted: &mut [Index] = if n <= on_stack.len() {
            &mut on_stack[..n]
        } else {
            on_heap.resize(n, 0);
            &mut on_heap
        };
        for (slot, id) in sorted.iter_mut().zip(&self.0) {
            *slot = acked(*id).unwrap_or(0);
        }
        sorted.sort_unstable();
        sorted[n - (n / 2 + 1)]
    }

    /// Whether the votes so far win or lose. Nobody at all wins.
    pub fn vote_result(&self, vote: impl Fn(NodeId) -> Option<bool>) -> VoteResult {
        if self.0.is_empty() {
            return VoteResult::Won;
        }
        let (mut yes, mut open) = (0, 0);
        for id in &self.0 {
            match vote(*id) {
                Some(true) => yes += 1,
                Some(false) => {}
                None => open += 1,
            }
        }
        let quorum = self.0.len() / 2 + 1;
        if yes >= quorum {
            VoteResult::Won
        } else if yes + open >= quorum {
            VoteResult::Pending
        } else {
            VoteResult::Lost
        }
    }

    /// A bar chart of who has acknowledged what, a line a member.
    pub fn describe(&self, acked: impl Fn(NodeId) -> Option<Index>) -> String {
        if self.0.is_empty() {
            return "<empty majority quorum>".to_string();
        }
        let n = self.0.len();
        let mut chart = format!("{}    idx\n", " ".repeat(n));
        for id in &self.0 {
            let index = acked(*id);
            let value = index.unwrap_or(0);
            // The bar is as long as the number of members that are behind.
            let behind = self.0.iter().filter(|o| acked(**o).unwrap_or(0) < value).count();
            chart += &match index {
                Some(_) => format!("{}>{}", "x".repeat(behind), " ".repeat(n - behind)),
                None => format!("?{}", " ".repeat(n)),
            };
            chart += &format!(" {value:>5}    (id={id:x})\n");
        }
        chart
    }
}

impl Joint {
    /// Whether a configuration change is under way.
    pub fn is_joint(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// Everybody who votes in either half.
    pub fn ids(&self) -> Majority {
        self.incoming.ids().iter().chain(self.outgoing.ids()).copied().collect()
    }

    /// Whether `id` votes in either half.
    pub fn contains(&self, id: NodeId) -> bool {
        self.incoming.contains(id) || self.outgoing.contains(id)
    }

    /// What both halves have committed.
    pub fn committed_index(&self, acked: impl Fn(NodeId) -> Option<Index>) -> Index {
        self.incoming.committed_index(&acked).min(self.outgoing.committed_index(&acked))
    }

    /// Won if both halves are won, lost if one is.
    pub fn vote_result(&self, vote: impl Fn(NodeId) -> Option<bool>) -> VoteResult {
        let (a, b) = (self.incoming.vote_result(&vote), self.outgoing.vote_result(&vote));
        if a == b {
            a
        } else if a == VoteResult::Lost || b == VoteResult::Lost {
            VoteResult::Lost
        } else {
            VoteResult::Pending
        }
    }
}

impl fmt::Display for Majority {
    /// `(1 2 3)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(")?;
        for (i, id) in self.0.iter().enumerate() {
            write!(f, "{}{id:x}", if i == 0 { "" } else { " " })?;
        }
        write!(f, ")")
    }
}

impl fmt::Display for Joint {
    /// `(1 2 3)`, or `(1 2 4)&&(1 2 3)` while joint.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.incoming)?;
        if self.is_joint() { write!(f, "&&{}", self.outgoing) } else { Ok(()) }
    }
}

impl fmt::Display for VoteResult {
    /// `VoteWon`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vote{self:?}")
    }
}
