//! Writing a whole file: leaves first, then the branches above them, the meta pages last (after bbolt's
//! `node.go`, `spill` and `splitIndex`, of a tree that is new as a whole).

use super::page::{
    BRANCH_PAGE, BUCKET, ELEMENT, FIRST_PAGE, HEADER, Header, IS_BUCKET, LEAF_PAGE, Meta,
    NO_FREELIST,
};
use std::collections::BTreeMap;

/// The bytes of a file with these buckets. Keys must have at least one byte; of equal ones the last
/// counts.
pub fn write(buckets: &BTreeMap<&[u8], BTreeMap<&[u8], &[u8]>>) -> Vec<u8> {
    let mut writer = Writer { out: vec![0; PAGE_SIZE * FIRST_PAGE as usize] };
    let values: Vec<(&[u8], Vec<u8>)> =
        buckets.iter().map(|(name, rows)| (*name, writer.bucket(rows))).collect();
    let elements = values
        .iter()
        .map(|(name, value)| Element { flags: IS_BUCKET, key: name, value })
        .collect::<Vec<_>>();
    let root = writer.tree(&elements);
    let high_water = writer.next_page();
    let mut meta =
        Meta { page_size: PAGE_SIZE as u32, root, freelist: NO_FREELIST, high_water, txid: 0 };
    for id in 0..FIRST_PAGE {
        meta.txid = id;
        let at = id as usize * PAGE_SIZE;
        writer.out[at..at + PAGE_SIZE].copy_from_slice(&meta.encode(id));
    }
    writer.out
}

struct Writer {
    out: Vec<u8>,
}

/// One row of a leaf page.
struct Element<'a> {
    flags: u32,
    key: &'a [u8],
    value: &'a [u8],
}

impl Element<'_> {
    fn size(&self) -> usize {
        ELEMENT + self.key.len() + self.value.len()
    }
}

impl Writer {
    /// The number of the page that is written next.
    fn next_page(&self) -> u64 {
        (self.out.len() / PAGE_SIZE) as u64
    }

    /// Writes a bucket's pages, if it needs any; its value in the root bucket comes back.
    fn bucket(&mut self, rows: &BTreeMap<&[u8], &[u8]>) -> Vec<u8> {
        let elements: Vec<Element<'_>> =
            rows.iter().map(|(key, value)| Element { flags: 0, key, value }).collect();
        let size = HEADER + elements.iter().map(Element::size).sum::<usize>();
        let mut value = vec![0; BUCKET];
        if size <= INLINE_MAX {
            put_leaf(&mut value, 0, &elements);
        } else {
            let root = self.tree(&elements);
            value[..8].copy_from_slice(&root.to_le_bytes());
        }
        value
    }

    /// Writes a tree; its root page comes back.
    fn tree(&mut self, elements: &[Element<'_>]) -> u64 {
        let mut level: Vec<(&[u8], u64)> = Vec::new();
        for part in split(elements, Element::size) {
            let id = self.page(|out, id| put_leaf(out, id, part));
            level.push((part.first().map_or(&[], |element| element.key), id));
        }
        while level.len() > 1 {
            let mut above = Vec::new();
            for part in split(&level, |(key, _)| ELEMENT + key.len()) {
                let id = self.page(|out, id| put_branch(out, id, part));
                above.push((part[0].0, id));
            }
            level = above;
        }
        level[0].1
    }

    /// Writes one page, fills it up, and notes how far it runs over.
    fn page(&mut self, put: impl FnOnce(&mut Vec<u8>, u64)) -> u64 {
        let (start, id) = (self.out.len(), self.next_page());
        put(&mut self.out, id);
        let pages = (self.out.len() - start).div_ceil(PAGE_SIZE);
        self.out.resize(start + pages * PAGE_SIZE, 0);
        let overflow = (pages - 1) as u32;
        self.out[start + 12..start + HEADER].copy_from_slice(&overflow.to_le_bytes());
        id
    }
}

fn put_leaf(out: &mut Vec<u8>, id: u64, elements: &[Element<'_>]) {
    Header { id, flags: LEAF_PAGE, count: elements.len() as u16, overflow: 0 }.put(out);
    let mut pos = elements.len() * ELEMENT;
    for element in elements {
        let (ksize, vsize) = (element.key.len(), element.value.len());
        for number in [element.flags, pos as u32, ksize as u32, vsize as u32] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        // The position counts from the element that names it.
        pos = pos - ELEMENT + ksize + vsize;
    }
    for element in elements {
        out.extend_from_slice(element.key);
        out.extend_from_slice(element.value);
    }
}

fn put_branch(out: &mut Vec<u8>, id: u64, elements: &[(&[u8], u64)]) {
    Header { id, flags: BRANCH_PAGE, count: elements.len() as u16, overflow: 0 }.put(out);
    let mut pos = elements.len() * ELEMENT;
    for (key, page) in elements {
        out.extend_from_slice(&(pos as u32).to_le_bytes());
        out.extend_from_slice(&(key.len() as u32).to_le_bytes());
        out.extend_from_slice(&page.to_le_bytes());
        pos = pos - ELEMENT + key.len();
    }
    elements.iter().for_each(|(key, _)| out.extend_from_slice(key));
}

/// Cuts a level into pages: none is filled beyond [`FILL`], and each but the last has at least two
/// elements. A level without elements is one empty page.
fn split<T>(elements: &[T], size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let (mut parts, mut start, mut bytes) = (Vec::new(), 0, HEADER);
    for (i, element) in elements.iter().enumerate() {
        let count = i - start;
        let enough_left = elements.len() - i >= MIN_KEYS;
        if count >= MIN_KEYS && enough_left && bytes + size(element) > FILL {
            parts.push(&elements[start..i]);
            (start, bytes) = (i, HEADER);
        }
        bytes += size(element);
    }
    parts.push(&elements[start..]);
    parts
}

pub(super) const PAGE_SIZE: usize = 4096;
/// etcd asks bbolt to fill the pages of its `key` bucket to nine tenths.
const FILL: usize = PAGE_SIZE * 9 / 10;
/// bbolt's `minKeysPerPage`.
const MIN_KEYS: usize = 2;
/// A bucket of at most a quarter of a page stands in its value.
const INLINE_MAX: usize = PAGE_SIZE / 4;
