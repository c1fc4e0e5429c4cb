//! Clients, the network, machines: what each rule is called, and what it says.

use crate::{
    explain::world::{ClientRule, MachineRule, NetworkRule},
    words,
};

words! {
    /// What clients do.
    pub struct ClientRules {
        rule(ClientRule): {
            RequestSent => (
                "The request is sent",
                "A client talks to one endpoint at a time. It tries the next one only when this \
                 one does not listen or cannot serve."
            ),
            Answered => ("The client has its answer", "An answer from etcd ends the request."),
            Failed => (
                "The request has failed",
                "The client is told why; whether a write was carried out may be unknown to it."
            ),
            RetryPlanned => (
                "The client tries again",
                "A read may always be sent again. A write only if no member can have had it: \
                 otherwise it might happen twice."
            ),
        };
    }
}

words! {
    /// The network.
    pub struct NetworkRules {
        rule(NetworkRule): {
            PacketDropped => (
                "Dropped on its way",
                "An outsider took this message out of the network."
            ),
            PeerActive => (
                "Connected to a member",
                "The transport has a connection to this member. A change of the members asks for \
                 how long it has stood."
            ),
            PeerInactive => (
                "The connection is lost",
                "The other process has ended, or nothing came from it for five seconds. Raft itself \
                 does not depend on it: it counts answers, not connections."
            ),
        };
    }
}

words! {
    /// Machines.
    pub struct MachineRules {
        rule(MachineRule): {
            Died => (
                "The process ended by itself",
                "A member that finds its own state broken stops: a wrong answer would be worse \
                 than none."
            ),
            CrashLost => (
                "Lost in the crash",
                "A crash keeps what was synced and nothing else. Nobody was promised the rest: \
                 promises wait for the fsync."
            ),
        };
    }
}
