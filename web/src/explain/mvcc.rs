//! The store: by which rule, on which values, and where it is written.

use super::compare::{Operand, one, raw, two};
use super::rule::{Cite, Parts};
use engine::mvcc::Trace;

const TXN: &str = "server/storage/mvcc/kvstore_txn.go";
const KEY_INDEX: &str = "server/storage/mvcc/key_index.go";

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoreRule {
    KeyCreated,
    KeyCreatedAnew,
    KeyChanged,
    Tombstoned,
    NothingToDelete,
    RangeAt,
    FutureRevision,
    CompactedRevision,
}

pub(super) fn explain(trace: &Trace) -> Parts<StoreRule> {
    use Trace::*;
    match trace {
        KeyPut { key, revision, version, create_revision, generation } => (
            if *version > 1 {
                StoreRule::KeyChanged
            } else if *generation > 1 {
                StoreRule::KeyCreatedAnew
            } else {
                StoreRule::KeyCreated
            },
            vec![
                raw(Operand::Key, key),
                one(Operand::Revision, revision),
                one(Operand::CreateRevision, create_revision),
                one(Operand::Version, version),
                one(Operand::Generation, generation),
            ],
            &[Cite::Etcd(TXN, "put"), Cite::Etcd(KEY_INDEX, "put")],
        ),
        Tombstoned { key, revision, generation } => (
            StoreRule::Tombstoned,
            vec![
                raw(Operand::Key, key),
                one(Operand::Revision, revision),
                one(Operand::Generation, generation),
            ],
            &[Cite::Etcd(TXN, "delete"), Cite::Etcd(KEY_INDEX, "tombstone")],
        ),
        NothingToDelete { revision } => (
            StoreRule::NothingToDelete,
            vec![one(Operand::Revision, revision)],
            &[Cite::Etcd(TXN, "DeleteRange, End")],
        ),
        RangeAt { revision, current, count, returned } => (
            StoreRule::RangeAt,
            vec![
                two(
                    Operand::AskedRevision,
                    revision,
                    if revision < current { "<" } else { "=" },
                    current,
                    Operand::StoreRevision,
                ),
                one(Operand::KeysFound, count),
                one(Operand::KeysReturned, returned),
            ],
            &[Cite::Etcd(TXN, "rangeKeys")],
        ),
        FutureRevision { asked, current } => (
            StoreRule::FutureRevision,
            vec![two(Operand::AskedRevision, asked, ">", current, Operand::StoreRevision)],
            &[Cite::Etcd(TXN, "rangeKeys")],
        ),
        CompactedRevision { asked, compacted } => (
            StoreRule::CompactedRevision,
            vec![two(Operand::AskedRevision, asked, "<", compacted, Operand::CompactedRevision)],
            &[Cite::Etcd(TXN, "rangeKeys")],
        ),
    }
}
