//! The longest seek within ten minutes of five members with twenty puts a second.

use super::cluster;
use crate::host;
use crate::report::Report;

pub fn measure(report: &mut Report) {
    let before = host::memory_bytes();
    let mut timeline = cluster::long_run();
    let moments = f64::from(timeline.head()) + 1.0;
    report.line("seek", cluster::seek_ms_max(&mut timeline), "ms");
    if let (Some(before), Some(after)) = (before, host::memory_bytes()) {
        report.line("moment", after.saturating_sub(before) as f64 / moments, "bytes");
    }
}
