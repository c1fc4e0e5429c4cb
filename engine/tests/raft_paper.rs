//! The rules of the Raft paper, in its order: 5.1 terms, 5.2 elections, 5.3 replication, 5.4 safety, 8 clients.
//! One test a claim; claims that need several members, or that can be switched off, are in `raft_rules`.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lone;

use engine::{
    base::{Digest, Index, Term},
    raft::{Config, HardState, MemoryStorage, Message, MessageType, Role},
};
use lone::{Lone, append, from, group};
use std::collections::{BTreeMap, BTreeSet};

/// An entry, by its term and index.
type Name = (Term, Index);
/// After which entry, which terms, what the log is then, and from where it is written anew.
type Append = (Name, &'static [Term], &'static [Term], Option<Index>);

fn plain(_: &mut Config) {}

/// A member of five in each role, in term 3 or later.
fn in_each_role() -> [Lone; 3] {
    let new = || Lone::new(5, &[1, 3], plain);
    let mut candidate = new();
    candidate.node.campaign().unwrap();
    candidate.work();
    [new(), candidate, new().elected()]
}

// 5.1

#[test]
fn whoever_hears_of_a_higher_term_follows_in_it() {
    for mut member in in_each_role() {
        let was = member.node.raft.role;
        let term = member.node.raft.term + 2;
        member.hear(Message { term, ..append((1, 1), &[], 0) });
        let raft = &member.node.raft;
        assert_eq!((raft.term, raft.role, raft.lead), (term, Role::Follower, 2), "{was:?}");
    }
}

#[test]
fn a_higher_term_takes_the_vote_of_the_old_one_with_it() {
    let mut member = Lone::new(3, &[1], plain);
    member.hear(Message { term: 4, log_term: 1, index: 1, ..from(MessageType::Vote, 2) });
    assert_eq!(member.state(), (4, 2, 0));
    member.hear(Message { term: 5, ..from(MessageType::VoteResp, 3) });
    assert_eq!(member.state(), (5, 0, 0));
}

#[test]
fn a_message_of_an_older_term_changes_nothing() {
    for mut member in in_each_role() {
        member.work();
        let was = member.node.raft.role;
        let before = Digest::of(&member.node);
        let kinds = [MessageType::App, MessageType::Heartbeat, MessageType::Vote];
        for kind in kinds.into_iter().chain([MessageType::VoteResp, MessageType::AppResp]) {
            member.hear(Message { term: 2, index: 9, ..from(kind, 2) });
            assert_eq!(Digest::of(&member.node), before, "{was:?}, {kind}");
        }
        assert!(member.work().is_empty(), "{was:?}");
    }
}

#[test]
fn a_leader_of_the_past_is_told_so_where_its_term_could_keep_somebody_out() {
    for (pre_vote, check_quorum) in [(false, false), (true, false), (false, true)] {
        let mut member = Lone::new(3, &[1, 3], |config| {
            (config.pre_vote, config.check_quorum) = (pre_vote, check_quorum);
        });
        member.hear(Message { term: 2, ..from(MessageType::Heartbeat, 2) });
        let told: Vec<_> = member.work().iter().map(|m| (m.msg_type, m.to, m.term)).collect();
        let expected = [(MessageType::AppResp, 2, 3)];
        assert_eq!(told, if pre_vote || check_quorum { &expected[..] } else { &[] });
    }
}

// 5.2

#[test]
fn a_member_starts_as_a_follower_whatever_is_on_its_disk() {
    for terms in [&[][..], &[1], &[1, 2, 2, 7]] {
        let member = Lone::new(3, terms, plain);
        let raft = &member.node.raft;
        assert_eq!((raft.role, raft.lead), (Role::Follower, 0));
    }
}

#[test]
fn a_leader_beats_at_every_heartbeat_interval() {
    let mut leader = Lone::new(3, &[], |config| config.heartbeat_tick = 2).elected();
    let mut beats = Vec::new();
    for _ in 0..6 {
        leader.tick(1);
        let sent = leader.work();
        assert!(sent.iter().all(|m| m.msg_type == MessageType::Heartbeat && m.entries.is_empty()));
        beats.push(sent.iter().map(|m| m.to).collect::<Vec<_>>());
    }
    assert_eq!(beats, [vec![], vec![2, 3], vec![], vec![2, 3], vec![], vec![2, 3]]);
}

#[test]
fn who_hears_from_no_leader_asks_everybody_for_votes_in_a_new_term() {
    let mut candidate = Lone::new(3, &[1], plain);
    candidate.node.campaign().unwrap();
    candidate.work();
    for mut member in [Lone::new(3, &[1], plain), candidate] {
        let (role, term) = (member.node.raft.role, member.node.raft.term);
        let timeout = member.node.raft.randomized_election_timeout;
        member.tick(timeout - member.node.raft.election_elapsed - 1);
        assert!(member.work().is_empty(), "{role:?}: not before the timeout");
        member.tick(1);
        let asked: Vec<_> = member.work().iter().map(|m| (m.msg_type, m.to, m.term)).collect();
        let vote = MessageType::Vote;
        assert_eq!(asked, [(vote, 2, term + 1), (vote, 3, term + 1)], "{role:?}");
        assert_eq!(member.state(), (term + 1, 1, 0), "{role:?}: it votes for itself");
        assert_eq!(member.node.raft.role, Role::Candidate);
    }
}

#[test]
fn a_sign_of_the_leader_puts_the_timeout_off() {
    for kind in [MessageType::App, MessageType::Heartbeat] {
        let mut member = Lone::new(3, &[1], plain);
        for _ in 0..10 {
            member.tick(9);
            member.hear(Message { log_term: 1, index: 1, ..from(kind, 2) });
            member.work();
        }
        assert_eq!((member.node.raft.role, member.node.raft.term), (Role::Follower, 1), "{kind}");
    }
}

#[test]
fn one_round_of_votes_decides() {
    // How many voters, how many others agree and how many refuse, and what comes of it.
    let cases = [
        (1, 0, 0, Role::Leader),
        (3, 1, 0, Role::Leader),
        (3, 0, 1, Role::Candidate),
        (3, 0, 2, Role::Follower),
        (5, 1, 0, Role::Candidate),
        (5, 2, 0, Role::Leader),
        (5, 2, 2, Role::Leader),
        (5, 1, 2, Role::Candidate),
        (5, 1, 3, Role::Follower),
        (4, 1, 0, Role::Candidate),
        (4, 1, 2, Role::Follower),
        (4, 2, 0, Role::Leader),
    ];
    for (members, agree, refuse, role) in cases {
        let mut member = Lone::new(members, &[], plain);
        member.node.campaign().unwrap();
        member.work();
        for id in 2..2 + agree + refuse {
            let reject = id >= 2 + agree;
            member.hear(Message { reject, ..from(MessageType::VoteResp, id) });
        }
        let case = format!("{agree} for and {refuse} against of {members}");
        assert_eq!((member.node.raft.role, member.node.raft.term), (role, 1), "{case}");
    }
}

#[test]
fn a_vote_counts_once_however_often_it_comes() {
    let mut member = Lone::new(5, &[], plain);
    member.node.campaign().unwrap();
    member.work();
    (0..5).for_each(|_| member.hear(from(MessageType::VoteResp, 2)));
    assert_eq!(member.node.raft.role, Role::Candidate);
    member.hear(Message { reject: true, ..from(MessageType::VoteResp, 2) });
    member.hear(from(MessageType::VoteResp, 3));
    assert_eq!(member.node.raft.role, Role::Leader, "and nobody changes their mind");
}

#[test]
fn a_candidate_gives_way_to_a_leader_of_its_term_or_a_later_one() {
    for kind in [MessageType::App, MessageType::Heartbeat, MessageType::Snap] {
        for later in [0, 1] {
            let mut member = Lone::new(3, &[1], plain);
            member.node.campaign().unwrap();
            member.work();
            let term = member.node.raft.term + later;
            member.hear(Message { term, ..from(kind, 3) });
            let raft = &member.node.raft;
            assert_eq!((raft.role, raft.lead, raft.term), (Role::Follower, 3, term), "{kind}");
        }
    }
}

#[test]
fn the_timeout_is_drawn_anew_between_one_and_two_intervals() {
    for candidate in [false, true] {
        let mut drawn = BTreeSet::new();
        let mut member = Lone::new(3, &[], plain);
        for term in 1..400 {
            if candidate {
                member.node.campaign().unwrap();
            } else {
                member.hear(Message { term, ..from(MessageType::Heartbeat, 2) });
            }
            member.work();
            drawn.insert(member.node.raft.randomized_election_timeout);
        }
        assert_eq!(drawn, (10..20).collect(), "candidate: {candidate}");
    }
}

#[test]
fn members_seldom_time_out_together() {
    // Five members draw a hundred times; a round is lost if nobody is alone in being first.
    let mut members: Vec<Lone> = (1..=5)
        .map(|number| {
            let mut member = Lone::new(5, &[], plain);
            // Their random numbers are their own.
            let draw = |at: u64| member.hear(Message { term: at, ..from(MessageType::App, 2) });
            (1..=number * 1000).for_each(draw);
            member
        })
        .collect();
    let mut lost = 0;
    for round in 0..100 {
        let mut timeouts = BTreeMap::new();
        for member in &mut members {
            let term = 6000 + round;
            member.hear(Message { term, ..from(MessageType::Heartbeat, 2) });
            let timeout = member.node.raft.randomized_election_timeout;
            *timeouts.entry(timeout).or_insert(0) += 1;
        }
        lost += u64::from(timeouts.first_key_value().is_some_and(|(_, count)| *count > 1));
    }
    assert!(lost < 40, "{lost} of 100");
}

// 5.3

#[test]
fn a_leader_appends_a_proposal_and_sends_it_with_the_entry_before() {
    let mut leader = Lone::new(3, &[], plain).elected();
    leader.acknowledged(2, 1);
    leader.acknowledged(3, 1);
    leader.work();
    leader.propose("x");
    assert_eq!(leader.node.raft.raft_log.last_index(), 2);
    let sent = leader.work();
    assert_eq!(sent.iter().map(|m| m.to).collect::<Vec<_>>(), [2, 3]);
    for message in sent {
        assert_eq!((message.msg_type, message.term), (MessageType::App, 1));
        assert_eq!((message.log_term, message.index, message.commit), (1, 1, 1));
        let [entry] = &message.entries[..] else { panic!("one entry") };
        assert_eq!((entry.term, entry.index, &*entry.data), (1, 2, &b"x"[..]));
    }
}

#[test]
fn an_entry_is_committed_when_a_majority_has_it() {
    for (members, others) in [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (7, 3), (9, 4)] {
        let mut leader = Lone::new(members, &[], plain).elected();
        (2..=members).for_each(|id| leader.acknowledged(id, 1));
        leader.work();
        leader.propose("x");
        leader.work();
        for id in 2..2 + others {
            assert_eq!(leader.state().2, 1, "{members} members, not before {id}");
            leader.acknowledged(id, 2);
        }
        assert_eq!(leader.state().2, 2, "{members} members");
    }
}

#[test]
fn a_follower_is_told_what_is_committed_with_the_next_append() {
    let mut leader = Lone::new(3, &[], plain).elected();
    leader.acknowledged(2, 1);
    leader.work();
    leader.propose("x");
    assert!(leader.work_for(2).iter().all(|m| m.commit == 1));
    leader.acknowledged(2, 2);
    let told = leader.work();
    assert!(told.iter().any(|m| m.to == 2 && m.commit == 2 && m.entries.is_empty()));
    assert_eq!(
        leader.applied.last().map(|entry| (entry.index, &*entry.data)),
        Some((2, &b"x"[..]))
    );
}

#[test]
fn a_commit_commits_everything_before_it() {
    for terms in [&[][..], &[2], &[1, 2], &[1, 1, 4]] {
        let mut leader = Lone::new(3, terms, plain).elected();
        leader.acknowledged(2, terms.len() as u64 + 1);
        leader.work();
        let applied: Vec<u64> = leader.applied.iter().map(|entry| entry.term).collect();
        let own = terms.last().copied().unwrap_or(0) + 1;
        assert_eq!(applied, [terms, &[own]].concat());
    }
}

#[test]
fn a_follower_applies_what_is_committed_in_its_order_and_no_more_than_it_has() {
    for (commit, applied) in [(0, 0), (1, 1), (2, 2), (3, 2), (9, 2)] {
        let mut follower = Lone::new(3, &[], plain);
        follower.hear(append((0, 0), &[1, 1], commit));
        follower.work();
        let indices: Vec<u64> = follower.applied.iter().map(|entry| entry.index).collect();
        assert_eq!(indices, (1..=applied).collect::<Vec<_>>(), "commit {commit}");
    }
}

#[test]
fn a_follower_accepts_only_what_follows_an_entry_that_it_has() {
    // Its log has terms 1, 2. The entry before the new ones, and whether it is there.
    let cases = [
        ((0, 0), true),
        ((1, 1), true),
        ((2, 2), true),
        ((1, 2), false),
        ((3, 2), false),
        ((2, 3), false),
    ];
    for (prev, accepted) in cases {
        let mut follower = Lone::new(3, &[1, 2], plain);
        follower.hear(Message { term: 2, ..append(prev, &[], 0) });
        let [answer] = &follower.work()[..] else { panic!("one answer") };
        assert_eq!((answer.msg_type, answer.reject), (MessageType::AppResp, !accepted), "{prev:?}");
        assert_eq!(answer.index, prev.1);
    }
}

#[test]
fn a_refusal_hints_where_the_logs_may_agree() {
    // The follower's terms, what was probed, and the hint: the last entry that is not of a later term.
    let cases: [(&[Term], Name, Name); 4] = [
        (&[1, 2], (4, 9), (2, 2)),
        (&[1, 1, 5, 5], (2, 4), (1, 2)),
        (&[3, 3], (2, 2), (0, 0)),
        (&[1, 1, 1], (4, 2), (1, 2)),
    ];
    for (terms, prev, (log_term, index)) in cases {
        let mut follower = Lone::new(3, terms, plain);
        follower.hear(Message { term: 9, ..append(prev, &[], 0) });
        let answer = follower.work().remove(0);
        assert!(answer.reject);
        assert_eq!((answer.log_term, answer.reject_hint), (log_term, index), "{terms:?} {prev:?}");
    }
}

#[test]
fn a_follower_replaces_what_conflicts_and_keeps_what_does_not() {
    // Onto a log of terms 1, 2.
    let cases: [Append; 4] = [
        ((2, 2), &[3], &[1, 2, 3], Some(3)),
        ((1, 1), &[3, 4], &[1, 3, 4], Some(2)),
        ((0, 0), &[1], &[1, 2], None),
        ((0, 0), &[3], &[3], Some(1)),
    ];
    for (prev, new, terms, written) in cases {
        let mut follower = Lone::new(3, &[1, 2], plain);
        follower.hear(Message { term: 4, ..append(prev, new, 0) });
        assert_eq!(follower.terms(), terms, "{prev:?} {new:?}");
        let unwritten = follower.node.raft.raft_log.unstable.next_entries().first();
        assert_eq!(unwritten.map(|entry| entry.index), written, "{prev:?} {new:?}");
    }
}

#[test]
fn an_append_that_comes_twice_changes_nothing_the_second_time() {
    let mut follower = Lone::new(3, &[1], plain);
    let message = append((1, 1), &[2, 2], 1);
    follower.hear(message.clone());
    let first = follower.work();
    let before = Digest::of(&follower.node.raft.raft_log);
    follower.hear(message);
    assert_eq!(follower.work(), first, "the same answer");
    assert_eq!(Digest::of(&follower.node.raft.raft_log), before);
}

#[test]
fn an_older_append_does_not_cut_off_what_came_after() {
    let mut follower = Lone::new(3, &[1], plain);
    follower.hear(append((1, 1), &[2, 2, 2], 0));
    follower.hear(append((1, 1), &[2], 0));
    assert_eq!(follower.terms(), [1, 2, 2, 2]);
}

/// The logs of the paper's figure 7.
const FIGURE_7: [&[u64]; 6] = [
    &[1, 1, 1, 4, 4, 5, 5, 6, 6],
    &[1, 1, 1, 4],
    &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
    &[1, 1, 1, 4, 4, 4, 4],
    &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
];

#[test]
fn a_leader_brings_every_log_of_figure_7_in_line_with_its_own() {
    for terms in FIGURE_7 {
        // The follower plays member 2 to the leader, and hears the leader as member 2.
        let mut leader = Lone::new(3, &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6], plain);
        // It has heard of term 8, so that it leads a term that no log has.
        leader.hear(Message { term: 8, ..from(MessageType::VoteResp, 3) });
        let mut leader = leader.elected();
        let mut follower = Lone::new(3, terms, plain);
        leader.propose("x");
        leader.tick(1);
        let mut rounds = 0;
        while follower.terms() != leader.terms() {
            rounds += 1;
            assert!(rounds < 20, "{terms:?}: {:?}", follower.terms());
            for message in leader.work_for(2) {
                follower.hear(Message { from: 2, to: 1, ..message });
            }
            for message in follower.work() {
                leader.hear(Message { from: 2, to: 1, ..message });
            }
            leader.tick(1);
        }
        assert_eq!(leader.terms(), [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 9, 9]);
    }
}

// 5.4

#[test]
fn a_request_for_a_vote_names_the_last_entry() {
    for terms in [&[1][..], &[1, 1, 2, 2, 5]] {
        let mut member = Lone::new(3, terms, plain);
        member.node.campaign().unwrap();
        let last = (terms[terms.len() - 1], terms.len() as u64);
        for message in member.work() {
            assert_eq!(
                (message.msg_type, message.log_term, message.index),
                (MessageType::Vote, last.0, last.1)
            );
        }
    }
}

#[test]
fn a_later_last_term_is_a_better_log_and_then_the_longer_one() {
    // The voter's terms, the candidate's last term and index, and whether it gets the vote.
    let cases: [(&[Term], Name, bool); 9] = [
        (&[1], (1, 1), true),
        (&[1], (1, 2), true),
        (&[1, 1], (1, 1), false),
        (&[1], (2, 1), true),
        (&[1, 1], (2, 1), true),
        (&[1, 1, 1], (2, 1), true),
        (&[2], (1, 1), false),
        (&[2], (1, 2), false),
        (&[1, 2], (1, 9), false),
    ];
    for (terms, (log_term, index), granted) in cases {
        let mut voter = Lone::new(3, terms, plain);
        voter.hear(Message { term: 7, log_term, index, ..from(MessageType::Vote, 2) });
        let [answer] = &voter.work()[..] else { panic!("one answer") };
        assert_eq!((answer.msg_type, answer.term), (MessageType::VoteResp, 7));
        assert_eq!(answer.reject, !granted, "{terms:?} and {log_term}/{index}");
    }
}

#[test]
fn a_member_that_restarts_does_not_vote_again_in_its_term() {
    let mut storage = MemoryStorage::from_snapshot(group(3, 0, 0));
    storage.set_hard_state(HardState { term: 4, vote: 2, commit: 0 });
    let mut member = Lone::started(storage, plain);
    for (candidate, granted) in [(3, false), (2, true)] {
        member.hear(Message { term: 4, ..from(MessageType::Vote, candidate) });
        assert_eq!(member.work()[0].reject, !granted, "candidate {candidate}");
    }
}

#[test]
fn counting_replicas_commits_only_what_is_of_the_leaders_own_term() {
    // Terms 1, 2, and the leader's own entry of term 3 at 3.
    for (acknowledged, commit) in [(1, 0), (2, 0), (3, 3)] {
        let mut leader = Lone::new(3, &[1, 2], plain).elected();
        leader.acknowledged(2, acknowledged);
        assert_eq!(leader.state(), (3, 1, commit), "acknowledged {acknowledged}");
    }
}

// 8

#[test]
fn a_new_leader_begins_with_an_empty_entry_that_makes_known_what_is_committed() {
    let mut leader = Lone::new(3, &[1, 1], plain).elected();
    let entry = leader.node.raft.raft_log.entry(3).unwrap().clone();
    assert_eq!((entry.term, entry.data.is_empty()), (2, true));
    leader.node.read_index("r".into()).unwrap();
    assert!(leader.node.raft.read_states.is_empty(), "it does not know yet");
    leader.acknowledged(2, 3);
    leader.work();
    assert_eq!(leader.state().2, 3);
}
