//! Writes on their way into the log, after `server/etcdserver/v3_server.go`, `processInternalRaftRequestOnce`.

use super::etcd_server::EtcdServer;
use super::input::{Effect, Output, ReplyTo};
use super::trace;
use super::{Request, RpcError, codec, validate};
use crate::base::{Bytes, Index, NONE, Time};
use crate::raft::EntryType;

/// A write without an answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Waiter {
    pub reply_to: ReplyTo,
    pub since: Time,
    /// Where the entry went when this member was the leader that appended it; 0 if it was passed on.
    pub index: Index,
}

/// A write that no leader was there for.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Parked {
    pub request_id: u64,
    /// A write, or a change of the configuration.
    pub entry_type: EntryType,
    pub data: Bytes,
}

impl EtcdServer {
    /// Takes a write in, or says why not.
    pub(super) fn propose(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: &Request,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        if self.node.raft.raft_log.committed > self.applied + MAX_GAP_BETWEEN_APPLY_AND_COMMIT {
            return Err(RpcError::TooManyRequests);
        }
        let request_id = self.ids.next_id();
        let data = codec::encode(request_id, request).ok_or(RpcError::NotCapable)?;
        validate::check_size(&data)?;
        let bytes = data.len() as u64;
        let parked = Parked { request_id, entry_type: EntryType::Normal, data };
        self.waiters.insert(request_id, Waiter { reply_to: to, since: now, index: 0 });
        if self.node.raft.lead == NONE {
            out.trace(|| trace::Propose::ProposalWaits { request_id });
            self.parked.push(parked);
            return Ok(());
        }
        out.trace(|| match request {
            Request::Range(_) => trace::Read::ReadProposed { request_id, bytes },
            _ => trace::Propose::Proposed { request_id, bytes },
        });
        self.hand_to_raft(parked)
    }

    pub(super) fn hand_to_raft(&mut self, parked: Parked) -> Result<(), RpcError> {
        let Parked { request_id, entry_type, data } = parked;
        if self.node.propose_entry(entry_type, data).is_err() {
            self.waiters.remove(&request_id);
            return Err(RpcError::ProposalDropped);
        }
        if self.is_leader() {
            let index = self.node.raft.raft_log.last_index();
            if let Some(waiter) = self.waiters.get_mut(&request_id) {
                waiter.index = index;
            }
        }
        Ok(())
    }

    /// A leader is known: what waited for one goes out (etcd node.go: `propc` is nil without a leader).
    pub(super) fn propose_parked(&mut self, out: &mut Output) {
        for parked in std::mem::take(&mut self.parked) {
            let Some(waiter) = self.waiters.get(&parked.request_id) else { continue };
            let (reply_to, request_id) = (waiter.reply_to, parked.request_id);
            out.trace(|| trace::Propose::Proposed { request_id, bytes: parked.data.len() as u64 });
            if let Err(error) = self.hand_to_raft(parked) {
                out.effects.push(Effect::Reply(reply_to, Err(error)));
            }
        }
    }

    /// Gives up on writes that waited too long. They may still be carried out: nobody can know.
    pub(super) fn tick_waiters(&mut self, now: Time, limit: Time, out: &mut Output) {
        let late: Vec<u64> = (self.waiters.iter())
            .filter(|(_, waiter)| now.since(waiter.since) >= limit)
            .map(|(id, _)| *id)
            .collect();
        for request_id in late {
            out.trace(|| trace::Propose::RequestTimedOut { request_id });
            if let Some(waiter) = self.waiters.remove(&request_id) {
                out.effects.push(Effect::Reply(waiter.reply_to, Err(RpcError::Timeout)));
            }
            self.parked.retain(|parked| parked.request_id != request_id);
        }
    }
}

/// etcd `maxGapBetweenApplyAndCommitIndex`.
const MAX_GAP_BETWEEN_APPLY_AND_COMMIT: Index = 5000;
