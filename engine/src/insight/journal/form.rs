//! A line as text: one JSON object, as 3.5.16 writes it, or separated by tabs for people, as
//! `--log-format=console` of 3.6 does with the same encoder.

use super::{Line, Said, Value};
use crate::base::json::{quote, quote_all};
use crate::base::timestamp;
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
