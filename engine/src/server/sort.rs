//! Sorting as Go's `sort.Sort` does it, after Go's `sort/zsortinterface.go` of 1.24. From 1.19 on it was
//! the same, but for two numbers in `Sorter::break_pattern`: 17 and 5 stood for 7 and 17.
//!
//! A range may be sorted by version or by value, and then many keys are equal. Which of them comes
//! first is not specified, but it is not random either: Go's pattern-defeating quicksort (Orson
//! Peters) takes the same decisions for the same input, and with a limit they decide which keys a
//! client sees at all. To answer as etcd answers, the same decisions are taken here: pivots, swaps,
//! and the three swaps by which it breaks up a pattern that makes it slow.

/// Sorts so that no item is `less` than the one before it; equals end up where Go leaves them.
pub fn sort<T>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let limit = usize::BITS - items.len().leading_zeros();
    let end = items.len();
    Sorter { items, less }.quicksort(0, end, limit);
}

/// What looking for a pivot has shown about the order of a stretch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hint {
    Unknown,
    Increasing,
    Decreasing,
}

struct Sorter<'a, T, F> {
    items: &'a mut [T],
    less: F,
}

impl<T, F: Fn(&T, &T) -> bool> Sorter<'_, T, F> {
    fn less(&self, i: usize, j: usize) -> bool {
        (self.less)(&self.items[i], &self.items[j])
    }

    fn swap(&mut self, i: usize, j: usize) {
        self.items.swap(i, j);
    }

    /// Sorts `a..b`; after `limit` bad pivots it goes on as a heap sort.
    fn quicksort(&mut self, mut a: usize, mut b: usize, mut limit: u32) {
        let (mut balanced, mut partitioned) = (true, true);
        loop {
            let len = b - a;
            if len <= MAX_INSERTION {
                return self.insertion_sort(a, b);
            }
            if limit == 0 {
                return self.heap_sort(a, b);
            }
            if !balanced {
                self.break_pattern(a, b);
                limit -= 1;
            }
            let (mut pivot, mut hint) = self.choose_pivot(a, b);
            if hint == Hint::Decreasing {
                self.items[a..b].reverse();
                pivot = (b - 1) - (pivot - a);
                hint = Hint::Increasing;
            }
            let looks_sorted = balanced && partitioned && hint == Hint::Increasing;
            if looks_sorted && self.few_steps_suffice(a, b) {
                return;
            }
            // Not above what stands before the stretch: the pivot is its minimum, and has equals.
            if a > 0 && !self.less(a - 1, pivot) {
                a = self.partition_equal(a, b, pivot);
                continue;
            }
            let (middle, already) = self.partition(a, b, pivot);
            partitioned = already;
            let (left, right) = (middle - a, b - middle);
            balanced = left.min(right) >= len / 8;
            if left < right {
                self.quicksort(a, middle, limit);
                a = middle + 1;
            } else {
                self.quicksort(middle + 1, b, limit);
                b = middle;
            }
        }
    }

    /// Brings items below the pivot before it and all others behind it: where the pivot is now, and
    /// whether nothing had to be swapped.
    fn partition(&mut self, a: usize, b: usize, pivot: usize) -> (usize, bool) {
        self.swap(a, pivot);
        let (mut i, mut j) = (a + 1, b - 1);
        let mut already = true;
        loop {
            while i <= j && self.less(i, a) {
                i += 1;
            }
            while i <= j && !self.less(j, a) {
                j -= 1;
            }
            if i > j {
                self.swap(j, a);
                return (j, already);
            }
            self.swap(i, j);
            (i, j, already) = (i + 1, j - 1, false);
        }
    }

    /// Brings items equal to the pivot, which is the minimum, before the greater ones: where those
    /// begin.
    fn partition_equal(&mut self, a: usize, b: usize, pivot: usize) -> usize {
        self.swap(a, pivot);
        let (mut i, mut j) = (a + 1, b - 1);
        loop {
            while i <= j && !self.less(a, i) {
                i += 1;
            }
            while i <= j && self.less(a, j) {
                j -= 1;
            }
            if i > j {
                return i;
            }
            self.swap(i, j);
            (i, j) = (i + 1, j - 1);
        }
    }

    /// Tries to finish a stretch that is almost sorted: true if it is sorted now.
    fn few_steps_suffice(&mut self, a: usize, b: usize) -> bool {
        let mut i = a + 1;
        for _ in 0..MAX_STEPS {
            while i < b && !self.less(i, i - 1) {
                i += 1;
            }
            if i == b {
                return true;
            }
            if b - a < SHORTEST_SHIFTING {
                return false;
            }
            self.swap(i, i - 1);
            if i - a >= 2 {
                self.sink_left(i - 1);
            }
            let mut j = i + 1;
            while j < b && self.less(j, j - 1) {
                self.swap(j, j - 1);
                j += 1;
            }
        }
        false
    }

    /// Moves item `j` to the left as long as it is below its neighbour.
    fn sink_left(&mut self, mut j: usize) {
        while j >= 1 && self.less(j, j - 1) {
            self.swap(j, j - 1);
            j -= 1;
        }
    }

    /// Swaps three items around the middle with ones that depend on the length only.
    fn break_pattern(&mut self, a: usize, b: usize) {
        let len = b - a;
        if len < SHORTEST_PATTERN {
            return;
        }
        let mut random = len as u64;
        let mask = (1u64 << (u64::BITS - (len as u64).leading_zeros())) - 1;
        let middle = a + (len / 4) * 2;
        for i in 0..3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = (random & mask) as usize;
            let other = if other >= len { other - len } else { other };
            self.swap(middle - 1 + i, a + other);
        }
    }

    /// The median of three, or of three medians of three, and what finding it says about the order.
    fn choose_pivot(&self, a: usize, b: usize) -> (usize, Hint) {
        let quarter = (b - a) / 4;
        let mut at = [a + quarter, a + quarter * 2, a + quarter * 3];
        let mut swaps = 0;
        if b - a >= SHORTEST_NINTHER {
            for place in &mut at {
                *place = self.median([*place - 1, *place, *place + 1], &mut swaps);
            }
        }
        let pivot = self.median(at, &mut swaps);
        let hint = match swaps {
            0 => Hint::Increasing,
            MAX_SWAPS => Hint::Decreasing,
            _ => Hint::Unknown,
        };
        (pivot, hint)
    }

    fn median(&self, mut at: [usize; 3], swaps: &mut u32) -> usize {
        for (low, high) in [(0, 1), (1, 2), (0, 1)] {
            if self.less(at[high], at[low]) {
                at.swap(low, high);
                *swaps += 1;
            }
        }
        at[1]
    }

    fn insertion_sort(&mut self, a: usize, b: usize) {
        for i in a + 1..b {
            let mut j = i;
            while j > a && self.less(j, j - 1) {
                self.swap(j, j - 1);
                j -= 1;
            }
        }
    }

    fn heap_sort(&mut self, a: usize, b: usize) {
        let len = b - a;
        for root in (0..=(len - 1) / 2).rev() {
            self.sift_down(root, len, a);
        }
        for end in (0..len).rev() {
            self.swap(a, a + end);
            self.sift_down(0, end, a);
        }
    }

    fn sift_down(&mut self, mut root: usize, end: usize, first: usize) {
        loop {
            let mut child = 2 * root + 1;
            if child >= end {
                return;
            }
            if child + 1 < end && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.swap(first + root, first + child);
            root = child;
        }
    }
}

/// Up to so many items are sorted by insertion, which leaves equals in their order.
const MAX_INSERTION: usize = 12;
/// From so many items on, the pivot is a median of medians.
const SHORTEST_NINTHER: usize = 50;
/// Four medians with three comparisons each, all of them the wrong way round.
const MAX_SWAPS: u32 = 12;
/// So many misplaced items are put right before a stretch counts as unsorted.
const MAX_STEPS: usize = 5;
/// From so many items on, misplaced ones are put right at all.
const SHORTEST_SHIFTING: usize = 50;
/// From so many items on, a pattern is broken up.
const SHORTEST_PATTERN: usize = 8;

#[cfg(test)]
mod tests {
    use super::{Sorter, sort};
    use proptest::prelude::*;

    fn sorted(mut items: Vec<(u8, u32)>) -> Vec<(u8, u32)> {
        sort(&mut items, |a, b| a.0 < b.0);
        items
    }

    /// The numbers with their positions, so that equals can be told apart.
    fn numbered(numbers: impl IntoIterator<Item = u8>) -> Vec<(u8, u32)> {
        numbers.into_iter().zip(0..).collect()
    }

    proptest! {
        #[test]
        fn everything_is_sorted_and_nothing_is_lost(
            numbers in prop::collection::vec(0u8..9, 0..300),
        ) {
            let items = sorted(numbered(numbers.clone()));
            prop_assert!(items.is_sorted_by_key(|item| item.0));
            let mut positions: Vec<u32> = items.iter().map(|item| item.1).collect();
            positions.sort_unstable();
            prop_assert!(positions.into_iter().eq(0..numbers.len() as u32));
        }

        #[test]
        fn the_heap_sorts_too(numbers in prop::collection::vec(any::<u8>(), 13..100)) {
            let mut items = numbers;
            let end = items.len();
            Sorter { items: &mut items, less: |a: &u8, b: &u8| a < b }.heap_sort(0, end);
            prop_assert!(items.is_sorted());
        }
    }

    #[test]
    fn twelve_equals_keep_their_order_and_what_is_sorted_stays() {
        let few = numbered([7; 12]);
        assert_eq!(sorted(few.clone()), few);
        let many = numbered((0..200).map(|i| i / 9));
        assert_eq!(sorted(many.clone()), many);
    }

    #[test]
    fn equals_end_up_where_a_real_etcd_left_them() {
        // The versions of fourteen keys, and the order in which 3.5.16 answered a range sorted by
        // them.
        let items = sorted(numbered([2, 1, 2, 1, 1, 2, 3, 1, 1, 1, 1, 4, 1, 1]));
        let order: Vec<u32> = items.iter().map(|item| item.1).collect();
        assert_eq!(order, [9, 12, 13, 3, 4, 7, 8, 10, 1, 0, 5, 2, 6, 11]);
    }

    #[test]
    fn what_falls_is_turned_round_and_its_pivot_goes_along() {
        // Sixty numbers that fall, with waves that repeat some: too much for a few steps. The order is
        // that of Go's algorithm, written down from its source in another language.
        let wave = |i: u8| if (5..10).contains(&(i % 15)) { i * 3 % 7 } else { 0 };
        let items = sorted(numbered((0..60).map(|i| 60 - i + wave(i))));
        let order: Vec<u32> = items.iter().map(|item| item.1).collect();
        assert_eq!(
            order,
            [
                59, 58, 57, 56, 55, 54, 52, 49, 53, 48, 50, 47, 46, 45, 51, 44, 43, 42, 41, 40, 38,
                35, 39, 34, 36, 33, 32, 37, 31, 30, 29, 28, 27, 26, 25, 24, 21, 19, 22, 18, 23, 17,
                20, 16, 15, 14, 13, 12, 11, 10, 7, 8, 5, 4, 9, 3, 6, 2, 1, 0
            ]
        );
    }
}
