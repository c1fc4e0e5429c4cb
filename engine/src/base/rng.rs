//! Randomness in labelled streams from one seed: a new draw in one place moves nothing elsewhere.

/// SplitMix64 (Steele, Lea, Flood 2014): small, splittable, the same on every machine.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The stream named by `label` and `number` (a member's id, a link's ends) of the world with `seed`.
    pub fn stream(seed: u64, label: &str, number: u64) -> Rng {
        let mut state = Rng(seed ^ 0x9e37_79b9_7f4a_7c15);
        for byte in label.bytes() {
            state.0 ^= u64::from(byte);
            state.0 = state.next_u64();
        }
        state.0 ^= number;
        Rng(state.next_u64())
    }

    /// A uniform 64-bit number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A uniform number in `0..n`; `n` must not be zero.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "below({n})");
        // Multiply-shift: the bias is below 2^-32 for every n in use here.
        ((u128::from(self.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// A uniform number in `low..=high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        assert!(low <= high, "between({low}, {high})");
        low + self.below(high - low + 1)
    }

    /// True in `per_mille` of a thousand draws. Zero draws nothing from the stream.
    pub fn chance(&mut self, per_mille: u32) -> bool {
        per_mille > 0 && self.below(1000) < u64::from(per_mille)
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn streams_are_apart_and_repeatable() {
        let draw = |label, n| Rng::stream(7, label, n).next_u64();
        assert_eq!(draw("net", 1), draw("net", 1));
        assert_ne!(draw("net", 1), draw("net", 2));
        assert_ne!(draw("net", 1), draw("disk", 1));
    }

    #[test]
    fn below_stays_below() {
        let mut rng = Rng::stream(1, "t", 0);
        assert!((0..1000).all(|_| rng.below(3) < 3));
        assert!((0..1000).all(|_| (4..=6).contains(&rng.between(4, 6))));
    }
}
