//! What a real etcdctl prints about members and endpoints, and refuses to do, is what ours does. The
//! answers are those of a real etcd, read as JSON; ours prints them in every format.

use crate::{
    etcd::{self, Etcd, Folder, Run},
    gateway,
};
use engine::base::MachineId;
use engine::{
    base::Time,
    client::{Call, Session},
    server::{
        Member, MemberAddResponse, MemberListResponse, MemberRemoveResponse, MoveLeaderResponse,
        Response, ResponseHeader, RpcError, StatusResponse,
    },
};
use serde_json::Value;
use std::cell::Cell;

/// What a server says, or why it says nothing.
type Answer = Result<Response, String>;

#[test]
#[ignore = "needs a real etcd: `cargo xtask test` fetches one"]
fn members_and_endpoints_are_printed_as_by_a_real_etcdctl() {
    let folder = Folder::new("members");
    let mut etcd = Etcd::fresh(folder.path());
    etcd.wait_until("first answer", gateway::serves);
    let real = |line: &str| etcd::run_etcdctl(etcd.port, &words(line));
    let equal = Cell::new(0);
    let same = |line: &str, answers: &[Answer]| {
        assert_eq!(ours(line, answers), real(line), "{line}");
        equal.set(equal.get() + 1);
    };

    let peer = etcd::free_url();
    let add = format!("member add n4 --peer-urls={peer} --learner");
    let added = real(&add);
    let list = read_list(etcd.port);
    let member = list.members.iter().find(|m| m.name.is_empty()).expect("it was added").clone();
    let id = member.id;
    let (header, members) = (list.header.clone(), list.members.clone());
    let answer = MemberAddResponse { header: header.clone(), member, members };
    assert_eq!(ours(&add, &[Ok(Response::MemberAdd(answer))]), added);

    // two members, of which the one that was added has neither a name nor an address for clients
    let listed = || Ok(Response::MemberList(list.clone()));
    let status = || Ok(Response::Status(read_status(etcd.port)));
    // what etcd does by itself may change its status between two questions: its answer must hold still
    let steady = |line: &str| {
        let tries = (0..STATUS_TRIES).map(|_| ([listed(), status()], real(line)));
        let mut still = tries.filter(|(answers, _)| *answers == [listed(), status()]);
        still.next().expect("the status of an idle etcd holds still")
    };
    for format in ["simple", "json", "fields", "table"] {
        same(&format!("member list -w {format}"), &[listed()]);
        let line = format!("endpoint status --cluster -w {format}");
        let (answers, printed) = steady(&line);
        assert_eq!(ours(&line, &answers), printed, "{line}");
        equal.set(equal.get() + 1);
    }
    let refused = |error: RpcError| Err(error.to_string());
    let mut others = list.members.clone();
    others.retain(|member| member.id != id);
    let me = others[0].id;
    let moved = || Ok(Response::MoveLeader(MoveLeaderResponse::default()));
    let gone = MemberRemoveResponse { header, members: others };
    same(&format!("member promote {id:x}"), &[refused(RpcError::LearnerNotReady)]);
    same(&format!("member promote {me:x}"), &[refused(RpcError::MemberNotLearner)]);
    same(&format!("move-leader {id:x}"), &[status(), refused(RpcError::BadLeaderTransferee)]);
    same(&format!("move-leader {me:x}"), &[status(), moved()]);
    same(&format!("move-leader {me:x} -w json"), &[status(), moved()]);
    same(&format!("move-leader {me:x} -w table"), &[status(), moved()]);
    same(&format!("member remove {id:x}"), &[Ok(Response::MemberRemove(gone))]);
    same(&format!("member remove {id:x}"), &[refused(RpcError::MemberNotFound)]);
    same(&format!("member promote {id:x}"), &[refused(RpcError::MemberNotFound)]);
    for line in REFUSED_BY_THE_CLIENT {
        same(line, &[]);
    }
    println!("interop: {} outputs of etcdctl equal", equal.get());
}

/// What our etcdctl does with these answers.
fn ours(line: &str, answers: &[Answer]) -> Run {
    let args: Vec<Vec<u8>> = words(line).into_iter().map(Vec::from).collect();
    let call = match Call::parse(&args) {
        Ok(call) => call,
        Err(error) => {
            return (error.code.into(), String::new(), format!("Error: {}\n", error.message));
        }
    };
    let mut session = Session::new(&call, &[MachineId(1)]);
    let mut asked = session.begin();
    for answer in answers {
        let ask = asked.pop().unwrap_or_else(|| panic!("{line}: {answer:?} was not asked for"));
        asked = session.answer(ask.via, answer.as_ref().map_err(Clone::clone), Time(0));
    }
    let printed = session.printed().unwrap_or_else(|| panic!("{line}: it asks for more"));
    (printed.code.into(), printed.stdout(), printed.stderr())
}

fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

fn read_list(port: u16) -> MemberListResponse {
    let json = json(port, "member list -w json");
    let members = json["members"].as_array().expect("members").iter().map(member).collect();
    MemberListResponse { header: header(&json["header"]), members }
}

fn member(json: &Value) -> Member {
    let texts = |json: &Value| -> Vec<String> {
        let list = json.as_array().into_iter().flatten();
        list.map(|text| text.as_str().expect("text").to_string()).collect()
    };
    Member {
        id: number(&json["ID"]),
        name: json["name"].as_str().unwrap_or_default().to_string(),
        peer_urls: texts(&json["peerURLs"]),
        client_urls: texts(&json["clientURLs"]),
        is_learner: json["isLearner"].as_bool().unwrap_or_default(),
    }
}

fn read_status(port: u16) -> StatusResponse {
    let json = json(port, "endpoint status -w json");
    let status = &json[0]["Status"];
    let signed = |name: &str| number(&status[name]) as i64;
    StatusResponse {
        header: header(&status["header"]),
        version: status["version"].as_str().unwrap_or_default().to_string(),
        db_size: signed("dbSize"),
        leader: number(&status["leader"]),
        raft_index: number(&status["raftIndex"]),
        raft_term: number(&status["raftTerm"]),
        raft_applied_index: number(&status["raftAppliedIndex"]),
        errors: Vec::new(),
        db_size_in_use: signed("dbSizeInUse"),
        is_learner: status["isLearner"].as_bool().unwrap_or_default(),
    }
}

fn header(json: &Value) -> ResponseHeader {
    ResponseHeader {
        cluster_id: number(&json["cluster_id"]),
        member_id: number(&json["member_id"]),
        revision: number(&json["revision"]) as i64,
        raft_term: number(&json["raft_term"]),
    }
}

fn json(port: u16, line: &str) -> Value {
    let text = etcd::etcdctl(port, &words(line));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{line}: {error}: {text}"))
}

/// Absent is zero.
fn number(json: &Value) -> u64 {
    json.as_u64().unwrap_or_default()
}

/// These do not reach a server.
const REFUSED_BY_THE_CLIENT: &[&str] = &[
    "member add",
    "member add x",
    "member add n4 x http://1",
    "member add n4 --peer-urls=foo",
    "member add n4 --peer-urls=127.0.0.1:2380",
    "member add n4 --peer-urls=http://127.0.0.1",
    "member add n4 --peer-urls=http://127.0.0.1:2380/path",
    "member promote",
    "member promote zz",
    "member remove",
    "member remove 1 2",
    "member remove 99999999999999999999",
    "move-leader",
    "move-leader zz",
    "move-leader 1 2",
    "member list -w yaml",
];

/// How often an etcd is asked that does something by itself.
const STATUS_TRIES: u32 = 20;
