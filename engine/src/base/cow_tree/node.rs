//! One node of the tree: finding, splitting, and filling up, after `google/btree`, `btree.go`.

use std::{borrow::Borrow, rc::Rc};

/// Items in key order; a node that is no leaf has one child more than it has items.
#[derive(Clone)]
pub(super) struct Node<K, V> {
    pub(super) items: Vec<(K, V)>,
    pub(super) children: Vec<Rc<Node<K, V>>>,
}

/// What to take out of a subtree.
pub(super) enum Target<'a, Q: ?Sized> {
    Key(&'a Q),
    Max,
}

impl<K, V> Node<K, V> {
    /// Where `key` is, or which child would hold it.
    pub(super) fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        // Revisions only grow: writes behind the last key are the common case of the `key` bucket.
        if self.items.last().is_none_or(|(last, _)| last.borrow() < key) {
            return Err(self.items.len());
        }
        self.items.binary_search_by(|(item, _)| item.borrow().cmp(key))
    }
}

impl<K: Ord + Clone, V: Clone> Node<K, V> {
    /// Keeps what is left of item `i`; gives back that item and a new node with what is right of
    /// it.
    pub(super) fn split(&mut self, i: usize) -> ((K, V), Node<K, V>) {
        let items = self.items.split_off(i + 1);
        let middle = self.items.remove(i);
        let children =
            if self.children.is_empty() { Vec::new() } else { self.children.split_off(i + 1) };
        (middle, Node { items, children })
    }

    pub(super) fn insert(&mut self, key: K, value: V, max_items: usize) -> Option<V> {
        let mut i = match self.find(&key) {
            Ok(i) => return Some(std::mem::replace(&mut self.items[i].1, value)),
            Err(i) => i,
        };
        if self.children.is_empty() {
            self.items.insert(i, (key, value));
            return None;
        }
        if self.children[i].items.len() >= max_items {
            let (middle, right) = Rc::make_mut(&mut self.children[i]).split(max_items / 2);
            self.items.insert(i, middle);
            self.children.insert(i + 1, Rc::new(right));
            match key.cmp(&self.items[i].0) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => {
                    return Some(std::mem::replace(&mut self.items[i].1, value));
                }
                std::cmp::Ordering::Greater => i += 1,
            }
        }
        Rc::make_mut(&mut self.children[i]).insert(key, value, max_items)
    }

    pub(super) fn remove<Q: Ord + ?Sized>(
        &mut self,
        target: Target<'_, Q>,
        min_items: usize,
    ) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        loop {
            let (i, found) = match target {
                Target::Max => (self.items.len(), false),
                Target::Key(key) => match self.find(key) {
                    Ok(i) => (i, true),
                    Err(i) => (i, false),
                },
            };
            if self.children.is_empty() {
                return match target {
                    Target::Max => self.items.pop(),
                    Target::Key(_) => found.then(|| self.items.remove(i)),
                };
            }
            if self.children[i].items.len() <= min_items {
                self.fill_child(i, min_items);
                continue;
            }
            let child = Rc::make_mut(&mut self.children[i]);
            if !found {
                return child.remove(target, min_items);
            }
            // The predecessor, the greatest item of the child to the left, takes the free place.
            let predecessor = child.remove(Target::<Q>::Max, min_items)?;
            return Some(std::mem::replace(&mut self.items[i], predecessor));
        }
    }

    /// Gives child `i` an item more, so that one can be taken from it: from a sibling through the
    /// item that parts them, or by melting two siblings into one.
    fn fill_child(&mut self, i: usize, min_items: usize) {
        if i > 0 && self.children[i - 1].items.len() > min_items {
            let left = Rc::make_mut(&mut self.children[i - 1]);
            let (stolen, grandchild) = (left.items.pop(), left.children.pop());
            let child = Rc::make_mut(&mut self.children[i]);
            if let Some(stolen) = stolen {
                child.items.insert(0, std::mem::replace(&mut self.items[i - 1], stolen));
            }
            child.children.splice(0..0, grandchild);
        } else if i < self.items.len() && self.children[i + 1].items.len() > min_items {
            let right = Rc::make_mut(&mut self.children[i + 1]);
            let stolen = right.items.remove(0);
            let grandchild = (!right.children.is_empty()).then(|| right.children.remove(0));
            let child = Rc::make_mut(&mut self.children[i]);
            child.items.push(std::mem::replace(&mut self.items[i], stolen));
            child.children.extend(grandchild);
        } else {
            let i = i.min(self.items.len() - 1);
            let parting = self.items.remove(i);
            let right = Rc::unwrap_or_clone(self.children.remove(i + 1));
            let child = Rc::make_mut(&mut self.children[i]);
            child.items.push(parting);
            child.items.extend(right.items);
            child.children.extend(right.children);
        }
    }
}
