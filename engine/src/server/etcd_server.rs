//! One etcd process, after `server/etcdserver/server.go`.

use super::attributes::Early;
use super::cluster::Cluster;
use super::forward::Forwarded;
use super::ids::IdGenerator;
use super::input::{Effect, Fatal, Input, Output, ReplyTo};
use super::membership::LeaderMove;
use super::propose::{Parked, Waiter};
use super::raft_loop::InFsync;
use super::read::ReadQueue;
use super::read_mode::ReadMode;
use super::rules::{Rule, Rules};
use super::snapshot::Snapshots;
use super::trace::{self, Trace};
use super::{Request, Response, RpcError, apply, validate};
use crate::base::Sink;
use crate::base::{Index, NONE, NodeId, SharedVec, Term, Time};
use crate::mvcc::Store;
use crate::raft::{RaftError, RawNode, Role};
use crate::wal::Wal;
use std::collections::BTreeMap;

/// A process: all that a crash takes away. What survives is on the disk, outside.
#[derive(Clone, Hash, Debug)]
pub struct EtcdServer {
    pub(super) id: NodeId,
    pub(super) cluster_id: u64,
    /// How long a request may wait (etcd `ServerConfig.ReqTimeout`).
    pub(super) request_timeout: Time,
    pub(super) node: RawNode,
    pub(super) wal: Wal,
    pub(super) store: Store,
    pub(super) applied: Index,
    pub(super) applied_term: Term,
    /// The last entry whose effect was in the database when it was read, and its term: entries up to here
    /// are not carried out on it again.
    pub(super) consistent: (Index, Term),
    /// The entry that made each revision, from `first_revision`: the first since the store was read.
    pub(super) revisions: SharedVec<Index>,
    pub(super) first_revision: i64,
    pub(super) snapshots: Snapshots,
    pub(super) known_leader: NodeId,
    pub(super) ids: IdGenerator,
    pub(super) next_token: u64,
    pub(super) in_fsync: Option<InFsync>,
    pub(super) waiters: BTreeMap<u64, Waiter>,
    pub(super) parked: Vec<Parked>,
    pub(super) reads: ReadQueue,
    pub(super) forwards: BTreeMap<u64, Forwarded>,
    pub(super) cluster: Cluster,
    /// Since when its transport is connected to whom.
    pub(super) connections: BTreeMap<NodeId, Time>,
    pub(super) moves: Vec<LeaderMove>,
    /// It joined a cluster that was there already.
    pub(super) join: bool,
    /// When it proposed its name last.
    pub(super) published: Option<Time>,
    pub(super) early: Vec<Early>,
    /// When it applied its own removal.
    pub(super) removed_at: Option<Time>,
    pub(super) rules: Rules,
    pub(super) read_mode: ReadMode,
}

impl EtcdServer {
    /// Deals with one thing that happens to the process. It ends when the process cannot go on.
    pub fn handle(&mut self, now: Time, input: Input, out: &mut Output) -> Result<(), Fatal> {
        self.node.set_tracing(out.tracing);
        match input {
            Input::Tick => {
                if self.removed_at.is_some_and(|at| now.since(at) >= STOP_DELAY) {
                    return Err(Fatal::Removed);
                }
                self.node.tick();
                self.tick_waiters(now, self.request_timeout, out);
                self.tick_reads(now, self.request_timeout, out);
                self.tick_snapshots(now, out)?;
                self.tick_forwards(now, self.request_timeout, out);
                self.tick_moves(now, out);
                self.tick_publish(now, out);
            }
            Input::Receive(message) | Input::ReceiveSnapshot { message, .. }
                if self.cluster.is_removed(message.from) =>
            {
                let from = message.from;
                out.trace(|| trace::Membership::RejectedRemoved { from, kind: message.msg_type });
                out.effects.push(Effect::Gone(from));
            }
            // Raft refuses what it must not hear: a stranger's answer, a local message from outside.
            Input::Receive(message) => fault(self.node.step(*message))?,
            Input::ReceiveSnapshot { message, .. } if self.cluster.is_removed(message.from) => {
                let from = message.from;
                out.trace(|| trace::Membership::RejectedRemoved { from, kind: message.msg_type });
                out.effects.push(Effect::Gone(from));
            }
            Input::ReceiveSnapshot { message, db } => self.receive_snapshot(message, db, out),
            Input::SnapshotStatus { to, failed } => self.snapshot_status(now, to, failed, out)?,
            Input::Connections(since) => self.connections = since,
            Input::Gone(from) => {
                out.trace(|| trace::Membership::ToldRemoved { from });
                return Err(Fatal::Removed);
            }
            Input::ProposeConfChange(change) => self.propose_joint(&change, out)?,
            Input::Unreachable(peer) => fault(self.node.report_unreachable(peer))?,
            Input::DiskDone(token) => self.disk_done(now, token, out)?,
            Input::Campaign => fault(self.node.campaign())?,
            Input::Client(to, request) => self.request(now, to, request, out),
            Input::Answer { from, request, result } => {
                self.answered(now, from, request, result, out);
            }
            Input::Rule { rule, on } => self.switch_rule(rule, on, out),
            Input::Reads(mode) => self.switch_reads(mode, out),
        }
        self.drive(now, out)
    }

    pub(super) fn request(&mut self, now: Time, to: ReplyTo, request: Request, out: &mut Output) {
        if !self.is_ready() {
            self.keep_early(now, to, request, out);
            return;
        }
        let learner = self.cluster.is_learner(self.id);
        let done = match validate::check(&request) {
            Ok(()) if learner && !validate::is_for_learners(&request) => {
                Err(RpcError::NotSupportedForLearner)
            }
            Ok(()) => self.dispatch(now, to, request, out),
            Err(error) => Err(error),
        };
        if let Err(error) = done {
            out.trace(|| trace::Propose::Refused { error: error.clone() });
            out.effects.push(Effect::Reply(to, Err(error)));
        }
    }

    fn dispatch(
        &mut self,
        now: Time,
        to: ReplyTo,
        request: Request,
        out: &mut Output,
    ) -> Result<(), RpcError> {
        match request {
            Request::Range(range) => self.read(now, to, range, out),
            Request::Put(_) | Request::DeleteRange(_) => self.propose(now, to, &request, out),
            Request::MemberAdd(add) => {
                self.member_add(now, to, &add.peer_urls, add.is_learner, out)
            }
            Request::MemberRemove(remove) => self.member_remove(now, to, remove.id, out),
            Request::MemberPromote(ref promote) => {
                let id = promote.id;
                self.member_promote(now, to, request, id, out)
            }
            Request::MoveLeader(asked) => self.move_leader(now, to, asked.target_id, out),
            Request::MemberList(list) => {
                self.member_list(now, to, list, out);
                Ok(())
            }
            Request::Status(_) => {
                self.status(to, out);
                Ok(())
            }
        }
    }

    fn switch_rule(&mut self, rule: Rule, on: bool, out: &mut Output) {
        self.rules.set(rule, on);
        out.trace(|| trace::Switch::RuleSwitched { rule, on });
        self.obey();
    }

    fn switch_reads(&mut self, mode: ReadMode, out: &mut Output) {
        self.read_mode = mode;
        out.trace(|| trace::Switch::ReadModeSwitched { mode });
        self.obey();
    }

    /// Tells raft which rules are in force.
    fn obey(&mut self) {
        let config = &mut self.node.raft.config;
        config.pre_vote = self.rules.pre_vote;
        config.check_quorum = self.rules.check_quorum;
        config.rules = self.rules.of_raft();
        config.read_only_option = self.read_mode.option(self.rules.check_quorum);
    }

    /// Fills in the header (`v3rpc/header.go`) and answers.
    pub(super) fn reply(
        &mut self,
        to: ReplyTo,
        mut result: Result<Response, RpcError>,
        out: &mut Output,
    ) {
        if let Ok(response) = &mut result {
            let header = response.header_mut();
            header.cluster_id = self.cluster_id;
            header.member_id = self.id;
            header.raft_term = self.node.raft.term;
        }
        out.effects.push(Effect::Reply(to, result));
    }

    pub(super) fn drain_raft_traces(&mut self, out: &mut Output) {
        if out.tracing {
            out.traces.extend(self.node.take_traces().into_iter().map(Trace::Raft));
        }
    }

    /// Carries a request out on the store, with its reasons.
    pub(super) fn apply(
        &mut self,
        request: &Request,
        out: &mut Output,
    ) -> (Result<Response, RpcError>, Vec<Trace>) {
        if !out.tracing {
            return (apply::apply(&mut self.store, request), Vec::new());
        }
        let mut reasons = Sink::new(true);
        let result = apply::apply_traced(&mut self.store, request, &mut reasons);
        (result, reasons.take().into_iter().map(Trace::Mvcc).collect())
    }

    /// The entry that made a revision of the store; nobody knows it of those that were in the database
    /// when it was read.
    pub fn index_of_revision(&self, revision: i64) -> Option<Index> {
        let at = usize::try_from(revision.checked_sub(self.first_revision)?).ok()?;
        self.revisions.get(at).copied()
    }

    /// This member.
    pub fn id(&self) -> NodeId {
        self.id
    }

    /// True if this member leads, as far as it knows.
    pub fn is_leader(&self) -> bool {
        self.node.raft.role == Role::Leader
    }

    /// The consensus.
    pub fn raft(&self) -> &RawNode {
        &self.node
    }

    /// The consensus, to be tampered with by tests of the observers.
    #[cfg(test)]
    pub(crate) fn raft_mut(&mut self) -> &mut RawNode {
        &mut self.node
    }

    /// Forgets all keys.
    #[cfg(test)]
    pub(crate) fn lose_store(&mut self) {
        self.store = Store::new();
    }

    /// Pretends that an entry was carried out.
    #[cfg(test)]
    pub(crate) fn set_applied(&mut self, index: Index) {
        self.applied = index;
    }

    /// The write-ahead log.
    pub fn wal(&self) -> &Wal {
        &self.wal
    }

    /// The key-value store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The last entry that was carried out.
    pub fn applied(&self) -> Index {
        self.applied
    }

    /// Entries up to here had their effect in the database when it was read.
    pub fn consistent_index(&self) -> Index {
        self.consistent.0
    }

    /// The present term.
    pub fn term(&self) -> Term {
        self.node.raft.term
    }

    /// Who leads, as far as this member knows.
    pub fn leader(&self) -> Option<NodeId> {
        Some(self.node.raft.lead).filter(|id| *id != NONE)
    }

    /// The `Ready` whose fsync is under way.
    pub fn in_fsync(&self) -> Option<&InFsync> {
        self.in_fsync.as_ref()
    }

    /// The last index that this process knows to be on its disk.
    pub fn stable_index(&self) -> Index {
        self.node.raft.raft_log.storage.last_index()
    }

    /// Writes that wait for their entry to be applied, by request id.
    pub fn waiters(&self) -> &BTreeMap<u64, Waiter> {
        &self.waiters
    }

    /// Writes that wait for a leader.
    pub fn parked(&self) -> &[Parked] {
        &self.parked
    }

    /// Requests that wait for another member's answer, by request id.
    pub fn forwards(&self) -> &BTreeMap<u64, Forwarded> {
        &self.forwards
    }

    /// Who is in the cluster, as far as this member has applied.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Clients that wait for the leadership to arrive somewhere.
    pub fn moves(&self) -> &[LeaderMove] {
        &self.moves
    }

    /// Requests that came before this member, which joins, could serve.
    pub fn early(&self) -> &[Early] {
        &self.early
    }

    /// When this member applied its own removal; it stops soon after.
    pub fn removed_at(&self) -> Option<Time> {
        self.removed_at
    }

    /// The safety rules in force here.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// How linearizable reads are served here.
    pub fn read_mode(&self) -> ReadMode {
        self.read_mode
    }

    /// Reads that wait.
    pub fn reads(&self) -> &ReadQueue {
        &self.reads
    }
}

/// A refusal is raft's right; a fault means that this process's state is broken.
pub(super) fn fault(result: Result<(), RaftError>) -> Result<(), Fatal> {
    match result {
        Err(RaftError::Fault(fault)) => Err(Fatal::Raft(fault.to_string())),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Etcd stops a removed member so long after it has applied its removal, so that it may still help to commit.
const STOP_DELAY: Time = Time::from_ms(1000);
/// A fresh store is at revision 1: the first write makes this one.
pub(super) const FIRST_REVISION: i64 = 2;
