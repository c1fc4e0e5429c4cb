//! As much JSON as etcd keeps on disk, a member in a configuration change, the members in a snapshot; and
//! what etcdctl prints. It is written as Go's `encoding/json` does, and what is read has whole numbers that
//! are not negative, as ids are.

use super::base64;
use std::{collections::BTreeMap, fmt};

/// A value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Json {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

/// The text is no JSON of this kind; where that shows, in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct JsonError {
    pub at: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid JSON at byte {}", self.at)
    }
}

impl std::error::Error for JsonError {}

impl Json {
    /// Reads a text, which may come from anybody.
    ///
    /// # Errors
    /// [`JsonError`] at the first place that does not fit.
    pub fn parse(text: &[u8]) -> Result<Json, JsonError> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.space();
        if reader.at == text.len() { Ok(value) } else { Err(reader.wrong()) }
    }

    /// The field of an object.
    pub fn get(&self, name: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields.get(name),
            _ => None,
        }
    }

    /// A text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self) -> Option<u64> {
        match self {
            Json::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A list.
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(list) => Some(list),
            _ => None,
        }
    }
}

/// A text as Go's `encoding/json` writes it, in quotes.
pub fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\0'..='\x1f' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A list of texts as JSON.
pub fn quote_all(texts: &[String]) -> String {
    let quoted: Vec<String> = texts.iter().map(|text| quote(text)).collect();
    format!("[{}]", quoted.join(","))
}

/// An object as Go's `encoding/json` writes a struct: the fields in their order, without those that are
/// zero, false or empty (`omitempty`).
#[derive(Default)]
pub struct Object(Vec<String>);

impl Object {
    /// A field that is there whatever it is; its value is JSON already.
    pub fn raw(&mut self, name: &str, json: &str) {
        self.0.push(format!("\"{name}\":{json}"));
    }

    /// A text, if there is one.
    pub fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.raw(name, &quote(text));
        }
    }

    /// Texts, if there are any.
    pub fn texts(&mut self, name: &str, texts: &[String]) {
        if !texts.is_empty() {
            self.raw(name, &quote_all(texts));
        }
    }

    /// A number, if it is not zero.
    pub fn number<N: ToString>(&mut self, name: &str, number: N) {
        let text = number.to_string();
        if text != "0" {
            self.raw(name, &text);
        }
    }

    /// Something that is so, or is not mentioned.
    pub fn flag(&mut self, name: &str, is: bool) {
        if is {
            self.raw(name, "true");
        }
    }

    /// Bytes, if there are any: base64.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.raw(name, &format!("\"{}\"", base64::STANDARD.encode(bytes)));
        }
    }

    /// Values, if there are any; each is JSON already.
    pub fn list(&mut self, name: &str, items: &[String]) {
        if !items.is_empty() {
            self.raw(name, &format!("[{}]", items.join(",")));
        }
    }

    /// The object.
    pub fn finish(self) -> String {
        format!("{{{}}}", self.0.join(","))
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn wrong(&self) -> JsonError {
        JsonError { at: self.at }
    }

    fn space(&mut self) {
        while self.text.get(self.at).is_some_and(|b| b" \t\r\n".contains(b)) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let there = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(there);
        there
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.take(byte) { Ok(()) } else { Err(self.wrong()) }
    }

    fn value(&mut self, depth: u32) -> Result<Json, JsonError> {
        self.space();
        if depth > DEPTH_MAX {
            return Err(self.wrong());
        }
        let rest = &self.text[self.at..];
        for (word, value) in
            [("null", Json::Null), ("true", Json::Bool(true)), ("false", Json::Bool(false))]
        {
            if rest.starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        match rest.first() {
            Some(b'"') => self.string().map(Json::Text),
            Some(b'[') => self.items(depth).map(Json::List),
            Some(b'{') => self.fields(depth).map(Json::Object),
            Some(b'0'..=b'9') => self.digits().map(Json::Number),
            _ => Err(self.wrong()),
        }
    }

    fn digits(&mut self) -> Result<u64, JsonError> {
        let mut number = 0u64;
        while let Some(digit) = self.text.get(self.at).filter(|b| b.is_ascii_digit()) {
            let next = number.checked_mul(10).and_then(|n| n.checked_add(u64::from(digit - b'0')));
            number = next.ok_or(self.wrong())?;
            self.at += 1;
        }
        Ok(number)
    }

    fn items(&mut self, depth: u32) -> Result<Vec<Json>, JsonError> {
        let mut items = Vec::new();
        self.expect(b'[')?;
        while !self.take(b']') {
            if !items.is_empty() {
                self.expect(b',')?;
            }
            items.push(self.value(depth + 1)?);
        }
        Ok(items)
    }

    fn fields(&mut self, depth: u32) -> Result<BTreeMap<String, Json>, JsonError> {
        let mut fields = BTreeMap::new();
        self.expect(b'{')?;
        while !self.take(b'}') {
            if !fields.is_empty() {
                self.expect(b',')?;
                self.space();
            }
            let name = self.string()?;
            self.expect(b':')?;
            fields.insert(name, self.value(depth + 1)?);
        }
        Ok(fields)
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"')?;
        let mut out = Vec::new();
        loop {
            let byte = *self.text.get(self.at).ok_or(self.wrong())?;
            self.at += 1;
            match byte {
                b'"' => return String::from_utf8(out).map_err(|_| self.wrong()),
                b'\\' => {
                    let c = self.escaped()?;
                    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                byte => out.push(byte),
            }
        }
    }

    /// What stands behind a backslash. Halves of a surrogate pair are no characters of ours.
    fn escaped(&mut self) -> Result<char, JsonError> {
        let byte = *self.text.get(self.at).ok_or(self.wrong())?;
        self.at += 1;
        Ok(match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => char::from(byte),
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4).ok_or(self.wrong())?;
                let digits = std::str::from_utf8(digits).map_err(|_| self.wrong())?;
                let code = u32::from_str_radix(digits, 16).map_err(|_| self.wrong())?;
                self.at += 4;
                char::from_u32(code).ok_or(self.wrong())?
            }
            _ => return Err(self.wrong()),
        })
    }
}

/// Deeper than etcd ever nests; so deep no text makes the stack overflow.
const DEPTH_MAX: u32 = 32;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(text in ".*") {
            prop_assert_eq!(Json::parse(quote(&text).as_bytes()), Ok(Json::Text(text)));
        }

        #[test]
        fn noise_is_an_error_and_never_a_panic(text in "[\\[\\]{}\":,a-z0-9\\\\ ]{0,40}") {
            let _ = Json::parse(text.as_bytes());
        }
    }

    #[test]
    fn what_is_written_is_that_of_go() {
        assert_eq!(quote("a\"b\\\n\x01<é&\u{2028}"), r#""a\"b\\\n\u0001\u003cé\u0026\u2028""#);
        let mut object = Object::default();
        object.raw("always", "0");
        object.number("number", 7);
        object.number("zero", 0);
        object.text("text", "<");
        object.text("no_text", "");
        object.texts("texts", &["a".to_string(), "b".to_string()]);
        object.flag("is", true);
        object.flag("is_not", false);
        object.bytes("bytes", b"fo");
        object.list("list", &["{}".to_string()]);
        object.list("no_list", &[]);
        let text = r#"{"always":0,"number":7,"text":"\u003c","texts":["a","b"],"is":true,"bytes":"Zm8=","list":[{}]}"#;
        assert_eq!(object.finish(), text);
    }

    #[test]
    fn a_member_as_etcd_writes_it() {
        let text = br#"{"id":10501334649042878790,"peerURLs":["http://a:1"],"isPromote":false}"#;
        let json = Json::parse(text).unwrap();
        assert_eq!(json.get("id").and_then(Json::number), Some(10501334649042878790));
        let urls = json.get("peerURLs").and_then(Json::list).unwrap();
        assert_eq!(urls[0].text(), Some("http://a:1"));
        assert_eq!(json.get("isPromote"), Some(&Json::Bool(false)));
        assert_eq!(Json::parse(br#"{"a":1 "b":2}"#), Err(JsonError { at: 7 }));
        assert_eq!(Json::parse(&[b'['; 100]), Err(JsonError { at: 33 }));
    }
}
