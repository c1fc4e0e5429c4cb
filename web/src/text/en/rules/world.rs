//! Clients, the network, machines: what each rule is called, and what it says.

use crate::{
    explain::world::{ClientRule, MachineRule, NetworkRule},
    words,
};

words! {
    /// What clients do.
    pub struct ClientRules {
        rule(ClientRule): {
            RequestBegun => (
                "A request is begun",
                "A command of etcdctl asks for one thing after the other, or for several at once; the \
                 next request is sent as soon as the last answer is there."
            ),
            CommandEnded => (
                "The command has ended",
                "etcdctl prints what it was told, and ends with an exit code: 0 if all went well."
            ),
            Connected => (
                "A connection stands",
                "A new etcdctl connects to all its endpoints at once. Its request goes to the one \
                 that is there first; who is silent or slow is not waited for."
            ),
            ConnectionRefused => (
                "Nobody listens there",
                "The connection is refused. It is tried again after 1 s, and after a longer time \
                 whenever that is in vain. While no endpoint is there, the request waits."
            ),
            Disconnected => (
                "The connection is broken",
                "The process at its other end has ended. The client connects anew; a read goes on \
                 at another endpoint, and a write fails, since nobody knows whether it was taken."
            ),
            RequestSent => (
                "The request is sent",
                "A request is with one endpoint at a time. The client tries another one only when \
                 this one does not listen or cannot serve."
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
