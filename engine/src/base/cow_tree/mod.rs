//! An ordered map whose clones share structure: a B-tree of shared nodes, copied where they are
//! written.
//!
//! Follows `google/btree`, the tree under etcd's `treeIndex`, step by step (full nodes are split on
//! the way down, thin ones are filled up on the way down), so that a tree drawn from this map has
//! the very nodes that etcd's has. Cloning costs one reference count: a keyframe of the world, a
//! snapshot, or a reader at an older revision keeps its tree, and the next write copies only the
//! path that it changes. Left out: the free list of nodes, which the allocator does here.

mod node;
mod walk;

pub use walk::Ascend;

use node::{Node, Target};
use std::{
    borrow::Borrow,
    fmt,
    hash::{Hash, Hasher},
    ops::Bound,
    rc::Rc,
};
use walk::{Descend, is_above, is_below};

/// A B-tree of `DEGREE`: a node other than the root has from `DEGREE − 1` to `2·DEGREE − 1` items.
#[derive(Clone)]
pub struct CowTree<K, V, const DEGREE: usize = 32> {
    root: Option<Rc<Node<K, V>>>,
    len: usize,
}

/// One node of the tree, for a picture of it.
pub struct NodeView<'a, K, V>(&'a Node<K, V>);

impl<'a, K, V> NodeView<'a, K, V> {
    /// Its keys, ascending.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &'a K> {
        self.0.items.iter().map(|(key, _)| key)
    }

    /// The nodes between its keys: none for a leaf, else one more than keys.
    pub fn children(&self) -> impl ExactSizeIterator<Item = NodeView<'a, K, V>> {
        self.0.children.iter().map(|child| NodeView(child))
    }
}

/// One node of a whole tree. Its children stand next to each other in the next level.
#[cfg(test)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeShape<'a, K> {
    pub keys: Vec<&'a K>,
    /// Position of the first child in the next level.
    pub first_child: usize,
    /// Number of children: 0 for a leaf, else one more than keys.
    pub children: usize,
}

impl<K, V, const DEGREE: usize> Default for CowTree<K, V, DEGREE> {
    fn default() -> Self {
        CowTree { root: None, len: 0 }
    }
}

impl<K: Ord + Clone, V: Clone, const DEGREE: usize> CowTree<K, V, DEGREE> {
    const MAX_ITEMS: usize = 2 * DEGREE - 1;
    const MIN_ITEMS: usize = DEGREE - 1;

    /// An empty tree.
    pub fn new() -> Self {
        CowTree::default()
    }

    /// Sets the value of `key`; the value that it had comes back.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let Some(root) = &mut self.root else {
            self.root = Some(Rc::new(Node { items: vec![(key, value)], children: Vec::new() }));
            self.len = 1;
            return None;
        };
        if root.items.len() >= Self::MAX_ITEMS {
            let (middle, right) = Rc::make_mut(root).split(Self::MAX_ITEMS / 2);
            let children = vec![Rc::clone(root), Rc::new(right)];
            *root = Rc::new(Node { items: vec![middle], children });
        }
        let before = Rc::make_mut(root).insert(key, value, Self::MAX_ITEMS);
        self.len += usize::from(before.is_none());
        before
    }

    /// The value of `key`, to be changed in place: nodes shared with a clone are copied first.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let mut node = Rc::make_mut(self.root.as_mut()?);
        loop {
            match node.find(key) {
                Ok(i) => return Some(&mut node.items[i].1),
                Err(i) => node = Rc::make_mut(node.children.get_mut(i)?),
            }
        }
    }

    /// Takes `key` out; its value comes back. Nothing is copied if the key is not there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.get(key)?;
        let root = self.root.as_mut()?;
        let (_, value) = Rc::make_mut(root).remove(Target::Key(key), Self::MIN_ITEMS)?;
        if root.items.is_empty() {
            self.root = root.children.first().cloned();
        }
        self.len -= 1;
        Some(value)
    }
}

impl<K, V, const DEGREE: usize> CowTree<K, V, DEGREE> {
    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// True if there is no key.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The value of `key`.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let mut node = self.root.as_ref()?;
        loop {
            match node.find(key) {
                Ok(i) => return Some(&node.items[i].1),
                Err(i) => node = node.children.get(i)?,
            }
        }
    }

    /// Every key and value in ascending order.
    pub fn iter(&self) -> Ascend<'_, K, V> {
        Ascend::new(self.root.as_ref())
    }

    /// The keys between two bounds, in ascending order. Nothing if the bounds are the wrong way
    /// round.
    pub fn range<'a, Q: Ord + ?Sized>(
        &'a self,
        lower: Bound<&Q>,
        upper: Bound<&Q>,
    ) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: Borrow<Q>,
    {
        let walk = Ascend::from(self.root.as_ref(), lower);
        walk.take_while(move |(key, _)| !is_above((*key).borrow(), upper))
    }

    /// The keys between two bounds, in descending order.
    pub fn range_back<'a, Q: Ord + ?Sized>(
        &'a self,
        lower: Bound<&Q>,
        upper: Bound<&Q>,
    ) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: Borrow<Q>,
    {
        let walk = Descend::from(self.root.as_ref(), upper);
        walk.take_while(move |(key, _)| !is_below((*key).borrow(), lower))
    }

    /// The greatest key and its value.
    pub fn last(&self) -> Option<(&K, &V)> {
        let mut node = self.root.as_ref()?;
        while let Some(child) = node.children.last() {
            node = child;
        }
        node.items.last().map(|(key, value)| (key, value))
    }

    /// Where a picture of the tree begins; none if it is empty.
    pub fn root(&self) -> Option<NodeView<'_, K, V>> {
        self.root.as_deref().map(NodeView)
    }

    /// The tree from the root down, level by level, each from left to right.
    #[cfg(test)]
    pub fn shape(&self) -> Vec<Vec<NodeShape<'_, K>>> {
        let mut levels = Vec::new();
        let mut level: Vec<NodeView<'_, K, V>> = self.root().into_iter().collect();
        while !level.is_empty() {
            let mut first_child = 0;
            let mut shapes = Vec::with_capacity(level.len());
            for node in &level {
                let children = node.children().len();
                shapes.push(NodeShape { keys: node.keys().collect(), first_child, children });
                first_child += children;
            }
            levels.push(shapes);
            level = level.iter().flat_map(NodeView::children).collect();
        }
        levels
    }
}

// Two trees are equal if they hold the same, whatever the order of writes made of their nodes.
impl<K: PartialEq, V: PartialEq, const DEGREE: usize> PartialEq for CowTree<K, V, DEGREE> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl<K: Eq, V: Eq, const DEGREE: usize> Eq for CowTree<K, V, DEGREE> {}

impl<K: Hash, V: Hash, const DEGREE: usize> Hash for CowTree<K, V, DEGREE> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.len);
        self.iter().for_each(|item| item.hash(state));
    }
}

impl<K: fmt::Debug, V: fmt::Debug, const DEGREE: usize> fmt::Debug for CowTree<K, V, DEGREE> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::CowTree;
    use proptest::prelude::*;
    use std::{collections::BTreeMap, ops::Bound, rc::Rc};

    type Tree = CowTree<u16, u32, 2>;

    fn bound(kind: u8, key: &u16) -> Bound<&u16> {
        match kind {
            0 => Bound::Included(key),
            1 => Bound::Excluded(key),
            _ => Bound::Unbounded,
        }
    }

    /// Item counts within bounds, all leaves at one depth, one child more than items.
    fn check_shape(tree: &Tree) {
        let shape = tree.shape();
        for (depth, level) in shape.iter().enumerate() {
            let leaf = depth + 1 == shape.len();
            for node in level {
                assert!(node.keys.len() <= 3 && !node.keys.is_empty(), "{shape:?}");
                assert_eq!(node.children, if leaf { 0 } else { node.keys.len() + 1 });
            }
        }
    }

    proptest! {
        #[test]
        fn it_answers_what_a_btree_map_answers(
            writes in prop::collection::vec((any::<bool>(), 0u16..120, any::<u32>()), 0..400),
            bounds in prop::collection::vec((0u8..3, 0u16..120, 0u8..3, 0u16..120), 1..8),
        ) {
            let (mut tree, mut map) = (Tree::new(), BTreeMap::new());
            for (put, key, value) in writes {
                if put {
                    prop_assert_eq!(tree.insert(key, value), map.insert(key, value));
                } else {
                    prop_assert_eq!(tree.remove(&key), map.remove(&key));
                }
                prop_assert_eq!(tree.get(&key), map.get(&key));
                prop_assert_eq!(tree.len(), map.len());
                check_shape(&tree);
            }
            prop_assert!(tree.iter().eq(map.iter()));
            prop_assert_eq!(tree.last(), map.last_key_value());
            for (low_kind, low, high_kind, high) in bounds {
                let (lower, upper) = (bound(low_kind, &low), bound(high_kind, &high));
                let inside = |key: &&u16| {
                    !super::is_below(*key, lower) && !super::is_above(*key, upper)
                };
                let want: Vec<_> = map.iter().filter(|(key, _)| inside(key)).collect();
                prop_assert_eq!(tree.range(lower, upper).collect::<Vec<_>>(), want.clone());
                let back: Vec<_> = tree.range_back(lower, upper).collect();
                prop_assert_eq!(back, want.into_iter().rev().collect::<Vec<_>>());
            }
        }

        #[test]
        fn a_clone_never_sees_a_later_write(
            before in prop::collection::vec(0u16..60, 0..80),
            after in prop::collection::vec((0u8..3, 0u16..60), 0..80),
        ) {
            let mut tree: Tree = CowTree::new();
            for key in before {
                tree.insert(key, u32::from(key));
            }
            let kept = tree.clone();
            let want: Vec<_> = tree.iter().map(|(k, v)| (*k, *v)).collect();
            for (kind, key) in after {
                match kind {
                    0 => drop(tree.insert(key, 1000)),
                    1 => drop(tree.remove(&key)),
                    _ => drop(tree.get_mut(&key).map(|value| *value += 1)),
                }
            }
            prop_assert!(kept.iter().map(|(k, v)| (*k, *v)).eq(want));
        }
    }

    #[test]
    fn a_write_after_a_clone_copies_one_path_only() {
        let mut tree: CowTree<u32, u32> = (0..10_000).fold(CowTree::new(), |mut tree, n| {
            tree.insert(n, n);
            tree
        });
        let kept = tree.clone();
        tree.insert(5_000, 0);
        let (old, new) = (kept.root.unwrap(), tree.root.unwrap());
        let apart = old.children.iter().zip(&new.children).filter(|(a, b)| !Rc::ptr_eq(a, b));
        assert_eq!(apart.count(), 1);
    }

    #[test]
    fn a_full_node_splits_in_the_middle_as_in_etcd() {
        let mut tree: CowTree<u32, ()> = CowTree::new();
        (0..63).for_each(|n| assert_eq!(tree.insert(n, ()), None));
        assert_eq!(tree.shape().len(), 1, "63 keys fit into one node of degree 32");
        tree.insert(63, ());
        let shape = tree.shape();
        assert_eq!(shape[0][0].keys, [&31]);
        assert_eq!((shape[1][0].keys.len(), shape[1][1].keys.len()), (31, 32));
    }
}
