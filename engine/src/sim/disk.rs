//! A disk that forgets what was not synced.
//!
//! A write lands in the operating system's cache: every reader sees it, and a power failure loses it. Only
//! `fsync` makes it durable, and only what was written before that `fsync` was called; what is appended
//! while it is under way is not covered. A [`SyncPoint`] is that moment. Names behave as in a journaling
//! file system (ext4): any finished `fsync` makes all earlier creations, renames and removals durable.
//!
//! No real disk loses everything that was not synced, either: the kernel writes back when it likes. A
//! [`Torn`] crash keeps some of it, sector by sector from the front. That is the case that the repair of
//! the WAL is made for.

pub use super::content::CHUNK;
use super::content::Content;
use crate::base::DiskOp;
use std::{collections::BTreeMap, ops::Bound};

/// The files of one machine.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Disk {
    names: BTreeMap<String, u64>,
    durable_names: BTreeMap<String, u64>,
    /// What happened to names and is not durable; the first has number `journal_start`.
    journal: Vec<NameChange>,
    journal_start: u64,
    files: BTreeMap<u64, File>,
    next_file: u64,
    crashes: u64,
}

/// What one `fsync` will have made durable when it is done: what was there when it was called.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SyncPoint {
    file: u64,
    version: u64,
    len: u64,
    journal: u64,
    crashes: u64,
}

/// How much reached the platter although nobody had synced it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Torn {
    /// The number of changed sectors that did, file by file from the front. Between 0 and
    /// [`Disk::dirty_sectors`].
    pub sectors: u64,
}

/// The unit in which disks write atomically, in bytes.
pub const SECTOR: u64 = 512;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct NameChange {
    unlink: Option<String>,
    link: Option<(String, u64)>,
}

/// A file's versions. Appending extends the last one; overwriting or cutting bytes that a crash may bring
/// back begins a new one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct File {
    versions: Vec<Content>,
    /// The number of `versions[0]`.
    first: u64,
    /// Version and length that survive a crash.
    durable: (u64, u64),
    /// The last version for which a sync was begun.
    begun: Option<u64>,
}

impl Disk {
    /// Carries out one operation; `Sync` at once, without latency.
    pub fn apply(&mut self, op: &DiskOp) {
        match op {
            DiskOp::Append { path, data } => self.file_mut(path).current().append(data),
            DiskOp::Write { path, offset, data } => {
                self.file_mut(path).fork().write(*offset, data);
            }
            DiskOp::Truncate { path, len } => self.file_mut(path).fork().truncate(*len),
            DiskOp::Rename { from, to } => {
                if let Some(&file) = self.names.get(from) {
                    let link = Some((to.clone(), file));
                    self.change_name(NameChange { unlink: Some(from.clone()), link });
                }
            }
            DiskOp::Remove { path } => {
                self.change_name(NameChange { unlink: Some(path.clone()), link: None });
            }
            DiskOp::Sync { path } => {
                if let Some(point) = self.begin_sync(path) {
                    self.finish_sync(point);
                }
            }
        }
    }

    /// `fsync` is called. Nothing is durable yet. `None` if there is no such file.
    pub fn begin_sync(&mut self, path: &str) -> Option<SyncPoint> {
        let id = *self.names.get(path)?;
        let file = self.files.get_mut(&id)?;
        let version = file.last();
        file.begun = Some(version);
        let journal = self.journal_start + self.journal.len() as u64;
        let len = file.current().len();
        Some(SyncPoint { file: id, version, len, journal, crashes: self.crashes })
    }

    /// `fsync` returns: what was there at `point` is durable. A point from before a crash does nothing.
    pub fn finish_sync(&mut self, point: SyncPoint) {
        if point.crashes != self.crashes {
            return;
        }
        let changes = point.journal.saturating_sub(self.journal_start) as usize;
        let renamed = changes > 0;
        for change in self.journal.drain(..changes.min(self.journal.len())) {
            change.apply(&mut self.durable_names);
            self.journal_start += 1;
        }
        if let Some(file) = self.files.get_mut(&point.file) {
            file.settle((point.version, point.len));
        }
        if renamed {
            self.forget_unnamed();
        }
    }

    /// Power fails: everything that is not durable is lost, but for what `torn` keeps.
    pub fn crash(&mut self, torn: Option<Torn>) {
        // as many as there are, on a machine of any width
        let mut sectors = torn.map_or(0, |torn| torn.sectors.min(u64::from(u32::MAX)));
        self.crashes += 1;
        self.names = self.durable_names.clone();
        self.journal_start += self.journal.len() as u64;
        self.journal.clear();
        self.forget_unnamed();
        for file in self.files.values_mut() {
            let mut content = file.durable();
            for (offset, bytes) in file.dirty().into_iter().take(sectors as usize) {
                content.write(offset, &bytes);
                sectors -= 1;
            }
            let durable = (0, content.len());
            *file = File { versions: vec![content], first: 0, durable, begun: None };
        }
    }

    /// True if nothing says in which order the sectors reach the disk but their place in one file. Who writes
    /// several files has synced one before it goes on to the next: a snapshot before the record that names it.
    pub fn may_tear(&self) -> bool {
        let dirty = self.files.values().filter(|file| !file.dirty().is_empty());
        self.journal.is_empty() && dirty.count() <= 1
    }

    /// Turns bits of one byte over, in the cache and on the platter alike: bit rot.
    pub fn flip(&mut self, path: &str, offset: u64, bits: u8) {
        let Some(file) = self.names.get(path).and_then(|id| self.files.get_mut(id)) else { return };
        for content in &mut file.versions {
            if let [byte] = content.read(offset, offset.saturating_add(1))[..] {
                content.write(offset, &[byte ^ bits]);
            }
        }
    }

    /// The paths that begin with `prefix`, in order.
    pub fn paths<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let from = self.names.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        from.map(|(path, _)| path.as_str()).take_while(move |path| path.starts_with(prefix))
    }

    /// True if there is such a file.
    pub fn exists(&self, path: &str) -> bool {
        self.names.contains_key(path)
    }

    /// A file's length as the process sees it; 0 if there is none.
    pub fn len(&self, path: &str) -> u64 {
        self.file(path).map_or(0, |file| file.content().len())
    }

    /// The length that would survive a crash now.
    pub fn durable_len(&self, path: &str) -> u64 {
        let file = self.durable_names.get(path).and_then(|id| self.files.get(id));
        file.map_or(0, |file| file.durable.1)
    }

    /// A file's bytes as the process sees them; empty if there is none.
    pub fn read(&self, path: &str) -> Vec<u8> {
        self.read_range(path, 0, u64::MAX)
    }

    /// The bytes of `start..end`, as far as there are any.
    pub fn read_range(&self, path: &str, start: u64, end: u64) -> Vec<u8> {
        self.file(path).map_or(Vec::new(), |file| file.content().read(start, end))
    }

    /// Fingerprints of a file's full [`CHUNK`]s: what of it is as it was before can be told without reading it.
    pub fn chunk_sums(&self, path: &str) -> Vec<u64> {
        self.file(path).map_or(Vec::new(), |file| file.content().sums().collect())
    }

    /// All files whose path begins with `prefix`: what a starting process finds.
    pub fn read_all(&self, prefix: &str) -> BTreeMap<String, Vec<u8>> {
        self.paths(prefix).map(|path| (path.to_string(), self.read(path))).collect()
    }

    /// How many sectors were changed and not synced: the most that [`Torn`] can keep.
    pub fn dirty_sectors(&self) -> u64 {
        let named = self.durable_names.values().filter_map(|id| self.files.get(id));
        named.map(|file| file.dirty().len() as u64).sum()
    }

    fn file(&self, path: &str) -> Option<&File> {
        self.names.get(path).and_then(|id| self.files.get(id))
    }

    fn file_mut(&mut self, path: &str) -> &mut File {
        let id = match self.names.get(path) {
            Some(id) => *id,
            None => {
                self.next_file += 1;
                let link = Some((path.to_string(), self.next_file));
                self.change_name(NameChange { unlink: None, link });
                self.next_file
            }
        };
        self.files.entry(id).or_insert_with(File::new)
    }

    fn change_name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.journal.push(change);
    }

    fn forget_unnamed(&mut self) {
        let waiting = self.journal.iter().filter_map(|change| change.link.as_ref());
        let named = self.names.values().chain(self.durable_names.values());
        let mut kept: Vec<u64> = named.copied().chain(waiting.map(|(_, id)| *id)).collect();
        kept.sort_unstable();
        self.files.retain(|id, _| kept.binary_search(id).is_ok());
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<String, u64>) {
        if let Some(path) = &self.unlink {
            names.remove(path);
        }
        if let Some((path, id)) = &self.link {
            names.insert(path.clone(), *id);
        }
    }
}

impl File {
    fn new() -> File {
        File { versions: vec![Content::default()], first: 0, durable: (0, 0), begun: None }
    }

    fn last(&self) -> u64 {
        self.first + self.versions.len() as u64 - 1
    }

    fn content(&self) -> &Content {
        &self.versions[self.versions.len() - 1]
    }

    fn current(&mut self) -> &mut Content {
        let last = self.versions.len() - 1;
        &mut self.versions[last]
    }

    /// The version to overwrite: a new one if the last may have to come back.
    fn fork(&mut self) -> &mut Content {
        let last = self.last();
        if self.begun == Some(last) || self.durable.0 == last && self.durable.1 > 0 {
            self.versions.push(self.content().clone());
        }
        self.current()
    }

    /// Version and length are durable, unless something later is already.
    fn settle(&mut self, point: (u64, u64)) {
        self.durable = self.durable.max(point);
        let settled = (self.durable.0 - self.first) as usize;
        self.versions.drain(..settled);
        self.first = self.durable.0;
    }

    fn durable(&self) -> Content {
        let mut content = self.versions[(self.durable.0 - self.first) as usize].clone();
        content.truncate(self.durable.1);
        content
    }

    /// The sectors in which the cache differs from the platter, from the front.
    fn dirty(&self) -> Vec<(u64, Vec<u8>)> {
        let (durable, content) = (self.durable(), self.content());
        let same = if self.versions.len() == 1 { self.durable.1 / SECTOR } else { 0 };
        let sectors = (same..content.len().div_ceil(SECTOR)).map(|n| n * SECTOR);
        let read = |at| (at, content.read(at, at + SECTOR));
        sectors
            .map(read)
            .filter(|(at, bytes)| durable.read(*at, *at + bytes.len() as u64) != *bytes)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Digest;
    use proptest::prelude::*;

    fn append(path: &str, text: &str) -> DiskOp {
        DiskOp::Append { path: path.into(), data: text.into() }
    }

    fn sync(path: &str) -> DiskOp {
        DiskOp::Sync { path: path.into() }
    }

    #[test]
    fn what_was_not_synced_is_lost() {
        let mut disk = Disk::default();
        disk.apply(&append("a", "one"));
        disk.apply(&sync("a"));
        disk.apply(&append("a", "two"));
        assert_eq!((disk.len("a"), disk.durable_len("a")), (6, 3));
        disk.crash(None);
        assert_eq!(disk.read("a"), b"one");
    }

    #[test]
    fn a_sync_covers_what_was_written_before_it_was_called() {
        let mut disk = Disk::default();
        disk.apply(&append("a", "one"));
        let point = disk.begin_sync("a").unwrap();
        disk.apply(&append("a", "two"));
        let later = disk.begin_sync("a").unwrap();
        disk.finish_sync(point);
        assert_eq!(disk.durable_len("a"), 3);
        let mut other = disk.clone();
        other.finish_sync(later);
        other.crash(None);
        assert_eq!(other.read("a"), b"onetwo");
        disk.crash(None);
        disk.finish_sync(later);
        assert_eq!((disk.read("a"), disk.durable_len("a")), (b"one".to_vec(), 3));
    }

    #[test]
    fn a_cut_comes_back_unless_it_is_synced() {
        let mut disk = Disk::default();
        disk.apply(&append("a", "onetwo"));
        let point = disk.begin_sync("a").unwrap();
        disk.apply(&DiskOp::Truncate { path: "a".into(), len: 3 });
        disk.apply(&append("a", "2"));
        disk.finish_sync(point);
        assert_eq!(disk.read("a"), b"one2");
        let mut other = disk.clone();
        other.crash(None);
        assert_eq!(other.read("a"), b"onetwo");
        disk.apply(&sync("a"));
        disk.crash(None);
        assert_eq!(disk.read("a"), b"one2");
    }

    #[test]
    fn names_are_durable_with_the_next_sync_of_any_file() {
        let mut disk = Disk::default();
        disk.apply(&append("x.tmp", "body"));
        disk.apply(&sync("x.tmp"));
        disk.apply(&DiskOp::Rename { from: "x.tmp".into(), to: "x".into() });
        let mut other = disk.clone();
        other.crash(None);
        assert_eq!(other.paths("").collect::<Vec<_>>(), ["x.tmp"]);
        disk.apply(&append("y", ""));
        disk.apply(&sync("y"));
        disk.crash(None);
        assert_eq!(disk.read("x"), b"body");
        assert!(!disk.exists("x.tmp"));
        disk.apply(&DiskOp::Remove { path: "x".into() });
        disk.crash(None);
        assert!(disk.exists("x"));
    }

    #[test]
    fn equal_histories_have_equal_digests() {
        let run = || {
            let mut disk = Disk::default();
            disk.apply(&append("a", &"x".repeat(40_000)));
            disk.apply(&sync("a"));
            disk
        };
        let (one, mut two) = (run(), run());
        assert_eq!(Digest::of(&one), Digest::of(&two));
        two.flip("a", 100, 1);
        assert_ne!(Digest::of(&one), Digest::of(&two));
    }

    proptest! {
        #[test]
        fn a_torn_crash_keeps_a_prefix(
            sizes in proptest::collection::vec((0..1500usize, any::<bool>()), 1..20),
            draw in any::<u64>(),
        ) {
            let (mut disk, mut written, mut durable) = (Disk::default(), Vec::new(), None);
            for (fill, (size, synced)) in (1u8..).zip(sizes) {
                written.extend(vec![fill; size]);
                let data = vec![fill; size].into();
                disk.apply(&DiskOp::Append { path: "w".into(), data });
                if synced {
                    disk.apply(&sync("w"));
                    durable = Some(written.len());
                }
            }
            let sectors = draw % (disk.dirty_sectors() + 1);
            let whole = sectors == disk.dirty_sectors();
            disk.crash(Some(Torn { sectors }));
            prop_assert_eq!(disk.exists("w"), durable.is_some());
            let (kept, durable) = (disk.read("w"), durable.unwrap_or(0));
            prop_assert!(kept.len() >= durable && written.starts_with(&kept));
            prop_assert!(kept.len() == written.len() || kept.len() == durable
                || (kept.len() as u64).is_multiple_of(SECTOR));
            prop_assert!(!whole || !disk.exists("w") || kept == written);
        }
    }
}
