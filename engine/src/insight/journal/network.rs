//! The transport's lines, after `etcdserver/api/rafthttp`: each peer has two streams to read from.

use super::{Teller, id, text};
use crate::sim::trace::{Client, Network};

const STREAMS: [&str; 2] = ["stream MsgApp v2", "stream Message"];

/// What clients do is in their own logs.
pub(super) fn tell_client(trace: &Client) {
    match trace {
        Client::RequestBegun { .. }
        | Client::CommandEnded { .. }
        | Client::Connected { .. }
        | Client::ConnectionRefused { .. }
        | Client::Disconnected { .. }
        | Client::RequestSent { .. }
        | Client::RequestEnded { .. }
        | Client::RetryPlanned { .. } => {}
    }
}

pub(super) fn tell(teller: &mut Teller<'_>, trace: &Network) {
    match trace {
        Network::PeerActive { peer } => {
            let fields = vec![("peer-id", id(*peer))];
            teller.info("rafthttp/peer_status.go:53", "peer became active", fields);
            for stream in STREAMS {
                let msg = "established TCP streaming connection with remote peer";
                let fields = vec![
                    ("stream-reader-type", text(stream)),
                    ("local-member-id", teller.me()),
                    ("remote-peer-id", id(*peer)),
                ];
                teller.info("rafthttp/stream.go:412", msg, fields);
            }
        }
        Network::PeerInactive { peer, ended } => {
            let error = if *ended { "unexpected EOF" } else { "i/o timeout" };
            let lost = |teller: &mut Teller<'_>, stream: &str| {
                let msg = "lost TCP streaming connection with remote peer";
                let fields = vec![
                    ("stream-reader-type", text(stream)),
                    ("local-member-id", teller.me()),
                    ("remote-peer-id", id(*peer)),
                    ("error", text(error)),
                ];
                teller.warn("rafthttp/stream.go:421", msg, fields);
            };
            let [first, second] = STREAMS;
            lost(teller, first);
            let why = format!("failed to read {peer:x} on {first} ({error})");
            let fields = vec![("peer-id", id(*peer)), ("error", text(why))];
            let msg = "peer became inactive (message send to peer failed)";
            teller.warn("rafthttp/peer_status.go:66", msg, fields);
            lost(teller, second);
        }
        // etcd does not know of it
        Network::PacketDropped { .. } => {}
    }
}
