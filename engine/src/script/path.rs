//! What `path` prints: the steps of one read, in the order in which they happened.

use super::{
    command::Which,
    look, print,
    why::{line, members, print_halves},
};
use crate::{
    base::Time,
    insight::path::{SentRead, Step, StepKind, follow, reads},
    sim::{ClientId, Loss, Peer},
    timeline::Timeline,
};

/// A line a step; or that there is no such read.
pub fn path(timeline: &Timeline, which: Which) -> Result<String, String> {
    let is_it = |read: &SentRead| match which {
        Which::Newest => true,
        Which::Of(client) => read.client == client,
        Which::SentAt(moment) => read.id == moment,
    };
    let read = reads(timeline).find(is_it).ok_or_else(|| none(which))?;
    let path = follow(timeline, read);
    let (client, asked) = (path.client, line(&path.request));
    let took = if path.over { "took" } else { "has waited for" };
    let head = format!("c{client}: {asked} of moment {} {took} {}", path.id, path.took);
    let rows = path.steps.iter().map(|step| row(step, path.from));
    let table = look::table(&["moment", "after", "step", ""], rows);
    let later = path.steps.iter().any(|step| step.later);
    let later = if later { "* comes after the playhead\n" } else { "" };
    Ok(format!("{head}\n{table}{later}"))
}

fn none(which: Which) -> String {
    match which {
        Which::Newest => "no linearizable read was sent yet: try `get a`".into(),
        Which::Of(client) => format!("c{client} has sent no linearizable read yet"),
        Which::SentAt(moment) => format!("no linearizable read was sent at moment {moment}"),
    }
}

fn row(step: &Step, from: Time) -> Vec<String> {
    let sign = if step.later { "*" } else { "" };
    vec![
        format!("{}{sign}", step.moment),
        step.at.since(from).to_string(),
        title(&step.what),
        detail(&step.what),
    ]
}

/// A step in a few words.
fn title(step: &StepKind) -> String {
    match step {
        StepKind::Arrived { client, member } => format!("{} -> {member}", name(*client)),
        StepKind::Queued { member, .. } => format!("{member} lets it wait for the next round"),
        StepKind::Asked { member, .. } => format!("{member} asks at which index it may read"),
        StepKind::NoLeader { member, term } => format!("{member} knows no leader in term {term}"),
        StepKind::AskedAgain { member } => format!("{member} asks again"),
        StepKind::Forwarded { leader, .. } => format!("MsgReadIndex -> {leader}"),
        StepKind::Held { leader, .. } => format!("{leader} holds it back"),
        StepKind::Noted { leader, .. } => {
            format!("{leader} notes its commit index and asks whether it still leads")
        }
        StepKind::Acknowledged { from, .. } => format!("{from} answers the heartbeat"),
        StepKind::Lost { from, to, .. } => {
            format!("{} -> {} is lost", print::peer(*from), print::peer(*to))
        }
        StepKind::Confirmed { leader, .. } => format!("a quorum still follows {leader}"),
        StepKind::Trusted { leader, .. } => format!("{leader} answers without asking anybody"),
        StepKind::Answered { member, .. } => format!("MsgReadIndexResp -> {member}"),
        StepKind::Known { member, index, applied } if applied < index => {
            format!("{member} must catch up first")
        }
        StepKind::Known { member, .. } => format!("{member} may answer"),
        StepKind::Served { member, .. } => format!("{member} reads its store"),
        StepKind::Replied { client, member } => format!("{member} -> {}", name(*client)),
        StepKind::LeaderChanged { member } => format!("{member} gives up the round"),
        StepKind::Refused { client, member } => format!("{member} refuses {}", name(*client)),
        StepKind::Waits { member } => format!("{member} waits for a leader"),
        StepKind::Proposed { member } => format!("{member} proposes the read"),
        StepKind::Appended { leader, .. } => format!("{leader} appends it"),
        StepKind::Committed { .. } => "a quorum has it on disk".into(),
        StepKind::PassedOn { member, leader } => format!("{member} -> {leader}"),
        StepKind::HandedBack { member, leader } => format!("{leader} -> {member}"),
        StepKind::Connected { client, member } => {
            format!("{} is connected to {member}", name(*client))
        }
        StepKind::Retried { client } => format!("{} tries its next endpoint", name(*client)),
        StepKind::GaveUp { client } => format!("{} gives up", name(*client)),
    }
}

/// The values that were compared, or what else there is to say.
fn detail(step: &StepKind) -> String {
    match step {
        StepKind::Arrived { .. } => "the request arrives".into(),
        StepKind::Queued { behind, .. } => format!("{behind} in the present one"),
        StepKind::Asked { context, reads, .. } => {
            format!("context {}, reads that share it: {reads}", end(*context))
        }
        StepKind::NoLeader { .. } => "the question is dropped, and asked again later".into(),
        StepKind::AskedAgain { .. } => "no answer within 500ms".into(),
        StepKind::Forwarded { member, context, .. } => {
            format!("context {}, from {member}", end(*context))
        }
        StepKind::Held { committed, term, current, .. } => {
            format!("term {term} of its last commit {committed} < its own term {current}")
        }
        StepKind::Noted { index, number, .. } => {
            format!("index {index}, its heartbeats bear context {number}")
        }
        StepKind::Acknowledged { number, halves, .. } => {
            format!("context >= {number}, answered: {}", print_halves(halves))
        }
        StepKind::Lost { why, .. } => loss(*why).into(),
        StepKind::Confirmed { index, acks, .. } => format!("index {index}, {}", members(acks)),
        StepKind::Trusted { index, .. } | StepKind::Answered { index, .. } => {
            format!("index {index}")
        }
        StepKind::Known { index, applied, .. } | StepKind::Served { index, applied, .. } => {
            let sign = if applied < index { "<" } else { ">=" };
            format!("applied {applied} {sign} index {index}")
        }
        StepKind::Replied { .. } => "the answer arrives".into(),
        StepKind::LeaderChanged { .. } => "the leader changed".into(),
        StepKind::Refused { .. } => "the connection is refused or broken".into(),
        StepKind::Waits { .. } => "to whom it would pass the read on".into(),
        StepKind::Proposed { .. } => "through the log, like a write".into(),
        StepKind::Appended { index, .. } => format!("as entry {index}"),
        StepKind::Committed { leader, index } => {
            format!("entry {index} is committed by {leader}")
        }
        StepKind::PassedOn { .. } => "the whole read is passed on to the leader".into(),
        StepKind::HandedBack { .. } => "the leader's answer comes back".into(),
        StepKind::Connected { .. } => "the request goes to whoever was there first".into(),
        StepKind::Retried { .. } => "a read may be sent again".into(),
        StepKind::GaveUp { .. } => "context deadline exceeded".into(),
    }
}

fn name(client: ClientId) -> String {
    print::peer(Peer::Client(client))
}

/// Contexts are long; what tells them apart is their end.
fn end(context: u64) -> String {
    format!("..{:04x}", context & 0xffff)
}

fn loss(why: Loss) -> &'static str {
    match why {
        Loss::Cut => "the link is cut",
        Loss::Chance => "by chance",
        Loss::Down => "nobody runs there",
        Loss::Dropped => "it was dropped",
    }
}
