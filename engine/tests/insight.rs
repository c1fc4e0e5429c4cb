//! What an onlooker can tell: each question asked of a cluster in which it arises, and the ways of reads.

use engine::{
    base::{MachineId, Time},
    insight::{
        Answer, Fact, Missing, Question, answer,
        leader::{Standing, standing},
        path::{ReadPath, Step, StepKind, follow, reads},
        questions,
        voters::Half,
    },
    script,
    sim::{Action, Scenario},
    timeline::Timeline,
};

fn led(lines: &str) -> (Timeline, MachineId) {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    run(&mut timeline, "run until leader\nrun 1s");
    let leader = timeline.world().leader().expect("one leads");
    run(&mut timeline, &lines.replace("LEADER", &leader.to_string()));
    (timeline, leader)
}

/// Commands, each given 70 ms.
fn run(timeline: &mut Timeline, lines: &str) {
    for line in lines.lines() {
        let command = script::parse(line).expect(line).expect(line);
        match command.actions().as_slice() {
            [] => drop(script::run::run(timeline, &command)),
            acts => {
                for act in acts {
                    timeline.act(act.clone()).expect(line);
                }
                timeline.advance(timeline.now() + Time::from_ms(70));
            }
        }
    }
}

fn first(timeline: &Timeline, is_it: fn(&Question) -> bool) -> Answer {
    let all = questions(timeline.world());
    let question = all.iter().find(|question| is_it(question)).expect("it can be asked");
    answer(timeline.world(), question)
}

#[test]
fn nothing_is_asked_of_a_cluster_at_rest() {
    let (timeline, _) = led("put a 1\nget a\nrun 300ms");
    assert_eq!(questions(timeline.world()), []);
}

#[test]
fn an_entry_of_a_leader_that_is_cut_off_lacks_those_beyond_the_cut() {
    let (timeline, leader) = led("isolate LEADER\nput a 1 --endpoints=LEADER");
    let answer = first(&timeline, |asked| matches!(asked, Question::Entry { .. }));
    assert_eq!((answer.halves.as_slice(), answer.short()), (&[Half { have: 1, of: 3 }][..], 1));
    let named = |id| timeline.world().name_at(id);
    let cut = |id| Fact::Missing { member: named(id), why: Missing::CutTo };
    let others = MachineId::first(3).filter(|id| *id != leader);
    assert!(others.map(cut).all(|fact| answer.facts.contains(&fact)), "{answer:?}");
    assert!(matches!(answer.facts[0], Fact::Lonely { ms: Some(_), .. }), "{answer:?}");
}

#[test]
fn a_read_there_waits_for_the_answers_to_a_heartbeat() {
    let (timeline, leader) = led("isolate LEADER\nget a --endpoints=LEADER");
    let answer = first(&timeline, |asked| matches!(asked, Question::Read { .. }));
    let round =
        |fact: &Fact| matches!(fact, Fact::Round { leader: of, .. } if of.machine == Some(leader));
    assert!(round(&answer.facts[0]), "{answer:?}");
    assert_eq!(answer.tally.iter().filter(|(_, acked)| *acked).count(), 1);
    assert_eq!(answer.short(), 1);
}

#[test]
fn of_three_members_one_alone_elects_nobody() {
    let (timeline, _) = led("crash n1\ncrash n2");
    let timeline = &mut timeline.clone();
    timeline.advance(timeline.now() + Time::from_ms(4000));
    let answer = first(timeline, |asked| *asked == Question::Leader);
    assert_eq!(answer.facts[0], Fact::TooFew);
    let tally: Vec<_> = answer.tally.iter().map(|(of, there)| (of.to_string(), *there)).collect();
    assert_eq!(tally, [("n1", false), ("n2", false), ("n3", true)].map(|(of, at)| (of.into(), at)));
}

#[test]
fn a_leader_that_is_cut_off_is_none() {
    let (timeline, leader) = led("isolate LEADER");
    let answer = first(&timeline, |asked| *asked == Question::Leader);
    let lonely =
        |fact: &Fact| matches!(fact, Fact::Lonely { leader: of, .. } if of.machine == Some(leader));
    assert!(lonely(&answer.facts[0]), "{answer:?}");
    assert!(answer.facts.iter().any(|fact| matches!(fact, Fact::Timer { .. })), "{answer:?}");
}

#[test]
fn an_entry_of_an_older_term_waits_for_one_of_this_term() {
    // messages hold one entry each, so that a quorum has the old one before the new one
    let start = script::parse("cluster 3 --seed=1 --max-size-per-msg=1").unwrap().unwrap();
    let script::Command::Cluster(scenario) = start else { panic!("it is one") };
    let mut timeline = Timeline::new(scenario);
    run(&mut timeline, "run until leader\nrun 1s");
    let leader = timeline.world().leader().expect("one leads");
    let lacks = leader.next_of(3);
    run(&mut timeline, &format!("cut {leader} {lacks}"));
    let put = script::parse(&format!("put a 1 --endpoints={leader}")).unwrap().unwrap();
    timeline.act(put.actions().remove(0)).unwrap();
    timeline.advance(timeline.now() + Time::from_ms(68));
    run(&mut timeline, &format!("isolate {leader}"));
    let older = |fact: &Fact| matches!(fact, Fact::OlderTerm { term, now, .. } if term < now);
    let seen = (0..2000).any(|_| {
        timeline.step();
        let world = timeline.world();
        let all = questions(world);
        all.iter().any(|question| answer(world, question).facts.iter().any(older))
    });
    assert!(seen, "the next leader has the entry on a quorum and may not count it");
}

#[test]
fn parted_in_three_nobody_reaches_a_quorum() {
    let (mut timeline, _) = led("partition n1 | n2 | n3");
    timeline.advance(timeline.now() + Time::from_ms(4000));
    let answer = first(&timeline, |asked| *asked == Question::Leader);
    assert!(matches!(&answer.facts[0], Fact::Parted { best } if best.len() == 1), "{answer:?}");
}

/// Commands, each carried out to its end.
fn played(timeline: &mut Timeline, lines: &str) {
    for line in lines.lines() {
        let command = script::parse(line).expect(line).expect(line);
        script::run::run(timeline, &command);
    }
}

fn newest(timeline: &Timeline) -> ReadPath {
    follow(timeline, reads(timeline).next().expect("a read was sent"))
}

fn path(lines: &str) -> ReadPath {
    let mut timeline = Timeline::new(Scenario::new(5, 3));
    played(&mut timeline, lines);
    newest(&timeline)
}

fn kinds(path: &ReadPath) -> Vec<&'static str> {
    let name = |step: &Step| match step.what {
        StepKind::Arrived { .. } => "arrived",
        StepKind::Queued { .. } => "queued",
        StepKind::Asked { .. } => "asked",
        StepKind::Forwarded { .. } => "forwarded",
        StepKind::Held { .. } => "held",
        StepKind::Noted { .. } => "noted",
        StepKind::Acknowledged { .. } => "ack",
        StepKind::Lost { .. } => "lost",
        StepKind::Confirmed { .. } => "confirmed",
        StepKind::Answered { .. } => "answered",
        StepKind::Known { .. } => "known",
        StepKind::Served { .. } => "served",
        StepKind::Replied { .. } => "replied",
        StepKind::Trusted { .. } => "trusted",
        StepKind::Proposed { .. } => "proposed",
        StepKind::Appended { .. } => "appended",
        StepKind::Committed { .. } => "committed",
        StepKind::PassedOn { .. } => "passed on",
        StepKind::HandedBack { .. } => "handed back",
        _ => "other",
    };
    // that a new etcdctl is connected comes before all of it
    let connects = |step: &&Step| matches!(step.what, StepKind::Connected { .. });
    path.steps.iter().filter(|step| !connects(step)).map(name).collect()
}

fn leader_of_five(seed: u64) -> MachineId {
    let mut timeline = Timeline::new(Scenario::new(5, seed));
    played(&mut timeline, "run until leader");
    timeline.world().leader().expect("one leads")
}

#[test]
fn a_read_at_a_follower_goes_by_the_leader_and_its_quorum() {
    let follower = leader_of_five(3).next_of(5);
    let lines = format!("run until leader\nrun 1s\nput a 1\nget a --endpoints={follower}");
    let path = path(&lines);
    let kinds = kinds(&path);
    let way = ["arrived", "asked", "forwarded", "noted", "ack", "ack", "confirmed"];
    assert_eq!(kinds[..way.len()], way, "{path:#?}");
    assert_eq!(kinds[way.len()..], ["answered", "known", "served", "replied"]);
    assert!(path.over && path.steps.iter().all(|step| step.since <= step.at));
    let acks = path.steps.iter().filter_map(|step| match &step.what {
        StepKind::Acknowledged { halves, .. } => Some(halves.clone()),
        _ => None,
    });
    let counted: Vec<_> = acks.flatten().map(|half| (half.have, half.of)).collect();
    assert_eq!(counted, [(2, 5), (3, 5)]);
}

#[test]
fn the_other_ways_have_their_own_steps() {
    let follower = leader_of_five(3).next_of(5);
    let way = |mode: &str| {
        let get = format!("get a --endpoints={follower}");
        kinds(&path(&format!("run until leader\nrun 1s\nreads {mode}\nput a 1\n{get}")))
    };
    let log = ["arrived", "proposed", "appended", "committed", "served", "replied"];
    assert_eq!(way("log"), log);
    let lease = ["arrived", "asked", "forwarded", "trusted", "answered", "known", "served"];
    assert_eq!(way("lease")[..7], lease);
    let forward = way("forward");
    assert_eq!(forward[..4], ["arrived", "passed on", "asked", "noted"]);
    let end = ["confirmed", "known", "served", "handed back", "replied"];
    assert_eq!(forward[forward.len() - 5..], end);
}

#[test]
fn its_messages_are_found_on_the_stage() {
    let follower = leader_of_five(3).next_of(5);
    let mut timeline = Timeline::new(Scenario::new(5, 3));
    let lines = format!("run until leader\nrun 1s\nget a --endpoints={follower}");
    played(&mut timeline, &lines);
    let noted =
        newest(&timeline).steps.into_iter().find(|s| matches!(s.what, StepKind::Noted { .. }));
    timeline.seek(noted.expect("it was noted").moment);
    let path = newest(&timeline);
    assert_eq!(path.packets(&timeline).len(), 4, "a heartbeat to each of four");
    assert!(path.steps.iter().any(|step| step.later), "the rest is yet to come");
}

#[test]
fn a_read_at_a_leader_that_is_cut_off_stays_without_its_quorum() {
    let leader = leader_of_five(3);
    let lines = format!("run until leader\nrun 1s\nisolate {leader}");
    let mut timeline = Timeline::new(Scenario::new(5, 3));
    played(&mut timeline, &lines);
    let get = script::parse(&format!("get a --endpoints={leader}")).unwrap().unwrap();
    timeline.act(get.actions().remove(0)).unwrap();
    timeline.advance(timeline.now() + Time::from_ms(90));
    let path = newest(&timeline);
    let mut kinds = kinds(&path);
    kinds.retain(|kind| *kind != "lost");
    assert_eq!(kinds, ["arrived", "asked", "noted"]);
    assert!(!path.over);
    assert_eq!(path.steps.len(), 8, "and four heartbeats are lost: {path:#?}");
}

#[test]
fn one_member_is_something_for_an_onlooker() {
    let (mut timeline, leader) = led("");
    let of = |timeline: &Timeline, id| standing(timeline.world(), id);
    let other = leader.next_of(3);
    assert!(matches!(of(&timeline, leader), Standing::Leads { lonely: None, .. }));
    assert!(
        matches!(of(&timeline, other), Standing::Follows { leader: of, .. } if of.machine == Some(leader))
    );
    assert_eq!(of(&timeline, MachineId(9)), Standing::Unknown);
    timeline.act(Action::Isolate { member: leader }).expect("it is there");
    assert!(matches!(of(&timeline, leader), Standing::Leads { lonely: Some(_), .. }));
    let Standing::Waits { leader: followed, answer, .. } = of(&timeline, other) else {
        panic!("its leader is cut off");
    };
    assert_eq!(followed.and_then(|of| of.machine), Some(leader), "it does not know yet");
    assert!(
        matches!(answer.facts[..], [Fact::Timer { member, .. }] if member.machine == Some(other))
    );
    timeline.act(Action::Crash { member: other }).expect("it runs");
    assert_eq!(of(&timeline, other), Standing::Down);
}

#[test]
fn an_entry_in_the_memory_of_a_member_is_not_acknowledged() {
    let (timeline, leader) =
        led("fsync n1 900ms\nfsync n2 900ms\nfsync n3 900ms\nput a 1 --endpoints=LEADER");
    let answer = first(&timeline, |asked| matches!(asked, Question::Entry { .. }));
    let named = |id| timeline.world().name_at(id);
    let fsync = |id| Fact::Missing { member: named(id), why: Missing::Fsync };
    assert!(
        MachineId::first(3).all(|id| answer.facts.contains(&fsync(id))),
        "{leader}: {answer:?}"
    );
    assert_eq!(answer.halves, [Half { have: 0, of: 3 }]);
}
