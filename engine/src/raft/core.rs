//! The state of one member, after etcd raft.go, `type raft struct` and `newRaft`.
//!
//! Flat on purpose: one struct, and free-standing files that say what happens to it. `step` is the only
//! door for messages, `tick` the only clock, and what the member wants done collects in `msgs`,
//! `msgs_after_append`, `read_states` and the log until a `Ready` takes it out.

use super::{
    confchange,
    config::Config,
    error::{Fault, RaftError},
    log::RaftLog,
    memory::MemoryStorage,
    message::{HardState, Message, MessageType},
    read_index::{ReadOnly, ReadState},
    trace::{self, Trace},
    tracker::ProgressTracker,
};
use crate::base::{Index, NONE, NodeId, Rng, Sink, Term};
use std::fmt;

/// What a member is.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// Follows a leader, or waits for one.
    #[default]
    Follower,
    /// Asks for votes in its own new term.
    Candidate,
    /// Leads its term.
    Leader,
    /// Asks whether it would get votes, without a new term.
    PreCandidate,
}

/// What a member may forget in a crash.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub struct SoftState {
    /// Who leads, as far as it knows.
    pub lead: NodeId,
    /// What it is.
    pub role: Role,
}

/// One member of the group.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Raft {
    /// Who it is.
    pub id: NodeId,
    /// The latest term that it has seen.
    pub term: Term,
    /// Whom it voted for in this term.
    pub vote: NodeId,
    /// Who leads this term, as far as it knows.
    pub lead: NodeId,
    /// What it is.
    pub role: Role,
    /// It does not vote.
    pub is_learner: bool,
    /// The log.
    pub raft_log: RaftLog,
    /// The group.
    pub tracker: ProgressTracker,
    /// Ticks since the last sign of the leader; for a leader, since the last check of its quorum.
    pub election_elapsed: u32,
    /// Ticks since the last heartbeat that this leader sent.
    pub heartbeat_elapsed: u32,
    /// When `election_elapsed` reaches this, it campaigns.
    pub randomized_election_timeout: u32,
    /// Reads that may be answered once `applied` has reached their index.
    pub read_states: Vec<ReadState>,
    /// Reads that wait for a quorum.
    pub read_only: ReadOnly,
    /// Reads that wait for the leader's first commit in its term.
    pub pending_reads: Vec<Message>,
    /// To whom the leadership is being handed.
    pub lead_transferee: NodeId,
    /// No configuration change may be proposed before this index is applied.
    pub pending_conf_index: Index,
    /// Bytes of proposals in the log that are not applied, about.
    pub uncommitted_size: u64,
    /// What may be sent before the disk has written.
    pub msgs: Vec<Message>,
    /// What may be sent only after: promises that a crash must not undo.
    pub msgs_after_append: Vec<Message>,
    /// The parameters.
    pub config: Config,
    /// Why it did what it did.
    pub tracer: Sink<Trace>,
    rng: Rng,
}

impl Raft {
    /// A member that starts, or starts again, with what is in `storage`.
    pub fn new(config: Config, storage: MemoryStorage, rng: Rng) -> Result<Raft, RaftError> {
        Raft::traced(config, storage, rng, false)
    }

    /// The same, with the trace on or off from the first moment.
    pub fn traced(
        config: Config,
        storage: MemoryStorage,
        rng: Rng,
        tracing: bool,
    ) -> Result<Raft, RaftError> {
        let config = config.validated()?;
        let raft_log = RaftLog::new(storage, config.max_committed_size_per_ready);
        let tracker = ProgressTracker::new(config.max_inflight_msgs, config.max_inflight_bytes);
        let mut raft = Raft {
            id: config.id,
            term: 0,
            vote: NONE,
            lead: NONE,
            role: Role::Follower,
            is_learner: false,
            raft_log,
            tracker,
            election_elapsed: 0,
            heartbeat_elapsed: 0,
            randomized_election_timeout: 0,
            read_states: Vec::new(),
            read_only: ReadOnly::default(),
            pending_reads: Vec::new(),
            lead_transferee: NONE,
            pending_conf_index: 0,
            uncommitted_size: 0,
            msgs: Vec::new(),
            msgs_after_append: Vec::new(),
            config,
            tracer: Sink::new(tracing),
            rng,
        };
        raft.load()?;
        Ok(raft)
    }

    fn load(&mut self) -> Result<(), RaftError> {
        let last = self.raft_log.last_id();
        let (hard_state, conf_state) = self.raft_log.storage.initial_state();
        let changed = confchange::restore(&self.tracker, last.index, conf_state);
        let (config, progress) = changed.map_err(Fault::ConfChange)?;
        self.switch_to_config(config, progress)?;
        if hard_state != HardState::default() {
            self.load_state(hard_state)?;
        }
        if self.config.applied > 0 {
            self.raft_log.applied_to(self.config.applied, 0)?;
        }
        self.become_follower(self.term, NONE);
        if self.tracer.on {
            self.tracer.push(|| trace::Role::NewRaft {
                id: self.id,
                peers: self.tracker.config.voters.ids().ids().to_vec(),
                term: self.term,
                commit: self.raft_log.committed,
                applied: self.raft_log.applied,
                last,
            });
        }
        Ok(())
    }

    fn load_state(&mut self, state: HardState) -> Result<(), RaftError> {
        let (committed, last) = (self.raft_log.committed, self.raft_log.last_index());
        if state.commit < committed || state.commit > last {
            let (id, commit) = (self.id, state.commit);
            return Err(Fault::HardStateOutOfRange { id, commit, committed, last }.into());
        }
        self.raft_log.committed = state.commit;
        self.term = state.term;
        self.vote = state.vote;
        Ok(())
    }

    /// Time passes.
    pub fn tick(&mut self) {
        if self.role == Role::Leader {
            self.tick_heartbeat();
        } else {
            self.tick_election();
        }
    }

    /// Draws a new timeout: `election_tick` and up to one less than that again.
    pub(super) fn reset_randomized_election_timeout(&mut self) {
        let base = self.config.election_tick;
        self.randomized_election_timeout = base + self.rng.below(u64::from(base)) as u32;
    }

    /// What a member may forget.
    pub fn soft_state(&self) -> SoftState {
        SoftState { lead: self.lead, role: self.role }
    }

    /// What a member must remember.
    pub fn hard_state(&self) -> HardState {
        HardState { term: self.term, vote: self.vote, commit: self.raft_log.committed }
    }

    /// Whether this member may lead: it votes, and no snapshot is on its way to its disk.
    pub fn is_promotable(&self) -> bool {
        self.raft_log.unstable.snapshot.is_none()
            && self.tracker.get(self.id).is_some_and(|pr| !pr.is_learner)
    }

    /// Queues a message. Answers that promise something wait until the disk has written.
    pub(super) fn send(&mut self, mut message: Message) {
        use MessageType::*;
        if message.from == NONE {
            message.from = self.id;
        }
        match message.msg_type {
            Vote | VoteResp | PreVote | PreVoteResp => {}
            Prop | ReadIndex => message.term = 0,
            _ => message.term = self.term,
        }
        match message.msg_type {
            AppResp | VoteResp | PreVoteResp => self.msgs_after_append.push(message),
            _ => self.msgs.push(message),
        }
    }
}

impl fmt::Display for Role {
    /// `StateFollower`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "State{self:?}")
    }
}
