//! What an entry of the log holds, for whoever applies it and whoever shows it.

use super::codec::{CodecError, InternalRaftRequest};
use super::v2_request::V2Request;
use crate::raft::codec;
use crate::raft::message::{ConfChange, ConfChangeV2, Entry, EntryType};

/// An entry's content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EntryData {
    /// Nothing: a new leader's first, or in place of a change that was refused.
    Empty,
    /// A request that goes through the log.
    Request(InternalRaftRequest),
    /// A member tells its name, or the leader what the cluster can do.
    V2(V2Request),
    /// One member is added, promoted or removed.
    ConfChange(ConfChange),
    /// Several members change at once.
    ConfChangeV2(ConfChangeV2),
}

impl EntryData {
    /// Reads an entry.
    ///
    /// # Errors
    /// [`CodecError`] if it holds something else.
    pub fn of(entry: &Entry) -> Result<EntryData, CodecError> {
        let data = &entry.data;
        match entry.entry_type {
            EntryType::Normal if data.is_empty() => Ok(EntryData::Empty),
            EntryType::Normal => match InternalRaftRequest::decode(data) {
                Ok(request) => Ok(EntryData::Request(request)),
                Err(error) => match V2Request::decode(data)? {
                    Some(request) => Ok(EntryData::V2(request)),
                    None => Err(error),
                },
            },
            EntryType::ConfChange => {
                let change = codec::conf_change(data).map_err(CodecError::ConfChange)?;
                Ok(EntryData::ConfChange(change))
            }
            EntryType::ConfChangeV2 => {
                let change = codec::conf_change_v2(data).map_err(CodecError::ConfChange)?;
                Ok(EntryData::ConfChangeV2(change))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Bytes;
    use crate::server::{PutRequest, Request};

    fn of(entry_type: EntryType, data: Bytes) -> Result<EntryData, CodecError> {
        EntryData::of(&Entry { term: 1, index: 1, entry_type, data })
    }

    #[test]
    fn each_kind_of_entry_is_known_by_its_data() {
        assert_eq!(of(EntryType::Normal, Bytes::new()), Ok(EntryData::Empty));
        let put = PutRequest { key: "a".into(), ..PutRequest::default() };
        let request = InternalRaftRequest { id: 7, request: Request::Put(put) };
        let data = request.encode().expect("a put travels");
        assert_eq!(of(EntryType::Normal, data), Ok(EntryData::Request(request)));
        let change = ConfChange { id: 3, node_id: 4, ..ConfChange::default() };
        let data = codec::conf_change_data(&change);
        assert_eq!(of(EntryType::ConfChange, data), Ok(EntryData::ConfChange(change)));
        let change = ConfChangeV2::default();
        let data = codec::conf_change_v2_data(&change);
        assert_eq!(of(EntryType::ConfChangeV2, data), Ok(EntryData::ConfChangeV2(change)));
    }

    #[test]
    fn what_is_none_of_them_is_an_error() {
        assert_eq!(of(EntryType::Normal, "\x22\0".into()), Err(CodecError::NoHeader));
        let error = of(EntryType::ConfChange, "\x08".into()).expect_err("cut off");
        assert_eq!(error.to_string(), "unexpected EOF");
    }
}
