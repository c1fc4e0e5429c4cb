//! What happens when something is due: a tick, a packet, an fsync.

use super::disk::{Disk, SyncPoint, Torn};
use super::ids::{ClientId, Peer, RequestId};
use super::moment::{Event, Kind, Loss};
use super::packet::{Body, Packet};
use super::queue::Due;
use super::trace::{self, Trace, What};
use super::world::World;
use crate::base::{DiskOp, DiskToken, MachineId, NOWHERE, NodeId, Time};
use crate::server::{Effect, EtcdServer, Fatal, Input, ReplyTo, Request, TimerToken};

impl World {
    /// Starts a member's process: for the first time, or from its disk.
    pub(super) fn boot(&mut self, id: MachineId) {
        let (now, seed) = (self.now, self.scenario.seed);
        let (rules, reads, moment) = (self.rules, self.reads, self.moment);
        let known = self.known_at(id).map(|member| member.id);
        let machine = &mut self.machines[id.place()];
        (machine.config.rules, machine.config.reads) = (rules, reads);
        machine.incarnation += 1;
        machine.died = None;
        machine.disk_free = now;
        let rng = machine.process_rng(seed);
        let mut ops = Vec::new();
        let files = machine.disk.read_all("member/");
        if files.is_empty() && machine.config.join {
            // it asks the others who it is
            let member = known.unwrap_or_default();
            machine.config.id = member;
            machine.members.push((moment, member));
        }
        let started = if files.is_empty() && machine.config.join {
            Ok(EtcdServer::join(&machine.config, now, rng, &mut ops, &mut self.out))
        } else if files.is_empty() {
            Ok(EtcdServer::bootstrap(&machine.config, now, rng, &mut ops, &mut self.out))
        } else {
            EtcdServer::restart(&machine.config, now, rng, &files, &mut ops, &mut self.out)
        };
        ops.iter().for_each(|op| machine.disk.apply(op));
        let out = &mut self.out;
        match started.and_then(|mut server| server.start(now, out).map(|()| server)) {
            Ok(server) => {
                machine.server = Some(server);
                let first = match now {
                    Time(0) => machine.next_tick,
                    now => now + machine.tick_interval(),
                };
                machine.next_tick = first;
                let incarnation = machine.incarnation;
                self.queue.push(first, self.moment, Due::Tick { member: id, incarnation });
                self.collect(id);
            }
            Err(fatal) => self.die(id, fatal),
        }
    }

    pub(super) fn tick(&mut self, member: MachineId, incarnation: u32) -> Option<Event> {
        let now = self.now;
        let machine = self.machine_mut(member);
        let late = machine.next_tick != now || machine.clock_per_mille == 0;
        if machine.incarnation != incarnation || machine.server.is_none() || late {
            return None;
        }
        machine.next_tick = now + machine.tick_interval();
        let next = machine.next_tick;
        self.queue.push(next, self.moment, Due::Tick { member, incarnation });
        self.input(member, Input::Tick);
        Some(Event::Tick { member })
    }

    pub(super) fn arrive(&mut self, packet: Packet) -> Option<Event> {
        let (id, from, to, kind) = (packet.id, packet.from, packet.to, packet.kind());
        if self.network.keeps_back(&packet) {
            self.network.held.push(packet);
            return None;
        }
        let why = self.why_lost(&packet);
        if let Some(why) = why {
            self.lost(packet, why);
            return Some(Event::Lost { packet: id, from, to, kind, why });
        }
        match (packet.body, to) {
            (Body::Raft(message), Peer::Member(member)) => {
                self.input(member, Input::Receive(message));
            }
            (Body::Snapshot { message, db }, Peer::Member(member)) => {
                self.input(member, Input::ReceiveSnapshot { message, db });
            }
            (Body::Connect { command, via }, Peer::Member(member)) => {
                let Peer::Client(client) = from else { unreachable!("members hold streams") };
                self.connect(member, (client, command, via));
            }
            (Body::Connected { command, via, incarnation }, Peer::Client(client)) => {
                let Peer::Member(from) = from else { unreachable!("clients take nobody's") };
                self.connected((client, command, via), from, incarnation);
            }
            (Body::Cancel { id }, Peer::Member(member)) => {
                self.input(member, Input::Cancel(from, id));
            }
            (Body::Closed { command, via }, Peer::Client(client)) => {
                let Peer::Member(from) = from else { unreachable!("clients take nobody's") };
                self.closed((client, command, via), from);
            }
            (Body::Request { id, .. }, Peer::Member(member))
                if let Some(strange) = self.stranger(member, from, id) =>
            {
                let (_, command, via) = strange;
                self.send(to, from, Body::Closed { command, via });
            }
            (Body::Request { id, request, timeout }, Peer::Member(member)) => {
                let to = ReplyTo { caller: from, request: id, deadline: self.now + timeout };
                if matches!(request, Request::MemberAdd(_) | Request::MemberRemove(_)) {
                    self.tell_since(member);
                }
                self.input(member, Input::Client(to, request));
            }
            (Body::Gone, Peer::Member(member)) => {
                let Peer::Member(from) = from else { unreachable!("no client says so") };
                self.input(member, Input::Gone(self.member_at(from)));
            }
            (Body::Reply { id, result }, Peer::Member(member)) => {
                let Peer::Member(from) = from else { unreachable!("clients answer nobody") };
                let from = self.member_at(from);
                self.input(member, Input::Answer { from, request: id, result });
            }
            (Body::Reply { id, result }, Peer::Client(client)) => {
                let now = self.now;
                self.client_next(client, id, |c| c.reply(id, result, now));
            }
            (Body::Push { id, number, response }, Peer::Client(client)) => {
                let Peer::Member(from) = from else { unreachable!("clients answer nobody") };
                self.pushed(from, client, id, (number, response));
            }
            (Body::Refused { id, delivered }, Peer::Client(client)) => {
                self.client_next(client, id, |c| c.refused(id, delivered));
            }
            (_, to) => unreachable!("nobody sends {kind:?} to {to:?}"),
        }
        Some(Event::Deliver { packet: id, from, to, kind })
    }

    fn why_lost(&mut self, packet: &Packet) -> Option<Loss> {
        let (from, to) = (packet.from, packet.to);
        if self.network.is_cut(from, to) {
            return Some(Loss::Cut);
        }
        if let Peer::Member(id) = to
            && !self
                .machine(id)
                .is_some_and(|machine| machine.is_up() && packet.is_for(machine.member()))
        {
            return Some(Loss::Down);
        }
        self.network.loses(from, to).then_some(Loss::Chance)
    }

    /// A packet does not arrive. Where a process is down, its machine's kernel says so to the sender.
    pub(super) fn lost(&mut self, packet: Packet, why: Loss) {
        if matches!(packet.body, Body::Push { .. }) {
            return self.send_again(packet);
        }
        match (packet.from, packet.to, &packet.body) {
            (Peer::Client(client), Peer::Member(member), Body::Connect { command, via }) => {
                let (command, via) = (*command, *via);
                if why != Loss::Down {
                    return self.connect_again((client, command, via), member);
                }
                let body = Body::Connected { command, via, incarnation: None };
                self.send(packet.to, packet.from, body);
            }
            (Peer::Member(member), Peer::Client(client), Body::Connected { command, via, .. }) => {
                return self.connect_again((client, *command, *via), member);
            }
            _ => {}
        }
        if why != Loss::Down {
            return;
        }
        match (packet.from, packet.to, packet.body) {
            (Peer::Member(member), Peer::Member(_), Body::Snapshot { message, .. }) => {
                let (at, peer) = (self.now + self.network.latency.0, message.to);
                self.queue.push(
                    at,
                    self.moment,
                    Due::SnapshotStatus { member, peer, failed: true },
                );
            }
            (Peer::Member(member), Peer::Member(_), Body::Raft(message)) => {
                self.nobody_there(member, message.to);
            }
            (Peer::Member(member), Peer::Member(peer), _) => {
                self.nobody_there(member, self.member_at(peer));
            }
            (client @ Peer::Client(_), member, Body::Request { id, .. })
                if self.is_by_itself(client, id) =>
            {
                self.send(member, client, Body::Refused { id, delivered: false });
            }
            _ => {}
        }
    }

    /// The sender learns that no process listens there.
    fn nobody_there(&mut self, member: MachineId, peer: NodeId) {
        let incarnation = self.machine_mut(member).incarnation;
        let at = self.now + self.network.latency.0;
        self.queue.push(at, self.moment, Due::Unreachable { member, incarnation, peer });
    }

    pub(super) fn fsync_returns(
        &mut self,
        member: MachineId,
        incarnation: u32,
        token: DiskToken,
        points: &[SyncPoint],
    ) -> Option<Event> {
        let machine = self.machine_mut(member);
        if machine.incarnation != incarnation || machine.server.is_none() {
            return None;
        }
        points.iter().for_each(|point| machine.disk.finish_sync(*point));
        self.input(member, Input::DiskDone(token));
        Some(Event::DiskDone { member })
    }

    /// A timer ends. Those of a process that is gone end nothing.
    pub(super) fn timer(
        &mut self,
        member: MachineId,
        incarnation: u32,
        token: TimerToken,
    ) -> Option<Event> {
        let machine = self.machine_mut(member);
        if machine.incarnation != incarnation || machine.server.is_none() {
            return None;
        }
        machine.timers.remove(&token);
        self.tell_since(member);
        self.input(member, Input::Timer(token));
        Some(Event::Timer { member })
    }

    /// A member's clock runs faster or slower from now on: what is left of its timers ends sooner or later.
    pub(super) fn set_clock(&mut self, member: MachineId, per_mille: u32) {
        let now = self.now;
        let machine = &mut self.machines[member.place()];
        let before = u64::from(std::mem::replace(&mut machine.clock_per_mille, per_mille));
        if before == 0 && machine.is_up() {
            // it ticks again
            machine.next_tick = now + machine.tick_interval();
            let (at, incarnation) = (machine.next_tick, machine.incarnation);
            self.queue.push(at, self.moment, Due::Tick { member, incarnation });
        }
        if before == 0 || per_mille == 0 {
            return;
        }
        for slot in machine.timers.values_mut() {
            let left = slot.0.since(now).us() * before / u64::from(per_mille);
            *slot = self.queue.put_off(*slot, now + Time(left));
        }
    }

    pub(super) fn unreachable(
        &mut self,
        member: MachineId,
        incarnation: u32,
        peer: NodeId,
    ) -> Option<Event> {
        let machine = self.machine_mut(member);
        if machine.incarnation != incarnation || machine.server.is_none() {
            return None;
        }
        self.input(member, Input::Unreachable(peer));
        Some(Event::Unreachable { member, peer })
    }

    /// A snapshot's sender hears what became of it. If the answer's way is cut, it hears nothing: then its
    /// own patience ends.
    pub(super) fn snapshot_status(
        &mut self,
        member: MachineId,
        peer: NodeId,
        failed: bool,
    ) -> Option<Event> {
        let cut = self.is_cut_from(peer, member);
        if self.machine_mut(member).server.is_none() || (cut && !failed) {
            return None;
        }
        self.input(member, Input::SnapshotStatus { to: peer, failed });
        Some(Event::SnapshotStatus { member, peer, failed })
    }

    /// Gives a running process its input, and carries its effects out.
    pub(super) fn input(&mut self, member: MachineId, input: Input) {
        let now = self.now;
        let machine = &mut self.machines[member.place()];
        let Some(server) = machine.server.as_mut() else { return };
        let done = server.handle(now, input, &mut self.out);
        self.collect(member);
        self.accept(member);
        if let Err(fatal) = done {
            self.die(member, fatal);
        }
    }

    pub(super) fn collect(&mut self, member: MachineId) {
        for trace in self.out.traces.list.drain(..) {
            self.traces.push(|| Trace { member, what: What::Server(trace) });
        }
        let mut effects = std::mem::take(&mut self.out.effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Send(message) => {
                    if let Some(to) = self.way_to(member, message.to) {
                        self.send(Peer::Member(member), Peer::Member(to), Body::Raft(message));
                    } else {
                        // It was added, and its machine is not there yet: nobody listens.
                        self.nobody_there(member, message.to);
                    }
                }
                Effect::SendSnapshot { message, db } => {
                    let peer = message.to;
                    if let Some(to) = self.way_to(member, peer) {
                        self.send_apart(member, to, Body::Snapshot { message, db });
                    } else {
                        let at = self.now + self.network.latency.0;
                        let due = Due::SnapshotStatus { member, peer, failed: true };
                        self.queue.push(at, self.moment, due);
                    }
                }
                Effect::SnapshotReceived { from } => {
                    if let Some(from) = self.way_to(member, from) {
                        let at = self.now + self.network.latency.0;
                        let peer = self.member_at(member);
                        let due = Due::SnapshotStatus { member: from, peer, failed: false };
                        self.queue.push(at, self.moment, due);
                    }
                }
                Effect::Gone(to) => {
                    if let Some(to) = self.way_to(member, to) {
                        self.send(Peer::Member(member), Peer::Member(to), Body::Gone);
                    }
                }
                Effect::Disk(token, ops) => self.disk(member, token, &ops),
                Effect::Timer { token, after } => {
                    let machine = &mut self.machines[member.place()];
                    let (end, incarnation) = (self.now + machine.span(after), machine.incarnation);
                    let due = Due::Timer { member, incarnation, token };
                    machine.timers.insert(token, self.queue.push(end, self.moment, due));
                }
                Effect::StopTimer(token) => {
                    if let Some(slot) = self.machine_mut(member).timers.remove(&token) {
                        self.queue.cancel(slot);
                    }
                }
                Effect::Reply(to, result) => {
                    let body = Body::Reply { id: to.request, result };
                    self.send(Peer::Member(member), to.caller, body);
                }
                Effect::Push(to, response) => self.push(member, to, *response),
                Effect::Forward { to, request_id, request, timeout } => {
                    if let Some(to) = self.way_to(member, to) {
                        let body = Body::Request { id: request_id, request, timeout };
                        self.send(Peer::Member(member), Peer::Member(to), body);
                    }
                }
            }
        }
        self.out.effects = effects;
    }

    /// Writes go to the cache at once. Syncs take their time, one batch after the other.
    fn disk(&mut self, member: MachineId, token: DiskToken, ops: &[DiskOp]) {
        let now = self.now;
        let machine = &mut self.machines[member.place()];
        let mut points = Vec::new();
        for op in ops {
            match op {
                DiskOp::Sync { path } => points.extend(machine.disk.begin_sync(path)),
                op => machine.disk.apply(op),
            }
        }
        if points.is_empty() {
            return;
        }
        let span = Time(machine.rng.between(machine.fsync.0.us(), machine.fsync.1.us()));
        machine.disk_free = machine.disk_free.max(now) + span;
        let (at, incarnation) = (machine.disk_free, machine.incarnation);
        let points = points.into_boxed_slice();
        self.queue.push(at, self.moment, Due::Fsync { member, incarnation, token, points });
    }

    /// A process ends by itself.
    fn die(&mut self, member: MachineId, fatal: Fatal) {
        self.machine_mut(member).died = Some(fatal.to_string());
        self.traces.push(|| Trace { member, what: What::Machine(trace::Machine::Died(fatal)) });
        self.end_process(member, None);
        self.update_connections();
    }

    /// The machine stops: process and cache are gone, clients' connections break.
    pub(super) fn end_process(&mut self, member: MachineId, torn: Option<Torn>) {
        let machine = self.machine_mut(member);
        machine.server = None;
        machine.timers.clear();
        machine.owed = None;
        let disk = &machine.disk;
        let lost = |disk: &Disk, path: &str, before: u64| before - disk.len(path).min(before);
        let lengths: Vec<(String, u64)> =
            disk.paths("").map(|path| (path.to_string(), disk.len(path))).collect();
        let torn = torn.filter(|_| machine.disk.may_tear());
        machine.disk.crash(torn);
        let bytes = lengths.iter().map(|(path, before)| lost(&machine.disk, path, *before)).sum();
        let what = What::Machine(trace::Machine::CrashLost { bytes });
        self.traces.push(|| Trace { member, what });
        self.forget_pushes(member);
        self.close_connections(member);
        let broken: Vec<(ClientId, RequestId)> = (self.clients.values())
            .flat_map(|c| c.requests.values().map(|r| (c.id, r)))
            .filter(|(_, request)| request.member == member && request.command.is_none())
            .map(|(client, request)| (client, request.id))
            .collect();
        for (client, id) in broken {
            let on_its_way = self.queue.packets().any(|p| {
                p.from == Peer::Client(client)
                    && matches!(p.body, Body::Request { id: of, .. } if of == id)
            });
            if !on_its_way {
                let body = Body::Refused { id, delivered: true };
                self.send(Peer::Member(member), Peer::Client(client), body);
            }
        }
    }

    /// What the world around the members decided.
    pub(super) fn tell(&mut self, what: impl Into<What>) {
        self.traces.push(|| Trace { member: NOWHERE, what: what.into() });
    }
}

impl Packet {
    /// What it carries, in brief.
    pub fn kind(&self) -> Kind {
        match &self.body {
            Body::Raft(message) | Body::Snapshot { message, .. } => Kind::Raft(message.msg_type),
            Body::Request { .. } => Kind::Request,
            Body::Reply { .. } => Kind::Reply,
            Body::Push { .. } => Kind::Push,
            Body::Gone => Kind::Gone,
            Body::Refused { .. } => Kind::Refused,
            Body::Connect { .. } => Kind::Connect,
            Body::Connected { incarnation: Some(_), .. } => Kind::Connected,
            Body::Connected { incarnation: None, .. } => Kind::ConnectionRefused,
            Body::Closed { .. } => Kind::Closed,
            Body::Cancel { .. } => Kind::Cancel,
        }
    }
}
