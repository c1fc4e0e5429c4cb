//! The space-time diagram as values: a lane for each member and client, and what lies in one window
//! of time. Only that window is read, and of the past before it no more than [`Spans`] keeps, so a
//! million moments cost no more than a thousand.

pub mod window;

pub use window::Window;

use super::message::Class;
use engine::{
    base::{MachineId, Term, Time},
    client::Call,
    insight::{
        faults::Fault,
        spans::{Asked, FLIGHT, MemberState, Spans},
    },
    raft,
    script::{Command, TERMINAL, print},
    server,
    sim::{
        Action, ClientId, Event, Kind, Loss, Moment, MomentId, Packet, PacketId, Peer, What, trace,
    },
    timeline::Timeline,
};
use std::collections::BTreeSet;

/// What lies in a window of time.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct LanesView {
    pub window: Window,
    pub moment: MomentId,
    /// The playhead.
    pub now: Time,
    /// So far is recorded.
    pub end: Time,
    /// Clients first, then members by id.
    pub lanes: Vec<Lane>,
    /// By when they were sent.
    pub lines: Vec<Line>,
    pub faults: Vec<FaultSpan>,
    /// One of so many messages is shown; 1 is all of them.
    pub one_of: u32,
    /// Whether heartbeats and their answers are shown.
    pub heartbeats: bool,
}

/// The lane of one member or client.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    pub peer: Peer,
    pub bands: Vec<Band>,
    pub requests: Vec<RequestSpan>,
    pub ticks: Vec<Tick>,
}

/// A span of one state in one term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    pub from: Time,
    pub to: Time,
    pub state: MemberState,
    pub term: Term,
}

/// A member learned that something is committed, or carried it out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tick {
    pub at: Time,
    pub applied: bool,
}

/// One message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    pub packet: PacketId,
    pub from: Peer,
    pub to: Peer,
    pub kind: Kind,
    /// The moment that sent it, and when that was.
    pub cause: MomentId,
    pub sent: Time,
    pub end: End,
    /// The sender's term.
    pub term: Option<Term>,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    Arrived {
        moment: MomentId,
        at: Time,
    },
    Lost {
        moment: MomentId,
        at: Time,
        why: Loss,
    },
    Flying {
        due: Time,
    },
    /// It rests until its link is released.
    Held,
}

/// A client's request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestSpan {
    pub asked: Asked,
    /// As the visitor would type it, whoever asked.
    pub line: String,
}

/// A fault of the network or of a clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FaultSpan {
    pub fault: Fault,
    /// The command that did it.
    pub line: String,
}

/// What is to be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asks {
    pub window: Window,
    pub heartbeats: bool,
}

impl LanesView {
    /// The window of a timeline; `spans` must have seen all of it.
    pub fn of(timeline: &Timeline, spans: &Spans, asks: Asks) -> LanesView {
        let window = asks.window;
        let end = timeline.moments().last().map_or(Time(0), |moment| moment.at);
        let end = end.max(timeline.now());
        let mut found = Found { timeline, spans, asks, lines: Vec::new(), ticks: Vec::new() };
        let stride = found.read();
        found.flying(end);
        let (lines, thinned) = found.thin();
        let ticks = found.ticks;
        // the terminal stands there from the start
        let clients: BTreeSet<ClientId> = spans.clients().chain([TERMINAL]).collect();
        let clients = clients.into_iter().map(Peer::Client);
        let members = spans.members().keys().map(|id| Peer::Member(*id));
        let lane = |peer| Lane {
            peer,
            bands: bands(spans, peer, window, end),
            requests: requests(timeline, spans, peer, window),
            ticks: ticks.iter().filter(|(of, _)| *of == peer).map(|(_, tick)| *tick).collect(),
        };
        let faults = spans.faults().found().iter();
        let seen =
            |fault: &&Fault| fault.from <= window.to && fault.to.is_none_or(|to| to >= window.from);
        LanesView {
            window,
            moment: timeline.cursor(),
            now: timeline.now(),
            end,
            lanes: clients.chain(members).map(lane).collect(),
            lines,
            faults: faults.filter(seen).map(FaultSpan::of).collect(),
            one_of: stride * thinned,
            heartbeats: asks.heartbeats,
        }
    }

    /// The message with this number.
    pub fn line(&self, packet: PacketId) -> Option<&Line> {
        self.lines.iter().find(|line| line.packet == packet)
    }

    /// Where a member's or client's lane is.
    pub fn lane(&self, peer: Peer) -> Option<usize> {
        self.lanes.iter().position(|lane| lane.peer == peer)
    }

    /// The message `by` places before or after one, by when they were sent; the first that was sent
    /// before the playhead if none is given.
    pub fn beside(&self, packet: Option<PacketId>, by: isize) -> Option<&Line> {
        let here = packet.and_then(|id| self.lines.iter().position(|line| line.packet == id));
        let at = match here {
            Some(at) => at.saturating_add_signed(by).min(self.lines.len().saturating_sub(1)),
            None => self.lines.partition_point(|line| line.sent <= self.now).saturating_sub(1),
        };
        self.lines.get(at)
    }

    /// The message nearest in time whose sender stands on the next lane that has any.
    pub fn across(&self, packet: PacketId, down: bool) -> Option<&Line> {
        let here = self.line(packet)?;
        let lane = self.lane(here.from)?;
        let further = |line: &&Line| {
            self.lane(line.from).is_some_and(|at| if down { at > lane } else { at < lane })
        };
        self.lines.iter().filter(further).min_by_key(|line| {
            let aside = self.lane(line.from).unwrap_or_default().abs_diff(lane);
            (aside, line.sent.us().abs_diff(here.sent.us()))
        })
    }
}

impl FaultSpan {
    fn of(fault: &Fault) -> FaultSpan {
        let line = match Command::from(&fault.deed) {
            Command::Link { deed, from, to, .. } => {
                Command::Link { deed, from, to, both: fault.both }.to_string()
            }
            command => command.to_string(),
        };
        FaultSpan { fault: fault.clone(), line }
    }
}

impl Line {
    pub fn class(&self) -> Class {
        Class::of(self.kind)
    }

    /// The moment at which it arrived or was lost.
    pub fn ended(&self) -> Option<MomentId> {
        match self.end {
            End::Arrived { moment, .. } | End::Lost { moment, .. } => Some(moment),
            End::Flying { .. } | End::Held => None,
        }
    }
}

/// What is found while the window is read.
struct Found<'a> {
    timeline: &'a Timeline,
    spans: &'a Spans,
    asks: Asks,
    lines: Vec<Line>,
    ticks: Vec<(Peer, Tick)>,
}

impl Found<'_> {
    /// Reads the moments of the window, or one of so many.
    fn read(&mut self) -> u32 {
        let (moments, window) = (self.timeline.moments(), self.asks.window);
        let late = window.to + FLIGHT;
        let first = moments.partition_point(|moment| moment.at < window.from);
        let last = moments.partition_point(|moment| moment.at <= late);
        let stride = (last - first).div_ceil(READ_MAX).next_power_of_two().max(1);
        for id in (first.next_multiple_of(stride)..last).step_by(stride) {
            self.look_at(id as MomentId, &moments[id]);
        }
        // those that were sent within the window and came much later
        let slow = self.spans.slow();
        let begin = slow.partition_point(|slow| slow.at <= late);
        for slow in slow[begin..].iter().take(READ_MAX).filter(|slow| slow.sent <= window.to) {
            if let Some(moment) = moments.get(slow.moment as usize) {
                self.look_at(slow.moment, moment);
            }
        }
        stride as u32
    }

    fn look_at(&mut self, id: MomentId, moment: &Moment) {
        let at = moment.at;
        if let Some(line) = self.line(id, moment) {
            self.push(line);
        }
        if at > self.asks.window.to {
            return;
        }
        for trace in &moment.traces {
            let applied = match &trace.what {
                What::Server(server::Trace::Raft(
                    raft::Trace::Log(raft::trace::Log::CommitAdvanced { .. })
                    | raft::Trace::Log(raft::trace::Log::CommitLearned { .. }),
                )) => false,
                What::Server(server::Trace::Apply(server::trace::Apply::Applied { .. })) => true,
                _ => continue,
            };
            self.ticks.push((Peer::Member(trace.member), Tick { at, applied }));
        }
    }

    fn line(&self, id: MomentId, moment: &Moment) -> Option<Line> {
        let at = moment.at;
        let (packet, from, to, kind, cause, end) = match moment.event {
            Event::Deliver { packet, from, to, kind } => {
                (packet, from, to, kind, moment.cause, End::Arrived { moment: id, at })
            }
            Event::Lost { packet, from, to, kind, why } => {
                (packet, from, to, kind, moment.cause, End::Lost { moment: id, at, why })
            }
            Event::Act { .. } => moment.traces.iter().find_map(|trace| match trace.what {
                What::Network(trace::Network::PacketDropped { packet, from, to, kind, sent }) => {
                    let end = End::Lost { moment: id, at, why: Loss::Dropped };
                    Some((packet, from, to, kind, sent, end))
                }
                _ => None,
            })?,
            _ => return None,
        };
        let sent = self.timeline.moment(cause)?.at;
        Some(Line { packet, from, to, kind, cause, sent, end, term: self.term(from, cause) })
    }

    fn term(&self, from: Peer, cause: MomentId) -> Option<Term> {
        match from {
            Peer::Member(id) => {
                self.spans.member_at(id, cause).map(|then| then.term).filter(|term| *term > 0)
            }
            Peer::Client(_) => None,
        }
    }

    fn push(&mut self, line: Line) {
        let beat = matches!(line.class(), Class::Heartbeat | Class::HeartbeatAnswer);
        if line.sent <= self.asks.window.to && (self.asks.heartbeats || !beat) {
            self.lines.push(line);
        }
    }

    /// What is on its way at the playhead and arrives at no recorded moment.
    fn flying(&mut self, end: Time) {
        let world = self.timeline.world();
        let past = self.timeline.in_the_past();
        let drawn: BTreeSet<PacketId> = self.lines.iter().map(|line| line.packet).collect();
        let flying = world.packets().map(|packet| (packet, false));
        let held = world.held().iter().map(|packet| (packet, true));
        let all = flying.chain(held).filter(|(packet, held)| {
            let recorded = past && !held && packet.due <= end;
            !recorded && !drawn.contains(&packet.id)
        });
        let lines: Vec<Line> = all.map(|(packet, held)| self.in_flight(packet, held)).collect();
        lines.into_iter().for_each(|line| self.push(line));
    }

    fn in_flight(&self, packet: &Packet, held: bool) -> Line {
        let Packet { id, from, to, sent, due, cause, .. } = *packet;
        Line {
            packet: id,
            from,
            to,
            kind: packet.kind(),
            cause,
            sent,
            end: if held { End::Held } else { End::Flying { due } },
            term: self.term(from, cause),
        }
    }

    /// The lines in their order, and how many times fewer they are than were found.
    fn thin(&mut self) -> (Vec<Line>, u32) {
        let mut lines = std::mem::take(&mut self.lines);
        let keep = lines.len().div_ceil(LINES_MAX).next_power_of_two().max(1) as u32;
        if keep > 1 {
            lines.retain(|line| line.packet.is_multiple_of(u64::from(keep)));
        }
        lines.sort_by_key(|line| (line.sent, line.packet));
        (lines, keep)
    }
}

fn bands(spans: &Spans, peer: Peer, window: Window, end: Time) -> Vec<Band> {
    let Peer::Member(id) = peer else { return Vec::new() };
    let Some(changes) = spans.members().get(&id) else { return Vec::new() };
    let first = changes.partition_point(|change| change.at <= window.from).saturating_sub(1);
    let shown = changes[first..].iter().take_while(|change| change.at <= window.to);
    // what is shorter than a line is wide gives way to what comes next
    let least = window.span().us() / BANDS_MAX;
    let mut bands: Vec<Band> = Vec::new();
    for change in shown {
        if let Some(before) = bands.last_mut() {
            if change.at.since(before.from).us() < least && before.from > window.from {
                (before.state, before.term) = (change.state, change.term);
                continue;
            }
            before.to = change.at;
        }
        bands.push(Band { from: change.at, to: end, state: change.state, term: change.term });
    }
    bands
}

fn requests(timeline: &Timeline, spans: &Spans, peer: Peer, window: Window) -> Vec<RequestSpan> {
    let Peer::Client(client) = peer else { return Vec::new() };
    let all = spans.requests();
    let last = all.partition_point(|asked| asked.from <= window.to);
    // of many only the latest: those before are long over
    let near = all[..last].iter().rev().take(REQUESTS_MAX).filter(|asked| {
        asked.client == client && asked.end.is_none_or(|end| end.at >= window.from)
    });
    let span = |asked: &Asked| RequestSpan { asked: *asked, line: line_of(timeline, asked) };
    let mut found: Vec<RequestSpan> = near.map(span).collect();
    found.reverse();
    found
}

/// The command of a request, without its client.
fn line_of(timeline: &Timeline, asked: &Asked) -> String {
    match timeline.acts().get(asked.act as usize).map(|act| &act.action) {
        Some(Action::Call { call, .. }) => print::call(call),
        Some(Action::Request { request, .. }) => print::call(&Call::new(request.clone())),
        _ => String::new(),
    }
}

/// The member of a lane.
pub fn member(peer: Peer) -> Option<MachineId> {
    match peer {
        Peer::Member(id) => Some(id),
        Peer::Client(_) => None,
    }
}

/// Moments read for one picture.
const READ_MAX: usize = 16_000;
/// Messages drawn in one picture.
pub const LINES_MAX: usize = 1200;
/// Bands drawn on one lane.
const BANDS_MAX: u64 = 1000;
/// Requests looked at.
const REQUESTS_MAX: usize = 500;
