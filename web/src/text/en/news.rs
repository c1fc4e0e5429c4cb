//! Sentences for the live region, and the names of marks on the line of moments.

use crate::words;
use engine::sim::MomentId;

words! {
    /// What was of note.
    pub struct NewsWords {
        elected(member: u64, term: u64): "n{member} is elected leader of term {term}.";
        crashed(member: u64): "n{member} crashed.";
        restarted(member: u64): "n{member} is running again.";
        stepped_down(member: u64): "n{member} no longer leads.";
        cluster(n: u64): {
            1 => "A new cluster of {n} member.",
            _ => "A new cluster of {n} members.",
        };
        violated(property: &str): "Stopped: {property} is violated.";
        full(n: MomentId): "Stopped: {n} moments are recorded, as many as a page can well keep. Go \
            back, or begin a new cluster.";
    }
}
