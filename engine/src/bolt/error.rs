//! What can be wrong with a database file. Where bbolt has a text for it, it is that one.

use std::fmt;

/// Why a file cannot be read. Pages are named by their number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// The file has no room for two meta pages.
    TooShort { len: u64 },
    /// Neither meta page can be used; this is what is wrong with the first.
    NoMeta(MetaError),
    /// The file ends before the pages that its meta page counts.
    Truncated { pages: u64, len: u64 },
    /// A page number beyond the file, or one of the meta pages.
    NoSuchPage { page: u64 },
    /// A page that is reached twice.
    PageTwice { page: u64 },
    /// A page whose header has another number.
    PageId { page: u64, found: u64 },
    /// A page that is of another kind than a tree has.
    PageKind { page: u64, flags: u16 },
    /// An element that reaches out of its page.
    OutOfPage { page: u64 },
    /// A page that leads nowhere.
    EmptyBranch { page: u64 },
    /// Keys that do not ascend, or stand under the wrong branch.
    KeyOrder { page: u64 },
    /// A key without bytes.
    EmptyKey { page: u64 },
    /// A value with bits that no element has, a bucket within a bucket, or a plain key beside buckets.
    NoBucket { page: u64 },
    /// More levels than a file of any size has.
    TooDeep { page: u64 },
    /// A page that is in use and on the list of free pages.
    FreeInUse { page: u64 },
    /// The list of free pages is none.
    FreeList { page: u64 },
}

/// What is wrong with a meta page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MetaError {
    /// It does not begin with bbolt's magic number.
    Invalid,
    /// Another version of the format.
    Version,
    /// Its checksum is not that of its bytes.
    Checksum,
    /// Pages of a size that no system has.
    PageSize,
}

impl fmt::Display for MetaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MetaError::Invalid => "invalid database",
            MetaError::Version => "version mismatch",
            MetaError::Checksum => "checksum error",
            MetaError::PageSize => "page size out of range",
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::TooShort { len } => write!(f, "file size too small: {len} bytes"),
            Error::NoMeta(error) => error.fmt(f),
            Error::Truncated { pages, len } => {
                write!(f, "file ends after {len} bytes and should have {pages} pages")
            }
            Error::NoSuchPage { page } => write!(f, "page {page}: out of bounds"),
            Error::PageTwice { page } => write!(f, "page {page}: multiple references"),
            Error::PageId { page, found } => {
                write!(f, "page {page} self identifies as {found}")
            }
            Error::PageKind { page, flags } => {
                write!(f, "page {page}: invalid type: unknown<{flags:02x}>")
            }
            Error::OutOfPage { page } => write!(f, "page {page}: an element ends outside of it"),
            Error::EmptyBranch { page } => write!(f, "page {page}: a branch without elements"),
            Error::KeyOrder { page } => write!(f, "page {page}: keys are not in order"),
            Error::EmptyKey { page } => write!(f, "page {page}: key required"),
            Error::NoBucket { page } => {
                write!(f, "page {page}: a bucket stands where none may, or is missing")
            }
            Error::TooDeep { page } => write!(f, "page {page}: the tree is too deep"),
            Error::FreeInUse { page } => write!(f, "page {page}: reachable freed"),
            Error::FreeList { page } => write!(f, "page {page}: not a list of free pages"),
        }
    }
}

impl std::error::Error for Error {}
