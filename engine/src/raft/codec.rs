//! `raftpb` as bytes: what stands in the WAL, in `.snap` files and in the data of entries.
//!
//! Follows the encoding that gogo-protobuf generates for `raftpb/raft.proto`: fields in ascending order,
//! scalars written even when they are zero, byte strings left out only when they are absent. [`Bytes`]
//! does not tell an absent string from an empty one; an empty one is left out.

use super::message::{
    ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2, ConfState,
    Entry, EntryType, HardState, Snapshot, SnapshotMetadata,
};
use crate::base::{
    Bytes,
    wire::{Fields, Value, WireError, put_bytes, put_bytes_nonempty, put_uint},
};

/// Appends an entry.
pub fn put_entry(out: &mut Vec<u8>, entry: &Entry) {
    put_uint(out, 1, entry.entry_type as u64);
    put_uint(out, 2, entry.term);
    put_uint(out, 3, entry.index);
    put_bytes_nonempty(out, 4, &entry.data);
}

/// Appends a hard state.
pub fn put_hard_state(out: &mut Vec<u8>, state: &HardState) {
    put_uint(out, 1, state.term);
    put_uint(out, 2, state.vote);
    put_uint(out, 3, state.commit);
}

/// Appends a configuration.
pub fn put_conf_state(out: &mut Vec<u8>, conf: &ConfState) {
    let lists = [&conf.voters, &conf.learners, &conf.voters_outgoing, &conf.learners_next];
    for (number, ids) in (1..).zip(lists) {
        for id in ids {
            put_uint(out, number, *id);
        }
    }
    put_uint(out, 5, u64::from(conf.auto_leave));
}

/// Appends a change of one member.
pub fn put_conf_change(out: &mut Vec<u8>, change: &ConfChange) {
    put_uint(out, 1, change.id);
    put_uint(out, 2, change.change_type as u64);
    put_uint(out, 3, change.node_id);
    put_bytes_nonempty(out, 4, &change.context);
}

/// Appends a change of several members.
pub fn put_conf_change_v2(out: &mut Vec<u8>, change: &ConfChangeV2) {
    put_uint(out, 1, change.transition as u64);
    for single in &change.changes {
        let mut inner = Vec::new();
        put_uint(&mut inner, 1, single.change_type as u64);
        put_uint(&mut inner, 2, single.node_id);
        put_bytes(out, 2, &inner);
    }
    put_bytes_nonempty(out, 3, &change.context);
}

/// Appends a snapshot.
pub fn put_snapshot(out: &mut Vec<u8>, snapshot: &Snapshot) {
    let (mut conf, mut metadata) = (Vec::new(), Vec::new());
    put_conf_state(&mut conf, &snapshot.metadata.conf_state);
    put_bytes(&mut metadata, 1, &conf);
    put_uint(&mut metadata, 2, snapshot.metadata.index);
    put_uint(&mut metadata, 3, snapshot.metadata.term);
    put_bytes_nonempty(out, 1, &snapshot.data);
    put_bytes(out, 2, &metadata);
}

/// Reads an entry.
pub fn entry(message: &[u8]) -> Result<Entry, WireError> {
    let (entry, data) = entry_and_data(message)?;
    Ok(Entry { data: data.into(), ..entry })
}

/// Reads an entry and leaves its data where it is: the entry's own are empty.
pub fn entry_and_data(message: &[u8]) -> Result<(Entry, &[u8]), WireError> {
    let (mut entry, mut data) = (Entry::default(), &[][..]);
    for field in Fields::of(message) {
        match field? {
            (1, value) => {
                entry.entry_type = match uint(value, "Type")? {
                    0 => EntryType::Normal,
                    1 => EntryType::ConfChange,
                    2 => EntryType::ConfChangeV2,
                    value => return Err(WireError::BadEnum { field: "Type", value }),
                };
            }
            (2, value) => entry.term = uint(value, "Term")?,
            (3, value) => entry.index = uint(value, "Index")?,
            (4, value) => data = bytes(value, "Data")?,
            _ => {}
        }
    }
    Ok((entry, data))
}

/// Reads a hard state.
pub fn hard_state(message: &[u8]) -> Result<HardState, WireError> {
    let mut state = HardState::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => state.term = uint(value, "Term")?,
            (2, value) => state.vote = uint(value, "Vote")?,
            (3, value) => state.commit = uint(value, "Commit")?,
            _ => {}
        }
    }
    Ok(state)
}

/// Reads a configuration. Lists may be packed, as protobuf allows.
pub fn conf_state(message: &[u8]) -> Result<ConfState, WireError> {
    let mut conf = ConfState::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => put_ids(&mut conf.voters, value)?,
            (2, value) => put_ids(&mut conf.learners, value)?,
            (3, value) => put_ids(&mut conf.voters_outgoing, value)?,
            (4, value) => put_ids(&mut conf.learners_next, value)?,
            (5, value) => conf.auto_leave = uint(value, "AutoLeave")? != 0,
            _ => {}
        }
    }
    Ok(conf)
}

/// Reads a change of one member.
pub fn conf_change(message: &[u8]) -> Result<ConfChange, WireError> {
    let mut change = ConfChange::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => change.id = uint(value, "ID")?,
            (2, value) => change.change_type = change_type(uint(value, "Type")?)?,
            (3, value) => change.node_id = uint(value, "NodeID")?,
            (4, value) => change.context = bytes(value, "Context")?.into(),
            _ => {}
        }
    }
    Ok(change)
}

/// Reads a change of several members.
pub fn conf_change_v2(message: &[u8]) -> Result<ConfChangeV2, WireError> {
    let mut change = ConfChangeV2::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => {
                change.transition = match uint(value, "Transition")? {
                    0 => ConfChangeTransition::Auto,
                    1 => ConfChangeTransition::JointImplicit,
                    2 => ConfChangeTransition::JointExplicit,
                    value => return Err(WireError::BadEnum { field: "Transition", value }),
                };
            }
            (2, value) => change.changes.push(conf_change_single(bytes(value, "Changes")?)?),
            (3, value) => change.context = bytes(value, "Context")?.into(),
            _ => {}
        }
    }
    Ok(change)
}

/// Reads a snapshot.
pub fn snapshot(message: &[u8]) -> Result<Snapshot, WireError> {
    let mut snapshot = Snapshot::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => snapshot.data = bytes(value, "Data")?.into(),
            (2, value) => snapshot.metadata = snapshot_metadata(bytes(value, "Metadata")?)?,
            _ => {}
        }
    }
    Ok(snapshot)
}

/// An entry's payload for a change of one member.
pub fn conf_change_data(change: &ConfChange) -> Bytes {
    let mut out = Vec::new();
    put_conf_change(&mut out, change);
    out.into()
}

/// An entry's payload for a change of several members.
pub fn conf_change_v2_data(change: &ConfChangeV2) -> Bytes {
    let mut out = Vec::new();
    put_conf_change_v2(&mut out, change);
    out.into()
}

/// How many bytes [`put_entry`] writes: raft's size limits count in these (`raftpb.Entry.Size`).
pub fn entry_size(entry: &Entry) -> u64 {
    let data = entry.data.len() as u64;
    let payload = if data == 0 { 0 } else { 1 + varint_size(data) + data };
    1 + varint_size(entry.entry_type as u64)
        + 1
        + varint_size(entry.term)
        + 1
        + varint_size(entry.index)
        + payload
}

fn varint_size(n: u64) -> u64 {
    u64::from((64 - (n | 1).leading_zeros()).div_ceil(7))
}

fn snapshot_metadata(message: &[u8]) -> Result<SnapshotMetadata, WireError> {
    let mut metadata = SnapshotMetadata::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => metadata.conf_state = conf_state(bytes(value, "ConfState")?)?,
            (2, value) => metadata.index = uint(value, "Index")?,
            (3, value) => metadata.term = uint(value, "Term")?,
            _ => {}
        }
    }
    Ok(metadata)
}

fn conf_change_single(message: &[u8]) -> Result<ConfChangeSingle, WireError> {
    let mut single = ConfChangeSingle::default();
    for field in Fields::of(message) {
        match field? {
            (1, value) => single.change_type = change_type(uint(value, "Type")?)?,
            (2, value) => single.node_id = uint(value, "NodeID")?,
            _ => {}
        }
    }
    Ok(single)
}

fn change_type(value: u64) -> Result<ConfChangeType, WireError> {
    match value {
        0 => Ok(ConfChangeType::AddNode),
        1 => Ok(ConfChangeType::RemoveNode),
        2 => Ok(ConfChangeType::UpdateNode),
        3 => Ok(ConfChangeType::AddLearnerNode),
        value => Err(WireError::BadEnum { field: "Type", value }),
    }
}

fn put_ids(ids: &mut Vec<u64>, value: Value) -> Result<(), WireError> {
    match value {
        Value::Bytes(packed) => ids.extend(Fields::packed(packed)?),
        value => ids.push(uint(value, "Voters")?),
    }
    Ok(())
}

fn uint(value: Value, field: &'static str) -> Result<u64, WireError> {
    match value {
        Value::Varint(n) => Ok(n),
        other => Err(WireError::WrongWireType { wire_type: other.wire_type(), field }),
    }
}

fn bytes<'a>(value: Value<'a>, field: &'static str) -> Result<&'a [u8], WireError> {
    match value {
        Value::Bytes(bytes) => Ok(bytes),
        other => Err(WireError::WrongWireType { wire_type: other.wire_type(), field }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn zeros_are_written_and_empty_data_is_not() {
        let mut out = Vec::new();
        put_entry(&mut out, &Entry { term: 2, index: 3, ..Entry::default() });
        assert_eq!(out, [0x08, 0, 0x10, 2, 0x18, 3]);
        out.clear();
        put_hard_state(&mut out, &HardState { term: 2, vote: 0, commit: 300 });
        assert_eq!(out, [0x08, 2, 0x10, 0, 0x18, 0xac, 2]);
        out.clear();
        put_conf_state(&mut out, &ConfState { voters: vec![1, 2], ..ConfState::default() });
        assert_eq!(out, [0x08, 1, 0x08, 2, 0x28, 0]);
    }

    #[test]
    fn packed_lists_are_read() {
        let conf = conf_state(&[0x0a, 3, 1, 0xac, 2]).unwrap();
        assert_eq!(conf.voters, [1, 300]);
    }

    #[test]
    fn a_wrong_wire_type_names_the_field() {
        let error = hard_state(&[0x0a, 0]).unwrap_err();
        assert_eq!(error.to_string(), "proto: wrong wireType = 2 for field Term");
    }

    fn entries() -> impl Strategy<Value = Entry> {
        (any::<u64>(), any::<u64>(), 0..3u8, proptest::collection::vec(any::<u8>(), 0..300))
            .prop_map(|(term, index, kind, data)| Entry {
                term,
                index,
                entry_type: [EntryType::Normal, EntryType::ConfChange, EntryType::ConfChangeV2]
                    [usize::from(kind)],
                data: data.into(),
            })
    }

    fn change_types() -> impl Strategy<Value = ConfChangeType> {
        (0..4u64).prop_map(|n| change_type(n).unwrap())
    }

    proptest! {
        #[test]
        fn entries_come_back(written in entries()) {
            let mut out = Vec::new();
            put_entry(&mut out, &written);
            prop_assert_eq!(out.len() as u64, entry_size(&written));
            prop_assert_eq!(entry(&out), Ok(written));
        }

        #[test]
        fn snapshots_come_back(
            ids in proptest::collection::vec(proptest::collection::vec(any::<u64>(), 0..4), 4),
            data in proptest::collection::vec(any::<u8>(), 0..40),
            (index, term, auto_leave) in any::<(u64, u64, bool)>(),
        ) {
            let conf_state = ConfState {
                voters: ids[0].clone(),
                learners: ids[1].clone(),
                voters_outgoing: ids[2].clone(),
                learners_next: ids[3].clone(),
                auto_leave,
            };
            let metadata = SnapshotMetadata { conf_state, index, term };
            let written = Snapshot { data: data.into(), metadata };
            let mut out = Vec::new();
            put_snapshot(&mut out, &written);
            prop_assert_eq!(snapshot(&out), Ok(written));
        }

        #[test]
        fn changes_come_back(
            (id, node_id) in any::<(u64, u64)>(),
            kinds in proptest::collection::vec(change_types(), 1..5),
        ) {
            let one = ConfChange { id, change_type: kinds[0], node_id, context: "ctx".into() };
            prop_assert_eq!(conf_change(&conf_change_data(&one)), Ok(one));
            let single = |change_type| ConfChangeSingle { change_type, node_id };
            let many = ConfChangeV2 {
                transition: ConfChangeTransition::JointExplicit,
                changes: kinds.into_iter().map(single).collect(),
                context: Bytes::new(),
            };
            prop_assert_eq!(conf_change_v2(&conf_change_v2_data(&many)), Ok(many));
        }

        #[test]
        fn any_bytes_are_an_error_or_a_value(noise in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = (entry(&noise), snapshot(&noise), conf_change_v2(&noise), conf_state(&noise));
        }
    }
}
