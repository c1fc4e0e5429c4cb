//! A session recorded from a real cluster, replayed in a simulated one: members come, are
//! promoted and leave, processes stop and start, the leadership moves.
//!
//! The recorder did not try again as clientv3 does, so the first thing that a member says counts; a call
//! that the recorder gave up on must have no answer by then. Recorded ports are ours less one, and a
//! client's address is only looked at for whether it is there. Left out is what the engine cannot do yet
//! (leases, compaction, `MemberUpdate` and what follows from one, metadata of a call).

use crate::{
    Outcome,
    transcript::{self, error_json, object, plain, response_json},
};
use engine::{
    base::{MachineId, NOWHERE, NodeId, Time},
    server::{
        Member, MemberAddRequest, MemberListRequest, MemberPromoteRequest, MemberRemoveRequest,
        MoveLeaderRequest, Request, Response, RpcError, StatusRequest, StatusResponse,
    },
    sim::{Action, Body, ClientId, Peer, Scenario, World},
    timeline::Timeline,
};
use serde_json::{Value, json};

/// Runs one file on a fresh cluster; none if it is no such session.
pub fn run(text: &str) -> Option<Outcome> {
    let lines: Vec<Value> =
        text.lines().map(|l| serde_json::from_str(l).unwrap_or_default()).collect();
    let known = |line: &Value| line["api"].as_str().is_some_and(|api| APIS.contains(&api));
    // the first call lists the members that there are
    let members = lines.first()?["resp"]["members"].as_array()?.len() as u64;
    if !lines.iter().all(known) {
        return None;
    }
    let timeline = Timeline::new(Scenario::new(members, 1));
    let mut replay = Replay {
        timeline,
        endpoint: MachineId(1),
        clients: 0,
        removed: NOWHERE,
        listed: Value::Null,
        moved: false,
    };
    replay.pass(SETTLE);
    let (mut equal, mut compared, mut left_out, mut differences) = (0, 0, 0, Vec::new());
    for line in &lines {
        match replay.step(line) {
            Some(Ok(())) => (equal, compared) = (equal + 1, compared + 1),
            Some(Err(text)) => {
                compared += 1;
                differences.push(format!("  seq {}: {text}", line["seq"]));
            }
            None => left_out += 1,
        }
    }
    let broken = replay.timeline.violations().iter().map(|violation| format!("  {violation}"));
    differences.extend(broken);
    Some(Outcome::Compared { equal, compared, left_out, differences })
}

struct Replay {
    timeline: Timeline,
    /// The member that is asked.
    endpoint: MachineId,
    /// How many clients there were: each call has its own.
    clients: ClientId,
    /// The member that was removed last.
    removed: MachineId,
    /// The members, as recorded last.
    listed: Value,
    /// An address was changed, which ours are not told of.
    moved: bool,
}

impl Replay {
    /// Carries a line out and compares; none for one that is left out.
    fn step(&mut self, line: &Value) -> Option<Result<(), String>> {
        let (api, note) =
            (line["api"].as_str().unwrap_or_default(), line["note"].as_str().unwrap_or_default());
        let named = members_in(note);
        let (first, last) = (named.first().copied(), named.last().copied());
        match api {
            "(switch endpoint)" => self.endpoint = last?,
            "(setup)" => return Some(self.lead(first?)),
            "(stop member)" => {
                let done = self.act(Action::Crash { member: first? });
                self.pass(SETTLE);
                return Some(done);
            }
            "(start member)" => {
                let member = first?;
                let done = match self.timeline.world().machine(member) {
                    Some(_) => self.act(Action::Restart { member }),
                    None => self.act(Action::Start { member }),
                };
                self.pass(SETTLE);
                if note.contains("following calls") {
                    self.endpoint = member;
                }
                return Some(done);
            }
            "(observe)" => {
                let machine = self.timeline.world().machine(self.removed)?;
                let text = format!("{} runs on after its removal", self.removed);
                return Some(if machine.server.is_none() { Ok(()) } else { Err(text) });
            }
            _ if note.contains("metadata") => return None,
            _ => return self.call(api, line),
        }
        Some(Ok(()))
    }

    fn call(&mut self, api: &str, line: &Value) -> Option<Result<(), String>> {
        let response = &line["resp"];
        let before = std::mem::take(&mut self.listed);
        self.listed = response.get("members").unwrap_or(&before).clone();
        if api == "Cluster.MemberUpdate" {
            self.moved |= self.listed != before;
            return None;
        }
        let request = match request(self.timeline.world(), api, &line["req"])? {
            Ok(request) => request,
            Err(text) => return Some(Err(text)),
        };
        if let Request::MemberRemove(remove) = &request {
            self.removed = self.timeline.world().machine_of(remove.id)?;
        }
        let moved = self.moved && response.get("members").is_some();
        let gave_up = line["error"]["code"] == "DEADLINE_EXCEEDED";
        let patience = if gave_up { RECORDERS_PATIENCE } else { SERVERS_PATIENCE };
        let mut answer = self.ask(&request, patience);
        if line.get("resp").is_none() && line.get("error").is_none() {
            // the recorder asked until it succeeded
            for _ in 0..50 {
                if matches!(answer, Some(Err(_))) {
                    self.pass(Time::from_ms(100));
                    answer = self.ask(&request, patience);
                }
            }
            let succeeded = matches!(answer, Some(Ok(_)));
            return Some(if succeeded { Ok(()) } else { Err(format!("got {answer:?}")) });
        }
        if moved {
            return None;
        }
        let (got, want) = match &answer {
            None if gave_up => return Some(Ok(())),
            None => (Value::Null, line["error"].clone()),
            Some(Ok(response)) => (got(self.timeline.world(), response), wanted(&line["resp"])),
            Some(Err(error)) => (error_json(error), line["error"].clone()),
        };
        let text = || format!("expected {}{}, got {got}", line["resp"], line["error"]);
        Some(if got == want { Ok(()) } else { Err(text()) })
    }

    /// What the endpoint says first; none if it says nothing for so long.
    fn ask(&mut self, request: &Request, patience: Time) -> Option<Result<Response, RpcError>> {
        self.clients += 1;
        let (client, end) = (self.clients, self.timeline.now() + patience);
        let (request, endpoints) = (request.clone(), vec![self.endpoint]);
        let timeout = Some(patience);
        self.act(Action::Request { client, request, endpoints, timeout }).ok()?;
        let begin = self.timeline.head();
        while self.timeline.next_at().is_some_and(|at| at < end) {
            self.timeline.step();
            assert!(self.timeline.head() < begin + 1_000_000, "time stands still");
            let reply = self.timeline.world().packets().find_map(|packet| match &packet.body {
                Body::Reply { result, .. } if packet.to == Peer::Client(client) => Some(result),
                _ => None,
            });
            if let Some(result) = reply {
                return Some(result.clone());
            }
        }
        None
    }

    /// Lets this member lead.
    fn lead(&mut self, member: MachineId) -> Result<(), String> {
        let leader = self.timeline.world().leader().ok_or("nobody leads")?;
        if leader != member {
            self.endpoint = leader;
            let transfer = Request::MoveLeader(MoveLeaderRequest {
                target_id: self.timeline.world().member_at(member),
            });
            let answer = self.ask(&transfer, SERVERS_PATIENCE);
            matches!(answer, Some(Ok(_))).then_some(()).ok_or(format!("{answer:?}"))?;
        }
        self.endpoint = member;
        Ok(())
    }

    fn act(&mut self, action: Action) -> Result<(), String> {
        self.timeline.act(action).map(|_| ()).map_err(|error| error.to_string())
    }

    fn pass(&mut self, span: Time) {
        self.timeline.advance(self.timeline.now() + span);
    }
}

/// `n3` anywhere in a note.
fn members_in(note: &str) -> Vec<MachineId> {
    let words = note.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter_map(|word| word.strip_prefix('n')?.parse().ok().map(MachineId)).collect()
}

/// The request of a call; none for a call that is left out.
fn request(world: &World, api: &str, fields: &Value) -> Option<Result<Request, String>> {
    let id = |name: &str| member(world, number_of(fields[name].as_str().unwrap_or_default()));
    Some(Ok(match api {
        "KV.Range" | "KV.Put" | "KV.DeleteRange" => return Some(transcript::request(api, fields)),
        "Cluster.MemberAdd" => {
            let urls = fields["peerURLs"].as_array().into_iter().flatten();
            let peer_urls = urls.filter_map(|url| url.as_str().map(our_url)).collect();
            let is_learner = fields["isLearner"].as_bool().unwrap_or_default();
            Request::MemberAdd(MemberAddRequest { peer_urls, is_learner })
        }
        "Cluster.MemberRemove" => Request::MemberRemove(MemberRemoveRequest { id: id("ID") }),
        "Cluster.MemberPromote" => Request::MemberPromote(MemberPromoteRequest { id: id("ID") }),
        // the recorder's client was 3.5's protobuf, where absent means local
        "Cluster.MemberList" => Request::MemberList(MemberListRequest { linearizable: false }),
        "Maintenance.MoveLeader" => {
            Request::MoveLeader(MoveLeaderRequest { target_id: id("targetID") })
        }
        "Maintenance.Status" => Request::Status(StatusRequest {}),
        _ => return None,
    }))
}

/// The id of the member with a number; nobody's, if nobody has it.
fn member(world: &World, number: u64) -> NodeId {
    let machine = MachineId(number);
    let known = world.known_at(machine).map(|member| member.id);
    known.or(world.machine(machine).map(|machine| machine.member())).unwrap_or(NOBODY)
}

/// The number of a member.
fn number(world: &World, id: NodeId) -> u64 {
    world.machine_of(id).map_or(0, |machine| machine.0)
}

/// `n2` and `learner4` are members; `ID#5` is nobody.
fn number_of(label: &str) -> u64 {
    let number = label.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    number.parse().unwrap_or(NOBODY)
}

/// A recorded peer address, with our port.
fn our_url(url: &str) -> String {
    let port = url.rsplit(':').next().and_then(|port| port.parse::<u64>().ok());
    match port.filter(|port| RECORDED_PORTS.contains(port)) {
        Some(port) => url.replace(&port.to_string(), &(port + 1).to_string()),
        None => url.to_string(),
    }
}

/// A recorded answer as [`got`] writes ours.
fn wanted(response: &Value) -> Value {
    let mut response = plain(response);
    if let Some(members) = response.get_mut("members").and_then(Value::as_array_mut) {
        members.iter_mut().for_each(wanted_member);
        members.sort_by_key(|member| member["ID"].as_u64());
    }
    if let Some(member) = response.get_mut("member") {
        wanted_member(member);
    }
    if let Some(leader) = response.get("leader").and_then(Value::as_str).map(number_of) {
        response["leader"] = json!(leader);
    }
    response
}

fn wanted_member(member: &mut Value) {
    member["ID"] = json!(number_of(member["ID"].as_str().unwrap_or_default()));
    let urls = member["peerURLs"].as_array().into_iter().flatten();
    let urls: Value = urls.filter_map(|url| url.as_str().map(our_url)).collect();
    member["peerURLs"] = urls;
    if member.get("clientURLs").is_some() {
        member["clientURLs"] = json!("there");
    }
}

fn got(world: &World, response: &Response) -> Value {
    let header = json!({ "revision": response.header().revision });
    let member_json = |member: &Member| member_json(world, member);
    let list = |members: &[Member]| {
        let mut members = members.to_vec();
        members.sort_by_key(|member| number(world, member.id));
        members.iter().map(member_json).collect::<Value>()
    };
    match response {
        Response::MemberAdd(add) => object([
            ("header", header),
            ("member", member_json(&add.member)),
            ("members", list(&add.members)),
        ]),
        Response::MemberRemove(remove) => {
            object([("header", header), ("members", list(&remove.members))])
        }
        Response::MemberPromote(promote) => {
            object([("header", header), ("members", list(&promote.members))])
        }
        Response::MemberList(of) => object([("header", header), ("members", list(&of.members))]),
        Response::MoveLeader(_) => json!({}),
        // sizes and indices were not recorded
        Response::Status(StatusResponse { version, leader, errors, is_learner, .. }) => object([
            ("header", header),
            ("version", json!(version)),
            ("leader", json!(number(world, *leader))),
            ("errors", json!(errors)),
            ("isLearner", json!(is_learner)),
        ]),
        about_keys => response_json(about_keys),
    }
}

fn member_json(world: &World, member: &Member) -> Value {
    let there = if member.client_urls.is_empty() { "" } else { "there" };
    object([
        ("ID", json!(number(world, member.id))),
        ("name", json!(member.name)),
        ("peerURLs", json!(member.peer_urls)),
        ("clientURLs", json!(there)),
        ("isLearner", json!(member.is_learner)),
    ])
}

/// Long enough for an election, for a process that starts, and for the health of a cluster.
const SETTLE: Time = Time::from_ms(6_000);
/// The recorder gave up after so long,
const RECORDERS_PATIENCE: Time = Time::from_ms(5_000);
/// and a server does later.
const SERVERS_PATIENCE: Time = Time::from_ms(10_000);
const RECORDED_PORTS: std::ops::Range<u64> = 23_800..23_899;
const APIS: &[&str] = &[
    "KV.Range",
    "KV.Put",
    "KV.DeleteRange",
    "KV.Compact",
    "Lease.LeaseGrant",
    "Cluster.MemberList",
    "Cluster.MemberAdd",
    "Cluster.MemberRemove",
    "Cluster.MemberPromote",
    "Cluster.MemberUpdate",
    "Maintenance.MoveLeader",
    "Maintenance.Status",
    "(setup)",
    "(switch endpoint)",
    "(start member)",
    "(stop member)",
    "(observe)",
];
/// An id that no member has.
const NOBODY: NodeId = 0xdead;
