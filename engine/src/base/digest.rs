//! The fingerprint of a state: equal natively (64 bit) and in WebAssembly (32 bit).

use std::hash::{Hash, Hasher};

/// After FNV-1a over 64 bits, a word at a time, fed through `#[derive(Hash)]`. Lengths and discriminants are widened to 64 bits
/// and integers are taken little-endian, so that the word size of the machine does not show.
pub struct Digest(u64);

impl Digest {
    /// The fingerprint of one value.
    pub fn of<T: Hash + ?Sized>(value: &T) -> u64 {
        let mut digest = Digest(0xcbf2_9ce4_8422_2325);
        value.hash(&mut digest);
        digest.finish()
    }
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            let word = u64::from_le_bytes(word.try_into().expect("a chunk of eight"));
            self.write_u64(word);
        }
        for byte in words.remainder() {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn write_u16(&mut self, n: u16) {
        self.write(&n.to_le_bytes());
    }

    fn write_u32(&mut self, n: u32) {
        self.write(&n.to_le_bytes());
    }

    fn write_u64(&mut self, n: u64) {
        // One round a word instead of one a byte: the quality suffices for a comparison.
        self.0 = (self.0 ^ n).wrapping_mul(PRIME).rotate_left(29);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as i64 as u64);
    }
}

/// FNV's prime of 64 bits.
const PRIME: u64 = 0x0000_0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn order_and_length_count() {
        assert_ne!(Digest::of(&[1u64, 2]), Digest::of(&[2u64, 1]));
        assert_ne!(Digest::of(&("a", "bc")), Digest::of(&("ab", "c")));
        assert_eq!(Digest::of(&vec![1u8, 2]), Digest::of(&[1u8, 2][..]));
    }
}
