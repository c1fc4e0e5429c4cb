//! The Path panel's values: the reads that can be chosen, and the one that is followed.

use engine::{
    insight::path::{ReadPath, SentRead, follow, reads},
    sim::MomentId,
    timeline::Timeline,
};

/// The Path panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct PathView {
    /// The newest first; at most `READS`.
    pub reads: Vec<SentRead>,
    /// The read that is followed.
    pub path: Option<ReadPath>,
}

impl PathView {
    /// The read sent at the moment `chosen`, or else the newest.
    pub fn of(timeline: &Timeline, chosen: Option<MomentId>) -> PathView {
        let wanted = chosen.and_then(|id| reads(timeline).find(|read| read.id == id));
        let wanted = wanted.or_else(|| reads(timeline).next());
        PathView {
            reads: reads(timeline).take(READS).collect(),
            path: wanted.map(|read| follow(timeline, read)),
        }
    }
}

/// Reads to choose from.
const READS: usize = 8;
