//! What an outsider may do to a world, and what is refused.

use super::action::Action;
use super::action_error::ActionError;
use super::disk::Torn;
use super::ids::{ClientId, PacketId, Peer, RequestId};
use super::machine::{Machine, clock_after};
use super::moment::{Event, Loss, Moment};
use super::packet::Packet;
use super::queue::Due;
use super::scenario::Scenario;
use super::trace;
use super::world::World;
use crate::base::{Bytes, MachineId, NOWHERE, Time};
use crate::raft::confchange::Changer;
use crate::raft::{ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2};
use crate::server::{EtcdServer, Input, Member, ReadMode, Request, Rule, peer_url};

impl World {
    /// An outsider does something at `now`, before which nothing may be due. The moment is its own cause.
    ///
    /// # Errors
    /// [`ActionError`] if it makes no sense in this world; then nothing has changed.
    pub fn act(&mut self, now: Time, action: Action) -> Result<Moment, ActionError> {
        self.check(&action)?;
        debug_assert!(
            self.next_due().is_none_or(|due| due >= now),
            "something is due before {now}"
        );
        // what nobody notices has no moment of its own
        let noticed = self.advance(Time(now.us().saturating_sub(1)));
        debug_assert!(noticed.is_none(), "{noticed:?} was due before {now}");
        self.now = self.now.max(now);
        let request = self.carry_out(action);
        match request {
            Some(_) => self.connections.pass(self.now),
            // only this can change links and processes
            None => {
                self.listen_to_streams();
                self.update_connections();
            }
        }
        self.acts += 1;
        let (cause, action) = (self.moment, self.acts - 1);
        Ok(self.end_moment(cause, Event::Act { action, request }))
    }

    /// Does it. If it is a request, it says whose and its number.
    fn carry_out(&mut self, action: Action) -> Option<(ClientId, RequestId)> {
        let free = self.network.act(&action, self.members());
        self.resume(free);
        for member in self.machine_ids() {
            let before = self.machine_mut(member).clock_per_mille;
            let after = clock_after(member, before, &action);
            if after != before {
                self.set_clock(member, after);
            }
        }
        match action {
            Action::Request { client, request, endpoints, timeout } => {
                return Some((client, self.client_submit(client, request, endpoints, timeout)));
            }
            Action::Call { client, call } => {
                return Some((client, self.begin_command(client, &call)));
            }
            Action::Cancel { client, command } => self.cancel(client, command),
            Action::Crash { member } => self.end_process(member, None),
            Action::Tear { member, sectors } => self.end_process(member, Some(Torn { sectors })),
            Action::Pause { member } => self.pause(member),
            Action::Resume { member } => self.go_on_running(member),
            Action::Wipe { member } => self.machine_mut(member).wipe(),
            Action::Restart { member } => self.boot(member),
            Action::Start { member } => self.add_machine(member),
            Action::ProposeConfChange { member, changes, transition } => {
                let change = self.conf_change(&changes, transition);
                self.input(member, Input::ProposeConfChange(change));
            }
            Action::Drop { packet } => {
                if let Some(packet) = self.take_packet(packet) {
                    self.tell_dropped(&packet);
                    self.lost(packet, Loss::Dropped);
                }
            }
            Action::Delay { packet, by } => {
                if let Some(mut packet) = self.queue.take_packet(packet) {
                    packet.due = packet.due + by;
                    let (due, cause) = (packet.due, packet.cause);
                    self.queue.push(due, cause, Due::Packet(Box::new(packet)));
                }
            }
            Action::Fsync { member, min, max } => self.machine_mut(member).fsync = (min, max),
            Action::Campaign { member } => self.input(member, Input::Campaign),
            Action::Rule { rule, on } => {
                self.rules.set(rule, on);
                self.everywhere(|| Input::Rule { rule, on });
            }
            Action::Reads { mode } => {
                self.reads = mode;
                self.everywhere(|| Input::Reads(mode));
            }
            // what these do to links and clocks is done
            Action::Cut { .. }
            | Action::Mend { .. }
            | Action::Partition { .. }
            | Action::Isolate { .. }
            | Action::Heal
            | Action::Hold { .. }
            | Action::Release { .. }
            | Action::Loss { .. }
            | Action::Duplicate { .. }
            | Action::Reorder { .. }
            | Action::Latency { .. }
            | Action::ClockRate { .. } => {}
        }
        None
    }

    /// Every running process hears of it; the others when they start.
    fn everywhere(&mut self, input: impl Fn() -> Input) {
        let up: Vec<MachineId> = self.machines().filter(|m| m.is_up()).map(|m| m.id).collect();
        up.into_iter().for_each(|id| self.input(id, input()));
    }

    fn tell_dropped(&mut self, packet: &Packet) {
        let Packet { id, from, to, cause, .. } = *packet;
        let what = trace::Network::PacketDropped {
            packet: id,
            from,
            to,
            kind: packet.kind(),
            sent: cause,
        };
        self.tell(what);
    }

    /// Packets that waited arrive now, in their order.
    fn resume(&mut self, packets: Vec<Packet>) {
        for mut packet in packets {
            packet.due = self.now;
            let cause = packet.cause;
            self.queue.push(self.now, cause, Due::Packet(Box::new(packet)));
        }
    }

    fn take_packet(&mut self, id: PacketId) -> Option<Packet> {
        if let Some(at) = self.network.held.iter().position(|packet| packet.id == id) {
            return Some(self.network.held.remove(at));
        }
        self.queue.take_packet(id)
    }

    fn check(&self, action: &Action) -> Result<(), ActionError> {
        match action {
            Action::Call { call, .. } => {
                self.check_request(&call.request, &call.endpoints, call.timeout)
            }
            Action::Request { request, endpoints, timeout, .. } => {
                self.check_request(request, endpoints, *timeout)
            }
            Action::Cancel { client, command } => {
                let waits = self.client(*client).is_some_and(|client| match command {
                    Some(command) => client.is_running(*command),
                    None => !client.requests.is_empty(),
                });
                if waits { Ok(()) } else { Err(ActionError::NothingToCancel { client: *client }) }
            }
            Action::Crash { member } | Action::Tear { member, .. } => {
                self.check_up(*member).map(|_| ())
            }
            Action::Campaign { member } | Action::Pause { member } => {
                match self.check_up(*member)?.is_paused() {
                    true => Err(ActionError::IsPaused { member: *member }),
                    false => Ok(()),
                }
            }
            Action::Resume { member } => match self.check_up(*member)?.is_paused() {
                true => Ok(()),
                false => Err(ActionError::NotPaused { member: *member }),
            },
            Action::Wipe { member } => {
                self.check_member(*member)?;
                let up = self.machine(*member).is_some_and(|machine| machine.is_up());
                if up { Err(ActionError::AlreadyUp { member: *member }) } else { Ok(()) }
            }
            Action::Restart { member } => {
                self.check_member(*member)?;
                match self.machine(*member) {
                    Some(machine) if machine.is_up() => {
                        Err(ActionError::AlreadyUp { member: *member })
                    }
                    Some(machine) if machine.has_to_join() && self.known_at(*member).is_none() => {
                        Err(ActionError::NotAdded { member: *member })
                    }
                    _ => Ok(()),
                }
            }
            Action::Start { member } => self.check_start(*member),
            Action::ProposeConfChange { member, changes, transition } => {
                let machine = self.check_up(*member)?;
                if machine.is_paused() {
                    return Err(ActionError::IsPaused { member: *member });
                }
                let down = ActionError::AlreadyDown { member: *member };
                let server = machine.server.as_ref().ok_or(down)?;
                self.check_conf_change(server, changes, *transition)
            }
            Action::Isolate { member } => self.check_member(*member),
            Action::Cut { from, to }
            | Action::Mend { from, to }
            | Action::Hold { from, to }
            | Action::Release { from, to } => self.check_link(*from, *to),
            Action::Partition { groups } => self.check_groups(groups),
            Action::Drop { packet } => {
                self.check_packet(*packet, self.held().iter().any(|held| held.id == *packet))
            }
            Action::Delay { packet, by } => {
                self.check_packet(*packet, false)?;
                check_span(*by)
            }
            Action::Loss { per_mille }
            | Action::Duplicate { per_mille }
            | Action::Reorder { per_mille } => check_share(*per_mille),
            Action::Heal => Ok(()),
            Action::ClockRate { member, per_mille } => {
                self.check_member(*member)?;
                check_clock(*per_mille)
            }
            Action::Rule { rule: Rule::CheckQuorum, on: false }
                if self.reads == ReadMode::Lease =>
            {
                Err(ActionError::CheckQuorumUnderLease)
            }
            Action::Reads { mode: ReadMode::Lease } if !self.rules.check_quorum => {
                Err(ActionError::LeaseWithoutCheckQuorum)
            }
            Action::Rule { .. } | Action::Reads { .. } => Ok(()),
            Action::Latency { min, max } => check_range(*min, *max),
            Action::Fsync { member, min, max } => {
                self.check_member(*member)?;
                check_range(*min, *max)
            }
        }
    }

    fn check_request(
        &self,
        request: &Request,
        endpoints: &[MachineId],
        timeout: Option<Time>,
    ) -> Result<(), ActionError> {
        if matches!(request, Request::MemberAdd(_)) {
            self.check_members(0)?;
        }
        // nobody listens at some addresses, and a client tries them all the same
        let mut members = endpoints.iter().filter(|id| **id != NOWHERE);
        members.try_for_each(|id| self.check_member(*id))?;
        timeout.map_or(Ok(()), check_span)
    }

    fn check_member(&self, member: MachineId) -> Result<(), ActionError> {
        let have = self.members();
        if (1..=have).contains(&member.0) {
            Ok(())
        } else {
            Err(ActionError::NoSuchMember { member, have })
        }
    }

    fn check_up(&self, member: MachineId) -> Result<&Machine, ActionError> {
        self.check_member(member)?;
        let up = self.machine(member).filter(|machine| machine.is_up());
        up.ok_or(ActionError::AlreadyDown { member })
    }

    /// So many members more may be in the configuration.
    fn check_members(&self, others: u64) -> Result<(), ActionError> {
        let members = self.cluster().map_or(0, |cluster| cluster.members().count() as u64);
        let room = members + others < Scenario::MEMBERS_MAX;
        if room { Ok(()) } else { Err(ActionError::TooManyMembers) }
    }

    fn check_start(&self, member: MachineId) -> Result<(), ActionError> {
        let next = self.next_machine();
        if (MachineId(1)..next).contains(&member) {
            return Err(ActionError::StartedAlready { member });
        }
        if self.known_at(member).is_none() {
            return Err(ActionError::NotAdded { member });
        }
        if member != next {
            return Err(ActionError::NextMachine { next });
        }
        let room = member.0 <= World::MACHINES_MAX;
        if room { Ok(()) } else { Err(ActionError::TooManyMachines) }
    }

    /// Raft refuses what it must while another change is under way; what could never be is refused here.
    fn check_conf_change(
        &self,
        server: &EtcdServer,
        changes: &[(ConfChangeType, MachineId)],
        transition: ConfChangeTransition,
    ) -> Result<(), ActionError> {
        let mut new = 0;
        for (change, member) in changes {
            let adds = matches!(change, ConfChangeType::AddNode | ConfChangeType::AddLearnerNode);
            let id = self.member_on(*member, *change).id;
            if adds && server.cluster().is_removed(id) {
                return Err(ActionError::WasRemoved { member: *member });
            }
            new += u64::from(adds && server.cluster().member(id).is_none());
        }
        if new > 0 {
            self.check_members(new - 1)?;
        }
        let raft = &server.raft().raft;
        if raft.tracker.config.voters.is_joint() {
            return Ok(());
        }
        let changer = Changer { tracker: &raft.tracker, last_index: raft.raft_log.last_index() };
        let change = self.conf_change(changes, transition);
        let changed = match change.enter_joint() {
            _ if change.leave_joint() => changer.leave_joint(),
            Some(auto_leave) => changer.enter_joint(auto_leave, &change.changes),
            None => changer.simple(&change.changes),
        };
        changed.map(|_| ()).map_err(|error| ActionError::NoSuchChange { error })
    }

    fn conf_change(
        &self,
        changes: &[(ConfChangeType, MachineId)],
        transition: ConfChangeTransition,
    ) -> ConfChangeV2 {
        let known = |machine| self.known_at(machine).is_some();
        let new = |(kind, machine): &(ConfChangeType, MachineId)| match kind {
            ConfChangeType::AddNode | ConfChangeType::AddLearnerNode => {
                (!known(*machine)).then(|| self.member_on(*machine, *kind))
            }
            ConfChangeType::RemoveNode | ConfChangeType::UpdateNode => None,
        };
        let new: Vec<Member> = changes.iter().filter_map(new).collect();
        let single = |(change_type, machine): &(ConfChangeType, MachineId)| ConfChangeSingle {
            change_type: *change_type,
            node_id: self.member_on(*machine, *change_type).id,
        };
        let changes = changes.iter().map(single).collect();
        let context = match new.as_slice() {
            [] => Bytes::new(),
            new => Bytes::from(Member::list_json(new).as_str()),
        };
        ConfChangeV2 { transition, changes, context }
    }

    /// The member that is on a machine, or would be on one that is not there yet.
    fn member_on(&self, machine: MachineId, change: ConfChangeType) -> Member {
        let learner = change == ConfChangeType::AddLearnerNode;
        let new = || Member::added(vec![peer_url(machine)], learner, self.now);
        self.known_at(machine).cloned().unwrap_or_else(new)
    }

    fn check_link(&self, from: Peer, to: Peer) -> Result<(), ActionError> {
        let clients_only = matches!((from, to), (Peer::Client(_), Peer::Client(_)));
        if from == to || clients_only {
            return Err(ActionError::NoLinkToSelf);
        }
        for end in [from, to] {
            if let Peer::Member(id) = end {
                self.check_member(id)?;
            }
        }
        Ok(())
    }

    fn check_groups(&self, groups: &[Vec<MachineId>]) -> Result<(), ActionError> {
        let mut seen = Vec::new();
        for group in groups {
            if group.is_empty() {
                return Err(ActionError::EmptyGroup);
            }
            for id in group {
                self.check_member(*id)?;
                if seen.contains(id) {
                    return Err(ActionError::MemberTwice { member: *id });
                }
                seen.push(*id);
            }
        }
        if groups.is_empty() { Err(ActionError::EmptyGroup) } else { Ok(()) }
    }

    fn check_packet(&self, packet: PacketId, also: bool) -> Result<(), ActionError> {
        if also || self.packets().any(|flying| flying.id == packet) {
            Ok(())
        } else {
            Err(ActionError::NoSuchPacket { packet })
        }
    }
}

fn check_range(min: Time, max: Time) -> Result<(), ActionError> {
    check_span(max)?;
    if min > max { Err(ActionError::MinAboveMax { min, max }) } else { Ok(()) }
}

fn check_span(span: Time) -> Result<(), ActionError> {
    if span > SPAN_MAX { Err(ActionError::TooLong { span }) } else { Ok(()) }
}

fn check_share(per_mille: u32) -> Result<(), ActionError> {
    if per_mille > 1000 { Err(ActionError::AboveAll { per_mille }) } else { Ok(()) }
}

fn check_clock(per_mille: u32) -> Result<(), ActionError> {
    let known = per_mille == 0 || CLOCK_RATES.contains(&per_mille);
    if known { Ok(()) } else { Err(ActionError::NoSuchClock { per_mille }) }
}

/// How fast a clock may run, if it does: half, or double. Real ones differ by far less; here one wants to see it.
pub const CLOCK_RATES: std::ops::RangeInclusive<u32> = 500..=2000;
/// No single latency, fsync or delay may be longer.
const SPAN_MAX: Time = Time::from_ms(3_600_000);
