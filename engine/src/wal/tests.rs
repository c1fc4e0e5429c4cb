//! The log as a whole: what was written comes back, whatever happens to the file's end.

use super::*;
use crate::{
    base::{DiskOp, Sink},
    raft::message::{Entry, EntryType, HardState},
    sim::disk::{Disk, Torn},
};
use proptest::prelude::*;
use std::collections::BTreeMap;

const METADATA: Metadata =
    Metadata { node_id: 0xf260_0b61_8f9a_8a7b, cluster_id: 0x6c3b_d2be_0e90_ba19 };

fn entry(term: u64, index: u64, size: usize) -> Entry {
    let data = vec![index as u8 | 1; size].into();
    Entry { term, index, entry_type: EntryType::Normal, data }
}

fn carry_out(disk: &mut Disk, ops: &mut Vec<DiskOp>) {
    for op in ops.drain(..) {
        disk.apply(&op);
    }
}

fn reopen(disk: &mut Disk) -> Result<(Wal, ReadAll), OpenError> {
    let mut ops = Vec::new();
    let opened = open(&disk.read_all("member/"), &Snapshot::default(), &mut ops)?;
    carry_out(disk, &mut ops);
    assert_eq!(disk.len(opened.0.path()), opened.0.len());
    Ok(opened)
}

/// A log in which entry 4 is written twice, and what a reader must find after each of its records.
fn sample() -> (Disk, Vec<(u64, HardState, Vec<Entry>)>) {
    let (mut disk, mut ops) = (Disk::default(), Vec::new());
    let mut wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
    let state = |term, commit| HardState { term, vote: 7, commit };
    let saves: [(HardState, &[Entry]); 4] = [
        (state(1, 0), &[entry(1, 1, 0)]),
        (state(1, 2), &[entry(1, 2, 30), entry(1, 3, 700), entry(1, 4, 5)]),
        (state(2, 3), &[entry(2, 4, 9)]),
        (state(2, 5), &[entry(2, 5, 1100)]),
    ];
    let (mut states, mut log) = (vec![], Vec::<Entry>::new());
    states.push((wal.len(), HardState::default(), log.clone()));
    for (state, entries) in saves {
        for entry in entries {
            wal.save(None, std::slice::from_ref(entry), true, &mut ops, &mut Sink::<Trace>::off());
            log.truncate(entry.index as usize - 1);
            log.push(entry.clone());
            let before = states.last().map_or(HardState::default(), |(_, state, _)| *state);
            states.push((wal.len(), before, log.clone()));
        }
        wal.save(Some(&state), &[], true, &mut ops, &mut Sink::<Trace>::off());
        states.push((wal.len(), state, log.clone()));
    }
    carry_out(&mut disk, &mut ops);
    (disk, states)
}

#[test]
fn a_new_log_has_the_bytes_that_etcd_writes() {
    let mut ops = Vec::new();
    let wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
    let mut disk = Disk::default();
    carry_out(&mut disk, &mut ops);
    assert_eq!(wal.path(), "member/wal/0000000000000000-0000000000000000.wal");
    let views = inspect(&disk.read(wal.path()));
    let found: Vec<_> = views.iter().map(|view| (view.offset, view.kind, view.crc)).collect();
    let expected = [
        (0, Some(Kind::Crc), 0),
        (16, Some(Kind::Metadata), 0x084b_b3de),
        (56, Some(Kind::Snapshot), 0x8f57_4b95),
    ];
    assert_eq!(found, expected);
    assert_eq!(wal.len(), 80);
    assert_eq!(views[1].decoded, Ok(Decoded::Metadata(METADATA)));
    disk.crash(None);
    assert_eq!(disk.len(wal.path()), 80, "a new log is safe at once");
}

#[test]
fn one_save_is_one_write_entries_before_state() {
    let mut ops = Vec::new();
    let mut wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
    ops.clear();
    let state = HardState { term: 1, vote: 1, commit: 0 };
    let mut reasons = Sink::<Trace>::new(true);
    wal.save(Some(&state), &[entry(1, 1, 3), entry(1, 2, 3)], true, &mut ops, &mut reasons);
    let [DiskOp::Append { data, .. }, DiskOp::Sync { .. }] = &ops[..] else { panic!("{ops:?}") };
    let kinds: Vec<_> = inspect(data).iter().map(|view| view.kind).collect();
    assert_eq!(kinds.first(), Some(&Some(Kind::Entry)));
    let said: Vec<String> = reasons.take().iter().map(Trace::to_string).collect();
    let bytes = data.len();
    assert_eq!(said, [format!("saved entries 1..2 and hard state ({bytes} bytes, to be synced)")]);
    ops.clear();
    wal.save(Some(&HardState { commit: 2, ..state }), &[], false, &mut ops, &mut reasons);
    assert_eq!(reasons.take().len(), 1);
    assert!(matches!(ops[..], [DiskOp::Append { .. }]), "a commit index alone is not synced");
    ops.clear();
    wal.save(Some(&HardState::default()), &[], true, &mut ops, &mut reasons);
    assert_eq!((ops, reasons.take()), (vec![], vec![]), "there was nothing to write");
}

#[test]
fn cut_at_every_byte_a_prefix_is_left() {
    let (disk, states) = sample();
    let path = segment::path(0, 0);
    let whole = disk.read(&path);
    for cut in states[0].0..=whole.len() as u64 {
        let mut disk = disk.clone();
        disk.apply(&DiskOp::Truncate { path: path.clone(), len: cut });
        let (mut wal, read) = reopen(&mut disk).unwrap_or_else(|error| panic!("{cut}: {error}"));
        let (len, state, entries) = states.iter().rfind(|(len, ..)| *len <= cut).unwrap();
        assert_eq!((&read.hard_state, &read.entries), (state, entries), "cut at {cut}");
        assert_eq!((wal.len(), read.repaired.is_some()), (*len, cut != *len), "cut at {cut}");
        let backup = disk.read(&format!("{path}.broken"));
        assert_eq!(backup, if cut == *len { &[] } else { &whole[..cut as usize] });

        let (mut ops, next) = (Vec::new(), entry(9, entries.len() as u64 + 1, 40));
        wal.save(None, std::slice::from_ref(&next), true, &mut ops, &mut Sink::<Trace>::off());
        carry_out(&mut disk, &mut ops);
        let (_, again) = reopen(&mut disk).unwrap();
        assert_eq!(again.entries.split_last(), Some((&next, &entries[..])), "cut at {cut}");
        assert_eq!(again.repaired, None);
    }
}

#[test]
fn cut_within_the_head_it_is_nobodys_log() {
    let (disk, states) = sample();
    let path = segment::path(0, 0);
    for cut in 0..states[0].0 {
        let mut disk = disk.clone();
        disk.apply(&DiskOp::Truncate { path: path.clone(), len: cut });
        match reopen(&mut disk) {
            Ok((_, read)) => assert!(cut >= 56 && read.entries.is_empty(), "cut at {cut}"),
            Err(error) => assert_eq!(error.error, WalError::NoMetadata, "cut at {cut}"),
        }
    }
}

/// What a flipped bit may do without being noticed, as in etcd: nothing at all (padding, the flag of
/// padding that is not used, …), or turn one record's kind into another's, or end the log early.
#[test]
fn a_flipped_bit_is_noticed_or_stands_where_nothing_is_checked() {
    let (disk, states) = sample();
    let path = segment::path(0, 0);
    let whole = disk.read(&path);
    let last = states.last().unwrap();
    let views = inspect(&whole);
    let (mut refused, mut repaired, mut silent) = (0, 0, 0);
    for at in 0..whole.len() as u64 {
        let view = views.iter().rfind(|view| view.offset <= at).unwrap();
        let span = view.fields.iter().rfind(|span| span.offset <= at).unwrap();
        for bit in 0..8 {
            let mut disk = disk.clone();
            disk.flip(&path, at, 1 << bit);
            let what = format!("bit {bit} at {at}: {span:?} of {:?}", view.kind);
            let Ok((_, read)) = reopen(&mut disk) else {
                refused += 1;
                continue;
            };
            let same = read.entries == last.2 && read.hard_state == last.1;
            let prefix = states
                .iter()
                .any(|(_, state, entries)| *state == read.hard_state && *entries == read.entries);
            match span.name {
                "padding" => assert!(same, "{what}"),
                "length" => assert!(prefix, "{what}"),
                // Not covered by the chain: an entry may pass for something else, but its bytes are whole.
                "type" => {}
                "data" | "crc" => assert!(prefix, "{what}"),
                _ => assert!(read.repaired.is_some() && prefix, "{what}"),
            }
            match read.repaired {
                Some(_) => repaired += 1,
                None => silent += 1,
            }
        }
    }
    assert_eq!(refused + repaired + silent, whole.len() * 8);
    assert!(refused > whole.len() * 7, "{refused} refused, {repaired} repaired, {silent} silent");
}

#[test]
fn segments_follow_each_other() {
    let (mut disk, mut ops) = (Disk::default(), Vec::new());
    let mut wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
    wal.set_segment_bytes(600);
    let entries: Vec<_> = (1..=20).map(|index| entry(1, index, 100)).collect();
    for entry in &entries {
        let state = HardState { term: 1, vote: 1, commit: entry.index - 1 };
        wal.save(
            Some(&state),
            std::slice::from_ref(entry),
            true,
            &mut ops,
            &mut Sink::<Trace>::off(),
        );
    }
    carry_out(&mut disk, &mut ops);
    disk.crash(None);
    let paths: Vec<_> = disk.paths("").map(str::to_string).collect();
    assert!(paths.len() > 4 && paths.iter().all(|path| path.ends_with(".wal")), "{paths:?}");
    let (_, read) = reopen(&mut disk).unwrap();
    assert_eq!(read.entries, entries);
    let second = inspect(&disk.read(&paths[1]));
    let kinds: Vec<_> = second[..3].iter().filter_map(|view| view.kind).collect();
    assert_eq!(kinds, [Kind::Crc, Kind::Metadata, Kind::State]);

    let files = disk.read_all("");
    let start = Snapshot { index: 9, term: 1, conf_state: None };
    let (_, late) = open(&files, &start, &mut Vec::new()).unwrap();
    assert_eq!(late.entries, entries[9..]);
    let mut torn = files.clone();
    torn.get_mut(&paths[1]).unwrap().truncate(300);
    let error = open(&torn, &Snapshot::default(), &mut Vec::new()).unwrap_err();
    assert!(error.error.is_unexpected_eof(), "only the last segment is repaired: {error}");
    let mut gap = files;
    gap.remove(&paths[2]);
    // The checksum chain notices a missing segment before its number does.
    let error = open(&gap, &Snapshot::default(), &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "discovery failed: wal: crc mismatch");
}

#[test]
fn a_snapshot_of_another_term_does_not_fit() {
    let (mut disk, mut ops) = (Disk::default(), Vec::new());
    let mut wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
    let state = HardState { term: 2, vote: 0, commit: 5 };
    let entries: Vec<_> = (1..=6).map(|index| entry(2, index, 1)).collect();
    wal.save(Some(&state), &entries, true, &mut ops, &mut Sink::<Trace>::off());
    let snapshot = Snapshot { index: 5, term: 2, conf_state: Some(Default::default()) };
    wal.save_snapshot(&snapshot, &mut ops, &mut Sink::<Trace>::off());
    wal.save_snapshot(
        &Snapshot { index: 6, ..snapshot.clone() },
        &mut ops,
        &mut Sink::<Trace>::off(),
    );
    carry_out(&mut disk, &mut ops);
    let files = disk.read_all("");
    assert_eq!(discover(&files).unwrap(), [Snapshot::default(), snapshot.clone()]);
    let (_, read) = open(&files, &snapshot, &mut Vec::new()).unwrap();
    assert_eq!(read.entries, entries[5..]);
    let other = Snapshot { term: 3, ..snapshot };
    let error = open(&files, &other, &mut Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "failed to read WAL, cannot be repaired: wal: snapshot mismatch");
}

#[test]
fn the_fields_of_a_view_cover_its_frame() {
    let (disk, _) = sample();
    let whole = disk.read(&segment::path(0, 0));
    for cut in (0..=whole.len()).step_by(7) {
        let views = inspect(&whole[..cut]);
        let mut at = 0;
        for view in &views {
            assert_eq!(view.offset, at);
            for field in &view.fields {
                assert_eq!(field.offset, at, "{field:?} of {view:?}");
                at += field.len;
            }
            assert_eq!(at, view.offset + view.len, "{view:?}");
        }
        assert_eq!(at, cut as u64);
        let damaged = views.iter().filter(|view| view.decoded.is_err()).count();
        assert!(damaged <= 1, "cut at {cut}");
    }
}

/// From any place between two records, of a whole log and of one with a flipped bit; and the whole beside the
/// decoder of a starting process, which has all bytes before it.
#[test]
fn reading_on_from_between_two_records_is_reading_the_rest() {
    let (disk, _) = sample();
    let path = segment::path(0, 0);
    let len = disk.len(&path);
    let mut damaged = 0;
    for at in (0..len).step_by(11) {
        let mut disk = disk.clone();
        if at > 0 {
            disk.flip(&path, at, 4);
        }
        let read = |from, to| disk.read_range(&path, from, to);
        let mut records = Records::new(read, len, Position::default());
        let (mut positions, mut views) = (vec![records.position()], vec![]);
        while let Some(view) = records.next() {
            views.push(view);
            positions.push(records.position());
        }
        let bytes = disk.read(&path);
        assert_eq!(views, inspect(&bytes), "flipped at {at}");
        let segment = [Segment { name: "", seq: 0, index: 0, bytes: &bytes }];
        let mut decoder = Decoder::new(&segment);
        for (position, view) in positions.iter().zip(&views) {
            assert_eq!((decoder.offset(), decoder.crc()), (position.offset, position.crc));
            match (decoder.next_record(), &view.decoded) {
                (Ok(Some(_)), Ok(Decoded::Crc(crc))) => decoder.set_crc(*crc).unwrap(),
                (Ok(Some(record)), Ok(decoded)) => {
                    assert_eq!(Decoded::of(&record), Ok(decoded.clone()))
                }
                (Ok(Some(record)), Err(WalError::Unmarshal(error))) => {
                    assert_eq!(Decoded::of(&record), Err(error.clone()));
                }
                (found, told) => assert_eq!(found.map(|_| ()), told.clone().map(|_| ())),
            }
            damaged += u32::from(view.decoded.is_err());
        }
        for (number, position) in positions.iter().enumerate().take(views.len() + 1) {
            if views.get(number.wrapping_sub(1)).is_some_and(|view| view.decoded.is_err()) {
                break;
            }
            let rest: Vec<RecordView> = Records::new(read, len, *position).collect();
            assert_eq!(rest, views[number..], "from record {number}, flipped at {at}");
        }
    }
    assert!(damaged > 10, "{damaged} flips were seen");
}

fn saves() -> impl Strategy<Value = Vec<(u64, u64, Vec<usize>, bool)>> {
    let sizes = proptest::collection::vec(0..1500usize, 0..5);
    proptest::collection::vec((0..3u64, 0..3u64, sizes, any::<bool>()), 1..15)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    /// A member that crashes anywhere finds all that was synced, and beyond it a prefix of the rest.
    #[test]
    fn what_was_synced_survives_a_torn_crash(saves in saves(), draw in any::<u64>()) {
        let (mut disk, mut ops) = (Disk::default(), Vec::new());
        let mut wal = Wal::create(METADATA, &mut ops, &mut Sink::<Trace>::off());
        carry_out(&mut disk, &mut ops);
        let (mut term, mut log) = (1, Vec::<Entry>::new());
        let mut histories = vec![(log.clone(), HardState::default())];
        let mut synced = 0;
        for (more, back, sizes, sync) in saves {
            term += more;
            let first = (log.len() as u64 + 1).saturating_sub(back).max(1);
            let entries: Vec<_> =
                (first..).zip(sizes).map(|(index, size)| entry(term, index, size)).collect();
            let state = HardState { term, vote: 1, commit: log.len() as u64 };
            wal.save(Some(&state), &entries, sync, &mut ops, &mut Sink::<Trace>::off());
            carry_out(&mut disk, &mut ops);
            for entry in entries {
                log.truncate(entry.index as usize - 1);
                log.push(entry);
                let state = histories.last().unwrap().1;
                histories.push((log.clone(), state));
            }
            histories.push((log.clone(), state));
            if sync {
                synced = histories.len() - 1;
            }
        }
        let sectors = draw % (disk.dirty_sectors() + 1);
        disk.crash(Some(Torn { sectors }));
        let (reopened, read) = reopen(&mut disk).unwrap();
        let found = (read.entries, read.hard_state);
        prop_assert!(histories[synced..].contains(&found));
        disk.crash(None);
        let (again, _) = reopen(&mut disk).unwrap();
        prop_assert_eq!(again, reopened);
    }

    #[test]
    fn no_file_makes_it_panic(noise in proptest::collection::vec(any::<u8>(), 0..400), at in 0..2000usize) {
        let (disk, _) = sample();
        let mut files: BTreeMap<_, _> = disk.read_all("");
        let bytes = files.values_mut().next().unwrap();
        let end = (at + noise.len()).min(bytes.len());
        let at = at.min(end);
        bytes[at..end].copy_from_slice(&noise[..end - at]);
        inspect(bytes);
        let _ = open(&files, &Snapshot::default(), &mut Vec::new());
    }
}
