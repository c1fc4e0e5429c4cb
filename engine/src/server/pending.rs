//! Everything at one process that somebody waits for, and the one rule of patience: nobody waits longer than
//! a request may (etcd `ServerConfig.ReqTimeout`).

use super::attributes::Early;
use super::forward::Forwarded;
use super::input::ReplyTo;
use super::membership::LeaderMove;
use super::propose::{Parked, Proposal};
use super::read::ReadQueue;
use crate::base::Time;
use std::collections::BTreeMap;

/// Whom to answer, and since when that one waits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Waiter {
    pub reply_to: ReplyTo,
    pub since: Time,
}

/// All that waits.
#[derive(Clone, Default, PartialEq, Debug)]
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
    /// Until this member, which joins, can serve.
    pub early: Vec<Early>,
}

/// What waited too long.
pub(super) enum Late {
    /// Its entry may still be applied: nobody can know.
    Proposal {
        request_id: u64,
        waiter: Waiter,
    },
    Forward {
        request_id: u64,
        waiter: Waiter,
    },
    Read(Waiter),
    Move(LeaderMove),
    /// Etcd's listener is open and nobody has taken the connection: there is nobody to answer.
    Early,
}

impl Pending {
    /// Takes out all who wait since `limit` or longer.
    pub(super) fn take_late(&mut self, now: Time, limit: Time) -> Vec<Late> {
        let is_late = |waiter: &Waiter| now.since(waiter.since) >= limit;
        let mut late = Vec::new();
        let proposals = self.proposals.extract_if(.., |_, proposal| is_late(&proposal.waiter));
        late.extend(
            proposals.map(|(request_id, p)| Late::Proposal { request_id, waiter: p.waiter }),
        );
        self.parked.retain(|parked| self.proposals.contains_key(&parked.request_id));
        let reads = self.reads.take_if(|read| is_late(&read.waiter));
        late.extend(reads.into_iter().map(|read| Late::Read(read.waiter)));
        let forwards = self.forwards.extract_if(.., |_, forward| is_late(&forward.waiter));
        late.extend(forwards.map(|(request_id, f)| Late::Forward { request_id, waiter: f.waiter }));
        late.extend(self.moves.extract_if(.., |m| is_late(&m.waiter)).map(Late::Move));
        late.extend(self.early.extract_if(.., |e| is_late(&e.waiter)).map(|_| Late::Early));
        late
    }
}
