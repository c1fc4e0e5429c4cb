//! What lasts: who was what since when, which requests were open, which packets were long on their way. Any
//! part of the past can be told from these without reading all moments before it.
//!
//! It grows with every moment and is never made anew, but for what a fork drops.

use super::faults::Faults;
use crate::base::{MachineId, Term, Time};
use crate::raft::{self, trace::Membership, trace::Role};
use crate::server::{self, trace::Boot};
use crate::sim::trace::{Client, Machine, Network};
use crate::sim::{ClientId, Event, Moment, MomentId, RequestId, Trace, What};
use crate::timeline::Timeline;
use std::collections::{BTreeMap, BTreeSet};

/// The past, by what changes seldom.
#[derive(Clone, Debug)]
pub struct Spans {
    /// Moments below this have been looked at.
    seen: MomentId,
    members: BTreeMap<MachineId, Vec<Change>>,
    /// Who listens and does not vote, as each knows it of itself.
    learners: BTreeSet<MachineId>,
    requests: Vec<Asked>,
    /// Requests without an answer, as places in `requests`.
    open: BTreeMap<(ClientId, RequestId), usize>,
    /// The last request of each client that ever asked.
    asked: BTreeMap<ClientId, RequestId>,
    slow: Vec<Slow>,
    faults: Faults,
}

/// What a member is, seen from outside.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MemberState {
    Follower,
    Learner,
    PreCandidate,
    Candidate,
    Leader,
    Crashed,
    /// Its process ended because it is no member any more.
    Removed,
}

/// A member's state or term changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Change {
    pub moment: MomentId,
    pub at: Time,
    pub state: MemberState,
    pub term: Term,
    pub learner: bool,
}

/// A client's request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    pub client: ClientId,
    pub request: RequestId,
    /// The deed that asked, by its place in [`Timeline::acts`].
    pub act: u32,
    pub moment: MomentId,
    pub from: Time,
    pub end: Option<Answered>,
}

/// The end of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Answered {
    pub moment: MomentId,
    pub at: Time,
    /// It did what it was to do.
    pub ok: bool,
}

/// A packet that was longer on its way than [`FLIGHT`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slow {
    /// The moment of its end, and when that was.
    pub moment: MomentId,
    pub at: Time,
    pub sent: Time,
}

impl Spans {
    /// All that a timeline has recorded.
    pub fn of(timeline: &Timeline) -> Spans {
        let mut spans = Spans {
            seen: 0,
            members: BTreeMap::new(),
            learners: BTreeSet::new(),
            requests: Vec::new(),
            open: BTreeMap::new(),
            asked: BTreeMap::new(),
            slow: Vec::new(),
            faults: Faults::new(timeline.scenario()),
        };
        spans.update(timeline);
        spans
    }

    /// Looks at what is new: work for each new moment, and none for those before.
    pub fn update(&mut self, timeline: &Timeline) {
        let end = timeline.head() + 1;
        self.drop_from(end);
        for id in self.seen..end {
            if let Some(moment) = timeline.moment(id) {
                self.look_at(timeline, id, moment);
            }
        }
        self.seen = end;
        self.faults.update(timeline.acts());
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
            asked.end = asked.end.filter(|end| end.moment < id);
            self.asked.insert(asked.client, asked.request);
            if asked.end.is_none() {
                self.open.insert((asked.client, asked.request), at);
            }
        }
        self.faults.forget();
    }

    /// All members that ever were, and what they were since when.
    pub fn members(&self) -> &BTreeMap<MachineId, Vec<Change>> {
        &self.members
    }

    /// All clients that ever asked.
    pub fn clients(&self) -> impl Iterator<Item = ClientId> + '_ {
        self.asked.keys().copied()
    }

    /// What a member was once a moment was over; none before its process started for the first time.
    pub fn member_at(&self, member: MachineId, moment: MomentId) -> Option<&Change> {
        let changes = self.members.get(&member)?;
        let after = changes.partition_point(|change| change.moment <= moment);
        changes.get(after.checked_sub(1)?)
    }

    /// All requests, by their beginning.
    pub fn requests(&self) -> &[Asked] {
        &self.requests
    }

    /// All packets that were long on their way, by their end.
    pub fn slow(&self) -> &[Slow] {
        &self.slow
    }

    /// What was done to links and clocks.
    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    fn look_at(&mut self, timeline: &Timeline, id: MomentId, moment: &Moment) {
        let sent = match moment.event {
            Event::Deliver { .. } | Event::Lost { .. } => Some(moment.cause),
            Event::Act { action, request: Some((client, request)) } => {
                self.asked.insert(client, request);
                self.open.insert((client, request), self.requests.len());
                let (act, from) = (action, moment.at);
                self.requests.push(Asked { client, request, act, moment: id, from, end: None });
                None
            }
            _ => None,
        };
        for trace in &moment.traces {
            self.trace(id, moment.at, trace);
        }
        let dropped = moment.traces.iter().find_map(|trace| match trace.what {
            What::Network(Network::PacketDropped { sent, .. }) => Some(sent),
            _ => None,
        });
        let sent = sent.or(dropped).and_then(|sent| timeline.moment(sent)).map(|sent| sent.at);
        if let Some(sent) = sent.filter(|sent| moment.at.since(*sent) > FLIGHT) {
            self.slow.push(Slow { moment: id, at: moment.at, sent });
        }
    }

    fn trace(&mut self, moment: MomentId, at: Time, trace: &Trace) {
        let member = trace.member;
        if let What::Client(Client::RequestBegun { client, request, command: Some(command) }) =
            trace.what
        {
            return self.goes_on((client, command), request, moment, at);
        }
        if let What::Client(Client::RequestEnded { client, request, error }) = &trace.what {
            if let Some(asked) = self.open.remove(&(*client, *request)) {
                let ok = error.is_none();
                self.requests[asked].end = Some(Answered { moment, at, ok });
            }
            return;
        }
        if let What::Server(server::Trace::Raft(raft::Trace::Membership(
            Membership::SwitchedConfig { id, config },
        ))) = &trace.what
        {
            self.learns(member, moment, at, config.learners.contains(*id));
            return;
        }
        if let What::Server(server::Trace::Boot(boot)) = &trace.what {
            let learner = matches!(boot, Boot::Restarted { learner: true, .. });
            self.learns(member, moment, at, learner);
        }
        let last = self.last(member);
        if let Some((state, term)) = becomes(&trace.what, last.as_ref()) {
            let learner = self.learners.contains(&member);
            let state = as_learner(state, learner);
            if last.is_none_or(|last| (last.state, last.term) != (state, term)) {
                self.push(member, Change { moment, at, state, term, learner });
            }
        }
    }

    /// A command has one more request. Its first was the deed itself.
    fn goes_on(
        &mut self,
        (client, command): (ClientId, RequestId),
        request: RequestId,
        moment: MomentId,
        from: Time,
    ) {
        let is_first = |asked: &&Asked| (asked.client, asked.request) == (client, command);
        let Some(Asked { act, .. }) = self.requests.iter().rev().find(is_first).copied() else {
            return;
        };
        if request != command {
            self.asked.insert(client, request);
            self.open.insert((client, request), self.requests.len());
            self.requests.push(Asked { client, request, act, moment, from, end: None });
        }
    }

    fn last(&self, member: MachineId) -> Option<Change> {
        self.members.get(&member).and_then(|changes| changes.last()).copied()
    }

    fn learns(&mut self, member: MachineId, moment: MomentId, at: Time, learner: bool) {
        let known = match learner {
            true => !self.learners.insert(member),
            false => !self.learners.remove(&member),
        };
        let Some(last) = self.last(member).filter(|_| !known) else { return };
        let state = as_learner(last.state, learner);
        self.push(member, Change { moment, at, state, learner, ..last });
    }

    /// Of what changes twice in a moment only the end is kept.
    fn push(&mut self, member: MachineId, change: Change) {
        let changes = self.members.entry(member).or_default();
        if changes.last().is_some_and(|last| last.moment == change.moment) {
            changes.pop();
        }
        let same = |last: &Change| {
            (last.state, last.term, last.learner) == (change.state, change.term, change.learner)
        };
        if !changes.last().is_some_and(same) {
            changes.push(change);
        }
    }
}

/// What a decision makes of the member that took it, and its term then.
fn becomes(what: &What, last: Option<&Change>) -> Option<(MemberState, Term)> {
    let term = last.map_or(0, |last| last.term);
    match what {
        What::Machine(Machine::Died(server::Fatal::Removed)) => Some((MemberState::Removed, term)),
        What::Machine(Machine::Died(_)) => Some((MemberState::Crashed, term)),
        // a process that ends because it was removed loses its cache too
        What::Machine(Machine::CrashLost { .. }) => last
            .filter(|last| last.state != MemberState::Removed)
            .map(|last| (MemberState::Crashed, last.term)),
        // raft's own words about its start come with the first tick; a bootstrap is term 1
        What::Server(server::Trace::Boot(boot)) => match boot {
            Boot::Booted { .. } => Some((MemberState::Follower, 1)),
            Boot::Joining => Some((MemberState::Follower, 0)),
            Boot::Restarted { term, .. } => Some((MemberState::Follower, *term)),
        },
        What::Server(server::Trace::Raft(raft::Trace::Role(role))) => match role {
            Role::NewRaft { term, .. } | Role::BecameFollower { term, .. } => {
                Some((MemberState::Follower, *term))
            }
            Role::BecamePreCandidate { term, .. } => Some((MemberState::PreCandidate, *term)),
            Role::BecameCandidate { term, .. } => Some((MemberState::Candidate, *term)),
            Role::BecameLeader { term, .. } => Some((MemberState::Leader, *term)),
            Role::HigherTerm { .. }
            | Role::LowerTerm { .. }
            | Role::OldLeaderAnswered { .. }
            | Role::LeaderFollowed { .. }
            | Role::LeaderForgotten { .. }
            | Role::ForgetLeaderIgnored
            | Role::QuorumChecked { .. }
            | Role::SteppedDown { .. } => None,
        },
        _ => None,
    }
}

/// A follower that does not vote is a learner; nobody else is.
fn as_learner(state: MemberState, learner: bool) -> MemberState {
    match state {
        MemberState::Follower if learner => MemberState::Learner,
        MemberState::Learner if !learner => MemberState::Follower,
        state => state,
    }
}

/// The usual packet is on its way for no longer; those that are have a list of their own.
pub const FLIGHT: Time = Time::from_ms(100);
