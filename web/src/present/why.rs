//! One moment explained: what happened, which decisions were taken, and the chain of causes that leads back
//! to somebody's deed.

use crate::explain::{self, Decision};
use engine::{
    base::{MachineId, NONE, NOWHERE, Name, Names, Time},
    insight::{
        self, Answer, Question,
        journal::Setting,
        waiting::{self, Wait},
    },
    sim::{Action, Event, Moment, MomentId, Trace, What, World, trace},
    timeline::Timeline,
};

/// The Why panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct WhyView {
    pub moment: MomentId,
    pub at: Time,
    pub happened: Happened,
    pub decisions: Vec<Decision>,
    /// What to call the members that they name.
    pub names: Names,
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

/// What happened at a moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    pub event: Event,
    /// What was done, if somebody did something.
    pub deed: Option<Action>,
    /// The other member, where it is about two.
    pub peer: Name,
}

/// One link of the chain of causes.
#[derive(Clone, PartialEq, Debug)]
pub struct Cause {
    pub moment: MomentId,
    pub at: Time,
    pub happened: Happened,
    /// What was decided there last: mostly what led on.
    pub decided: Option<Trace>,
    /// So many steps of the chain before this one are left out.
    pub skipped: usize,
    /// Somebody's deed, or the start: the chain ends here.
    pub origin: bool,
}

impl Happened {
    /// At this moment of a timeline.
    pub fn at(timeline: &Timeline, moment: &Moment) -> Happened {
        let deed = match moment.event {
            Event::Act { action, .. } => timeline.acts().get(action as usize),
            _ => None,
        };
        let peer = match moment.event {
            Event::Unreachable { peer, .. } | Event::SnapshotStatus { peer, .. } => peer,
            _ => NONE,
        };
        let peer = timeline.world().name(peer);
        Happened { event: moment.event, deed: deed.map(|act| act.action.clone()), peer }
    }
}

impl Default for Happened {
    fn default() -> Happened {
        Happened { event: Event::Start, deed: None, peer: Name::default() }
    }
}

impl WhyView {
    /// A moment explained. `member` is the one looked at, `NOWHERE` for none.
    pub fn of(timeline: &Timeline, id: MomentId, member: MachineId) -> WhyView {
        let Some(moment) = timeline.moment(id) else { return WhyView::default() };
        let decided = |moment: &Moment| match member {
            NOWHERE => !moment.traces.is_empty(),
            _ => moment.traces.iter().any(|trace| trace.member == member),
        };
        let near = timeline.moments();
        let (start, here) = ((id as usize).saturating_sub(SEARCH), id as usize);
        let before = near[start..here].iter().rposition(decided).map(|at| (start + at) as u32);
        let mut later = near[here + 1..].iter().take(SEARCH);
        let after = later.position(decided).map(|at| (here + 1 + at) as u32);
        WhyView {
            moment: id,
            at: moment.at,
            happened: Happened::at(timeline, moment),
            decisions: decisions(timeline, id, &moment.traces),
            names: timeline.world().names(),
            causes: causes(timeline, id),
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
        self.questions = insight::questions(world);
        let asked = question.filter(|question| self.questions.contains(question));
        let asked = asked.or(self.questions.first()).cloned();
        self.asked = asked.map(|question| {
            let answer = insight::answer(world, &question);
            (question, answer)
        });
    }
}

/// The decisions of one moment. What happens to many alike (a leader sends to each peer) is told once for
/// each member that it happens to, and no more often than that.
fn decisions(timeline: &Timeline, id: MomentId, traces: &[Trace]) -> Vec<Decision> {
    let setting = Setting::of(timeline.world());
    let mut all: Vec<Decision> = Vec::new();
    for trace in traces {
        let decision = explain::explain(&setting, id, trace);
        if !all.contains(&decision) {
            all.push(decision);
        }
    }
    all
}

fn causes(timeline: &Timeline, id: MomentId) -> Vec<Cause> {
    let chain = timeline.causes(id);
    let Some((origin, between)) = chain.get(1..).and_then(<[MomentId]>::split_last) else {
        return Vec::new();
    };
    let link = |id, moment: &Moment, skipped, origin| Cause {
        moment: id,
        at: moment.at,
        happened: Happened::at(timeline, moment),
        decided: moment.traces.iter().rfind(|trace| tells_more(trace)).cloned(),
        skipped,
        origin,
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
        links.push(link(*cause, moment, skipped, false));
        skipped = 0;
    }
    let first = timeline.moment(*origin).map(|moment| link(*origin, moment, skipped, true));
    links.extend(first);
    links
}

/// That a request is begun and sent says no more than the command that asks for it.
fn tells_more(trace: &Trace) -> bool {
    use trace::Client::{RequestBegun, RequestSent};
    !matches!(trace.what, What::Client(RequestBegun { .. } | RequestSent { .. }))
}

/// Milliseconds with three places: `12.345`.
pub fn ms(time: Time) -> String {
    format!("{}.{:03}", time.us() / 1000, time.us() % 1000)
}

/// Links of the chain that are shown, besides its origin.
const CAUSES: usize = 9;
/// Moments looked at for a decision, each way.
const SEARCH: usize = 5000;
