//! Questions that a visitor asks about what has not happened, answered from the state of all members.
//!
//! No event tells of what did not happen. So an answer is worked out: who is needed, who is missing, and for
//! each of them what stands in the way. Who counts is what raft's configuration says, be it joint or not.

mod between;
mod election;
mod entry;
mod read;

use super::voters::{Half, halves};
use engine::{
    base::{Index, NodeId, Term},
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
    Entry { leader: NodeId, index: Index },
    /// Why does this client's read wait?
    Read { client: ClientId, request: RequestId, command: String },
}

/// The answer to a question.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Answer {
    /// Who is needed: `true` for those that are there already.
    pub tally: Vec<(NodeId, bool)>,
    pub halves: Vec<Half>,
    /// The most important first.
    pub facts: Vec<Fact>,
}

/// One reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// Something stands between a member and its answer.
    Missing {
        member: NodeId,
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
        leader: NodeId,
        ms: Option<u64>,
    },
    /// So few voters run that nobody can be elected.
    TooFew,
    /// Enough run, and no group of them that can talk to each other is a quorum.
    Parted {
        best: Vec<NodeId>,
    },
    /// A member asks for votes.
    Campaigns {
        member: NodeId,
        pre: bool,
        term: Term,
    },
    /// A voter has not voted for the candidate.
    NoVote {
        voter: NodeId,
        candidate: NodeId,
        why: NoVote,
    },
    /// A member will start an election.
    Timer {
        member: NodeId,
        ms: u64,
    },
    /// A member that starts an election cannot win: its log ends before that of too many.
    Behind {
        member: NodeId,
        last: EntryId,
        ahead: Vec<NodeId>,
    },
    /// The member that was asked does not run.
    MemberDown {
        member: NodeId,
    },
    /// The request has not arrived yet, or its answer is on the way.
    RequestOnTheWay {
        member: NodeId,
        ms: u64,
    },
    ReplyOnTheWay {
        member: NodeId,
        ms: u64,
    },
    /// It waits for the round before it.
    Queued {
        member: NodeId,
    },
    /// It goes through the log, and waits for this entry.
    InTheLog {
        index: Index,
    },
    /// The member knows nobody to ask.
    NobodyToAsk {
        member: NodeId,
        term: Term,
    },
    /// The question or its answer is on the way, or was lost: it is asked again.
    Asking {
        member: NodeId,
        leader: NodeId,
        why: Missing,
    },
    /// Whom the member takes for the leader is none.
    NoLongerLeads {
        member: NodeId,
        leader: NodeId,
    },
    /// The leader has committed nothing in its term yet.
    Held {
        leader: NodeId,
        term: Term,
        committed: Index,
        of: Term,
    },
    /// The leader waits for its quorum to answer a heartbeat.
    Round {
        leader: NodeId,
        index: Index,
    },
    /// The index is known, and not applied yet.
    Apply {
        member: NodeId,
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
        other: NodeId,
    },
    /// It has heard from a leader within an election timeout.
    Lease {
        leader: NodeId,
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
        client.requests.values().filter(|waiting| is_read(&waiting.request)).map(|waiting| {
            let command = super::entry::request(waiting.request.clone());
            Question::Read { client: client.id, request: waiting.id, command }
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
    for server in servers().filter(|server| server.is_leader()) {
        let (leader, log) = (server.id(), &server.raft().raft.raft_log);
        let open = log.committed + 1..=log.last_index();
        all.extend(open.take(ENTRIES).map(|index| Question::Entry { leader, index }));
    }
    all
}

/// The answer, from all that an onlooker sees.
pub fn answer(world: &World, question: &Question) -> Answer {
    match question {
        Question::Leader => election::no_leader(world),
        Question::Entry { leader, index } => between::server(world, *leader)
            .map(|at| entry::uncommitted(world, at, *index))
            .unwrap_or_default(),
        Question::Read { client, request, .. } => world
            .client(*client)
            .map(|client| read::read(world, client, *request))
            .unwrap_or_default(),
    }
}

impl Answer {
    fn of(voters: &Joint, has: impl Fn(NodeId) -> bool) -> Answer {
        let all = voters.ids();
        let tally = all.ids().iter().map(|id| (*id, has(*id))).collect();
        Answer { tally, halves: halves(voters, has), facts: Vec::new() }
    }

    /// At least so many more are needed.
    pub fn short(&self) -> usize {
        self.halves.iter().map(|half| half.short()).max().unwrap_or_default()
    }

    fn missing(&self) -> Vec<NodeId> {
        self.tally.iter().filter(|(_, has)| !has).map(|(id, _)| *id).collect()
    }
}

fn is_read(request: &Request) -> bool {
    matches!(request, Request::Range(range) if !range.serializable)
}

/// Entries of one leader that can be asked about.
const ENTRIES: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{base::Time, script, sim::Scenario, timeline::Timeline};

    fn led(lines: &str) -> (Timeline, NodeId) {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        run(&mut timeline, "run until leader\nrun 1s");
        let leader = timeline.world().leader().expect("one leads");
        run(&mut timeline, &lines.replace("LEADER", &format!("n{leader}")));
        (timeline, leader)
    }

    /// Commands, each given 70 ms.
    fn run(timeline: &mut Timeline, lines: &str) {
        for line in lines.lines() {
            let command = script::parse(line).expect(line).expect(line);
            match command.actions().as_slice() {
                [] => drop(script::run::run(timeline, &command)),
                acts => {
                    for act in acts {
                        timeline.act(act.clone()).expect(line);
                    }
                    timeline.advance(timeline.now() + Time::from_ms(70));
                }
            }
        }
    }

    fn first(timeline: &Timeline, is_it: fn(&Question) -> bool) -> Answer {
        let all = questions(timeline.world());
        let question = all.iter().find(|question| is_it(question)).expect("it can be asked");
        answer(timeline.world(), question)
    }

    #[test]
    fn nothing_is_asked_of_a_cluster_at_rest() {
        let (timeline, _) = led("put a 1\nget a\nrun 300ms");
        assert_eq!(questions(timeline.world()), []);
    }

    #[test]
    fn an_entry_of_a_leader_that_is_cut_off_lacks_those_beyond_the_cut() {
        let (timeline, leader) = led("isolate LEADER\nput a 1 --endpoints=LEADER");
        let answer = first(&timeline, |asked| matches!(asked, Question::Entry { .. }));
        assert_eq!((answer.halves.as_slice(), answer.short()), (&[Half { have: 1, of: 3 }][..], 1));
        let cut = |id: NodeId| Fact::Missing { member: id, why: Missing::CutTo };
        let others = (1..=3).filter(|id| *id != leader);
        assert!(others.map(cut).all(|fact| answer.facts.contains(&fact)), "{answer:?}");
        assert!(matches!(answer.facts[0], Fact::Lonely { ms: Some(_), .. }), "{answer:?}");
    }

    #[test]
    fn a_read_there_waits_for_the_answers_to_a_heartbeat() {
        let (timeline, leader) = led("isolate LEADER\nget a --endpoints=LEADER");
        let answer = first(&timeline, |asked| matches!(asked, Question::Read { .. }));
        let round = |fact: &Fact| matches!(fact, Fact::Round { leader: of, .. } if *of == leader);
        assert!(round(&answer.facts[0]), "{answer:?}");
        assert_eq!(answer.tally.iter().filter(|(_, acked)| *acked).count(), 1);
        assert_eq!(answer.short(), 1);
    }

    #[test]
    fn of_three_members_one_alone_elects_nobody() {
        let (timeline, _) = led("crash n1\ncrash n2");
        let timeline = &mut timeline.clone();
        timeline.advance(timeline.now() + Time::from_ms(4000));
        let answer = first(timeline, |asked| *asked == Question::Leader);
        assert_eq!(answer.facts[0], Fact::TooFew);
        assert_eq!(answer.tally, [(1, false), (2, false), (3, true)]);
    }

    #[test]
    fn a_leader_that_is_cut_off_is_none() {
        let (timeline, leader) = led("isolate LEADER");
        let answer = first(&timeline, |asked| *asked == Question::Leader);
        let lonely = |fact: &Fact| matches!(fact, Fact::Lonely { leader: of, .. } if *of == leader);
        assert!(lonely(&answer.facts[0]), "{answer:?}");
        assert!(answer.facts.iter().any(|fact| matches!(fact, Fact::Timer { .. })), "{answer:?}");
    }

    #[test]
    fn an_entry_of_an_older_term_waits_for_one_of_this_term() {
        // messages hold one entry each, so that a quorum has the old one before the new one
        let start = script::parse("cluster 3 --seed=1 --max-size-per-msg=1").unwrap().unwrap();
        let script::Command::Cluster(scenario) = start else { panic!("it is one") };
        let mut timeline = Timeline::new(scenario);
        run(&mut timeline, "run until leader\nrun 1s");
        let leader = timeline.world().leader().expect("one leads");
        let lacks = leader % 3 + 1;
        run(&mut timeline, &format!("cut n{leader} n{lacks}"));
        let put = script::parse(&format!("put a 1 --endpoints=n{leader}")).unwrap().unwrap();
        timeline.act(put.actions().remove(0)).unwrap();
        timeline.advance(timeline.now() + Time::from_ms(45));
        run(&mut timeline, &format!("isolate n{leader}"));
        let older = |fact: &Fact| matches!(fact, Fact::OlderTerm { term, now, .. } if term < now);
        let seen = (0..2000).any(|_| {
            timeline.step();
            let world = timeline.world();
            let all = questions(world);
            all.iter().any(|question| answer(world, question).facts.iter().any(older))
        });
        assert!(seen, "the next leader has the entry on a quorum and may not count it");
    }

    #[test]
    fn parted_in_three_nobody_reaches_a_quorum() {
        let (mut timeline, _) = led("partition n1 | n2 | n3");
        timeline.advance(timeline.now() + Time::from_ms(4000));
        let answer = first(&timeline, |asked| *asked == Question::Leader);
        assert!(matches!(&answer.facts[0], Fact::Parted { best } if best.len() == 1), "{answer:?}");
    }
}
