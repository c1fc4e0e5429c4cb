//! A link to a moment: the share text in the address behind `#`, so that no server ever sees it.

/// The address's fragment for a share text, without `#`.
pub fn to_fragment(text: &str) -> String {
    let mut out = String::from(KEY);
    for chunk in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| {
            bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default())
        });
        for at in 0..=chunk.len() {
            out.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    out
}

/// The share text of a fragment. `None` if the fragment is something else, an error with the place
/// if it is a damaged one.
pub fn from_fragment(fragment: &str) -> Option<Result<String, usize>> {
    let code = fragment.strip_prefix('#').unwrap_or(fragment).strip_prefix(KEY)?;
    let mut bytes = Vec::with_capacity(code.len() * 3 / 4);
    let (mut bits, mut have) = (0u32, 0u32);
    for (at, sign) in code.bytes().enumerate() {
        let Some(value) = ALPHABET.iter().position(|letter| *letter == sign) else {
            return Some(Err(at + 1));
        };
        bits = bits << 6 | value as u32;
        have += 6;
        if have >= 8 {
            have -= 8;
            bytes.push((bits >> have) as u8);
            bits &= (1 << have) - 1;
        }
    }
    let end = code.len();
    Some(String::from_utf8(bytes).map_err(|_| end))
}

const KEY: &str = "s=";
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "a", "ab", "abc", "etcdscope 1\ncluster 5\nseek 3\n", "键 = 值"] {
            let fragment = to_fragment(text);
            assert!(fragment.bytes().all(|b| b.is_ascii_alphanumeric() || b"=-_".contains(&b)));
            assert_eq!(from_fragment(&fragment), Some(Ok(text.to_string())));
        }
    }

    #[test]
    fn what_is_no_link_is_left_alone_and_damage_has_a_place() {
        assert_eq!(from_fragment("#terminal"), None);
        assert_eq!(from_fragment(""), None);
        assert_eq!(from_fragment("#s=ab%3D"), Some(Err(3)));
        assert!(matches!(from_fragment("s=_____w"), Some(Err(6))));
    }
}
