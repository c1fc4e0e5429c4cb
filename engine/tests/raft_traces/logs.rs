//! Situations of a log: replication, writes that are overtaken, reads, snapshots.

use crate::{
    Said, expect, follower, leader,
    lone::{Lone, append, from, group},
    plain, said,
};
use engine::raft::{
    ConfState, Entry, Message, MessageType, ReadOnlyOption, Snapshot, SnapshotMetadata,
};
use std::rc::Rc;

pub fn situations() -> Vec<Said> {
    [replication(), logs(), reads(), snapshots()].into_iter().flatten().collect()
}

fn replication() -> Vec<Said> {
    let mut all = Vec::new();
    let mut alone = follower(&[1], plain);
    let _ = alone.node.propose("x".into());
    alone.node.campaign().unwrap();
    let _ = alone.node.propose("x".into());
    all.push(expect(
        &mut alone,
        &[
            "INFO 1 no leader at term 1; dropping proposal",
            "INFO 1 no leader at term 2; dropping proposal",
        ],
    ));
    for disable in [true, false] {
        let mut member = follower(&[1], |config| config.disable_proposal_forwarding = disable);
        member.hear(from(MessageType::Heartbeat, 2));
        let _ = member.node.propose("x".into());
        let line = "INFO 1 not forwarding to leader 2 at term 1; dropping proposal";
        all.push(expect(&mut member, &[line][usize::from(!disable)..]));
    }
    let mut full = leader(|config| config.max_uncommitted_entries_size = 1);
    full.propose("x");
    let _ = full.node.propose("x".into());
    full.node.raft.step(from(MessageType::Unreachable, 9)).unwrap();
    full.node.report_unreachable(2).unwrap();
    full.propose("");
    full.propose("");
    full.hear(Message { index: 1, reject: true, ..from(MessageType::AppResp, 3) });
    full.hear(Message { index: 3, reject: true, log_term: 1, ..from(MessageType::AppResp, 3) });
    all.push(expect(&mut full, &[
        "WARN 1 appending new entries to log would exceed uncommitted entry size limit; dropping \
         proposal",
        "DEBUG 1 no progress available for 9",
        "DEBUG 1 failed to send message to 2 because it is unreachable [StateProbe match=1 next=2]",
        "DEBUG 1 received MsgAppResp(rejected, hint: (index 0, term 1)) from 3 for index 3",
        "DEBUG 1 decreased progress of 3 to [StateReplicate match=1 next=2 inflight=3]",
    ]));
    let mut stale = Lone::new(3, &[1, 1], plain).elected();
    stale.acknowledged(2, 2);
    stale.acknowledged(2, 3);
    stale.hear(Message { term: 3, ..from(MessageType::Heartbeat, 2) });
    stale.hear(append((2, 3), &[], 2));
    stale.hear(append((1, 1), &[], 0));
    stale.hear(Message { commit: 3, ..from(MessageType::Heartbeat, 2) });
    all.push(expect(&mut stale, &[]));
    let mut behind = follower(&[1, 1], plain);
    behind.hear(Message { term: 2, log_term: 2, index: 2, ..from(MessageType::App, 2) });
    all.push(expect(
        &mut behind,
        &["DEBUG 1 [logterm: 1, index: 2] rejected MsgApp [logterm: 2, index: 2] from 2"],
    ));
    all
}

/// A log that changes while it is written.
fn logs() -> Vec<Said> {
    let mut member = follower(&[1, 1], plain);
    member.hear(append((1, 1), &[2, 2], 0));
    member.hear(append((2, 2), &[3], 0));
    let conflict = expect(
        &mut member,
        &[
            "INFO found conflict at index 2 [existing term: 1, conflicting term: 2]",
            "INFO replace the unstable entries from index 2",
            "INFO found conflict at index 3 [existing term: 2, conflicting term: 3]",
            "INFO truncate the unstable entries before index 3",
        ],
    );
    // What comes between a Ready and its Advance, and what the write then means.
    let cases: [(Message, &'static str); 4] = [
        (
            append((1, 1), &[3], 0),
            "INFO 1 [term: 3] ignored entry appends from a MsgStorageAppendResp message with lower \
             term [term: 2]",
        ),
        (
            Message { term: 2, ..append((1, 1), &[2], 0) },
            "INFO entry at (index,term)=(2,1) mismatched with entry at (2,2) in unstable log; \
             ignoring",
        ),
        (snapshot(group(3, 5, 2)), "INFO entry at index 2 missing from unstable log; ignoring"),
        (snapshot(group(3, 2, 2)), "INFO entry at index 2 matched unstable snapshot; ignoring"),
    ];
    let mut all = vec![conflict];
    for (message, line) in cases {
        let mut member = follower(&[1], plain);
        member.hear(Message { term: 2, ..append((1, 1), &[1], 0) });
        let ready = member.node.ready();
        member.node.storage_mut().append(&ready.entries).unwrap();
        member.hear(message);
        member.node.advance().unwrap();
        all.push(expect(&mut member, &[line]));
    }
    all
}

fn reads() -> Vec<Said> {
    let mut all = Vec::new();
    let mut alone = follower(&[1], plain);
    alone.node.read_index("r".into()).unwrap();
    alone.hear(from(MessageType::Heartbeat, 2));
    alone.hear(from(MessageType::ReadIndexResp, 2));
    alone.hear(Message { entries: vec![Entry::default()], ..from(MessageType::ReadIndexResp, 2) });
    all.push(expect(
        &mut alone,
        &[
            "INFO 1 no leader at term 1; dropping index reading msg",
            "ERROR 1 invalid format of MsgReadIndexResp from 2, entries count: 0",
        ],
    ));
    // With the rule off, an entry of an older term is committed by counting; reads still wait.
    for rule in [true, false] {
        let mut early = Lone::new(3, &[1], |config| {
            config.rules.commit_current_term_only = rule;
        });
        early = early.elected();
        early.node.read_index("r".into()).unwrap();
        early.acknowledged(2, 1);
        let line = "ERROR pending MsgReadIndex should be released only after first commit in \
                    current term";
        all.push(expect(&mut early, &[line][usize::from(rule)..]));
        early.acknowledged(2, 2);
        early.work().into_iter().filter(|m| !m.context.is_empty() && m.to == 2).for_each(|m| {
            early.hear(Message { context: m.context, ..from(MessageType::HeartbeatResp, 2) });
        });
        all.push(expect(&mut early, &[]));
    }
    let mut trusting = leader(|config| {
        (config.check_quorum, config.read_only_option) = (true, ReadOnlyOption::LeaseBased);
    });
    trusting.node.read_index("r".into()).unwrap();
    all.push(expect(&mut trusting, &[]));
    all
}

fn snapshot(snapshot: Snapshot) -> Message {
    Message { term: 2, snapshot: Some(Rc::new(snapshot)), ..from(MessageType::Snap, 2) }
}

fn refused(index: u64) -> Message {
    Message { index, reject: true, ..from(MessageType::AppResp, 2) }
}

fn snapshots() -> Vec<Said> {
    let mut all = Vec::new();
    let mut none = leader(plain);
    none.propose("x");
    none.work();
    none.acknowledged(3, 2);
    none.work();
    none.node.storage_mut().compact(2).unwrap();
    none.hear(refused(2));
    all.push(expect(
        &mut none,
        &["DEBUG 1 failed to send snapshot to 2 because snapshot is temporarily unavailable"],
    ));
    let mut leader = Lone::after(group(3, 11, 11), &[], plain).elected();
    let progress = leader.node.raft.tracker.get_mut(3).unwrap();
    (progress.next, progress.msg_app_flow_paused) = (5, false);
    leader.propose("x");
    said(&mut leader);
    leader.hear(Message { ..refused(11) });
    leader.node.report_snapshot(2, true).unwrap();
    leader.hear(from(MessageType::HeartbeatResp, 2));
    leader.node.report_snapshot(2, false).unwrap();
    leader.hear(from(MessageType::HeartbeatResp, 2));
    leader.hear(refused(11));
    leader.acknowledged(2, 11);
    leader.propose("x");
    all.push(expect(
        &mut leader,
        &[
            "DEBUG 1 [firstindex: 12, commit: 11] sent snapshot[index: 11, term: 11] to 2 \
         [StateProbe match=0 next=1]",
            "DEBUG 1 paused sending replication messages to 2 \
         [StateSnapshot match=0 next=12 paused pendingSnap=11]",
            "DEBUG 1 snapshot failed, resumed sending replication messages to 2 \
         [StateProbe match=0 next=1]",
            "DEBUG 1 snapshot succeeded, resumed sending replication messages to 2 \
         [StateProbe match=0 next=12]",
            "DEBUG 1 recovered from needing snapshot, resumed sending replication messages to 2 \
         [StateSnapshot match=11 next=12 paused pendingSnap=11]",
        ],
    ));
    let mut silent = Lone::after(group(3, 11, 11), &[], plain).elected();
    let progress = silent.node.raft.tracker.get_mut(3).unwrap();
    (progress.next, progress.msg_app_flow_paused) = (5, false);
    silent.propose("x");
    all.push(expect(
        &mut silent,
        &["DEBUG ignore sending snapshot to 3 since it is not recently active"],
    ));
    all.extend(received_snapshots());
    all
}

fn received_snapshots() -> Vec<Said> {
    let mut follower = follower(&[1, 1, 2], plain);
    follower.hear(snapshot(group(3, 2, 1)));
    let metadata = SnapshotMetadata {
        conf_state: ConfState {
            voters: vec![2, 3],
            learners: vec![4],
            voters_outgoing: vec![2, 5],
            learners_next: vec![5],
            auto_leave: true,
        },
        index: 11,
        term: 2,
    };
    follower.hear(snapshot(Snapshot { metadata, ..Snapshot::default() }));
    follower.hear(snapshot(group(3, 11, 2)));
    vec![expect(
        &mut follower,
        &[
            "INFO 1 [commit: 0, lastindex: 3, lastterm: 2] fast-forwarded commit to snapshot \
         [index: 2, term: 1]",
            "INFO 1 [commit: 2] ignored snapshot [index: 2, term: 1]",
            "WARN 1 attempted to restore snapshot but it is not in the ConfState \
         {[2 3] [4] [2 5] [5] true}; should never happen",
            "INFO 1 [commit: 2] ignored snapshot [index: 11, term: 2]",
            "INFO log [committed=2, applied=0, applying=0, unstable.offset=4, \
         unstable.offsetInProgress=4, len(unstable.Entries)=0] starts to restore snapshot \
         [index: 11, term: 2]",
            "INFO 1 switched to configuration voters=(1 2 3)",
            "INFO 1 [commit: 11, lastindex: 11, lastterm: 2] restored snapshot [index: 11, term: 2]",
            "INFO 1 [commit: 11] restored snapshot [index: 11, term: 2]",
        ],
    )]
}
