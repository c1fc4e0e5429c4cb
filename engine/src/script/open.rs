//! From a share text to a timeline, in pieces, so that a page can show how far it is.

use super::share::{ShareError, Shared, from_text, to_text};
use crate::sim::MomentId;
use crate::timeline::Timeline;

/// A timeline as a share text.
pub fn write(timeline: &Timeline) -> String {
    to_text(&Shared {
        scenario: timeline.scenario().clone(),
        actions: timeline.acts().to_vec(),
        cursor: timeline.cursor(),
        head: timeline.head(),
    })
}

/// A share text as a timeline, in one go.
///
/// # Errors
/// [`ShareError`] if the text is damaged or does not describe a world.
pub fn read(text: &str) -> Result<Timeline, ShareError> {
    let mut opening = Opening::new(text)?;
    while !opening.go_on(MomentId::MAX)? {}
    Ok(opening.finish())
}

/// A share text that is being replayed.
#[derive(Clone, Debug)]
pub struct Opening {
    shared: Shared,
    timeline: Timeline,
    /// How many of the actions were done.
    done: usize,
}

impl Opening {
    /// Reads the text; nothing is replayed yet.
    ///
    /// # Errors
    /// [`ShareError`] if the text is damaged.
    pub fn new(text: &str) -> Result<Opening, ShareError> {
        let shared = from_text(text)?;
        Ok(Opening { timeline: Timeline::new(shared.scenario.clone()), shared, done: 0 })
    }

    /// Replays at most so many moments. True if that was all.
    ///
    /// # Errors
    /// [`ShareError`] if an action does not fit to what the world did before it.
    pub fn go_on(&mut self, moments: MomentId) -> Result<bool, ShareError> {
        for _ in 0..moments {
            let next = self.shared.actions.get(self.done);
            match next.filter(|act| act.moment == self.timeline.head() + 1).cloned() {
                Some(act) => {
                    let due = self.timeline.next_at();
                    if self.timeline.now() > act.at || due.is_some_and(|due| due <= act.at) {
                        return Err(self.misfit("the world was elsewhere at that time".into()));
                    }
                    self.timeline.advance(act.at);
                    let acted = self.timeline.act(act.action.clone());
                    acted.map_err(|error| self.misfit(error.to_string()))?;
                    self.done += 1;
                }
                None if self.timeline.head() < self.shared.head => {
                    if self.timeline.next_at().is_none() {
                        return Err(self.misfit("nothing happens there any more".into()));
                    }
                    self.timeline.step();
                }
                None => return Ok(true),
            }
        }
        Ok(self.timeline.head() >= self.shared.head)
    }

    /// The timeline so far, at the moment that was looked at.
    pub fn finish(mut self) -> Timeline {
        self.timeline.seek(self.shared.cursor);
        self.timeline
    }

    /// How many moments were replayed, and of how many.
    pub fn progress(&self) -> (MomentId, MomentId) {
        (self.timeline.head(), self.shared.head)
    }

    fn misfit(&self, message: String) -> ShareError {
        ShareError {
            // behind version and cluster
            line: self.done + 3,
            message,
            remedy: "the text was changed, or written by another version of this page".into(),
        }
    }
}
