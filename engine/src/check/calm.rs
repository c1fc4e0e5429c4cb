//! Calm: a cluster that is well is left alone, and who leads nobody notices it.
//!
//! These two break no promise to a client. They are what PreVote, the vote lease and CheckQuorum are for, and
//! they are judged from what the world knows: which packets arrived when, which processes run, whose clock
//! is right.
//!
//! **A healthy leader is not disturbed.** A member *follows closely* while no election timeout less one tick
//! passes without a message of its leader arriving, its process does not end, its clock is right, and nobody
//! tells it to campaign. A
//! leader is *healthy* while a quorum of the configuration in force (itself included) follows it closely. A
//! term is *uncalled for* if its candidate first asked for it (or for the one before it: late answers to that
//! count too) after that quorum had begun to follow, all of them followed still when it became a candidate,
//! and they leave no quorum to the configuration by which it counts votes. A leader that heard its followers within the last election timeout and is deposed by such a
//! term was disturbed. A term that an outsider or the leader itself asked for (campaign, leader transfer) is
//! not judged.
//!
//! With all rules on this cannot happen: all of that quorum have a lease, and ignore whoever asks for votes.
//!
//! **Nobody leads nobody.** In more than two election timeouts no answer to a heartbeat or an append has
//! arrived from enough members that they were a quorum with it, and still it takes itself for the leader of
//! that term. CheckQuorum looks once an election timeout who was heard since the last look, so that two
//! timeouts have a whole one between two looks in them. They are counted on raft's clock, which stands still while
//! the leader saves to its disk. Not judged while the leader's clock is wrong or while
//! it hands over (that puts the next look off), nor from before its configuration changed: members that are
//! new count as heard.

use super::Property;
use super::group::{Group, is_quorum, names};
use crate::base::{DiskToken, MachineId, NONE, NodeId, Term, Time};
use crate::raft::Role;
use crate::raft::message::MessageType;
use crate::raft::quorum::Joint;
use crate::server::EtcdServer;
use crate::sim::{Event, Kind, Machine, Moment, Peer, World};
use std::collections::BTreeMap;

/// What was seen of leaders and of those who follow them.
#[derive(Clone, Debug, Default)]
pub struct Calm {
    /// Term and role of each running process, when it was touched last.
    seen: BTreeMap<MachineId, (u32, Term, Role)>,
    leads: BTreeMap<MachineId, Lead>,
    follows: BTreeMap<MachineId, Follows>,
    /// When somebody first asked for votes for a term; `None` if told to.
    asked: BTreeMap<(Term, NodeId), Option<Time>>,
    /// The terms that were uncalled for.
    uncalled: BTreeMap<Term, Uncalled>,
}

/// One member leads one term.
#[derive(Clone, Debug)]
struct Lead {
    term: Term,
    since: Time,
    /// When each follower was heard last.
    heard: BTreeMap<NodeId, Time>,
    /// Who votes, as it knows, and since when that and its clock have been as they are.
    voters: Joint,
    judged_since: Time,
    told: bool,
    /// How long its raft's clock has stood still: so many ticks were dropped while it saved.
    stood_still: Time,
    /// The save for which a tick waits.
    waits_for: Option<DiskToken>,
}

/// One member follows another closely.
#[derive(Clone, Debug)]
struct Follows {
    leader: NodeId,
    term: Term,
    incarnation: u32,
    since: Time,
    last: Time,
}

/// A term that nobody needed.
#[derive(Clone, Debug)]
struct Uncalled {
    by: NodeId,
    asked: Time,
    leader: NodeId,
    led: Term,
    quorum: Vec<NodeId>,
}

/// One member after a moment, and what is around it.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    pub world: &'a World,
    pub machine: &'a Machine,
    /// The configuration in force.
    pub group: &'a Group,
    pub moment: &'a Moment,
}

type Found = Vec<(Property, String)>;

impl Calm {
    /// Looks at one member.
    pub fn observe(&mut self, at: &Seen, found: &mut Found) {
        let (machine, id) = (at.machine, at.machine.id);
        if !machine.keeps_time() {
            self.follows.remove(&id);
        }
        let Some(server) = machine.server.as_ref() else {
            self.seen.remove(&id);
            self.leads.remove(&id);
            self.follows.remove(&id);
            return;
        };
        let now = (machine.incarnation, server.term(), server.raft().raft.role);
        let before = self.seen.insert(id, now);
        if before != Some(now) {
            self.role_changed(at, server, found);
        }
        if let Event::Deliver { from: Peer::Member(from), kind: Kind::Raft(kind), .. } =
            at.moment.event
        {
            self.heard(at, server, at.world.member_at(from), kind);
        }
        if let Some(lead) = self.leads.get_mut(&id) {
            if at.moment.event == (Event::Tick { member: id }) {
                lead.ticked(at.world, server);
            }
            lead.alone(at, server, found);
        }
    }

    /// Nobody has changed; time has passed.
    pub fn time_passes(
        &mut self,
        world: &World,
        group: &Group,
        moment: &Moment,
        found: &mut Found,
    ) {
        for (id, lead) in &mut self.leads {
            let Some(machine) = world.machine(*id) else { continue };
            if let Some(server) = machine.server.as_ref() {
                lead.alone(&Seen { world, machine, group, moment }, server, found);
            }
        }
    }

    fn role_changed(&mut self, at: &Seen, server: &EtcdServer, found: &mut Found) {
        let moment = at.moment;
        let (id, term, role) = (server.id(), server.term(), server.raft().raft.role);
        match role {
            Role::PreCandidate => self.asks(at, id, term + 1),
            Role::Candidate => {
                self.asks(at, id, term);
                self.begins(at, server);
            }
            _ => {}
        }
        let machine = at.machine.id;
        let led = self.leads.get(&machine).map(|lead| lead.term);
        if role == Role::Leader && led != Some(term) {
            let (heard, since) = (BTreeMap::new(), moment.at);
            let voters = server.raft().raft.tracker.config.voters.clone();
            let (stood_still, waits_for) = (Time(0), None);
            let judged_since = since;
            let told = false;
            let lead =
                Lead { term, since, heard, voters, judged_since, told, stood_still, waits_for };
            self.leads.insert(machine, lead);
        } else if role != Role::Leader
            && let Some(lead) = self.leads.remove(&machine)
            && term > lead.term
        {
            self.deposed(at, &lead, term, found);
        }
    }

    /// Somebody asks for votes, or whether it would get them.
    fn asks(&mut self, at: &Seen, id: NodeId, term: Term) {
        let moment = at.moment;
        let told = match moment.event {
            Event::Act { .. } => true,
            Event::Deliver { kind: Kind::Raft(kind), .. } => kind == MessageType::TimeoutNow,
            _ => false,
        };
        let first = self.asked.entry((term, id)).or_insert(Some(moment.at));
        if told {
            *first = None;
            // While it campaigns it knows no leader, and has no lease either.
            self.follows.remove(&at.machine.id);
        }
        while self.asked.len() > ASKED_KEPT {
            self.asked.pop_first();
        }
    }

    /// A term begins. Is it called for?
    fn begins(&mut self, at: &Seen, server: &EtcdServer) {
        let (by, term, now) = (server.id(), server.term(), at.moment.at);
        let first = |term| self.asked.get(&(term, by)).copied();
        let (Some(Some(asked)), Some(before)) = (first(term), first(term - 1).unwrap_or(Some(now)))
        else {
            return;
        };
        let since = asked.min(before);
        let theirs = &server.raft().raft.tracker.config.voters;
        let disturbed = self.leads.iter().find_map(|(machine, lead)| {
            let leader = at.world.member_at(*machine);
            let quorum = self.close(at, leader, lead, since);
            let healthy = lead.term < term
                && is_quorum(at.group.voters(), |id| quorum.contains(&id))
                && !is_quorum(theirs, |id| !quorum.contains(&id));
            healthy.then_some(Uncalled { by, asked, leader, led: lead.term, quorum })
        });
        if let Some(uncalled) = disturbed {
            self.uncalled.entry(term).or_insert(uncalled);
        }
        while self.uncalled.len() > UNCALLED_KEPT {
            self.uncalled.pop_first();
        }
    }

    /// The leader, and those who have followed it closely from before `asked` until now.
    fn close(&self, at: &Seen, leader: NodeId, lead: &Lead, asked: Time) -> Vec<NodeId> {
        let (gap, now) = (closely(at.world), at.moment.at);
        let follows = self.follows.iter().filter(|(id, follows)| {
            let machine = at.world.machine(**id);
            let same = |m: &Machine| {
                let term = m.server.as_ref().map(EtcdServer::term);
                m.incarnation == follows.incarnation && term == Some(lead.term)
            };
            (follows.leader, follows.term) == (leader, lead.term)
                && follows.since < asked
                && now.since(follows.last) < gap
                && machine.is_some_and(same)
        });
        let own = (lead.since < asked).then_some(leader);
        own.into_iter().chain(follows.map(|(id, _)| at.world.member_at(*id))).collect()
    }

    /// A packet arrived at a member and was taken in.
    fn heard(&mut self, at: &Seen, server: &EtcdServer, from: NodeId, kind: MessageType) {
        use MessageType::{App, AppResp, Heartbeat, HeartbeatResp, Snap};
        let Seen { machine, world, moment, .. } = *at;
        let (id, term, at) = (machine.id, server.term(), moment.at);
        match kind {
            AppResp | HeartbeatResp => {
                if let Some(lead) = self.leads.get_mut(&id) {
                    lead.heard.insert(from, lead.clock(at));
                }
            }
            // The timer was set anew: this was no message of an earlier term.
            App | Heartbeat | Snap
                if server.leader() == Some(from)
                    && server.raft().raft.election_elapsed == 0
                    && machine.keeps_time() =>
            {
                let (leader, incarnation) = (from, machine.incarnation);
                let new = Follows { leader, term, incarnation, since: at, last: at };
                let follows = self.follows.entry(id).or_insert_with(|| new.clone());
                let same = (follows.leader, follows.term) == (leader, term)
                    && follows.incarnation == incarnation
                    && at.since(follows.last) < closely(world);
                if same { follows.last = at } else { *follows = new }
            }
            _ => {}
        }
    }

    fn deposed(&mut self, at: &Seen, lead: &Lead, term: Term, found: &mut Found) {
        let (id, now) = (at.machine.member(), at.moment.at);
        let timeout = election_timeout(at.world);
        let heard = |other: &NodeId| {
            let since = |last: &Time| lead.clock(now).since(*last);
            *other == id || lead.heard.get(other).is_some_and(|last| since(last) <= timeout)
        };
        let terms = self.uncalled.range(lead.term + 1..=term);
        let mut by_this = terms
            .filter(|(_, u)| (u.leader, u.led) == (id, lead.term) && u.quorum.iter().all(heard));
        if let Some((uncalled, u)) = by_this.next_back() {
            let (id, by) = (at.machine.id, at.world.name(u.by));
            found.push((
                Property::LeaderDisturbed,
                format!(
                    "{id} led term {} since {}, followed closely by a quorum ({}); {by} asked for term {uncalled} \
                     at {} nonetheless, and term {term} deposed {id}",
                    lead.term,
                    lead.since,
                    names(at.world, u.quorum.iter().copied()),
                    u.asked
                ),
            ));
        }
    }
}

impl Lead {
    /// This time on its raft's clock.
    fn clock(&self, at: Time) -> Time {
        at.since(self.stood_still)
    }

    /// Its machine's clock ticked. Does its raft's?
    fn ticked(&mut self, world: &World, server: &EtcdServer) {
        let waits_for = server.in_fsync().filter(|flight| flight.tick).map(|flight| flight.token);
        if waits_for.is_some() && waits_for == self.waits_for {
            self.stood_still = self.stood_still + world.scenario().timings.heartbeat;
        }
        self.waits_for = waits_for;
    }

    /// Has a quorum been heard of late?
    fn alone(&mut self, at: &Seen, server: &EtcdServer, found: &mut Found) {
        let Seen { machine, world, moment, .. } = *at;
        let (id, at) = (server.id(), self.clock(moment.at));
        let raft = &server.raft().raft;
        let voters = &raft.tracker.config.voters;
        let hands_over = raft.lead_transferee != NONE;
        if self.voters != *voters || !machine.keeps_time() || hands_over {
            self.voters = voters.clone();
            self.judged_since = at;
        }
        let timeouts = election_timeout(world) + election_timeout(world);
        let beat = world.scenario().timings.heartbeat;
        let window = timeouts + beat + beat + beat;
        if self.told || at.since(self.judged_since) <= window {
            return;
        }
        let heard = |other: NodeId| {
            other == id || self.heard.get(&other).is_some_and(|last| at.since(*last) <= window)
        };
        if is_quorum(voters, heard) {
            return;
        }
        self.told = true;
        let all = voters.ids();
        let others = all.ids().iter().copied().filter(|other| *other != id && heard(*other));
        found.push((
            Property::LeaderOfNobody,
            format!(
                "{} leads term {} of {voters} at {}, but in the {window} before it heard from {}: \
                 that is no quorum, and two election timeouts are {timeouts}",
                machine.id,
                self.term,
                moment.at,
                names(world, others),
            ),
        ));
    }
}

/// The shortest time after which a follower that hears nothing campaigns.
fn election_timeout(world: &World) -> Time {
    let timings = &world.scenario().timings;
    Time(timings.heartbeat.us() * timings.election_ticks)
}

/// A lease that is renewed in less than this never ends: a tick may come at any time in between.
fn closely(world: &World) -> Time {
    let timings = &world.scenario().timings;
    Time(timings.heartbeat.us() * timings.election_ticks.saturating_sub(1))
}

/// A candidate asks for one term after the other; those of long ago depose nobody.
const ASKED_KEPT: usize = 256;
const UNCALLED_KEPT: usize = 64;
