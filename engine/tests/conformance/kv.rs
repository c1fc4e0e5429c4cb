//! Sessions recorded from a real etcd 3.5.16: the same requests in the same order to a fresh store,
//! and whether the answers are the same, errors included.
//!
//! A session is replayed if all its calls are of the KV service without transactions and
//! compaction, but for the granting of leases. There are no leases yet: an exchange that needs one
//! is counted as not yet. Its put is still made, without the lease, so that revisions go on as in
//! the recording.

use crate::{
    Outcome,
    transcript::{error_json, plain, request, response_json},
};
use engine::{
    mvcc::Store,
    server::{InternalRaftRequest, Request, Response, RpcError, apply, codec, validate},
};
use serde_json::Value;

/// Runs one file on a fresh store.
pub fn run(_name: &str, text: &str) -> Outcome {
    let mut store = Store::new();
    replay(text, |request| {
        validate::check(request)?;
        let proposal = codec::encode(1, request).expect("a request about keys");
        validate::check_size(&proposal)?;
        let entry = InternalRaftRequest::decode(&proposal).expect("what was just encoded");
        apply::apply(&mut store, &entry.request)
    })
}

/// Replays one session: `exchange` carries out a request and answers as a member does.
pub fn replay(
    text: &str,
    mut exchange: impl FnMut(&Request) -> Result<Response, RpcError>,
) -> Outcome {
    let lines: Result<Vec<Value>, _> = text.lines().map(serde_json::from_str).collect();
    let lines = match lines {
        Ok(lines) => lines,
        Err(error) => return failure(format!("  not JSON: {error}")),
    };
    let replayed = |line: &Value| line["api"].as_str().is_some_and(|api| APIS.contains(&api));
    if !lines.iter().all(replayed) {
        return Outcome::NotYet;
    }
    let (mut equal, mut compared, mut left_out, mut differences) = (0, 0, 0, Vec::new());
    for line in &lines {
        match step(line, &mut exchange) {
            Step::Equal => (equal, compared) = (equal + 1, compared + 1),
            Step::Different(text) => {
                compared += 1;
                differences.push(format!("  seq {}: {text}", line["seq"]));
            }
            Step::NeedsLease => left_out += 1,
        }
    }
    Outcome::Compared { equal, compared, left_out, differences }
}

enum Step {
    Equal,
    Different(String),
    NeedsLease,
}

fn step(line: &Value, exchange: &mut impl FnMut(&Request) -> Result<Response, RpcError>) -> Step {
    let api = line["api"].as_str().unwrap_or_default();
    if api == LEASE_GRANT {
        return Step::NeedsLease;
    }
    let mut asked = match request(api, &line["req"]) {
        Ok(asked) => asked,
        Err(text) => return Step::Different(text),
    };
    let granted = line.get("error").is_none() && names_lease(&line["req"]);
    if let (true, Request::Put(put)) = (granted, &mut asked) {
        put.lease = 0;
    }
    let answer = exchange(&asked);
    if granted || names_lease(&line["resp"]) {
        return Step::NeedsLease;
    }
    let (got, want) = match &answer {
        Ok(response) => (response_json(response), plain(&line["resp"])),
        Err(error) => (error_json(error), line["error"].clone()),
    };
    if got == want {
        Step::Equal
    } else {
        Step::Different(format!("expected {}{}, got {got}", line["resp"], line["error"]))
    }
}

/// True if the field `lease` stands anywhere in it.
fn names_lease(value: &Value) -> bool {
    match value {
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name == "lease" || names_lease(value))
        }
        Value::Array(items) => items.iter().any(names_lease),
        _ => false,
    }
}

fn failure(text: String) -> Outcome {
    Outcome::Compared { equal: 0, compared: 1, left_out: 0, differences: vec![text] }
}

const LEASE_GRANT: &str = "Lease.LeaseGrant";
const APIS: &[&str] = &["KV.Range", "KV.Put", "KV.DeleteRange", LEASE_GRANT];
