//! Byte strings as text: Go's `%q`, as in etcd's log lines and errors, and etcdctl's `--hex`.

/// As text, with U+FFFD in place of what is not UTF-8.
pub fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Go's `strconv.Quote`.
pub fn go(bytes: &[u8]) -> String {
    let mut out = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        chunk.valid().chars().for_each(|c| go_char(c, &mut out));
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out.push('"');
    out
}

fn go_char(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\x07' => out.push_str("\\a"),
        '\x08' => out.push_str("\\b"),
        '\x0c' => out.push_str("\\f"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\x0b' => out.push_str("\\v"),
        ' '..='~' => out.push(c),
        '\0'..='\x7f' => out.push_str(&format!("\\x{:02x}", u32::from(c))),
        _ if printable(c) => out.push(c),
        _ if u32::from(c) < 0x10000 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        _ => out.push_str(&format!("\\U{:08x}", u32::from(c))),
    }
}

/// Whether a character can be shown. The letter before it is there because a combining mark is
/// shown only behind something.
pub fn printable(c: char) -> bool {
    format!("a{c}").escape_debug().count() == 2
}

/// `\x66\x6f\x6f`.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_that_of_go() {
        assert_eq!(go(b"a\"b\\\n\x00\x7f\xff"), r#""a\"b\\\n\x00\x7f\xff""#);
        assert_eq!(go("中é\u{301}\u{200b}\u{e000}".as_bytes()), "\"中é\u{301}\\u200b\\ue000\"");
        assert_eq!(hex(b"p/0"), r"\x70\x2f\x30");
    }

    #[test]
    fn data_is_quoted_as_go_does() {
        assert_eq!(go(b"it's \"x\"\\"), r#""it's \"x\"\\""#);
        assert_eq!(go(b"\x00\x07\x08\t\n\x0b\x0c\r\x1b\x7f"), r#""\x00\a\b\t\n\v\f\r\x1b\x7f""#);
        assert_eq!(go("héllo ✓".as_bytes()), "\"héllo ✓\"");
        assert_eq!(go("\u{a0}\u{200b}\u{e0001}".as_bytes()), r#""\u00a0\u200b\U000e0001""#);
        assert_eq!(go(b"a\xff\xc3z"), r#""a\xff\xc3z""#);
    }
}
