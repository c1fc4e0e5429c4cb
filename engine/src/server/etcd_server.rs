//! One etcd process, after `server/etcdserver/server.go`.

use super::applied::Applied;
use super::cluster::Cluster;
use super::contention::TimeoutDetector;
use super::cx::Cx;
use super::failure::{Failure, fault};
use super::forward::Forwarded;
use super::ids::IdGenerator;
use super::input::{Effect, Fatal, Input, Output, ReplyTo, TimerToken};
use super::membership::LeaderMove;
use super::own::{Early, OwnProposal};
use super::pending::Pending;
use super::propose::{Parked, Proposal};
use super::raft_loop::InFsync;
use super::read::ReadQueue;
use super::read_mode::ReadMode;
use super::rules::{Rule, Rules};
use super::snapshot::Snapshots;
use super::trace;
use super::{Request, Response, RpcError, validate};
use crate::base::{DiskToken, Index, MachineId, NONE, NodeId, Term, Time};
use crate::mvcc::Store;
use crate::raft::message::Message;
use crate::raft::{RawNode, Role};
use crate::wal::Wal;
use std::collections::{BTreeMap, BTreeSet};

/// A process: all that a crash takes away. What survives is on the disk, outside.
#[derive(Clone, Hash, Debug)]
pub struct EtcdServer {
    pub(super) id: NodeId,
    /// Where it runs: its name and its addresses.
    pub(super) machine: MachineId,
    pub(super) cluster_id: u64,
    /// How long a request may wait (etcd `ServerConfig.ReqTimeout`).
    pub(super) request_timeout: Time,
    pub(super) node: RawNode,
    pub(super) wal: Wal,
    pub(super) applied: Applied,
    pub(super) snapshots: Snapshots,
    pub(super) known_leader: NodeId,
    /// When a leader was last known anew (etcd `leadElectedTime`).
    pub(super) lead_elected: Option<Time>,
    pub(super) ids: IdGenerator,
    pub(super) next_token: u64,
    pub(super) next_timer: u64,
    pub(super) in_fsync: Option<InFsync>,
    pub(super) pending: Pending,
    /// Since when its transport is connected to whom.
    pub(super) connections: BTreeMap<NodeId, Time>,
    /// At whose address nobody listens.
    pub(super) refused: BTreeSet<NodeId>,
    /// It has published itself, and serves clients.
    pub(super) ready: bool,
    /// When it looks at the cluster's version again, if it leads.
    pub(super) version_timer: Option<TimerToken>,
    /// When it applied its own removal.
    pub(super) removed_at: Option<Time>,
    /// Whether its heartbeats leave on time.
    pub(super) contention: TimeoutDetector,
    pub(super) rules: Rules,
    pub(super) read_mode: ReadMode,
}

impl EtcdServer {
    /// The process begins its work: it tells the cluster who it is (etcd `Start`).
    ///
    /// # Errors
    /// [`Fatal`] if raft cannot go on.
    pub fn start(&mut self, now: Time, out: &mut Output) -> Result<(), Fatal> {
        self.node.set_tracing(out.traces.on);
        self.publish(&mut Cx { now, out })
    }

    /// Deals with one thing that happens to the process. It ends when the process cannot go on.
    pub fn handle(&mut self, now: Time, input: Input, out: &mut Output) -> Result<(), Fatal> {
        self.node.set_tracing(out.traces.on);
        let cx = &mut Cx { now, out };
        self.take_in(cx, input)?;
        self.drive(cx)
    }

    fn take_in(&mut self, cx: &mut Cx<'_>, input: Input) -> Result<(), Fatal> {
        match input {
            Input::Tick => self.tick(cx),
            Input::Receive(message) | Input::ReceiveSnapshot { message, .. }
                if self.applied.cluster.is_removed(message.from) =>
            {
                self.reject_removed(cx, &message);
                Ok(())
            }
            // Raft refuses what it must not hear: a stranger's answer, a local message from outside.
            Input::Receive(message) => fault(self.node.step(*message)),
            Input::ReceiveSnapshot { message, db } => {
                self.receive_snapshot(cx, message, db);
                Ok(())
            }
            Input::SnapshotStatus { to, failed } => self.snapshot_status(cx, to, failed),
            Input::Connections { since, refused } => {
                (self.connections, self.refused) = (since, refused);
                Ok(())
            }
            Input::Gone(from) => {
                cx.trace(|| trace::Membership::ToldRemoved { from });
                Err(Fatal::Removed)
            }
            Input::ProposeConfChange(change) => self.propose_joint(cx, &change),
            Input::Unreachable(peer) => fault(self.node.report_unreachable(peer)),
            Input::DiskDone(token) => self.disk_done(cx, token),
            Input::Timer(token) => self.timer(cx, token),
            Input::Campaign => fault(self.node.campaign()),
            Input::Client(to, request) => self.request(cx, to, request),
            Input::Cancel(caller, request) => {
                self.cancel(cx, caller, request);
                Ok(())
            }
            Input::Answer { from, request, result } => {
                self.answered(cx, from, request, result);
                Ok(())
            }
            Input::Rule { rule, on } => {
                self.switch_rule(cx, rule, on);
                Ok(())
            }
            Input::Reads(mode) => {
                self.switch_reads(cx, mode);
                Ok(())
            }
        }
    }

    /// One heartbeat interval has passed.
    fn tick(&mut self, cx: &mut Cx<'_>) -> Result<(), Fatal> {
        if self.removed_at.is_some_and(|at| cx.now.since(at) >= STOP_DELAY) {
            return Err(Fatal::Removed);
        }
        self.tick_raft(cx);
        self.end_moves(cx);
        self.tick_snapshots(cx)
    }

    fn reject_removed(&mut self, cx: &mut Cx<'_>, message: &Message) {
        let (from, kind) = (message.from, message.msg_type);
        cx.trace(|| trace::Membership::RejectedRemoved { from, kind });
        cx.effect(Effect::Gone(from));
    }

    /// A client asks, or a member for a client of its own.
    pub(super) fn request(
        &mut self,
        cx: &mut Cx<'_>,
        to: ReplyTo,
        request: Request,
    ) -> Result<(), Fatal> {
        if self.is_early(to) {
            self.keep_early(cx, to, request);
            return Ok(());
        }
        match self.dispatch(cx, to, request) {
            Ok(()) => Ok(()),
            Err(Failure::Refused(error)) => {
                cx.trace(|| trace::Propose::Refused { error: error.clone() });
                cx.answer(to, Err(error));
                Ok(())
            }
            Err(Failure::Fatal(fatal)) => Err(fatal),
        }
    }

    fn dispatch(&mut self, cx: &mut Cx<'_>, to: ReplyTo, request: Request) -> Result<(), Failure> {
        validate::check(&request)?;
        if self.applied.cluster.is_learner(self.id) && !validate::is_for_learners(&request) {
            return Err(RpcError::NotSupportedForLearner.into());
        }
        match request {
            Request::Range(range) => self.read(cx, to, range),
            Request::Put(_) | Request::DeleteRange(_) | Request::Alarm(_) => {
                self.propose(cx, to, &request)
            }
            Request::MemberAdd(add) => self.member_add(cx, to, &add.peer_urls, add.is_learner),
            Request::MemberRemove(remove) => self.member_remove(cx, to, remove.id),
            Request::MemberUpdate(update) => {
                self.member_update(cx, to, update.id, &update.peer_urls)
            }
            Request::MemberPromote(ref promote) => {
                let id = promote.id;
                self.member_promote(cx, to, request, id)
            }
            Request::MoveLeader(asked) => self.move_leader(cx, to, asked.target_id),
            Request::MemberList(list) => Ok(self.member_list(cx, to, list)?),
            Request::Status(_) => {
                self.status(cx, to);
                Ok(())
            }
            Request::HashKv(asked) => Ok(self.hash_kv(cx, to, asked.revision)?),
        }
    }

    fn switch_rule(&mut self, cx: &mut Cx<'_>, rule: Rule, on: bool) {
        self.rules.set(rule, on);
        cx.trace(|| trace::Switch::RuleSwitched { rule, on });
        self.obey();
    }

    fn switch_reads(&mut self, cx: &mut Cx<'_>, mode: ReadMode) {
        self.read_mode = mode;
        cx.trace(|| trace::Switch::ReadModeSwitched { mode });
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
        cx: &mut Cx<'_>,
        to: ReplyTo,
        mut result: Result<Response, RpcError>,
    ) {
        if let Ok(response) = &mut result {
            let header = response.header_mut();
            header.cluster_id = self.cluster_id;
            header.member_id = self.id;
            header.raft_term = self.node.raft.term;
        }
        cx.answer(to, result);
    }

    pub(super) fn drain_raft_traces(&mut self, cx: &mut Cx<'_>) {
        cx.out.traces.give(&mut self.node.raft.tracer);
    }

    pub(super) fn next_token(&mut self) -> DiskToken {
        self.next_token += 1;
        DiskToken(self.next_token)
    }

    /// The entry that made a revision of the store; nobody knows it of those that were in the database
    /// when it was read.
    pub fn index_of_revision(&self, revision: i64) -> Option<Index> {
        self.applied.index_of_revision(revision)
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

    /// The keys, to be tampered with by tests of the observers.
    #[cfg(test)]
    pub(crate) fn store_mut(&mut self) -> &mut Store {
        &mut self.applied.store
    }

    /// Pretends that an entry was carried out.
    #[cfg(test)]
    pub(crate) fn set_applied(&mut self, index: Index) {
        self.applied.index = index;
    }

    /// The write-ahead log.
    pub fn wal(&self) -> &Wal {
        &self.wal
    }

    /// The key-value store.
    pub fn store(&self) -> &Store {
        &self.applied.store
    }

    /// The last entry that was carried out.
    pub fn applied(&self) -> Index {
        self.applied.index
    }

    /// The term of the last entry that was carried out.
    pub fn applied_term(&self) -> Term {
        self.applied.term
    }

    /// Entries up to here had their effect in the database when it was read.
    pub fn consistent_index(&self) -> Index {
        self.applied.consistent.0
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
        self.node.raft.raft_log.stable_index()
    }

    /// Writes that wait for their entry to be applied, by request id.
    pub fn proposals(&self) -> &BTreeMap<u64, Proposal> {
        &self.pending.proposals
    }

    /// Writes that wait for a leader.
    pub fn parked(&self) -> &[Parked] {
        &self.pending.parked
    }

    /// Requests that wait for another member's answer, by request id.
    pub fn forwards(&self) -> &BTreeMap<u64, Forwarded> {
        &self.pending.forwards
    }

    /// What this server has proposed on its own account, by request id.
    pub fn own_proposals(&self) -> &BTreeMap<u64, OwnProposal> {
        &self.pending.own
    }

    /// Who is in the cluster, as far as this member has applied.
    pub fn cluster(&self) -> &Cluster {
        &self.applied.cluster
    }

    /// Clients that wait for the leadership to arrive somewhere.
    pub fn moves(&self) -> &[LeaderMove] {
        &self.pending.moves
    }

    /// Requests that came before this process could serve.
    pub fn early(&self) -> &[Early] {
        &self.pending.early
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
        &self.pending.reads
    }
}

/// Etcd stops a removed member so long after it has applied its removal, so that it may still help to commit.
const STOP_DELAY: Time = Time::from_ms(1000);
