//! What clients do with requests: begin, send, wait, give up, try again.

use super::client::{Client, Next, Outstanding};
use super::ids::{ClientId, Peer, RequestId};
use super::moment::Event;
use super::packet::Body;
use super::queue::Due;
use super::scenario::Scenario;
use super::stream::Stream;
use super::trace;
use super::world::World;
use crate::base::{MachineId, NOWHERE, Rng, Time};
use crate::client::Via;
use crate::server::Request;
use std::rc::Rc;

impl World {
    pub(super) fn client_submit(
        &mut self,
        client: ClientId,
        request: Request,
        endpoints: Vec<MachineId>,
        timeout: Option<Time>,
    ) -> RequestId {
        let endpoints = if endpoints.is_empty() { self.serving().collect() } else { endpoints };
        let deadline = self.now + timeout.unwrap_or(self.scenario.timings.command_timeout);
        self.client_or_new(client).standing.use_endpoints(endpoints);
        self.client_begin(client, request, None, deadline)
    }

    pub(super) fn client_or_new(&mut self, client: ClientId) -> &mut Client {
        let state = self.clients.entry(client).or_insert_with(|| Rc::new(Client::new(client)));
        Rc::make_mut(state)
    }

    pub(super) fn client_begin(
        &mut self,
        client: ClientId,
        request: Request,
        command: Option<(RequestId, Via)>,
        deadline: Time,
    ) -> RequestId {
        let since = self.now;
        let id = self.client_or_new(client).take_number();
        let end = deadline + late(&self.scenario, client, id);
        let timeout = self.queue.push(end, self.moment, Due::Timeout { client, request: id });
        let state = self.client_or_new(client);
        let member = state.pick(command).unwrap_or(NOWHERE);
        let (stream, attempts) = (Stream::default(), 1);
        let asked = request.clone();
        let waiting = Outstanding {
            id,
            command,
            request,
            since,
            member,
            deadline,
            timeout,
            attempts,
            stream,
        };
        state.requests.insert(id, waiting);
        self.tell(trace::Client::RequestBegun {
            client,
            request: id,
            command: command.map(|c| c.0),
        });
        self.client_send(client, id, asked);
        id
    }

    pub(super) fn client_send(&mut self, client: ClientId, id: RequestId, request: Request) {
        let Some(state) = self.client(client) else { return };
        let Some(waiting) = state.requests.get(&id) else { return };
        let (member, deadline) = (waiting.member, waiting.deadline);
        if deadline <= self.now {
            return; // its time was over before it began: clientv3 sends nothing then
        }
        if member != NOWHERE {
            self.client_or_new(client).asked = Some(member);
            self.tell(trace::Client::RequestSent { client, request: id, member });
            let timeout = deadline.since(self.now);
            let body = Body::Request { id, request, timeout };
            self.send(Peer::Client(client), Peer::Member(member), body);
        }
    }

    pub(super) fn client_mut(&mut self, client: ClientId) -> Option<&mut Client> {
        self.clients.get_mut(&client).map(Rc::make_mut)
    }

    pub(super) fn client_next(
        &mut self,
        client: ClientId,
        request: RequestId,
        decide: impl FnOnce(&mut Client) -> Next,
    ) {
        let Some(state) = self.client_mut(client) else { return };
        let of = state.requests.get(&request).filter(|waiting| waiting.command.is_some()).cloned();
        let mut goes_on = None;
        let error;
        let what = match decide(state) {
            Next::Retry { after, failed } => {
                error = failed;
                self.queue.push(self.now + after, self.moment, Due::Retry { client, request });
                trace::Client::RetryPlanned { client, request, after }
            }
            Next::Done { timeout, command, since } => {
                goes_on = command.map(|command| (command, since));
                error = state.outcome(request).and_then(|outcome| outcome.clone().err());
                self.queue.cancel(timeout);
                trace::Client::RequestEnded { client, request, error: error.clone() }
            }
            Next::Ignore => return,
        };
        self.tell(what);
        if let (Some(waiting), Some(error)) = (of, &error) {
            self.log_attempt(client, &waiting, error);
        }
        if let Some((command, since)) = goes_on {
            self.answer_command(client, request, command, since);
        }
    }

    pub(super) fn client_timeout(&mut self, client: ClientId, request: RequestId) -> Option<Event> {
        self.client(client)?.requests.get(&request)?;
        self.client_next(client, request, |c| c.timeout(request));
        Some(Event::Timeout { client, request })
    }

    pub(super) fn client_retry(&mut self, client: ClientId, request: RequestId) -> Option<Event> {
        let again = self.client_mut(client)?.retry(request)?.request.clone();
        self.client_send(client, request, again);
        Some(Event::Retry { client, request })
    }
}

/// So late is a client's own timer, as timers on real machines are. Client and member count the same time: on a
/// network that is quicker than this, chance decides whether the client hears its member's last word or none.
fn late(scenario: &Scenario, client: ClientId, request: RequestId) -> Time {
    let mut rng = Rng::stream(scenario.seed, "deadline", client << 32 | request);
    Time(rng.between(0, TIMER_LATE_MAX.us()))
}

const TIMER_LATE_MAX: Time = Time(1_000);
