//! Protobuf's wire format: varints, tags, length-delimited fields. Enough for raftpb, walpb and mvccpb.

use std::fmt;

/// Appends a base-128 varint.
pub fn put_varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Appends field `number` as a varint, also when it is zero (proto2, gogo "nonnullable").
pub fn put_uint(out: &mut Vec<u8>, number: u32, n: u64) {
    put_varint(out, u64::from(number) << 3);
    put_varint(out, n);
}

/// Appends field `number` as a varint unless it is zero (proto3).
pub fn put_uint_nonzero(out: &mut Vec<u8>, number: u32, n: u64) {
    if n != 0 {
        put_uint(out, number, n);
    }
}

/// Appends field `number` as length-delimited bytes, also when they are empty.
pub fn put_bytes(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    put_varint(out, u64::from(number) << 3 | 2);
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends field `number` as length-delimited bytes unless they are empty (proto3).
pub fn put_bytes_nonempty(out: &mut Vec<u8>, number: u32, bytes: &[u8]) {
    if !bytes.is_empty() {
        put_bytes(out, number, bytes);
    }
}

/// Bytes that are no protobuf message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WireError {
    /// The message ends inside a field (Go: `unexpected EOF`).
    UnexpectedEof,
    /// A varint of more than 64 bits.
    IntOverflow,
    /// A wire type or field number that protobuf does not have.
    BadTag(u64),
    /// A field that has another type in its message.
    WrongWireType { wire_type: u64, field: &'static str },
    /// A number that the field's enumeration does not have.
    BadEnum { field: &'static str, value: u64 },
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WireError::UnexpectedEof => write!(f, "unexpected EOF"),
            WireError::IntOverflow => write!(f, "proto: integer overflow"),
            WireError::BadTag(tag) => {
                write!(f, "proto: illegal tag {} (wire type {})", tag >> 3, tag & 7)
            }
            WireError::WrongWireType { wire_type, field } => {
                write!(f, "proto: wrong wireType = {wire_type} for field {field}")
            }
            WireError::BadEnum { field, value } => {
                write!(f, "proto: unknown value {value} for field {field}")
            }
        }
    }
}

impl std::error::Error for WireError {}

/// The value of one field, borrowed from the message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 2.
    Bytes(&'a [u8]),
    /// Wire type 1, which etcd's own messages do not use.
    Fixed64(u64),
    /// Wire type 5, which etcd's own messages do not use.
    Fixed32(u64),
}

impl<'a> Value<'a> {
    /// The number, zero for bytes.
    pub fn uint(self) -> u64 {
        match self {
            Value::Varint(n) | Value::Fixed64(n) | Value::Fixed32(n) => n,
            Value::Bytes(_) => 0,
        }
    }

    /// The bytes, empty for a number.
    pub fn bytes(self) -> &'a [u8] {
        match self {
            Value::Bytes(bytes) => bytes,
            Value::Varint(_) | Value::Fixed64(_) | Value::Fixed32(_) => &[],
        }
    }

    /// Its number in the tag.
    pub fn wire_type(self) -> u64 {
        match self {
            Value::Varint(_) => 0,
            Value::Fixed64(_) => 1,
            Value::Bytes(_) => 2,
            Value::Fixed32(_) => 5,
        }
    }
}

/// Reads the fields of one message in order: `(number, value)`.
pub struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// The fields of `message`.
    pub fn of(message: &'a [u8]) -> Fields<'a> {
        Fields(message)
    }

    /// The numbers of a packed list.
    pub fn packed(list: &'a [u8]) -> Result<Vec<u64>, WireError> {
        let (mut rest, mut numbers) = (Fields(list), Vec::new());
        while !rest.0.is_empty() {
            numbers.push(rest.varint()?);
        }
        Ok(numbers)
    }

    /// How many bytes are still unread.
    pub fn unread(&self) -> u64 {
        self.0.len() as u64
    }

    fn varint(&mut self) -> Result<u64, WireError> {
        let mut n = 0u64;
        for shift in 0..10u32 {
            let (&byte, rest) = self.0.split_first().ok_or(WireError::UnexpectedEof)?;
            self.0 = rest;
            if shift == 9 && byte > 1 {
                return Err(WireError::IntOverflow);
            }
            n |= u64::from(byte & 0x7f) << (7 * shift);
            if byte < 0x80 {
                return Ok(n);
            }
        }
        Err(WireError::IntOverflow)
    }

    fn take(&mut self, n: u64) -> Result<&'a [u8], WireError> {
        if n > self.0.len() as u64 {
            return Err(WireError::UnexpectedEof);
        }
        let (head, rest) = self.0.split_at(n as usize);
        self.0 = rest;
        Ok(head)
    }

    fn fixed(&mut self, width: u64) -> Result<u64, WireError> {
        let bytes = self.take(width)?;
        Ok(bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    fn field(&mut self) -> Result<(u32, Value<'a>), WireError> {
        let tag = self.varint()?;
        let number =
            u32::try_from(tag >> 3).ok().filter(|n| *n > 0).ok_or(WireError::BadTag(tag))?;
        let value = match tag & 7 {
            0 => Value::Varint(self.varint()?),
            1 => Value::Fixed64(self.fixed(8)?),
            2 => {
                let n = self.varint()?;
                Value::Bytes(self.take(n)?)
            }
            5 => Value::Fixed32(self.fixed(4)?),
            _ => return Err(WireError::BadTag(tag)),
        };
        Ok((number, value))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Value<'a>), WireError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fields, Value, WireError, put_bytes, put_uint};

    #[test]
    fn fields_come_back() {
        let mut out = Vec::new();
        put_uint(&mut out, 1, u64::MAX);
        put_bytes(&mut out, 300, b"abc");
        let fields: Result<Vec<_>, _> = Fields::of(&out).collect();
        assert_eq!(fields, Ok(vec![(1, Value::Varint(u64::MAX)), (300, Value::Bytes(b"abc"))]));
    }

    #[test]
    fn a_cut_message_is_an_error_at_every_byte() {
        let mut out = Vec::new();
        put_bytes(&mut out, 2, b"abcdef");
        for cut in 1..out.len() {
            let last = Fields::of(&out[..cut]).last();
            assert_eq!(last, Some(Err(WireError::UnexpectedEof)), "cut at {cut}");
        }
    }
}
