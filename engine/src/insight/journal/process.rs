//! The lines of a process that comes up, tells its name, or ends by itself.

use super::{Level, Teller, Value, id, raft, span, text};
use crate::server::trace::{Boot, Publish, Version};
use crate::server::version::{SERVER_VERSION, Silent};
use crate::server::{ClusterVersion, Fatal, Own, client_url};
use crate::sim::trace::Machine;

pub(super) fn tell_boot(teller: &mut Teller<'_>, trace: &Boot) {
    let (me, cluster) = (("local-member-id", teller.me()), ("cluster-id", teller.cluster()));
    match trace {
        Boot::Booted { .. } | Boot::Joining => {
            teller.info("etcdserver/raft.go:505", "starting local member", vec![me, cluster]);
            starting(teller);
        }
        Boot::Restarted { commit, .. } => {
            let fields = vec![cluster, me, ("commit-index", Value::Number(*commit))];
            teller.info("etcdserver/raft.go:540", "restarting local member", fields);
            starting(teller);
        }
    }
}

/// The cluster's version comes with the log; one that a snapshot brings is not said here.
fn starting(teller: &mut Teller<'_>) {
    let version = ("local-server-version", text(SERVER_VERSION));
    let cluster = ("cluster-version", text("to_be_decided"));
    let fields = vec![("local-member-id", teller.me()), version, cluster];
    teller.info("etcdserver/server.go:873", "starting etcd server", fields);
}

pub(super) fn tell_publish(teller: &mut Teller<'_>, trace: &Publish) {
    match trace {
        Publish::ReadyToServe { .. } => {
            let mut fields = own_attributes(teller);
            fields.push(("cluster-id", teller.cluster()));
            fields.push(("publish-timeout", span(teller.setting.request_timeout)));
            let msg = "published local member to cluster through raft";
            teller.info("etcdserver/server.go:2140", msg, fields);
            teller.info("embed/serve.go:104", "ready to serve client requests", Vec::new());
        }
        Publish::OwnTimedOut { own: Own::Publish, why, .. } => {
            let mut fields = own_attributes(teller);
            fields.push(("publish-timeout", span(teller.setting.request_timeout)));
            fields.push(("error", text(why.error())));
            let msg = "failed to publish local member to cluster through raft";
            teller.warn("etcdserver/server.go:2161", msg, fields);
        }
        Publish::OwnTimedOut { own: Own::Version(_), why, .. } => {
            let msg = "failed to update cluster version";
            teller.warn(SERVER, msg, vec![("error", text(why.error()))]);
        }
        // who hears of it says nothing
        Publish::Published { .. }
        | Publish::NotReadyToServe
        | Publish::OwnWaits { .. }
        | Publish::OwnProposed { .. } => {}
    }
}

fn own_attributes(teller: &Teller<'_>) -> Vec<(&'static str, Value)> {
    let member = teller.member;
    let url = client_url(teller.machine);
    let attributes = format!("{{Name:{} ClientURLs:[{url}]}}", teller.machine);
    vec![
        ("local-member-id", teller.me()),
        ("local-member-attributes", text(attributes)),
        ("request-path", text(format_args!("/0/members/{member:x}/attributes"))),
    ]
}

pub(super) fn tell_version(teller: &mut Teller<'_>, trace: &Version) {
    let fields = |version: &ClusterVersion| ("cluster-version", text(version));
    match trace {
        Version::Decided { current, decided, unknown } => {
            unknown.iter().for_each(|silent| version_unknown(teller, silent));
            let Some(decided) = decided else { return };
            match current {
                None => {
                    let msg = "setting up initial cluster version using v2 API";
                    teller.info("etcdserver/server.go:2651", msg, vec![fields(decided)]);
                }
                Some(current) => {
                    let msg = "updating cluster version using v2 API";
                    let fields = vec![("from", text(current)), ("to", text(decided))];
                    teller.info("etcdserver/server.go:2656", msg, fields);
                }
            }
        }
        Version::Set { before, version, .. } => {
            let mut set = vec![("cluster-id", teller.cluster()), ("local-member-id", teller.me())];
            match before {
                None => {
                    set.push(fields(version));
                    let msg = "set initial cluster version";
                    teller.info("membership/cluster.go:584", msg, set);
                    let msg = "enabled capabilities for version";
                    teller.info("api/capability.go:75", msg, vec![fields(version)]);
                }
                Some(before) => {
                    set.extend([("from", text(before)), ("to", text(version))]);
                    teller.info("membership/cluster.go:576", "updated cluster version", set);
                    let msg = "enabled capabilities for version";
                    teller.info("api/capability.go:75", msg, vec![fields(version)]);
                }
            }
        }
        Version::Updated { version } => {
            let msg = "cluster version is updated";
            teller.info("etcdserver/server.go:2675", msg, vec![fields(version)]);
        }
    }
}

/// The two lines about a member that does not answer.
fn version_unknown(teller: &mut Teller<'_>, silent: &Silent) {
    let address = format!("{}/version", silent.peer_url);
    let host = address.trim_start_matches("http://").trim_end_matches("/version");
    let why = if silent.refused { "connect: connection refused" } else { "i/o timeout" };
    let error = ("error", text(format_args!("Get \"{address}\": dial tcp {host}: {why}")));
    let remote = ("remote-member-id", id(silent.member));
    let fields = vec![("address", text(&address)), remote.clone(), error.clone()];
    teller.warn("etcdserver/cluster_util.go:294", "failed to reach the peer URL", fields);
    let fields = vec![remote, error];
    teller.warn("etcdserver/cluster_util.go:158", "failed to get version", fields);
}

const SERVER: &str = "etcdserver/server.go";

pub(super) fn tell_machine(teller: &mut Teller<'_>, trace: &Machine) {
    match trace {
        Machine::Died(fatal) => died(teller, fatal),
        // a process that is killed has no time to say anything
        Machine::CrashLost { .. } => {}
    }
}

fn died(teller: &mut Teller<'_>, fatal: &Fatal) {
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
