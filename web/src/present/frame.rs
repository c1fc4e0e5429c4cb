//! The picture of the cluster at one point of time, as values. The stage, its table and the live
//! region are drawn from a [`Frame`] and from nothing else.

use super::message::Class;
use engine::{
    base::{Index, MachineId, Name, NodeId, Term, Time},
    raft,
    sim::{ClientId, MomentId, PacketId, Peer, ReadMode, Rules},
};

/// The cluster at one point of time.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Frame {
    pub moment: MomentId,
    pub head: MomentId,
    pub now: Time,
    /// Ascending by id.
    pub members: Vec<MemberView>,
    /// One for each pair of members.
    pub links: Vec<LinkView>,
    pub packets: Vec<PacketView>,
    /// Packets lost a short while ago.
    pub lost: Vec<LostView>,
    pub clients: Vec<ClientView>,
    /// More than one if the network is split.
    pub groups: Vec<GroupView>,
    /// The number that the next new machine has.
    pub next: MachineId,
    /// The safety rules in force, and how linearizable reads are served.
    pub rules: Rules,
    pub reads: ReadMode,
}

impl Frame {
    /// Who stands on the stage: all but those that were removed and have stopped.
    pub fn seats(&self) -> Vec<Seat> {
        let here =
            |view: &&MemberView| view.standing != Standing::Removed || view.role != Role::Crashed;
        let seat = |view: &MemberView| Seat { id: view.id, learner: view.learner };
        self.members.iter().filter(here).map(seat).collect()
    }

    /// The members of the configuration; those who vote, or the learners.
    pub fn ids(&self, learners: bool) -> Vec<MachineId> {
        let counts =
            |view: &&MemberView| view.standing != Standing::Removed && view.learner == learners;
        self.members.iter().filter(counts).map(|view| view.id).collect()
    }

    /// The member that leads with the highest term, as the visitor would say it.
    pub fn leader(&self) -> Option<&MemberView> {
        let leaders = self.members.iter().filter(|member| member.role == Role::Leader);
        leaders.max_by_key(|member| member.term)
    }

    /// One member.
    pub fn member(&self, id: MachineId) -> Option<&MemberView> {
        self.members.iter().find(|member| member.id == id)
    }

    /// One packet.
    pub fn packet(&self, id: PacketId) -> Option<&PacketView> {
        self.packets.iter().find(|packet| packet.id == id)
    }

    /// The link between two ends, in either order.
    pub fn link(&self, one: Peer, other: Peer) -> Option<&LinkView> {
        self.links
            .iter()
            .find(|link| (link.a, link.b) == (one, other) || (link.a, link.b) == (other, one))
    }
}

/// A place on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Seat {
    pub id: MachineId,
    pub learner: bool,
}

/// Whether a machine is one of the cluster's.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Standing {
    #[default]
    Member,
    /// It was added, and its machine was never started.
    Awaited,
    /// It was removed for good.
    Removed,
}

/// What a member is at present; its shape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Follower,
    PreCandidate,
    Candidate,
    Leader,
    /// Its process is not running.
    Crashed,
}

impl Role {
    /// What a process takes itself for.
    pub fn of(role: raft::Role) -> Role {
        match role {
            raft::Role::Follower => Role::Follower,
            raft::Role::PreCandidate => Role::PreCandidate,
            raft::Role::Candidate => Role::Candidate,
            raft::Role::Leader => Role::Leader,
        }
    }
}

/// One member.
#[derive(Clone, PartialEq, Debug)]
pub struct MemberView {
    pub id: MachineId,
    /// The member's id.
    pub member: NodeId,
    pub standing: Standing,
    /// It receives the log and does not vote.
    pub learner: bool,
    /// Its process is stopped, and goes on where it was.
    pub paused: bool,
    pub role: Role,
    pub term: Term,
    pub vote: Name,
    pub lead: Name,
    pub commit: Index,
    pub applied: Index,
    pub last: Index,
    /// Why it died by itself, if it did.
    pub crash: Option<String>,
    /// Election timer: ticks passed, and at how many it runs out. None for a leader.
    pub timer: Option<(u64, u64)>,
    /// The end of its log, oldest first.
    pub log: Vec<EntryView>,
}

/// One entry of a log strip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryView {
    pub index: Index,
    pub term: Term,
    pub state: EntryState,
}

/// How safe an entry is on this member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryState {
    /// Not yet on this member's disk.
    Volatile,
    /// On disk, not known to be committed.
    Durable,
    Committed,
}

/// The two ways between two ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkView {
    pub a: Peer,
    pub b: Peer,
    /// Nothing passes from `a` to `b`.
    pub cut_ab: bool,
    /// Nothing passes from `b` to `a`.
    pub cut_ba: bool,
    pub held: bool,
    /// It is cut because the network is split between groups.
    pub by_partition: bool,
}

/// One message on its way.
#[derive(Clone, PartialEq, Debug)]
pub struct PacketView {
    pub id: PacketId,
    pub from: Peer,
    pub to: Peer,
    pub sent: Time,
    pub due: Time,
    pub class: Class,
    /// It says no.
    pub refuses: bool,
    /// The sender's term, where the message bears one.
    pub term: Option<Term>,
    /// The protocol's name of it.
    pub name: String,
    /// What it is about, in very few characters.
    pub brief: String,
    /// It rests until its link is released.
    pub held: bool,
}

/// A packet that was lost.
#[derive(Clone, PartialEq, Debug)]
pub struct LostView {
    /// The moment of its loss.
    pub moment: MomentId,
    pub from: Peer,
    pub to: Peer,
    /// It reached its receiver's door, and nobody was there.
    pub at_door: bool,
}

/// One client.
#[derive(Clone, PartialEq, Debug)]
pub struct ClientView {
    pub id: ClientId,
    /// The member that it talks to.
    pub endpoint: MachineId,
    /// What it waits for.
    pub waits: Option<String>,
    /// What it was told last.
    pub last: Option<Answer>,
}

/// What a client was told.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    Written {
        revision: i64,
    },
    Deleted(i64),
    /// A range without keys: none was asked for, or none is there.
    Counted(i64),
    /// The first key of a range.
    Found {
        key: String,
        value: String,
        more: bool,
    },
    Added(Name),
    /// The members that there are now.
    Members(Vec<Name>),
    /// Leadership is another's.
    Moved,
    Status {
        member: Name,
        term: Term,
        index: Index,
    },
    /// What a member's keys come to.
    Hash(u32),
    /// An error, as etcd says it.
    Refused(String),
}

/// Members that can talk to each other while the network is split.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupView {
    pub members: Vec<MachineId>,
    /// They are a majority of all voters.
    pub quorum: bool,
}
