//! What every step of a process needs besides its state: the time, and where effects and reasons go.

use super::input::{Effect, Output, ReplyTo};
use super::trace::Trace;
use super::{Response, RpcError};
use crate::base::Time;

/// One input's surroundings.
pub(super) struct Cx<'a> {
    pub now: Time,
    pub out: &'a mut Output,
}

impl Cx<'_> {
    /// Notes a reason, if reasons are wanted.
    pub fn trace<T: Into<Trace>>(&mut self, make: impl FnOnce() -> T) {
        self.out.trace(make);
    }

    /// Wants something done.
    pub fn effect(&mut self, effect: Effect) {
        self.out.effects.push(effect);
    }

    /// Answers whoever asked, with a header that is right already, or an error.
    pub fn answer(&mut self, to: ReplyTo, result: Result<Response, RpcError>) {
        self.effect(Effect::Reply(to, result));
    }
}
