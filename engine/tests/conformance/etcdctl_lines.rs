//! Command lines that were typed one after the other into bash beside a real cluster of three, typed into our
//! terminal: standard output, standard error and the exit code of every line are compared. What the lab says in
//! addition is not etcdctl's, and not looked at. A line that differs needs a reason from a list of kinds.

use crate::{Outcome, printed_like::Known};
use engine::{script::run_line, sim::Scenario, timeline::Timeline};
use serde_json::Value;
use std::collections::BTreeMap;

/// Runs the file on a fresh cluster.
pub fn run(_: &str, text: &str) -> Outcome {
    let rows: Vec<Row> = text.lines().filter_map(Row::read).collect();
    let mut typist = Typist::new(&rows);
    let (mut equal, mut differences) = (0, Vec::new());
    let mut explained: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &rows {
        match typist.compare(row) {
            Ok(()) => equal += 1,
            Err(difference) => match reason(row) {
                Some(reason) => *explained.entry(reason).or_default() += 1,
                None => differences.push(format!("  {}\n{difference}", row.line)),
            },
        }
    }
    let count: u64 = explained.values().sum();
    println!("etcdctl-lines: {equal} of {} equal, {count} explained", rows.len());
    explained.iter().for_each(|(reason, count)| println!("  {count:3} {reason}"));
    let compared = equal + differences.len() as u64;
    Outcome::Compared { equal, compared, left_out: count, differences }
}

/// A line and what it came to.
struct Row {
    line: String,
    /// None if it was stopped since it did not end by itself.
    exit: Option<u64>,
    stdout: String,
    stderr: String,
}

impl Row {
    fn read(line: &str) -> Option<Row> {
        let value: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_string();
        let line = value["line"].as_str()?.to_string();
        Some(Row {
            line,
            exit: value["exit"].as_u64(),
            stdout: text("stdout"),
            stderr: text("stderr"),
        })
    }

    /// The first word that is no setting, flag or `etcdctl`.
    fn verb(&self) -> &str {
        let mut words = self.line.split_whitespace();
        words.find(|word| !word.contains('=') && *word != "etcdctl").unwrap_or_default()
    }

    fn has(&self, part: &str) -> bool {
        self.line.contains(part)
    }
}

/// Why a line may differ, by its kind.
fn reason(row: &Row) -> Option<&'static str> {
    let later = [
        "alarm",
        "auth",
        "check",
        "compact",
        "compaction",
        "completion",
        "defrag",
        "elect",
        "lease",
        "lock",
        "make-mirror",
        "role",
        "snapshot",
        "txn",
        "user",
        "watch",
    ];
    let rules: [(&'static str, bool); 9] = [
        ("a command that there is not yet", later.contains(&row.verb())),
        ("our verbs are commands of the shell themselves", row.has(";") || row.has("&&")),
        (
            "no other program and no file stands beside our terminal",
            row.has(" | ") || row.has(" > "),
        ),
        ("no variables: $NAME is refused", row.has("$")),
        ("what bash says of a quote that is not closed", row.stderr.starts_with("bash: ")),
        (
            "the lab has no TLS, no users and no name service",
            ["--user", "--insecure-transport=false", "--cert", "--discovery-srv"]
                .iter()
                .any(|flag| row.has(flag)),
        ),
        ("which endpoint answers is left to chance", row.has("member list --hex")),
        ("a hash over a value that the recording masks", row.has("hashkv")),
        ("identifiers inside a binary message", row.has("protobuf") && row.verb() == "member"),
    ];
    rules.into_iter().find(|(_, applies)| *applies).map(|(reason, _)| reason)
}

struct Typist {
    timeline: Timeline,
    known: Known,
}

impl Typist {
    /// A cluster that is settled, with the leader that the recording has at first.
    fn new(rows: &[Row]) -> Typist {
        let mut timeline = Timeline::new(Scenario::new(3, 1));
        run_line(&mut timeline, "run until leader");
        let mut typist = Typist { timeline, known: Known::default() };
        typist.learn();
        let leader = rows.iter().find_map(|row| {
            let lines = row.stdout.lines().filter(|line| line.contains(", 3.5.16, "));
            let mut leads = lines.filter(|line| line.contains(" kB, true, false, "));
            leads
                .next()
                .and_then(|line| Some(line.split_once('{')?.1.split_once('}')?.0.to_string()))
        });
        let leader = leader.unwrap_or_else(|| "1".to_string());
        run_line(&mut typist.timeline, &format!("campaign n{leader}; run 6s"));
        typist
    }

    /// Ids of the members and the cluster, as our own terminal tells them.
    fn learn(&mut self) {
        let list = run_line(&mut self.timeline, "member list --hex -w json").text;
        let list: Value = serde_json::from_str(&list).unwrap_or_default();
        let id = |value: &Value| u64::from_str_radix(value.as_str()?, 16).ok();
        for member in list["members"].as_array().into_iter().flatten() {
            if let (Some(name), Some(id)) = (member["name"].as_str(), id(&member["ID"])) {
                self.known.set(name.trim_start_matches('n'), id);
            }
        }
        if let Some(cluster) = id(&list["header"]["cluster_id"]) {
            self.known.set("cluster", cluster);
        }
    }

    /// Types a line and compares what it came to.
    fn compare(&mut self, row: &Row) -> Result<(), String> {
        // a shell that has variables puts this one's value there
        let line = self.known.typed(&row.line).replace("$HOME", "{home}");
        let shell = format!("ETCDCTL_ENDPOINTS={} {line}", self.known.typed("{e1},{e2},{e3}"));
        let line = if row.line.starts_with("ETCDCTL_") { line } else { shell };
        let refused_there = row.exit != Some(0);
        let mut timeline = self.timeline.clone();
        let output = run_line(&mut timeline, &line);
        run_line(&mut timeline, "run until idle --limit=20s; run 100ms");
        // what only one of the two has done is not kept
        if output.ok != refused_there || reason(row).is_none() {
            self.timeline = timeline;
        }
        let printed = output.printed.clone().unwrap_or_default();
        let exit = u64::from(output.exit());
        self.known.bind_added(&row.stdout, &printed.stdout());
        let mut difference = String::new();
        if Some(exit) != row.exit {
            difference += &format!("    exit {:?}, ours {exit}\n", row.exit);
        }
        let loose = matches!(row.verb(), "member" | "endpoint" | "-w" | "--write-out");
        let streams =
            [("stdout", &row.stdout, printed.stdout()), ("stderr", &row.stderr, printed.stderr())];
        for (name, theirs, ours) in streams {
            if !self.known.is_like(theirs, &ours, loose) {
                let cut = |text: &str| text.chars().take(700).collect::<String>();
                difference +=
                    &format!("    {name} {:?}\n    ours   {:?}\n", cut(theirs), cut(&ours));
            }
        }
        if difference.is_empty() { Ok(()) } else { Err(difference) }
    }
}
