//! One `.snap` file: `snappb.snapshot`, a checksum around a `raftpb.Snapshot`, and its name.

use super::error::Error;
use crate::base::{
    Index, Term,
    sum::crc32c,
    wire::{Fields, Value, WireError, put_bytes, put_uint},
};
use crate::raft::{codec, message::Snapshot};

/// Where snapshots lie in a member's data directory.
pub const DIR: &str = "member/snap/";

/// The database that goes with them.
pub const DB: &str = "member/snap/db";

/// The path of a snapshot.
pub fn name(term: Term, index: Index) -> String {
    format!("{DIR}{term:016x}-{index:016x}.snap")
}

/// The path of a database that came with a leader's snapshot, until it takes the place of `db`.
pub fn db_name(index: Index) -> String {
    format!("{DIR}{index:016x}.snap.db")
}

/// Term and index in a snapshot's name.
pub fn parse_name(name: &str) -> Option<(Term, Index)> {
    let (term, index) = name.strip_suffix(".snap")?.split_once('-')?;
    Some((hex(term)?, hex(index)?))
}

/// The index in the name of a database that came with a snapshot.
pub fn parse_db_name(name: &str) -> Option<Index> {
    hex(name.strip_suffix(".snap.db")?)
}

fn hex(digits: &str) -> Option<u64> {
    let plain = digits.len() == 16 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    plain.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
}

/// The bytes of a file.
pub fn encode(snapshot: &Snapshot) -> Vec<u8> {
    let (mut data, mut out) = (Vec::new(), Vec::new());
    codec::put_snapshot(&mut data, snapshot);
    put_uint(&mut out, 1, u64::from(crc32c(0, &data)));
    put_bytes(&mut out, 2, &data);
    out
}

/// What a file says.
///
/// # Errors
/// [`Error`] if it is empty, damaged, or none.
pub fn decode(bytes: &[u8]) -> Result<Snapshot, Error> {
    let (mut crc, mut data): (u32, &[u8]) = (0, &[]);
    for field in Fields::of(bytes) {
        match field? {
            (1, Value::Varint(n)) => crc = n as u32,
            (2, Value::Bytes(bytes)) => data = bytes,
            (number @ (1 | 2), value) => {
                let field = if number == 1 { "Crc" } else { "Data" };
                return Err(WireError::WrongWireType { wire_type: value.wire_type(), field }.into());
            }
            _ => {}
        }
    }
    if data.is_empty() || crc == 0 {
        return Err(Error::Empty);
    }
    if crc32c(0, data) != crc {
        return Err(Error::CrcMismatch);
    }
    Ok(codec::snapshot(data)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raft::message::{ConfState, SnapshotMetadata};

    fn snapshot() -> Snapshot {
        let conf_state = ConfState { voters: vec![1, 2, 3], ..ConfState::default() };
        let metadata = SnapshotMetadata { conf_state, index: 300, term: 2 };
        Snapshot { data: "{}".into(), metadata }
    }

    #[test]
    fn a_file_comes_back_and_a_damaged_one_does_not() {
        let bytes = encode(&snapshot());
        assert_eq!(decode(&bytes), Ok(snapshot()));
        assert_eq!(decode(&[]), Err(Error::Empty));
        for cut in 1..bytes.len() {
            assert!(decode(&bytes[..cut]).is_err(), "cut at {cut}");
        }
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert_ne!(decode(&other), Ok(snapshot()), "a bit at {at}");
        }
        let mut last = bytes;
        *last.last_mut().unwrap() ^= 1;
        assert_eq!(decode(&last), Err(Error::CrcMismatch));
    }

    #[test]
    fn names_are_of_sixteen_digits() {
        assert_eq!(name(2, 300), "member/snap/0000000000000002-000000000000012c.snap");
        assert_eq!(parse_name("0000000000000002-000000000000012c.snap"), Some((2, 300)));
        assert_eq!(db_name(300), "member/snap/000000000000012c.snap.db");
        assert_eq!(parse_db_name("000000000000012c.snap.db"), Some(300));
        assert_eq!(parse_name("2-12c.snap"), None);
        assert_eq!(parse_db_name("db"), None);
    }
}
