//! Whole states kept along the way, so that going back replays little.

use crate::sim::MomentId;

/// States by the moment after which they were taken. The first is the start.
#[derive(Clone, Debug)]
pub struct Keyframes<S> {
    frames: Vec<(MomentId, S)>,
}

impl<S: Clone> Keyframes<S> {
    /// Frames from `start` on.
    pub fn new(start: S) -> Keyframes<S> {
        Keyframes { frames: vec![(0, start)] }
    }

    /// Keeps the state if enough has happened since the last one that was kept: the more there is that a copy
    /// cannot share (`parts`), the more, so that copying costs little a moment however much is under way.
    pub fn offer(&mut self, id: MomentId, parts: usize, state: &S) {
        let last = self.frames.last().map_or(0, |(at, _)| *at);
        if id >= last + SPACING.max(2 * parts as MomentId) {
            self.frames.push((id, state.clone()));
        }
    }

    /// The last state at or before a moment.
    pub fn before(&self, id: MomentId) -> (MomentId, &S) {
        let after = self.frames.partition_point(|(at, _)| *at <= id);
        let (at, state) = &self.frames[after.max(1) - 1];
        (*at, state)
    }

    /// Forgets what came after a moment.
    pub fn drop_after(&mut self, id: MomentId) {
        self.frames.retain(|(at, _)| *at <= id);
    }
}

/// Moments between two frames: a replay of so many takes some tens of milliseconds in a browser.
const SPACING: MomentId = 2048;
