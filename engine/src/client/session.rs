//! A call under way: which requests are next, and what is printed in the end. After
//! `etcdctl/ctlv3/command/{ep,move_leader}_command.go` of 3.5.
//!
//! `endpoint status` asks one endpoint after the other, each with the whole `--command-timeout`; `endpoint
//! health` asks all at once, and prints them in the order in which they were done. What an endpoint took is
//! told of the read alone; the list of alarms that is asked for behind it goes through the log, and so says
//! that the endpoint can still write.

use super::call::{Call, Format, How};
use super::exit::{EXIT_BAD_ARGS, EXIT_ERROR};
use super::print::unsupported;
use super::print_cluster::{Health, hash_list, health_list, status_list};
use super::printed::{Printed, Stream};
use super::value::listener;
use crate::base::{MachineId, NodeId, Time};
use crate::server::{
    AlarmRequest, HashKvResponse, MemberListRequest, MemberListResponse, Request, Response,
    StatusRequest, StatusResponse,
};

/// A call under way.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct Session {
    pub(super) call: Call,
    pub(super) stage: Stage,
    pub(super) endpoints: Vec<Endpoint>,
    statuses: Vec<(String, StatusResponse)>,
    hashes: Vec<(String, HashKvResponse)>,
    /// The last error of an endpoint that could not be asked for its hash.
    error: Option<String>,
    healths: Vec<Health>,
    /// Where the first endpoint is that etcdctl was given.
    pub(super) first: String,
    pub(super) printed: Printed,
}

/// A request to be sent now.
#[derive(Clone, PartialEq, Debug)]
pub struct Ask {
    pub via: Via,
    pub request: Request,
    /// Where to: all these will do.
    pub endpoints: Vec<MachineId>,
    /// The time for it begins now. Otherwise it has what is left of the time of the request before.
    pub anew: bool,
}

/// Which of its connections etcdctl uses for a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Via {
    /// Those of a client of all endpoints.
    All,
    /// That of a client of one endpoint, at this place among them.
    One(usize),
}

/// One of those that `endpoint …` asks.
#[derive(Clone, PartialEq, Hash, Debug)]
pub(super) struct Endpoint {
    /// As etcdctl names it.
    pub name: String,
    pub id: MachineId,
    /// How long the read of `endpoint health` took, when it is there.
    took: Option<Time>,
}

#[derive(Clone, Copy, PartialEq, Hash, Debug)]
pub(super) enum Stage {
    /// The request itself, once.
    Once,
    /// The list of members.
    List,
    /// The status or the hash of one endpoint after the other.
    Each,
    /// The health of all at once.
    Health,
    /// Which endpoint leads?
    Seek,
    /// The request to the member that leads.
    Leader(NodeId),
    Over,
}

impl Session {
    /// Before its first request. `all` are the endpoints of a call that names none.
    pub fn new(call: &Call, all: &[MachineId]) -> Session {
        let endpoint = |name: String, id: MachineId| Endpoint { name, id, took: None };
        let endpoints: Vec<Endpoint> = match call.endpoints.as_slice() {
            [] => all.iter().map(|id| endpoint(id.to_string(), *id)).collect(),
            some => {
                let some = some.iter().enumerate();
                some.map(|(at, id)| endpoint(call.endpoint(at), *id)).collect()
            }
        };
        let first = endpoints.first().map(Endpoint::host).unwrap_or_default();
        let mut session = Session {
            first,
            call: call.clone(),
            stage: match call.how {
                How::Once => Stage::Once,
                How::Each { cluster: true } => Stage::List,
                How::Each { cluster: false } => Session::of_each(call),
                How::AtLeader => Stage::Seek,
            },
            endpoints,
            statuses: Vec::new(),
            hashes: Vec::new(),
            error: None,
            healths: Vec::new(),
            printed: Printed::default(),
        };
        if call.warns {
            session.printed.put(Stream::Err, format!("{WILL_WAIT}\n"));
        }
        session
    }

    fn of_each(call: &Call) -> Stage {
        match call.request {
            Request::Status(_) | Request::HashKv(_) => Stage::Each,
            _ => Stage::Health,
        }
    }

    /// The first requests. If there are none, the call is over.
    pub fn begin(&mut self) -> Vec<Ask> {
        let all = self.endpoints.iter().map(|endpoint| endpoint.id).collect();
        let to_all = |request| vec![Ask { via: Via::All, request, endpoints: all, anew: true }];
        match self.stage {
            Stage::Once => to_all(self.call.request.clone()),
            Stage::List => to_all(Request::MemberList(MemberListRequest { linearizable: true })),
            _ => self.begin_row(),
        }
    }

    /// The first requests to endpoints one by one.
    fn begin_row(&mut self) -> Vec<Ask> {
        match self.stage {
            Stage::Health if self.endpoints.is_empty() => {
                self.end_of_health();
                Vec::new()
            }
            Stage::Health => {
                let request = &self.call.request;
                let ask = |at| self.one(at, request.clone(), true);
                (0..self.endpoints.len()).filter_map(ask).collect()
            }
            _ => self.next_in_row(0),
        }
    }

    /// The answer to what was asked there, or why there is none, and how long that took. What is asked next;
    /// nothing if other answers are awaited still, or the call is over.
    pub fn answer(&mut self, via: Via, answer: Result<&Response, String>, took: Time) -> Vec<Ask> {
        match (self.stage, via) {
            (Stage::List, _) => return self.listed(answer),
            (Stage::Each, Via::One(at)) => return self.status(at, answer),
            (Stage::Health, Via::One(at)) => return self.health(at, answer, took),
            (Stage::Seek, Via::One(at)) => return self.leads(at, answer),
            (Stage::Leader(from), _) => self.moved(from, answer),
            (Stage::Once | Stage::Each | Stage::Health | Stage::Seek, _) => self.once(answer),
            (Stage::Over, _) => {}
        }
        Vec::new()
    }

    /// What was asked for.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// What was printed, when the call is over.
    pub fn printed(&self) -> Option<&Printed> {
        (self.stage == Stage::Over).then_some(&self.printed)
    }

    fn one(&self, at: usize, request: Request, anew: bool) -> Option<Ask> {
        let endpoints = vec![self.endpoints.get(at)?.id];
        Some(Ask { via: Via::One(at), request, endpoints, anew })
    }

    fn once(&mut self, answer: Result<&Response, String>) {
        match answer.map(|response| self.call.print(response)) {
            Ok(Ok(text)) => self.end(text),
            Ok(Err(error)) => self.fail(error.code, &error.message),
            Err(error) => self.fail(EXIT_ERROR, &error),
        }
    }

    /// A member that has not started has no address, and is not asked.
    fn listed(&mut self, answer: Result<&Response, String>) -> Vec<Ask> {
        match answer {
            Ok(Response::MemberList(MemberListResponse { members, .. })) => {
                let urls = members.iter().flat_map(|member| &member.client_urls);
                let endpoint = |name: &String| {
                    let id = listener(name).unwrap_or_default();
                    Endpoint { name: name.clone(), id, took: None }
                };
                self.endpoints = urls.map(endpoint).collect();
                self.stage = Session::of_each(&self.call);
                return self.begin_row();
            }
            Ok(_) => self.fail(EXIT_ERROR, UNFITTING),
            Err(error) => {
                let what = "failed to fetch endpoints from etcd cluster member list";
                self.fail(EXIT_ERROR, &format!("{what}: {error}"));
            }
        }
        Vec::new()
    }

    fn status(&mut self, at: usize, answer: Result<&Response, String>) -> Vec<Ask> {
        let name = self.endpoints.get(at).map(|endpoint| endpoint.name.clone()).unwrap_or_default();
        match (&self.call.request, answer) {
            (_, Ok(Response::Status(status))) => self.statuses.push((name, status.clone())),
            (_, Ok(Response::HashKv(hash))) => self.hashes.push((name, hash.clone())),
            (Request::HashKv(_), other) => {
                let error = other.err().unwrap_or(UNFITTING.into());
                let text = format!("Failed to get the hash of endpoint {name} ({error})\n");
                self.printed.put(Stream::Err, text);
                self.error = Some(error);
            }
            (_, other) => {
                let error = other.err().unwrap_or(UNFITTING.into());
                let text = format!("Failed to get the status of endpoint {name} ({error})\n");
                self.printed.put(Stream::Err, text);
                self.printed.code = EXIT_ERROR;
            }
        }
        self.next_in_row(at + 1)
    }

    /// First the read, then the alarms, within the same time.
    fn health(&mut self, at: usize, answer: Result<&Response, String>, took: Time) -> Vec<Ask> {
        let Some(endpoint) = self.endpoints.get_mut(at) else { return Vec::new() };
        let (name, first) = (endpoint.name.clone(), endpoint.took);
        let health = |took, error: &str| Health { endpoint: name, took, error: error.into() };
        self.healths.push(match (first, answer) {
            (None, Ok(_)) => {
                endpoint.took = Some(took);
                let alarms = Request::Alarm(AlarmRequest {});
                return self.one(at, alarms, false).into_iter().collect();
            }
            (None, Err(error)) => health(took, &error),
            (Some(first), Ok(_)) => health(first, ""),
            (Some(first), Err(_)) => health(first, "Unable to fetch the alarm list"),
        });
        if self.healths.len() == self.endpoints.len() {
            self.end_of_health();
        }
        Vec::new()
    }

    fn leads(&mut self, at: usize, answer: Result<&Response, String>) -> Vec<Ask> {
        match answer {
            Ok(response) if leads(response) => {
                self.stage = Stage::Leader(response.header().member_id);
                self.one(at, self.call.request.clone(), false).into_iter().collect()
            }
            Ok(_) => self.next_in_row(at + 1),
            Err(error) => {
                self.fail(EXIT_ERROR, &error);
                Vec::new()
            }
        }
    }

    fn moved(&mut self, from: NodeId, answer: Result<&Response, String>) {
        match (&self.call.request, answer) {
            (Request::MoveLeader(to), Ok(_)) if self.call.show.format == Format::Simple => {
                let to = to.target_id;
                self.end(format!("Leadership transferred from {from:x} to {to:x}\n"));
            }
            (_, answer) => self.once(answer),
        }
    }

    /// Asks the next endpoint; all have been asked if there is none.
    fn next_in_row(&mut self, at: usize) -> Vec<Ask> {
        // `move-leader` has one time for all that it asks
        let anew = at == 0 || self.stage == Stage::Each;
        let request = match self.call.request {
            Request::HashKv(_) => self.call.request.clone(),
            _ => Request::Status(StatusRequest {}),
        };
        if let Some(ask) = self.one(at, request, anew) {
            return vec![ask];
        }
        if self.stage == Stage::Each && matches!(self.call.request, Request::HashKv(_)) {
            self.end_of_hashes();
        } else if self.stage == Stage::Each {
            match status_list(self.call.show.format, &self.statuses) {
                Some(text) => self.end(text),
                None => self.fail_to_show(),
            }
        } else {
            let names: Vec<&str> = self.endpoints.iter().map(|e| e.name.as_str()).collect();
            let message = format!("no leader endpoint given at [{}]", names.join(" "));
            self.fail(EXIT_BAD_ARGS, &message);
        }
        Vec::new()
    }

    fn end_of_hashes(&mut self) {
        match (hash_list(self.call.show.format, &self.hashes), self.error.take()) {
            (None, _) => self.fail_to_show(),
            (Some(text), None) => self.end(text),
            (Some(text), Some(error)) => {
                self.printed.put(Stream::Out, text);
                self.fail(EXIT_ERROR, &error);
            }
        }
    }

    fn end_of_health(&mut self) {
        match self.call.show.format {
            Format::Simple => {
                for health in &self.healths {
                    let (stream, text) = health.simple();
                    self.printed.put(stream, text);
                }
            }
            format => match health_list(format, &self.healths) {
                Some(text) => self.printed.put(Stream::Out, text),
                None => return self.fail_to_show(),
            },
        }
        match self.healths.iter().any(|health| !health.error.is_empty()) {
            true => self.fail(EXIT_ERROR, "unhealthy cluster"),
            false => self.stage = Stage::Over,
        }
    }

    fn end(&mut self, text: String) {
        self.printed.put(Stream::Out, text);
        self.stage = Stage::Over;
    }

    /// The answers are there, but not this way to show them.
    fn fail_to_show(&mut self) {
        let error = unsupported(self.call.show.format);
        self.fail(error.code, &error.message);
    }

    fn fail(&mut self, code: u8, message: &str) {
        self.printed.put(Stream::Err, format!("Error: {message}\n"));
        self.printed.code = code;
        self.stage = Stage::Over;
    }
}

/// Whether it is the status of a member that leads.
fn leads(response: &Response) -> bool {
    matches!(response, Response::Status(status) if status.leader == status.header.member_id)
}

impl Health {
    /// `-w simple`
    fn simple(&self) -> (Stream, String) {
        let Health { endpoint, took, error } = self;
        if error.is_empty() {
            let took = super::value::go_duration(*took);
            let what = "is healthy: successfully committed proposal: took =";
            (Stream::Out, format!("{endpoint} {what} {took}\n"))
        } else {
            let what = "is unhealthy: failed to commit proposal:";
            (Stream::Err, format!("{endpoint} {what} {error}\n"))
        }
    }
}

/// What 3.5 says of a range that is deleted without `--range`.
const WILL_WAIT: &str = "In etcd v3.6, the operation will be suspended for a few seconds to provide the user \
                         time to verify range.";
const UNFITTING: &str = "the answer is to something else";

#[cfg(test)]
mod tests;
