//! English, the rules of the server about its members.

use super::en_rules::say;
use crate::explain::rule::RuleText;
use engine::raft::ConfChangeType;
use engine::server::trace as of;
use engine::{base::NONE, server::Trace};

/// Changes of the cluster.
pub(super) fn members(trace: &Trace) -> RuleText {
    use Trace::*;
    match trace {
        Membership(of::Membership::AppliedConfChange {
            kind: ConfChangeType::AddLearnerNode,
            ..
        }) => say(
            "A learner is added",
            "It gets the log from now on, and neither votes nor counts: the quorum does not wait for a \
             newcomer with an empty disk.",
        ),
        Membership(of::Membership::AppliedConfChange { promoted: true, .. }) => say(
            "The learner votes",
            "From the moment this entry is applied it counts in every quorum.",
        ),
        Membership(of::Membership::AppliedConfChange {
            kind: ConfChangeType::RemoveNode, ..
        }) => say(
            "A member is removed",
            "From the moment this entry is applied it counts no more, and its id never comes back: an \
             old disk must not vote under a name that others trust.",
        ),
        Membership(of::Membership::AppliedConfChange { .. }) => {
            say("Membership changed", "A member counts from the moment its entry is applied.")
        }
        Membership(of::Membership::ConfChangeInvalid { .. }) => say(
            "The change makes no sense any more",
            "Between proposing and applying, another change came. Every member finds the same, and \
             raft is told of a change of nobody.",
        ),
        Membership(of::Membership::AppliedConfChangeV2 { config, .. })
            if config.voters.is_joint() =>
        {
            say(
                "Joint configuration",
                "Until it is left, an entry needs a quorum of the old voters and one of the new voters; so \
             the two can never decide apart.",
            )
        }
        Membership(of::Membership::AppliedConfChangeV2 { .. }) => {
            say("Membership changed", "Each member counts by the new configuration from here on.")
        }
        Membership(of::Membership::ConfChangeV2Rejected { .. }) => say(
            "Configuration change passed over",
            "It cannot be carried out from this configuration, and every member comes to the same \
             conclusion.",
        ),
        Membership(of::Membership::RemovedSelf { .. }) => say(
            "This member is removed",
            "It goes on for one second, so that the others may still hear what it knows, and stops.",
        ),
        Membership(of::Membership::ConfChangeProposed { .. }) => say(
            "Membership change proposed",
            "A change of the cluster is an entry of the log like any other, so all members make it at \
             the same place.",
        ),
        Membership(of::Membership::ConfChangeV2Proposed { .. }) => say(
            "Change of several members proposed",
            "Raft can change many members at once by a joint configuration. Etcd's server never asks for \
             it; here the lab does.",
        ),
        Membership(of::Membership::NotEnoughStarted { .. }) => say(
            "Refused: too few members did start",
            "After the change the members that ever started would be no quorum, and nothing could be \
             decided any more.",
        ),
        Membership(of::Membership::Unhealthy { .. }) => say(
            "Refused: the cluster is not healthy",
            "This member must have been connected to the voters for 5 s. A change while some are out of \
             reach could cost the quorum.",
        ),
        Membership(of::Membership::LearnerMeasured { .. })
        | Leader(of::Leader::LeaderChanged { .. })
        | Leader(of::Leader::LeaderMoveAsked { .. })
        | Leader(of::Leader::LeaderMoved { .. }) => asked(trace),
        _ => comes_and_goes(trace),
    }
}

/// What clients ask of learners and leaders.
fn asked(trace: &Trace) -> RuleText {
    use Trace::*;
    match trace {
        Membership(of::Membership::LearnerMeasured { ready: true, .. }) => say(
            "The learner is ready",
            "It has nine tenths of the leader's log; as a voter it will soon keep up.",
        ),
        Membership(of::Membership::LearnerMeasured { .. }) => say(
            "The learner is not ready",
            "It must have nine tenths of the leader's log; else the quorum might wait for it.",
        ),
        Leader(of::Leader::LeaderChanged { lead: NONE, .. }) => say(
            "No leader is known any more",
            "Writes and linearizable reads wait here until somebody leads.",
        ),
        Leader(of::Leader::LeaderChanged { .. }) => say(
            "The server learns who leads",
            "What waited for a leader goes on; what waited for an answer of another one is told so.",
        ),
        Leader(of::Leader::LeaderMoveAsked { .. }) => say(
            "The leader is asked to hand over",
            "It stops taking proposals, brings the chosen member up to date, and tells it to campaign \
             at once.",
        ),
        Leader(of::Leader::LeaderMoved { done: true, .. }) => {
            say("The leadership has moved", "The chosen member leads, and the client is told.")
        }
        _ => say(
            "The leadership did not move",
            "Within the time of a request the chosen member did not become leader.",
        ),
    }
}

/// A member joins, or is told that it left.
fn comes_and_goes(trace: &Trace) -> RuleText {
    use Trace::*;
    match trace {
        Boot(of::Boot::Joining) => say(
            "A new member joins",
            "Its log is empty and it knows nobody: the members come to it with the log, from the leader.",
        ),
        Publish(of::Publish::NotReadyToServe) => say(
            "Not ready to serve",
            "A member that joins serves clients once the cluster knows its name, which it tells by an \
             entry of the log.",
        ),
        Publish(of::Publish::PublishProposed { .. }) => say(
            "Tells the cluster its name",
            "Only now the member counts as started: before, nobody knew whether its process ever ran.",
        ),
        Publish(of::Publish::Published { .. }) => {
            say("A member's name is known", "It did start, and clients may find it at its address.")
        }
        Membership(of::Membership::RejectedRemoved { .. }) => say(
            "A removed member is not listened to",
            "What it sends is dropped, and it is told that it was removed.",
        ),
        Membership(of::Membership::ToldRemoved { .. }) => say(
            "Told that it was removed",
            "It did not see its own removal in the log; its peers tell it, and it stops.",
        ),
        _ => say("A decision of the server", "It is told elsewhere."),
    }
}
