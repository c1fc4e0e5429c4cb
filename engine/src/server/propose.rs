//! Entries on their way into the log, after `server/etcdserver/v3_server.go`,
//! `processInternalRaftRequestOnce`, and `server.go`, `configure`.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::{Failure, taken};
use super::input::{Fatal, ReplyTo};
use super::pending::Waiter;
use super::trace::{self, Trace};
use super::{Request, RpcError, codec, validate};
use crate::base::{Bytes, Index, NONE};
use crate::raft::EntryType;

/// A write, or a change of the configuration, without an answer.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Proposal {
    pub waiter: Waiter,
    /// Where the entry went when this member was the leader that appended it; 0 if it was passed on.
    pub index: Index,
}

/// An entry that no leader was there for.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Parked {
    pub request_id: u64,
    /// A write, or a change of the configuration.
    pub entry_type: EntryType,
    pub data: Bytes,
}

impl EtcdServer {
    /// Takes a request in that goes through the log, or says why not.
    pub(super) fn propose(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: &Request,
    ) -> Result<(), Failure> {
        let committed = self.node.raft.raft_log.committed;
        if committed > self.applied.index + MAX_GAP_BETWEEN_APPLY_AND_COMMIT {
            return Err(RpcError::TooManyRequests.into());
        }
        let request_id = self.ids.next_id();
        let data = codec::encode(request_id, request).ok_or(RpcError::NotCapable)?;
        validate::check_size(&data)?;
        let bytes = data.len() as u64;
        let entry = Parked { request_id, entry_type: EntryType::Normal, data };
        self.submit(cx, to, entry, || match request.has_no_side_effect() {
            true => trace::Read::ReadProposed { request_id, bytes }.into(),
            false => trace::Propose::Proposed { request_id, bytes }.into(),
        })
    }

    /// An entry goes to raft, or waits for a leader to give it to; the answer comes where it is applied.
    pub(super) fn submit(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        entry: Parked,
        proposed: impl FnOnce() -> Trace,
    ) -> Result<(), Failure> {
        let request_id = entry.request_id;
        // etcd's own limit is that of writes; a change of the configuration has its client's alone (`configure`)
        let most = (entry.entry_type == EntryType::Normal).then_some(self.request_timeout);
        let waiter = self.wait(cx, to, most);
        self.pending.proposals.insert(request_id, Proposal { waiter, index: 0 });
        if self.node.raft.lead == NONE {
            cx.trace(|| trace::Propose::ProposalWaits { request_id });
            self.pending.parked.push(entry);
            return Ok(());
        }
        cx.trace(proposed);
        self.hand_to_raft(cx, entry)
    }

    fn hand_to_raft(&mut self, cx: &mut Cx<'_>, entry: Parked) -> Result<(), Failure> {
        let Parked { request_id, entry_type, data } = entry;
        if !taken(self.node.propose_entry(entry_type, data))? {
            if let Some(proposal) = self.pending.proposals.remove(&request_id) {
                proposal.waiter.end(cx);
            }
            return Err(RpcError::ProposalDropped.into());
        }
        if self.is_leader() {
            let index = self.node.raft.raft_log.last_index();
            if let Some(proposal) = self.pending.proposals.get_mut(&request_id) {
                proposal.index = index;
            }
        }
        Ok(())
    }

    /// A leader is known: what waited for one goes out (etcd node.go: `propc` is nil without a leader).
    pub(super) fn propose_parked(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        for entry in std::mem::take(&mut self.pending.parked) {
            if let Some(own) = self.pending.own.get(&entry.request_id).map(|proposal| proposal.own)
            {
                self.hand_own_to_raft(cx, entry, own)?;
                continue;
            }
            let Some(proposal) = self.pending.proposals.get(&entry.request_id) else { continue };
            let (reply_to, request_id) = (proposal.waiter.reply_to, entry.request_id);
            let bytes = entry.data.len() as u64;
            cx.trace(|| trace::Propose::Proposed { request_id, bytes });
            match self.hand_to_raft(cx, entry) {
                Ok(()) => {}
                Err(Failure::Refused(error)) => cx.answer(reply_to, Err(error)),
                Err(Failure::Fatal(fatal)) => return Err(fatal),
            }
        }
        Ok(())
    }
}

/// etcd `maxGapBetweenApplyAndCommitIndex`.
const MAX_GAP_BETWEEN_APPLY_AND_COMMIT: Index = 5000;
