//! Where the records of a segment begin, kept from one picture to the next, so that a long log costs no more than a
//! short one: of what has not changed since, nothing is read again.
//!
//! It does not ask whose segment it is shown, nor when: whatever the visitor looks at next, another member, the
//! past, a disk with a flipped bit, what is still true is told by the fingerprints of the file's chunks.

use engine::{
    sim::{CHUNK, Disk},
    wal::{Position, Records},
};

/// What is known of the segment that was shown last.
#[derive(Clone, Default, Debug)]
pub struct WalIndex {
    /// The fingerprints of its full chunks.
    chunks: Vec<u64>,
    /// Records by number, ascending, and where they begin: record 0, and about one in each full chunk.
    starts: Vec<(usize, Position)>,
}

impl WalIndex {
    /// Learns what is new in a segment, and says how many records it has.
    pub fn update(&mut self, disk: &Disk, path: &str) -> usize {
        let chunks = disk.chunk_sums(path);
        let same = chunks.iter().zip(&self.chunks).take_while(|(now, then)| now == then).count();
        // a place rests on all bytes before it
        let rests = |position: &Position| position.offset.div_ceil(CHUNK) as usize;
        self.starts.truncate(self.starts.partition_point(|(_, start)| rests(start) <= same));
        self.chunks = chunks;
        let (mut number, mut start) = match self.starts.last() {
            Some(last) => *last,
            None => {
                self.starts.push((0, Position::default()));
                (0, Position::default())
            }
        };
        let mut records = Records::new(reader(disk, path), disk.len(path), start);
        while records.next().is_some() {
            number += 1;
            let next = records.position();
            if next.offset / CHUNK > start.offset / CHUNK && rests(&next) <= self.chunks.len() {
                start = next;
                self.starts.push((number, next));
            }
        }
        number
    }

    /// The records from a number on.
    pub fn records<'a>(
        &self,
        disk: &'a Disk,
        path: &'a str,
        number: usize,
    ) -> Records<impl Fn(u64, u64) -> Vec<u8> + 'a> {
        let after = self.starts.partition_point(|(at, _)| *at <= number);
        let (at, start) = self.starts[..after].last().copied().unwrap_or_default();
        let mut records = Records::new(reader(disk, path), disk.len(path), start);
        for _ in at..number {
            records.next();
        }
        records
    }
}

fn reader<'a>(disk: &'a Disk, path: &'a str) -> impl Fn(u64, u64) -> Vec<u8> + 'a {
    move |from, to| disk.read_range(path, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{
        base::{DiskOp, Rng, Sink},
        raft::{Entry, EntryType},
        wal::{Metadata, RecordView, Trace, Wal, inspect},
    };

    /// Appends entries of sizes that cross chunks now and then.
    fn grow(disk: &mut Disk, wal: &mut Wal, rng: &mut Rng, entries: u64) {
        let mut ops = Vec::<DiskOp>::new();
        for _ in 0..entries {
            let size = if rng.below(40) == 0 { 40_000 } else { rng.below(900) };
            let data = vec![rng.below(200) as u8; size as usize].into();
            let index = wal.last_index() + 1;
            let entry = Entry { term: 1, index, entry_type: EntryType::Normal, data };
            wal.save(None, &[entry], true, &mut ops, &mut Sink::<Trace>::off());
        }
        for op in &ops {
            disk.apply(op);
        }
    }

    #[track_caller]
    fn agrees(index: &mut WalIndex, disk: &Disk, path: &str) {
        let whole = inspect(&disk.read(path));
        assert_eq!(index.update(disk, path), whole.len());
        for from in [0, whole.len() / 3, whole.len().saturating_sub(40)] {
            let part: Vec<RecordView> = index.records(disk, path, from).take(40).collect();
            assert_eq!(part, whole[from..whole.len().min(from + 40)]);
        }
        assert_eq!(index.records(disk, path, whole.len()).next(), None);
    }

    #[test]
    fn it_agrees_with_reading_all_whatever_is_shown_next() {
        let mut rng = Rng::stream(7, "wal", 1);
        let (mut disk, mut ops) = (Disk::default(), Vec::new());
        let mut wal = Wal::create(
            Metadata { node_id: 1, cluster_id: 2 },
            &mut ops,
            &mut Sink::<Trace>::off(),
        );
        ops.iter().for_each(|op| disk.apply(op));
        let path = wal.path().to_string();
        let mut index = WalIndex::default();
        let (mut past, mut damaged) = (Vec::new(), 0);
        for round in 0..40 {
            grow(&mut disk, &mut wal, &mut rng, 30);
            past.push(disk.clone());
            agrees(&mut index, &disk, &path);
            match round % 4 {
                // the past, and back
                0 => agrees(&mut index, &past[rng.below(past.len() as u64) as usize], &path),
                // a bit that rots anywhere, and is whole again when the visitor goes back
                1 => {
                    let mut rotten = disk.clone();
                    rotten.flip(&path, rng.below(disk.len(&path)), 16);
                    agrees(&mut index, &rotten, &path);
                    damaged +=
                        u32::from(inspect(&rotten.read(&path)).last().unwrap().decoded.is_err());
                }
                // no such file
                2 => assert_eq!(index.update(&disk, "member/wal/none"), 0),
                _ => {}
            }
        }
        assert!(damaged > 3, "{damaged} flips were seen");
        assert!(disk.len(&path) > 40 * CHUNK);
    }

    #[test]
    fn what_was_read_is_not_read_again() {
        let mut rng = Rng::stream(7, "wal", 2);
        let (mut disk, mut ops) = (Disk::default(), Vec::new());
        let mut wal = Wal::create(
            Metadata { node_id: 1, cluster_id: 2 },
            &mut ops,
            &mut Sink::<Trace>::off(),
        );
        ops.iter().for_each(|op| disk.apply(op));
        let path = wal.path().to_string();
        grow(&mut disk, &mut wal, &mut rng, 2000);
        let mut index = WalIndex::default();
        let total = index.update(&disk, &path);
        let (number, start) = *index.starts.last().unwrap();
        assert!(index.starts.len() > 30, "{} places", index.starts.len());
        assert!(disk.len(&path) - start.offset < 2 * CHUNK + 41_000 && number < total);
        let gap = |pair: &[(usize, Position)]| pair[1].1.offset - pair[0].1.offset;
        assert!(index.starts.windows(2).all(|pair| gap(pair) < 2 * CHUNK + 41_000));
    }
}
