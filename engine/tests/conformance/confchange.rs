//! Upstream's transcripts of configuration changes. Follows etcd-io/raft confchange/datadriven_test.go.

use crate::{
    Outcome,
    datadriven::{self, Case},
    interaction::changes,
};
use engine::raft::{confchange::Changer, tracker::ProgressTracker};

/// Runs one file.
pub fn run(_name: &str, text: &str) -> Outcome {
    let (mut equal, mut compared, mut differences) = (0, 0, Vec::new());
    let mut tracker = ProgressTracker::new(10, 0);
    for (last_index, case) in (0..).zip(datadriven::parse(text)) {
        let got = answer(&mut tracker, last_index, &case);
        compared += 1;
        if got.trim_end() == case.expected.trim_end() {
            equal += 1;
        } else {
            let Case { line, expected, .. } = &case;
            differences.push(format!("  line {line}: expected\n{expected}  got\n{got}"));
        }
    }
    Outcome::Compared { equal, compared, left_out: 0, differences }
}

fn answer(tracker: &mut ProgressTracker, last_index: u64, case: &Case) -> String {
    let changes = match changes(&case.input) {
        Ok(changes) => changes,
        Err(error) => return error,
    };
    let changer = Changer { tracker, last_index };
    let auto_leave = case.values("autoleave").is_some_and(|values| values == ["true"]);
    let changed = match case.command.as_str() {
        "simple" => changer.simple(&changes),
        "enter-joint" => changer.enter_joint(auto_leave, &changes),
        "leave-joint" if changes.is_empty() => changer.leave_joint(),
        "leave-joint" => return "this command takes no input".to_string(),
        _ => return "unknown command".to_string(),
    };
    match changed {
        Err(error) => error.to_string(),
        Ok((config, progress)) => {
            (tracker.config, tracker.progress) = (config, progress);
            let lines = tracker.progress.iter().map(|(id, pr)| format!("{id}: {pr}\n"));
            format!("{}\n{}", tracker.config, lines.collect::<String>())
        }
    }
}
