//! A client outside the cluster: its endpoints, what it waits for, and when it tries again.
//!
//! After clientv3: a request goes to one endpoint; a refused connection moves on to the next. A read may be
//! sent again after `Unavailable`; a write only if it was never delivered, or never begun within the member's
//! own time
//! (`client/v3/retry.go`, `isSafeRetryImmutableRPC`, `isSafeRetryMutableRPC`).

use super::channel::Channel;
use super::command::Running;
use super::ids::{ClientId, RequestId};
use super::queue::Slot;
use super::stream::Stream;
use crate::base::{MachineId, NOWHERE, Time};
use crate::client::{Printed, Via};
use crate::server::{Code, Request, Response, RpcError};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// One client.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Client {
    pub id: ClientId,
    /// Where it sends requests that belong to no command.
    pub standing: Ring,
    next_request: RequestId,
    /// What it waits for.
    pub requests: BTreeMap<RequestId, Outstanding>,
    /// What it got, the last [`OUTCOMES_KEPT`].
    outcomes: VecDeque<(RequestId, Outcome)>,
    /// Commands of etcdctl that are under way, by the number of their first request.
    pub(super) commands: BTreeMap<RequestId, Running>,
    /// What commands printed, the last [`OUTCOMES_KEPT`].
    pub(super) printed: VecDeque<(RequestId, Printed)>,
    /// Whom it asked last.
    pub(super) asked: Option<MachineId>,
}

/// Endpoints that are tried in turn.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Ring {
    pub endpoints: Vec<MachineId>,
    /// The one in use, as a place among them.
    current: u32,
}

/// A request without an answer yet.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Outstanding {
    pub id: RequestId,
    /// The command that it is for, and over which of its connections it goes; nothing if it is for itself.
    pub command: Option<(RequestId, Via)>,
    pub request: Request,
    pub since: Time,
    /// The member it was sent to last; `NOWHERE` if it waits until an endpoint is there.
    pub member: MachineId,
    /// When its time is over, for the member too.
    pub deadline: Time,
    /// Where the end of the client's patience is scheduled.
    pub timeout: Slot,
    /// How often it was sent.
    pub attempts: u32,
    /// What the member has said so far, if its answer is a stream.
    pub stream: Stream,
}

/// What a request came to.
pub type Outcome = Result<Response, ClientError>;

/// Why a request failed, as `etcdctl` says it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClientError {
    /// The member refused.
    Rpc(RpcError),
    /// No answer within `--command-timeout`.
    DeadlineExceeded,
    /// Whoever asked has thought better of it.
    Canceled,
    /// The member died while it had the request: nobody knows whether it was carried out.
    ConnectionLost,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Rpc(error) => error.fmt(f),
            ClientError::DeadlineExceeded => f.write_str("context deadline exceeded"),
            ClientError::Canceled => f.write_str("context canceled"),
            ClientError::ConnectionLost => {
                f.write_str("rpc error: code = Unavailable desc = error reading from server: EOF")
            }
        }
    }
}

/// What a client does with an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Next {
    /// The request is over: nothing is left to be scheduled for it.
    Done { timeout: Slot, command: Option<(RequestId, Via)>, since: Time },
    /// It is sent again after a while. `failed`: what the attempt came to, if it was one.
    Retry { after: Time, failed: Option<ClientError> },
    /// The answer is to nothing that waits.
    Ignore,
}

impl Outstanding {
    /// A read may be sent again after `Unavailable`, and anything that ran into a deadline which was not the
    /// client's own (`retry_interceptor.go`, `isContextError`): a member says so only of what it has not begun.
    /// What a learner does not serve may be served by another endpoint, if there is one (`isSafeRetry`).
    fn may_retry(&self, error: &RpcError, now: Time, endpoints: usize) -> bool {
        if *error == RpcError::NotSupportedForLearner && endpoints > 1 {
            return true;
        }
        match error.code() {
            Code::Unavailable => self.request.is_read(),
            Code::DeadlineExceeded => now < self.deadline,
            _ => false,
        }
    }
}

impl Ring {
    /// The endpoint in use.
    pub fn current(&self) -> Option<MachineId> {
        self.endpoints.get(self.current as usize).copied()
    }

    fn turn(&mut self) {
        self.current = (self.current + 1) % self.endpoints.len().max(1) as u32;
    }

    /// Replaces the endpoints, if there are any new ones.
    pub fn use_endpoints(&mut self, endpoints: Vec<MachineId>) {
        if !endpoints.is_empty() && endpoints != self.endpoints {
            *self = Ring { endpoints, current: 0 };
        }
    }
}

impl Client {
    /// One that has asked for nothing yet.
    pub fn new(id: ClientId) -> Client {
        Client {
            id,
            standing: Ring::default(),
            next_request: 1,
            requests: BTreeMap::new(),
            outcomes: VecDeque::new(),
            commands: BTreeMap::new(),
            printed: VecDeque::new(),
            asked: None,
        }
    }

    /// Whom it asked last.
    pub fn asked(&self) -> Option<MachineId> {
        self.asked
    }

    /// The number that the next request will have.
    pub(super) fn next_request(&self) -> RequestId {
        self.next_request
    }

    /// Gives a number away.
    pub(super) fn take_number(&mut self) -> RequestId {
        self.next_request += 1;
        self.next_request - 1
    }

    /// The endpoint for the next attempt of a request for this command; nobody as long as none is there.
    pub(super) fn pick(&mut self, command: Option<(RequestId, Via)>) -> Option<MachineId> {
        match command {
            None => self.standing.current(),
            Some((command, via)) => self.commands.get_mut(&command)?.channels.get_mut(&via)?.pick(),
        }
    }

    /// How many endpoints there are for requests of this command.
    fn endpoints(&self, command: Option<(RequestId, Via)>) -> usize {
        match command {
            None => self.standing.endpoints.len(),
            Some((command, via)) => {
                let running = self.commands.get(&command);
                running.and_then(|running| running.channels.get(&via)).map_or(0, Channel::len)
            }
        }
    }

    /// An answer came.
    pub fn reply(&mut self, id: RequestId, result: Result<Response, RpcError>, now: Time) -> Next {
        let Some(waiting) = self.requests.get(&id) else { return Next::Ignore };
        let endpoints = self.endpoints(waiting.command);
        match result {
            Err(error)
                if waiting.attempts < UNARY_MAX_RETRIES
                    && waiting.may_retry(&error, now, endpoints) =>
            {
                let after = pause(waiting.attempts, endpoints);
                Next::Retry { after, failed: Some(ClientError::Rpc(error)) }
            }
            result => self.finish(id, result.map_err(ClientError::Rpc)),
        }
    }

    /// Nobody listened, or the connection broke. `delivered`: the member had the request.
    pub fn refused(&mut self, id: RequestId, delivered: bool) -> Next {
        let Some(waiting) = self.requests.get(&id) else { return Next::Ignore };
        if delivered && !waiting.request.is_read() {
            return self.finish(id, Err(ClientError::ConnectionLost));
        }
        let endpoints = self.endpoints(waiting.command);
        if waiting.command.is_some() {
            // a connection that stood is broken: whoever is there is next, and if nobody is, it waits
            let after = pause(waiting.attempts, endpoints);
            return Next::Retry { after, failed: delivered.then_some(ClientError::ConnectionLost) };
        }
        // All endpoints were tried in vain: wait longer, as gRPC's connection backoff does.
        let tried_all = (waiting.attempts as usize).is_multiple_of(endpoints);
        let after = if tried_all { RECONNECT } else { Time(0) };
        Next::Retry { after, failed: None }
    }

    /// Moves on to the next endpoint and counts an attempt; `None` if the request is over.
    pub fn retry(&mut self, id: RequestId) -> Option<&Outstanding> {
        let command = self.requests.get(&id)?.command;
        if command.is_none() {
            self.standing.turn();
        }
        let member = self.pick(command);
        let waiting = self.requests.get_mut(&id)?;
        waiting.member = member.unwrap_or(NOWHERE);
        waiting.attempts += 1;
        waiting.stream = Stream::default();
        Some(waiting)
    }

    /// The time is up.
    pub fn timeout(&mut self, id: RequestId) -> Next {
        if !self.requests.contains_key(&id) {
            return Next::Ignore;
        }
        self.finish(id, Err(ClientError::DeadlineExceeded))
    }

    /// Somebody waits for it no longer.
    pub(super) fn cancel(&mut self, id: RequestId) -> Next {
        self.finish(id, Err(ClientError::Canceled))
    }

    /// What a command of etcdctl printed, if it is over and not long ago.
    pub fn printed(&self, command: RequestId) -> Option<&Printed> {
        self.printed.iter().rev().find(|(of, _)| *of == command).map(|(_, printed)| printed)
    }

    /// Whether that command of etcdctl is under way.
    pub fn is_running(&self, command: RequestId) -> bool {
        self.commands.contains_key(&command)
    }

    /// Whether a command tries to connect to this endpoint.
    pub(super) fn is_dialing(&self, command: RequestId, via: Via, member: MachineId) -> bool {
        let channel = self.commands.get(&command).and_then(|running| running.channels.get(&via));
        channel.is_some_and(|channel| channel.is_dialing(member))
    }

    /// Commands that are under way, by the number of their first request.
    pub fn commands(&self) -> impl Iterator<Item = (RequestId, &Running)> {
        self.commands.iter().map(|(command, running)| (*command, running))
    }

    /// The requests of a command that have no answer yet.
    pub fn requests_of(&self, command: RequestId) -> impl Iterator<Item = &Outstanding> {
        let of_it = move |waiting: &&Outstanding| waiting.command.is_some_and(|c| c.0 == command);
        self.requests.values().filter(of_it)
    }

    fn finish(&mut self, id: RequestId, outcome: Outcome) -> Next {
        let Some(over) = self.requests.remove(&id) else { return Next::Ignore };
        if self.outcomes.len() == OUTCOMES_KEPT {
            self.outcomes.pop_front();
        }
        self.outcomes.push_back((id, outcome));
        let Outstanding { timeout, command, since, .. } = over;
        Next::Done { timeout, command, since }
    }

    /// What a request came to, if it is over and not long ago.
    pub fn outcome(&self, id: RequestId) -> Option<&Outcome> {
        self.outcomes.iter().rev().find(|(of, _)| *of == id).map(|(_, outcome)| outcome)
    }

    /// The last request that is over.
    pub fn last(&self) -> Option<&(RequestId, Outcome)> {
        self.outcomes.back()
    }
}

/// A quorum of the endpoints is asked at once before the next pause (`roundRobinQuorumBackoff`).
fn pause(attempts: u32, endpoints: usize) -> Time {
    let quorum = endpoints as u32 / 2 + 1;
    if attempts.is_multiple_of(quorum) { BACKOFF } else { Time(0) }
}

/// clientv3's `defaultBackoffWaitBetween`; its jitter of a tenth is left out.
const BACKOFF: Time = Time::from_ms(25);
/// clientv3's `defaultUnaryMaxRetries`: then the last error is the answer.
const UNARY_MAX_RETRIES: u32 = 100;
/// gRPC's first connection backoff.
const RECONNECT: Time = Time::from_ms(1000);
/// Outcomes that a client remembers.
pub const OUTCOMES_KEPT: usize = 8;
