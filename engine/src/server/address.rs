//! Where members listen: an address follows from the machine, and the machine from an address. Everything is on
//! loopback, so that a real etcd can go on with the exported disks of all members on one machine.

use crate::base::MachineId;

/// Where the other members look for this one: what its `--listen-peer-urls` must be.
pub fn peer_url(machine: MachineId) -> String {
    format!("http://127.0.0.1:{}", PEER_PORT_BASE + machine.0)
}

/// Where clients find a member: n1 has 23791.
pub fn client_url(machine: MachineId) -> String {
    format!("http://127.0.0.1:{}", CLIENT_PORT_BASE + machine.0)
}

/// Whether it can be a member's address (etcd `types.NewURLs`): a scheme, a host and a port, and no path.
pub(super) fn is_peer_url(url: &str) -> bool {
    let Some((scheme, host)) = url.split_once("://") else { return false };
    let port = host.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    match scheme {
        "http" | "https" => matches!(port, Some(Ok(_))),
        "unix" | "unixs" => !host.is_empty(),
        _ => false,
    }
}

/// The machine on which members listen at this address; none if it is none of ours.
pub fn machine_of_peer_url(url: &str) -> Option<MachineId> {
    let after = |host: &str| url.strip_prefix("http://")?.strip_prefix(host)?.strip_prefix(':');
    let port = ["127.0.0.1", "localhost"].into_iter().find_map(after)?.trim_end_matches('/');
    let plain = port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
    let port = port.parse::<u64>().ok().filter(|_| plain)?;
    let number = port.checked_sub(PEER_PORT_BASE).filter(|n| (1..=NUMBER_MAX).contains(n))?;
    Some(MachineId(number))
}

/// Etcd's own 2380 has room for one.
const PEER_PORT_BASE: u64 = 23800;
/// Etcd's own is 2379.
const CLIENT_PORT_BASE: u64 = 23790;
/// The last port is 65535; rounder numbers are easier to say.
const NUMBER_MAX: u64 = 999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_machine() {
        let machine = MachineId(6);
        assert_eq!(machine_of_peer_url(&peer_url(machine)), Some(machine));
        assert_eq!(machine_of_peer_url("http://localhost:23806"), Some(machine));
        for text in ["http://127.0.0.1:23800", "http://10.0.0.1:23806", "x", ""] {
            assert_eq!(machine_of_peer_url(text), None);
            assert_eq!(is_peer_url(text), text.starts_with("http"), "{text}");
        }
    }
}
