//! Where members listen: an address follows from a member's id, and an id from an address. Everything is on
//! loopback, so that a real etcd can go on with the exported disks of all members on one machine.

use crate::base::NodeId;

/// Where the other members look for this one: what its `--listen-peer-urls` must be.
pub fn peer_url(id: NodeId) -> String {
    format!("http://127.0.0.1:{}", PEER_PORT_BASE + id)
}

/// Where clients find a member: n1 has 23791.
pub fn client_url(id: NodeId) -> String {
    format!("http://127.0.0.1:{}", CLIENT_PORT_BASE + id)
}

/// The member that listens at these addresses; none unless it is the one address of one of ours. Etcd takes
/// a hash of the addresses and the time instead.
pub fn id_of_peer_urls(urls: &[String]) -> Option<NodeId> {
    let [url] = urls else { return None };
    let port = url.rsplit_once(':')?.1.parse::<u64>().ok()?;
    let id = port.checked_sub(PEER_PORT_BASE).filter(|id| (1..=ID_MAX).contains(id))?;
    (peer_url(id) == *url).then_some(id)
}

/// Etcd's own 2380 has room for one.
const PEER_PORT_BASE: u64 = 23800;
/// Etcd's own is 2379.
const CLIENT_PORT_BASE: u64 = 23790;
/// The last port is 65535; rounder numbers are easier to say.
const ID_MAX: u64 = 999;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_member() {
        assert_eq!(id_of_peer_urls(&[peer_url(6)]), Some(6));
        for text in ["http://127.0.0.1:23800", "http://10.0.0.1:23806", "x", ""] {
            assert_eq!(id_of_peer_urls(&[text.to_string()]), None);
        }
        assert_eq!(id_of_peer_urls(&[peer_url(6), peer_url(7)]), None);
    }
}
