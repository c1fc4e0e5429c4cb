//! Why an outsider cannot do something just now, and what to do instead.

use super::act::CLOCK_RATES;
use super::ids::{ClientId, PacketId};
use super::scenario::Scenario;
use super::world::World;
use crate::base::{MachineId, Time};
use crate::raft::confchange::ConfChangeError;
use crate::server::peer_url;
use ActionError::*;
use std::fmt;

/// Why an action cannot be carried out. Nothing has changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ActionError {
    NoSuchMember { member: MachineId, have: u64 },
    AlreadyDown { member: MachineId },
    AlreadyUp { member: MachineId },
    IsPaused { member: MachineId },
    NotPaused { member: MachineId },
    NothingToCancel { client: ClientId },
    NoSuchPacket { packet: PacketId },
    EmptyGroup,
    MemberTwice { member: MachineId },
    NoLinkToSelf,
    MinAboveMax { min: Time, max: Time },
    TooLong { span: Time },
    AboveAll { per_mille: u32 },
    NoSuchClock { per_mille: u32 },
    LeaseWithoutCheckQuorum,
    CheckQuorumUnderLease,
    NotAdded { member: MachineId },
    StartedAlready { member: MachineId },
    NextMachine { next: MachineId },
    TooManyMachines,
    TooManyMembers,
    WasRemoved { member: MachineId },
    NoSuchChange { error: ConfChangeError },
}

impl fmt::Display for ActionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoSuchMember { member, have } => {
                write!(f, "there is no member {member}: this cluster has n1 to n{have}")
            }
            AlreadyDown { member } => write!(f, "{member} is down already: `restart {member}`"),
            AlreadyUp { member } => write!(f, "{member} is running already: `crash {member}`"),
            IsPaused { member } => write!(f, "{member} is stopped: `resume {member}`"),
            NotPaused { member } => write!(f, "{member} is not stopped: `pause {member}`"),
            NothingToCancel { client } => write!(f, "c{client} waits for nothing of that kind"),
            NoSuchPacket { packet } => {
                write!(
                    f,
                    "packet {packet} is not in flight: it arrived, was lost, or was never sent"
                )
            }
            EmptyGroup => write!(f, "a group of a partition needs at least one member"),
            MemberTwice { member } => {
                write!(f, "{member} stands in two groups: a member is on one side")
            }
            NoLinkToSelf => write!(f, "a link needs two different ends, one of them a member"),
            MinAboveMax { min, max } => {
                write!(f, "the shortest time ({min}) is longer than the longest ({max})")
            }
            TooLong { span } => write!(f, "{span} is too long: an hour at most"),
            AboveAll { per_mille } => {
                write!(f, "{per_mille} of a thousand is more than all: 1000 (100%) at most")
            }
            NoSuchClock { per_mille } => {
                let (slow, fast) = (CLOCK_RATES.start(), CLOCK_RATES.end());
                write!(f, "no clock runs at {per_mille} of a thousand: {slow} to {fast}, or 0")
            }
            LeaseWithoutCheckQuorum => {
                write!(
                    f,
                    "a leader without check-quorum has no lease to read by: `rule check-quorum on` first"
                )
            }
            CheckQuorumUnderLease => {
                write!(
                    f,
                    "reads trust the lease that check-quorum gives: `reads read-index` first, then \
                     `rule check-quorum off`"
                )
            }
            NotAdded { member } => write!(
                f,
                "{member} is no member: `member add {member} --peer-urls={}` first, then `start {member}`",
                peer_url(*member)
            ),
            StartedAlready { member } => write!(
                f,
                "{member} has its machine already: `restart {member}` if its process is down"
            ),
            NextMachine { next } => write!(
                f,
                "the next new machine is {next}: `member add {next} --peer-urls={}`, then `start {next}`",
                peer_url(*next)
            ),
            TooManyMachines => {
                write!(f, "there were {} machines; more do not fit in here", World::MACHINES_MAX)
            }
            TooManyMembers => {
                write!(f, "{} members at most: `member remove` one first", Scenario::MEMBERS_MAX)
            }
            WasRemoved { member } => {
                write!(f, "{member} was removed, and no id comes back: add one with a new number")
            }
            NoSuchChange { error } => write!(f, "this cannot be changed so: {error}"),
        }
    }
}

impl std::error::Error for ActionError {}
