//! The buckets as the bytes of a file, and back.

use super::{Backend, Bucket};
use crate::base::Bytes;
use crate::bolt;
use std::{collections::BTreeMap, fmt};

/// Why a file is not etcd's database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileError {
    /// It is no whole database file.
    Bolt(bolt::Error),
    /// It has a bucket that etcd does not have: this is some other program's.
    UnknownBucket(Bytes),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Bolt(error) => error.fmt(f),
            FileError::UnknownBucket(name) => write!(f, "unknown bucket {name:?}"),
        }
    }
}

impl std::error::Error for FileError {}

impl Backend {
    /// The bytes of the file. All buckets are in it, also those without rows.
    pub fn encode(&self) -> Bytes {
        let rows = |bucket: Bucket| -> BTreeMap<&[u8], &[u8]> {
            self.rows(bucket).map(|(key, value)| (&**key, &**value)).collect()
        };
        let buckets = Bucket::ALL.iter().map(|bucket| (bucket.name().as_bytes(), rows(*bucket)));
        Bytes::from(bolt::write(&buckets.collect()))
    }

    /// What is in a file.
    ///
    /// # Errors
    /// [`FileError`] if it is damaged, or none of etcd's.
    pub fn decode(file: &[u8]) -> Result<Backend, FileError> {
        let mut backend = Backend::default();
        for (name, rows) in bolt::read(file).map_err(FileError::Bolt)?.buckets {
            let known = Bucket::ALL.into_iter().find(|bucket| bucket.name().as_bytes() == &*name);
            let bucket = known.ok_or(FileError::UnknownBucket(name))?;
            for (key, value) in rows {
                backend.put(bucket, key, value);
            }
        }
        Ok(backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backend_comes_back_and_a_strange_bucket_is_named() {
        let mut backend = Backend::default();
        for i in 0..2_000u64 {
            backend.put(Bucket::Key, Bytes::from(i.to_be_bytes()), "some value".into());
        }
        backend.put(Bucket::Meta, "consistent_index".into(), Bytes::from([0, 7]));
        assert_eq!(Backend::decode(&backend.encode()), Ok(backend));
        let strange = bolt::write(&BTreeMap::from([(&b"other"[..], BTreeMap::new())]));
        let error = Backend::decode(&strange).unwrap_err();
        assert_eq!(error.to_string(), "unknown bucket \"other\"");
    }
}
