//! The raft properties: who led when, and what stands in whose log.

use super::Property;
use super::states::States;
use crate::base::{Digest, Index, MachineId, NodeId, SharedVec, Term};
use crate::raft::message::Entry;
use crate::server::EtcdServer;
use crate::sim::Machine;
use std::collections::BTreeMap;

/// What was seen of all logs so far.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    /// The leader of each term.
    leaders: BTreeMap<Term, (NodeId, MachineId)>,
    /// What each member's log looked like when it was last touched.
    members: BTreeMap<MachineId, Seen>,
    /// The entries that were carried out, by index from 1: the one history.
    history: SharedVec<Committed>,
    /// The same as a chain, like [`Seen::chain`].
    history_chain: SharedVec<(Term, u64)>,
    states: States,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Committed {
    term: Term,
    fingerprint: u64,
    /// Who carried it out first.
    first: MachineId,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    incarnation: u32,
    applied: Index,
    /// Fingerprints of the log's entries by index from 1. Each covers all before it, so that two logs that
    /// agree in one agree in everything up to there. Where a snapshot stands for entries that were never
    /// seen here, they are those of the one history.
    chain: SharedVec<(Term, u64)>,
    /// The term in which it was last seen leading.
    led: Option<Term>,
}

type Found = Vec<(Property, String)>;

impl Logs {
    /// Looks at one member.
    pub fn observe(&mut self, machine: &Machine, server: &EtcdServer, found: &mut Found) {
        let id = machine.id;
        let mut seen = self.members.remove(&id).unwrap_or_default();
        if seen.incarnation != machine.incarnation {
            // A crash may take what was not synced: the log is read anew.
            seen = Seen { incarnation: machine.incarnation, ..Seen::default() };
        }
        let leads = server.is_leader();
        let led_before = seen.led == Some(server.term());
        let changed = self.follow_log(machine, server, &mut seen, leads && led_before, found);
        if leads && !led_before {
            self.new_leader(machine, server, &seen, found);
        }
        seen.led = leads.then(|| server.term());
        self.follow_history(machine, server, &mut seen, found);
        if changed {
            self.compare(id, &seen, found);
        }
        self.states.observe(machine, server, found);
        self.members.insert(id, seen);
    }

    /// Takes over what is new in the member's log. True if something is.
    fn follow_log(
        &self,
        machine: &Machine,
        server: &EtcdServer,
        seen: &mut Seen,
        same_leader: bool,
        found: &mut Found,
    ) -> bool {
        let log = &server.raft().raft.raft_log;
        let last = log.last_index();
        let agrees = |seen: &Seen, at: Index| {
            at == 0 || seen.chain.get(at as usize - 1).map(|e| e.0) == log.term(at).ok()
        };
        let gone = log.first_index() - 1;
        if gone > seen.chain.len() as Index || !agrees(seen, gone) {
            self.begin_at_snapshot(machine, server, gone, seen, found);
        }
        let mut keep = last.min(seen.chain.len() as Index);
        while !agrees(seen, keep) {
            keep -= 1;
        }
        let before = seen.chain.len() as Index;
        if keep == last && keep == before {
            return false;
        }
        if same_leader && keep < before {
            found.push((
                Property::LeaderAppendOnly,
                format!(
                    "{} leads term {} and dropped entry {}",
                    machine.id,
                    server.term(),
                    keep + 1
                ),
            ));
        }
        seen.chain.truncate(keep as usize);
        for index in keep + 1..=last {
            let Ok(entry) = log.entry(index) else { break };
            let link = (seen.chain.last().map_or(0, |e| e.1), fingerprint(entry));
            seen.chain.push((entry.term, Digest::of(&link)));
        }
        true
    }

    /// The log begins behind a snapshot at `gone`, which stands for committed entries only.
    fn begin_at_snapshot(
        &self,
        machine: &Machine,
        server: &EtcdServer,
        gone: Index,
        seen: &mut Seen,
        found: &mut Found,
    ) {
        seen.chain = self.history_chain.clone();
        seen.chain.truncate(gone as usize);
        let (id, have) = (machine.id, seen.chain.last().map(|entry| entry.0));
        let term = server.raft().raft.raft_log.term(gone).ok();
        if seen.chain.len() as Index != gone || have != term {
            found.push((
                Property::StateMachineSafety,
                format!("{id} has a snapshot at entry {gone} that nobody carried out like that"),
            ));
        }
    }

    fn new_leader(
        &mut self,
        machine: &Machine,
        server: &EtcdServer,
        seen: &Seen,
        found: &mut Found,
    ) {
        let (id, term) = (server.id(), server.term());
        let (first, at) = *self.leaders.entry(term).or_insert((id, machine.id));
        let id = machine.id;
        if first != server.id() {
            found.push((
                Property::ElectionSafety,
                format!("{at} and {id} both lead in term {term}"),
            ));
        }
        // The history is one: whoever has its last entry of an earlier term has all before it.
        let due = (1..=self.history.len())
            .rev()
            .find(|at| self.history.get(at - 1).is_some_and(|entry| entry.term < term));
        let Some(index) = due else { return };
        let must = self.history.get(index - 1).map(|entry| entry.term);
        if seen.chain.get(index - 1).map(|entry| entry.0) != must {
            found.push((
                Property::LeaderCompleteness,
                format!("{id} leads term {term} without entry {index}, which was committed before"),
            ));
        }
    }

    fn follow_history(
        &mut self,
        machine: &Machine,
        server: &EtcdServer,
        seen: &mut Seen,
        found: &mut Found,
    ) {
        let log = &server.raft().raft.raft_log;
        // Entries behind a snapshot were carried out by whoever took it.
        let first = log.first_index().max(seen.applied + 1);
        for index in first..=server.applied() {
            let Ok(entry) = log.entry(index) else { break };
            let (term, print) = (entry.term, fingerprint(entry));
            match self.history.get(index as usize - 1) {
                None => {
                    let first = machine.id;
                    self.history.push(Committed { term, fingerprint: print, first });
                    let link = (self.history_chain.last().map_or(0, |e| e.1), print);
                    self.history_chain.push((term, Digest::of(&link)));
                }
                Some(had) if had.term != term || had.fingerprint != print => {
                    found.push((
                        Property::StateMachineSafety,
                        format!(
                            "{} applied an entry of term {} at index {index}; {} applied another, of term {term}",
                            had.first, had.term, machine.id
                        ),
                    ));
                }
                Some(_) => {}
            }
        }
        seen.applied = server.applied();
    }

    /// Log matching against every other member.
    fn compare(&self, id: MachineId, seen: &Seen, found: &mut Found) {
        for (other, theirs) in &self.members {
            let common = seen.chain.len().min(theirs.chain.len());
            // The last index at which the terms agree must agree in everything.
            let last = (1..=common).rev().find_map(|at| {
                let pair = (seen.chain.get(at - 1)?, theirs.chain.get(at - 1)?);
                (pair.0.0 == pair.1.0).then_some((at, pair.0.1 == pair.1.1))
            });
            if let Some((at, false)) = last {
                found.push((
                    Property::LogMatching,
                    format!(
                        "{id} and {other} have an entry of one term at {at}, and differ up to there"
                    ),
                ));
            }
        }
    }

    /// The term of the entry that was carried out at `index`.
    pub fn committed_term(&self, index: Index) -> Option<Term> {
        self.history.get(usize::try_from(index.checked_sub(1)?).ok()?).map(|entry| entry.term)
    }

    /// Who led a term.
    pub fn leader_of(&self, term: Term) -> Option<NodeId> {
        self.leaders.get(&term).map(|(id, _)| *id)
    }

    /// In how many terms somebody led.
    pub fn elections(&self) -> u64 {
        self.leaders.len() as u64
    }

    /// The last index that anybody carried out.
    pub fn committed(&self) -> Index {
        self.history.len() as Index
    }
}

fn fingerprint(entry: &Entry) -> u64 {
    Digest::of(entry)
}
