//! `mvccpb.KeyValue` and its bytes.

use crate::base::{
    Bytes,
    wire::{self, Fields, WireError},
};

/// One version of one key (`mvccpb.KeyValue`).
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct KeyValue {
    pub key: Bytes,
    /// Main revision at which this generation of the key began.
    pub create_revision: i64,
    /// Main revision of this write.
    pub mod_revision: i64,
    /// 1 for the first write of a generation.
    pub version: i64,
    pub value: Bytes,
    /// The attached lease, 0 for none.
    pub lease: i64,
}

impl KeyValue {
    /// The row's bytes, as etcd writes them into the `key` bucket.
    pub fn encode(&self) -> Bytes {
        let mut out = Vec::with_capacity(self.key.len() + self.value.len() + NUMBERS_BYTES);
        wire::put_bytes_nonempty(&mut out, 1, &self.key);
        wire::put_uint_nonzero(&mut out, 2, self.create_revision as u64);
        wire::put_uint_nonzero(&mut out, 3, self.mod_revision as u64);
        wire::put_uint_nonzero(&mut out, 4, self.version as u64);
        wire::put_bytes_nonempty(&mut out, 5, &self.value);
        wire::put_uint_nonzero(&mut out, 6, self.lease as u64);
        Bytes::from(out)
    }

    /// What a row says. Unknown fields are passed over.
    pub fn decode(row: &[u8]) -> Result<KeyValue, WireError> {
        let mut kv = KeyValue::default();
        for field in Fields::of(row) {
            let (number, value) = field?;
            match number {
                1 => kv.key = value.bytes().into(),
                2 => kv.create_revision = value.uint() as i64,
                3 => kv.mod_revision = value.uint() as i64,
                4 => kv.version = value.uint() as i64,
                5 => kv.value = value.bytes().into(),
                6 => kv.lease = value.uint() as i64,
                _ => {}
            }
        }
        Ok(kv)
    }
}

/// Room for six tags, two lengths and four numbers of usual size.
const NUMBERS_BYTES: usize = 32;

#[cfg(test)]
mod tests {
    use super::KeyValue;

    #[test]
    fn a_row_has_the_bytes_of_a_real_etcd() {
        let kv = KeyValue {
            key: "foo".into(),
            create_revision: 2,
            mod_revision: 300,
            version: 1,
            value: "bar".into(),
            lease: -1,
        };
        let row = b"\x0a\x03foo\x10\x02\x18\xac\x02\x20\x01\x2a\x03bar\
            \x30\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
        assert_eq!(*kv.encode(), row[..]);
        assert_eq!(KeyValue::decode(row), Ok(kv));
    }

    #[test]
    fn a_tombstone_row_has_the_key_only() {
        let tombstone = KeyValue { key: "k".into(), ..KeyValue::default() };
        assert_eq!(*tombstone.encode(), b"\x0a\x01k"[..]);
    }
}
