//! The Storage panel.

use crate::words;

words! {
    /// The Storage panel.
    pub struct StorageWords {
        empty: "The store is empty and at revision 1, so the first write makes revision 2. Try: \
            put greeting hello";
        lattice: "Revisions and generations";
        lattice_hint: "Click a revision, or use ← and →, to read the store as it was then.";
        revisions(from: i64, to: i64, current: i64): "revisions {from}–{to} of {current}";
        keys(from: usize, to: usize, total: usize): "keys {from}–{to} of {total}";
        keys_changed(from: usize, to: usize, listed: usize, total: usize):
            "keys {from}–{to} of {listed} changed here, {total} in all";
        cursor: "Revision to read at";
        cursor_value(revision: i64): "revision {revision}";
        cursor_label(revision: i64): "read at {revision}";
        compacted: "compacted";
        written(key: &str, value: &str, main: i64, sub: i64, create: i64, version: i64):
            "{key} = {value}  ·  revision {main}.{sub}, create {create}, mod {main}, version \
                {version}";
        deleted(key: &str, main: i64, sub: i64):
            "{key} is deleted at revision {main}.{sub}: the tombstone ends the generation";
        read_now(revision: i64): "The store now, at revision {revision}";
        read_at(revision: i64): "The store as it was at revision {revision}";
        nothing_then: "No key was there.";
        more_keys(more: usize): "and {more} more keys";
        /// Of very many keys.
        not_all_keys(among: usize): "Only the first {among} keys were looked at.";
        key: "key";
        value: "value";
        revision: "revision";
        generation: "gen.";
        generation_hint: "Which life of the key: a tombstone ends one, the next put begins \
            another.";
        create_version: "create / version";
        create: "create";
        create_hint: "The revision at which this generation began.";
        modified: "mod";
        mod_hint: "The revision of the last write.";
        version: "version";
        version_hint: "Writes in this generation; 1 is its first.";
        tombstone: "tombstone";
        tree: "treeIndex: key → revisions";
        tree_remark: "A B-tree in memory, rebuilt from the database at every start. Deleted keys \
            stay in it until they are compacted.";
        more_nodes(more: usize): "and {more} more nodes";
    }
}
