//! What a call of etcdctl wrote: to which stream, in which order, and its exit code. What the lab says
//! in addition stands between, and can be told apart.

/// Where a part was written to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
    /// Standard error too: a line of the client's own log, one for each attempt that failed.
    Log,
    /// Nowhere: the lab says it, and a real etcdctl would not.
    Lab,
}

/// What etcdctl wrote, in the order in which it did.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Printed {
    /// Each with its line ends.
    pub parts: Vec<(Stream, String)>,
    /// The exit code.
    pub code: u8,
}

impl Printed {
    /// Writes something more, if it is something.
    pub fn put(&mut self, stream: Stream, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push((stream, text));
        }
    }

    /// This, and then another, whose exit code counts.
    pub fn and(mut self, next: Printed) -> Printed {
        self.parts.extend(next.parts);
        Printed { code: next.code, ..self }
    }

    /// Everything that a terminal shows at once: without the client's log.
    pub fn text(&self) -> String {
        self.of(&[Stream::Out, Stream::Err, Stream::Lab])
    }

    /// What went to standard output.
    pub fn stdout(&self) -> String {
        self.of(&[Stream::Out])
    }

    /// What went to standard error.
    pub fn stderr(&self) -> String {
        self.of(&[Stream::Err, Stream::Log])
    }

    fn of(&self, streams: &[Stream]) -> String {
        let parts = self.parts.iter().filter(|(stream, _)| streams.contains(stream));
        parts.map(|(_, text)| text.as_str()).collect()
    }
}
