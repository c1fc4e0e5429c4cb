//! What is written comes back; what was tampered with is refused, and nothing panics.

use super::{Error, File, Rows, error::MetaError, read, write};
use crate::base::{Bytes, sum::fnv1a};
use proptest::prelude::*;
use std::collections::BTreeMap;

type Buckets = BTreeMap<Bytes, BTreeMap<Bytes, Bytes>>;

fn written(buckets: &Buckets) -> Vec<u8> {
    let rows = |rows: &BTreeMap<Bytes, Bytes>| -> Vec<(Bytes, Bytes)> {
        rows.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let owned: Vec<(Bytes, Rows)> =
        buckets.iter().map(|(name, bucket)| (name.clone(), rows(bucket))).collect();
    let borrowed = owned.iter().map(|(name, rows)| {
        (&**name, rows.iter().map(|(key, value)| (&**key, &**value)).collect())
    });
    write(&borrowed.collect())
}

fn bucket(rows: u32, value: usize) -> BTreeMap<Bytes, Bytes> {
    let row = |i: u32| (Bytes::from(i.to_be_bytes()), Bytes::from(vec![i as u8; value]));
    (0..rows).map(row).collect()
}

fn file(rows: u32, value: usize) -> Vec<u8> {
    written(&BTreeMap::from([("key".into(), bucket(rows, value)), ("meta".into(), bucket(1, 8))]))
}

fn some_bytes(least: usize) -> impl Strategy<Value = Bytes> {
    let short = prop::collection::vec(any::<u8>(), least..40);
    let long = (least.max(1)..9000, any::<u8>()).prop_map(|(len, byte)| vec![byte; len]);
    prop_oneof![20 => short, 1 => long].prop_map(Bytes::from)
}

fn some_buckets() -> impl Strategy<Value = Buckets> {
    let rows = prop::collection::btree_map(some_bytes(1), some_bytes(0), 0..200);
    prop::collection::btree_map(some_bytes(1), rows, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_comes_back(buckets in some_buckets()) {
        let bytes = written(&buckets);
        let file = read(&bytes).unwrap();
        prop_assert_eq!(file.pages * u64::from(file.page_size), bytes.len() as u64);
        prop_assert_eq!(file.in_use, file.pages, "no page is free");
        let got: Buckets = file.buckets.into_iter()
            .map(|(name, rows)| (name, rows.into_iter().collect()))
            .collect();
        prop_assert_eq!(got, buckets);
    }

    #[test]
    fn a_changed_byte_is_an_error_or_another_file_but_never_a_panic(
        rows in 0u32..400,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = file(rows, 20);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] ^= byte;
        }
        let _ = read(&bytes).map_err(|error| error.to_string());
        bytes.truncate(cut.index(bytes.len()));
        prop_assert!(read(&bytes).is_err(), "a cut file");
    }

    #[test]
    fn noise_behind_good_meta_pages_never_panics(
        words in prop::collection::vec(prop_oneof![0u64..8, any::<u64>()], 0..1024),
    ) {
        let mut bytes = file(300, 30);
        let noise: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes[2 * 4096..2 * 4096 + noise.len()].copy_from_slice(&noise);
        let _ = read(&bytes).map_err(|error| error.to_string());
    }
}

#[test]
fn many_rows_make_branches_and_long_values_run_over() {
    let bytes = file(20_000, 100);
    let File { pages, buckets, .. } = read(&bytes).unwrap();
    assert!(pages > 600, "{pages} pages");
    assert_eq!(buckets[&b"key"[..]].len(), 20_000);
    let bytes = file(3, 50_000);
    assert_eq!(read(&bytes).unwrap().buckets[&b"key"[..]][2].1.len(), 50_000);
}

#[test]
fn a_small_bucket_stands_in_its_value() {
    assert_eq!(file(1, 10).len(), 3 * 4096, "two meta pages and the root");
    assert_eq!(file(100, 10).len(), 4 * 4096);
}

#[test]
fn one_broken_meta_page_does_no_harm_and_two_do() {
    let good = file(300, 20);
    let want = read(&good).unwrap().buckets;
    for broken in [0, 4096] {
        let mut bytes = good.clone();
        bytes[broken + 70] ^= 1;
        assert_eq!(read(&bytes).unwrap().buckets, want);
    }
    let mut bytes = good.clone();
    bytes[70] ^= 1;
    bytes[4096 + 70] ^= 1;
    assert_eq!(read(&bytes), Err(Error::NoMeta(MetaError::Checksum)));
    assert_eq!(read(&good[..100]), Err(Error::TooShort { len: 100 }));
    assert_eq!(read(&vec![0; 9000]), Err(Error::NoMeta(MetaError::Invalid)));
    let cut = &good[..good.len() - 1];
    assert!(matches!(read(cut), Err(Error::Truncated { .. })), "{:?}", read(cut));
}

/// Rewrites both meta pages with other fields.
fn with_meta(bytes: &mut [u8], change: impl Fn(&mut [u8])) {
    for at in [0, 4096] {
        let body = &mut bytes[at + 16..at + 80];
        change(body);
        let sum = fnv1a(&body[..56]);
        body[56..].copy_from_slice(&sum.to_le_bytes());
    }
}

#[test]
fn each_kind_of_damage_has_its_name() {
    let good = file(300, 20);
    let last = good.len() / 4096 - 1;
    let root = |page: u64| move |body: &mut [u8]| body[16..24].copy_from_slice(&page.to_le_bytes());
    let error = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.clone();
        change(&mut bytes);
        read(&bytes).unwrap_err().to_string()
    };
    assert_eq!(error(&|b| with_meta(b, root(99))), "page 99: out of bounds");
    assert_eq!(error(&|b| with_meta(b, root(1))), "page 1: out of bounds");
    assert_eq!(error(&|b| with_meta(b, |body| body[4] = 3)), "version mismatch");
    assert_eq!(error(&|b| with_meta(b, |body| body[8] = 1)), "page size out of range");
    let page = |b: &mut Vec<u8>, at: usize, byte: u8| b[last * 4096 + at] = byte;
    assert_eq!(error(&|b| page(b, 0, 77)), format!("page {last} self identifies as 77"));
    assert_eq!(error(&|b| page(b, 8, 4)), format!("page {last}: invalid type: unknown<04>"));
    assert_eq!(error(&|b| page(b, 12, 9)), format!("page {}: out of bounds", last + 9));
    assert_eq!(error(&|b| page(b, 22, 255)), format!("page {last}: an element ends outside of it"));
    assert_eq!(
        error(&|b| page(b, 16, 7)),
        format!("page {last}: a bucket stands where none may, or is missing")
    );
    assert_eq!(
        error(&|b| with_meta(b, |body| body[32..40].copy_from_slice(&2u64.to_le_bytes()))),
        "page 2: multiple references"
    );
}
