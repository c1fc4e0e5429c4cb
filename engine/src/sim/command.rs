//! A command of etcdctl under way in its client: the next request is sent in the moment in which the last answer
//! came, so what a command does and how long it takes are part of the world, and depend on nobody who looks on.
//!
//! Which request is next is [`Session`]'s business. A command is known by the number of its first request.

use super::attempt::{self, Reach};
use super::channel::Channel;
use super::client::{Client, ClientError, Outcome, Outstanding};
use super::ids::{ClientId, Peer, RequestId};
use super::packet::Body;
use super::trace;
use super::world::World;
use crate::base::{NOWHERE, Time};
use crate::client::{Ask, Call, Printed, Session, Via};
use crate::server::RpcError;
use std::collections::BTreeMap;

/// A command that is under way.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Running {
    session: Session,
    /// When the time began that its requests have.
    since: Time,
    /// Its connections.
    pub(super) channels: BTreeMap<Via, Channel>,
}

impl World {
    /// A client begins a command: etcdctl is started.
    pub(super) fn begin_command(&mut self, client: ClientId, call: &Call) -> RequestId {
        let all: Vec<_> = self.serving().collect();
        let mut session = Session::new(call, &all);
        let asks = session.begin();
        let (since, channels) = (self.now, BTreeMap::new());
        let state = self.client_or_new(client);
        let command = state.next_request();
        if asks.is_empty() {
            state.take_number();
        }
        state.commands.insert(command, Running { session, since, channels });
        self.go_on(client, command, asks);
        command
    }

    /// An answer is there, or it is clear that there will be none.
    pub(super) fn answer_command(
        &mut self,
        client: ClientId,
        request: RequestId,
        (command, via): (RequestId, Via),
        since: Time,
    ) {
        let took = self.now.since(since);
        let Some(state) = self.client_mut(client) else { return };
        let Some(outcome) = state.outcome(request).cloned() else { return };
        let Some(running) = state.commands.get_mut(&command) else { return };
        let asks = running.session.answer(via, text_of(&outcome), took);
        self.go_on(client, command, asks);
    }

    /// An attempt at a request has failed now: if a command has sent it, the client's log says so.
    pub(super) fn log_attempt(
        &mut self,
        client: ClientId,
        request: &Outstanding,
        error: &ClientError,
    ) {
        let (now, Some((command, via))) = (self.now, request.command) else { return };
        let state = self.client_mut(client);
        let Some(running) = state.and_then(|state| state.commands.get_mut(&command)) else {
            return;
        };
        let refused = running.channels.get(&via).is_some_and(Channel::is_refused);
        let reach = match request.member {
            _ if request.deadline <= request.since => Reach::OverBeforeItBegan,
            NOWHERE if refused => Reach::Refused,
            NOWHERE => Reach::Connecting,
            _ => Reach::Sent,
        };
        let attempt = (request.attempts - 1, reach);
        let line = attempt::line(now, &running.session, via, attempt, error);
        running.session.log(line);
    }

    /// Sends what is next. If the command is over, its output is kept.
    fn go_on(&mut self, client: ClientId, command: RequestId, asks: Vec<Ask>) {
        let (now, most) = (self.now, self.scenario.timings.command_timeout);
        for ask in asks {
            let Some(state) = self.client_mut(client) else { return };
            let Some(running) = state.commands.get_mut(&command) else { return };
            if ask.anew {
                running.since = now;
            }
            let deadline = running.since + running.session.call().timeout.unwrap_or(most);
            self.open((client, command, ask.via), &ask.endpoints);
            self.client_begin(client, ask.request, Some((command, ask.via)), deadline);
        }
        let Some(state) = self.client_mut(client) else { return };
        if let Some(code) = state.end_command(command) {
            self.tell(trace::Client::CommandEnded { client, command, code });
        }
    }
}

impl World {
    /// Ctrl+C: the process of etcdctl ends, and with it its connections.
    pub(super) fn cancel(&mut self, client: ClientId, command: Option<RequestId>) {
        let Some(state) = self.client_mut(client) else { return };
        let ended: Vec<RequestId> = match command {
            Some(command) => vec![command],
            None => state.commands.keys().copied().collect(),
        };
        let of_them = |waiting: &&Outstanding| match (command, waiting.command) {
            (None, _) => true,
            (Some(one), of) => of.is_some_and(|(of, _)| of == one),
        };
        let requests = state.requests.values().filter(of_them);
        let requests: Vec<_> = requests.map(|waiting| (waiting.id, waiting.member)).collect();
        for command in &ended {
            state.end(*command, Printed { parts: Vec::new(), code: EXIT_INTERRUPTED });
        }
        for (id, member) in requests {
            self.client_next(client, id, |c| c.cancel(id));
            if member != NOWHERE {
                self.send(Peer::Client(client), Peer::Member(member), Body::Cancel { id });
            }
        }
        for command in ended {
            self.tell(trace::Client::CommandEnded { client, command, code: EXIT_INTERRUPTED });
        }
    }
}

/// What a shell tells of a process that was ended by Ctrl+C.
const EXIT_INTERRUPTED: u8 = 130;

impl Running {
    /// What it was asked to do.
    pub fn call(&self) -> &Call {
        self.session.call()
    }

    /// Its connections.
    pub fn channels(&self) -> impl Iterator<Item = &Channel> {
        self.channels.values()
    }
}

impl Client {
    /// Takes a command away that has nothing more to ask; its exit code.
    fn end_command(&mut self, command: RequestId) -> Option<u8> {
        let printed: Printed = self.commands.get(&command)?.session.printed()?.clone();
        let code = printed.code;
        self.end(command, printed);
        Some(code)
    }

    fn end(&mut self, command: RequestId, printed: Printed) {
        self.commands.remove(&command);
        if self.printed.len() == super::client::OUTCOMES_KEPT {
            self.printed.pop_front();
        }
        self.printed.push_back((command, printed));
    }
}

/// The answer, or the error as clientv3 words it.
fn text_of(outcome: &Outcome) -> Result<&crate::server::Response, String> {
    use super::client::ClientError::Rpc;
    outcome.as_ref().map_err(|error| match error {
        // what `rpctypes` does not know stays as gRPC has it
        Rpc(unknown @ (RpcError::ProposalDropped | RpcError::TimeoutLeaderTransfer)) => {
            format!("rpc error: code = Unknown desc = {unknown}")
        }
        other => other.to_string(),
    })
}
