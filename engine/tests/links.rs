//! What passes a link and what does not, by direction and by kind of packet: for every kind that there is,
//! the first of it in a busy world is cut off, held, dropped, delayed, and parted from its receiver.

#[allow(dead_code, reason = "several test programs share it, and each uses a part")]
mod lab;

use engine::base::MachineId;
use engine::{
    base::Time,
    server::{MemberAddRequest, ReadMode, Request, peer_url},
    sim::{Action, ClientError, Event, Kind, Loss, Moment, Packet, Peer, Scenario},
};
use lab::{Lab, arrives};
use std::collections::BTreeMap;

/// A kind of packet between two kinds of ends.
fn name(packet: &Packet) -> String {
    let end = |peer: Peer| match peer {
        Peer::Member(_) => "member",
        Peer::Client(_) => "client",
    };
    format!("{:?} {} -> {}", packet.kind(), end(packet.from), end(packet.to))
}

/// For each kind of packet a world in which one is on its way to somebody who is there.
fn on_their_way() -> BTreeMap<String, (Lab, Packet)> {
    let mut scenario = Scenario::new(3, 2);
    (scenario.snapshot_count, scenario.catch_up_entries) = (4, 1);
    scenario.reads = ReadMode::Forward;
    let mut lab = Lab::new(&scenario);
    let mut found = BTreeMap::new();
    let mut wait = |lab: &mut Lab, ms: u64| {
        let end = lab.world.now() + Time::from_ms(ms);
        while lab.step(end).is_some() {
            let is_up = |peer| match peer {
                Peer::Member(id) => lab.world.machine(id).is_some_and(|m| m.is_up()),
                Peer::Client(_) => true,
            };
            for packet in lab.world.packets().filter(|p| is_up(p.to)) {
                found.entry(name(packet)).or_insert_with(|| (lab.clone(), packet.clone()));
            }
        }
    };
    wait(&mut lab, 4_000);
    let [near, away] = lab.followers();
    lab.get(1, near, "a");
    lab.put(2, near, "a", "1");
    wait(&mut lab, 500);
    lab.act(Action::Reads { mode: ReadMode::ReadIndex });
    lab.get(1, near, "a");
    wait(&mut lab, 500);
    // one is away, is asked in vain, and comes back to a log that is gone
    lab.act(Action::Crash { member: away });
    lab.get(3, away, "a");
    let leader = lab.leader();
    for value in ["2", "3", "4", "5", "6", "7", "8", "9"] {
        lab.put(1, leader, "a", value);
        wait(&mut lab, 100);
    }
    lab.act(Action::Restart { member: away });
    wait(&mut lab, 3_000);
    // somebody else is to lead
    lab.act(Action::Campaign { member: near });
    wait(&mut lab, 1_000);
    let leader = lab.leader();
    lab.request(4, leader, Request::MemberAdd(MemberAddRequest::default()));
    wait(&mut lab, 1_000);
    found
}

/// What becomes of a packet in the next two seconds.
fn fate(lab: &mut Lab, id: u64) -> Option<Event> {
    let end = lab.world.now() + Time::from_ms(2_000);
    let about = |moment: &Moment| matches!(moment.event, Event::Lost { packet, .. } | Event::Deliver { packet, .. } if packet == id);
    while let Some(moment) = lab.step(end) {
        if about(&moment) {
            return Some(moment.event);
        }
    }
    None
}

fn arrived(event: Option<Event>) -> bool {
    matches!(event, Some(Event::Deliver { .. }))
}

fn lost_as(event: Option<Event>) -> Option<Loss> {
    match event {
        Some(Event::Lost { why, .. }) => Some(why),
        _ => None,
    }
}

#[test]
fn every_kind_of_packet_heeds_its_link_and_no_other() {
    let worlds = on_their_way();
    for (kind, (lab, packet)) in &worlds {
        let Packet { id, from, to, .. } = *packet;
        let after = |deed: Action| {
            let mut lab = lab.clone();
            lab.act(deed);
            let fate = fate(&mut lab, id);
            (lab, fate)
        };
        assert!(arrived(fate(&mut lab.clone(), id)), "{kind}: nothing is in its way");
        assert_eq!(lost_as(after(Action::Cut { from, to }).1), Some(Loss::Cut), "{kind}: cut");
        assert!(
            arrived(after(Action::Cut { from: to, to: from }).1),
            "{kind}: the way back is cut"
        );

        let (mut held, waits) = after(Action::Hold { from, to });
        assert_eq!(waits, None, "{kind}: it is held");
        assert!(held.world.held().iter().any(|packet| packet.id == id), "{kind}: it is held");
        let mut healed = held.clone();
        healed.act(Action::Heal);
        assert!(arrived(fate(&mut healed, id)), "{kind}: healed");
        held.act(Action::Release { from: to, to: from });
        assert_eq!(fate(&mut held, id), None, "{kind}: the way back is released");
        held.act(Action::Release { from, to });
        assert!(arrived(fate(&mut held, id)), "{kind}: released");
        assert!(
            arrived(after(Action::Hold { from: to, to: from }).1),
            "{kind}: the way back waits"
        );

        let (dropped, gone) = after(Action::Drop { packet: id });
        assert_eq!(gone, None, "{kind}: it was dropped");
        assert!(dropped.world.packets().all(|packet| packet.id != id), "{kind}: it is gone");
        let late = Time::from_ms(700);
        let (delayed, came) = after(Action::Delay { packet: id, by: late });
        assert!(arrived(came), "{kind}: delayed");
        assert!(delayed.world.now() >= packet.due + late, "{kind}: at {}", delayed.world.now());
    }
    let kinds: Vec<&str> = worlds.keys().map(String::as_str).collect();
    for kind in [
        "Raft(App) member -> member",
        "Raft(AppResp) member -> member",
        "Raft(Heartbeat) member -> member",
        "Raft(HeartbeatResp) member -> member",
        "Raft(PreVote) member -> member",
        "Raft(PreVoteResp) member -> member",
        "Raft(Prop) member -> member",
        "Raft(ReadIndex) member -> member",
        "Raft(ReadIndexResp) member -> member",
        "Raft(Snap) member -> member",
        "Raft(Vote) member -> member",
        "Raft(VoteResp) member -> member",
        "Refused member -> client",
        "Reply member -> client",
        "Reply member -> member",
        "Request client -> member",
        "Request member -> member",
    ] {
        assert!(kinds.contains(&kind), "no {kind} among {kinds:?}");
    }
}

#[test]
fn a_partition_parts_members_and_no_clients() {
    for (kind, (lab, packet)) in on_their_way() {
        let Packet { id, from, to, .. } = packet;
        let after = |deed: Action| {
            let mut lab = lab.clone();
            lab.act(deed);
            fate(&mut lab, id)
        };
        let (Peer::Member(one), Peer::Member(other)) = (from, to) else {
            let member = if let Peer::Member(id) = from { id } else { MachineId(1) };
            assert!(arrived(after(Action::Isolate { member })), "{kind}: not a link of members");
            let groups = MachineId::first(3).map(|id| vec![id]).collect();
            assert!(arrived(after(Action::Partition { groups })), "{kind}: not a link of members");
            continue;
        };
        let third = 6 - one.0.min(3) - other.0.min(3);
        let third = MachineId(third);
        for cut_off in [one, other] {
            let gone = after(Action::Isolate { member: cut_off });
            assert_eq!(lost_as(gone), Some(Loss::Cut), "{kind}: {cut_off} is cut off");
            let gone = after(Action::Partition { groups: vec![vec![cut_off]] });
            assert_eq!(
                lost_as(gone),
                Some(Loss::Cut),
                "{kind}: {cut_off} is in a group of its own"
            );
        }
        assert!(arrived(after(Action::Isolate { member: third })), "{kind}: {third} is cut off");
        let groups = vec![vec![one, other], vec![third]];
        assert!(arrived(after(Action::Partition { groups })), "{kind}: both on one side");
    }
}

#[test]
fn a_cut_from_member_to_client_lets_a_write_in_and_no_answer_out() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    let leader = lab.leader();
    let before = lab.revision(leader);
    lab.act(Action::Cut { from: Peer::Member(leader), to: Peer::Client(1) });
    lab.put(1, leader, "a", "1");
    assert_eq!(lab.outcome(1), Err(ClientError::DeadlineExceeded));
    assert_eq!(lab.revision(leader), before + 1, "it was carried out all the same");
    lab.put(2, leader, "a", "2");
    assert!(lab.outcome(2).is_ok(), "another client is not cut off");
    lab.act(Action::Mend { from: Peer::Member(leader), to: Peer::Client(1) });
    lab.put(1, leader, "a", "3");
    assert!(lab.outcome(1).is_ok());
}

#[test]
fn a_cut_from_client_to_member_lets_nothing_in() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    let leader = lab.leader();
    let before = lab.revision(leader);
    lab.act(Action::Cut { from: Peer::Client(1), to: Peer::Member(leader) });
    lab.put(1, leader, "a", "1");
    assert_eq!(lab.outcome(1), Err(ClientError::DeadlineExceeded));
    assert_eq!(lab.revision(leader), before, "nothing came");
}

#[test]
fn packets_to_a_process_that_is_down_are_lost_and_its_clients_hear_of_it() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    let [down, other] = lab.followers();
    lab.get(1, down, "a");
    let request = lab.world.packets().find(|p| p.from == Peer::Client(1)).expect("it is sent").id;
    lab.act(Action::Crash { member: down });
    assert_eq!(lost_as(fate(&mut lab, request)), Some(Loss::Down));
    let refused =
        lab.world.packets().find(|p| p.to == Peer::Client(1)).expect("it is told").clone();
    assert_eq!(refused.kind(), Kind::Refused);
    lab.until("the refusal", |_, moment| arrives(moment, refused.id));
    lab.get(2, other, "a");
    assert!(lab.outcome(2).is_ok());
}

#[test]
fn all_is_lost_where_chance_takes_all_and_clients_are_spared() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    let [follower, _] = lab.followers();
    lab.act(Action::Loss { per_mille: 1000 });
    let put = engine::server::PutRequest { key: "a".into(), ..Default::default() };
    lab.request(1, follower, Request::Put(put));
    let end = lab.world.now() + Time::from_ms(1_000);
    let (mut lost, mut came) = (0, 0);
    while let Some(moment) = lab.step(end) {
        match moment.event {
            Event::Lost { from: Peer::Member(_), to: Peer::Member(_), why, .. } => {
                assert_eq!(why, Loss::Chance);
                lost += 1;
            }
            Event::Deliver { from: Peer::Client(_), .. } => came += 1,
            Event::Deliver { from: Peer::Member(_), to: Peer::Member(_), .. } => {
                panic!("it should be lost: {:?}", moment.event)
            }
            _ => {}
        }
    }
    assert!(lost > 10 && came == 1, "{lost} lost, {came} came");
}

#[test]
fn a_proposal_that_is_copied_on_its_way_is_carried_out_twice_and_nothing_else_is() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    lab.act(Action::Duplicate { per_mille: 1000 });
    let [follower, _] = lab.followers();
    for (at, revisions) in [(lab.leader(), 1), (follower, 2)] {
        let before = lab.revision(lab.leader());
        lab.put(1, at, "a", "1");
        assert!(lab.outcome(1).is_ok());
        lab.run(200);
        assert_eq!(lab.revision(lab.leader()), before + revisions, "{at} was asked");
    }
    assert!(lab.violations.is_empty(), "{:?}", lab.violations);
}

#[test]
fn a_sender_hears_of_its_snapshot_only_if_the_way_back_is_open() {
    let (lab, packet) = on_their_way().remove("Raft(Snap) member -> member").expect("it is sent");
    let Packet { id, from, to, .. } = packet;
    let hears = |cut: Option<(Peer, Peer)>| {
        let mut lab = lab.clone();
        if let Some((from, to)) = cut {
            lab.act(Action::Cut { from, to });
        }
        let end = lab.world.now() + Time::from_ms(1_000);
        let (mut came, mut heard) = (false, vec![]);
        while let Some(moment) = lab.step(end) {
            came |= arrives(&moment, id);
            if let Event::SnapshotStatus { member, peer, failed } = moment.event {
                let peer = lab.world.machine_of(peer).expect("it is there");
                assert_eq!((Peer::Member(member), Peer::Member(peer)), (from, to));
                heard.push(failed);
            }
        }
        (came, heard)
    };
    assert_eq!(hears(None), (true, vec![false]), "nothing is in the way");
    assert_eq!(hears(Some((to, from))), (true, vec![]), "it came, and nobody can say so");
    assert_eq!(hears(Some((from, to))), (false, vec![]), "it is lost, and was never there");
}

#[test]
fn a_name_that_was_not_heard_is_proposed_again_when_the_wait_is_over() {
    let mut lab = Lab::led(&Scenario::new(3, 1));
    // etcd adds nobody to members that have not known each other for a while
    lab.run(6_000);
    let leader = lab.leader();
    let add = MemberAddRequest { peer_urls: vec![peer_url(MachineId(4))], is_learner: false };
    lab.request(1, leader, Request::MemberAdd(add));
    let added = lab.outcome(1);
    assert!(added.is_ok(), "{added:?}");
    let started = lab.world.now();
    lab.act(Action::Start { member: MachineId(4) });
    // it hears who leads, and what it says is not heard
    let (new, leader) = (Peer::Member(MachineId(4)), Peer::Member(leader));
    lab.act(Action::Hold { from: new, to: leader });
    lab.run(16_000);
    let of_it = |p: &&Packet| p.from == new && name(p).starts_with("Raft(Prop)");
    let at: Vec<Time> = lab.world.held().iter().filter(of_it).map(|p| p.sent).collect();
    // etcd's timeout of a request: five seconds and twice the ten ticks of an election
    let wait = Time::from_ms(7_000);
    assert_eq!(at.len(), 3, "{at:?}");
    assert!(at[0] > started, "as soon as it knows a leader");
    assert_eq!((at[1], at[2]), (started + wait, started + wait + wait));
}
