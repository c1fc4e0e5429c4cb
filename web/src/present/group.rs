//! Who decides at one member: the configuration in force with its quorums, a question to its voters (votes,
//! heartbeats of a read) with the answers so far, and, at a leader, what it believes of each peer. While the
//! configuration is joint there are two halves, and both must agree.

use engine::{
    base::{Index, Name, Names, NodeId},
    raft::{self, ProgressState, Raft, quorum::Majority},
};

/// The configuration in force.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Group {
    /// One; while joint two, the incoming voters first.
    pub halves: Vec<VoterHalf>,
    pub learners: Vec<Name>,
    /// Outgoing voters that will be learners once the joint configuration is left.
    pub learners_next: Vec<Name>,
    /// The leader leaves the joint configuration by itself.
    pub auto_leave: bool,
}

/// Voters of whom a majority decides.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct VoterHalf {
    pub voters: Vec<Name>,
    pub quorum: usize,
    /// At a leader: so much of the log is on the disks of a quorum of these.
    pub agreed: Option<Index>,
}

/// The answers of one half to one question.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Count {
    pub yes: Vec<Name>,
    pub no: Vec<Name>,
    pub open: Vec<Name>,
    /// So many times yes decide.
    pub quorum: usize,
}

/// Votes so far.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    /// As [`Group::halves`].
    pub halves: Vec<Count>,
    /// A round of pre-votes: nobody's term changes.
    pub pre: bool,
}

/// A linearizable read that waits at the leader.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct WaitingRead {
    /// What names it, in hexadecimal: its asker recognizes the answer by it.
    pub context: String,
    /// The member that asked for it.
    pub from: Name,
    /// The commit index when it came, and whose answer to the heartbeat that carries this number is there.
    /// None while the leader has not committed an entry of its own term.
    pub round: Option<(Index, u64, Vec<Count>)>,
}

/// The leadership is being handed over.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Transfer {
    pub to: Name,
    /// Ticks since it began; at `timeout` the leader gives it up.
    pub elapsed: u64,
    pub timeout: u64,
    /// Its log must reach `last` first.
    pub matched: Index,
    pub last: Index,
}

/// How a leader sends to a peer.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Sending {
    #[default]
    Probe,
    Replicate,
    Snapshot,
}

/// What a leader knows of one member.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct PeerProgress {
    pub id: Name,
    pub learner: bool,
    pub sending: Sending,
    pub matched: Index,
    pub next: Index,
    /// The last index of each append that is sent and not answered.
    pub inflight: Vec<Index>,
    pub inflight_max: u64,
    /// No more fits, be it by number or by bytes.
    pub full: bool,
    /// Nothing more is sent until an answer comes.
    pub paused: bool,
    /// The index of the snapshot on its way; 0 for none.
    pub snapshot: Index,
    /// Heard of since the leader last looked at its quorum.
    pub active: bool,
}

impl Group {
    /// What a member takes for the configuration.
    pub fn of(raft: &Raft, names: &Names) -> Group {
        let leads = raft.role == raft::Role::Leader;
        let config = &raft.tracker.config;
        let matched = |id| raft.tracker.get(id).map(|progress| progress.matched);
        let half = |voters: &Majority| VoterHalf {
            voters: named(names, voters),
            quorum: voters.len() / 2 + 1,
            agreed: leads.then(|| voters.committed_index(matched)),
        };
        Group {
            halves: halves(raft).map(half).collect(),
            learners: named(names, &config.learners),
            learners_next: named(names, &config.learners_next),
            auto_leave: config.auto_leave,
        }
    }

    /// Two halves decide.
    pub fn is_joint(&self) -> bool {
        self.halves.len() > 1
    }
}

/// The votes of a member that campaigns.
pub fn tally(raft: &Raft, names: &Names) -> Option<Tally> {
    let pre = match raft.role {
        raft::Role::PreCandidate => true,
        raft::Role::Candidate => false,
        raft::Role::Follower | raft::Role::Leader => return None,
    };
    let vote = |id| raft.tracker.votes.iter().find(|(voter, _)| *voter == id).map(|vote| vote.1);
    Some(Tally { halves: count(raft, names, vote), pre })
}

/// The reads that wait at a leader, oldest first; those that are held come last.
pub fn reads(raft: &Raft, names: &Names) -> Vec<WaitingRead> {
    let queue = &raft.read_only;
    let read = |message: &raft::Message, round| WaitingRead {
        context: message.entries.first().map(|entry| hex(&entry.data)).unwrap_or_default(),
        from: names.of(if message.from == 0 { raft.id } else { message.from }),
        round,
    };
    let asked = queue.unconfirmed.iter().zip(queue.confirmed + 1..).map(|((message, index), n)| {
        let acked = |id| queue.acks.iter().any(|(member, acked)| *member == id && *acked >= n);
        read(message, Some((*index, n, count(raft, names, |id| acked(id).then_some(true)))))
    });
    asked.chain(raft.pending_reads.iter().map(|message| read(message, None))).collect()
}

/// The hand-over that is under way.
pub fn transfer(raft: &Raft, names: &Names) -> Option<Transfer> {
    let to = raft.lead_transferee;
    let progress = raft.tracker.get(to)?;
    Some(Transfer {
        to: names.of(to),
        elapsed: raft.election_elapsed.into(),
        timeout: raft.config.election_tick.into(),
        matched: progress.matched,
        last: raft.raft_log.last_index(),
    })
}

/// What a leader believes of everybody, itself included.
pub fn peers(raft: &Raft, names: &Names) -> Vec<PeerProgress> {
    let all = raft.tracker.progress.iter().map(|(id, progress)| PeerProgress {
        id: names.of(*id),
        learner: progress.is_learner,
        sending: match progress.state {
            ProgressState::Probe => Sending::Probe,
            ProgressState::Replicate => Sending::Replicate,
            ProgressState::Snapshot => Sending::Snapshot,
        },
        matched: progress.matched,
        next: progress.next,
        inflight: progress.inflights.indexes().collect(),
        inflight_max: raft.tracker.max_inflight_msgs.into(),
        full: progress.inflights.is_full(),
        paused: progress.is_paused(),
        snapshot: progress.pending_snapshot,
        active: progress.recent_active,
    });
    let mut all: Vec<PeerProgress> = all.collect();
    all.sort_by_key(|peer| peer.id);
    all
}

/// Who has answered a question how, in each half.
fn count(raft: &Raft, names: &Names, answer: impl Fn(NodeId) -> Option<bool>) -> Vec<Count> {
    let half = |voters: &Majority| {
        let mut count = Count { quorum: voters.len() / 2 + 1, ..Count::default() };
        for id in voters.ids() {
            match answer(*id) {
                Some(true) => count.yes.push(names.of(*id)),
                Some(false) => count.no.push(names.of(*id)),
                None => count.open.push(names.of(*id)),
            }
        }
        for names in [&mut count.yes, &mut count.no, &mut count.open] {
            names.sort_unstable();
        }
        count
    };
    halves(raft).map(half).collect()
}

fn halves(raft: &Raft) -> impl Iterator<Item = &Majority> {
    let voters = &raft.tracker.config.voters;
    [&voters.incoming].into_iter().chain(voters.is_joint().then_some(&voters.outgoing))
}

fn named(names: &Names, ids: &Majority) -> Vec<Name> {
    let mut named: Vec<Name> = ids.ids().iter().map(|id| names.of(*id)).collect();
    named.sort_unstable();
    named
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
