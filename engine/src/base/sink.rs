//! Where reasons go: the one way in which any part of the engine says why it did something.

use std::hash::{Hash, Hasher};

/// Collects reasons, if they are wanted. It is no part of the state of whoever holds it: two are always
/// equal, and the hash is that of nothing.
#[derive(Clone, Debug)]
pub struct Sink<T> {
    /// Off, a reason is not even made.
    pub on: bool,
    /// The reasons since they were last taken.
    pub list: Vec<T>,
}

impl<T> Sink<T> {
    /// An empty one.
    pub const fn new(on: bool) -> Sink<T> {
        Sink { on, list: Vec::new() }
    }

    /// Nobody wants to know.
    pub const fn off() -> Sink<T> {
        Sink::new(false)
    }

    /// Makes the reason and keeps it, if reasons are wanted. A reason of a subject becomes one of the whole
    /// by itself.
    #[inline]
    pub fn push<U: Into<T>>(&mut self, make: impl FnOnce() -> U) {
        if self.on {
            self.list.push(make().into());
        }
    }

    /// All reasons so far; none are left.
    pub fn take(&mut self) -> Vec<T> {
        std::mem::take(&mut self.list)
    }

    /// Takes over all reasons of another, whose room stays for the next.
    pub fn give<U: Into<T>>(&mut self, from: &mut Sink<U>) {
        let all = from.list.drain(..);
        if self.on {
            self.list.extend(all.map(Into::into));
        }
    }
}

impl<T> Default for Sink<T> {
    fn default() -> Sink<T> {
        Sink::off()
    }
}

impl<T> Hash for Sink<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> PartialEq for Sink<T> {
    fn eq(&self, _: &Sink<T>) -> bool {
        true
    }
}

impl<T> Eq for Sink<T> {}

#[cfg(test)]
mod tests {
    use super::Sink;
    use crate::base::Digest;

    #[test]
    fn a_reason_is_made_only_if_it_is_wanted() {
        let mut off: Sink<u64> = Sink::off();
        off.push(|| -> u64 { unreachable!("nobody wants it") });
        assert!(off.take().is_empty());
        let mut on: Sink<u64> = Sink::new(true);
        on.push(|| 1u32);
        on.push(|| 2u64);
        assert_eq!(on.take(), [1, 2]);
        assert!(on.list.is_empty());
    }

    #[test]
    fn reasons_go_on_to_a_larger_subject() {
        let mut part: Sink<u32> = Sink::new(true);
        part.push(|| 7u32);
        let mut whole: Sink<u64> = Sink::new(true);
        whole.give(&mut part);
        assert_eq!((whole.list, part.list), (vec![7], vec![]));
    }

    #[test]
    fn reasons_are_no_part_of_the_state() {
        let mut said: Sink<u8> = Sink::new(true);
        said.push(|| 1u8);
        assert_eq!(said, Sink::off());
        assert_eq!(Digest::of(&said), Digest::of(&Sink::<u8>::off()));
    }
}
