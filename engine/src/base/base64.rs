//! Base64, after RFC 4648: with its letters for text, as Go's JSON has bytes, and with those for addresses.

/// The letters of a code, and whether it fills up its last group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    letters: &'static [u8; 64],
    pads: bool,
}

/// Standard, as in JSON.
pub const STANDARD: Code = Code {
    letters: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    pads: true,
};
/// For addresses: no letter has a meaning there.
pub const URL: Code = Code {
    letters: b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
    pads: false,
};

impl Code {
    /// Bytes as text.
    pub fn encode(self, bytes: &[u8]) -> String {
        let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for chunk in bytes.chunks(3) {
            let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
            let group = at(0) << 16 | at(1) << 8 | at(2);
            for i in 0..=chunk.len() {
                out.push(char::from(self.letters[(group >> (18 - 6 * i) & 63) as usize]));
            }
            if self.pads {
                out.extend(std::iter::repeat_n('=', 3 - chunk.len()));
            }
        }
        out
    }

    /// Text as bytes.
    ///
    /// # Errors
    /// The place, from 1, of the first sign that is no letter of the code; padding is none.
    pub fn decode(self, text: &str) -> Result<Vec<u8>, usize> {
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
        let (mut bits, mut have) = (0u32, 0u32);
        for (at, sign) in text.bytes().enumerate() {
            let letter = self.letters.iter().position(|letter| *letter == sign);
            bits = bits << 6 | letter.ok_or(at + 1)? as u32;
            have += 6;
            if have >= 8 {
                have -= 8;
                bytes.push((bits >> have) as u8);
                bits &= (1 << have) - 1;
            }
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn standard_base64_pads() {
        let cases =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")];
        for (plain, coded) in cases {
            assert_eq!(STANDARD.encode(plain.as_bytes()), coded);
            assert_eq!(URL.encode(plain.as_bytes()), coded.trim_end_matches('='));
        }
        assert_eq!(STANDARD.encode(&[0xff, 0xfe, 0xfd, 0x00]), "//79AA==");
        assert_eq!(URL.encode(&[0xff, 0xfe, 0xfd, 0x00]), "__79AA");
    }

    #[test]
    fn what_is_no_letter_has_a_place() {
        assert_eq!(URL.decode("ab%3D"), Err(3));
        assert_eq!(URL.decode("Zg=="), Err(3));
        assert_eq!(STANDARD.decode("_"), Err(1));
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(URL.decode(&URL.encode(&bytes)), Ok(bytes));
        }
    }
}
