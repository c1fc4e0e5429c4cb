//! What stands behind `why`, `path` and `wal`.

use super::{
    command::{TERMINAL, Which, Why},
    error::ParseError,
    parse::{Args, MEMBER},
    value::{self, client, number},
};
use crate::base::MachineId;
use crate::client::flags::{Flag, Takes, flag};
use crate::client::value::node;

/// With what a question begins.
enum Keyword {
    NoLeader,
    Entry,
    Read,
    Member(MachineId),
}

/// The flags of `wal`.
pub(super) const WAL: &[Flag] = &[flag("dump", Takes::Bool)];

impl Args<'_> {
    /// Nothing, `no-leader`, `n2 not-leader`, `entry 5 [n1]`, `read [c1]`.
    pub(super) fn why(&mut self) -> Result<Why, ParseError> {
        if self.is_done() {
            return Ok(Why::Pending);
        }
        let keyword = |text: &str| match text {
            "no-leader" => Ok(Keyword::NoLeader),
            "entry" => Ok(Keyword::Entry),
            "read" => Ok(Keyword::Read),
            _ => value::asked_member(text).map(Keyword::Member),
        };
        Ok(match self.take("QUESTION", keyword)? {
            Keyword::NoLeader => Why::NoLeader,
            Keyword::Entry => {
                let index = self.take("INDEX", number)?;
                let leader = if self.is_done() { None } else { Some(self.take(MEMBER, node)?) };
                Why::Entry { index, leader }
            }
            Keyword::Read if self.is_done() => Why::Read(TERMINAL),
            Keyword::Read => Why::Read(self.take("CLIENT", client)?),
            Keyword::Member(member) => {
                self.take("not-leader", value::not_leader)?;
                Why::NotLeader(member)
            }
        })
    }

    /// `--dump`, or nothing.
    pub(super) fn dump(&mut self) -> bool {
        let dump = self.text() == "--dump";
        self.at += usize::from(dump);
        dump
    }

    /// Nothing, `c1`, or a moment.
    pub(super) fn path(&mut self) -> Result<Which, ParseError> {
        if self.is_done() {
            return Ok(Which::Newest);
        }
        self.take("CLIENT or MOMENT", |text| {
            let remedy =
                || "write path, path c1, or the moment at which a read was sent".to_string();
            if text.bytes().all(|b| b.is_ascii_digit()) {
                let moment = text.parse().map(Which::SentAt);
                return moment.map_err(|_| (format!("there is no moment {text}"), remedy()));
            }
            client(text).map(Which::Of).map_err(|(message, _)| (message, remedy()))
        })
    }
}
