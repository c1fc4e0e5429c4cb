//! `cargo xtask soak` starts this: many seeded fault runs, on all processors, with progress, and one line at
//! the end. A run that fails is named by its seed, and its text opens in the page.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "whoever runs the runs has a clock and threads; what runs has neither"
)]

use engine::script::soak::{Run, Totals};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// What all threads share.
struct Soak {
    next: AtomicU64,
    end: u64,
    done: Mutex<(Totals, u64, Instant)>,
    start: Instant,
}

fn main() -> ExitCode {
    let (runs, first) = match arguments() {
        Ok(arguments) => arguments,
        Err(mistake) => {
            eprintln!("{mistake}\nusage: cargo xtask soak [--runs N] [--seed FIRST]");
            return ExitCode::FAILURE;
        }
    };
    let start = Instant::now();
    let soak = Soak {
        next: AtomicU64::new(first),
        end: first + runs,
        done: Mutex::new((Totals::default(), 0, start)),
        start,
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| soak.work());
        }
    });
    let (totals, failures, _) = *soak.done.lock().expect("a panic is caught in the run");
    println!(
        "soak: {totals}, {failures} violations or differences; seeds {first} to {}, {:.0} s on {threads} threads",
        first + runs.max(1) - 1,
        start.elapsed().as_secs_f64()
    );
    if failures == 0 && totals.runs == runs { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Soak {
    fn work(&self) {
        loop {
            let seed = self.next.fetch_add(1, Relaxed);
            if seed >= self.end {
                return;
            }
            let mut run = Run::new(seed);
            let outcome = catch_unwind(AssertUnwindSafe(|| run.go())).unwrap_or_else(|panic| {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or(panic.downcast_ref::<&str>().copied());
                Err(format!("panic: {}", text.unwrap_or("without a word")))
            });
            let mut done = self.done.lock().expect("a panic is caught in the run");
            let (totals, failures, told) = &mut *done;
            match outcome {
                Ok(one) => *totals += one,
                Err(why) => {
                    *failures += 1;
                    println!("seed {seed} FAILED: {why}\n{}\n{}", run.parameters(), run.text());
                }
            }
            if told.elapsed() >= PROGRESS {
                *told = Instant::now();
                let seconds = self.start.elapsed().as_secs_f64();
                println!("{seconds:6.0} s: {totals}, {failures} failed");
            }
        }
    }
}

/// How many runs, and the first seed.
fn arguments() -> Result<(u64, u64), String> {
    let (mut runs, mut first) = (10_000, 0);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name.to_string(), Some(value.to_string())),
            None => (word, words.next()),
        };
        let number = value.and_then(|value| value.parse().ok());
        match (name.as_str(), number) {
            ("--runs", Some(n)) => runs = n,
            ("--seed", Some(n)) => first = n,
            ("--runs" | "--seed", None) => return Err(format!("{name} needs a whole number")),
            _ => return Err(format!("there is no flag {name}")),
        }
    }
    Ok((runs, first))
}

const PROGRESS: Duration = Duration::from_secs(15);
