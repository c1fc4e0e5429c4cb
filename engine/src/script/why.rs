//! What `why` prints: the answers of [`crate::insight`] in sentences.

use super::{command::Why, print};
use crate::{
    base::{MachineId, Name},
    client::Call,
    insight::{
        self, Answer, Fact, Missing, NoVote, Question,
        leader::{Standing, standing},
        voters::Half,
        waiting::{self, Wait},
    },
    raft::log::EntryId,
    server::Request,
    sim::{ClientId, World},
};

/// The answer to a question; or why it makes no sense.
pub fn why(world: &World, asked: &Why) -> Result<String, String> {
    match asked {
        Why::Pending => Ok(pending(world)),
        Why::NoLeader => Ok(no_leader(world)),
        Why::NotLeader(member) => not_leader(world, *member),
        Why::Entry { index, leader } => entry(world, *index, *leader),
        Why::Read(client) => read(world, *client),
    }
}

/// Everything that is asked of the page, and what else is pending.
fn pending(world: &World) -> String {
    let questions = insight::questions(world);
    let answers = questions.iter().map(|asked| {
        let lines = sentences(&insight::answer(world, asked));
        block(&question(asked), lines)
    });
    let mut blocks: Vec<String> = answers.collect();
    let waits: Vec<String> = waiting::all(world).iter().map(wait).collect();
    if !waits.is_empty() {
        blocks.push(block("Pending:", waits));
    }
    if blocks.is_empty() {
        return "Nothing is pending: there is a leader, and nobody waits for anything.".into();
    }
    blocks.join("\n")
}

fn no_leader(world: &World) -> String {
    let leads = |id: &MachineId| match standing(world, *id) {
        Standing::Leads { term, lonely: None } => Some(format!("{id} leads in term {term}.")),
        _ => None,
    };
    let ids: Vec<MachineId> = world.machines().map(|machine| machine.id).collect();
    let leader = ids.iter().find_map(leads);
    leader.unwrap_or_else(|| sentences(&insight::leader::no_leader(world)).join("\n"))
}

fn not_leader(world: &World, member: MachineId) -> Result<String, String> {
    let said = match standing(world, member) {
        Standing::Unknown => return Err(no_member(world, member)),
        Standing::Removed => format!("{member} was removed from the cluster."),
        Standing::Down => format!("{member} does not run."),
        Standing::Leads { term, lonely } => {
            let leads = format!("{member} leads in term {term}.");
            let lonely = lonely.map(|lonely| fact(&lonely));
            [leads].into_iter().chain(lonely).collect::<Vec<_>>().join("\n")
        }
        Standing::Learner => format!("{member} is a learner: it has no vote and cannot lead."),
        Standing::Outside => {
            format!("{member} is in no configuration that it knows: nobody would vote.")
        }
        Standing::Follows { leader, term } => {
            format!("{member} follows {leader}, which leads in term {term}.")
        }
        Standing::Waits { leader: None, term, answer } => {
            let knows = format!("{member} knows no leader in term {term}.");
            block(&knows, sentences(&answer))
        }
        Standing::Waits { leader: Some(leader), term, answer } => {
            let follows = format!("{member} still takes {leader} for the leader of term {term}.");
            block(&follows, sentences(&answer))
        }
    };
    Ok(said)
}

fn entry(world: &World, index: u64, of: Option<MachineId>) -> Result<String, String> {
    let servers = world.machines().filter_map(|m| Some((m.id, m.server.as_ref()?)));
    let (id, found) = match of {
        Some(id) if world.machine(id).is_none() => return Err(no_member(world, id)),
        Some(id) => {
            servers.into_iter().find(|(at, _)| *at == id).ok_or(format!("{id} does not run"))?
        }
        // of two that lead, the one of the later term is right
        None => servers
            .filter(|(_, server)| server.is_leader())
            .max_by_key(|(_, server)| server.term())
            .ok_or("nobody leads, so nobody commits: see `why no-leader`")?,
    };
    let log = &found.raft().raft.raft_log;
    if index == 0 || index > log.last_index() {
        return Err(format!("the log of {id} ends at {}: see `log {id}`", log.last_index()));
    }
    if index <= log.committed {
        return Ok(format!(
            "Entry {index} is committed: {id} knows of commits up to {}.",
            log.committed
        ));
    }
    if !found.is_leader() {
        let leader = found.leader().map(|leader| world.name(leader));
        let leader = leader.map(|leader| format!(", which is {leader} for it"));
        let leader = leader.unwrap_or_default();
        return Ok(format!(
            "{id} has entry {index} and does not lead: it commits what its leader{leader} tells it to."
        ));
    }
    let question = Question::Entry { leader: id, index };
    Ok(sentences(&insight::answer(world, &question)).join("\n"))
}

fn read(world: &World, client: ClientId) -> Result<String, String> {
    let questions = insight::questions(world);
    let of =
        |asked: &&Question| matches!(asked, Question::Read { client: of, .. } if *of == client);
    let mine: Vec<&Question> = questions.iter().filter(of).collect();
    let blocks = mine.into_iter().map(|asked| {
        let lines = sentences(&insight::answer(world, asked));
        block(&question(asked), lines)
    });
    let blocks: Vec<String> = blocks.collect();
    Ok(if blocks.is_empty() { format!("No read of c{client} waits.") } else { blocks.join("\n") })
}

fn no_member(world: &World, member: MachineId) -> String {
    format!("there is no member {member}: this cluster has n1 to n{}", world.members())
}

/// A sentence, and what belongs to it below.
fn block(head: &str, lines: Vec<String>) -> String {
    let below = lines.iter().map(|line| format!("\n  {line}"));
    [head.to_string()].into_iter().chain(below).collect()
}

/// A question as the page words it.
fn question(asked: &Question) -> String {
    match asked {
        Question::Leader => "Why is there no leader?".into(),
        Question::Entry { leader, index } => {
            format!("Why is entry {index} of {leader} not committed?")
        }
        Question::Read { client, request, .. } => {
            format!("Why does {} of c{client} wait?", line(request))
        }
    }
}

/// Who is there, and each reason, a line each.
fn sentences(answer: &Answer) -> Vec<String> {
    let tally = (!answer.tally.is_empty()).then(|| tally(answer));
    let facts = answer.facts.iter().map(fact);
    tally.into_iter().chain(facts).collect()
}

fn tally(answer: &Answer) -> String {
    let there = answer.tally.iter().filter(|(_, there)| *there).map(|(id, _)| *id);
    let there = members(&there.collect::<Vec<_>>());
    let needed = match answer.halves.as_slice() {
        [half] => format!("{} of {}, {} needed", half.have, half.of, half.needed()),
        halves => format!("{}, a majority of each needed", print_halves(halves)),
    };
    format!("{needed}: {}", if there.is_empty() { "nobody" } else { &there })
}

/// `2 of 3`, and while the configuration is joint `2 of 3 and 1 of 3`.
pub(super) fn print_halves(halves: &[Half]) -> String {
    let half = |half: &Half| format!("{} of {}", half.have, half.of);
    halves.iter().map(half).collect::<Vec<_>>().join(" and ")
}

/// `n1, n2`
pub(super) fn members(ids: &[Name]) -> String {
    ids.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}

/// A reason in a sentence.
fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Missing { member, why } => format!("{member}: {}.", missing(*why)),
        Fact::NoVote { voter, why, .. } => format!("{voter}: {}.", no_vote(*why)),
        Fact::OlderTerm { index, term, now } => format!(
            "A quorum has entry {index}, but it is of term {term}: only an entry of term {now} commits it."
        ),
        Fact::Lonely { leader, ms: Some(ms) } => {
            format!("{leader} cannot reach a quorum; it finds out in {ms}ms and steps down.")
        }
        Fact::Lonely { leader, ms: None } => {
            format!("{leader} cannot reach a quorum, and does not step down: check-quorum is off.")
        }
        Fact::TooFew => "Too few voters run: nobody can win an election.".into(),
        Fact::Parted { best } => format!(
            "No members that can talk to each other are a quorum; the largest group is {}.",
            members(best)
        ),
        Fact::Campaigns { member, pre: false, term } => {
            format!("{member} asks for votes in term {term}.")
        }
        Fact::Campaigns { member, pre: true, term } => {
            format!("{member} of term {term} asks whether it would win the next.")
        }
        Fact::Timer { member, ms } => format!("{member}: its election timer runs out in {ms}ms."),
        Fact::Behind { member, last, ahead } => format!(
            "{member} cannot win: its log ends at {}, before that of {}.",
            place(last),
            members(ahead)
        ),
        Fact::MemberDown { member } => format!("{member} does not run."),
        Fact::NotConnected { client } => {
            format!("No endpoint has answered c{client} yet: a new etcdctl waits for a connection.")
        }
        Fact::RequestOnTheWay { member, ms } => format!("The request reaches {member} in {ms}ms."),
        Fact::ReplyOnTheWay { member, ms } => format!("The answer of {member} arrives in {ms}ms."),
        Fact::Queued { member } => format!(
            "{member} has a round under way, which began before this read: it takes the next."
        ),
        Fact::InTheLog { index } => {
            format!(
                "It goes through the log as entry {index}, and is answered when that is applied."
            )
        }
        Fact::NobodyToAsk { member, term } => {
            format!("{member} knows no leader in term {term} to ask.")
        }
        Fact::Asking { member, leader, why } => {
            format!("{member} asks {leader}: {}.", missing(*why))
        }
        Fact::NoLongerLeads { member, leader } => {
            format!("{member} takes {leader} for the leader, which it is not any more.")
        }
        Fact::Held { leader, term, committed, of } => format!(
            "{leader} leads term {term} and has committed nothing in it yet: its commit index \
             {committed} is of term {of} and may be behind."
        ),
        Fact::Round { leader, index } => format!(
            "{leader} may answer index {index} when a quorum has answered its heartbeat: another could \
             lead by now."
        ),
        Fact::Apply { member, index, applied, commit } if commit < index => format!(
            "{member} may answer at index {index}, has applied {applied}, and knows of commits up to \
             {commit} only."
        ),
        Fact::Apply { member, index, applied, .. } => {
            format!("{member} may answer at index {index}, and has applied {applied}.")
        }
    }
}

/// Why a member is missing, after its name.
fn missing(why: Missing) -> String {
    match why {
        Missing::Down => "does not run".into(),
        Missing::CutTo => "cut off, nothing gets there".into(),
        Missing::CutFrom => "cut off, its answers do not get through".into(),
        Missing::Held => "messages are held on the link".into(),
        Missing::OnTheWay { ms } => format!("on its way, {ms}ms more"),
        Missing::AnswerOnTheWay { ms } => format!("its answer is on its way, {ms}ms more"),
        Missing::Fsync => "its disk is still writing".into(),
        Missing::Probing => "probed, until it is known where the logs agree".into(),
        Missing::Snapshot => "needs a snapshot first".into(),
        Missing::Window => "too many messages to it are unanswered".into(),
        Missing::NotYet => "is told with the next heartbeat".into(),
    }
}

fn no_vote(why: NoVote) -> String {
    match why {
        NoVote::Missing(why) => missing(why),
        NoVote::LogBehind { theirs, ours } => format!(
            "its log is better: it ends at {}, the candidate's at {}",
            place(&theirs),
            place(&ours)
        ),
        NoVote::VotedFor { other } => format!("voted for {other} in this term"),
        NoVote::Lease { leader, ms } => format!("trusts {leader} for {ms}ms more (vote-lease)"),
        NoVote::Refused => "said no".into(),
    }
}

fn wait(wait: &Wait) -> String {
    match wait {
        Wait::Client { client, request, member, down, left_ms } => {
            let down = if *down { ", which does not run" } else { "" };
            let asked = line(request);
            format!("c{client} waits for {member}{down}: {asked}; it gives up in {left_ms}ms.")
        }
        Wait::Parked { member, writes } => {
            format!("{member} knows no leader to propose to; requests that wait for one: {writes}.")
        }
        Wait::Fsync { member, to: 0, .. } => {
            format!("{member} writes, its fsync has not returned.")
        }
        Wait::Fsync { member, from, to } => {
            format!("{member} writes entries {from} to {to}, its fsync has not returned.")
        }
        Wait::Apply { member, applied, commit } => {
            format!("{member} has applied up to {applied} and knows of commits up to {commit}.")
        }
        Wait::Down { member } => format!("{member} does not run."),
    }
}

/// A request as the command that makes it.
pub(super) fn line(request: &Request) -> String {
    format!("`{}`", print::call(&Call::new(request.clone())))
}

/// An entry's place: `index@term`.
fn place(entry: &EntryId) -> String {
    format!("{}@{}", entry.index, entry.term)
}
