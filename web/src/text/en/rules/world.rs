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
