//! A call under way: which request is next, and what is printed in the end. After
//! `etcdctl/ctlv3/command/{ep,move_leader}_command.go`.
//!
//! etcdctl tries the health of all endpoints at once and prints them as they answer. Here they are
//! tried one after the other, each with the whole `--command-timeout`, and sorted by how long they
//! took, which is the same order. Left out: the list of alarms behind `endpoint health`, since there
//! are no alarms.

use super::call::{Call, Format, How};
use super::exit::{EXIT_BAD_ARGS, EXIT_ERROR};
use super::print::unsupported;
use super::print_cluster::{Health, hash_list, health_list, status_list};
use super::printed::{Printed, Stream};
use super::value::listener;
use crate::base::{MachineId, NodeId, Time};
use crate::server::{
    HashKvResponse, MemberListRequest, MemberListResponse, Request, Response, StatusRequest,
    StatusResponse,
};

/// A call under way.
#[derive(Clone, PartialEq, Debug)]
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
    pub request: Request,
    /// Where to, in order; empty for any.
    pub endpoints: Vec<MachineId>,
    pub timeout: Option<Time>,
}

/// One of those that `endpoint …` asks.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Endpoint {
    /// As etcdctl names it.
    pub name: String,
    pub id: MachineId,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Stage {
    /// The request itself, once.
    Once,
    /// The list of members.
    List,
    /// The request to the endpoint at this place, which is one of several.
    Each(usize),
    /// The status of the endpoint at this place: does it lead?
    Seek(usize),
    /// The request to the endpoint at this place, which is this member, and leads.
    Leader(usize, NodeId),
    Over,
}

impl Session {
    /// Begins. `all` are the endpoints of a call that names none.
    pub fn new(call: &Call, all: &[MachineId]) -> Session {
        let endpoints: Vec<Endpoint> = match call.endpoints.as_slice() {
            [] => all.iter().map(|id| Endpoint { name: id.to_string(), id: *id }).collect(),
            some => {
                let endpoint =
                    |(at, id): (usize, &MachineId)| Endpoint { name: call.endpoint(at), id: *id };
                some.iter().enumerate().map(endpoint).collect()
            }
        };
        let first = endpoints.first().map(Endpoint::host).unwrap_or_default();
        let mut session = Session {
            first,
            call: call.clone(),
            stage: match call.how {
                How::Once => Stage::Once,
                How::Each { cluster: true } => Stage::List,
                How::Each { cluster: false } => Stage::Each(0),
                How::AtLeader => Stage::Seek(0),
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
        session.end_if_all_were_asked();
        session
    }

    /// Whether this answer ends the call, which takes no note of it yet; none is an error.
    pub fn ends_with(&self, answer: Option<&Response>) -> bool {
        let is_last = |at: usize| at + 1 >= self.endpoints.len();
        match (self.stage, answer) {
            (Stage::Once | Stage::Leader(..) | Stage::Over, _) => true,
            (Stage::List, Some(Response::MemberList(list))) => {
                list.members.iter().all(|member| member.client_urls.is_empty())
            }
            (Stage::List, _) | (Stage::Seek(_), None) => true,
            (Stage::Seek(_), Some(response)) if leads(response) => false,
            (Stage::Each(at) | Stage::Seek(at), _) => is_last(at),
        }
    }

    /// The answer to what was asked last, or why there is none, and how long that took.
    pub fn answer(&mut self, answer: Result<&Response, String>, took: Time) {
        let ends = self.ends_with(answer.as_ref().ok().copied());
        match self.stage {
            Stage::Once => self.once(answer),
            Stage::List => self.listed(answer),
            Stage::Each(at) => self.answered_by(at, answer, took),
            Stage::Seek(at) => self.leads(at, answer),
            Stage::Leader(_, from) => self.moved(from, answer),
            Stage::Over => {}
        }
        self.end_if_all_were_asked();
        debug_assert_eq!(ends, self.stage == Stage::Over, "{:?}", self.stage);
    }

    /// What to ask now; nothing when the call is over.
    pub fn ask(&self) -> Option<Ask> {
        let (request, at) = match self.stage {
            Stage::Once => (self.call.request.clone(), None),
            Stage::List => (Request::MemberList(MemberListRequest { linearizable: true }), None),
            Stage::Each(at) | Stage::Leader(at, _) => (self.call.request.clone(), Some(at)),
            Stage::Seek(at) => (Request::Status(StatusRequest {}), Some(at)),
            Stage::Over => return None,
        };
        let endpoints = match at {
            Some(at) => vec![self.endpoints.get(at)?.id],
            None => self.call.endpoints.clone(),
        };
        Some(Ask { request, endpoints, timeout: self.call.timeout })
    }

    /// What was asked for.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// What was printed, when the call is over.
    pub fn printed(&self) -> Option<&Printed> {
        (self.stage == Stage::Over).then_some(&self.printed)
    }

    fn once(&mut self, answer: Result<&Response, String>) {
        match answer.map(|response| self.call.print(response)) {
            Ok(Ok(text)) => self.end(text),
            Ok(Err(error)) => self.fail(error.code, &error.message),
            Err(error) => self.fail(EXIT_ERROR, &error),
        }
    }

    /// A member that has not started has no address, and is not asked.
    fn listed(&mut self, answer: Result<&Response, String>) {
        match answer {
            Ok(Response::MemberList(MemberListResponse { members, .. })) => {
                let urls = members.iter().flat_map(|member| &member.client_urls);
                let endpoint = |name: &String| {
                    let id = listener(name).unwrap_or_default();
                    Endpoint { name: name.clone(), id }
                };
                self.endpoints = urls.map(endpoint).collect();
                self.stage = Stage::Each(0);
            }
            Ok(_) => self.fail(EXIT_ERROR, UNFITTING),
            Err(error) => {
                let what = "failed to fetch endpoints from etcd cluster member list";
                self.fail(EXIT_ERROR, &format!("{what}: {error}"));
            }
        }
    }

    fn answered_by(&mut self, at: usize, answer: Result<&Response, String>, took: Time) {
        let Some(Endpoint { name, .. }) = self.endpoints.get(at).cloned() else { return };
        match (&self.call.request, answer) {
            (Request::Status(_), Ok(Response::Status(status))) => {
                self.statuses.push((name, status.clone()));
            }
            (Request::Status(_), Err(error)) => {
                let text = format!("Failed to get the status of endpoint {name} ({error})\n");
                self.printed.put(Stream::Err, text);
                self.printed.code = EXIT_ERROR;
            }
            (Request::HashKv(_), Ok(Response::HashKv(hash))) => {
                self.hashes.push((name, hash.clone()));
            }
            (Request::HashKv(_), Err(error)) => {
                let text = format!("Failed to get the hash of endpoint {name} ({error})\n");
                self.printed.put(Stream::Err, text);
                self.error = Some(error);
            }
            (_, answer) => {
                let error = answer.err().unwrap_or_default();
                self.healths.push(Health { endpoint: name, took, error });
            }
        }
        self.stage = Stage::Each(at + 1);
    }

    fn leads(&mut self, at: usize, answer: Result<&Response, String>) {
        match answer {
            Ok(response) if leads(response) => {
                self.stage = Stage::Leader(at, response.header().member_id);
            }
            Ok(_) => self.stage = Stage::Seek(at + 1),
            Err(error) => self.fail(EXIT_ERROR, &error),
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

    /// The end of a row of endpoints.
    fn end_if_all_were_asked(&mut self) {
        match (self.stage, &self.call.request) {
            (Stage::Each(at), _) if at < self.endpoints.len() => {}
            (Stage::Seek(at), _) if at < self.endpoints.len() => {}
            (Stage::Seek(_), _) => {
                let names: Vec<&str> = self.endpoints.iter().map(|e| e.name.as_str()).collect();
                let message = format!("no leader endpoint given at [{}]", names.join(" "));
                self.fail(EXIT_BAD_ARGS, &message);
            }
            (Stage::Each(_), Request::Status(_)) => {
                match status_list(self.call.show.format, &self.statuses) {
                    Some(text) => self.end(text),
                    None => self.fail_to_show(),
                }
            }
            (Stage::Each(_), Request::HashKv(_)) => self.end_of_hashes(),
            (Stage::Each(_), _) => self.end_of_health(),
            _ => {}
        }
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
        self.healths.sort_by_key(|health| health.took);
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
mod tests {
    use super::*;
    use crate::server::{Member, RangeResponse, ResponseHeader};

    /// Exit code, standard output, standard error.
    fn run(line: &str, answers: &[(Result<Response, &str>, u64)]) -> (u8, String, String) {
        let words: Vec<Vec<u8>> = line.split(' ').map(Vec::from).collect();
        let call = Call::parse(&words).unwrap_or_else(|e| panic!("{line}: {}", e.message));
        let mut session = Session::new(&call, &[1, 2, 3].map(MachineId));
        for (answer, us) in answers {
            assert!(session.ask().is_some(), "{line}: {answer:?} was not asked for");
            let answer = answer.as_ref().map_err(|error| error.to_string());
            session.answer(answer, Time(*us));
        }
        assert_eq!(session.ask(), None, "{line}");
        let printed = session.printed().expect("there is nothing more to ask");
        (printed.code, printed.stdout(), printed.stderr())
    }

    fn status(id: NodeId, leader: NodeId) -> Response {
        let header = ResponseHeader { member_id: id, ..ResponseHeader::default() };
        Response::Status(StatusResponse {
            header,
            version: "3.5.16".into(),
            db_size: 20_480,
            leader,
            raft_index: 111,
            raft_term: 6,
            raft_applied_index: 111,
            ..StatusResponse::default()
        })
    }

    fn found() -> Response {
        Response::Range(RangeResponse::default())
    }

    const DEADLINE: &str = "context deadline exceeded";

    #[test]
    fn health_is_told_in_the_order_of_the_answers() {
        let answers = [(Err(DEADLINE), 5_000_329), (Ok(found()), 4_064), (Ok(found()), 4_005)];
        let (code, out, err) = run("endpoint health", &answers);
        assert_eq!(
            (code, out.as_str(), err.as_str()),
            (
                1,
                "n3 is healthy: successfully committed proposal: took = 4.005ms\n\
                 n2 is healthy: successfully committed proposal: took = 4.064ms\n",
                "n1 is unhealthy: failed to commit proposal: context deadline exceeded\n\
                 Error: unhealthy cluster\n"
            )
        );
        let (_, table, err) = run("endpoint health -w table", &answers);
        let drawn = "\
+----------+--------+-----------+---------------------------+
| ENDPOINT | HEALTH |   TOOK    |           ERROR           |
+----------+--------+-----------+---------------------------+
|       n3 |   true |   4.005ms |                           |
|       n2 |   true |   4.064ms |                           |
|       n1 |  false | 5.000329s | context deadline exceeded |
+----------+--------+-----------+---------------------------+
";
        assert_eq!((table.as_str(), err.as_str()), (drawn, "Error: unhealthy cluster\n"));
        let (_, json, _) = run("endpoint health -w json", &answers);
        assert_eq!(
            json,
            "[{\"endpoint\":\"n3\",\"health\":true,\"took\":\"4.005ms\"},\
             {\"endpoint\":\"n2\",\"health\":true,\"took\":\"4.064ms\"},\
             {\"endpoint\":\"n1\",\"health\":false,\"took\":\"5.000329s\",\
             \"error\":\"context deadline exceeded\"}]\n"
        );
        let one = [(Err(DEADLINE), 5_000_388)];
        let (_, fields, _) = run("endpoint health -w fields --endpoints=n3", &one);
        assert_eq!(
            fields,
            "\"Endpoint\" : \"n3\"\n\"Health\" : false\n\"Took\" : 5.000388s\n\
             \"Error\" : context deadline exceeded\n\n"
        );
    }

    #[test]
    fn an_endpoint_without_a_status_is_told_of_and_left_out() {
        let answers = [(Ok(status(1, 2)), 0), (Ok(status(2, 2)), 0), (Err(DEADLINE), 0)];
        let (code, out, err) = run("endpoint status", &answers);
        assert_eq!(code, 1);
        assert_eq!(
            out,
            "n1, 1, 3.5.16, 20 kB, false, false, 6, 111, 111, \n\
             n2, 2, 3.5.16, 20 kB, true, false, 6, 111, 111, \n"
        );
        let failed = "Failed to get the status of endpoint n3 (context deadline exceeded)\n";
        assert_eq!(err, failed);
        let dead = |line| run(line, &[(Err(DEADLINE), 0)]);
        assert_eq!(
            dead("endpoint status --endpoints=n3 -w json"),
            (1, "[]\n".into(), failed.into())
        );
        assert_eq!(
            dead("endpoint status --endpoints=n3 -w fields"),
            (1, String::new(), failed.into())
        );
    }

    #[test]
    fn the_list_names_the_endpoints_and_who_has_not_started_is_not_asked() {
        let member = |id, urls: &[&str]| Member {
            id,
            client_urls: urls.iter().map(|url| url.to_string()).collect(),
            ..Member::default()
        };
        let members = vec![member(1, &["http://a:1"]), member(4, &[])];
        let list = MemberListResponse { members, ..MemberListResponse::default() };
        let answers = [(Ok(Response::MemberList(list)), 0), (Ok(found()), 17)];
        let (code, out, _) = run("endpoint health --cluster", &answers);
        let healthy = "is healthy: successfully committed proposal: took =";
        assert_eq!((code, out), (0, format!("http://a:1 {healthy} 17µs\n")));
        let lost = run("endpoint status --cluster", &[(Err(DEADLINE), 0)]);
        let what = "failed to fetch endpoints from etcd cluster member list";
        assert_eq!(lost, (1, String::new(), format!("Error: {what}: {DEADLINE}\n")));
    }

    #[test]
    fn move_leader_asks_the_leader_and_nobody_else() {
        let moved = || Ok(Response::MoveLeader(Default::default()));
        let answers = [(Ok(status(1, 2)), 0), (Ok(status(2, 2)), 0), (moved(), 0)];
        let told = "Leadership transferred from 2 to 3\n";
        assert_eq!(run("move-leader 3", &answers), (0, told.into(), String::new()));
        let none = [(Ok(status(1, 2)), 0), (Ok(status(3, 2)), 0)];
        let nobody = "Error: no leader endpoint given at [n1 n3]\n";
        assert_eq!(
            run("move-leader 3 --endpoints=n1,n3", &none),
            (128, String::new(), nobody.into())
        );
        // a member without a leader takes nobody for it
        let leaderless = [(Ok(status(1, 0)), 0)];
        assert_eq!(run("move-leader 3 --endpoints=n1", &leaderless).0, 128);
        let dead = format!("Error: {DEADLINE}\n");
        assert_eq!(run("move-leader 3", &[(Err(DEADLINE), 0)]), (1, String::new(), dead));
    }
}
