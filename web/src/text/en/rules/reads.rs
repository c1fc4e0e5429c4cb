//! Reads, at raft and at the server, and requests passed on: what each rule is called, and what it says.

use crate::{
    explain::{
        raft::ReadRule,
        server::{ForwardRule, ServerReadRule},
    },
    words,
};

words! {
    /// Reads, at raft.
    pub struct ReadRules {
        rule(ReadRule): {
            ReadWithoutLeader => (
                "Read waits: no leader",
                "Only a leader knows what is committed. The member asks again after 500 ms."
            ),
            ReadHeld => (
                "Read held: nothing committed in this term yet",
                "A new leader's commit index may lag behind what the old one had acknowledged. \
                 After its own first commit it cannot."
            ),
            ReadsReleasedTooEarly => (
                "Reads were released too early",
                "This must not happen: reads wait for the first commit of the term."
            ),
            ReadRequested => (
                "A read asks: do I still lead?",
                "The leader notes its commit index and sends a heartbeat with the read's number. \
                 Without the answers of a quorum, a newer leader might have moved on."
            ),
            ReadAcknowledged => (
                "A heartbeat's answer counts for a read",
                "It bears the read's number, so its sender still followed this leader after the \
                 read had come. A quorum of such answers is needed, the leader's own among them."
            ),
            ReadConfirmed => (
                "Read confirmed",
                "A quorum answered after the read came, so there was no newer leader then: the \
                 noted commit index includes everything acknowledged before."
            ),
            ReadTrusted => (
                "Read answered on trust",
                "No quorum was asked. If the leader is cut off and does not know it, the answer \
                 may be stale."
            ),
            ReadAnswered => (
                "The leader names the index",
                "The read may be answered here as soon as this index is applied."
            ),
            BadReadAnswer => ("An answer that makes no sense", "It names no read, and is dropped."),
        };
    }
}

words! {
    /// Reads, at the server.
    pub struct ServerReadRules {
        rule(ServerReadRule): {
            ReadIndexAsked => (
                "A linearizable read begins",
                "The member asks the leader for its commit index. One round serves all reads that \
                 had arrived when it began."
            ),
            ReadQueued => (
                "The read waits for the next round",
                "The round under way began before this read came, and a write may have been \
                 acknowledged in between."
            ),
            IndexApplied => (
                "The read's index is known and applied",
                "This store has everything that was acknowledged before the read began."
            ),
            IndexAhead => (
                "The read's index is known and not yet applied",
                "The read waits until this store has caught up with the index."
            ),
            LinearizableServed => (
                "Linearizable read answered",
                "Applied has reached the read's index, so the answer includes every write \
                 acknowledged before."
            ),
            SerializableServed => (
                "Serializable read answered",
                "From this member's own store, without asking anybody: fast, and perhaps stale."
            ),
            ReadIndexRetried => (
                "Asks for the index again",
                "No answer came within 500 ms; the question or the answer may be lost."
            ),
            ReadFailedLeaderChanged => (
                "Reads failed: the leader changed",
                "The answer of the old leader will not come; the clients may ask again."
            ),
            ReadProposed => (
                "A read goes through the log",
                "The read becomes an entry. Where it is applied, the store has everything before \
                 it; but it costs what a write costs."
            ),
            ReadIndexTimedOut => (
                "The round of reads has failed",
                "No leader has confirmed an index within the time of a request. All reads of the \
                 round fail together; the next round may begin."
            ),
            ReadLeft => (
                "The read leaves with its client",
                "The client's time is over. The round that it belonged to goes on for the others."
            ),
        };
    }
}

words! {
    /// Requests passed on.
    pub struct ForwardRules {
        rule(ForwardRule): {
            Forwarded => (
                "Passed on to the leader",
                "This member cannot answer by itself; the leader can, and its answer comes back \
                 this way."
            ),
            ForwardWaits => (
                "Waits for a leader to pass it on to",
                "Only a leader can answer, and nobody leads as far as this member knows."
            ),
            ForwardRetried => (
                "Passed on again",
                "No answer came within 500 ms; the request or the answer may be lost."
            ),
            Answered => (
                "The leader's answer goes to the client",
                "The answer is the leader's, from the leader's store; this member only hands it \
                 on."
            ),
            Refused => (
                "The member asked refused",
                "Most often it leads no more. The client is told, and may ask again."
            ),
            ForwardFailedLeaderChanged => (
                "Failed: the leader changed",
                "The old leader's answer is not waited for; the clients may ask again."
            ),
            ForwardGivenUp => (
                "No answer from the leader",
                "Nobody waits longer for another member's answer."
            ),
        };
    }
}
