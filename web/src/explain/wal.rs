//! The write-ahead log: by which rule, on which values, and where it is written.

use super::compare::{Operand, one, two, yes_no};
use super::rule::{Cite, Parts};
use engine::wal::{SLOW_SYNC, Trace};

const WAL: &str = "server/storage/wal/wal.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WalRule {
    Created,
    SavedWithFsync,
    SavedWithoutFsync,
    SnapshotSaved,
    Cut,
    Ignored,
    Repaired,
    Opened,
    SlowSync,
    Refused,
}

pub(super) fn explain(trace: &Trace) -> Parts<WalRule> {
    use Trace::*;
    match trace {
        Created { path, .. } => {
            (WalRule::Created, vec![one(Operand::File, path)], &[Cite::Etcd(WAL, "Create")])
        }
        Saved { entries, first, last, state, bytes, sync } => {
            let mut all = vec![one(Operand::Bytes, bytes)];
            if *entries > 0 {
                all.push(one(Operand::Entries, format!("{first}–{last}")));
            }
            all.push(yes_no(Operand::HardState, *state));
            all.push(yes_no(Operand::Sync, *sync));
            (
                if *sync { WalRule::SavedWithFsync } else { WalRule::SavedWithoutFsync },
                all,
                &[Cite::Etcd(WAL, "Save"), Cite::Raft("rawnode.go", "MustSync")],
            )
        }
        SnapshotSaved { index } => (
            WalRule::SnapshotSaved,
            vec![one(Operand::Index, index)],
            &[Cite::Etcd(WAL, "SaveSnapshot")],
        ),
        Cut { path } => (WalRule::Cut, vec![one(Operand::File, path)], &[Cite::Etcd(WAL, "cut")]),
        Ignored { path } => (
            WalRule::Ignored,
            vec![one(Operand::File, path)],
            &[Cite::Etcd("server/storage/wal/util.go", "checkWalNames")],
        ),
        Repaired { path, offset, dropped } => (
            WalRule::Repaired,
            vec![
                one(Operand::File, path),
                one(Operand::Offset, offset),
                one(Operand::Bytes, dropped),
            ],
            &[Cite::Etcd("server/storage/wal/repair.go", "Repair")],
        ),
        Opened { entries, last, commit, .. } => (
            WalRule::Opened,
            vec![
                one(Operand::Entries, entries),
                one(Operand::Last, last),
                one(Operand::Commit, commit),
            ],
            &[Cite::Etcd(WAL, "ReadAll")],
        ),
        SlowSync { took } => (
            WalRule::SlowSync,
            vec![two(Operand::Took, took, ">", SLOW_SYNC, Operand::Expected)],
            &[Cite::Etcd(WAL, "sync")],
        ),
        Refused(error) => {
            (WalRule::Refused, vec![one(Operand::Reason, error)], &[Cite::Etcd(WAL, "ReadAll")])
        }
    }
}
