//! SHA-1 (FIPS 180-4): etcd names its members and clusters by the beginning of such a hash.

/// The first eight bytes of the hash of `data`, as one number.
pub fn first_u64(data: &[u8]) -> u64 {
    let [a, b, ..] = sha1(data);
    u64::from(a) << 32 | u64::from(b)
}

/// The hash, in words of 32 bits.
fn sha1(data: &[u8]) -> [u32; 5] {
    let mut padded = data.to_vec();
    padded.push(0x80);
    padded.resize(padded.len().next_multiple_of(64), 0);
    if padded.len() - data.len() < 9 {
        padded.resize(padded.len() + 64, 0);
    }
    let at = padded.len() - 8;
    padded[at..].copy_from_slice(&(data.len() as u64 * 8).to_be_bytes());
    padded.chunks_exact(64).fold(START, mix)
}

/// One block of 64 bytes.
fn mix(state: [u32; 5], block: &[u8]) -> [u32; 5] {
    let mut words: Vec<u32> =
        block.chunks_exact(4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]])).collect();
    for at in 16..80 {
        let word = words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16];
        words.push(word.rotate_left(1));
    }
    let [mut a, mut b, mut c, mut d, mut e] = state;
    for (at, word) in words.into_iter().enumerate() {
        let (chosen, constant) = match at {
            0..20 => ((b & c) | (!b & d), 0x5a82_7999),
            20..40 => (b ^ c ^ d, 0x6ed9_eba1),
            40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6),
        };
        let next = [a.rotate_left(5), chosen, e, constant, word].into_iter();
        let next = next.fold(0u32, u32::wrapping_add);
        (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
    }
    let mixed = [a, b, c, d, e];
    std::array::from_fn(|at| state[at].wrapping_add(mixed[at]))
}

const START: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];

#[cfg(test)]
mod tests {
    use super::{first_u64, sha1};

    #[test]
    fn the_hash_is_that_of_the_standard() {
        let abc = [0xa999_3e36, 0x4706_816a, 0xba3e_2571, 0x7850_c26c, 0x9cd0_d89d];
        assert_eq!(sha1(b"abc"), abc);
        assert_eq!(first_u64(b""), 0xda39_a3ee_5e6b_4b0d);
        let two = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
        assert_eq!(first_u64(two), 0x8498_3e44_1c3b_d26e);
    }

    #[test]
    fn every_length_around_a_block_has_its_padding() {
        for (len, first) in [(55, LONG[0]), (56, LONG[1]), (63, LONG[2]), (64, LONG[3])] {
            assert_eq!(first_u64(&vec![b'a'; len]), first, "{len}");
        }
    }

    /// Of so many times `a`.
    const LONG: [u64; 4] = [
        0xc1c8_bbdc_2279_6e28,
        0xc2db_330f_6083_854c,
        0x03f0_9f5b_158a_7a8c,
        0x0098_ba82_4b5c_1642,
    ];
}
