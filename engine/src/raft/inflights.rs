//! The window of appends that were sent to one follower and not yet answered, after etcd
//! tracker/inflights.go.

use crate::base::Index;
use std::collections::VecDeque;

/// Sent and unanswered appends, oldest first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Inflights {
    /// The last index of each message, and the bytes of its entries.
    window: VecDeque<(Index, u64)>,
    bytes: u64,
    max_msgs: u32,
    max_bytes: u64,
}

impl Inflights {
    /// An empty window for at most `max_msgs` messages and (unless zero) `max_bytes` bytes.
    pub fn new(max_msgs: u32, max_bytes: u64) -> Inflights {
        Inflights { window: VecDeque::new(), bytes: 0, max_msgs, max_bytes }
    }

    /// A message with entries up to `last` was sent. The window must not be full.
    pub fn add(&mut self, last: Index, bytes: u64) {
        assert!(!self.is_full(), "cannot add into a full window of {} messages", self.count());
        self.window.push_back((last, bytes));
        self.bytes += bytes;
    }

    /// The follower has everything up to `index`.
    pub fn free_to(&mut self, index: Index) {
        while let Some((last, bytes)) = self.window.front()
            && *last <= index
        {
            self.bytes -= bytes;
            self.window.pop_front();
        }
    }

    /// Nothing is on its way any more.
    pub fn reset(&mut self) {
        self.window.clear();
        self.bytes = 0;
    }

    /// No further message may be sent.
    pub fn is_full(&self) -> bool {
        self.count() >= self.max_msgs || (self.max_bytes != 0 && self.bytes >= self.max_bytes)
    }

    /// How many messages are on their way.
    pub fn count(&self) -> u32 {
        self.window.len() as u32
    }

    /// The last index of each message on its way, oldest first.
    pub fn indexes(&self) -> impl Iterator<Item = Index> + '_ {
        self.window.iter().map(|(last, _)| *last)
    }
}
