//! Sentences for the live region, and the names of marks on the line of moments.

use crate::words;
use engine::base::MachineId;
use engine::sim::MomentId;

words! {
    /// What was of note.
    pub struct NewsWords {
        elected(member: MachineId, term: u64): "{member} is elected leader of term {term}.";
        crashed(member: MachineId): "{member} crashed.";
        restarted(member: MachineId): "{member} is running again.";
        stepped_down(member: MachineId): "{member} no longer leads.";
        cluster(n: u64): {
            1 => "A new cluster of {n} member.",
            _ => "A new cluster of {n} members.",
        };
        violated(property: &str): "Stopped: {property} is violated.";
        full(n: MomentId): "Stopped: {n} moments are recorded, as many as a page can well keep. Go \
            back, or begin a new cluster.";
    }
}
