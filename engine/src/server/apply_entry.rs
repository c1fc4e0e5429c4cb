//! One committed entry takes effect, after `etcdserver/server.go` of 3.5.16, `applyEntryNormal` and
//! `applyConfChange`. Whoever waits for the entry is answered here.

use super::cluster::MemberChange;
use super::etcd_server::{EtcdServer, fault};
use super::input::{Fatal, Output};
use super::trace;
use super::{InternalRaftRequest, Request};
use crate::base::{NONE, Time};
use crate::raft::message::{Entry, EntryType};
use crate::raft::{ConfChange, ConfChangeV2, Fault, RaftError, codec};

impl EtcdServer {
    pub(super) fn apply_entry(
        &mut self,
        now: Time,
        entry: &Entry,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        let (index, term) = (entry.index, entry.term);
        let bad = |reason: String| Fatal::BadEntry { index, reason };
        match entry.entry_type {
            EntryType::Normal if entry.data.is_empty() => {
                out.trace(|| trace::Apply::AppliedEmpty { index, term });
                Ok(())
            }
            EntryType::Normal => match InternalRaftRequest::decode(&entry.data) {
                Ok(request) => {
                    self.apply_request(entry, &request, out);
                    Ok(())
                }
                Err(error) => self.apply_attributes(now, entry, &error, out),
            },
            EntryType::ConfChange => {
                let change = codec::conf_change(&entry.data).map_err(|e| bad(e.to_string()))?;
                let what = MemberChange::of(&change).map_err(bad)?;
                self.apply_conf_change(now, entry, change, what, out)
            }
            EntryType::ConfChangeV2 => {
                let change = codec::conf_change_v2(&entry.data).map_err(|e| bad(e.to_string()))?;
                self.apply_conf_change_v2(now, entry, &change, out)
            }
        }
    }

    fn apply_request(&mut self, entry: &Entry, internal: &InternalRaftRequest, out: &mut Output) {
        let (index, term, request_id) = (entry.index, entry.term, internal.id);
        if matches!(internal.request, Request::Range(_)) {
            self.apply_read(entry, request_id, &internal.request, out);
            return;
        }
        let consistent = self.consistent.0;
        if index <= consistent {
            out.trace(|| trace::Snapshot::EntrySkipped { index, term, consistent });
            return;
        }
        let before = self.store.revision();
        let (result, reasons) = self.apply(&internal.request, out);
        let revision = self.store.revision();
        if revision > before {
            self.revisions.push(index);
        }
        out.trace(|| trace::Apply::Applied { index, term, request_id, revision });
        out.traces.extend(reasons);
        if let Some(waiter) = self.waiters.remove(&request_id) {
            self.reply(waiter.reply_to, result, out);
        }
    }

    /// A read that went through the log. Only the member that was asked carries it out (etcd
    /// `applyEntryNormal`, `noSideEffect`).
    fn apply_read(&mut self, entry: &Entry, request_id: u64, request: &Request, out: &mut Output) {
        let (index, term) = (entry.index, entry.term);
        let Some(waiter) = self.waiters.remove(&request_id) else {
            out.trace(|| trace::Apply::ReadEntrySkipped { index, term, request_id });
            return;
        };
        let revision = self.store.revision();
        out.trace(|| trace::Apply::Applied { index, term, request_id, revision });
        out.trace(|| trace::Read::ReadServed { applied: index, needed: index, linearizable: true });
        let (result, reasons) = self.apply(request, out);
        out.traces.extend(reasons);
        self.reply(waiter.reply_to, result, out);
    }

    /// A change that makes no sense any more is told to raft as a change of nobody, so that the next one
    /// may come.
    fn apply_conf_change(
        &mut self,
        now: Time,
        entry: &Entry,
        mut change: ConfChange,
        what: MemberChange,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        let (index, member, kind) = (entry.index, change.node_id, change.change_type);
        if let Err(error) = self.cluster.validate(&what) {
            out.trace(|| trace::Membership::ConfChangeInvalid {
                index,
                member,
                error: error.clone(),
            });
            change.node_id = NONE;
            self.node.apply_conf_change(&change.as_v2())?;
            self.answer_change(change.id, &what, Err(error), out);
            return Ok(());
        }
        self.node.apply_conf_change(&change.as_v2())?;
        self.cluster.carry_out(what.clone());
        let promoted = matches!(what, MemberChange::Promoted(_));
        out.trace(|| trace::Membership::AppliedConfChange { index, kind, member, promoted });
        self.answer_change(change.id, &what, Ok(()), out);
        self.notice_own_removal(now, entry, out);
        Ok(())
    }

    /// A change of several members. What raft cannot do, or what would bring a removed member back, is
    /// passed over by every member alike.
    fn apply_conf_change_v2(
        &mut self,
        now: Time,
        entry: &Entry,
        change: &ConfChangeV2,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        let index = entry.index;
        if change.changes.iter().any(|single| self.cluster.is_removed(single.node_id)) {
            out.trace(|| trace::Membership::ConfChangeV2Rejected { index, error: None });
            return Ok(());
        }
        match self.node.apply_conf_change(change) {
            Ok(state) => {
                self.cluster.follow(&state);
                let config = || Box::new(self.node.raft.tracker.config.clone());
                out.trace(|| trace::Membership::AppliedConfChangeV2 { index, config: config() });
                self.notice_own_removal(now, entry, out);
            }
            Err(RaftError::Fault(Fault::ConfChange(error))) => {
                out.trace(|| trace::Membership::ConfChangeV2Rejected { index, error: Some(error) });
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn notice_own_removal(&mut self, now: Time, entry: &Entry, out: &mut Output) {
        if self.removed_at.is_none() && self.cluster.is_removed(self.id) {
            out.trace(|| trace::Membership::RemovedSelf { index: entry.index });
            self.removed_at = Some(now);
        }
    }

    /// An outsider's change of several members: raft takes it or says why not.
    pub(super) fn propose_joint(
        &mut self,
        change: &ConfChangeV2,
        out: &mut Output,
    ) -> Result<(), Fatal> {
        out.trace(|| trace::Membership::ConfChangeV2Proposed { change: Box::new(change.clone()) });
        fault(self.node.propose_conf_change_v2(change))
    }
}
