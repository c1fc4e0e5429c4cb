//! Handing over, and whom a server takes for the leader: what each rule is called, and what it says.

use crate::{
    explain::{raft::TransferRule, server::LeaderRule},
    words,
};

words! {
    /// Handing over.
    pub struct TransferRules {
        rule(TransferRule): {
            TransferStarted => (
                "Leadership is handed over",
                "The leader brings the chosen member up to date, then tells it to campaign at \
                 once."
            ),
            TransferAborted => ("An earlier handing over ends", "Another member was asked for."),
            TransferRepeated => ("Already handing over", "To this very member."),
            TransferToSelf => ("Nothing to hand over", "It leads already."),
            TransferToLearner => ("Not to a learner", "A learner has no vote and cannot lead."),
            TransferWithoutLeader => (
                "Nobody can hand over",
                "There is no leader to pass the wish on to."
            ),
            SuccessorTold => (
                "The successor may campaign",
                "Its log has everything the leader's has, so it will win."
            ),
            TimeoutNowReceived => (
                "Campaigns at once",
                "The leader asked for it, so neither PreVote nor the lease stand in its way."
            ),
            TimeoutNowIgnored => ("Not now", "Only a follower takes a leadership over."),
        };
    }
}

words! {
    /// Whom the server takes for the leader.
    pub struct LeaderRules {
        rule(LeaderRule): {
            LeaderLost => (
                "No leader is known any more",
                "Writes and linearizable reads wait here until somebody leads."
            ),
            LeaderKnown => (
                "The server learns who leads",
                "What waited for a leader goes on; what waited for an answer of another one is \
                 told so."
            ),
            HeartbeatLate => (
                "A heartbeat left late",
                "More than two heartbeat intervals lie between two heartbeats to this member. The \
                 loop that sends them also waits for the disk, so a slow disk is the likely cause."
            ),
            LeaderMoveAsked => (
                "The leader is asked to hand over",
                "It stops taking proposals, brings the chosen member up to date, and tells it to \
                 campaign at once."
            ),
            Moved => (
                "The leadership has moved",
                "The chosen member leads, and the client is told."
            ),
            NotMoved => (
                "The leadership did not move",
                "Within the time of a request the chosen member did not become leader."
            ),
        };
    }
}
