//! The path of one linearizable read: which member asked whom, who answered, which index was confirmed, and
//! when the store had come that far. After `v3_server.go`, `linearizableReadLoop`.
//!
//! Everything is read off the recorded moments and the reasons that they bring; nothing is kept. Messages
//! are told apart by the context that reasons name, and by who caused whom.

use super::{
    answer::{Answer, is_linearizable},
    voters::Half,
    walk,
};
use crate::{
    base::{Index, MachineId, Name, Term, Time},
    raft::message::{Message, MessageType},
    server::Request,
    sim::{Body, ClientId, Loss, MomentId, Packet, PacketId, Peer, RequestId, World},
    timeline::Timeline,
};

/// A read that can be followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentRead {
    /// The moment at which its client sent it.
    pub id: MomentId,
    pub at: Time,
    pub client: ClientId,
    /// Its number, and what it asked for.
    pub number: RequestId,
    pub request: Request,
}

/// One read, from its client and back.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadPath {
    pub id: MomentId,
    pub client: ClientId,
    /// Its number, and what it asked for.
    pub number: RequestId,
    pub request: Request,
    pub steps: Vec<Step>,
    pub from: Time,
    /// The end of the last step, or the playhead if that is later and it still waits.
    pub to: Time,
    /// How long it took, or has waited up to the playhead.
    pub took: Time,
    /// Its client has an answer, or none will come.
    pub over: bool,
    /// Why it waits, while it does at the playhead.
    pub waits: Option<Answer>,
    pub round: Round,
}

/// By which its messages are known.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Round {
    /// The member that serves it, and the context of its question.
    pub member: MachineId,
    pub context: Option<u64>,
    /// The leader, and the number that its heartbeats carry.
    pub noted: Option<(MachineId, u64)>,
    /// The member that passed it on, and the number of that.
    pub passed: Option<(MachineId, u64)>,
    /// Its number as a proposal, and its entry.
    pub proposed: Option<u64>,
    pub entry: Option<Index>,
    /// Its quorum has answered: heartbeats are no longer about it.
    pub confirmed: bool,
}

/// One step of the path.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    pub moment: MomentId,
    /// What it took began here.
    pub since: Time,
    pub at: Time,
    /// It happens after the playhead.
    pub later: bool,
    pub what: StepKind,
}

/// What happened.
#[derive(Clone, PartialEq, Debug)]
pub enum StepKind {
    /// The request reaches a member.
    Arrived {
        client: ClientId,
        member: MachineId,
    },
    /// A round is under way: the read waits for the next.
    Queued {
        member: MachineId,
        behind: u64,
    },
    /// A round begins.
    Asked {
        member: MachineId,
        context: u64,
        reads: u64,
    },
    /// There is nobody to ask.
    NoLeader {
        member: MachineId,
        term: Term,
    },
    /// Nobody answered for 500 ms.
    AskedAgain {
        member: MachineId,
    },
    /// `MsgReadIndex` reaches the leader.
    Forwarded {
        member: MachineId,
        leader: MachineId,
        context: u64,
    },
    /// The leader has not committed in its term yet.
    Held {
        leader: MachineId,
        committed: Index,
        term: Term,
        current: Term,
    },
    /// The leader notes its commit index and asks its quorum.
    Noted {
        leader: MachineId,
        index: Index,
        number: u64,
    },
    /// A member answered the heartbeat: so many of each half of the voters have.
    Acknowledged {
        from: Name,
        number: u64,
        halves: Vec<Half>,
    },
    /// A heartbeat, or the answer to one, was lost.
    Lost {
        from: Peer,
        to: Peer,
        why: Loss,
    },
    /// A quorum has answered.
    Confirmed {
        leader: MachineId,
        index: Index,
        acks: Vec<Name>,
    },
    /// The leader answers without asking anybody.
    Trusted {
        leader: MachineId,
        index: Index,
    },
    /// `MsgReadIndexResp` reaches the member.
    Answered {
        member: MachineId,
        index: Index,
    },
    /// The member knows its index.
    Known {
        member: MachineId,
        index: Index,
        applied: Index,
    },
    /// The member answers from its store.
    Served {
        member: MachineId,
        index: Index,
        applied: Index,
    },
    /// The answer reaches the client.
    Replied {
        client: ClientId,
        member: MachineId,
    },
    /// The leader changed: the member gives up this round.
    LeaderChanged {
        member: MachineId,
    },
    /// The connection broke.
    Refused {
        client: ClientId,
        member: MachineId,
    },
    /// There is no leader to propose the read to, or to pass it on to.
    Waits {
        member: MachineId,
    },
    /// The read goes through the log.
    Proposed {
        member: MachineId,
    },
    /// The leader appends it.
    Appended {
        leader: MachineId,
        index: Index,
    },
    /// A quorum has it on disk.
    Committed {
        leader: MachineId,
        index: Index,
    },
    /// The whole read reaches the leader; its answer comes back.
    PassedOn {
        member: MachineId,
        leader: MachineId,
    },
    HandedBack {
        member: MachineId,
        leader: MachineId,
    },
    /// The client's connection to this endpoint stands, and the request goes out.
    Connected {
        client: ClientId,
        member: MachineId,
    },
    /// The client tries its next endpoint.
    Retried {
        client: ClientId,
    },
    /// The client waits no longer.
    GaveUp {
        client: ClientId,
    },
}

/// The linearizable reads that clients have sent, the newest first.
pub fn reads(timeline: &Timeline) -> impl Iterator<Item = SentRead> + '_ {
    timeline.acts().iter().rev().filter_map(|act| {
        let request = act.action.request()?;
        let (client, number) = timeline.moment(act.moment)?.event.request()?;
        is_linearizable(request).then(|| SentRead {
            id: act.moment,
            at: act.at,
            client,
            number,
            request: request.clone(),
        })
    })
}

/// The path of a read that was sent.
pub fn follow(timeline: &Timeline, read: SentRead) -> ReadPath {
    walk::follow(timeline, read)
}

impl ReadPath {
    /// The packets under way at the playhead that belong to this read.
    pub fn packets(&self, timeline: &Timeline) -> Vec<PacketId> {
        let world = timeline.world();
        let all = world.packets().chain(world.held());
        all.filter(|packet| self.owns(world, packet)).map(|packet| packet.id).collect()
    }

    fn owns(&self, world: &World, packet: &Packet) -> bool {
        let client = Peer::Client(self.client);
        match &packet.body {
            Body::Request { id, .. } => {
                packet.from == client && *id == self.number || self.round.passed(packet.from, *id)
            }
            Body::Reply { id, .. } | Body::Push { id, .. } | Body::Refused { id, .. } => {
                packet.to == client && *id == self.number || self.round.passed(packet.to, *id)
            }
            Body::Raft(message) => self.round.owns(world, message),
            Body::Snapshot { .. }
            | Body::Gone
            | Body::Connect { .. }
            | Body::Cancel { .. }
            | Body::Connected { .. }
            | Body::Closed { .. } => false,
        }
    }
}

impl Round {
    fn passed(&self, peer: Peer, id: u64) -> bool {
        self.passed.is_some_and(|(member, of)| (Peer::Member(member), of) == (peer, id))
    }

    fn owns(&self, world: &World, message: &Message) -> bool {
        use MessageType as M;
        let brings = |index: Index| message.entries.iter().any(|entry| entry.index == index);
        match (message.msg_type, self.noted) {
            (M::App, _) => self.entry.is_some_and(brings),
            (M::AppResp, _) => self.entry.is_some_and(|index| message.index == index),
            (M::ReadIndex | M::ReadIndexResp, _) => {
                self.context.is_some() && message.read_context() == self.context
            }
            (M::Heartbeat | M::HeartbeatResp, Some((leader, number))) if !self.confirmed => {
                let asker =
                    if message.msg_type == M::Heartbeat { message.from } else { message.to };
                world.machine_of(asker) == Some(leader)
                    && message.read_number().is_some_and(|carried| carried >= number)
            }
            _ => false,
        }
    }
}
