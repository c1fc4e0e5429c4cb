//! The bytes of one file, cheap to clone: full chunks are shared, only the last one is still written to.

use crate::base::Digest;
use std::{
    hash::{Hash, Hasher},
    rc::Rc,
};

/// A file's bytes. A clone shares everything; what is written later is copied chunk by chunk.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Content {
    full: Rc<Vec<Rc<Chunk>>>,
    tail: Rc<Vec<u8>>,
}

/// [`CHUNK`] bytes and their fingerprint, so that hashing a file does not read it all again.
#[derive(PartialEq, Eq, Debug)]
struct Chunk {
    sum: u64,
    bytes: Box<[u8]>,
}

impl Chunk {
    fn new(bytes: Box<[u8]>) -> Rc<Chunk> {
        Rc::new(Chunk { sum: Digest::of(&bytes), bytes })
    }
}

impl Hash for Chunk {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.sum);
    }
}

impl Content {
    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.full.len() as u64 * CHUNK + self.tail.len() as u64
    }

    /// True for a file without bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes at the end.
    pub fn append(&mut self, mut data: &[u8]) {
        while !data.is_empty() {
            let tail = Rc::make_mut(&mut self.tail);
            let room = CHUNK as usize - tail.len();
            let (head, rest) = data.split_at(room.min(data.len()));
            tail.extend_from_slice(head);
            data = rest;
            if tail.len() as u64 == CHUNK {
                let full = std::mem::take(tail).into_boxed_slice();
                Rc::make_mut(&mut self.full).push(Chunk::new(full));
            }
        }
    }

    /// Writes at `offset`; a hole before it reads as zeros.
    pub fn write(&mut self, mut offset: u64, mut data: &[u8]) {
        if offset > self.len() {
            self.append(&vec![0; (offset - self.len()) as usize]);
        }
        while !data.is_empty() && offset < self.len() {
            let (chunk, at) = ((offset / CHUNK) as usize, (offset % CHUNK) as usize);
            let written = match Rc::make_mut(&mut self.full).get_mut(chunk) {
                Some(slot) => {
                    let mut bytes = slot.bytes.clone();
                    let written = overwrite(&mut bytes[at..], data);
                    *slot = Chunk::new(bytes);
                    written
                }
                None => overwrite(&mut Rc::make_mut(&mut self.tail)[at..], data),
            };
            data = &data[written..];
            offset += written as u64;
        }
        self.append(data);
    }

    /// Keeps the first `len` bytes, or fills up with zeros to `len`.
    pub fn truncate(&mut self, len: u64) {
        if len > self.len() {
            self.append(&vec![0; (len - self.len()) as usize]);
            return;
        }
        let (chunks, rest) = ((len / CHUNK) as usize, (len % CHUNK) as usize);
        if let Some(last) = self.full.get(chunks) {
            self.tail = Rc::new(last.bytes[..rest].to_vec());
            Rc::make_mut(&mut self.full).truncate(chunks);
        } else {
            Rc::make_mut(&mut self.tail).truncate(rest);
        }
    }

    /// The fingerprints of the full chunks, in order.
    pub fn sums(&self) -> impl Iterator<Item = u64> {
        self.full.iter().map(|chunk| chunk.sum)
    }

    /// The bytes of `start..end`, as far as there are any.
    pub fn read(&self, start: u64, end: u64) -> Vec<u8> {
        let end = end.min(self.len());
        let mut out = Vec::with_capacity(end.saturating_sub(start) as usize);
        let mut at = start;
        while at < end {
            let bytes = self.full.get((at / CHUNK) as usize).map_or(&self.tail[..], |c| &c.bytes);
            let from = (at % CHUNK) as usize;
            let to = bytes.len().min(from + (end - at) as usize);
            out.extend_from_slice(&bytes[from..to]);
            at += (to - from) as u64;
        }
        out
    }
}

fn overwrite(target: &mut [u8], data: &[u8]) -> usize {
    let n = target.len().min(data.len());
    target[..n].copy_from_slice(&data[..n]);
    n
}

/// Bytes that are shared, and fingerprinted, as one.
pub const CHUNK: u64 = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Step {
        Append(u16),
        Write(u32, u16),
        Truncate(u32),
    }

    fn steps() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..40_000u16).prop_map(Step::Append),
            (0..80_000u32, 0..20_000u16).prop_map(|(at, n)| Step::Write(at, n)),
            (0..80_000u32).prop_map(Step::Truncate),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn it_is_a_byte_vector_that_clones_cheaply(
            steps in proptest::collection::vec(steps(), 1..12),
        ) {
            let (mut content, mut model, mut kept) = (Content::default(), Vec::new(), Vec::new());
            for (fill, step) in (1u8..).zip(steps) {
                kept.push((content.clone(), model.clone()));
                match step {
                    Step::Append(n) => {
                        let data = vec![fill; usize::from(n)];
                        content.append(&data);
                        model.extend(data);
                    }
                    Step::Write(at, n) if n > 0 => {
                        let (at, data) = (at as usize, vec![fill; usize::from(n)]);
                        content.write(at as u64, &data);
                        model.resize(model.len().max(at + data.len()), 0);
                        model[at..at + data.len()].copy_from_slice(&data);
                    }
                    Step::Write(..) => {}
                    Step::Truncate(len) => {
                        content.truncate(u64::from(len));
                        model.resize(len as usize, 0);
                    }
                }
            }
            kept.push((content, model));
            for (content, model) in kept {
                prop_assert_eq!(content.len(), model.len() as u64);
                prop_assert_eq!(content.read(0, u64::MAX), model.clone());
                prop_assert_eq!(content.read(100, 17_000), model.get(100..17_000.min(model.len()))
                    .unwrap_or(&[]).to_vec());
                let mut rebuilt = Content::default();
                rebuilt.append(&model);
                prop_assert_eq!(Digest::of(&rebuilt), Digest::of(&content));
                prop_assert_eq!(rebuilt, content);
            }
        }
    }
}
