//! One moment explained: what happened, which decisions were taken, and the chain of causes that leads back
//! to somebody's deed.

use super::{
    ask::{self, Answer, Question},
    entry,
    waiting::{self, Wait},
};
use crate::{
    explain::{self, Decision},
    text::Words,
};
use engine::{
    base::{NodeId, Time},
    script::print,
    sim::{Event, Kind, Moment, MomentId, Peer, Trace, What, World, trace},
    timeline::Timeline,
};

/// The Why panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct WhyView {
    pub moment: MomentId,
    /// Milliseconds: `1234.567`.
    pub at: String,
    /// What happened, in a sentence.
    pub happened: String,
    pub decisions: Vec<Decision>,
    /// From the nearest to the first.
    pub causes: Vec<Cause>,
    /// The nearest moments before and after at which the member looked at decided something.
    pub before: Option<MomentId>,
    pub after: Option<MomentId>,
    /// What can be asked, what is, and the answer. Only at the playhead.
    pub questions: Vec<Question>,
    pub asked: Option<(Question, Answer)>,
    /// What has not happened yet, and why. Only at the playhead: of other moments there is no state.
    pub waiting: Option<Vec<Wait>>,
}

/// One link of the chain of causes.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Cause {
    pub moment: MomentId,
    pub at: String,
    pub happened: String,
    /// So many steps of the chain before this one are left out.
    pub skipped: usize,
    /// Somebody's deed, or the start: the chain ends here.
    pub origin: bool,
}

impl WhyView {
    /// A moment explained. `member` is the one looked at, 0 for none.
    pub fn of(timeline: &Timeline, id: MomentId, member: NodeId, words: Words) -> WhyView {
        let Some(moment) = timeline.moment(id) else { return WhyView::default() };
        let decided = |moment: &Moment| match member {
            0 => !moment.traces.is_empty(),
            _ => moment.traces.iter().any(|trace| trace.member == member),
        };
        let near = timeline.moments();
        let (start, here) = ((id as usize).saturating_sub(SEARCH), id as usize);
        let before = near[start..here].iter().rposition(decided).map(|at| (start + at) as u32);
        let mut later = near[here + 1..].iter().take(SEARCH);
        let after = later.position(decided).map(|at| (here + 1 + at) as u32);
        WhyView {
            moment: id,
            at: ms(moment.at),
            happened: happened(timeline, moment, words),
            decisions: decisions(&moment.traces),
            causes: causes(timeline, id, words),
            before,
            after,
            questions: Vec::new(),
            asked: None,
            waiting: (id == timeline.cursor()).then(|| waiting::all(timeline.world())),
        }
    }
}

impl WhyView {
    /// Answers a question, or the most pressing one if that is none any more.
    pub fn ask(&mut self, world: &World, question: Option<&Question>) {
        self.questions = ask::questions(world);
        let asked = question.filter(|question| self.questions.contains(question));
        let asked = asked.or(self.questions.first()).cloned();
        self.asked = asked.map(|question| {
            let answer = ask::answer(world, &question);
            (question, answer)
        });
    }
}

/// Milliseconds with three places: `12.345`.
fn ms(time: Time) -> String {
    format!("{}.{:03}", time.us() / 1000, time.us() % 1000)
}

/// The decisions of one moment. What happens to many alike (a leader sends to each peer) is told once for
/// each member that it happens to, and no more often than that.
fn decisions(traces: &[Trace]) -> Vec<Decision> {
    let mut all: Vec<Decision> = Vec::new();
    for trace in traces {
        let decision = explain::explain(trace);
        if !all.contains(&decision) {
            all.push(decision);
        }
    }
    all
}

fn causes(timeline: &Timeline, id: MomentId, words: Words) -> Vec<Cause> {
    let chain = timeline.causes(id);
    let Some((origin, between)) = chain.get(1..).and_then(<[MomentId]>::split_last) else {
        return Vec::new();
    };
    let mut links: Vec<Cause> = Vec::new();
    let mut skipped = 0;
    let mut ticking = None;
    for cause in between {
        let Some(moment) = timeline.moment(*cause) else { continue };
        // a clock's tick is caused by the tick before it: a thousand times the same
        let tick = match moment.event {
            Event::Tick { member } => Some(member),
            _ => None,
        };
        let repeated = tick.is_some() && tick == ticking;
        ticking = tick;
        if repeated || links.len() >= CAUSES {
            skipped += 1;
            continue;
        }
        links.push(link(timeline, *cause, skipped, words));
        skipped = 0;
    }
    links.push(Cause { origin: true, ..link(timeline, *origin, skipped, words) });
    links
}

fn link(timeline: &Timeline, id: MomentId, skipped: usize, words: Words) -> Cause {
    let Some(moment) = timeline.moment(id) else { return Cause::default() };
    let mut happened = happened(timeline, moment, words);
    // what a moment decided last is mostly what it led to
    if let Some(trace) = moment.traces.iter().rfind(|trace| tells_more(trace)) {
        happened = format!("{happened} {}.", words.rule(explain::rule(trace)).title);
    }
    Cause { moment: id, at: ms(moment.at), happened, skipped, origin: false }
}

/// That a request is sent says no more than the command that asks for it.
fn tells_more(trace: &Trace) -> bool {
    !matches!(trace.what, What::Client(trace::Client::RequestSent { .. }))
}

/// What happened, in a sentence.
pub fn happened(timeline: &Timeline, moment: &Moment, words: Words) -> String {
    let text = &words.events;
    let name = |id: NodeId| format!("n{id}");
    match &moment.event {
        Event::Start => text.start.to_string(),
        Event::Tick { member } => words.fill(text.tick, &[("member", &name(*member))]),
        Event::Deliver { from, to, kind, .. } => words.fill(
            text.deliver,
            &[
                ("kind", &kind_name(*kind, words)),
                ("from", &print::peer(*from)),
                ("to", &print::peer(*to)),
            ],
        ),
        Event::Lost { from, to, kind, why, .. } => words.fill(
            text.lost,
            &[
                ("kind", &kind_name(*kind, words)),
                ("from", &print::peer(*from)),
                ("to", &print::peer(*to)),
                ("why", &words.loss(*why)),
            ],
        ),
        Event::Unreachable { member, peer } => {
            words.fill(text.unreachable, &[("member", &name(*member)), ("peer", &name(*peer))])
        }
        Event::SnapshotStatus { member, peer, failed } => {
            let template = if *failed { text.snapshot_lost } else { text.snapshot_arrived };
            words.fill(template, &[("member", &name(*member)), ("peer", &name(*peer))])
        }
        Event::Timer { member } => words.fill(text.timer, &[("member", &name(*member))]),
        Event::DiskDone { member } => words.fill(text.disk_done, &[("member", &name(*member))]),
        Event::Timeout { client, .. } => {
            words.fill(text.timeout, &[("client", &print::peer(Peer::Client(*client)))])
        }
        Event::Retry { client, .. } => {
            words.fill(text.retry, &[("client", &print::peer(Peer::Client(*client)))])
        }
        Event::Act { action, .. } => {
            let act = timeline.acts().get(*action as usize);
            let command = act.map_or(String::new(), |act| print::action(&act.action));
            words.fill(text.act, &[("command", &entry::short(&command, 120))])
        }
    }
}

fn kind_name(kind: Kind, words: Words) -> String {
    let text = &words.events;
    match kind {
        Kind::Raft(kind) => kind.to_string(),
        Kind::Request => text.request.to_string(),
        Kind::Reply => text.reply.to_string(),
        Kind::Refused => text.refused.to_string(),
        Kind::Gone => text.gone.to_string(),
    }
}

/// Links of the chain that are shown, besides its origin.
const CAUSES: usize = 9;
/// Moments looked at for a decision, each way.
const SEARCH: usize = 5000;
