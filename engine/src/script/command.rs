//! A command as data: what a line of the terminal, a golden, a lesson or a share text means.

use super::deeds::{Deed, Who};
use super::logs::Logs;
use crate::base::{Index, MachineId, Time};
use crate::client::Call;
use crate::server::{MemberAddRequest, Request, peer_url};
use crate::sim::{Action, ClientId, MomentId, Peer, Scenario};

/// One line of the command language.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Command {
    /// `cluster 5 --seed 7`: a new world.
    Cluster(Scenario),
    /// `put a 1`, `c2: get a`: etcdctl.
    Call { client: ClientId, call: Call },
    /// `cut n1 n2`, `hold n1 -> n2`: something about links.
    Link { deed: LinkDeed, from: Peer, to: Peer, both: bool },
    /// `crash leader`, `restart all`: done to whoever that is.
    Deed { deed: Deed, who: Who },
    /// Any other deed; never a command of etcdctl or one about a link.
    Act(Action),
    /// `run 500ms`
    Run(Time),
    /// `run until leader`
    RunUntil { goal: Goal, limit: Time },
    /// `step 3`
    Step(u32),
    /// `seek 120`
    SeekMoment(MomentId),
    /// `seek 1200ms`
    SeekTime(Time),
    /// `status`
    Status,
    /// `log n1`
    Log(MachineId),
    /// `wal n1`
    Wal { member: MachineId, dump: bool },
    /// `logs n1 --level=warn`: what a member would have logged.
    Logs(Logs),
    /// `why`, `why entry 5`: what has not happened, and what stands in the way.
    Why(Why),
    /// `path`: how a read went through the members.
    Path(Which),
    /// `help`, `help put`
    Help(Option<String>),
    /// `etcdctl help`, `put -h`, `member`: etcdctl's usage of the command that these words name.
    Usage(Vec<String>),
    /// `version`: etcdctl's.
    Version,
}

/// What `why` asks about the world as it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// `why`: everything that is pending.
    Pending,
    /// `why no-leader`
    NoLeader,
    /// `why n2 not-leader`
    NotLeader(MachineId),
    /// `why entry 5`, `why entry 5 n1`: not committed, at the leader or at who takes itself for it.
    Entry { index: Index, leader: Option<MachineId> },
    /// `why read`, `why read c2`: a client's reads wait.
    Read(ClientId),
}

/// Which read `path` follows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Which {
    /// `path`: the last one sent.
    Newest,
    /// `path c2`: the last one of a client.
    Of(ClientId),
    /// `path 120`: the one that was sent at this moment.
    SentAt(MomentId),
}

/// What is done to a link.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LinkDeed {
    Cut,
    Mend,
    Hold,
    Release,
}

impl LinkDeed {
    /// All of them.
    pub const ALL: [LinkDeed; 4] =
        [LinkDeed::Cut, LinkDeed::Mend, LinkDeed::Hold, LinkDeed::Release];

    /// The verb.
    pub fn name(self) -> &'static str {
        ["cut", "mend", "hold", "release"][self as usize]
    }

    /// The deed in one direction.
    pub fn action(self, from: Peer, to: Peer) -> Action {
        match self {
            LinkDeed::Cut => Action::Cut { from, to },
            LinkDeed::Mend => Action::Mend { from, to },
            LinkDeed::Hold => Action::Hold { from, to },
            LinkDeed::Release => Action::Release { from, to },
        }
    }
}

/// What `run until` waits for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Goal {
    /// Some member leads, and a quorum follows it.
    Leader,
    /// No client waits for an answer, and every running member has applied all that is committed.
    Idle,
    /// Some member's commit index grows.
    Commit,
    /// A decision of this name is taken, by this member if one is given.
    Trace { name: String, member: Option<MachineId> },
}

impl Goal {
    /// The goals that are no decision's name, and what they are called.
    pub const NAMED: [(&'static str, Goal); 3] =
        [("leader", Goal::Leader), ("idle", Goal::Idle), ("commit", Goal::Commit)];

    /// How long `run until` waits unless told otherwise.
    pub const LIMIT: Time = Time::from_ms(60_000);
}

/// The client behind the terminal.
pub const TERMINAL: ClientId = 1;

impl Command {
    /// The terminal's client asks for this, with etcdctl's defaults.
    pub fn ask(request: Request) -> Command {
        Command::Call { client: TERMINAL, call: Call::new(request) }
    }

    /// A new member is added.
    pub fn add_member(id: MachineId, is_learner: bool) -> Command {
        let peer_urls = vec![peer_url(id)];
        Command::ask(Request::MemberAdd(MemberAddRequest { peer_urls, is_learner }))
    }

    /// Something about both directions of a link.
    pub fn link(deed: LinkDeed, from: Peer, to: Peer) -> Command {
        Command::Link { deed, from, to, both: true }
    }

    /// True if it does something to the world, besides letting time pass.
    pub fn is_deed(&self) -> bool {
        matches!(
            self,
            Command::Call { .. } | Command::Link { .. } | Command::Deed { .. } | Command::Act(_)
        )
    }

    /// The deeds that the command is made of; none for one that changes nothing or only passes
    /// time.
    pub fn actions(&self) -> Vec<Action> {
        match self {
            Command::Call { client, call } => {
                vec![Action::Call { client: *client, call: Box::new(call.clone()) }]
            }
            Command::Link { deed, from, to, both } => {
                let back = both.then(|| deed.action(*to, *from));
                [deed.action(*from, *to)].into_iter().chain(back).collect()
            }
            Command::Act(action) => vec![action.clone()],
            _ => Vec::new(),
        }
    }
}

impl From<&Action> for Command {
    fn from(action: &Action) -> Command {
        let link = |deed, from: &Peer, to: &Peer| Command::Link {
            deed,
            from: *from,
            to: *to,
            both: false,
        };
        match action {
            Action::Call { client, call } => {
                Command::Call { client: *client, call: (**call).clone() }
            }
            Action::Cut { from, to } => link(LinkDeed::Cut, from, to),
            Action::Mend { from, to } => link(LinkDeed::Mend, from, to),
            Action::Hold { from, to } => link(LinkDeed::Hold, from, to),
            Action::Release { from, to } => link(LinkDeed::Release, from, to),
            other => Command::Act(other.clone()),
        }
    }
}
