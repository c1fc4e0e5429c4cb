//! A client outside the cluster: its endpoints, what it waits for, and when it tries again.
//!
//! After clientv3: a request goes to one endpoint; a refused connection moves on to the next. A read may be
//! sent again after `Unavailable`; a write only if it was never delivered, or never begun within the member's
//! own time
//! (`client/v3/retry.go`, `isSafeRetryImmutableRPC`, `isSafeRetryMutableRPC`).

use super::ids::{ClientId, RequestId};
use super::queue::Slot;
use super::stream::Stream;
use crate::base::{MachineId, Time};
use crate::server::{Code, Request, Response, RpcError};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// One client.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Client {
    pub id: ClientId,
    /// Where it may send, in order.
    pub endpoints: Vec<MachineId>,
    /// The endpoint in use, as a place in `endpoints`.
    pub current: u32,
    next_request: RequestId,
    /// What it waits for.
    pub requests: BTreeMap<RequestId, Outstanding>,
    /// What it got, the last [`OUTCOMES_KEPT`].
    outcomes: VecDeque<(RequestId, Outcome)>,
}

/// A request without an answer yet.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Outstanding {
    pub id: RequestId,
    pub request: Request,
    pub since: Time,
    /// The member it was sent to last.
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
    /// The member died while it had the request: nobody knows whether it was carried out.
    ConnectionLost,
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClientError::Rpc(error) => error.fmt(f),
            ClientError::DeadlineExceeded => f.write_str("context deadline exceeded"),
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
    Done(Slot),
    /// It is sent again after a while.
    RetryAfter(Time),
    /// The answer is to nothing that waits.
    Ignore,
}

impl Outstanding {
    /// A read may be sent again after `Unavailable`, and anything that ran into a deadline which was not the
    /// client's own (`retry_interceptor.go`, `isContextError`): a member says so only of what it has not begun.
    fn may_retry(&self, error: &RpcError, now: Time) -> bool {
        match error.code() {
            Code::Unavailable => self.request.is_read(),
            Code::DeadlineExceeded => now < self.deadline,
            _ => false,
        }
    }
}

impl Client {
    /// A client of these members.
    pub fn new(id: ClientId, endpoints: Vec<MachineId>) -> Client {
        Client {
            id,
            endpoints,
            current: 0,
            next_request: 1,
            requests: BTreeMap::new(),
            outcomes: VecDeque::new(),
        }
    }

    /// The member that the next request goes to.
    pub fn endpoint(&self) -> Option<MachineId> {
        self.endpoints.get(self.current as usize).copied()
    }

    /// Replaces the endpoints, if there are any new ones.
    pub fn use_endpoints(&mut self, endpoints: Vec<MachineId>) {
        if !endpoints.is_empty() && endpoints != self.endpoints {
            self.endpoints = endpoints;
            self.current = 0;
        }
    }

    /// Notes a new request.
    pub fn begin(
        &mut self,
        request: Request,
        now: Time,
        deadline: Time,
        timeout: Slot,
    ) -> RequestId {
        let id = self.next_request;
        self.next_request += 1;
        let member = self.endpoint().unwrap_or_default();
        let stream = Stream::default();
        let (since, attempts) = (now, 1);
        let waiting =
            Outstanding { id, request, since, member, deadline, timeout, attempts, stream };
        self.requests.insert(id, waiting);
        id
    }

    /// The number that the next request will have.
    pub(super) fn next_request(&self) -> RequestId {
        self.next_request
    }

    /// An answer came.
    pub fn reply(&mut self, id: RequestId, result: Result<Response, RpcError>, now: Time) -> Next {
        let Some(waiting) = self.requests.get(&id) else { return Next::Ignore };
        match result {
            Err(error)
                if waiting.attempts < UNARY_MAX_RETRIES && waiting.may_retry(&error, now) =>
            {
                // A quorum of the endpoints is asked at once before the next pause.
                let quorum = self.endpoints.len() as u32 / 2 + 1;
                let pause = waiting.attempts.is_multiple_of(quorum);
                Next::RetryAfter(if pause { BACKOFF } else { Time(0) })
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
        // All endpoints were tried in vain: wait longer, as gRPC's connection backoff does.
        let tried_all = (waiting.attempts as usize).is_multiple_of(self.endpoints.len());
        Next::RetryAfter(if tried_all { RECONNECT } else { Time(0) })
    }

    /// Moves on to the next endpoint and counts an attempt; `None` if the request is over.
    pub fn retry(&mut self, id: RequestId) -> Option<&Outstanding> {
        let waiting = self.requests.get_mut(&id)?;
        self.current = (self.current + 1) % self.endpoints.len().max(1) as u32;
        waiting.member = self.endpoints.get(self.current as usize).copied()?;
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

    fn finish(&mut self, id: RequestId, outcome: Outcome) -> Next {
        let Some(over) = self.requests.remove(&id) else { return Next::Ignore };
        if self.outcomes.len() == OUTCOMES_KEPT {
            self.outcomes.pop_front();
        }
        self.outcomes.push_back((id, outcome));
        Next::Done(over.timeout)
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

/// clientv3's `defaultBackoffWaitBetween`; its jitter of a tenth is left out.
const BACKOFF: Time = Time::from_ms(25);
/// clientv3's `defaultUnaryMaxRetries`: then the last error is the answer.
const UNARY_MAX_RETRIES: u32 = 100;
/// gRPC's first connection backoff.
const RECONNECT: Time = Time::from_ms(1000);
/// Outcomes that a client remembers.
pub const OUTCOMES_KEPT: usize = 8;
