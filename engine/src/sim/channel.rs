//! The connections of a new etcdctl to its endpoints, after gRPC's `addrConn` and its balancer `round_robin`, as
//! clientv3 uses them.
//!
//! Every etcdctl is a new process and knows nobody: it connects to all its endpoints at once, and its first
//! request goes to the one that is there first. An endpoint that is silent (a cut link, a stopped process, one
//! that does not serve yet) is not used and costs nothing as long as another one answers; one that refuses is
//! tried again after a while, and longer each time. As long as none is there the request waits, to the end of
//! its time if need be.
//!
//! One exchange stands for the handshakes of TCP and HTTP/2. Left out: resolving names, TLS, and gRPC's pings,
//! which no `--command-timeout` of less than 16 s notices.

use super::ids::{ClientId, Peer, RequestId};
use super::moment::Event;
use super::packet::Body;
use super::queue::Due;
use super::trace;
use super::world::World;
use crate::base::{MachineId, NOWHERE, Rng, Time};
use crate::client::Via;

/// The connections to some endpoints, all of which will do.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Channel {
    connections: Vec<Connection>,
    /// Which of the ready ones is next.
    next: u64,
    /// How often the ready ones have changed.
    changes: u64,
}

/// A connection to one endpoint.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Connection {
    pub member: MachineId,
    pub state: ConnectionState,
    /// How often it was tried in vain.
    failures: u32,
}

/// How far it is, in gRPC's words.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ConnectionState {
    /// Nobody has answered yet.
    Connecting,
    /// It stands, with the process that was started so often.
    Ready { incarnation: u32 },
    /// Nobody listens there; it is tried again after a while.
    TransientFailure,
}

/// Names a channel: the client, its command, and which of the command's.
pub type ChannelId = (ClientId, RequestId, Via);

impl Channel {
    /// Connections to these, of which none stands yet.
    pub(super) fn new(endpoints: &[MachineId]) -> Channel {
        let mut connections: Vec<Connection> = Vec::new();
        for member in endpoints {
            if connections.iter().all(|connection| connection.member != *member) {
                // at some addresses nobody ever listens
                let state = match *member {
                    NOWHERE => ConnectionState::TransientFailure,
                    _ => ConnectionState::Connecting,
                };
                connections.push(Connection { member: *member, state, failures: 0 });
            }
        }
        Channel { connections, ..Channel::default() }
    }

    /// All of them, in the order of the endpoints.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// Whether all endpoints have refused.
    pub(super) fn is_refused(&self) -> bool {
        let failed =
            |c: &Connection| c.failures > 0 || c.state == ConnectionState::TransientFailure;
        self.connections.iter().all(failed)
    }

    /// How many endpoints there are.
    pub(super) fn len(&self) -> usize {
        self.connections.len()
    }

    fn to(&mut self, member: MachineId) -> Option<&mut Connection> {
        self.connections.iter_mut().find(|connection| connection.member == member)
    }

    /// The endpoint for the next attempt; nobody is there as long as none is ready.
    pub(super) fn pick(&mut self) -> Option<MachineId> {
        let ready: Vec<MachineId> = self.ready().collect();
        let at = self.next.checked_rem(ready.len() as u64)?;
        self.next += 1;
        ready.get(at as usize).copied()
    }

    pub(super) fn is_dialing(&self, member: MachineId) -> bool {
        let is_ready = |c: &Connection| matches!(c.state, ConnectionState::Ready { .. });
        self.connections.iter().any(|c| c.member == member && !is_ready(c))
    }

    fn ready(&self) -> impl Iterator<Item = MachineId> + '_ {
        let is_ready = |c: &&Connection| matches!(c.state, ConnectionState::Ready { .. });
        self.connections.iter().filter(is_ready).map(|connection| connection.member)
    }
}

impl World {
    /// A command opens its connections to these endpoints, unless it has done so.
    pub(super) fn open(&mut self, id: ChannelId, endpoints: &[MachineId]) {
        let (client, command, via) = id;
        let Some(channels) = self.channels(client, command) else { return };
        if channels.contains_key(&via) {
            return;
        }
        let channel = Channel::new(endpoints);
        let members: Vec<MachineId> = channel.connections.iter().map(|c| c.member).collect();
        channels.insert(via, channel);
        let there = members.into_iter().filter(|member| *member != NOWHERE);
        there.for_each(|member| self.dial(id, member));
    }

    fn channels(
        &mut self,
        client: ClientId,
        command: RequestId,
    ) -> Option<&mut std::collections::BTreeMap<Via, Channel>> {
        let running = self.client_mut(client)?.commands.get_mut(&command)?;
        Some(&mut running.channels)
    }

    fn channel(&mut self, (client, command, via): ChannelId) -> Option<&mut Channel> {
        self.channels(client, command)?.get_mut(&via)
    }

    fn dial(&mut self, (client, command, via): ChannelId, member: MachineId) {
        self.send(Peer::Client(client), Peer::Member(member), Body::Connect { command, via });
    }

    /// A client's connection arrives. A process that serves nobody yet, or does not run just now, lets it wait:
    /// the kernel has taken it, and nobody speaks.
    pub(super) fn connect(&mut self, member: MachineId, id: ChannelId) {
        let machine = self.machine_mut(member);
        if !machine.backlog.contains(&id) {
            machine.backlog.push(id);
        }
        self.accept(member);
    }

    /// Whoever waits for it is greeted, if the process serves clients.
    pub(super) fn accept(&mut self, member: MachineId) {
        let machine = self.machine_mut(member);
        if machine.backlog.is_empty() || !machine.serves() {
            return;
        }
        let incarnation = Some(machine.incarnation);
        for (client, command, via) in std::mem::take(&mut machine.backlog) {
            let body = Body::Connected { command, via, incarnation };
            self.send(Peer::Member(member), Peer::Client(client), body);
        }
    }

    /// A client learns what became of its connection.
    pub(super) fn connected(&mut self, id: ChannelId, member: MachineId, incarnation: Option<u32>) {
        let (seed, now, (client, command, via)) = (self.scenario.seed, self.now, id);
        let Some(channel) = self.channel(id) else { return };
        channel.changes += 1;
        let mut rng = Rng::stream(seed, "pick", client << 32 | command << 8 | channel.changes);
        let Some(connection) = channel.to(member) else { return };
        let what = match incarnation {
            Some(incarnation) => {
                connection.state = ConnectionState::Ready { incarnation };
                connection.failures = 0;
                let ready = channel.ready().count() as u64;
                channel.next = rng.below(ready);
                trace::Client::Connected { client, command, member }
            }
            None => {
                connection.state = ConnectionState::TransientFailure;
                let after = backoff(connection.failures, &mut rng);
                connection.failures += 1;
                self.queue.push(now + after, self.moment, Due::Dial { id, member });
                trace::Client::ConnectionRefused { client, command, member, after }
            }
        };
        self.tell(what);
        self.send_waiting(client, command, via);
    }

    /// A connection is broken: its process has ended. gRPC connects anew at once.
    pub(super) fn closed(&mut self, id: ChannelId, member: MachineId) {
        let (client, command, via) = id;
        let Some(connection) = self.channel(id).and_then(|channel| channel.to(member)) else {
            return;
        };
        if !matches!(connection.state, ConnectionState::Ready { .. }) {
            return;
        }
        connection.state = ConnectionState::Connecting;
        self.tell(trace::Client::Disconnected { client, command, member });
        self.dial(id, member);
        let Some(state) = self.client(client) else { return };
        let of_it = state
            .requests_of(command)
            .filter(|waiting| waiting.member == member && waiting.command == Some((command, via)));
        let broken: Vec<RequestId> = of_it.map(|waiting| waiting.id).collect();
        for request in broken {
            self.client_next(client, request, |c| c.refused(request, true));
        }
    }

    /// It is time to try again. It is no moment if that is not needed any more.
    pub(super) fn redial(&mut self, id: ChannelId, member: MachineId) -> Option<Event> {
        let connection = self.channel(id)?.to(member)?;
        if matches!(connection.state, ConnectionState::Ready { .. }) {
            return None;
        }
        connection.state = ConnectionState::Connecting;
        self.dial(id, member);
        Some(Event::Dial { client: id.0, member })
    }

    /// What opens a connection is lost on its way: TCP sends it again.
    pub(super) fn connect_again(&mut self, id: ChannelId, member: MachineId) {
        let due = Due::Dial { id, member };
        self.queue.push(self.now + SYN_AGAIN, self.moment, due);
    }

    /// Requests that no endpoint was there for go out.
    fn send_waiting(&mut self, client: ClientId, command: RequestId, via: Via) {
        let Some(state) = self.client(client) else { return };
        let waits = state
            .requests_of(command)
            .filter(|waiting| waiting.member == NOWHERE && waiting.command == Some((command, via)));
        let waits: Vec<RequestId> = waits.map(|waiting| waiting.id).collect();
        for request in waits {
            let Some(member) = self.channel((client, command, via)).and_then(Channel::pick) else {
                return;
            };
            let Some(state) = self.client_mut(client) else { return };
            let Some(waiting) = state.requests.get_mut(&request) else { continue };
            waiting.member = member;
            let again = waiting.request.clone();
            self.client_send(client, request, again);
        }
    }

    /// Whether a request comes over a connection that this process has never taken: the one before it did.
    pub(super) fn stranger(
        &self,
        member: MachineId,
        from: Peer,
        request: RequestId,
    ) -> Option<ChannelId> {
        let Peer::Client(client) = from else { return None };
        let state = self.client(client)?;
        let (command, via) = state.requests.get(&request)?.command?;
        let channel = state.commands.get(&command)?.channels.get(&via)?;
        let connection = channel.connections.iter().find(|c| c.member == member)?;
        let incarnation = self.machine(member)?.incarnation;
        let strange = connection.state != ConnectionState::Ready { incarnation };
        strange.then_some((client, command, via))
    }

    /// Whether a request is of a program that is connected all along, or of nobody any more.
    pub(super) fn is_by_itself(&self, from: Peer, request: RequestId) -> bool {
        let Peer::Client(client) = from else { return true };
        let waiting = self.client(client).and_then(|state| state.requests.get(&request));
        waiting.is_some_and(|waiting| waiting.command.is_none())
    }

    /// The process has ended: whoever was connected with it, or waited for it, is told so by its kernel.
    pub(super) fn close_connections(&mut self, member: MachineId) {
        let waited = std::mem::take(&mut self.machine_mut(member).backlog);
        for (client, command, via) in waited {
            let body = Body::Connected { command, via, incarnation: None };
            self.send(Peer::Member(member), Peer::Client(client), body);
        }
        let mut open: Vec<ChannelId> = Vec::new();
        for client in self.clients.values() {
            for (command, running) in &client.commands {
                for (via, channel) in &running.channels {
                    if channel.ready().any(|ready| ready == member) {
                        open.push((client.id, *command, *via));
                    }
                }
            }
        }
        for (client, command, via) in open {
            let body = Body::Closed { command, via };
            self.send(Peer::Member(member), Peer::Client(client), body);
        }
    }
}

/// After how long gRPC tries again (`backoff.DefaultConfig`): 1 s, and 1.6 times as long each time, up to 120 s,
/// a fifth more or less from the second time on.
fn backoff(failures: u32, rng: &mut Rng) -> Time {
    let mut us = 1_000_000u64;
    for _ in 0..failures {
        us = (us * 8 / 5).min(120_000_000);
    }
    match failures {
        0 => Time(us),
        _ => Time(us * rng.between(800, 1200) / 1000),
    }
}

/// Linux sends the first packet of a connection again after so long (`TCP_TIMEOUT_INIT`). The longer pauses
/// behind it are left out.
const SYN_AGAIN: Time = Time::from_ms(1000);
