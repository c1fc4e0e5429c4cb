//! What must be known of the past to draw any part of it without reading all of it: who was what
//! since when, which requests were open, which packets were long on their way. It grows with every
//! moment and is never made anew, but for what a fork drops.

use super::faults::Faults;
use engine::{
    base::{NodeId, Term, Time},
    client::Call,
    raft,
    script::{TERMINAL, print},
    server,
    sim::{self, Action, ClientId, Event, Moment, MomentId, RequestId, Trace, What},
    timeline::{Act, Timeline},
};
use std::collections::{BTreeMap, BTreeSet};

/// The past, by what changes seldom.
#[derive(Default)]
pub struct Index {
    /// Moments below this have been looked at.
    seen: MomentId,
    members: BTreeMap<NodeId, Vec<Change>>,
    /// Who listens and does not vote, as each knows it of itself.
    learners: BTreeSet<NodeId>,
    requests: Vec<Asked>,
    /// Requests without an answer, as places in `requests`.
    open: BTreeMap<(ClientId, RequestId), usize>,
    /// The last request of each client that ever asked.
    asked: BTreeMap<ClientId, RequestId>,
    slow: Vec<Slow>,
    faults: Faults,
}

/// A member's role or term changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub moment: MomentId,
    pub at: Time,
    pub role: BandRole,
    pub term: Term,
    pub learner: bool,
}

/// What a member is on its lane.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum BandRole {
    Follower,
    Learner,
    PreCandidate,
    Candidate,
    Leader,
    Crashed,
    /// Its process ended because it is no member any more.
    Removed,
}

/// A client's request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    pub client: ClientId,
    pub request: RequestId,
    pub moment: MomentId,
    pub from: Time,
    /// The moment that ended it, when that was, and whether it went well.
    pub end: Option<(MomentId, Time, bool)>,
    /// As the visitor would type it.
    pub label: String,
}

/// A packet that was longer on its way than [`FLIGHT`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slow {
    pub moment: MomentId,
    pub at: Time,
    pub sent: Time,
}

impl Index {
    /// Looks at what is new.
    pub fn update(&mut self, timeline: &Timeline) {
        let end = timeline.head() + 1;
        self.drop_from(end);
        for id in self.seen..end {
            if let Some(moment) = timeline.moment(id) {
                self.look_at(timeline, id, moment);
            }
        }
        self.seen = end;
        let Index { faults, members, .. } = self;
        faults.update(timeline.acts(), |moment| {
            let there =
                |changes: &&Vec<Change>| changes.first().is_some_and(|c| c.moment <= moment);
            members.iter().filter(|(_, changes)| there(changes)).map(|(id, _)| *id).collect()
        });
    }

    /// What was recorded from this moment on is no more.
    pub fn drop_from(&mut self, id: MomentId) {
        if id >= self.seen {
            return;
        }
        self.seen = id;
        for changes in self.members.values_mut() {
            changes.truncate(changes.partition_point(|change| change.moment < id));
        }
        self.members.retain(|_, changes| !changes.is_empty());
        let learners = self.members.iter().filter(|(_, c)| c.last().is_some_and(|c| c.learner));
        self.learners = learners.map(|(id, _)| *id).collect();
        self.slow.truncate(self.slow.partition_point(|slow| slow.moment < id));
        self.requests.truncate(self.requests.partition_point(|asked| asked.moment < id));
        self.open.clear();
        self.asked.clear();
        for (at, asked) in self.requests.iter_mut().enumerate() {
            asked.end = asked.end.filter(|(moment, ..)| *moment < id);
            self.asked.insert(asked.client, asked.request);
            if asked.end.is_none() {
                self.open.insert((asked.client, asked.request), at);
            }
        }
        self.faults = Faults::default(); // there are few actions: they are read again
    }

    /// All members that ever were, and what they were since when.
    pub fn members(&self) -> &BTreeMap<NodeId, Vec<Change>> {
        &self.members
    }

    /// All clients that ever asked, and the terminal, which stands there from the start.
    pub fn clients(&self) -> BTreeSet<ClientId> {
        self.asked.keys().copied().chain([TERMINAL]).collect()
    }

    /// A member's term once a moment was over.
    pub fn term_at(&self, member: NodeId, moment: MomentId) -> Option<Term> {
        let changes = self.members.get(&member)?;
        let after = changes.partition_point(|change| change.moment <= moment);
        Some(changes.get(after.checked_sub(1)?)?.term)
    }

    pub fn requests(&self) -> &[Asked] {
        &self.requests
    }

    pub fn slow(&self) -> &[Slow] {
        &self.slow
    }

    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    fn look_at(&mut self, timeline: &Timeline, id: MomentId, moment: &Moment) {
        let sent = match moment.event {
            Event::Deliver { .. } | Event::Lost { .. } => Some(moment.cause),
            Event::Act { action, request: Some(request) } => {
                self.ask(timeline.acts().get(action as usize), id, moment.at, request);
                None
            }
            _ => None,
        };
        for trace in &moment.traces {
            self.trace(id, moment.at, trace);
        }
        let dropped = moment.traces.iter().find_map(|trace| match trace.what {
            What::Network(sim::trace::Network::PacketDropped { sent, .. }) => Some(sent),
            _ => None,
        });
        let sent = sent.or(dropped).and_then(|sent| timeline.moment(sent)).map(|sent| sent.at);
        if let Some(sent) = sent.filter(|sent| moment.at.since(*sent) > FLIGHT) {
            self.slow.push(Slow { moment: id, at: moment.at, sent });
        }
    }

    fn ask(
        &mut self,
        act: Option<&Act>,
        moment: MomentId,
        at: Time,
        (client, request): (ClientId, RequestId),
    ) {
        let Some(Action::Request { request: what, .. }) = act.map(|act| &act.action) else {
            return;
        };
        let label = print::call(&Call::new(what.clone()));
        self.asked.insert(client, request);
        self.open.insert((client, request), self.requests.len());
        self.requests.push(Asked { client, request, moment, from: at, end: None, label });
    }

    fn trace(&mut self, moment: MomentId, at: Time, trace: &Trace) {
        use raft::{Trace as R, trace};
        let member = trace.member;
        match &trace.what {
            What::Machine(sim::trace::Machine::Died(fatal)) => {
                let role = match fatal {
                    server::Fatal::Removed => BandRole::Removed,
                    _ => BandRole::Crashed,
                };
                let term = self.last(member).map_or(0, |last| last.term);
                self.change(member, moment, at, role, term);
            }
            What::Machine(sim::trace::Machine::CrashLost { .. }) => {
                let last = self.last(member).filter(|last| last.role != BandRole::Removed);
                if let Some(last) = last {
                    self.change(member, moment, at, BandRole::Crashed, last.term);
                }
            }
            What::Client(sim::trace::Client::RequestEnded { client, request, ok }) => {
                if let Some(asked) = self.open.remove(&(*client, *request)) {
                    self.requests[asked].end = Some((moment, at, *ok));
                }
            }
            // raft's own words about its start come with the first tick; a bootstrap is term 1
            What::Server(server::Trace::Boot(server::trace::Boot::Booted { .. })) => {
                self.change(member, moment, at, BandRole::Follower, 1);
            }
            What::Server(server::Trace::Boot(server::trace::Boot::Joining)) => {
                self.change(member, moment, at, BandRole::Follower, 0);
            }
            What::Server(server::Trace::Boot(server::trace::Boot::Restarted { term, .. })) => {
                self.change(member, moment, at, BandRole::Follower, *term);
            }
            What::Server(server::Trace::Raft(trace)) => match trace {
                R::Role(trace::Role::NewRaft { term, .. })
                | R::Role(trace::Role::BecameFollower { term, .. }) => {
                    self.change(member, moment, at, BandRole::Follower, *term);
                }
                R::Role(trace::Role::BecamePreCandidate { term, .. }) => {
                    self.change(member, moment, at, BandRole::PreCandidate, *term);
                }
                R::Role(trace::Role::BecameCandidate { term, .. }) => {
                    self.change(member, moment, at, BandRole::Candidate, *term);
                }
                R::Role(trace::Role::BecameLeader { term, .. }) => {
                    self.change(member, moment, at, BandRole::Leader, *term);
                }
                R::Membership(trace::Membership::SwitchedConfig { config, .. }) => {
                    self.learns(member, moment, at, config.learners.contains(member));
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn last(&self, member: NodeId) -> Option<Change> {
        self.members.get(&member).and_then(|changes| changes.last()).copied()
    }

    fn change(&mut self, member: NodeId, moment: MomentId, at: Time, role: BandRole, term: Term) {
        let learner = self.learners.contains(&member);
        let role = if learner && role == BandRole::Follower { BandRole::Learner } else { role };
        if self.last(member).is_none_or(|last| (last.role, last.term) != (role, term)) {
            self.push(member, Change { moment, at, role, term, learner });
        }
    }

    fn learns(&mut self, member: NodeId, moment: MomentId, at: Time, learner: bool) {
        let known = match learner {
            true => !self.learners.insert(member),
            false => !self.learners.remove(&member),
        };
        let Some(last) = self.last(member).filter(|_| !known) else { return };
        let role = match last.role {
            BandRole::Follower if learner => BandRole::Learner,
            BandRole::Learner if !learner => BandRole::Follower,
            role => role,
        };
        self.push(member, Change { moment, at, role, learner, ..last });
    }

    /// What changes twice in a moment has only its end drawn.
    fn push(&mut self, member: NodeId, change: Change) {
        let changes = self.members.entry(member).or_default();
        if changes.last().is_some_and(|last| last.moment == change.moment) {
            changes.pop();
        }
        let same = |last: &Change| {
            (last.role, last.term, last.learner) == (change.role, change.term, change.learner)
        };
        if !changes.last().is_some_and(same) {
            changes.push(change);
        }
    }
}

/// The usual packet is on its way for no longer; those that are have a list of their own.
pub const FLIGHT: Time = Time::from_ms(100);
