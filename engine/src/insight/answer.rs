//! Questions about what has not happened, and what their answers are made of.
//!
//! Who counts is what raft's configuration says, be it joint or not.

use super::{
    entry, leader, read,
    voters::{Half, halves},
};
use crate::{
    base::{Index, MachineId, Name, NodeId, Term},
    raft::{log::EntryId, quorum::Joint},
    server::{EtcdServer, Request},
    sim::{ClientId, RequestId, World},
};

/// What can be asked about the world as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Question {
    /// Why is there no leader?
    Leader,
    /// Why is this entry of this leader not committed?
    Entry { leader: MachineId, index: Index },
    /// Why does this client's read wait?
    Read { client: ClientId, id: RequestId, request: Request },
}

/// The answer to a question.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who is needed: `true` for those that are there already.
    pub tally: Vec<(Name, bool)>,
    pub halves: Vec<Half>,
    /// The most important first.
    pub facts: Vec<Fact>,
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// Something stands between a member and its answer.
    Missing {
        member: Name,
        why: Missing,
    },
    /// A quorum has it, yet only an entry of the present term commits it.
    OlderTerm {
        index: Index,
        term: Term,
        now: Term,
    },
    /// The leader reaches no quorum. It will see that in so many milliseconds, or never.
    Lonely {
        leader: Name,
        ms: Option<u64>,
    },
    /// So few voters run that nobody can be elected.
    TooFew,
    /// Enough run, and no group of them that can talk to each other is a quorum.
    Parted {
        best: Vec<Name>,
    },
    /// A member asks for votes.
    Campaigns {
        member: Name,
        pre: bool,
        term: Term,
    },
    /// A voter has not voted for the candidate.
    NoVote {
        voter: Name,
        candidate: Name,
        why: NoVote,
    },
    /// A member will start an election.
    Timer {
        member: Name,
        ms: u64,
    },
    /// A member that starts an election cannot win: its log ends before that of too many.
    Behind {
        member: Name,
        last: EntryId,
        ahead: Vec<Name>,
    },
    /// The member that was asked does not run.
    MemberDown {
        member: Name,
    },
    /// The request has not arrived yet, or its answer is on the way.
    /// No endpoint of the client's command has answered it yet.
    NotConnected {
        client: ClientId,
    },
    RequestOnTheWay {
        member: Name,
        ms: u64,
    },
    ReplyOnTheWay {
        member: Name,
        ms: u64,
    },
    /// It waits for the round before it.
    Queued {
        member: Name,
    },
    /// It goes through the log, and waits for this entry.
    InTheLog {
        index: Index,
    },
    /// The member knows nobody to ask.
    NobodyToAsk {
        member: Name,
        term: Term,
    },
    /// The question or its answer is on the way, or was lost: it is asked again.
    Asking {
        member: Name,
        leader: Name,
        why: Missing,
    },
    /// Whom the member takes for the leader is none.
    NoLongerLeads {
        member: Name,
        leader: Name,
    },
    /// The leader has committed nothing in its term yet.
    Held {
        leader: Name,
        term: Term,
        committed: Index,
        of: Term,
    },
    /// The leader waits for its quorum to answer a heartbeat.
    Round {
        leader: Name,
        index: Index,
    },
    /// The index is known, and not applied yet.
    Apply {
        member: Name,
        index: Index,
        applied: Index,
        commit: Index,
    },
}

/// Why one member has not done its part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// No process runs there, or none was ever started.
    Down,
    /// Nothing passes to it, or from it.
    CutTo,
    CutFrom,
    /// Messages wait on a held link.
    Held,
    /// What it needs arrives in so many milliseconds; its answer does.
    OnTheWay {
        ms: u64,
    },
    AnswerOnTheWay {
        ms: u64,
    },
    /// It has it in memory, and its disk is writing.
    Fsync,
    /// It is not known how far its log agrees.
    Probing,
    /// It needs a snapshot.
    Snapshot,
    /// Too many messages to it are unanswered.
    Window,
    /// Nothing of that: it is told at the next heartbeat.
    NotYet,
}

/// Why a voter has not voted for a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoVote {
    Missing(Missing),
    /// Its log is better than the candidate's.
    LogBehind {
        theirs: EntryId,
        ours: EntryId,
    },
    /// It voted for another in this term.
    VotedFor {
        other: Name,
    },
    /// It has heard from a leader within an election timeout.
    Lease {
        leader: Name,
        ms: u64,
    },
    /// It said no.
    Refused,
}

/// All that can be asked now, the most pressing first.
pub fn questions(world: &World) -> Vec<Question> {
    let mut all = Vec::new();
    let servers = || world.machines().filter_map(|machine| machine.server.as_ref());
    let reads = world.clients().flat_map(|client| {
        let reads = client.requests.values().filter(|waiting| is_linearizable(&waiting.request));
        reads.map(|waiting| Question::Read {
            client: client.id,
            id: waiting.id,
            request: waiting.request.clone(),
        })
    });
    all.extend(reads);
    // one that reaches no quorum leads nobody
    let leads = |server: &EtcdServer| {
        server.is_leader() && entry::lonely(world, &server.raft().raft).is_none()
    };
    if !servers().any(leads) {
        all.push(Question::Leader);
    }
    for machine in world.machines() {
        let leads = machine.server.as_ref().filter(|server| server.is_leader());
        let Some(server) = leads else { continue };
        let (leader, log) = (machine.id, &server.raft().raft.raft_log);
        let open = log.committed + 1..=log.last_index();
        all.extend(open.take(ENTRIES).map(|index| Question::Entry { leader, index }));
    }
    all
}

/// The answer, from all that an onlooker sees.
pub fn answer(world: &World, question: &Question) -> Answer {
    match question {
        Question::Leader => leader::no_leader(world),
        Question::Entry { leader, index } => (world.machine(*leader))
            .and_then(|machine| machine.server.as_ref())
            .map(|at| entry::uncommitted(world, at, *index))
            .unwrap_or_default(),
        Question::Read { client, id, .. } => {
            world.client(*client).map(|client| read::waits(world, client, *id)).unwrap_or_default()
        }
    }
}

impl Answer {
    /// Nothing but the tally.
    pub(super) fn of(world: &World, voters: &Joint, has: impl Fn(NodeId) -> bool) -> Answer {
        let all = voters.ids();
        let tally = all.ids().iter().map(|id| (world.name(*id), has(*id)));
        let mut tally: Vec<(Name, bool)> = tally.collect();
        tally.sort_unstable();
        Answer { tally, halves: halves(voters, has), facts: Vec::new() }
    }

    /// At least so many more are needed.
    pub fn short(&self) -> usize {
        self.halves.iter().map(|half| half.short()).max().unwrap_or_default()
    }

    /// Those who are needed and not there.
    pub fn missing(&self) -> Vec<NodeId> {
        self.tally.iter().filter(|(_, has)| !has).map(|(name, _)| name.id).collect()
    }
}

/// A read that must not be stale: etcd's default.
pub fn is_linearizable(request: &Request) -> bool {
    matches!(request, Request::Range(range) if !range.serializable)
}

/// Entries of one leader that can be asked about.
const ENTRIES: usize = 3;
