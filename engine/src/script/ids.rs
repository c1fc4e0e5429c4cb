//! Ids of members in lines that were written before the members were there: stories and tests.

use crate::base::MachineId;
use crate::sim::World;

/// The line with the id of the member at n4 in the place of `<n4>`, in hexadecimal.
pub fn with_ids(world: &World, line: &str) -> String {
    MachineId::first(World::MACHINES_MAX).fold(line.to_string(), |line, machine| {
        let placeholder = format!("<{machine}>");
        match line.contains(&placeholder) {
            true => line.replace(&placeholder, &format!("{:x}", world.id_at(machine))),
            false => line,
        }
    })
}
