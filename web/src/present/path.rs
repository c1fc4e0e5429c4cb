//! The path of one linearizable read: which member asked whom, who answered, which index was confirmed, and
//! when the store had come that far. After `v3_server.go`, `linearizableReadLoop`.
//!
//! Everything is read off the recorded moments and the reasons that they bring; nothing is kept. Messages
//! are told apart by the context that reasons name, and by who caused whom.

use super::{ask::Answer, entry, voters::Half, walk};
use engine::{
    base::{Index, NodeId, Term, Time},
    raft::message::{Message, MessageType},
    server::Request,
    sim::{Action, Body, ClientId, Loss, MomentId, Packet, PacketId, Peer, RequestId},
    timeline::{Act, Timeline},
};

/// The Path panel.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct PathView {
    /// The newest first; at most `READS`.
    pub reads: Vec<ReadChoice>,
    /// The read that is followed.
    pub path: Option<ReadPath>,
}

/// A read that can be followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadChoice {
    /// The moment at which its client sent it.
    pub id: MomentId,
    pub at: Time,
    pub command: String,
}

/// One read, from its client and back.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadPath {
    pub id: MomentId,
    pub client: ClientId,
    pub request: RequestId,
    pub command: String,
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
    pub member: NodeId,
    pub context: Option<u64>,
    /// The leader, and the number that its heartbeats carry.
    pub noted: Option<(NodeId, u64)>,
    /// The member that passed it on, and the number of that.
    pub passed: Option<(NodeId, u64)>,
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
        member: NodeId,
    },
    /// A round is under way: the read waits for the next.
    Queued {
        member: NodeId,
        behind: u64,
    },
    /// A round begins.
    Asked {
        member: NodeId,
        context: u64,
        reads: u64,
    },
    /// There is nobody to ask.
    NoLeader {
        member: NodeId,
        term: Term,
    },
    /// Nobody answered for 500 ms.
    AskedAgain {
        member: NodeId,
    },
    /// `MsgReadIndex` reaches the leader.
    Forwarded {
        member: NodeId,
        leader: NodeId,
        context: u64,
    },
    /// The leader has not committed in its term yet.
    Held {
        leader: NodeId,
        committed: Index,
        term: Term,
        current: Term,
    },
    /// The leader notes its commit index and asks its quorum.
    Noted {
        leader: NodeId,
        index: Index,
        number: u64,
    },
    /// A member answered the heartbeat: so many of each half of the voters have.
    Acknowledged {
        from: NodeId,
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
        leader: NodeId,
        index: Index,
        acks: Vec<NodeId>,
    },
    /// The leader answers without asking anybody.
    Trusted {
        leader: NodeId,
        index: Index,
    },
    /// `MsgReadIndexResp` reaches the member.
    Answered {
        member: NodeId,
        index: Index,
    },
    /// The member knows its index.
    Known {
        member: NodeId,
        index: Index,
        applied: Index,
    },
    /// The member answers from its store.
    Served {
        member: NodeId,
        index: Index,
        applied: Index,
    },
    /// The answer reaches the client.
    Replied {
        client: ClientId,
        member: NodeId,
    },
    /// The leader changed: the member gives up this round.
    LeaderChanged {
        member: NodeId,
    },
    /// The connection broke.
    Refused {
        client: ClientId,
        member: NodeId,
    },
    /// There is no leader to propose the read to, or to pass it on to.
    Waits {
        member: NodeId,
    },
    /// The read goes through the log.
    Proposed {
        member: NodeId,
    },
    /// The leader appends it.
    Appended {
        leader: NodeId,
        index: Index,
    },
    /// A quorum has it on disk.
    Committed {
        leader: NodeId,
        index: Index,
    },
    /// The whole read reaches the leader; its answer comes back.
    PassedOn {
        member: NodeId,
        leader: NodeId,
    },
    HandedBack {
        member: NodeId,
        leader: NodeId,
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

impl PathView {
    /// The read sent at the moment `chosen`, or else the newest.
    pub fn of(timeline: &Timeline, chosen: Option<MomentId>) -> PathView {
        let found: Vec<&Act> = timeline.acts().iter().rev().filter(|act| is_read(act)).collect();
        let wanted = chosen.and_then(|id| found.iter().find(|act| act.moment == id));
        let path = wanted.or(found.first()).and_then(|act| walk::follow(timeline, act));
        let choice = |act: &&Act| ReadChoice { id: act.moment, at: act.at, command: command(act) };
        PathView { reads: found.iter().take(READS).map(choice).collect(), path }
    }
}

impl ReadPath {
    /// The packets under way at the playhead that belong to this read.
    pub fn packets(&self, timeline: &Timeline) -> Vec<PacketId> {
        let world = timeline.world();
        let all = world.packets().chain(world.held());
        all.filter(|packet| self.owns(packet)).map(|packet| packet.id).collect()
    }

    fn owns(&self, packet: &Packet) -> bool {
        let client = Peer::Client(self.client);
        match &packet.body {
            Body::Request { id, .. } => {
                packet.from == client && *id == self.request || self.round.passed(packet.from, *id)
            }
            Body::Reply { id, .. } | Body::Refused { id, .. } => {
                packet.to == client && *id == self.request || self.round.passed(packet.to, *id)
            }
            Body::Raft(message) => self.round.owns(message),
            Body::Snapshot { .. } | Body::Gone => false,
        }
    }
}

impl Round {
    fn passed(&self, peer: Peer, id: u64) -> bool {
        self.passed.is_some_and(|(member, of)| (Peer::Member(member), of) == (peer, id))
    }

    fn owns(&self, message: &Message) -> bool {
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
                asker == leader && message.read_number().is_some_and(|carried| carried >= number)
            }
            _ => false,
        }
    }
}

/// The read that a client sent, as typed.
pub(super) fn command(act: &Act) -> String {
    match &act.action {
        Action::Request { request, .. } => entry::request(request.clone()),
        _ => String::new(),
    }
}

fn is_read(act: &Act) -> bool {
    matches!(&act.action, Action::Request { request: Request::Range(range), .. } if !range.serializable)
}

/// Reads to choose from.
const READS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{script, sim::Scenario};

    fn run(timeline: &mut Timeline, lines: &str) {
        for line in lines.lines() {
            let command = script::parse(line).expect(line).expect(line);
            script::run::run(timeline, &command);
        }
    }

    fn path(lines: &str) -> ReadPath {
        let mut timeline = Timeline::new(Scenario::new(5, 3));
        run(&mut timeline, lines);
        PathView::of(&timeline, None).path.expect("a read was sent")
    }

    fn kinds(path: &ReadPath) -> Vec<&'static str> {
        let name = |step: &Step| match step.what {
            StepKind::Arrived { .. } => "arrived",
            StepKind::Queued { .. } => "queued",
            StepKind::Asked { .. } => "asked",
            StepKind::Forwarded { .. } => "forwarded",
            StepKind::Held { .. } => "held",
            StepKind::Noted { .. } => "noted",
            StepKind::Acknowledged { .. } => "ack",
            StepKind::Lost { .. } => "lost",
            StepKind::Confirmed { .. } => "confirmed",
            StepKind::Answered { .. } => "answered",
            StepKind::Known { .. } => "known",
            StepKind::Served { .. } => "served",
            StepKind::Replied { .. } => "replied",
            StepKind::Trusted { .. } => "trusted",
            StepKind::Proposed { .. } => "proposed",
            StepKind::Appended { .. } => "appended",
            StepKind::Committed { .. } => "committed",
            StepKind::PassedOn { .. } => "passed on",
            StepKind::HandedBack { .. } => "handed back",
            _ => "other",
        };
        path.steps.iter().map(name).collect()
    }

    fn leader(seed: u64) -> NodeId {
        let mut timeline = Timeline::new(Scenario::new(5, seed));
        run(&mut timeline, "run until leader");
        timeline.world().leader().expect("one leads")
    }

    #[test]
    fn a_read_at_a_follower_goes_by_the_leader_and_its_quorum() {
        let follower = leader(3) % 5 + 1;
        let lines = format!("run until leader\nrun 1s\nput a 1\nget a --endpoints=n{follower}");
        let path = path(&lines);
        let kinds = kinds(&path);
        let way = ["arrived", "asked", "forwarded", "noted", "ack", "ack", "confirmed"];
        assert_eq!(kinds[..way.len()], way, "{path:#?}");
        assert_eq!(kinds[way.len()..], ["answered", "known", "served", "replied"]);
        assert!(path.over && path.steps.iter().all(|step| step.since <= step.at));
        let acks = path.steps.iter().filter_map(|step| match &step.what {
            StepKind::Acknowledged { halves, .. } => Some(halves.clone()),
            _ => None,
        });
        let counted: Vec<_> = acks.flatten().map(|half| (half.have, half.of)).collect();
        assert_eq!(counted, [(2, 5), (3, 5)]);
    }

    #[test]
    fn the_other_ways_have_their_own_steps() {
        let follower = leader(3) % 5 + 1;
        let way = |mode: &str| {
            let get = format!("get a --endpoints=n{follower}");
            kinds(&path(&format!("run until leader\nrun 1s\nreads {mode}\nput a 1\n{get}")))
        };
        let log = ["arrived", "proposed", "appended", "committed", "served", "replied"];
        assert_eq!(way("log"), log);
        let lease = ["arrived", "asked", "forwarded", "trusted", "answered", "known", "served"];
        assert_eq!(way("lease")[..7], lease);
        let forward = way("forward");
        assert_eq!(forward[..4], ["arrived", "passed on", "asked", "noted"]);
        let end = ["confirmed", "known", "served", "handed back", "replied"];
        assert_eq!(forward[forward.len() - 5..], end);
    }

    #[test]
    fn its_messages_are_found_on_the_stage() {
        let follower = leader(3) % 5 + 1;
        let mut timeline = Timeline::new(Scenario::new(5, 3));
        let lines = format!("run until leader\nrun 1s\nget a --endpoints=n{follower}");
        run(&mut timeline, &lines);
        let of = |timeline: &Timeline| PathView::of(timeline, None).path.expect("a read");
        let noted =
            of(&timeline).steps.into_iter().find(|s| matches!(s.what, StepKind::Noted { .. }));
        timeline.seek(noted.expect("it was noted").moment);
        let path = of(&timeline);
        assert_eq!(path.packets(&timeline).len(), 4, "a heartbeat to each of four");
        assert!(path.steps.iter().any(|step| step.later), "the rest is yet to come");
    }

    #[test]
    fn a_read_at_a_leader_that_is_cut_off_stays_without_its_quorum() {
        let leader = leader(3);
        let lines = format!("run until leader\nrun 1s\nisolate n{leader}");
        let mut timeline = Timeline::new(Scenario::new(5, 3));
        run(&mut timeline, &lines);
        let get = script::parse(&format!("get a --endpoints=n{leader}")).unwrap().unwrap();
        timeline.act(get.actions().remove(0)).unwrap();
        timeline.advance(timeline.now() + Time::from_ms(60));
        let path = PathView::of(&timeline, None).path.expect("a read was sent");
        let mut kinds = kinds(&path);
        kinds.retain(|kind| *kind != "lost");
        assert_eq!(kinds, ["arrived", "asked", "noted"]);
        assert!(!path.over);
        assert_eq!(path.steps.len(), 7, "and four heartbeats are lost: {path:#?}");
    }
}
