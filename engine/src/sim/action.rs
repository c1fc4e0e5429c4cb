//! Whatever somebody outside the cluster does. A world's history is its scenario and its list of actions.

use super::ids::{ClientId, PacketId, Peer, RequestId};
use crate::base::{MachineId, Time};
use crate::client::Call;
use crate::raft::{ConfChangeTransition, ConfChangeType};
use crate::server::{ReadMode, Request, Rule};

/// One deed of an outsider.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Action {
    /// A command of etcdctl begins: with all its requests, one after the other or at once, it is one deed.
    Call { client: ClientId, call: Box<Call> },
    /// A program that is connected all along sends a request to its endpoint: to all members in turn unless `endpoints` names some
    /// (`etcdctl --endpoints`, which holds for one command); `timeout` stands in
    /// for the scenario's (`--command-timeout`).
    Request { client: ClientId, request: Request, endpoints: Vec<MachineId>, timeout: Option<Time> },
    /// A client waits no longer for a command of etcdctl, or for anything (Ctrl+C): its member is told so.
    Cancel { client: ClientId, command: Option<RequestId> },
    /// The process dies and the disk keeps what was synced.
    Crash { member: MachineId },
    /// The same, and so many sectors of what was written but not synced had reached the disk by themselves.
    Tear { member: MachineId, sectors: u64 },
    /// The disk of a machine whose process is down is replaced by an empty one: when it is started, it joins the
    /// cluster as the member that is known at its address.
    Wipe { member: MachineId },
    /// A new machine's process starts, to join the cluster that it was added to. It is the machine with the
    /// next number.
    Start { member: MachineId },
    /// A member proposes a change of several members (`ConfChangeV2`), which etcd's server never does; one
    /// without changes leaves a joint configuration.
    ProposeConfChange {
        member: MachineId,
        changes: Vec<(ConfChangeType, MachineId)>,
        transition: ConfChangeTransition,
    },
    /// The process is stopped where it is (`SIGSTOP`): it neither ticks, nor reads, nor writes.
    Pause { member: MachineId },
    /// It goes on (`SIGCONT`).
    Resume { member: MachineId },
    /// The process starts again from its disk.
    Restart { member: MachineId },
    /// Nothing passes from `from` to `to` any more.
    Cut { from: Peer, to: Peer },
    /// What was cut passes again.
    Mend { from: Peer, to: Peer },
    /// Members talk within their group only. Members named in no group form one more.
    Partition { groups: Vec<Vec<MachineId>> },
    /// One member is cut off from all other members.
    Isolate { member: MachineId },
    /// All links between members and to clients work again; holds, loss, copies, overtaking and the
    /// drift of clocks end too.
    Heal,
    /// Packets from `from` to `to` wait until released.
    Hold { from: Peer, to: Peer },
    /// Held packets go on.
    Release { from: Peer, to: Peer },
    /// One packet in flight is lost.
    Drop { packet: PacketId },
    /// One packet in flight arrives later by `by`.
    Delay { packet: PacketId, by: Time },
    /// So many of a thousand packets between members are lost.
    Loss { per_mille: u32 },
    /// So many of a thousand packets between members arrive twice.
    Duplicate { per_mille: u32 },
    /// So many of a thousand packets between members go their own way: they may overtake and be overtaken.
    Reorder { per_mille: u32 },
    /// One way between members from now on.
    Latency { min: Time, max: Time },
    /// One `fdatasync` of this member from now on.
    Fsync { member: MachineId, min: Time, max: Time },
    /// A member's clock from now on passes so many milliseconds in a second. Its process counts its
    /// timeouts in ticks of this clock.
    ClockRate { member: MachineId, per_mille: u32 },
    /// The member starts an election now (`MsgHup`).
    Campaign { member: MachineId },
    /// A safety rule is switched off or on, at every member.
    Rule { rule: Rule, on: bool },
    /// Linearizable reads are served in another way from now on, at every member.
    Reads { mode: ReadMode },
}

impl Action {
    /// What a client asks for first, if it is a client who does something.
    pub fn request(&self) -> Option<&Request> {
        match self {
            Action::Request { request, .. } => Some(request),
            Action::Call { call, .. } => Some(&call.request),
            _ => None,
        }
    }
}
