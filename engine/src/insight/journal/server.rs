//! The server's lines, by the subject of the decision; the longer subjects have files of their own.

use super::{Level, Teller, Value, id, member, process, raft, snapshot, span, store, text};
use crate::base::{Index, Term};
use crate::server::Trace;
use crate::server::read::READ_INDEX_RETRY;
use crate::server::trace::{Apply, Forward, Fsync, Leader, Propose, Read, Switch};

const V3_SERVER: &str = "etcdserver/v3_server.go:920";

pub(super) fn tell(teller: &mut Teller<'_>, trace: &Trace) {
    match trace {
        Trace::Raft(trace) => raft::tell(teller, trace),
        Trace::Wal(trace) => store::tell_wal(teller, trace),
        Trace::Mvcc(trace) => store::tell_mvcc(trace),
        Trace::Boot(trace) => process::tell_boot(teller, trace),
        Trace::Propose(trace) => propose(trace),
        Trace::Fsync(trace) => fsync(trace),
        Trace::Apply(trace) => apply(teller, trace),
        Trace::Read(trace) => read(teller, trace),
        Trace::Forward(trace) => forward(trace),
        Trace::Membership(trace) => member::tell(teller, trace),
        Trace::Leader(trace) => leader(teller, trace),
        Trace::Publish(trace) => process::tell_publish(teller, trace),
        Trace::Version(trace) => process::tell_version(teller, trace),
        Trace::Snapshot(trace) => snapshot::tell(teller, trace),
        Trace::Switch(trace) => switch(trace),
    }
}

/// Who is refused is told so, and nobody else.
fn propose(trace: &Propose) {
    match trace {
        Propose::Refused { .. }
        | Propose::Proposed { .. }
        | Propose::ProposalWaits { .. }
        | Propose::ProposalLeft { .. }
        | Propose::ProposalForsaken { .. }
        | Propose::RequestTimedOut { .. } => {}
    }
}

fn fsync(trace: &Fsync) {
    match trace {
        Fsync::SentBeforeFsync { .. }
        | Fsync::HeldUntilFsync { .. }
        | Fsync::ReleasedByFsync { .. }
        | Fsync::AnsweredBeforeFsync { .. }
        | Fsync::TickWaits { .. }
        | Fsync::TickDropped { .. } => {}
    }
}

fn apply(teller: &mut Teller<'_>, trace: &Apply) {
    match trace {
        Apply::Applied { index, term, .. }
        | Apply::AppliedEmpty { index, term }
        | Apply::ReadEntrySkipped { index, term, .. } => applying(teller, *index, *term),
    }
}

/// An entry is carried out: said of every one, and only for developers.
pub(super) fn applying(teller: &mut Teller<'_>, index: Index, term: Term) {
    let fields = vec![
        ("index", Value::Number(index)),
        ("term", Value::Number(term)),
        ("type", text("EntryNormal")),
    ];
    teller.debug("etcdserver/server.go:2223", "Applying entry", fields);
}

fn read(teller: &mut Teller<'_>, trace: &Read) {
    match trace {
        Read::ReadIndexRetried { context } => teller.warn(
            V3_SERVER,
            "waiting for ReadIndex response took too long, retrying",
            vec![
                ("sent-request-id", Value::Number(*context)),
                ("retry-timeout", span(READ_INDEX_RETRY)),
            ],
        ),
        Read::ReadIndexTimedOut { timeout, .. } => teller.warn(
            V3_SERVER,
            "timed out waiting for read index response (local node might have slow network)",
            vec![("timeout", span(*timeout))],
        ),
        Read::ReadIndexAsked { .. }
        | Read::ReadQueued { .. }
        | Read::ReadIndexKnown { .. }
        | Read::ReadServed { .. }
        | Read::ReadFailedLeaderChanged { .. }
        | Read::ReadProposed { .. }
        | Read::ReadLeft { .. } => {}
    }
}

/// Etcd has no such requests, but for promotions.
fn forward(trace: &Forward) {
    match trace {
        Forward::Forwarded { .. }
        | Forward::ForwardWaits { .. }
        | Forward::ForwardRetried { .. }
        | Forward::ForwardAnswered { .. }
        | Forward::ForwardFailedLeaderChanged { .. }
        | Forward::ForwardGivenUp { .. } => {}
    }
}

fn leader(teller: &mut Teller<'_>, trace: &Leader) {
    let me = teller.me();
    match trace {
        Leader::LeaderChanged { .. } => raft::say(teller, Level::Info, trace),
        Leader::HeartbeatLate { to, exceeded } => {
            let heartbeat = teller.setting.heartbeat;
            let fields = vec![
                ("to", id(*to)),
                ("heartbeat-interval", span(heartbeat)),
                ("expected-duration", span(heartbeat + heartbeat)),
                ("exceeded-duration", span(*exceeded)),
            ];
            teller.warn(
                "etcdserver/raft.go:426",
                "leader failed to send out heartbeat on time; took too long, leader is overloaded \
                 likely from slow disk",
                fields,
            );
        }
        Leader::LeaderMoveAsked { to } => teller.info(
            "etcdserver/server.go:1503",
            "leadership transfer starting",
            vec![
                ("local-member-id", me.clone()),
                ("current-leader-member-id", me),
                ("transferee-member-id", id(*to)),
            ],
        ),
        Leader::LeaderMoved { to, done: true, took } => teller.info(
            "etcdserver/server.go:1520",
            "leadership transfer finished",
            vec![
                ("local-member-id", me.clone()),
                ("old-leader-member-id", me),
                ("new-leader-member-id", id(*to)),
                ("took", span(*took)),
            ],
        ),
        // the client is told, and nobody else
        Leader::LeaderMoved { done: false, .. } => {}
    }
}

/// Etcd has no such switches.
fn switch(trace: &Switch) {
    match trace {
        Switch::RuleSwitched { .. } | Switch::ReadModeSwitched { .. } => {}
    }
}
