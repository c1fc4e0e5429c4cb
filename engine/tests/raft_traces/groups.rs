//! Situations of a whole group: elections, votes, transfers of the leadership, changes of the members.

use crate::{
    Said, expect, follower, leader,
    lone::{Lone, append, from},
    plain,
};
use engine::raft::{
    ConfChange, ConfChangeSingle, ConfChangeTransition, ConfChangeType, ConfChangeV2, Entry,
    EntryType, Message, MessageType, ReadOnlyOption, codec,
};

pub fn situations() -> Vec<Said> {
    [elections(), transfers(), memberships()].into_iter().flatten().collect()
}

fn elections() -> Vec<Said> {
    let mut all = Vec::new();
    let mut member = Lone::new(3, &[1], |config| config.pre_vote = true);
    all.push(expect(&mut member, &[
        "INFO 1 switched to configuration voters=(1 2 3)",
        "INFO 1 became follower at term 1",
        "INFO newRaft 1 [peers: [1,2,3], term: 1, commit: 0, applied: 0, lastindex: 1, lastterm: 1]",
    ]));
    member.tick(20);
    member.work();
    all.push(expect(
        &mut member,
        &[
            "INFO 1 is starting a new election at term 1",
            "INFO 1 became pre-candidate at term 1",
            "INFO 1 [logterm: 1, index: 1] sent MsgPreVote request to 2 at term 1",
            "INFO 1 received MsgPreVoteResp from 1 at term 1",
            "INFO 1 has received 1 MsgPreVoteResp votes and 0 vote rejections",
        ],
    ));
    member.hear(Message { term: 2, ..from(MessageType::PreVoteResp, 2) });
    member.hear(Message { term: 2, reject: true, ..from(MessageType::VoteResp, 3) });
    member.work();
    member.hear(Message { term: 2, ..from(MessageType::VoteResp, 2) });
    member.node.campaign().unwrap();
    all.push(expect(
        &mut member,
        &[
            "INFO 1 received MsgPreVoteResp from 2 at term 1",
            "INFO 1 became candidate at term 2",
            "INFO 1 [logterm: 1, index: 1] sent MsgVote request to 3 at term 2",
            "INFO 1 received MsgVoteResp rejection from 3 at term 2",
            "INFO 1 has received 0 MsgVoteResp votes and 1 vote rejections",
            "INFO 1 became leader at term 2",
            "DEBUG 1 ignoring MsgHup because already leader",
        ],
    ));
    let mut member = leader(|config| config.check_quorum = true);
    member.tick(20);
    all.push(expect(&mut member, &["WARN 1 stepped down to follower since quorum is not active"]));
    all.extend(campaigns());
    all.extend(votes());
    all
}

/// Who may not campaign.
fn campaigns() -> Vec<Said> {
    let mut learner = Lone::new(3, &[1], plain);
    learner.node.apply_conf_change(&change(ConfChangeType::RemoveNode, 1)).unwrap();
    learner.node.campaign().unwrap();
    let unpromotable = expect(&mut learner, &["WARN 1 is unpromotable and can not campaign"]);
    let mut removed = follower(&[1], |config| config.pre_vote = true);
    removed.node.campaign().unwrap();
    removed.node.apply_conf_change(&change(ConfChangeType::RemoveNode, 1)).unwrap();
    [2, 3].into_iter().for_each(|id| {
        removed.hear(Message { term: 2, ..from(MessageType::PreVoteResp, id) });
    });
    let too_late =
        expect(&mut removed, &["WARN 1 is unpromotable; campaign() should have been called"]);
    let mut unapplied = follower(&[1], plain);
    let data = codec::conf_change_data(&ConfChange { node_id: 4, ..ConfChange::default() });
    let entry = Entry { term: 1, index: 2, entry_type: EntryType::ConfChange, data };
    unapplied.hear(Message { entries: vec![entry], ..append((1, 1), &[], 2) });
    unapplied.node.campaign().unwrap();
    let held = expect(
        &mut unapplied,
        &[
            "WARN 1 cannot campaign at term 1 since there are still pending configuration changes to \
         apply",
        ],
    );
    vec![unpromotable, too_late, held]
}

fn votes() -> Vec<Said> {
    let ask =
        |kind, id, term, (log_term, index)| Message { term, log_term, index, ..from(kind, id) };
    let mut voter = follower(&[1], |config| {
        (config.check_quorum, config.pre_vote) = (true, true);
    });
    voter.hear(ask(MessageType::Vote, 2, 2, (1, 1)));
    voter.hear(ask(MessageType::Vote, 3, 2, (1, 1)));
    voter.hear(ask(MessageType::PreVote, 3, 1, (1, 1)));
    voter.hear(Message { term: 1, ..from(MessageType::Heartbeat, 3) });
    voter.hear(Message { term: 1, ..from(MessageType::AppResp, 3) });
    voter.hear(from(MessageType::Heartbeat, 2));
    voter.tick(3);
    voter.hear(ask(MessageType::Vote, 3, 9, (1, 1)));
    voter.node.forget_leader().unwrap();
    let votes = expect(
        &mut voter,
        &[
            "INFO 1 [term: 1] received a MsgVote message with higher term from 2 [term: 2]",
            "INFO 1 [logterm: 1, index: 1, vote: 0] cast MsgVote for 2 [logterm: 1, index: 1] at term 2",
            "INFO 1 [logterm: 1, index: 1, vote: 2] rejected MsgVote from 3 [logterm: 1, index: 1] at \
         term 2",
            "INFO 1 [logterm: 1, index: 1, vote: 2] rejected MsgPreVote from 3 [logterm: 1, index: 1] at \
         term 2",
            "INFO 1 [term: 2] ignored a MsgAppResp message with lower term from 3 [term: 1]",
            "INFO 1 [logterm: 1, index: 1, vote: 2] ignored MsgVote from 3 [logterm: 1, index: 1] at \
         term 2: lease is not expired (remaining ticks: 7)",
            "INFO 1 forgetting leader 2 at term 2",
        ],
    );
    let mut trusting = follower(&[1], |config| {
        (config.check_quorum, config.read_only_option) = (true, ReadOnlyOption::LeaseBased);
    });
    trusting.hear(from(MessageType::Heartbeat, 2));
    trusting.node.forget_leader().unwrap();
    let ignored =
        expect(&mut trusting, &["ERROR ignoring MsgForgetLeader due to ReadOnlyLeaseBased"]);
    vec![votes, ignored]
}

fn transfers() -> Vec<Said> {
    let mut all = Vec::new();
    let mut alone = follower(&[1], plain);
    alone.node.transfer_leader(2).unwrap();
    alone.hear(from(MessageType::Heartbeat, 2));
    alone.hear(from(MessageType::TimeoutNow, 2));
    alone.hear(from(MessageType::TimeoutNow, 2));
    all.push(expect(&mut alone, &[
        "INFO 1 no leader at term 1; dropping leader transfer msg",
        "INFO 1 [term 1] received MsgTimeoutNow from 2 and starts an election to get leadership.",
        "DEBUG 1 [term 2 state StateCandidate] ignored MsgTimeoutNow from 2",
    ]));
    let mut leader = leader(plain);
    leader.node.apply_conf_change(&change(ConfChangeType::AddLearnerNode, 4)).unwrap();
    leader.node.transfer_leader(4).unwrap();
    leader.node.transfer_leader(1).unwrap();
    leader.propose("x");
    leader.node.transfer_leader(2).unwrap();
    leader.node.transfer_leader(2).unwrap();
    let _ = leader.node.propose("x".into());
    leader.work();
    leader.acknowledged(2, 2);
    leader.acknowledged(3, 2);
    leader.node.transfer_leader(3).unwrap();
    all.push(expect(&mut leader, &[
        "INFO 1 switched to configuration voters=(1 2 3) learners=(4)",
        "DEBUG 1 is learner. Ignored transferring leadership",
        "DEBUG 1 is already leader. Ignored transferring leadership to self",
        "INFO 1 [term 1] starts to transfer leadership to 2",
        "INFO 1 [term 1] transfer leadership to 2 is in progress, ignores request to same node 2",
        "DEBUG 1 [term 1] transfer leadership to 2 is in progress; dropping proposal",
        "INFO 1 sent MsgTimeoutNow to 2 after received MsgAppResp",
        "INFO 1 [term 1] abort previous transferring leadership to 2",
        "INFO 1 [term 1] starts to transfer leadership to 3",
        "INFO 1 sends MsgTimeoutNow to 3 immediately as 3 already has up-to-date log",
    ]));
    all
}

fn memberships() -> Vec<Said> {
    let mut all = Vec::new();
    let mut leader = leader(plain);
    let two = [(ConfChangeType::AddNode, 4), (ConfChangeType::RemoveNode, 3)];
    let changes = two.map(|(change_type, node_id)| ConfChangeSingle { change_type, node_id });
    let joint = ConfChangeV2 {
        transition: ConfChangeTransition::Auto,
        changes: changes.to_vec(),
        context: "why".into(),
    };
    leader.node.propose_conf_change_v2(&ConfChangeV2::default()).unwrap();
    leader.node.propose_conf_change_v2(&joint).unwrap();
    leader.node.propose_conf_change_v2(&joint).unwrap();
    leader.work();
    leader.acknowledged(2, 4);
    leader.node.transfer_leader(2).unwrap();
    leader.work();
    all.push(expect(&mut leader, &[
        "INFO 1 ignoring conf change transition:ConfChangeTransitionAuto at config voters=(1 2 3): \
         not in joint state; refusing empty conf change",
        "INFO 1 ignoring conf change transition:ConfChangeTransitionAuto \
         changes:{type:ConfChangeAddNode node_id:4} changes:{type:ConfChangeRemoveNode node_id:3} \
         context:\"why\" at config voters=(1 2 3): \
         possible unapplied conf change at index 3 (applied to 1)",
        "INFO 1 switched to configuration voters=(1 2 4)&&(1 2 3) autoleave",
        "DEBUG not initiating automatic transition out of joint configuration \
         voters=(1 2 4)&&(1 2 3) autoleave: raft proposal dropped",
    ]));
    // The transfer takes too long; the next entry that is applied lets it try again.
    leader.tick(10);
    leader.node.propose_conf_change_v2(&joint).unwrap();
    leader.work();
    leader.acknowledged(2, 5);
    leader.acknowledged(4, 5);
    leader.work();
    all.push(expect(&mut leader, &[
        "INFO 1 ignoring conf change transition:ConfChangeTransitionAuto \
         changes:{type:ConfChangeAddNode node_id:4} changes:{type:ConfChangeRemoveNode node_id:3} \
         context:\"why\" at config voters=(1 2 4)&&(1 2 3) autoleave: \
         must transition out of joint config first",
        "INFO initiating automatic transition out of joint configuration voters=(1 2 4)&&(1 2 3) \
         autoleave",
    ]));
    all
}

fn change(change_type: ConfChangeType, node_id: u64) -> ConfChangeV2 {
    ConfChange { change_type, node_id, ..ConfChange::default() }.as_v2()
}
