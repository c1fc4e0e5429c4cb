//! Five scenarios and the fingerprints of the worlds in which they end. Included by a native test and by
//! one that runs as WebAssembly: both must find the numbers of one list.

use engine::script;
use engine::sim::Scenario;
use engine::timeline::Timeline;

/// Name, commands, fingerprint.
type Case = (&'static str, &'static str, &'static str);

macro_rules! case {
    ($name:literal) => {
        ($name, include_str!(concat!($name, ".txt")), include_str!(concat!($name, ".digest")))
    };
}

/// All of them.
const CASES: [Case; 5] = [
    case!("quiet_election"),
    case!("puts_and_deletes"),
    case!("partition_and_heal"),
    case!("crashes"),
    case!("lossy_network"),
];

/// Runs every scenario; the names and both fingerprints of those that end elsewhere than the list says.
pub fn differences() -> Vec<(String, String, String)> {
    CASES.iter().filter_map(|(name, commands, digest)| difference(name, commands, digest)).collect()
}

fn difference(name: &str, commands: &str, digest: &str) -> Option<(String, String, String)> {
    let mut timeline = Timeline::new(Scenario::default());
    for line in commands.lines().filter(|line| !line.trim().is_empty()) {
        let output = script::run_line(&mut timeline, line);
        assert!(output.ok || output.to_string().starts_with("Error"), "{name}: {line}: {output}");
    }
    let (ours, list) = (format!("{:016x}", timeline.digest()), digest.trim());
    (ours != list).then(|| (name.to_string(), ours, list.to_string()))
}
