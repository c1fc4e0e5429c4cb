//! The line that etcdctl's client logs to standard error when an attempt to send a request has failed, after
//! `client/v3/retry_interceptor.go`: it holds the gRPC code, which the error behind it does not say.

use super::client::ClientError;
use crate::base::{Time, json::Object, json::quote, timestamp};
use crate::client::{Session, Via};

/// How far a request had come whose time is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Its time was over before it began.
    OverBeforeItBegan,
    /// An endpoint had it.
    Sent,
    /// No endpoint had answered yet.
    Connecting,
    /// All endpoints had refused.
    Refused,
}

/// The line of the attempt of this number, from 0, that ended now with this error.
pub(super) fn line(
    now: Time,
    session: &Session,
    via: Via,
    (attempt, reach): (u32, Reach),
    error: &ClientError,
) -> String {
    let mut object = Object::default();
    object.raw("level", "\"warn\"");
    object.raw("ts", &quote(&timestamp(now)));
    let logger = if session.is_health() { "client" } else { "etcd-client" };
    object.raw("logger", &quote(logger));
    object.raw("caller", "\"v3/retry_interceptor.go:63\"");
    object.raw("msg", "\"retrying of unary invoker failed\"");
    let target = format!("etcd-endpoints://{CLIENT}/{}", session.target(via));
    object.raw("target", &quote(&target));
    object.raw("attempt", &attempt.to_string());
    object.raw("error", &quote(&status(session, via, reach, error)));
    object.finish() + "\n"
}

/// The error with its gRPC code.
fn status(session: &Session, via: Via, reach: Reach, error: &ClientError) -> String {
    match error {
        ClientError::Rpc(error) => format!("rpc error: code = {:?} desc = {error}", error.code()),
        ClientError::ConnectionLost => error.to_string(),
        ClientError::Canceled => format!("rpc error: code = Canceled desc = {error}"),
        ClientError::DeadlineExceeded => {
            let why = match reach {
                Reach::Refused => format!(
                    "latest balancer error: last connection error: connection error: desc = \
                     \"transport: Error while dialing: dial tcp {}: connect: connection refused\"",
                    session.last_host(via).unwrap_or_default()
                ),
                Reach::Connecting => "received context error while waiting for new LB policy \
                                      update: context deadline exceeded"
                    .to_string(),
                Reach::Sent | Reach::OverBeforeItBegan => "context deadline exceeded".to_string(),
            };
            format!("rpc error: code = DeadlineExceeded desc = {why}")
        }
    }
}

/// Where a real client would stand in memory.
const CLIENT: &str = "0xc0000b4000";
