//! What a server proposes on its own account, after `server.go` of 3.5.16: `publish` and
//! `updateClusterVersion`. Both go through the log as everything else does, wait for a leader as everything
//! else does, and are given up after etcd's time for a request.
//!
//! A process publishes itself at every start: its name, and where clients find it. Until that entry is applied
//! here it serves no client, so what it serves is never older than its start.

use super::Request;
use super::address::client_url;
use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::failure::taken;
use super::input::{Fatal, ReplyTo, TimerToken};
use super::pending::Waiter;
use super::propose::Parked;
use super::trace;
use super::v2_request::{MemberAttributes, V2Put, V2Request};
use super::version::ClusterVersion;
use crate::base::{Index, NONE, Peer, Time};
use crate::raft::EntryType;

/// What it is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Own {
    /// This member's name and where clients find it.
    Publish,
    /// What the cluster can do.
    Version(ClusterVersion),
}

/// One that is under way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OwnProposal {
    pub own: Own,
    pub since: Time,
    pub(super) timer: TimerToken,
}

/// A request that came before this process had published itself.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Early {
    pub waiter: Waiter,
    pub request: Request,
}

impl EtcdServer {
    /// Whether clients are served.
    pub fn is_ready(&self) -> bool {
        self.ready
    }

    /// The process has come up: it tells the cluster who it is.
    pub(super) fn publish(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        self.propose_own(cx, Own::Publish)
    }

    /// Hands it to raft, or lets it wait for a leader. That raft drops it is not noticed before its time is
    /// over, as in etcd.
    pub(super) fn propose_own(&mut self, cx: &mut Cx<'_>, own: Own) -> Result<(), Fatal> {
        let request_id = self.ids.next_id();
        let put = match own {
            Own::Publish => V2Put::Attributes(MemberAttributes {
                member: self.id,
                name: self.machine.to_string(),
                client_urls: vec![client_url(self.machine)],
            }),
            Own::Version(version) => V2Put::Version(version),
        };
        let data = V2Request { id: request_id, put }.encode();
        let timer = self.set_timer(cx, self.request_timeout);
        self.pending.own.insert(request_id, OwnProposal { own, since: cx.now, timer });
        let entry = Parked { request_id, entry_type: EntryType::Normal, data };
        if self.node.raft.lead == NONE {
            cx.trace(|| trace::Publish::OwnWaits { request_id, own });
            self.pending.parked.push(entry);
            return Ok(());
        }
        self.hand_own_to_raft(cx, entry, own)
    }

    pub(super) fn hand_own_to_raft(
        &mut self,
        cx: &mut Cx<'_>,
        entry: Parked,
        own: Own,
    ) -> Result<(), Fatal> {
        let request_id = entry.request_id;
        cx.trace(|| trace::Publish::OwnProposed { request_id, own });
        taken(self.node.propose_entry(entry.entry_type, entry.data)).map(|_| ())
    }

    /// Gives up what this timer ends, if it is one of its own; a process that is not published tries again.
    pub(super) fn own_timed_out(
        &mut self,
        cx: &mut Cx<'_>,
        timer: TimerToken,
    ) -> Result<bool, Fatal> {
        let late = self.pending.own.extract_if(.., |_, own| own.timer == timer).next();
        let Some((request_id, OwnProposal { own, since, .. })) = late else { return Ok(false) };
        self.pending.parked.retain(|parked| parked.request_id != request_id);
        let why = self.reason_of_timeout(since);
        cx.trace(|| trace::Publish::OwnTimedOut { request_id, own, since, why });
        if own == Own::Publish {
            self.publish(cx)?;
        }
        Ok(true)
    }

    /// The entry at `index` is what a server has proposed on its own account.
    pub(super) fn apply_v2(
        &mut self,
        cx: &mut Cx<'_>,
        index: Index,
        request: V2Request,
    ) -> Result<(), Fatal> {
        match request.put {
            V2Put::Attributes(MemberAttributes { member, name, client_urls }) => {
                cx.trace(|| trace::Publish::Published { index, member });
                self.applied.cluster.set_attributes(member, name, client_urls);
            }
            V2Put::Version(version) => self.apply_version(cx, index, version),
        }
        let Some(OwnProposal { own, timer, .. }) = self.pending.own.remove(&request.id) else {
            return Ok(());
        };
        self.stop_timer(cx, timer);
        match own {
            Own::Publish => self.serve(cx),
            Own::Version(version) => {
                cx.trace(|| trace::Version::Updated { version });
                Ok(())
            }
        }
    }

    /// From now on clients are served.
    fn serve(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        self.ready = true;
        let early = std::mem::take(&mut self.pending.early);
        cx.trace(|| trace::Publish::ReadyToServe { waiting: early.len() as u64 });
        for Early { waiter, request } in early {
            let to = waiter.end(cx);
            self.request(cx, to, request)?;
        }
        Ok(())
    }

    /// Whether a request must wait until clients are served: etcd's listener is open from the start, but
    /// nobody takes the connection yet. Members are answered at once.
    pub(super) fn is_early(&self, to: ReplyTo) -> bool {
        !self.ready && matches!(to.caller, Peer::Client(_))
    }

    pub(super) fn keep_early(&mut self, cx: &mut Cx<'_>, to: ReplyTo, request: Request) {
        cx.trace(|| trace::Publish::NotReadyToServe);
        let waiter = self.wait(cx, to, None);
        self.pending.early.push(Early { waiter, request });
    }
}
