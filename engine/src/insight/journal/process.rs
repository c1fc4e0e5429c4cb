//! The lines of a process that comes up, tells its name, or ends by itself.

use super::{Level, Teller, Value, raft, span, text};
use crate::base::NodeId;
use crate::server::trace::{Boot, Publish};
use crate::server::{Fatal, client_url};
use crate::sim::trace::Machine;

pub(super) fn tell_boot(teller: &mut Teller, trace: &Boot) {
    let (me, cluster) = (("local-member-id", teller.me()), ("cluster-id", teller.cluster()));
    match trace {
        Boot::Booted { .. } | Boot::Joining => {
            teller.info("etcdserver/raft.go:505", "starting local member", vec![me, cluster]);
        }
        Boot::Restarted { commit, .. } => {
            let fields = vec![cluster, me, ("commit-index", Value::Number(*commit))];
            teller.info("etcdserver/raft.go:540", "restarting local member", fields);
        }
    }
}

pub(super) fn tell_publish(teller: &mut Teller, trace: &Publish) {
    match trace {
        // who hears of it says nothing
        Publish::Published { member, .. } if *member == teller.member => published(teller, *member),
        Publish::Published { .. } | Publish::NotReadyToServe | Publish::PublishProposed { .. } => {}
    }
}

fn published(teller: &mut Teller, member: NodeId) {
    let attributes = format!("{{Name:n{member} ClientURLs:[{}]}}", client_url(member));
    let fields = vec![
        ("local-member-id", teller.me()),
        ("local-member-attributes", text(attributes)),
        ("request-path", text(format_args!("/0/members/{member:x}/attributes"))),
        ("cluster-id", teller.cluster()),
        ("publish-timeout", span(teller.setting.request_timeout)),
    ];
    let msg = "published local member to cluster through raft";
    teller.info("etcdserver/server.go:2140", msg, fields);
    teller.info("embed/serve.go:104", "ready to serve client requests", Vec::new());
}

pub(super) fn tell_machine(teller: &mut Teller, trace: &Machine) {
    match trace {
        Machine::Died(fatal) => died(teller, fatal),
        // a process that is killed has no time to say anything
        Machine::CrashLost { .. } => {}
    }
}

fn died(teller: &mut Teller, fatal: &Fatal) {
    match fatal {
        Fatal::Removed => {
            let error = vec![("error", text(fatal))];
            teller.warn("etcdserver/server.go:1154", "server error", error);
            let msg = "data-dir used by this member must be removed";
            teller.warn("etcdserver/server.go:1155", msg, Vec::new());
        }
        Fatal::Raft(reason) => raft::say(teller, Level::Panic, reason),
        Fatal::Wal(reason) => teller.say(
            Level::Fatal,
            "etcdserver/storage.go",
            "failed to read WAL, cannot be repaired",
            vec![("error", text(reason))],
        ),
        Fatal::Backend(reason) => {
            teller.say(Level::Panic, "etcdserver/server.go", reason, Vec::new());
        }
        // a Go panic, and no line of the log
        Fatal::BadEntry { .. } => {}
    }
}
