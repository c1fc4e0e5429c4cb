//! What etcdctl writes about members and endpoints, after `etcdctl/ctlv3/command/printer*.go` of 3.5.

use super::call::{Call, Format};
use super::print::{header_fields, header_json};
use super::table::table;
use super::value::go_duration;
use crate::base::Time;
use crate::base::json::{Object, quote, quote_all};
use crate::base::quote::go;
use crate::server::{
    HashKvResponse, Member, MemberAddResponse, MemberListResponse, Request, Response,
    ResponseHeader, StatusResponse,
};

/// How one endpoint is, as `endpoint health` found out.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Health {
    pub endpoint: String,
    pub took: Time,
    /// Empty if it is well.
    pub error: String,
}

/// `-w simple`
pub(super) fn simple(call: &Call, response: &Response) -> String {
    let cluster = response.header().cluster_id;
    match (&call.request, response) {
        (Request::MemberAdd(add), Response::MemberAdd(added)) => {
            // 3.5 does not say here that it is a learner
            let told = format!("Member {:16x} added to cluster {cluster:16x}\n", added.member.id);
            told + &how_to_start(&call.name, &add.peer_urls.join(","), added)
        }
        (Request::MemberRemove(remove), _) => {
            format!("Member {:16x} removed from cluster {cluster:16x}\n", remove.id)
        }
        (Request::MemberUpdate(update), _) => {
            format!("Member {:16x} updated in cluster {cluster:16x}\n", update.id)
        }
        (Request::MemberPromote(promote), _) => {
            format!("Member {:16x} promoted in cluster {cluster:16x}\n", promote.id)
        }
        (_, Response::MemberList(list)) => lines(list.members.iter().map(member_row)),
        _ => String::new(),
    }
}

/// The settings that the new process wants.
fn how_to_start(name: &str, urls: &str, added: &MemberAddResponse) -> String {
    let mut cluster = Vec::new();
    for member in &added.members {
        let called = if member.id == added.member.id { name } else { &member.name };
        cluster.extend(member.peer_urls.iter().map(|url| format!("{called}={url}")));
    }
    let go = |text: &str| go(text.as_bytes());
    format!(
        "\nETCD_NAME={}\nETCD_INITIAL_CLUSTER={}\nETCD_INITIAL_ADVERTISE_PEER_URLS={}\n\
         ETCD_INITIAL_CLUSTER_STATE=\"existing\"\n",
        go(name),
        go(&cluster.join(",")),
        go(urls)
    )
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

fn status_row((endpoint, status): &(String, StatusResponse)) -> [String; 10] {
    [
        endpoint.clone(),
        format!("{:x}", status.header.member_id),
        status.version.clone(),
        size(status.db_size),
        (status.leader == status.header.member_id).to_string(),
        status.is_learner.to_string(),
        status.raft_term.to_string(),
        status.raft_index.to_string(),
        status.raft_applied_index.to_string(),
        status.errors.join(", "),
    ]
}

/// Bytes in thousands, as `dustin/go-humanize` writes them: one digit behind the point below ten,
/// none above.
fn size(bytes: i64) -> String {
    let bytes = u128::try_from(bytes).unwrap_or(0);
    if bytes < 10 {
        return format!("{bytes} B");
    }
    let (mut unit, mut scale) = (0, 1u128);
    while bytes >= scale * 1000 && unit + 1 < UNITS.len() {
        (unit, scale) = (unit + 1, scale * 1000);
    }
    let tenths = (bytes * 20 + scale) / (2 * scale);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    if tenths < 100 {
        return format!("{whole}.{tenth} {}", UNITS[unit]);
    }
    // a half goes to the even number, as in C's printf
    let up = tenth > 5 || (tenth == 5 && whole % 2 == 1);
    format!("{} {}", whole + u128::from(up), UNITS[unit])
}

/// `-w json`, behind the header.
pub(super) fn json(response: &Response, object: &mut Object) {
    match response {
        Response::MemberAdd(add) => {
            object.raw("member", &member_json(&add.member));
            members_json(&add.members, object);
        }
        Response::MemberRemove(remove) => members_json(&remove.members, object),
        Response::MemberUpdate(update) => members_json(&update.members, object),
        Response::MemberPromote(promote) => members_json(&promote.members, object),
        Response::MemberList(list) => members_json(&list.members, object),
        Response::Status(status) => status_json(status, object),
        Response::HashKv(hash) => hash_json(hash, object),
        _ => {}
    }
}

fn members_json(members: &[Member], object: &mut Object) {
    let members: Vec<String> = members.iter().map(member_json).collect();
    object.list("members", &members);
}

fn member_json(member: &Member) -> String {
    let mut object = Object::default();
    object.number("ID", member.id);
    object.text("name", &member.name);
    object.texts("peerURLs", &member.peer_urls);
    object.texts("clientURLs", &member.client_urls);
    object.flag("isLearner", member.is_learner);
    object.finish()
}

/// `member list -w json --hex`: 3.5 writes ids as text, misspells a name and forgets the learners.
pub(super) fn member_list_hex(list: &MemberListResponse) -> String {
    let ResponseHeader { cluster_id, member_id, raft_term, .. } = &list.header;
    let mut header = Object::default();
    header.raw("cluster_id", &format!("\"{cluster_id:x}\""));
    header.raw("member_id", &format!("\"{member_id:x}\""));
    header.number("raft_term", raft_term);
    let members = list.members.iter().map(|member| {
        let mut object = Object::default();
        object.raw("ID", &format!("\"{:x}\"", member.id));
        object.raw("name", &quote(&member.name));
        object.raw("peerURLs", &text_list(&member.peer_urls));
        object.raw("clientURLS", &text_list(&member.client_urls));
        object.finish()
    });
    let members = members.collect::<Vec<_>>().join(",");
    format!("{{\"header\":{},\"members\":[{members}]}}\n", header.finish())
}

fn status_json(status: &StatusResponse, object: &mut Object) {
    object.text("version", &status.version);
    object.number("dbSize", status.db_size);
    object.number("leader", status.leader);
    object.number("raftIndex", status.raft_index);
    object.number("raftTerm", status.raft_term);
    object.number("raftAppliedIndex", status.raft_applied_index);
    object.texts("errors", &status.errors);
    object.number("dbSizeInUse", status.db_size_in_use);
    object.flag("isLearner", status.is_learner);
}

/// An empty list is `null` in Go.
fn text_list(list: &[String]) -> String {
    if list.is_empty() { "null".into() } else { quote_all(list) }
}

/// `-w fields` behind the header; none for what etcdctl has no fields for.
pub(super) fn fields(response: &Response) -> Option<String> {
    match response {
        Response::MemberList(list) => Some(list.members.iter().map(member_fields).collect()),
        _ => None,
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
pub(super) fn member_table(response: &Response) -> Option<String> {
    let Response::MemberList(list) = response else { return None };
    let rows: Vec<_> = list.members.iter().map(member_row).collect();
    Some(table(MEMBER_HEAD, &rows))
}

/// What `endpoint status` found out; none for a format that etcdctl does not have for it.
pub(super) fn status_list(format: Format, list: &[(String, StatusResponse)]) -> Option<String> {
    Some(match format {
        Format::Protobuf => return None,
        Format::Simple => lines(list.iter().map(status_row)),
        Format::Table => table(STATUS_HEAD, &list.iter().map(status_row).collect::<Vec<_>>()),
        Format::Fields => list.iter().map(status_fields).collect(),
        Format::Json => {
            let all = list.iter().map(|(endpoint, status)| {
                let mut object = Object::default();
                object.raw("header", &header_json(&status.header));
                status_json(status, &mut object);
                format!("{{\"Endpoint\":{},\"Status\":{}}}", quote(endpoint), object.finish())
            });
            format!("[{}]\n", all.collect::<Vec<_>>().join(","))
        }
    })
}

fn status_fields((endpoint, status): &(String, StatusResponse)) -> String {
    let StatusResponse { version, db_size, leader, is_learner, .. } = status;
    header_fields(&status.header)
        + &format!(
            "\"Version\" : {}\n\"DBSize\" : {db_size}\n\"Leader\" : {leader}\n\
             \"IsLearner\" : {is_learner}\n\"RaftIndex\" : {}\n\"RaftTerm\" : {}\n\
             \"RaftAppliedIndex\" : {}\n\"Errors\" : [{}]\n\"Endpoint\" : {}\n\n",
            go(version.as_bytes()),
            status.raft_index,
            status.raft_term,
            status.raft_applied_index,
            status.errors.join(" "),
            go(endpoint.as_bytes())
        )
}

/// What `endpoint hashkv` found out; none for a format that etcdctl does not have for it.
pub(super) fn hash_list(format: Format, list: &[(String, HashKvResponse)]) -> Option<String> {
    let row =
        |(endpoint, hash): &(String, HashKvResponse)| [endpoint.clone(), hash.hash.to_string()];
    Some(match format {
        Format::Protobuf => return None,
        Format::Simple => lines(list.iter().map(row)),
        Format::Table => table(HASH_HEAD, &list.iter().map(row).collect::<Vec<_>>()),
        Format::Fields => {
            let fields = |(endpoint, hash): &(String, HashKvResponse)| {
                let endpoint = go(endpoint.as_bytes());
                let told = format!("\"Endpoint\" : {endpoint}\n\"Hash\" : {}\n\n", hash.hash);
                header_fields(&hash.header) + &told
            };
            list.iter().map(fields).collect()
        }
        Format::Json => {
            let all = list.iter().map(|(endpoint, hash)| {
                let mut object = Object::default();
                object.raw("header", &header_json(&hash.header));
                hash_json(hash, &mut object);
                format!("{{\"Endpoint\":{},\"HashKV\":{}}}", quote(endpoint), object.finish())
            });
            format!("[{}]\n", all.collect::<Vec<_>>().join(","))
        }
    })
}

fn hash_json(hash: &HashKvResponse, object: &mut Object) {
    object.number("hash", hash.hash);
    object.number("compact_revision", hash.compact_revision);
}

/// What `endpoint health` found out, in any format but `simple`; none for one that etcdctl does not have for it.
pub(super) fn health_list(format: Format, list: &[Health]) -> Option<String> {
    Some(match format {
        Format::Protobuf => return None,
        Format::Table => {
            let row = |health: &Health| {
                let Health { endpoint, took, error } = health;
                let well = error.is_empty().to_string();
                [endpoint.clone(), well, go_duration(*took), error.clone()]
            };
            table(HEALTH_HEAD, &list.iter().map(row).collect::<Vec<_>>())
        }
        Format::Json => {
            let all = list.iter().map(|health| {
                let mut object = Object::default();
                object.raw("endpoint", &quote(&health.endpoint));
                object.raw("health", &health.error.is_empty().to_string());
                object.raw("took", &quote(&go_duration(health.took)));
                object.text("error", &health.error);
                object.finish()
            });
            format!("[{}]\n", all.collect::<Vec<_>>().join(","))
        }
        Format::Fields | Format::Simple => list.iter().map(health_fields).collect(),
    })
}

fn health_fields(health: &Health) -> String {
    let Health { endpoint, took, error } = health;
    format!(
        "\"Endpoint\" : {}\n\"Health\" : {}\n\"Took\" : {}\n\"Error\" : {error}\n\n",
        go(endpoint.as_bytes()),
        error.is_empty(),
        go_duration(*took)
    )
}

const MEMBER_HEAD: [&str; 6] = ["ID", "Status", "Name", "Peer Addrs", "Client Addrs", "Is Learner"];
const STATUS_HEAD: [&str; 10] = [
    "endpoint",
    "ID",
    "version",
    "db size",
    "is leader",
    "is learner",
    "raft term",
    "raft index",
    "raft applied index",
    "errors",
];
const HASH_HEAD: [&str; 2] = ["endpoint", "hash"];
const HEALTH_HEAD: [&str; 4] = ["endpoint", "health", "took", "error"];
const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_by_humanize() {
        let cases = [
            (0, "0 B"),
            (9, "9 B"),
            (10, "10 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1024, "1.0 kB"),
            (8192, "8.2 kB"),
            (9999, "10 kB"),
            (20_480, "20 kB"),
            (28_672, "29 kB"),
            (82_854_982, "83 MB"),
            (i64::MAX, "9.2 EB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }
}
