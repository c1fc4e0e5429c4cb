//! Seeded fault runs: crashes, partitions, cuts, loss, holds, slow disks and load, with every check at every
//! moment; then everything is mended, and the members must agree.
//!
//! `FAULT_RUNS=1000 FAULT_SEED=200` runs more of them, or others.

use engine::base::{Digest, Time};
use engine::server::Request;
use engine::sim::{Action, Nemesis, Scenario};
use engine::timeline::Timeline;

#[test]
fn members_agree_after_any_faults_and_nothing_acknowledged_is_lost() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
    };
    let (first, runs) = (number("FAULT_SEED", 0), number("FAULT_RUNS", 200));
    let mut totals = [0u64; 4];
    for seed in first..first + runs {
        let counts = run(seed);
        totals.iter_mut().zip(counts).for_each(|(total, n)| *total += n);
    }
    let [moments, elections, entries, snapshots] = totals;
    println!(
        "{runs} runs: {moments} moments, {elections} elections, {entries} entries applied, \
         {snapshots} snapshots of a leader taken over"
    );
    assert!(snapshots > runs / 4, "followers must need snapshots");
    assert!(elections > runs, "faults must force further elections");
}

/// One run; returns moments, elections won, the last applied index, and leaders' snapshots taken over.
fn run(seed: u64) -> [u64; 4] {
    let members = [3, 5, 7, 4, 5][(seed % 5) as usize];
    // Three of four runs take snapshots often, and keep little of the log behind them.
    let (snapshot_count, catch_up_entries) =
        [(10_000, 5_000), (3, 0), (10, 2), (5, 20)][seed as usize % 4];
    let scenario = Scenario { snapshot_count, catch_up_entries, ..Scenario::new(members, seed) };
    let mut timeline = Timeline::new(scenario);
    let mut nemesis = Nemesis::new(seed);
    let told = |timeline: &Timeline| {
        format!("seed {seed}, {members} members, moment {}", timeline.cursor())
    };
    while timeline.now() < Time::from_ms(20_000) {
        let pause = nemesis.pause();
        timeline.advance(timeline.now() + pause);
        let deed = nemesis.next(timeline.world());
        let _ = timeline.act(deed); // a deed may make no sense just now: then nothing happens
        let broken = timeline.violations().first();
        assert!(broken.is_none(), "{}: {}", told(&timeline), broken.expect("just seen"));
    }
    for deed in Nemesis::mend(timeline.world()) {
        timeline.act(deed.clone()).unwrap_or_else(|e| panic!("{}: {deed:?}: {e}", told(&timeline)));
    }
    timeline.advance(timeline.now() + Time::from_ms(15_000));
    let last = Request::Put(engine::server::PutRequest {
        key: "end".into(),
        value: "of the run".into(),
        ..Default::default()
    });
    let act = Action::Request { client: 9, request: last, endpoints: vec![1], timeout: None };
    timeline.act(act).expect("a request is always possible");
    timeline.advance(timeline.now() + Time::from_ms(6_000));

    let broken = timeline.violations().first();
    assert!(broken.is_none(), "{}: {}", told(&timeline), broken.expect("just seen"));
    let outcome = timeline.outcome(9, 1);
    assert!(matches!(outcome, Some(Ok(_))), "{}: the last put: {outcome:?}", told(&timeline));
    let state = |id| {
        let server = timeline.world().machine(id).and_then(|m| m.server.as_ref()).expect("mended");
        (server.applied(), server.store().revision(), Digest::of(server.store()))
    };
    for id in 2..=members {
        assert_eq!(state(1), state(id), "{}: n1 and n{id} differ", told(&timeline));
    }
    let count = |log: &str| {
        let traces = timeline.moments().iter().flat_map(|moment| &moment.traces);
        traces.filter(|trace| trace.to_string().contains(log)).count() as u64
    };
    let (elections, snapshots) = (count("became leader"), count("applied snapshot"));
    [timeline.moments().len() as u64, elections, state(1).0, snapshots]
}
