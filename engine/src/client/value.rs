//! Values that commands take: spans of time and members. Errors are a message and a remedy.

use crate::base::{NodeId, Time};

/// A message and a remedy.
pub type Wrong = (String, String);

/// `500ms`, `1.5s`, `20us`, `1m30s`; whole microseconds, as Go's `time.ParseDuration` writes them.
pub fn span(text: &str) -> Result<Time, Wrong> {
    let wrong = || {
        let quoted = super::quote::go(text.as_bytes());
        (format!("time: invalid duration {quoted}"), "write for example 500ms, 1.5s or 20us".into())
    };
    if text == "0" {
        return Ok(Time(0));
    }
    let (mut rest, mut total) = (text, 0u64);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let number = &rest[..digits];
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let scale = match &rest[..unit] {
            "us" | "µs" => 1,
            "ms" => 1000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            _ => return Err(wrong()),
        };
        rest = &rest[unit..];
        let part = scaled(number, scale).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Time(total)) }
}

/// `number` times `scale`, if that is whole.
pub fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() || fraction.len() > 9 || (number.contains('.') && fraction.is_empty()) {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(scale)?;
    if fraction.is_empty() {
        return Some(whole);
    }
    let parts = fraction.parse::<u64>().ok()?.checked_mul(scale)?;
    let divisor = 10u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    if parts % divisor == 0 { whole.checked_add(parts / divisor) } else { None }
}

/// `n1`
pub fn node(text: &str) -> Result<NodeId, Wrong> {
    if let Some(id) = numbered(text, 'n') {
        return Ok(id);
    }
    let remedy = match text.trim_start_matches(|c: char| c.is_alphabetic()).parse::<u64>() {
        Ok(id) if id > 0 => format!("did you mean n{id}?"),
        _ => "members are n1, n2, n3, …".into(),
    };
    Err((format!("no member is called {}", super::quote::go(text.as_bytes())), remedy))
}

/// `n1,n2`
pub fn nodes(text: &str) -> Result<Vec<NodeId>, Wrong> {
    text.split(',').map(node).collect()
}

/// A letter and a number from 1, without leading zeros.
pub fn numbered(text: &str, letter: char) -> Option<u64> {
    let digits = text.strip_prefix(letter)?;
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_whole_microseconds() {
        let cases = [("500ms", 500_000), ("1.5s", 1_500_000), ("20us", 20), ("1m30s", 90_000_000)];
        for (text, us) in cases {
            assert_eq!(span(text), Ok(Time(us)), "{text}");
        }
        for text in ["", "5", "ms", "1.s", ".5s", "0.5us", "-1s", "1e3s", "99999999999999h", "1 s"]
        {
            assert!(span(text).is_err(), "{text}");
        }
        let time = Time(1_234_567);
        assert_eq!(span(&time.to_string()), Ok(time));
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(node("n3"), Ok(3));
        assert_eq!(node("3").unwrap_err().1, "did you mean n3?");
        for text in ["n", "n0", "n01", "n+1", "n99999999999999999999", "m1", "é"] {
            assert!(node(text).is_err(), "{text}");
        }
    }
}
