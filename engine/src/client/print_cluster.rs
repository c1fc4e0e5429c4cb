//! What etcdctl writes about members and endpoints, after `etcdctl/ctlv3/command/printer*.go` of 3.5.

use super::print::Object;
use super::quote::go;
use crate::server::{Member, Request, Response, StatusResponse};

/// `-w simple`
pub(super) fn simple(request: &Request, response: &Response) -> String {
    let cluster = response.header().cluster_id;
    match (request, response) {
        (_, Response::MemberAdd(add)) => {
            let learner = if add.member.is_learner { "as learner " } else { "" };
            format!("Member {:16x} added {learner}to cluster {cluster:16x}\n", add.member.id)
        }
        (Request::MemberRemove(remove), _) => {
            format!("Member {:16x} removed from cluster {cluster:16x}\n", remove.id)
        }
        (Request::MemberPromote(promote), _) => {
            format!("Member {:16x} promoted in cluster {cluster:16x}\n", promote.id)
        }
        (Request::MoveLeader(transfer), _) => {
            let from = response.header().member_id;
            format!("Leadership transferred from {from:x} to {:x}\n", transfer.target_id)
        }
        (_, Response::MemberList(list)) => lines(list.members.iter().map(member_row)),
        (_, Response::Status(status)) => lines([status_row(status)]),
        _ => String::new(),
    }
}

fn lines<const N: usize>(rows: impl IntoIterator<Item = [String; N]>) -> String {
    rows.into_iter().map(|row| row.join(", ") + "\n").collect()
}

fn member_row(member: &Member) -> [String; 6] {
    [
        format!("{:x}", member.id),
        if member.name.is_empty() { "unstarted" } else { "started" }.into(),
        member.name.clone(),
        member.peer_urls.join(","),
        member.client_urls.join(","),
        member.is_learner.to_string(),
    ]
}

fn status_row(status: &StatusResponse) -> [String; 9] {
    [
        format!("{:x}", status.header.member_id),
        status.version.clone(),
        status.db_size.to_string(),
        (status.leader == status.header.member_id).to_string(),
        status.is_learner.to_string(),
        status.raft_term.to_string(),
        status.raft_index.to_string(),
        status.raft_applied_index.to_string(),
        status.errors.join(", "),
    ]
}

/// `-w json`, behind the header.
pub(super) fn json(response: &Response, object: &mut Object) {
    let list = |object: &mut Object, members: &[Member]| {
        if !members.is_empty() {
            let members: Vec<String> = members.iter().map(member_json).collect();
            object.raw("members", &format!("[{}]", members.join(",")));
        }
    };
    match response {
        Response::MemberAdd(add) => {
            object.raw("member", &member_json(&add.member));
            list(object, &add.members);
        }
        Response::MemberRemove(remove) => list(object, &remove.members),
        Response::MemberPromote(promote) => list(object, &promote.members),
        Response::MemberList(of) => list(object, &of.members),
        Response::Status(status) => status_json(status, object),
        _ => {}
    }
}

fn member_json(member: &Member) -> String {
    let mut object = Object::default();
    object.number("ID", member.id);
    if !member.name.is_empty() {
        object.raw("name", &go(member.name.as_bytes()));
    }
    texts("peerURLs", &member.peer_urls, &mut object);
    texts("clientURLs", &member.client_urls, &mut object);
    if member.is_learner {
        object.raw("isLearner", "true");
    }
    object.finish()
}

fn status_json(status: &StatusResponse, object: &mut Object) {
    object.raw("version", &go(status.version.as_bytes()));
    object.number("dbSize", status.db_size);
    object.number("leader", status.leader);
    object.number("raftIndex", status.raft_index);
    object.number("raftTerm", status.raft_term);
    object.number("raftAppliedIndex", status.raft_applied_index);
    texts("errors", &status.errors, object);
    object.number("dbSizeInUse", status.db_size_in_use);
    if status.is_learner {
        object.raw("isLearner", "true");
    }
}

fn texts(name: &str, list: &[String], object: &mut Object) {
    if !list.is_empty() {
        let list: Vec<String> = list.iter().map(|text| go(text.as_bytes())).collect();
        object.raw(name, &format!("[{}]", list.join(",")));
    }
}

/// `-w fields`, behind the header.
pub(super) fn fields(response: &Response) -> String {
    match response {
        Response::MemberList(list) => list.members.iter().map(member_fields).collect(),
        _ => String::new(),
    }
}

fn member_fields(member: &Member) -> String {
    let mut out = format!("\"ID\" : {}\n\"Name\" : {}\n", member.id, go(member.name.as_bytes()));
    for url in &member.peer_urls {
        out += &format!("\"PeerURL\" : {}\n", go(url.as_bytes()));
    }
    for url in &member.client_urls {
        out += &format!("\"ClientURL\" : {}\n", go(url.as_bytes()));
    }
    out + &format!("\"IsLearner\" : {}\n\n", member.is_learner)
}

/// `-w table`; none for what etcdctl has no table for.
pub(super) fn table(response: &Response) -> Option<String> {
    let Response::MemberList(list) = response else { return None };
    Some(columns(MEMBER_HEAD, list.members.iter().map(member_row).collect()))
}

/// As `olekukonko/tablewriter` draws it: the head in capitals and in the middle, rows to the right.
fn columns<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let head = head.map(str::to_uppercase);
    let width = |text: &str| text.chars().count();
    let widths: Vec<usize> = (0..N)
        .map(|at| rows.iter().map(|row| width(&row[at])).fold(width(&head[at]), usize::max))
        .collect();
    let bar: String = widths.iter().map(|width| format!("+{}", "-".repeat(width + 2))).collect();
    let bar = bar + "+\n";
    let heads: String =
        head.iter().zip(&widths).map(|(cell, w)| format!("| {cell:^w$} ")).collect();
    let mut out = format!("{bar}{heads}|\n{bar}");
    for row in &rows {
        let cells: String =
            row.iter().zip(&widths).map(|(cell, w)| format!("| {cell:>w$} ")).collect();
        out += &format!("{cells}|\n");
    }
    out + &bar
}

const MEMBER_HEAD: [&str; 6] = ["ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner"];
