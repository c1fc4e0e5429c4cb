//! A member's key-value store as the inspector shows it: keys × revisions, the tree that finds a key's
//! revisions, and the store as it was at one revision.

use super::{entry, inspect::Options};
use engine::{
    base::{Bytes, CowTree, cow_tree::NodeView},
    mvcc::{KeyIndex, Revision, Store},
};
use std::{collections::BTreeSet, rc::Rc};

/// The Storage panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct StorageView {
    /// The store's revision.
    pub current: i64,
    /// Revisions up to this were compacted away; 0 is none.
    pub compacted: i64,
    /// The revisions shown, both ends included.
    pub from: i64,
    pub to: i64,
    /// Keys altogether, tombstoned ones included.
    pub keys_total: usize,
    /// Keys to list: all of them, or, of many, those that change in the revisions shown.
    pub keys_listed: usize,
    /// Keys that the window of keys leaves out before it.
    pub keys_before: usize,
    pub keys: Vec<KeyRow>,
    /// The revision that is read at, and what is found there.
    pub at: i64,
    pub found: Vec<Found>,
    pub found_total: usize,
    /// So many keys of the tree were looked at for it: of very many not all, whatever is shown costs no more.
    pub found_among: usize,
    pub tree: Option<TreeNode>,
}

/// One key.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct KeyRow {
    pub key: String,
    pub generations: Vec<Generation>,
}

/// One life of a key, from its creation to its tombstone.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Generation {
    pub created: i64,
    /// The tombstone's revision; none while the key lives.
    pub ended: Option<i64>,
    /// The writes that the window shows.
    pub writes: Vec<Write>,
}

/// One revision of a key.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Write {
    pub main: i64,
    pub sub: i64,
    pub create: i64,
    pub version: i64,
    pub tombstone: bool,
    pub value: String,
    pub lease: i64,
}

/// A key as it was at one revision.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Found {
    pub key: String,
    pub value: String,
    pub create: i64,
    pub modified: i64,
    pub version: i64,
    pub lease: i64,
}

/// One node of treeIndex: keys, and the nodes between them.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct TreeNode {
    pub keys: Vec<String>,
    /// Keys of this node that are not shown.
    pub keys_hidden: usize,
    pub children: Vec<TreeNode>,
    /// Children that are there and not shown.
    pub hidden: usize,
}

/// Revisions shown at once.
pub const REVISIONS: i64 = 12;
/// Keys shown at once.
pub const KEYS: usize = 12;
/// Keys shown in one node of the tree, and children.
const NODE_KEYS: usize = 6;
const NODE_CHILDREN: usize = 5;
/// Keys found at a revision that are shown.
const FOUND: usize = 24;
/// Keys that are looked at to find those of a revision, and to count them.
const COUNTED: usize = 10_000;
/// Characters of a key or value that are shown.
const TEXT: usize = 48;

impl StorageView {
    /// A store, as far as `options` look at it.
    pub fn of(store: &Store, options: &Options) -> StorageView {
        let current = store.revision();
        let to = options.revision_to.unwrap_or(current).clamp(REVISIONS.min(current), current);
        let from = (to - REVISIONS + 1).max(1);
        let at = options.read_at.unwrap_or(current).clamp(1, current);
        let keys_total = store.tree().len();
        let mut view = StorageView {
            current,
            compacted: store.compact_revision().max(0),
            from,
            to,
            keys_total,
            at,
            tree: tree(store.tree()),
            ..StorageView::default()
        };
        view.list_keys(store, options.keys_before);
        view.read(store);
        view
    }

    fn list_keys(&mut self, store: &Store, before: usize) {
        if self.keys_total <= KEYS {
            self.keys_listed = self.keys_total;
            self.keys =
                store.key_indices().map(|(key, index)| self.row(store, key, index)).collect();
            return;
        }
        // of many keys, those that change in the window: found by revision, not by looking at all keys
        let mut changed = BTreeSet::new();
        for main in self.from..=self.to {
            let rows = (0..CHANGES).map_while(|sub| store.row(Revision { main, sub }));
            changed.extend(rows.map(|row| row.kv.key));
        }
        self.keys_listed = changed.len();
        self.keys_before = before.min(changed.len().saturating_sub(1));
        let shown = changed.iter().skip(self.keys_before).take(KEYS);
        let rows = shown.filter_map(|key| Some(self.row(store, key, store.key_index(key)?)));
        self.keys = rows.collect();
    }

    fn row(&self, store: &Store, key: &Bytes, index: &KeyIndex) -> KeyRow {
        let inside = |main: i64| main >= self.from && main <= self.to;
        let generations = index.generations_within(self.from, self.to).map(|generation| {
            let created = generation.created().main;
            let newest = generation.versions_up_to(self.to).rev();
            let shown = newest.take_while(|(revision, _)| revision.main >= self.from);
            let mut writes: Vec<Write> = shown
                .map(|(revision, version)| {
                    let row = store.row(revision);
                    Write {
                        main: revision.main,
                        sub: revision.sub,
                        create: created,
                        version,
                        tombstone: false,
                        value: row
                            .as_ref()
                            .map_or(String::new(), |row| entry::text(&row.kv.value, TEXT)),
                        lease: row.map_or(0, |row| row.kv.lease),
                    }
                })
                .collect();
            writes.reverse();
            if let Some(end) = generation.tombstone.filter(|end| inside(end.main)) {
                let (main, sub) = (end.main, end.sub);
                writes.push(Write { main, sub, tombstone: true, ..Write::default() });
            }
            let ended = generation.tombstone.map(|end| end.main);
            Generation { created, ended, writes }
        });
        KeyRow { key: entry::text(key, TEXT), generations: generations.collect() }
    }

    /// The keys that were there at `at`. As in `Range`, but that it stops counting.
    fn read(&mut self, store: &Store) {
        if self.at < store.compact_revision() {
            return;
        }
        let there = |(_, index): (_, &KeyIndex)| index.get(self.at);
        let mut live = store.key_indices().take(COUNTED).filter_map(there);
        let shown = live.by_ref().take(FOUND).filter_map(|found| store.row(found.modified));
        let shown = shown.map(|row| Found {
            key: entry::text(&row.kv.key, TEXT),
            value: entry::text(&row.kv.value, TEXT),
            create: row.kv.create_revision,
            modified: row.kv.mod_revision,
            version: row.kv.version,
            lease: row.kv.lease,
        });
        let shown: Vec<Found> = shown.collect();
        self.found_total = shown.len() + live.count();
        self.found = shown;
        self.found_among = self.keys_total.min(COUNTED);
    }
}

/// Changes of one revision that are looked at.
const CHANGES: i64 = 64;

fn tree(index: &CowTree<Bytes, Rc<KeyIndex>>) -> Option<TreeNode> {
    index.root().map(|root| build(&root))
}

fn build(node: &NodeView<'_, Bytes, Rc<KeyIndex>>) -> TreeNode {
    let (keys, children) = (node.keys(), node.children());
    let (keys_hidden, hidden) =
        (keys.len().saturating_sub(NODE_KEYS), children.len().saturating_sub(NODE_CHILDREN));
    TreeNode {
        keys: keys.take(NODE_KEYS).map(|key| entry::text(key, TEXT)).collect(),
        keys_hidden,
        children: children.take(NODE_CHILDREN).map(|child| build(&child)).collect(),
        hidden,
    }
}
