//! Upstream's transcripts of configuration changes. Follows etcd-io/raft confchange/datadriven_test.go.

use crate::{
    datadriven::Case,
    notation,
    outcome::{Outcome, transcript},
};
use engine::raft::{confchange::Changer, tracker::ProgressTracker};

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    transcript(text, answers())
}

/// What each command of a new group prints.
pub fn answers() -> impl FnMut(&Case) -> String {
    let mut tracker = ProgressTracker::new(10, 0);
    let mut last_index = 0;
    move |case| {
        let answer = answer(&mut tracker, last_index, case).unwrap_or_else(|error| error);
        // Refused or not: the log grows by an entry a command.
        last_index += 1;
        answer
    }
}

fn answer(tracker: &mut ProgressTracker, last_index: u64, case: &Case) -> Result<String, String> {
    let changes = notation::changes(&case.input)?;
    let changer = Changer { tracker, last_index };
    let changed = match case.command.as_str() {
        "simple" => changer.simple(&changes),
        "enter-joint" => {
            let auto_leave = case.value("autoleave").map_or(Ok(false), notation::flag)?;
            changer.enter_joint(auto_leave, &changes)
        }
        "leave-joint" if changes.is_empty() => changer.leave_joint(),
        "leave-joint" => return Err("this command takes no input".to_string()),
        _ => return Err("unknown command".to_string()),
    };
    let (config, progress) = changed.map_err(|error| error.to_string())?;
    (tracker.config, tracker.progress) = (config, progress);
    let lines = tracker.progress.iter().map(|(id, pr)| format!("{id}: {pr}\n"));
    Ok(format!("{}\n{}", tracker.config, lines.collect::<String>()))
}
