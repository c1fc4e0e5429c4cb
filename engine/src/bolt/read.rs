//! Reading a whole file, and believing nothing in it: every page is looked at once, every length and
//! every order is checked (what `bbolt check` checks, and that the bytes are there at all).

use super::error::{Error, MetaError};
use super::page::{
    BRANCH_PAGE, BUCKET, ELEMENT, FIRST_PAGE, FREELIST_PAGE, HEADER, Header, IS_BUCKET, LEAF_PAGE,
    Meta, NO_FREELIST, u32_at, u64_at,
};
use crate::base::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one bucket, in the order of their keys.
pub type Rows = Vec<(Bytes, Bytes)>;

/// What is in a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Every bucket by its name.
    pub buckets: BTreeMap<Bytes, Rows>,
    /// The size of a page, in bytes.
    pub page_size: u32,
    /// The last transaction.
    pub txid: u64,
    /// The pages that the file counts, and how many of them are in use.
    pub pages: u64,
    pub in_use: u64,
}

/// Reads a file.
///
/// # Errors
/// [`Error`] if it is none, or is damaged anywhere.
pub fn read(bytes: &[u8]) -> Result<File, Error> {
    let meta = meta_of(bytes)?;
    let size = u64::from(meta.page_size);
    if meta.high_water < FIRST_PAGE || meta.high_water > bytes.len() as u64 / size {
        return Err(Error::Truncated { pages: meta.high_water, len: bytes.len() as u64 });
    }
    let mut reader = Reader { bytes, meta, seen: BTreeSet::new() };
    let mut root = Vec::new();
    reader.tree(meta.root, Limits::default(), 0, &mut root)?;
    let mut buckets = BTreeMap::new();
    for leaf in root {
        if leaf.flags != IS_BUCKET {
            return Err(Error::NoBucket { page: leaf.page });
        }
        buckets.insert(Bytes::from(leaf.key), reader.bucket(&leaf)?);
    }
    reader.check_freelist()?;
    Ok(File {
        buckets,
        page_size: meta.page_size,
        txid: meta.txid,
        pages: meta.high_water,
        in_use: FIRST_PAGE + reader.seen.len() as u64,
    })
}

/// The newer of the meta pages that are whole. If the first cannot be used, nobody knows how large a page
/// is, and the second is looked for where it can be.
fn meta_of(bytes: &[u8]) -> Result<Meta, Error> {
    let len = bytes.len() as u64;
    if len < 2 * SMALLEST_PAGE {
        return Err(Error::TooShort { len });
    }
    let at = |offset: u64| Meta::decode(bytes.get(offset as usize..).unwrap_or(&[]));
    let second = |first: &Meta| {
        let second = at(u64::from(first.page_size)).ok();
        second.filter(|second| second.page_size == first.page_size && second.txid > first.txid)
    };
    match at(0) {
        Ok(first) => Ok(second(&first).unwrap_or(first)),
        Err(error) => {
            let mut places = (0..SECOND_META_PLACES).map(|i| SMALLEST_PAGE << i);
            let found = places
                .find_map(|place| at(place).ok().filter(|meta| u64::from(meta.page_size) == place));
            found.ok_or(Error::NoMeta(error))
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    meta: Meta,
    /// Pages that belong to a tree, those that another runs over into included.
    seen: BTreeSet<u64>,
}

/// An element of a leaf page.
struct Leaf<'a> {
    page: u64,
    flags: u32,
    key: &'a [u8],
    value: &'a [u8],
}

/// The keys that a page may have: from the branch's key for it, up to the next one.
#[derive(Clone, Copy, Default)]
struct Limits<'a> {
    from: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
}

impl<'a> Reader<'a> {
    fn bucket(&mut self, leaf: &Leaf<'a>) -> Result<Rows, Error> {
        let page = leaf.page;
        let root = u64_at(leaf.value, 0).filter(|_| leaf.value.len() >= BUCKET);
        let root = root.ok_or(Error::OutOfPage { page })?;
        let mut leaves = Vec::new();
        if root == 0 {
            let inline = &leaf.value[BUCKET..];
            let header = Header::decode(inline).ok_or(Error::OutOfPage { page })?;
            if header.flags != LEAF_PAGE {
                return Err(Error::PageKind { page, flags: header.flags });
            }
            leaves_of(page, inline, header.count, Limits::default(), &mut leaves)?;
        } else {
            self.tree(root, Limits::default(), 0, &mut leaves)?;
        }
        let rows = leaves.into_iter().map(|leaf| match leaf.flags {
            0 => Ok((Bytes::from(leaf.key), Bytes::from(leaf.value))),
            _ => Err(Error::NoBucket { page: leaf.page }),
        });
        rows.collect()
    }

    /// Reads the leaves below a page into `out`.
    fn tree(
        &mut self,
        page: u64,
        limits: Limits<'a>,
        depth: u32,
        out: &mut Vec<Leaf<'a>>,
    ) -> Result<(), Error> {
        if depth > DEPTH_MAX {
            return Err(Error::TooDeep { page });
        }
        let (header, body) = self.page(page)?;
        match header.flags {
            LEAF_PAGE => leaves_of(page, body, header.count, limits, out),
            BRANCH_PAGE => {
                let children = children_of(page, body, header.count, limits)?;
                for (i, (key, child)) in children.iter().enumerate() {
                    let to = children.get(i + 1).map(|(key, _)| *key).or(limits.to);
                    self.tree(*child, Limits { from: Some(key), to }, depth + 1, out)?;
                }
                Ok(())
            }
            flags => Err(Error::PageKind { page, flags }),
        }
    }

    /// A page that nothing else has led to, with those that it runs over into.
    fn page(&mut self, page: u64) -> Result<(Header, &'a [u8]), Error> {
        let high_water = self.meta.high_water;
        if !(FIRST_PAGE..high_water).contains(&page) {
            return Err(Error::NoSuchPage { page });
        }
        let size = self.meta.page_size as usize;
        let bytes = &self.bytes[page as usize * size..];
        let header = Header::decode(bytes).ok_or(Error::NoSuchPage { page })?;
        if header.id != page {
            return Err(Error::PageId { page, found: header.id });
        }
        let pages = 1 + u64::from(header.overflow);
        if pages > high_water - page {
            return Err(Error::NoSuchPage { page: page + pages - 1 });
        }
        for part in page..page + pages {
            if !self.seen.insert(part) {
                return Err(Error::PageTwice { page: part });
            }
        }
        Ok((header, &bytes[..pages as usize * size]))
    }

    fn check_freelist(&mut self) -> Result<(), Error> {
        let page = self.meta.freelist;
        if page == NO_FREELIST {
            return Ok(());
        }
        let (header, body) = self.page(page)?;
        if header.flags != FREELIST_PAGE {
            return Err(Error::PageKind { page, flags: header.flags });
        }
        let at = |i: usize| u64_at(body, HEADER + 8 * i).ok_or(Error::FreeList { page });
        // A list too long for the header's count has it in its first place.
        let (first, count) = match header.count {
            u16::MAX => (1, at(0)?),
            count => (0, u64::from(count)),
        };
        if count > body.len() as u64 / 8 {
            return Err(Error::FreeList { page });
        }
        let mut last = FIRST_PAGE - 1;
        for i in first..first + count as usize {
            let free = at(i)?;
            if free <= last || free >= self.meta.high_water {
                return Err(Error::FreeList { page });
            }
            if self.seen.contains(&free) {
                return Err(Error::FreeInUse { page: free });
            }
            last = free;
        }
        Ok(())
    }
}

/// The elements of a leaf page, appended to `out`.
fn leaves_of<'a>(
    page: u64,
    body: &'a [u8],
    count: u16,
    limits: Limits<'a>,
    out: &mut Vec<Leaf<'a>>,
) -> Result<(), Error> {
    let mut last = None;
    for i in 0..usize::from(count) {
        let at = HEADER + i * ELEMENT;
        let number = |n: usize| u32_at(body, at + 4 * n).ok_or(Error::OutOfPage { page });
        let (flags, pos, ksize, vsize) = (number(0)?, number(1)?, number(2)?, number(3)?);
        let key_at = at as u64 + u64::from(pos);
        let value_at = key_at + u64::from(ksize);
        let key = part(page, body, count, key_at, ksize)?;
        let value = part(page, body, count, value_at, vsize)?;
        if flags & !IS_BUCKET != 0 {
            return Err(Error::NoBucket { page });
        }
        check_key(page, key, last, limits)?;
        last = Some(key);
        out.push(Leaf { page, flags, key, value });
    }
    Ok(())
}

/// The pages below a branch page, each with its first key.
fn children_of<'a>(
    page: u64,
    body: &'a [u8],
    count: u16,
    limits: Limits<'a>,
) -> Result<Vec<(&'a [u8], u64)>, Error> {
    let (mut children, mut last) = (Vec::new(), None);
    for i in 0..usize::from(count) {
        let at = HEADER + i * ELEMENT;
        let out_of_page = Error::OutOfPage { page };
        let (Some(pos), Some(ksize), Some(child)) =
            (u32_at(body, at), u32_at(body, at + 4), u64_at(body, at + 8))
        else {
            return Err(out_of_page);
        };
        let key = part(page, body, count, at as u64 + u64::from(pos), ksize)?;
        check_key(page, key, last, limits)?;
        last = Some(key);
        children.push((key, child));
    }
    if children.is_empty() { Err(Error::EmptyBranch { page }) } else { Ok(children) }
}

/// Bytes of a key or value, which stand behind all elements.
fn part(page: u64, body: &[u8], count: u16, start: u64, len: u32) -> Result<&[u8], Error> {
    let end = start + u64::from(len);
    let data = (HEADER + usize::from(count) * ELEMENT) as u64;
    if start < data || end > body.len() as u64 {
        return Err(Error::OutOfPage { page });
    }
    Ok(&body[start as usize..end as usize])
}

fn check_key(page: u64, key: &[u8], last: Option<&[u8]>, limits: Limits<'_>) -> Result<(), Error> {
    if key.is_empty() {
        return Err(Error::EmptyKey { page });
    }
    let ascends = last.is_none_or(|last| last < key);
    let inside = limits.from.is_none_or(|from| from <= key) && limits.to.is_none_or(|to| key < to);
    if ascends && inside { Ok(()) } else { Err(Error::KeyOrder { page }) }
}

/// Where the second meta page may be, as bbolt looks for it: 1 KiB and its doubles.
const SMALLEST_PAGE: u64 = 1024;
const SECOND_META_PLACES: u32 = 15;
/// Two to this power pages is more than there are numbers for.
const DEPTH_MAX: u32 = 64;

impl From<MetaError> for Error {
    fn from(error: MetaError) -> Error {
        Error::NoMeta(error)
    }
}
