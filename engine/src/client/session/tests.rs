//! What calls ask for, and what they print of the answers.

use super::*;
use crate::server::{AlarmResponse, Member, RangeResponse, ResponseHeader};

/// Exit code, standard output, standard error. The answers come in the order of the questions.
fn run(line: &str, answers: &[(Result<Response, &str>, u64)]) -> (u8, String, String) {
    let words: Vec<Vec<u8>> = line.split(' ').map(Vec::from).collect();
    let call = Call::parse(&words).unwrap_or_else(|e| panic!("{line}: {}", e.message));
    let mut session = Session::new(&call, &[1, 2, 3].map(MachineId));
    let mut asked = std::collections::VecDeque::from(session.begin());
    for (answer, us) in answers {
        let ask = asked.pop_front();
        let ask = ask.unwrap_or_else(|| panic!("{line}: {answer:?} was not asked for"));
        let answer = answer.as_ref().map_err(|error| error.to_string());
        asked.extend(session.answer(ask.via, answer, Time(*us)));
    }
    assert_eq!(asked, [], "{line}");
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

fn no_alarms() -> Response {
    Response::Alarm(AlarmResponse::default())
}

const DEADLINE: &str = "context deadline exceeded";

#[test]
fn health_is_told_in_the_order_of_the_answers() {
    // what an endpoint took is told of its read; when it is told of, of its alarms
    let (lost, alarms) = ((Err(DEADLINE), 5_000_329), || (Ok(no_alarms()), 9_999));
    let reads = [lost, (Ok(found()), 4_064), (Ok(found()), 4_005)];
    let answers = [reads.as_slice(), &[alarms(), alarms()]].concat();
    let (code, out, err) = run("endpoint health", &answers);
    assert_eq!(
        (code, out.as_str(), err.as_str()),
        (
            1,
            "n2 is healthy: successfully committed proposal: took = 4.064ms\n\
             n3 is healthy: successfully committed proposal: took = 4.005ms\n",
            "n1 is unhealthy: failed to commit proposal: context deadline exceeded\n\
             Error: unhealthy cluster\n"
        )
    );
    let (_, table, err) = run("endpoint health -w table", &answers);
    let drawn = "\
+----------+--------+-----------+---------------------------+
| ENDPOINT | HEALTH |   TOOK    |           ERROR           |
+----------+--------+-----------+---------------------------+
|       n1 |  false | 5.000329s | context deadline exceeded |
|       n2 |   true |   4.064ms |                           |
|       n3 |   true |   4.005ms |                           |
+----------+--------+-----------+---------------------------+
";
    assert_eq!((table.as_str(), err.as_str()), (drawn, "Error: unhealthy cluster\n"));
    let (_, json, _) = run("endpoint health -w json", &answers);
    assert_eq!(
        json,
        "[{\"endpoint\":\"n1\",\"health\":false,\"took\":\"5.000329s\",\
         \"error\":\"context deadline exceeded\"},\
         {\"endpoint\":\"n2\",\"health\":true,\"took\":\"4.064ms\"},\
         {\"endpoint\":\"n3\",\"health\":true,\"took\":\"4.005ms\"}]\n"
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
fn an_endpoint_that_reads_and_cannot_write_is_unhealthy() {
    let answers = [(Ok(found()), 4_064), (Err(DEADLINE), 5_000_000)];
    let (code, out, err) = run("endpoint health --endpoints=n2", &answers);
    let what = "n2 is unhealthy: failed to commit proposal: Unable to fetch the alarm list\n";
    assert_eq!((code, out, err), (1, String::new(), format!("{what}Error: unhealthy cluster\n")));
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
    assert_eq!(dead("endpoint status --endpoints=n3 -w json"), (1, "[]\n".into(), failed.into()));
    assert_eq!(dead("endpoint status --endpoints=n3 -w fields"), (1, String::new(), failed.into()));
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
    let list = (Ok(Response::MemberList(list)), 0);
    let answers = [list, (Ok(found()), 17), (Ok(no_alarms()), 99)];
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
    assert_eq!(run("move-leader 3 --endpoints=n1,n3", &none), (128, String::new(), nobody.into()));
    // a member without a leader takes nobody for it
    let leaderless = [(Ok(status(1, 0)), 0)];
    assert_eq!(run("move-leader 3 --endpoints=n1", &leaderless).0, 128);
    let dead = format!("Error: {DEADLINE}\n");
    assert_eq!(run("move-leader 3", &[(Err(DEADLINE), 0)]), (1, String::new(), dead));
}
