//! The line that etcdctl's client logs to standard error when an attempt to send a request has failed, after
//! `client/v3/retry_interceptor.go`: it holds the gRPC code, which the error behind it does not say. Left out: the
//! attempts before the last of a request that was sent again.

use crate::base::{MachineId, Time, json::Object, json::quote};
use crate::client::Session;
use crate::insight::journal::form::timestamp;
use crate::sim::{ClientError, World};

/// The line of the attempt that ended now with this error.
pub(super) fn line(now: Time, world: &World, session: &Session, error: &ClientError) -> String {
    let mut object = Object::default();
    object.raw("level", "\"warn\"");
    object.raw("ts", &quote(&timestamp(now)));
    let logger = if session.is_health() { "client" } else { "etcd-client" };
    object.raw("logger", &quote(logger));
    object.raw("caller", "\"v3/retry_interceptor.go:63\"");
    object.raw("msg", "\"retrying of unary invoker failed\"");
    object.raw("target", &quote(&format!("etcd-endpoints://{CLIENT}/{}", session.target())));
    object.raw("attempt", "0");
    object.raw("error", &quote(&status(world, session, error)));
    object.finish() + "\n"
}

/// The error with its gRPC code.
fn status(world: &World, session: &Session, error: &ClientError) -> String {
    match error {
        ClientError::Rpc(error) => format!("rpc error: code = {:?} desc = {error}", error.code()),
        ClientError::ConnectionLost => error.to_string(),
        ClientError::DeadlineExceeded => {
            let dead = |id: MachineId| !world.machine(id).is_some_and(|machine| machine.is_up());
            let asked = session.asked();
            let refused = asked.iter().all(|(_, id)| dead(*id)).then(|| asked.last()).flatten();
            let why = match refused {
                Some((host, _)) => format!(
                    "latest balancer error: last connection error: connection error: desc = \
                     \"transport: Error while dialing: dial tcp {host}: connect: connection refused\""
                ),
                None => "context deadline exceeded".to_string(),
            };
            format!("rpc error: code = DeadlineExceeded desc = {why}")
        }
    }
}

/// Where a real client would stand in memory.
const CLIENT: &str = "0xc0000b4000";
