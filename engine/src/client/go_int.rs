//! Whole numbers as Go's `strconv.ParseInt` reads them, and what it says of others.

/// Why a text is no such number; the words are Go's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IntError {
    Syntax,
    Range,
}

impl IntError {
    /// `invalid syntax`, `value out of range`.
    pub fn text(self) -> &'static str {
        match self {
            IntError::Syntax => "invalid syntax",
            IntError::Range => "value out of range",
        }
    }
}

/// Reads a number of 64 bits. Base 0 goes by the prefix, `0x`, `0o`, `0` or `0b`, and allows `_` between digits.
///
/// # Errors
/// [`IntError`], the first that Go would see.
pub fn parse_int(text: &str, base: u32) -> Result<i64, IntError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let (base, digits) = if base == 0 { by_prefix(digits)? } else { (base, digits.to_string()) };
    if digits.is_empty() {
        return Err(IntError::Syntax);
    }
    let mut number = 0u64;
    for digit in digits.chars() {
        let digit = digit.to_digit(base).ok_or(IntError::Syntax)?;
        let next = number.checked_mul(u64::from(base)).and_then(|n| n.checked_add(digit.into()));
        number = next.ok_or(IntError::Range)?;
    }
    match negative {
        true if number == 1 << 63 => Ok(i64::MIN),
        true => i64::try_from(number).map(|n| -n).map_err(|_| IntError::Range),
        false => i64::try_from(number).map_err(|_| IntError::Range),
    }
}

/// The base that a prefix names, and the digits behind it without what separates them.
fn by_prefix(text: &str) -> Result<(u32, String), IntError> {
    let bytes = text.as_bytes();
    let (base, skip) = match bytes {
        [b'0', b'x' | b'X', _, ..] => (16, 2),
        [b'0', b'o' | b'O', _, ..] => (8, 2),
        [b'0', b'b' | b'B', _, ..] => (2, 2),
        [b'0', _, ..] => (8, 1),
        _ => (10, 0),
    };
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut marks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'_');
    // a prefix counts as a digit before
    if !marks.all(|(at, _)| at > 0 && is_digit(at - 1) && is_digit(at + 1)) {
        return Err(IntError::Syntax);
    }
    Ok((base, text[skip..].replace('_', "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_go_reads_them() {
        let read = |text| parse_int(text, 0);
        for (text, number) in [
            ("0", 0),
            ("+7", 7),
            ("-12", -12),
            ("0x10", 16),
            ("0X_1f", 31),
            ("010", 8),
            ("0o17", 15),
            ("0b101", 5),
            ("1_000", 1000),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(read(text), Ok(number), "{text}");
        }
        for text in ["", "-", "x", "0x", "1__0", "_1", "1_", "09", "1.5", "é", "--1"] {
            assert_eq!(read(text), Err(IntError::Syntax), "{text}");
        }
        for text in ["9223372036854775808", "-9223372036854775809", "100000000000000000000"] {
            assert_eq!(read(text), Err(IntError::Range), "{text}");
        }
        assert_eq!(parse_int("FFFFFFFFFFFFFFFF", 16), Err(IntError::Range));
        assert_eq!(parse_int("1_0", 16), Err(IntError::Syntax));
        assert_eq!(parse_int("7f", 16), Ok(127));
    }
}
