//! Walking the tree in order, both ways, between bounds.

use super::node::Node;
use std::{borrow::Borrow, ops::Bound, rc::Rc};

/// The chain of nodes down to the next item.
type Stack<'a, K, V> = Vec<(&'a Node<K, V>, usize)>;

/// Keys and values in ascending order. A frame `(node, i)` yields item `i` next.
pub struct Ascend<'a, K, V> {
    stack: Stack<'a, K, V>,
}

impl<'a, K, V> Ascend<'a, K, V> {
    /// All items.
    pub(super) fn new(root: Option<&'a Rc<Node<K, V>>>) -> Self {
        let mut walk = Ascend { stack: Vec::new() };
        walk.push_first(root);
        walk
    }

    /// The items that are not below `lower`.
    pub(super) fn from<Q>(mut next: Option<&'a Rc<Node<K, V>>>, lower: Bound<&Q>) -> Self
    where
        Q: Ord + ?Sized,
        K: Borrow<Q>,
    {
        let mut stack: Stack<'a, K, V> = Vec::new();
        while let Some(node) = next {
            let i = node.items.partition_point(|(key, _)| is_below(key.borrow(), lower));
            stack.push((node, i));
            next = node.children.get(i);
        }
        Ascend { stack }
    }

    fn push_first(&mut self, mut next: Option<&'a Rc<Node<K, V>>>) {
        while let Some(node) = next {
            self.stack.push((node, 0));
            next = node.children.first();
        }
    }
}

impl<'a, K, V> Iterator for Ascend<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (node, i) = self.stack.last_mut()?;
            let Some((key, value)) = node.items.get(*i) else {
                self.stack.pop();
                continue;
            };
            *i += 1;
            let child = node.children.get(*i);
            self.push_first(child);
            return Some((key, value));
        }
    }
}

/// Keys and values in descending order. A frame `(node, i)` yields item `i − 1` next.
pub(super) struct Descend<'a, K, V> {
    stack: Stack<'a, K, V>,
}

impl<'a, K, V> Descend<'a, K, V> {
    /// The items that are not above `upper`.
    pub(super) fn from<Q>(mut next: Option<&'a Rc<Node<K, V>>>, upper: Bound<&Q>) -> Self
    where
        Q: Ord + ?Sized,
        K: Borrow<Q>,
    {
        let mut stack: Stack<'a, K, V> = Vec::new();
        while let Some(node) = next {
            let i = node.items.partition_point(|(key, _)| !is_above(key.borrow(), upper));
            stack.push((node, i));
            next = node.children.get(i);
        }
        Descend { stack }
    }
}

impl<'a, K, V> Iterator for Descend<'a, K, V> {
    type Item = (&'a K, &'a V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (node, i) = self.stack.last_mut()?;
            if *i == 0 {
                self.stack.pop();
                continue;
            }
            *i -= 1;
            let (key, value) = &node.items[*i];
            let mut next = node.children.get(*i);
            while let Some(node) = next {
                self.stack.push((node, node.items.len()));
                next = node.children.last();
            }
            return Some((key, value));
        }
    }
}

pub(super) fn is_below<Q: Ord + ?Sized>(key: &Q, lower: Bound<&Q>) -> bool {
    match lower {
        Bound::Included(lower) => key < lower,
        Bound::Excluded(lower) => key <= lower,
        Bound::Unbounded => false,
    }
}

pub(super) fn is_above<Q: Ord + ?Sized>(key: &Q, upper: Bound<&Q>) -> bool {
    match upper {
        Bound::Included(upper) => key > upper,
        Bound::Excluded(upper) => key >= upper,
        Bound::Unbounded => false,
    }
}
