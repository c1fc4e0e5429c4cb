//! Everything at one process that somebody waits for. How long is the matter of [`super::patience`].
//!
//! Each that waits has a timer of its own. Whoever answers it stops the timer ([`Waiter::end`]), so that a
//! timer that comes has always somebody to give up on, and an idle process has none.

use super::cx::Cx;
use super::forward::Forwarded;
use super::input::{Effect, ReplyTo, TimerToken};
use super::membership::LeaderMove;
use super::own::{Early, OwnProposal};
use super::propose::{Parked, Proposal};
use super::read::ReadQueue;
use crate::base::Time;
use std::collections::BTreeMap;

/// Whom to answer, since when that one waits, and the timer that ends it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Waiter {
    pub reply_to: ReplyTo,
    pub since: Time,
    pub timer: TimerToken,
}

impl Waiter {
    /// The waiting is over, one way or another: who is to be answered.
    pub(super) fn end(self, cx: &mut Cx<'_>) -> ReplyTo {
        cx.effect(Effect::StopTimer(self.timer));
        self.reply_to
    }
}

/// All that waits.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub(super) struct Pending {
    /// Until their entry is applied, by request id.
    pub proposals: BTreeMap<u64, Proposal>,
    /// Those of the proposals that no leader was there for.
    pub parked: Vec<Parked>,
    /// Linearizable reads.
    pub reads: ReadQueue,
    /// Until another member has answered, by request id.
    pub forwards: BTreeMap<u64, Forwarded>,
    /// Until the leadership has arrived somewhere.
    pub moves: Vec<LeaderMove>,
    /// What this server proposes on its own account, until it is applied, by request id.
    pub own: BTreeMap<u64, OwnProposal>,
    /// Until this process serves clients.
    pub early: Vec<Early>,
}

/// Who waits no longer.
pub(super) enum Late {
    /// No leader was there for it: it is not proposed any more.
    Parked(u64, Waiter),
    /// Its entry may still be applied: nobody can know.
    Proposal(u64, Waiter),
    Forward(u64, Forwarded),
    Read(Waiter),
    Move(LeaderMove),
    /// Etcd's listener is open and nobody has taken the connection: there is nobody to answer.
    Early(Waiter),
}

impl Pending {
    /// Takes out the one who waits no longer.
    pub(super) fn take_late(&mut self, is_late: impl Fn(&Waiter) -> bool) -> Option<Late> {
        let proposal = self.proposals.extract_if(.., |_, p| is_late(&p.waiter)).next();
        if let Some((request_id, proposal)) = proposal {
            let parked = self.parked.extract_if(.., |parked| parked.request_id == request_id);
            return Some(match parked.count() {
                0 => Late::Proposal(request_id, proposal.waiter),
                _ => Late::Parked(request_id, proposal.waiter),
            });
        }
        let forward = self.forwards.extract_if(.., |_, f| is_late(&f.waiter)).next();
        if let Some((request_id, forwarded)) = forward {
            return Some(Late::Forward(request_id, forwarded));
        }
        if let Some(read) = self.reads.take(&is_late) {
            return Some(Late::Read(read.waiter));
        }
        if let Some(moving) = self.moves.extract_if(.., |m| is_late(&m.waiter)).next() {
            return Some(Late::Move(moving));
        }
        self.early.extract_if(.., |e| is_late(&e.waiter)).next().map(|e| Late::Early(e.waiter))
    }
}
