//! What a member is told when it starts, after etcd raft.go, `Config`.

use super::error::RaftError;
use crate::base::{Index, NONE, NodeId};

/// No limit on a size.
pub const NO_LIMIT: u64 = u64::MAX;

/// How a linearizable read is confirmed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub enum ReadOnlyOption {
    /// The leader asks a quorum whether it still leads. etcd's choice.
    #[default]
    Safe,
    /// The leader trusts its lease: right only while clocks run alike. Needs CheckQuorum.
    LeaseBased,
}

/// Rules that etcd never switches off, and that a learner may, to see what they are for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rules {
    /// With CheckQuorum: a member that has a live leader ignores requests for its vote (thesis 4.2.3).
    pub vote_lease: bool,
    /// A leader counts replicas only for entries of its own term (thesis 3.6.2, figure 3.7).
    pub commit_current_term_only: bool,
    /// A leader confirms with a quorum that it leads before it answers a read (thesis 6.4).
    pub read_index_quorum: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { vote_lease: true, commit_current_term_only: true, read_index_quorum: true }
    }
}

/// The parameters of one member. The default is what etcd's server uses, without an id.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Config {
    /// This member. Not zero.
    pub id: NodeId,
    /// Ticks without a leader until a follower campaigns, at least; at most one less than twice that.
    pub election_tick: u32,
    /// Ticks between two heartbeats.
    pub heartbeat_tick: u32,
    /// The last index that the application has applied, on a restart.
    pub applied: Index,
    /// Bytes of entries in one `MsgApp`, at most; zero means one entry at a time.
    pub max_size_per_msg: u64,
    /// Bytes of entries being applied at a time; zero means `max_size_per_msg`.
    pub max_committed_size_per_ready: u64,
    /// Bytes of proposals not yet applied, after which a leader drops more; zero means no limit.
    pub max_uncommitted_entries_size: u64,
    /// `MsgApp` with entries on their way to one follower.
    pub max_inflight_msgs: u32,
    /// Bytes of entries on their way to one follower; zero means no limit.
    pub max_inflight_bytes: u64,
    /// A leader that does not hear from a quorum steps down; voters keep to their leader's lease.
    pub check_quorum: bool,
    /// A candidate asks whether it could win before it raises its term (thesis 9.6).
    pub pre_vote: bool,
    /// How reads are confirmed.
    pub read_only_option: ReadOnlyOption,
    /// Followers drop proposals instead of passing them on.
    pub disable_proposal_forwarding: bool,
    /// Proposed configuration changes are not checked against the configuration in force.
    pub disable_conf_change_validation: bool,
    /// A leader steps down when it is removed or demoted.
    pub step_down_on_removal: bool,
    /// What a learner may switch off.
    pub rules: Rules,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            id: NONE,
            election_tick: 10,
            heartbeat_tick: 1,
            applied: 0,
            max_size_per_msg: 1 << 20,
            max_committed_size_per_ready: 0,
            max_uncommitted_entries_size: 0,
            max_inflight_msgs: 512,
            max_inflight_bytes: 0,
            check_quorum: true,
            pre_vote: true,
            read_only_option: ReadOnlyOption::Safe,
            disable_proposal_forwarding: false,
            disable_conf_change_validation: false,
            step_down_on_removal: false,
            rules: Rules::default(),
        }
    }
}

impl Config {
    /// The configuration with its zeros replaced by what they stand for, or what is wrong with it.
    pub fn validated(mut self) -> Result<Config, RaftError> {
        let wrong = |why| Err(RaftError::Config(why));
        if self.id == NONE {
            return wrong("cannot use none as id");
        }
        if self.heartbeat_tick == 0 {
            return wrong("heartbeat tick must be greater than 0");
        }
        if self.election_tick <= self.heartbeat_tick {
            return wrong("election tick must be greater than heartbeat tick");
        }
        if self.max_inflight_msgs == 0 {
            return wrong("max inflight messages must be greater than 0");
        }
        if self.max_inflight_bytes != 0 && self.max_inflight_bytes < self.max_size_per_msg {
            return wrong("max inflight bytes must be >= max message size");
        }
        if self.read_only_option == ReadOnlyOption::LeaseBased && !self.check_quorum {
            return wrong("CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased");
        }
        for (size, zero) in [
            (&mut self.max_uncommitted_entries_size, NO_LIMIT),
            (&mut self.max_committed_size_per_ready, self.max_size_per_msg),
            (&mut self.max_inflight_bytes, NO_LIMIT),
        ] {
            if *size == 0 {
                *size = zero;
            }
        }
        Ok(self)
    }
}
