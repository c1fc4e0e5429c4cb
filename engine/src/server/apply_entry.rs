//! One committed entry takes effect, after `etcdserver/server.go` of 3.5.16, `applyEntryNormal` and
//! `applyConfChange`. Whoever waits for the entry is answered here.

use super::cluster::MemberChange;
use super::cx::Cx;
use super::entry_data::EntryData;
use super::etcd_server::EtcdServer;
use super::failure::fault;
use super::input::Fatal;
use super::member::Member;
use super::trace;
use super::{InternalRaftRequest, Request};
use crate::base::NONE;
use crate::raft::message::Entry;
use crate::raft::{ConfChange, ConfChangeV2, Fault, RaftError};

impl EtcdServer {
    pub(super) fn apply_entry(&mut self, cx: &mut Cx<'_>, entry: &Entry) -> Result<(), Fatal> {
        let (index, term) = (entry.index, entry.term);
        let bad = |reason: String| Fatal::BadEntry { index, reason };
        match EntryData::of(entry).map_err(|error| bad(error.to_string()))? {
            EntryData::Empty => {
                cx.trace(|| trace::Apply::AppliedEmpty { index, term });
                self.watch_version(cx);
                Ok(())
            }
            EntryData::Request(request) => {
                self.apply_request(cx, entry, &request);
                Ok(())
            }
            EntryData::V2(request) => self.apply_v2(cx, index, request),
            EntryData::ConfChange(change) => {
                let what = MemberChange::of(&change).map_err(bad)?;
                self.apply_conf_change(cx, entry, change, what)
            }
            EntryData::ConfChangeV2(change) => self.apply_conf_change_v2(cx, entry, &change),
        }
    }

    fn apply_request(&mut self, cx: &mut Cx<'_>, entry: &Entry, internal: &InternalRaftRequest) {
        let (index, term, request_id) = (entry.index, entry.term, internal.id);
        if internal.request.has_no_side_effect() {
            self.apply_read(cx, entry, request_id, &internal.request);
            return;
        }
        let consistent = self.applied.consistent.0;
        if index <= consistent {
            cx.trace(|| trace::Snapshot::EntrySkipped { index, term, consistent });
            return;
        }
        let (result, mut reasons) = self.applied.write(index, &internal.request, cx.out.traces.on);
        let revision = self.applied.store.revision();
        cx.trace(|| trace::Apply::Applied { index, term, request_id, revision });
        cx.out.traces.give(&mut reasons);
        if let Some(proposal) = self.pending.proposals.remove(&request_id) {
            let to = proposal.waiter.end(cx);
            self.reply(cx, to, result);
        }
    }

    /// A read that went through the log. Only the member that was asked carries it out (etcd
    /// `applyEntryNormal`, `noSideEffect`).
    fn apply_read(&mut self, cx: &mut Cx<'_>, entry: &Entry, request_id: u64, request: &Request) {
        let (index, term) = (entry.index, entry.term);
        let Some(proposal) = self.pending.proposals.remove(&request_id) else {
            cx.trace(|| trace::Apply::ReadEntrySkipped { index, term, request_id });
            return;
        };
        let revision = self.applied.store.revision();
        cx.trace(|| trace::Apply::Applied { index, term, request_id, revision });
        cx.trace(|| trace::Read::ReadServed { applied: index, needed: index, linearizable: true });
        let (result, mut reasons) = self.applied.read(request, cx.out.traces.on);
        cx.out.traces.give(&mut reasons);
        let to = proposal.waiter.end(cx);
        self.reply(cx, to, result);
    }

    /// A change that makes no sense any more is told to raft as a change of nobody, so that the next one
    /// may come.
    fn apply_conf_change(
        &mut self,
        cx: &mut Cx<'_>,
        entry: &Entry,
        mut change: ConfChange,
        what: MemberChange,
    ) -> Result<(), Fatal> {
        let (index, member, kind) = (entry.index, change.node_id, change.change_type);
        if let Err(error) = self.applied.cluster.validate(&what) {
            cx.trace(|| trace::Membership::ConfChangeInvalid {
                index,
                member,
                error: error.clone(),
            });
            change.node_id = NONE;
            self.node.apply_conf_change(&change.as_v2())?;
            self.answer_change(cx, change.id, &what, Err(error));
            return Ok(());
        }
        self.node.apply_conf_change(&change.as_v2())?;
        let gone = self.applied.cluster.member(member).cloned();
        self.applied.cluster.carry_out(what.clone());
        let promoted = matches!(what, MemberChange::Promoted(_));
        let asked = self.pending.proposals.contains_key(&change.id);
        cx.trace(|| {
            let known = self.applied.cluster.member(member).or(gone.as_ref());
            let peer_urls = known.map(|known| known.peer_urls.clone()).unwrap_or_default();
            trace::Membership::AppliedConfChange { index, kind, member, peer_urls, promoted, asked }
        });
        self.answer_change(cx, change.id, &what, Ok(()));
        self.notice_own_removal(cx, entry);
        Ok(())
    }

    /// A change of several members. What raft cannot do, or what would bring a removed member back, is
    /// passed over by every member alike.
    fn apply_conf_change_v2(
        &mut self,
        cx: &mut Cx<'_>,
        entry: &Entry,
        change: &ConfChangeV2,
    ) -> Result<(), Fatal> {
        let index = entry.index;
        if change.changes.iter().any(|single| self.applied.cluster.is_removed(single.node_id)) {
            cx.trace(|| trace::Membership::ConfChangeV2Rejected { index, error: None });
            return Ok(());
        }
        match self.node.apply_conf_change(change) {
            Ok(state) => {
                self.applied.cluster.follow(&state, &Member::list_from_json(&change.context));
                let config = || Box::new(self.node.raft.tracker.config.clone());
                cx.trace(|| trace::Membership::AppliedConfChangeV2 { index, config: config() });
                self.notice_own_removal(cx, entry);
            }
            Err(RaftError::Fault(Fault::ConfChange(error))) => {
                cx.trace(|| trace::Membership::ConfChangeV2Rejected { index, error: Some(error) });
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn notice_own_removal(&mut self, cx: &mut Cx<'_>, entry: &Entry) {
        if self.removed_at.is_none() && self.applied.cluster.is_removed(self.id) {
            cx.trace(|| trace::Membership::RemovedSelf { index: entry.index });
            self.removed_at = Some(cx.now);
        }
    }

    /// An outsider's change of several members: raft takes it or says why not.
    pub(super) fn propose_joint(
        &mut self,
        cx: &mut Cx<'_>,
        change: &ConfChangeV2,
    ) -> Result<(), Fatal> {
        cx.trace(|| trace::Membership::ConfChangeV2Proposed { change: Box::new(change.clone()) });
        fault(self.node.propose_conf_change_v2(change))
    }
}
