//! Seeded fault runs, like those that `cargo xtask soak` runs by the thousand, and with other seeds than it
//! has when nobody names one: both look at what the other does not.
//!
//! `FAULT_RUNS=1000 FAULT_SEED=200` runs more of them, or others.

use engine::script::soak::{Run, Totals};

#[test]
fn members_agree_after_any_faults_and_nothing_promised_is_broken() {
    let number = |name: &str, default: u64| {
        std::env::var(name).map_or(default, |text| text.parse().expect("a whole number"))
    };
    let (first, runs) = (number("FAULT_SEED", 1_000_000), number("FAULT_RUNS", 300));
    let mut totals = Totals::default();
    for seed in first..first + runs {
        let mut run = Run::new(seed);
        match run.go() {
            Ok(one) => totals += one,
            Err(why) => panic!("seed {seed}: {why}\n{}\n{}", run.parameters(), run.text()),
        }
    }
    println!("{totals}");
    assert!(totals.elections > runs, "faults must force further elections");
}
