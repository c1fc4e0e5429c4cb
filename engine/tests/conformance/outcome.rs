//! What became of one file, and how a transcript is compared: byte for byte, with a unified diff of each
//! directive that printed something else.

use crate::datadriven::{self, Case};

/// What became of one file.
#[allow(
    dead_code,
    reason = "each of the two test programs that share this file makes some of them"
)]
pub enum Outcome {
    /// The engine cannot do this yet.
    NotYet,
    /// The engine will not do this, and why.
    OutOfScope(&'static str),
    /// Cases that are equal, cases that were compared, cases that need what the engine cannot do yet,
    /// and the differences in words.
    Compared { equal: u64, compared: u64, left_out: u64, differences: Vec<String> },
}

/// Lets `answer` say what each directive prints.
pub fn transcript(text: &str, mut answer: impl FnMut(&Case) -> String) -> Outcome {
    let (mut equal, mut compared, mut differences) = (0, 0, Vec::new());
    let cases = match datadriven::parse(text) {
        Ok(cases) => cases,
        Err(error) => {
            let differences = vec![error];
            return Outcome::Compared { equal, compared: 1, left_out: 0, differences };
        }
    };
    // By how many lines what we print is longer, so that both line numbers of a diff are real.
    let mut longer = 0;
    for case in &cases {
        let mut got = answer(case);
        if !got.is_empty() && !got.ends_with('\n') {
            got.push('\n');
        }
        compared += 1;
        if got == case.expected {
            equal += 1;
            continue;
        }
        let begin = (case.expected_line, case.expected_line.saturating_add_signed(longer));
        let diff = unified(&case.expected, &got, begin);
        differences.push(format!("  line {}: {}\n{diff}", case.line, case.text));
        longer += got.lines().count() as isize - case.expected.lines().count() as isize;
    }
    Outcome::Compared { equal, compared, left_out: 0, differences }
}

/// A unified diff of a few hunks; `begin` is the number of the first line on either side.
pub fn unified(expected: &str, actual: &str, begin: (usize, usize)) -> String {
    let steps = steps(&expected.lines().collect::<Vec<_>>(), &actual.lines().collect::<Vec<_>>());
    let changed: Vec<usize> =
        (0..steps.len()).filter(|at| !matches!(steps[*at], Step::Both(_))).collect();
    let mut text = String::new();
    let (mut hunks, mut at) = (0, 0);
    while let Some(first) = changed.iter().copied().find(|change| *change >= at) {
        let from = first.saturating_sub(CONTEXT).max(at);
        // Changes whose contexts touch are one hunk.
        let near =
            |last: usize| changed.iter().copied().find(|c| *c > last && *c - last <= 2 * CONTEXT);
        let last = std::iter::successors(Some(first), |last| near(*last)).last().unwrap_or(first);
        at = (last + CONTEXT + 1).min(steps.len());
        hunks += 1;
        if hunks <= HUNKS {
            text += &hunk(&steps, from..at, begin);
        }
    }
    if hunks > HUNKS {
        text += &format!("  ({} more hunks)\n", hunks - HUNKS);
    }
    text
}

/// A line of a diff.
enum Step<'a> {
    Both(&'a str),
    Expected(&'a str),
    Actual(&'a str),
}

fn hunk(steps: &[Step], range: std::ops::Range<usize>, begin: (usize, usize)) -> String {
    let count = |steps: &[Step]| {
        let expected = steps.iter().filter(|step| !matches!(step, Step::Actual(_))).count();
        let actual = steps.iter().filter(|step| !matches!(step, Step::Expected(_))).count();
        (expected, actual)
    };
    let (before, inside) = (count(&steps[..range.start]), count(&steps[range.clone()]));
    let mut text = format!(
        "  @@ -{},{} +{},{} @@ expected, actual\n",
        begin.0 + before.0,
        inside.0,
        begin.1 + before.1,
        inside.1
    );
    for step in &steps[range] {
        text += &match step {
            Step::Both(line) => format!("   {line}\n"),
            Step::Expected(line) => format!("  -{line}\n"),
            Step::Actual(line) => format!("  +{line}\n"),
        };
    }
    text
}

/// The shortest way from one text to the other, by the longest common subsequence of their lines.
fn steps<'a>(expected: &[&'a str], actual: &[&'a str]) -> Vec<Step<'a>> {
    let (n, m) = (expected.len(), actual.len());
    // length[i][j]: how many lines expected[i..] and actual[j..] have in common.
    let mut length = vec![vec![0u32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            length[i][j] = if expected[i] == actual[j] {
                length[i + 1][j + 1] + 1
            } else {
                length[i + 1][j].max(length[i][j + 1])
            };
        }
    }
    let (mut steps, mut i, mut j) = (Vec::new(), 0, 0);
    while i < n || j < m {
        if i < n && j < m && expected[i] == actual[j] {
            steps.push(Step::Both(expected[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == m || (i < n && length[i + 1][j] >= length[i][j + 1]) {
            steps.push(Step::Expected(expected[i]));
            i += 1;
        } else {
            steps.push(Step::Actual(actual[j]));
            j += 1;
        }
    }
    steps
}

/// Equal lines around a change.
const CONTEXT: usize = 3;
/// Hunks of one directive that are shown.
const HUNKS: usize = 4;
