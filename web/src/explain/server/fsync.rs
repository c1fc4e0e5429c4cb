//! What waits for the disk: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one};
use crate::explain::rule::{Cite, Parts};
use engine::server::trace::Fsync;

const RAFT_GO: &str = "server/etcdserver/raft.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FsyncRule {
    SentBeforeFsync,
    HeldUntilFsync,
    ReleasedByFsync,
    AnsweredBeforeFsync,
    TickWaits,
    TickDropped,
}

pub(super) fn explain(trace: &Fsync) -> Parts<FsyncRule> {
    use Fsync::*;
    match trace {
        SentBeforeFsync { messages } => (
            FsyncRule::SentBeforeFsync,
            vec![one(Operand::Messages, messages)],
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("10.2.1")],
        ),
        HeldUntilFsync { messages } => (
            FsyncRule::HeldUntilFsync,
            vec![one(Operand::Messages, messages)],
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("3.8")],
        ),
        ReleasedByFsync { messages, stable } => (
            FsyncRule::ReleasedByFsync,
            vec![one(Operand::Messages, messages), one(Operand::Stable, stable)],
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("3.8")],
        ),
        AnsweredBeforeFsync { messages } => (
            FsyncRule::AnsweredBeforeFsync,
            vec![one(Operand::Messages, messages)],
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("3.8")],
        ),
        TickWaits { since } => (
            FsyncRule::TickWaits,
            vec![one(Operand::SaveBegan, since)],
            &[Cite::Etcd(RAFT_GO, "start")],
        ),
        TickDropped { since } => (
            FsyncRule::TickDropped,
            vec![one(Operand::SaveBegan, since)],
            &[Cite::Etcd(RAFT_GO, "start")],
        ),
    }
}
