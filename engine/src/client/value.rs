//! Values that commands take: spans of time and members. Errors are a message and a remedy.

use crate::base::{MachineId, NOWHERE, NodeId, Time, quote};
use crate::server::client_url;

/// A message and a remedy.
pub type Wrong = (String, String);

/// `500ms`, `1.5s`, `20us`, `1m30s`; whole microseconds, as Go's `time.ParseDuration` writes them.
pub fn span(text: &str) -> Result<Time, Wrong> {
    let fault = |why: &str| {
        let quoted = quote::go(text.as_bytes());
        (format!("time: {why} {quoted}"), "write for example 500ms, 1.5s or 20us".into())
    };
    let wrong = || fault("invalid duration");
    if text == "0" {
        return Ok(Time(0));
    }
    let (mut rest, mut total) = (text, 0u64);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let number = &rest[..digits];
        if !number.contains(|c: char| c.is_ascii_digit()) {
            return Err(wrong());
        }
        rest = &rest[digits..];
        let unit = rest.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(rest.len());
        let scale = match &rest[..unit] {
            "us" | "µs" => 1,
            "ms" => 1000,
            "s" => 1_000_000,
            "m" => 60_000_000,
            "h" => 3_600_000_000,
            "" => return Err(fault("missing unit in duration")),
            // Go knows it; nothing here is shorter than a microsecond
            "ns" => return Err(wrong()),
            unknown => {
                let unit = quote::go(unknown.as_bytes());
                return Err(fault(&format!("unknown unit {unit} in duration")));
            }
        };
        rest = &rest[unit..];
        let part = scaled(number, scale).ok_or_else(wrong)?;
        total = total.checked_add(part).ok_or_else(wrong)?;
    }
    if text.is_empty() { Err(wrong()) } else { Ok(Time(total)) }
}

/// How long a client waits: not at all if the time is negative, or shorter than any here (`1ns`).
pub fn patience(text: &str) -> Result<Time, Wrong> {
    if let Some(positive) = text.strip_prefix('-') {
        return patience(positive).map(|_| Time(0));
    }
    match text.strip_suffix("ns").map(str::parse::<u64>) {
        Some(Ok(ns)) => Ok(Time(ns / 1000)),
        _ => span(text),
    }
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
pub fn node(text: &str) -> Result<MachineId, Wrong> {
    if let Some(id) = numbered(text, 'n') {
        return Ok(MachineId(id));
    }
    let remedy = match text.trim_start_matches(|c: char| c.is_alphabetic()).parse::<u64>() {
        Ok(id) if id > 0 => format!("did you mean n{id}?"),
        _ => "members are n1, n2, n3, …".into(),
    };
    Err((format!("no member is called {}", quote::go(text.as_bytes())), remedy))
}

/// A member's id, in hexadecimal. The error is Go's.
pub fn hex_id(text: &str) -> Result<NodeId, String> {
    let fault =
        |why: &str| format!("strconv.ParseUint: parsing {}: {why}", quote::go(text.as_bytes()));
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(fault("invalid syntax"));
    }
    NodeId::from_str_radix(text, 16).map_err(|_| fault("value out of range"))
}

/// `n1,n2`, or where members listen for clients: `127.0.0.1:23791`, `http://127.0.0.1:23791`. At any other address
/// nobody listens: [`NOWHERE`].
pub fn nodes(text: &str) -> Result<Vec<MachineId>, Wrong> {
    let elsewhere = |word: &str| word.contains(':').then_some(NOWHERE);
    let place =
        |word: &str| listener(word).or_else(|| elsewhere(word)).map_or_else(|| node(word), Ok);
    text.split(',').map(place).collect()
}

/// The machine that listens for clients at an address.
pub fn listener(text: &str) -> Option<MachineId> {
    let address = text.strip_prefix("http://").unwrap_or(text).trim_end_matches('/');
    let port: u64 = address.rsplit(':').next()?.parse().ok()?;
    let base: u64 = client_url(MachineId(0)).rsplit(':').next()?.parse().ok()?;
    let machine = MachineId(port.checked_sub(base).filter(|id| *id > 0)?);
    let here = client_url(machine).strip_prefix("http://") == Some(address);
    here.then_some(machine)
}

/// A span as Go's `time.Duration` prints it: `1.5s`, `2m0s`, `17µs`.
pub fn go_duration(span: Time) -> String {
    let us = span.us();
    let with = |whole: u64, part: u64, digits: usize, unit: &str| {
        let part = format!("{part:0digits$}");
        let part = part.trim_end_matches('0');
        let dot = if part.is_empty() { "" } else { "." };
        format!("{whole}{dot}{part}{unit}")
    };
    match us {
        0 => "0s".into(),
        1..1000 => format!("{us}µs"),
        1000..1_000_000 => with(us / 1000, us % 1000, 3, "ms"),
        _ => {
            let (hours, minutes) = (us / 3_600_000_000, us / 60_000_000 % 60);
            let seconds = with(us / 1_000_000 % 60, us % 1_000_000, 6, "s");
            match (hours, minutes) {
                (0, 0) => seconds,
                (0, _) => format!("{minutes}m{seconds}"),
                _ => format!("{hours}h{minutes}m{seconds}"),
            }
        }
    }
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
    fn durations_are_written_as_in_go() {
        let cases = [
            (0, "0s"),
            (17, "17µs"),
            (1_500, "1.5ms"),
            (4_832, "4.832ms"),
            (5_000_000, "5s"),
            (5_000_474, "5.000474s"),
            (90_500_000, "1m30.5s"),
            (3_600_000_000, "1h0m0s"),
        ];
        for (us, text) in cases {
            assert_eq!(go_duration(Time(us)), text);
        }
    }

    #[test]
    fn an_id_is_a_name_or_hexadecimal() {
        assert_eq!(hex_id("B5cfb4b33a06ff1"), Ok(0xb5c_fb4b_33a0_6ff1));
        let fault = |text| hex_id(text).unwrap_err();
        assert_eq!(fault("zz"), "strconv.ParseUint: parsing \"zz\": invalid syntax");
        assert_eq!(fault(""), "strconv.ParseUint: parsing \"\": invalid syntax");
        assert_eq!(fault("+1"), "strconv.ParseUint: parsing \"+1\": invalid syntax");
        let long = "99999999999999999999";
        assert_eq!(fault(long), format!("strconv.ParseUint: parsing {long:?}: value out of range"));
    }

    #[test]
    fn an_endpoint_is_a_name_or_where_a_member_listens() {
        assert_eq!(
            nodes("n1,127.0.0.1:23792,http://127.0.0.1:23793"),
            Ok([1, 2, 3].map(MachineId).to_vec())
        );
        for text in ["127.0.0.1:23790", "10.0.0.1:23791", "127.0.0.1:1", "https://127.0.0.1:23791"]
        {
            assert_eq!(nodes(text), Ok(vec![NOWHERE]), "{text}");
        }
        assert!(nodes("127.0.0.1").is_err() && nodes("").is_err());
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(node("n3"), Ok(MachineId(3)));
        assert_eq!(node("3").unwrap_err().1, "did you mean n3?");
        for text in ["n", "n0", "n01", "n+1", "n99999999999999999999", "m1", "é"] {
            assert!(node(text).is_err(), "{text}");
        }
    }
}
