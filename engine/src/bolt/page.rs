//! The bytes that all pages have in common: header and meta page (`internal/common/page.go`, `meta.go`).

use super::error::MetaError;
use crate::base::sum::fnv1a;

/// A page's header; the elements follow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Header {
    pub id: u64,
    pub flags: u16,
    pub count: u16,
    /// So many further pages belong to this one.
    pub overflow: u32,
}

/// What a meta page says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meta {
    pub page_size: u32,
    /// The root page of the root bucket.
    pub root: u64,
    /// The page of the list of free pages, or [`NO_FREELIST`].
    pub freelist: u64,
    /// The first page that was never used.
    pub high_water: u64,
    /// The transaction that wrote it.
    pub txid: u64,
}

impl Header {
    pub fn decode(page: &[u8]) -> Option<Header> {
        Some(Header {
            id: u64_at(page, 0)?,
            flags: u16_at(page, 8)?,
            count: u16_at(page, 10)?,
            overflow: u32_at(page, 12)?,
        })
    }

    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.id.to_le_bytes());
        out.extend_from_slice(&self.flags.to_le_bytes());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&self.overflow.to_le_bytes());
    }
}

impl Meta {
    /// From the bytes behind the page's header.
    pub fn decode(page: &[u8]) -> Result<Meta, MetaError> {
        let body = page.get(HEADER..HEADER + META).ok_or(MetaError::Invalid)?;
        let u64_of = |at| u64_at(body, at).unwrap_or(0);
        let u32_of = |at| u32_at(body, at).unwrap_or(0);
        if u32_of(0) != MAGIC {
            return Err(MetaError::Invalid);
        }
        if u32_of(4) != VERSION {
            return Err(MetaError::Version);
        }
        if u64_of(META - 8) != fnv1a(&body[..META - 8]) {
            return Err(MetaError::Checksum);
        }
        let page_size = u32_of(8);
        if !page_size.is_power_of_two() || !PAGE_SIZES.contains(&page_size) {
            return Err(MetaError::PageSize);
        }
        let (root, freelist, high_water, txid) = (u64_of(16), u64_of(32), u64_of(40), u64_of(48));
        Ok(Meta { page_size, root, freelist, high_water, txid })
    }

    /// A whole page, the `id` being 0 or 1.
    pub fn encode(&self, id: u64) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.page_size as usize);
        Header { id, flags: META_PAGE, count: 0, overflow: 0 }.put(&mut out);
        for number in [MAGIC, VERSION, self.page_size, 0] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        let sequence = 0;
        for number in [self.root, sequence, self.freelist, self.high_water, self.txid] {
            out.extend_from_slice(&number.to_le_bytes());
        }
        let sum = fnv1a(&out[HEADER..]);
        out.extend_from_slice(&sum.to_le_bytes());
        out.resize(self.page_size as usize, 0);
        out
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

pub(super) const HEADER: usize = 16;
const META: usize = 64;
/// An element of a leaf or branch page, in front of its key.
pub(super) const ELEMENT: usize = 16;
/// A bucket's value begins with its root page and its sequence number.
pub(super) const BUCKET: usize = 16;

pub(super) const BRANCH_PAGE: u16 = 0x01;
pub(super) const LEAF_PAGE: u16 = 0x02;
const META_PAGE: u16 = 0x04;
pub(super) const FREELIST_PAGE: u16 = 0x10;
/// In a leaf element's flags: the value is a bucket.
pub(super) const IS_BUCKET: u32 = 1;

const MAGIC: u32 = 0xed0c_daed;
const VERSION: u32 = 2;
/// No list of free pages in the file: whoever opens it looks for pages that nothing leads to.
pub(super) const NO_FREELIST: u64 = u64::MAX;
/// The page sizes that operating systems have.
const PAGE_SIZES: std::ops::RangeInclusive<u32> = 1024..=65536;
/// The first page after the two meta pages.
pub(super) const FIRST_PAGE: u64 = 2;
