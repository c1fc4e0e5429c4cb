//! A line as text: one JSON object, as 3.5.16 writes it, or separated by tabs for people, as
//! `--log-format=console` of 3.6 does with the same encoder.

use super::{Line, Said, Value};
use crate::base::json::{quote, quote_all};
use crate::base::{EPOCH, Time};
use std::fmt;

/// Which of the two.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    #[default]
    Console,
    Json,
}

impl Line {
    /// The line in this form.
    pub fn text(&self, form: Form) -> String {
        match form {
            Form::Console => self.console(),
            Form::Json => self.json(),
        }
    }

    fn json(&self) -> String {
        let said = &self.said;
        let mut out = format!("{{\"level\":\"{}\",\"ts\":\"{}\"", said.level, timestamp(self.at));
        if let Some(logger) = said.logger {
            out += &format!(",\"logger\":\"{logger}\"");
        }
        out += &format!(",\"caller\":\"{}\",\"msg\":{}", said.caller, quote(&said.msg));
        for (name, value) in &said.fields {
            out += &format!(",\"{name}\":{value}");
        }
        out + "}"
    }

    fn console(&self) -> String {
        let said = &self.said;
        let mut parts = vec![timestamp(self.at), said.level.to_string()];
        parts.extend(said.logger.map(str::to_string));
        parts.extend([said.caller.to_string(), said.text()]);
        parts.join("\t")
    }
}

impl Said {
    /// Text and fields alone, as the console has them.
    pub fn text(&self) -> String {
        if self.fields.is_empty() {
            return self.msg.clone();
        }
        let fields = self.fields.iter().map(|(name, value)| format!("\"{name}\": {value}"));
        format!("{}\t{{{}}}", self.msg, fields.collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(&quote(text)),
            Value::Number(number) => number.fmt(f),
            Value::Bool(is) => is.fmt(f),
            Value::Texts(texts) => f.write_str(&quote_all(texts)),
        }
    }
}

/// `2025-01-01T00:00:01.500000Z`: virtual time, as if the world had begun at [`EPOCH`].
pub fn timestamp(at: Time) -> String {
    let (seconds, us) = (EPOCH + at.us() / 1_000_000, at.us() % 1_000_000);
    let (days, second) = (seconds / DAY, seconds % DAY);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{us:06}Z")
}

/// The date so many days after 1970-01-01, by the Gregorian calendar.
fn date(days: u64) -> (u64, u64, u64) {
    // counted from 0000-03-01, so that the day of a leap year is its last
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year + u64::from(month <= 2), month, day)
}

/// Seconds.
const DAY: u64 = 24 * 3600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_their_dates() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (58, (1970, 2, 28)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_088, (2024, 12, 31)),
            (20_089, (2025, 1, 1)),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
    }

    #[test]
    fn time_passes_across_midnight() {
        assert_eq!(timestamp(Time(1_500_000)), "2025-01-01T00:00:01.500000Z");
        assert_eq!(timestamp(Time((DAY * 31 + 3661) * 1_000_000)), "2025-02-01T01:01:01.000000Z");
    }
}
