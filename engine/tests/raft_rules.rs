//! Raft's rules, one test a claim. Where a rule can be switched off, the test shows what it is for.

use engine::{
    base::{Bytes, Digest, Rng},
    raft::{
        Config, Entry, EntryType, Fault, HardState, MemoryStorage, Message, MessageType, Peer,
        ProgressState, RaftError, RawNode, Role, Trace, codec, trace,
    },
};

/// So many rounds of messages are enough for any group of these to come to rest.
const ROUNDS_MAX: u32 = 1_000;

/// Some members, and the messages between those that are not cut off.
struct Group {
    nodes: Vec<RawNode>,
    messages: Vec<Message>,
    cut: Vec<u64>,
}

impl Group {
    /// `count` members of a new group; `change` adjusts their parameters.
    fn new(count: u64, change: impl Fn(&mut Config)) -> Group {
        let peers: Vec<Peer> = (1..=count).map(|id| Peer { id, ..Peer::default() }).collect();
        let node = |id| {
            let mut config = Config { id, ..Config::default() };
            change(&mut config);
            let rng = Rng::stream(7, "raft", id);
            let mut node = RawNode::traced(config, MemoryStorage::new(), rng, true).unwrap();
            node.bootstrap(&peers).unwrap();
            node
        };
        let nodes = (1..=count).map(node).collect();
        let mut group = Group { nodes, messages: Vec::new(), cut: Vec::new() };
        group.settle();
        group
    }

    /// The same, and member 1 leads.
    fn led(count: u64, change: impl Fn(&mut Config)) -> Group {
        let mut group = Group::new(count, change);
        group.node(1).campaign().unwrap();
        group.settle();
        assert_eq!(group.node(1).raft.role, Role::Leader);
        group
    }

    fn node(&mut self, id: u64) -> &mut RawNode {
        &mut self.nodes[id as usize - 1]
    }

    /// Does what one member wants done, and returns what it may read.
    fn process(&mut self, id: u64) -> Vec<(u64, Bytes)> {
        let node = &mut self.nodes[id as usize - 1];
        if !node.has_ready() {
            return Vec::new();
        }
        let ready = node.ready();
        node.storage_mut().append(&ready.entries).unwrap();
        if let Some(state) = ready.hard_state {
            node.storage_mut().set_hard_state(state);
        }
        for entry in ready.committed_entries.iter().filter(|e| e.entry_type != EntryType::Normal) {
            let change = codec::conf_change(&entry.data).unwrap();
            node.apply_conf_change(&change.as_v2()).unwrap();
        }
        node.advance().unwrap();
        self.messages.extend(ready.messages);
        ready.read_states.into_iter().map(|state| (state.index, state.context)).collect()
    }

    /// Until nothing moves any more; returns who may read what.
    fn settle(&mut self) -> Vec<(u64, u64)> {
        let mut reads = Vec::new();
        for _ in 0..ROUNDS_MAX {
            for id in 1..=self.nodes.len() as u64 {
                for times in 0.. {
                    if !self.node(id).has_ready() {
                        break;
                    }
                    assert!(times < ROUNDS_MAX, "{id} wants something done again and again");
                    reads.extend(self.process(id).into_iter().map(|(index, _)| (id, index)));
                }
            }
            if self.messages.is_empty() {
                return reads;
            }
            for message in std::mem::take(&mut self.messages) {
                if !self.cut.contains(&message.from) && !self.cut.contains(&message.to) {
                    let to = message.to;
                    self.node(to).step(message).unwrap();
                }
            }
        }
        panic!("the group does not come to rest in {ROUNDS_MAX} rounds");
    }

    fn tick(&mut self, ids: &[u64], ticks: u32) {
        for _ in 0..ticks {
            ids.iter().for_each(|id| self.node(*id).tick());
            self.settle();
        }
    }

    fn propose(&mut self, id: u64, data: &str) -> Result<(), RaftError> {
        let result = self.node(id).propose(data.into());
        self.settle();
        result
    }

    fn committed(&mut self, id: u64) -> u64 {
        self.node(id).raft.raft_log.committed
    }

    fn said(&mut self, id: u64, wanted: impl Fn(&Trace) -> bool) -> bool {
        self.node(id).raft.tracer.list.iter().any(wanted)
    }
}

fn request(kind: MessageType, from: u64, to: u64, term: u64, last: (u64, u64)) -> Message {
    let (log_term, index) = last;
    Message { msg_type: kind, from, to, term, log_term, index, ..Message::default() }
}

#[test]
fn a_new_group_begins_with_its_members_as_committed_entries() {
    let mut group = Group::new(3, |_| {});
    let raft = &group.node(2).raft;
    assert_eq!((raft.term, raft.raft_log.committed, raft.raft_log.applied), (1, 3, 3));
    assert_eq!(raft.tracker.config.to_string(), "voters=(1 2 3)");
    let second = raft.raft_log.entry(2).unwrap();
    assert_eq!((second.term, second.entry_type), (1, EntryType::ConfChange));
    assert!(group.node(2).bootstrap(&[Peer::default()]).is_err(), "only once");
}

#[test]
fn a_majority_elects_a_leader_whose_first_entry_is_empty() {
    let mut group = Group::led(5, |_| {});
    for id in 1..=5 {
        let raft = &group.node(id).raft;
        assert_eq!((raft.lead, raft.term, raft.raft_log.committed), (1, 2, 6));
    }
    assert!(group.node(3).raft.raft_log.entry(6).unwrap().data.is_empty());
}

#[test]
fn a_member_counts_its_own_vote_only_when_it_is_on_disk() {
    let mut group = Group::new(1, |config| config.pre_vote = false);
    group.node(1).campaign().unwrap();
    assert_eq!(group.node(1).raft.role, Role::Candidate);
    let ready = group.node(1).ready();
    assert!(ready.must_sync && ready.messages.is_empty());
    assert_eq!(group.node(1).raft.role, Role::Candidate, "not before the disk has written");
    group.node(1).advance().unwrap();
    assert_eq!(group.node(1).raft.role, Role::Leader);
}

#[test]
fn a_member_votes_once_in_a_term() {
    let mut group = Group::new(3, |_| {});
    for (candidate, granted) in [(2, true), (3, false), (2, true)] {
        group.node(1).step(request(MessageType::Vote, candidate, 1, 5, (1, 3))).unwrap();
        let ready = group.node(1).ready();
        group.node(1).advance().unwrap();
        assert_eq!(ready.messages[0].reject, !granted, "candidate {candidate}");
    }
}

#[test]
fn a_candidate_with_a_worse_log_gets_no_vote() {
    let mut group = Group::led(3, |_| {});
    group.node(2).raft.lead = 0;
    for (last, granted) in [((1, 9), false), ((2, 3), false), ((2, 4), true), ((3, 1), true)] {
        group.node(2).step(request(MessageType::PreVote, 3, 2, 9, last)).unwrap();
        let ready = group.node(2).ready();
        group.node(2).advance().unwrap();
        assert_eq!(ready.messages[0].reject, !granted, "last entry {last:?}");
    }
}

#[test]
fn with_pre_vote_an_isolated_member_keeps_its_term() {
    for pre_vote in [true, false] {
        let mut group = Group::led(3, |config| config.pre_vote = pre_vote);
        group.cut = vec![3];
        group.tick(&[1, 2, 3], 60);
        let term = group.node(3).raft.term;
        assert_eq!(term == 2, pre_vote, "term {term}, pre_vote {pre_vote}");
        assert_eq!(group.node(1).raft.role, Role::Leader);
    }
}

#[test]
fn a_leader_without_a_quorum_steps_down_if_it_checks() {
    for check_quorum in [true, false] {
        let mut group = Group::led(3, |config| config.check_quorum = check_quorum);
        group.cut = vec![1];
        group.tick(&[1], 20);
        let leads = group.node(1).raft.role == Role::Leader;
        assert_eq!(leads, !check_quorum);
        let stepped_down =
            group.said(1, |trace| matches!(trace, Trace::Role(trace::Role::SteppedDown { .. })));
        assert_eq!(stepped_down, check_quorum);
    }
}

#[test]
fn a_voter_with_a_live_leader_ignores_candidates() {
    for vote_lease in [true, false] {
        let mut group = Group::led(3, |config| config.rules.vote_lease = vote_lease);
        group.node(2).step(request(MessageType::Vote, 3, 2, 9, (9, 9))).unwrap();
        assert_eq!(group.node(2).raft.term == 2, vote_lease);
        let ignored = group
            .said(2, |trace| matches!(trace, Trace::Election(trace::Election::VoteIgnored { .. })));
        assert_eq!(ignored, vote_lease);
    }
}

#[test]
fn the_lease_does_not_hold_against_a_transfer() {
    let mut group = Group::led(3, |_| {});
    group.node(1).transfer_leader(3).unwrap();
    group.settle();
    assert_eq!((group.node(3).raft.role, group.node(3).raft.term), (Role::Leader, 3));
    assert_eq!(group.node(1).raft.role, Role::Follower);
}

#[test]
fn an_entry_of_an_older_term_is_not_committed_by_counting() {
    for rule in [true, false] {
        let mut group = Group::led(3, |config| config.rules.commit_current_term_only = rule);
        // Member 1 has an entry of term 2 that nobody else has, and leads again in term 3.
        group.cut = vec![1];
        group.propose(1, "a").unwrap();
        group.tick(&[1], 20);
        group.cut.clear();
        [2, 3].into_iter().for_each(|id| group.node(id).forget_leader().unwrap());
        group.node(1).campaign().unwrap();
        group.settle_but_new_entries();
        assert_eq!(group.node(1).raft.role, Role::Leader);
        let held = group.said(1, |trace| {
            matches!(trace, Trace::Log(trace::Log::CommitHeldOldTerm { index: 5, .. }))
        });
        assert_eq!(held, rule);
        assert_eq!(group.committed(1), if rule { 4 } else { 5 });
    }
}

impl Group {
    /// Like `settle`, but every append carries one entry at most, and the leader's entry of its own
    /// term never arrives.
    fn settle_but_new_entries(&mut self) {
        for _ in 0..20 {
            for id in 1..=self.nodes.len() as u64 {
                for times in 0.. {
                    if !self.node(id).has_ready() {
                        break;
                    }
                    assert!(times < ROUNDS_MAX, "{id} wants something done again and again");
                    self.process(id);
                }
            }
            for mut message in std::mem::take(&mut self.messages) {
                if message.msg_type == MessageType::App {
                    message.entries.retain(|entry| entry.term < message.term);
                }
                let to = message.to;
                self.node(to).step(message).unwrap();
            }
        }
    }
}

#[test]
fn a_conflicting_tail_is_replaced() {
    let mut group = Group::led(3, |_| {});
    group.cut = vec![1];
    group.propose(1, "lost").unwrap();
    group.tick(&[2, 3], 40);
    let leader = if group.node(2).raft.role == Role::Leader { 2 } else { 3 };
    group.propose(leader, "kept").unwrap();
    group.cut.clear();
    group.tick(&[1, 2, 3], 20);
    let log = |group: &mut Group, id: u64| -> Vec<Entry> {
        let storage = group.node(id).storage();
        (1..=storage.last_index()).map(|i| storage.entry(i).unwrap().clone()).collect()
    };
    assert_eq!(log(&mut group, 1), log(&mut group, leader));
    assert!(log(&mut group, 1).iter().all(|entry| &*entry.data != b"lost"));
    assert!(
        group.said(1, |trace| matches!(
            trace,
            Trace::Log(trace::Log::ConflictFound { index: 5, .. })
        ))
    );
}

#[test]
fn a_follower_passes_proposals_on_and_drops_them_without_a_leader() {
    let mut group = Group::new(3, |_| {});
    assert_eq!(group.propose(2, "a"), Err(RaftError::ProposalDropped));
    let mut group = Group::led(3, |_| {});
    assert_eq!(group.propose(2, "a"), Ok(()));
    assert_eq!((group.committed(1), group.committed(3)), (5, 5));
    let mut group = Group::led(3, |config| config.disable_proposal_forwarding = true);
    assert_eq!(group.propose(2, "a"), Err(RaftError::ProposalDropped));
}

#[test]
fn a_heartbeat_does_not_tell_of_a_commit_that_the_follower_lacks() {
    let mut group = Group::led(3, |_| {});
    group.cut = vec![3];
    group.propose(1, "a").unwrap();
    assert_eq!((group.committed(1), group.committed(2), group.committed(3)), (5, 5, 4));
    group.node(1).tick();
    let ready = group.node(1).ready();
    let commit = |to| ready.messages.iter().find(|m| m.to == to).map(|m| (m.msg_type, m.commit));
    assert_eq!(commit(2), Some((MessageType::Heartbeat, 5)));
    assert_eq!(commit(3), Some((MessageType::Heartbeat, 4)));
}

#[test]
fn a_full_window_pauses_a_follower_until_it_answers() {
    let mut group = Group::led(3, |config| config.max_inflight_msgs = 2);
    group.cut = vec![3];
    for data in ["a", "b", "c", "d"] {
        group.propose(1, data).unwrap();
    }
    let progress = group.node(1).raft.tracker.get(3).unwrap().brief();
    assert_eq!((progress.state, progress.next), (ProgressState::Replicate, 7));
    assert!(progress.is_paused && progress.is_full);
    group.cut.clear();
    group.tick(&[1], 2);
    let progress = group.node(1).raft.tracker.get(3).unwrap().brief();
    assert_eq!((progress.matched, progress.inflight, progress.is_paused), (8, 0, false));
}

#[test]
fn a_probe_sends_one_append_and_waits() {
    let mut group = Group::led(3, |_| {});
    group.cut = vec![3];
    group.node(1).report_unreachable(3).unwrap();
    for data in ["a", "b"] {
        group.propose(1, data).unwrap();
    }
    let progress = group.node(1).raft.tracker.get(3).unwrap().brief();
    assert_eq!(
        (progress.state, progress.next, progress.is_paused),
        (ProgressState::Probe, 5, true)
    );
    assert!(
        group.said(1, |trace| matches!(
            trace,
            Trace::Append(trace::Append::SendPaused { to: 3, .. })
        ))
    );
}

#[test]
fn a_probe_that_confirms_what_was_known_starts_the_stream() {
    let mut group = Group::led(3, |_| {});
    group.node(1).report_unreachable(3).unwrap();
    assert_eq!(group.node(1).raft.tracker.get(3).unwrap().state, ProgressState::Probe);
    group.tick(&[1], 1);
    assert_eq!(group.node(1).raft.tracker.get(3).unwrap().state, ProgressState::Replicate);
}

#[test]
fn proposals_beyond_the_limit_are_dropped() {
    let mut group = Group::led(3, |config| config.max_uncommitted_entries_size = 6);
    group.cut = vec![1];
    assert_eq!(group.propose(1, "four"), Ok(()));
    assert_eq!(group.propose(1, "four"), Err(RaftError::ProposalDropped));
    group.cut.clear();
    group.tick(&[1], 2);
    assert_eq!(group.propose(1, "four"), Ok(()), "what is applied does not count");
}

#[test]
fn a_read_waits_for_a_quorum_unless_the_rule_is_off() {
    for rule in [true, false] {
        let mut group = Group::led(3, |config| config.rules.read_index_quorum = rule);
        group.cut = vec![1];
        group.node(1).read_index("r".into()).unwrap();
        let alone = group.settle();
        assert_eq!(alone.is_empty(), rule);
        group.cut.clear();
        group.node(1).tick();
        let later = group.settle();
        assert_eq!([alone, later].concat(), [(1, 4)]);
    }
}

#[test]
fn a_follower_reads_through_the_leader() {
    let mut group = Group::led(3, |_| {});
    group.node(3).read_index("r".into()).unwrap();
    assert_eq!(group.settle(), [(3, 4)]);
    let confirmed = group.said(
        1,
        |trace| matches!(trace, Trace::Read(trace::Read::ReadConfirmed { index: 4, acks, .. }) if acks.len() >= 2),
    );
    assert!(confirmed);
    let mut group = Group::new(3, |_| {});
    group.node(3).read_index("r".into()).unwrap();
    assert!(
        group.said(3, |trace| matches!(trace, Trace::Read(trace::Read::ReadWithoutLeader { .. })))
    );
}

#[test]
fn a_new_leader_holds_reads_until_its_first_commit() {
    let mut group = Group::new(3, |_| {});
    group.node(1).campaign().unwrap();
    for round in 0.. {
        if group.node(1).raft.role == Role::Leader {
            break;
        }
        assert!(round < ROUNDS_MAX, "n1 is not elected");
        for id in [1, 2, 3] {
            group.process(id);
        }
        for message in std::mem::take(&mut group.messages) {
            let to = message.to;
            group.node(to).step(message).unwrap();
        }
    }
    group.node(1).read_index("r".into()).unwrap();
    assert!(group.said(1, |trace| matches!(
        trace,
        Trace::Read(trace::Read::ReadHeld { term: 1, current: 2, .. })
    )));
    assert_eq!(group.settle(), [(1, 4)]);
}

#[test]
fn a_member_that_restarts_remembers_term_vote_and_log() {
    let mut group = Group::led(3, |_| {});
    group.propose(1, "a").unwrap();
    let storage = group.node(2).storage().clone();
    let config = Config { id: 2, ..Config::default() };
    let node = RawNode::new(config, storage, Rng::stream(1, "raft", 2)).unwrap();
    let raft = &node.raft;
    assert_eq!((raft.term, raft.vote, raft.raft_log.last_index()), (2, 1, 5));
    assert_eq!((raft.role, raft.lead, raft.raft_log.applied), (Role::Follower, 0, 0));
}

#[test]
fn a_commit_beyond_the_log_is_a_fault_and_no_panic() {
    let mut group = Group::led(3, |_| {});
    let mut message = request(MessageType::Heartbeat, 1, 2, 2, (0, 0));
    message.commit = 99;
    let error = group.node(2).step(message).unwrap_err();
    assert_eq!(error, RaftError::Fault(Fault::CommitOutOfRange { index: 99, last: 4 }));
    let storage = MemoryStorage::new();
    let mut broken = storage.clone();
    broken.set_hard_state(HardState { term: 3, vote: 0, commit: 9 });
    let config = Config { id: 1, ..Config::default() };
    let error = RawNode::new(config, broken, Rng::stream(1, "raft", 1)).unwrap_err();
    assert_eq!(error.to_string(), "1 state.commit 9 is out of range [0, 0]");
}

#[test]
fn local_messages_and_answers_of_strangers_are_refused() {
    let mut group = Group::led(3, |_| {});
    let stranger = request(MessageType::AppResp, 9, 1, 2, (0, 4));
    assert_eq!(group.node(1).step(stranger), Err(RaftError::StepPeerNotFound));
    let local = request(MessageType::Hup, 2, 1, 0, (0, 0));
    assert_eq!(group.node(1).step(local), Err(RaftError::StepLocalMsg));
}

#[test]
fn the_trace_changes_nothing() {
    let run = |tracing: bool| {
        let mut group = Group::new(3, |_| {});
        group.nodes.iter_mut().for_each(|node| node.set_tracing(tracing));
        group.tick(&[1, 2, 3], 60);
        let _ = group.propose(2, "a");
        group.cut = vec![1];
        group.tick(&[1, 2, 3], 60);
        group.nodes.iter().map(Digest::of).collect::<Vec<u64>>()
    };
    assert_eq!(run(true), run(false));
}
