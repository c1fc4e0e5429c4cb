//! A link to a moment: the share text in the address behind `#`, so that no server ever sees it.

use engine::base::base64;

/// The address's fragment for a share text, without `#`.
pub fn to_fragment(text: &str) -> String {
    format!("{KEY}{}", base64::URL.encode(text.as_bytes()))
}

/// The share text of a fragment. `None` if the fragment is something else, an error with the place
/// if it is a damaged one.
pub fn from_fragment(fragment: &str) -> Option<Result<String, usize>> {
    let code = fragment.strip_prefix('#').unwrap_or(fragment).strip_prefix(KEY)?;
    let bytes = base64::URL.decode(code);
    Some(bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|_| code.len())))
}

const KEY: &str = "s=";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back() {
        for text in ["", "a", "ab", "abc", "etcdscope 3\ncluster 5\nseek 3\n", "键 = 值"] {
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
