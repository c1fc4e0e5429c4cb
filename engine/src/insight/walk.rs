//! Follows one read through the recorded moments, step by step.

use super::{
    path::{ReadPath, Round, SentRead, Step, StepKind},
    read,
    voters::halves,
};
use crate::{
    base::{Index, MachineId, NodeId, Time},
    raft,
    raft::message::MessageType,
    server,
    server::trace as of,
    sim::trace::Client as ClientTrace,
    sim::{ClientId, Event, Kind, Moment, MomentId, Peer, RequestId, What},
    timeline::Timeline,
};

/// The path of a read that was sent.
pub(super) fn follow(timeline: &Timeline, read: SentRead) -> ReadPath {
    let SentRead { id: sent, at: from, client, number, request } = read;
    let mut walk = Walk {
        timeline,
        client,
        number,
        sent,
        steps: Vec::new(),
        now: Round::default(),
        shown: Round::default(),
        asked: None,
        proposed_at: None,
        held: None,
        acked: Vec::new(),
        index: None,
        replying: None,
        over: false,
    };
    let end = timeline.head().min(sent + MOMENTS);
    for id in sent + 1..=end {
        let Some(moment) = timeline.moment(id) else { break };
        walk.event(id, moment);
        for trace in moment.traces.iter() {
            match &trace.what {
                What::Server(what) => walk.trace(id, moment, trace.member, what),
                What::Client(ClientTrace::RequestSent { client: of, request, member })
                    if (*of, *request) == (client, number) =>
                {
                    walk.goes_out(id, *member);
                }
                _ => {}
            }
        }
        if id <= timeline.cursor() {
            walk.shown.clone_from(&walk.now);
        }
        if walk.over {
            break;
        }
    }
    let world = timeline.world();
    let waiting = world.client(client).filter(|client| client.requests.contains_key(&number));
    let last = walk.steps.last().map_or(from, |step| step.at);
    ReadPath {
        id: sent,
        client,
        number,
        request,
        from,
        to: if walk.over { last } else { last.max(timeline.now()) },
        took: if walk.over { last } else { timeline.now() }.since(from),
        over: walk.over,
        waits: waiting.map(|client| read::waits(world, client, number)),
        steps: walk.steps,
        round: walk.shown,
    }
}

struct Walk<'a> {
    timeline: &'a Timeline,
    client: ClientId,
    number: RequestId,
    /// The moment at which the client sent it last.
    sent: MomentId,
    steps: Vec<Step>,
    now: Round,
    /// As it is at the playhead.
    shown: Round,
    /// The moment at which its member asked.
    asked: Option<MomentId>,
    /// The moment at which it was proposed, if it goes through the log.
    proposed_at: Option<MomentId>,
    /// The leader that waits for its first commit.
    held: Option<MachineId>,
    acked: Vec<NodeId>,
    index: Option<Index>,
    /// The moment at which the answer was sent.
    replying: Option<MomentId>,
    over: bool,
}

impl Walk<'_> {
    fn step(&mut self, moment: MomentId, since: Time, what: StepKind) {
        let at = self.timeline.moment(moment).map_or(since, |moment| moment.at);
        let later = moment > self.timeline.cursor();
        self.steps.push(Step { moment, since, at, later, what });
    }

    /// When the last step was over, or the read began.
    fn before(&self) -> Time {
        let start = || self.at(self.sent);
        self.steps.last().map_or_else(start, |step| step.at)
    }

    fn at(&self, moment: MomentId) -> Time {
        self.timeline.moment(moment).map_or(Time(0), |moment| moment.at)
    }

    fn event(&mut self, id: MomentId, moment: &Moment) {
        let (client, cause) = (self.client, moment.cause);
        let me = Peer::Client(client);
        match moment.event {
            Event::Deliver { from, to: Peer::Member(member), kind: Kind::Request, .. }
                if from == me && cause == self.sent =>
            {
                self.now = Round { member, ..Round::default() };
                self.step(id, self.at(cause), StepKind::Arrived { client, member });
            }
            Event::Deliver { from, to: Peer::Member(leader), kind: Kind::Request, .. }
                if self.passed_by(from) && self.now.member != leader =>
            {
                let member = self.now.member;
                self.now.member = leader;
                self.step(id, self.at(cause), StepKind::PassedOn { member, leader });
            }
            Event::Deliver { from: Peer::Member(leader), to, kind: Kind::Reply, .. }
                if self.passed_by(to) && Some(cause) == self.replying =>
            {
                let member = self.now.passed.map_or(leader, |(member, _)| member);
                self.now.member = member;
                self.replying = Some(id);
                self.step(id, self.at(cause), StepKind::HandedBack { member, leader });
            }
            Event::Deliver {
                to: Peer::Member(leader),
                kind: Kind::Raft(MessageType::Prop),
                ..
            } if self.proposed_at.is_some_and(|at| cause >= at) => {
                self.append(id, moment, leader);
            }
            Event::Deliver { from, to, kind: Kind::Raft(MessageType::ReadIndex), .. } => {
                self.forwarded(id, moment, from, to);
            }
            Event::Deliver { to, from: Peer::Member(member), kind: Kind::Reply, .. }
                if to == me && Some(cause) == self.replying =>
            {
                self.step(id, self.at(cause), StepKind::Replied { client, member });
                self.over = self.index.is_some();
            }
            Event::Deliver { to, from: Peer::Member(member), kind: Kind::Refused, .. }
                if to == me && member == self.now.member =>
            {
                self.step(id, self.at(cause), StepKind::Refused { client, member });
            }
            Event::Lost { from, to, kind: Kind::Raft(kind), why, .. } => {
                let Some((leader, _)) = self.now.noted.filter(|_| !self.now.confirmed) else {
                    return;
                };
                let (asks, answers) = (MessageType::Heartbeat, MessageType::HeartbeatResp);
                let mine = from == Peer::Member(leader) && kind == asks
                    || to == Peer::Member(leader) && kind == answers;
                let lost = StepKind::Lost { from, to, why };
                // every further heartbeat asks again: once is enough to be told
                if mine && cause >= self.noted_at() && !self.steps.iter().any(|s| s.what == lost) {
                    self.step(id, self.at(cause), lost);
                }
            }
            Event::Retry { client: of, request } if (of, request) == (client, self.number) => {
                self.step(id, self.before(), StepKind::Retried { client });
                self.begin(id);
            }
            Event::Timeout { client: of, request } if (of, request) == (client, self.number) => {
                self.step(id, self.before(), StepKind::GaveUp { client });
                self.over = true;
            }
            _ => {}
        }
    }

    /// The request is sent again: nothing of what came before counts.
    fn begin(&mut self, sent: MomentId) {
        self.sent = sent;
        self.now = Round::default();
        (self.asked, self.index, self.replying) = (None, None, None);
        (self.held, self.proposed_at) = (None, None);
        self.acked.clear();
    }

    /// Its connection stands from now on.
    fn goes_out(&mut self, id: MomentId, member: MachineId) {
        if self.sent != id {
            self.step(id, self.before(), StepKind::Connected { client: self.client, member });
            self.begin(id);
        }
    }

    fn passed_by(&self, peer: Peer) -> bool {
        self.now.passed.is_some_and(|(member, _)| Peer::Member(member) == peer)
    }

    /// A leader appends the read to its log.
    fn append(&mut self, id: MomentId, moment: &Moment, leader: MachineId) {
        let appended = moment.traces.iter().find_map(|trace| match &trace.what {
            What::Server(server::Trace::Raft(raft::Trace::Proposal(
                raft::trace::Proposal::EntriesAppended { first, .. },
            ))) => Some(*first),
            _ => None,
        });
        if let (Some(index), None) = (appended, self.now.entry) {
            self.now.entry = Some(index);
            self.step(id, self.before(), StepKind::Appended { leader, index });
        }
    }

    fn forwarded(&mut self, id: MomentId, moment: &Moment, from: Peer, to: Peer) {
        let member = self.now.member;
        let (Some(asked), Some(context), Peer::Member(leader)) = (self.asked, self.now.context, to)
        else {
            return;
        };
        let open = self.now.noted.is_none() && self.held.is_none() && self.index.is_none();
        if open && from == Peer::Member(member) && moment.cause >= asked {
            let since = self.at(moment.cause);
            self.step(id, since, StepKind::Forwarded { member, leader, context });
            self.note(id, moment, leader);
        }
    }

    /// What the leader decides about the question that reaches it at this moment.
    fn note(&mut self, id: MomentId, moment: &Moment, leader: MachineId) {
        for trace in moment.traces.iter().filter(|trace| trace.member == leader) {
            if let What::Server(server::Trace::Raft(raft::Trace::Read(trace))) = &trace.what {
                self.at_leader(id, moment, leader, trace);
            }
        }
    }

    fn at_leader(
        &mut self,
        id: MomentId,
        moment: &Moment,
        leader: MachineId,
        trace: &raft::trace::Read,
    ) {
        use raft::trace::Read::{ReadHeld, ReadRequested, ReadTrusted};
        if self.now.noted.is_some() || self.now.confirmed {
            return;
        }
        match *trace {
            ReadHeld { committed, term, current, .. } if self.held.is_none() => {
                self.held = Some(leader);
                self.step(id, moment.at, StepKind::Held { leader, committed, term, current });
            }
            ReadRequested { index, number, .. } => {
                let since = self.held.map_or(moment.at, |_| self.before());
                self.held = None;
                self.now.noted = Some((leader, number));
                self.acked.clear();
                self.step(id, since, StepKind::Noted { leader, index, number });
            }
            ReadTrusted { index, .. } => {
                self.held = None;
                self.now.confirmed = true;
                self.step(id, moment.at, StepKind::Trusted { leader, index });
            }
            _ => {}
        }
    }

    fn trace(&mut self, id: MomentId, moment: &Moment, member: MachineId, trace: &server::Trace) {
        use server::Trace::*;
        if let Raft(trace) = trace {
            self.raft(id, moment, member, trace);
        }
        if member != self.now.member || self.replying.is_some() {
            return;
        }
        let here = self.steps.last().is_some_and(|step| {
            step.moment == id
                && matches!(step.what, StepKind::Arrived { .. } | StepKind::PassedOn { .. })
        });
        let waits = self.asked.is_none();
        match *trace {
            Read(ref trace) => self.server_read(id, moment, here, trace),
            Propose(of::Propose::ProposalWaits { request_id })
            | Forward(of::Forward::ForwardWaits { request_id })
                if here && waits =>
            {
                self.now.proposed = Some(request_id);
                self.step(id, moment.at, StepKind::Waits { member });
            }
            Propose(of::Propose::Proposed { request_id, .. })
                if Some(request_id) == self.now.proposed =>
            {
                self.propose(id, moment, request_id);
            }
            Forward(of::Forward::Forwarded { request_id, .. })
                if here || self.now.proposed == Some(request_id) =>
            {
                self.now.passed = Some((member, request_id));
            }
            Forward(of::Forward::ForwardFailedLeaderChanged { .. })
                if self.now.passed.is_some() =>
            {
                self.replying = Some(id);
                self.step(id, self.before(), StepKind::LeaderChanged { member });
            }
            Apply(of::Apply::Applied { index, request_id, .. })
                if Some(request_id) == self.now.proposed =>
            {
                self.index = Some(index);
            }
            _ => {}
        }
    }

    /// What the server of the member that holds the read decided about reads; `here`: the read has just come.
    fn server_read(&mut self, id: MomentId, moment: &Moment, here: bool, trace: &of::Read) {
        use of::Read::*;
        let member = self.now.member;
        let waits = self.asked.is_none();
        match *trace {
            ReadQueued { behind } if here && waits => {
                self.step(id, moment.at, StepKind::Queued { member, behind });
            }
            ReadIndexAsked { context, reads } if waits => {
                self.asked = Some(id);
                self.now.context = Some(context);
                let since = if here { moment.at } else { self.before() };
                self.step(id, since, StepKind::Asked { member, context, reads });
            }
            ReadProposed { request_id, .. } if here && waits => {
                self.propose(id, moment, request_id);
            }
            ReadIndexRetried { context } if Some(context) == self.now.context => {
                self.step(id, self.before(), StepKind::AskedAgain { member });
            }
            ReadIndexKnown { context, index, applied } if Some(context) == self.now.context => {
                self.index = Some(index);
                self.step(id, moment.at, StepKind::Known { member, index, applied });
            }
            ReadServed { applied, needed, linearizable: true } if Some(needed) == self.index => {
                self.replying = Some(id);
                let served = StepKind::Served { member, index: needed, applied };
                self.step(id, self.before(), served);
            }
            ReadFailedLeaderChanged { .. } if !waits && self.index.is_none() => {
                self.replying = Some(id);
                self.step(id, self.before(), StepKind::LeaderChanged { member });
            }
            _ => {}
        }
    }

    fn propose(&mut self, id: MomentId, moment: &Moment, request_id: u64) {
        let member = self.now.member;
        self.now.proposed = Some(request_id);
        self.proposed_at = Some(id);
        self.step(id, self.before(), StepKind::Proposed { member });
        self.append(id, moment, member);
    }

    fn raft(&mut self, id: MomentId, moment: &Moment, member: MachineId, trace: &raft::Trace) {
        use raft::{Trace, trace};
        let me = self.now.member;
        match trace {
            Trace::Read(trace::Read::ReadWithoutLeader { term, .. })
                if member == me && self.asked.is_some() =>
            {
                let term = *term;
                self.step(id, moment.at, StepKind::NoLeader { member, term });
            }
            // asked at the leader itself, or held there until now
            Trace::Read(
                trace @ (trace::Read::ReadHeld { .. }
                | trace::Read::ReadRequested { .. }
                | trace::Read::ReadTrusted { .. }),
            ) if self.asked == Some(id) && member == me || self.held == Some(member) => {
                self.at_leader(id, moment, member, trace);
            }
            Trace::Read(trace::Read::ReadAcknowledged { from, number, acks, voters, .. }) => {
                let Some((leader, mine)) = self.now.noted else { return };
                let counts = leader == member && *number >= mine && !self.now.confirmed;
                if counts && !self.acked.contains(from) {
                    self.acked.push(*from);
                    let mut acks = acks.clone();
                    acks.extend(&self.acked);
                    let (from, number) = (self.timeline.world().name(*from), *number);
                    let halves = halves(voters, |id| acks.contains(&id));
                    let what = StepKind::Acknowledged { from, number, halves };
                    self.step(id, self.heartbeat_sent(moment), what);
                }
            }
            Trace::Log(trace::Log::CommitAdvanced { from, to, .. }) => {
                let Some(index) = self.now.entry.filter(|index| from < index && index <= to) else {
                    return;
                };
                let leader = member;
                self.step(id, self.before(), StepKind::Committed { leader, index });
            }
            Trace::Read(trace::Read::ReadConfirmed { number, index, acks, .. })
                if self.now.noted == Some((member, *number)) && !self.now.confirmed =>
            {
                self.now.confirmed = true;
                let (leader, index) = (member, *index);
                let world = self.timeline.world();
                let acks = acks.iter().map(|id| world.name(*id)).collect();
                self.step(id, moment.at, StepKind::Confirmed { leader, index, acks });
            }
            Trace::Read(trace::Read::ReadAnswered { index, .. })
                if member == me
                    && self.now.confirmed
                    && self.index.is_none()
                    && self.replying.is_none() =>
            {
                let index = *index;
                self.step(id, self.at(moment.cause), StepKind::Answered { member, index });
            }
            _ => {}
        }
    }

    /// When the heartbeat left whose answer arrives at this moment.
    fn heartbeat_sent(&self, answer: &Moment) -> Time {
        let received = self.timeline.moment(answer.cause);
        let heartbeat = received.filter(|moment| {
            matches!(moment.event, Event::Deliver { kind: Kind::Raft(MessageType::Heartbeat), .. })
        });
        let noted = self.at(self.noted_at());
        heartbeat.map_or(noted, |moment| self.at(moment.cause)).max(noted)
    }

    /// The moment at which the leader noted the read.
    fn noted_at(&self) -> MomentId {
        let noted = |step: &&Step| matches!(step.what, StepKind::Noted { .. });
        self.steps.iter().rev().find(noted).map_or(0, |step| step.moment)
    }
}

/// A read that takes longer is not followed to its end.
const MOMENTS: MomentId = 50_000;
