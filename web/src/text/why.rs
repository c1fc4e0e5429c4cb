//! What happened, and what is pending: which words go with which value of the engine.

use super::Words;
use crate::present::{
    entry,
    why::{Happened, ms},
};
use engine::{
    base::Time,
    insight::waiting::Wait,
    script::print,
    sim::{Event, Kind, Loss, Peer},
};

impl Words {
    /// What happened, in a sentence.
    pub fn happened(&self, happened: &Happened) -> String {
        let text = &self.events;
        let client = |id: u64| print::peer(Peer::Client(id));
        match happened.event {
            Event::Start => text.start.to_string(),
            Event::Tick { member } => text.tick(member),
            Event::Deliver { from, to, kind, .. } => {
                text.deliver(&print::peer(to), &self.kind(kind), &print::peer(from))
            }
            Event::Lost { from, to, kind, why, .. } => {
                let (kind, why) = (self.kind(kind), self.loss(why));
                text.lost(&kind, &print::peer(from), &print::peer(to), why)
            }
            Event::Unreachable { member, .. } => text.unreachable(member, happened.peer),
            Event::SnapshotStatus { member, failed: true, .. } => {
                text.snapshot_lost(member, happened.peer)
            }
            Event::SnapshotStatus { member, failed: false, .. } => {
                text.snapshot_arrived(member, happened.peer)
            }
            Event::Timer { member } => text.timer(member),
            Event::DiskDone { member } => text.disk_done(member),
            Event::Timeout { client: id, .. } => text.timeout(&client(id)),
            Event::Retry { client: id, .. } => text.retry(&client(id)),
            Event::Dial { client: id, member } => text.dial(&client(id), member),
            Event::Act { .. } => {
                let command = happened.deed.as_ref().map(print::action).unwrap_or_default();
                text.act(&entry::short(&command, COMMAND_MAX))
            }
        }
    }

    /// Why a packet was lost.
    pub fn loss(&self, why: Loss) -> &'static str {
        self.events.loss(why)
    }

    /// A message, as the receiver names it.
    fn kind(&self, kind: Kind) -> String {
        let text = &self.events;
        let said = match kind {
            Kind::Raft(kind) => return kind.to_string(),
            Kind::Request => text.request,
            Kind::Reply => text.reply,
            Kind::Push => text.push,
            Kind::Refused => text.refused,
            Kind::Gone => text.gone,
            Kind::Connect => text.connect,
            Kind::Connected => text.connected,
            Kind::ConnectionRefused => text.connection_refused,
            Kind::Closed => text.closed,
            Kind::Cancel => text.cancel,
        };
        said.to_string()
    }

    /// A time to the microsecond: `1234.567 ms`.
    pub fn at(&self, at: Time) -> String {
        self.why.at(&ms(at))
    }

    /// What something waits for, in a sentence.
    pub fn wait(&self, wait: &Wait) -> String {
        let text = &self.waits;
        match wait {
            Wait::Parked { member, writes } => text.parked(*member, *writes),
            Wait::Fsync { member, to: 0, .. } => text.fsync_state(*member),
            Wait::Fsync { member, from, to } => text.fsync(*member, *from, *to),
            Wait::Apply { member, applied, commit } => text.apply(*member, *applied, *commit),
            Wait::Client { client, request, member, down, left_ms } => {
                let request = entry::request(request.clone());
                match down {
                    true => text.client_down(*client, &request, *member, *left_ms),
                    false => text.client(*client, &request, *member, *left_ms),
                }
            }
            Wait::Down { member } => text.down(*member),
        }
    }
}

/// A longer command is cut.
const COMMAND_MAX: usize = 120;
