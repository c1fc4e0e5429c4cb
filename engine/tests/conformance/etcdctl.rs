//! What a real etcdctl 3.5.16 wrote: for every recorded `put`, `get`, `del` the exit code, standard
//! output and standard error. Cluster, member and term are masked in the recording, and so here.
//! Commands about members need a cluster: compared are those that etcdctl refuses by itself.

use crate::Outcome;
use engine::{
    client::{Call, call::subcommands},
    mvcc::Store,
    server::{Response, RpcError, apply, validate},
};
use serde_json::Value;

/// Runs the file on a fresh store.
pub fn run(text: &str) -> Outcome {
    let mut store = Store::new();
    let (mut equal, mut compared, mut left_out, mut differences) = (0, 0, 0, Vec::new());
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_default();
        let Some(argv) = call(&line["argv"]) else {
            left_out += 1;
            continue;
        };
        let (code, out, err) = etcdctl(&mut store, &argv);
        compared += 1;
        if line["exit"] == code && line["stdout"] == out && line["stderr"] == err {
            equal += 1;
        } else {
            differences.push(format!("  seq {}: got {code} {out:?} {err:?}", line["seq"]));
        }
    }
    Outcome::Compared { equal, compared, left_out, differences }
}

/// The words after `etcdctl` of a line that can be run here.
fn call(argv: &Value) -> Option<Vec<Vec<u8>>> {
    let words: Option<Vec<&str>> = argv.as_array()?.iter().skip(1).map(Value::as_str).collect();
    // `<lease>` stands for a lease that an earlier line granted
    let words = words.filter(|words| !words.iter().any(|word| word.contains("<lease>")))?;
    let argv: Vec<Vec<u8>> = words.iter().copied().map(Vec::from).collect();
    let known = match *words.first()? {
        "put" | "get" | "del" => true,
        "move-leader" => Call::parse(&argv).is_err(),
        group @ ("member" | "endpoint") => {
            let whole = words.get(1).is_some_and(|sub| subcommands(group).contains(sub));
            whole && Call::parse(&argv).is_err()
        }
        _ => false,
    };
    known.then_some(argv)
}

fn etcdctl(store: &mut Store, argv: &[Vec<u8>]) -> (u8, String, String) {
    let failed = |code, message: &str| (code, String::new(), format!("Error: {message}"));
    let call = match Call::parse(argv) {
        Ok(call) => call,
        Err(error) => return failed(error.code, &error.message),
    };
    match answer(store, &call) {
        Err(error) => failed(1, &error.to_string()),
        Ok(response) => match call.print(&response) {
            Ok(text) => (0, mask(&text), String::new()),
            Err(error) => failed(error.code, &error.message),
        },
    }
}

fn answer(store: &mut Store, call: &Call) -> Result<Response, RpcError> {
    validate::check(&call.request)?;
    let mut response = apply::apply(store, &call.request)?;
    let header = response.header_mut();
    (header.cluster_id, header.member_id, header.raft_term) = (MASKED, MASKED, MASKED);
    Ok(response)
}

fn mask(text: &str) -> String {
    text.replace(&format!(":{MASKED}"), ":\"*\"").replace(&format!(": {MASKED}\n"), ": *\n")
}

/// A number that occurs nowhere else.
const MASKED: u64 = 987_654_321;
