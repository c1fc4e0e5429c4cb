//! Raft's lines: they all go through `etcdserver/zap_raft.go`, and have no fields.

use super::{Level, Said, Teller};
use crate::raft::Trace;
use std::fmt;

pub(super) fn tell(teller: &mut Teller<'_>, trace: &Trace) {
    if trace.is_upstream() {
        say(teller, trace.level().into(), trace);
    }
}

/// A line through raft's logger.
pub(super) fn say(teller: &mut Teller<'_>, level: Level, msg: impl fmt::Display) {
    let caller = match level {
        Level::Debug => "etcdserver/zap_raft.go:61",
        Level::Info => "etcdserver/zap_raft.go:77",
        Level::Warn => "etcdserver/zap_raft.go:85",
        Level::Error => "etcdserver/zap_raft.go:69",
        Level::Fatal => "etcdserver/zap_raft.go:93",
        Level::Panic => "etcdserver/zap_raft.go:101",
    };
    let (logger, msg) = (Some("raft"), msg.to_string());
    teller.said.push(Said { level, logger, caller, msg, fields: Vec::new() });
}
