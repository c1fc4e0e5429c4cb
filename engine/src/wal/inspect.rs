//! A segment's bytes with their meaning, for eyes (`etcd-dump-logs`, with offsets).

use super::{
    error::WalError,
    record::{Decoded, FRAME, Kind, frame_size},
    segment::{Decoder, SECTOR, Segment},
};
use crate::base::wire::Fields;

/// One record, where it stands, and what each of its bytes is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordView {
    /// Where the frame begins.
    pub offset: u64,
    /// The frame's size with length field and padding, as far as the file goes.
    pub len: u64,
    /// What it holds; `None` if it cannot be told.
    pub kind: Option<Kind>,
    /// The checksum in it.
    pub crc: u32,
    /// What it says, or why it is not believed. Nothing follows a record that is not believed.
    pub decoded: Result<Decoded, WalError>,
    /// Its parts, in order; together they cover the frame.
    pub fields: Vec<FieldSpan>,
}

/// A run of bytes that belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FieldSpan {
    /// What they are: `length`, `type`, `crc`, `data` (its tag and size), `padding`, or a field of what
    /// is in the data.
    pub name: &'static str,
    /// Where they begin in the segment.
    pub offset: u64,
    /// How many they are.
    pub len: u64,
}

/// A place between two records of a segment, from which reading can go on.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Position {
    /// Where the next record begins.
    pub offset: u64,
    /// The value of the checksum chain before it.
    pub crc: u32,
}

/// The records of one segment, one after the other, up to its end or to the first that is damaged. One record is
/// read at a time, so that a part of a long segment costs no more than the part.
pub struct Records<R> {
    read: R,
    len: u64,
    position: Position,
    damaged: bool,
}

/// All records of one segment, up to its end or to the first that is damaged.
pub fn inspect(bytes: &[u8]) -> Vec<RecordView> {
    let len = bytes.len() as u64;
    let read = |from: u64, to: u64| bytes[from as usize..to.min(len) as usize].to_vec();
    Records::new(read, len, Position::default()).collect()
}

impl<R: Fn(u64, u64) -> Vec<u8>> Records<R> {
    /// Reads on from `position`. `read` gives the bytes between two offsets, as far as there are any, of a segment
    /// of `len` bytes.
    pub fn new(read: R, len: u64, position: Position) -> Records<R> {
        Records { read, len, position, damaged: false }
    }

    /// Where the next record begins.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Where the record at `offset` ends, or the segment.
    fn end(&self, offset: u64) -> u64 {
        match (self.read)(offset, offset + FRAME).first_chunk::<8>() {
            None => self.len,
            Some(length) => {
                let (size, padding) = frame_size(u64::from_le_bytes(*length));
                (offset + FRAME + size + padding).min(self.len)
            }
        }
    }
}

impl<R: Fn(u64, u64) -> Vec<u8>> Iterator for Records<R> {
    type Item = RecordView;

    fn next(&mut self) -> Option<RecordView> {
        if self.damaged {
            return None;
        }
        let Position { offset, crc } = self.position;
        // what is torn is told by the sectors of the file, so the piece begins with one
        let base = offset - offset % SECTOR;
        let bytes = (self.read)(base, self.end(offset));
        let segment = [Segment { name: "", seq: 0, index: 0, bytes: &bytes }];
        let mut decoder = Decoder::at(&segment, offset - base, crc);
        let decoded = match decoder.next_record().transpose()? {
            Ok(record) => match Decoded::of(&record).map_err(WalError::Unmarshal) {
                Ok(Decoded::Crc(crc)) => decoder.set_crc(crc).map(|()| Decoded::Crc(crc)),
                decoded => decoded,
            },
            Err(WalError::EntryTooLarge { file, record, size, offset, padding }) => {
                let (size, offset) = (base + size, base + offset);
                Err(WalError::EntryTooLarge { file, record, size, offset, padding })
            }
            Err(error) => Err(error),
        };
        self.damaged = decoded.is_err();
        self.position = Position { offset: base + decoder.offset(), crc: decoder.crc() };
        Some(view(&bytes[(offset - base) as usize..], offset, decoded))
    }
}

/// The record whose frame `rest` begins with.
fn view(rest: &[u8], offset: u64, decoded: Result<Decoded, WalError>) -> RecordView {
    let mut view =
        RecordView { offset, len: rest.len() as u64, kind: None, crc: 0, decoded, fields: vec![] };
    let Some(length) = rest.first_chunk::<8>() else {
        view.fields.push(FieldSpan { name: "length", offset, len: view.len });
        return view;
    };
    let (size, padding) = frame_size(u64::from_le_bytes(*length));
    let end = (FRAME + size + padding).min(view.len);
    view.len = end;
    view.fields.push(FieldSpan { name: "length", offset, len: FRAME });
    let message = &rest[FRAME as usize..end.min(FRAME + size) as usize];
    put_record_fields(&mut view, message);
    let covered = view.fields.last().map_or(0, |field| field.offset + field.len);
    let name = if offset + FRAME + size <= covered { "padding" } else { "unreadable" };
    if covered < offset + end {
        view.fields.push(FieldSpan { name, offset: covered, len: offset + end - covered });
    }
    view
}

fn put_record_fields(view: &mut RecordView, message: &[u8]) {
    let start = view.offset + FRAME;
    let mut fields = Fields::of(message);
    loop {
        let before = fields.unread();
        let Some(Ok((number, value))) = fields.next() else { return };
        let offset = start + message.len() as u64 - before;
        let len = before - fields.unread();
        let mut span = FieldSpan { name: "unknown", offset, len };
        match number {
            1 => {
                view.kind = Some(Kind::of(value.uint() as i64));
                span.name = "type";
            }
            2 => {
                view.crc = value.uint() as u32;
                span.name = "crc";
            }
            3 => {
                span.name = "data";
                span.len -= value.bytes().len() as u64;
            }
            _ => {}
        }
        view.fields.push(span);
        if number == 3 {
            put_data_fields(view, span.offset + span.len, value.bytes());
        }
    }
}

fn put_data_fields(view: &mut RecordView, start: u64, data: &[u8]) {
    let names: &[&'static str] = match view.kind {
        Some(Kind::Metadata) => &["node_id", "cluster_id"],
        Some(Kind::Entry) => &["entry type", "term", "index", "entry data"],
        Some(Kind::State) => &["term", "vote", "commit"],
        Some(Kind::Snapshot) => &["index", "term", "conf_state"],
        Some(Kind::Crc | Kind::Unknown(_)) | None => &[],
    };
    let mut fields = Fields::of(data);
    loop {
        let before = fields.unread();
        let field = fields.next();
        let offset = start + data.len() as u64 - before;
        let Some(Ok((number, _))) = field else {
            if before > 0 {
                view.fields.push(FieldSpan { name: "unreadable", offset, len: before });
            }
            return;
        };
        let name = names.get(number as usize - 1).copied().unwrap_or("unknown");
        view.fields.push(FieldSpan { name, offset, len: before - fields.unread() });
    }
}
