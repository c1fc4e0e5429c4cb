//! Members, at raft and at the server: what each rule is called, and what it says.

use crate::{
    explain::{raft::MembershipRule, server::ServerMembershipRule},
    words,
};

words! {
    /// Changes of the members, at raft.
    pub struct MembershipRules {
        rule(MembershipRule): {
            SwitchedConfig => (
                "New configuration",
                "A membership change takes effect when its entry is applied."
            ),
            ConfChangeIgnored => (
                "Membership change ignored",
                "Only one change at a time: two quorums that share no member could otherwise \
                 arise."
            ),
            LeavingJoint => (
                "Leaves the joint configuration",
                "Both majorities have agreed; from here on the new one decides alone."
            ),
            NotLeavingJoint => (
                "Stays in the joint configuration",
                "The proposal to leave it was not taken."
            ),
        };
    }
}

words! {
    /// Changes of the members, at the server.
    pub struct ServerMembershipRules {
        rule(ServerMembershipRule): {
            ConfChangeProposed => (
                "Membership change proposed",
                "A change of the cluster is an entry of the log like any other, so all members \
                 make it at the same place."
            ),
            ConfChangeV2Proposed => (
                "Change of several members proposed",
                "Raft can change many members at once by a joint configuration. Etcd's server \
                 never asks for it; here the lab does."
            ),
            NotEnoughStarted => (
                "Refused: too few members did start",
                "After the change the members that ever started would be no quorum, and nothing \
                 could be decided any more."
            ),
            Unhealthy => (
                "Refused: the cluster is not healthy",
                "This member must have been connected to the voters for 5 s. A change while some \
                 are out of reach could cost the quorum."
            ),
            LearnerReady => (
                "The learner is ready",
                "It has nine tenths of the leader's log; as a voter it will soon keep up."
            ),
            LearnerNotReady => (
                "The learner is not ready",
                "It must have nine tenths of the leader's log; else the quorum might wait for it."
            ),
            LearnerAdded => (
                "A learner is added",
                "It gets the log from now on, and neither votes nor counts: the quorum does not \
                 wait for a newcomer with an empty disk."
            ),
            LearnerPromoted => (
                "The learner votes",
                "From the moment this entry is applied it counts in every quorum."
            ),
            MemberRemoved => (
                "A member is removed",
                "From the moment this entry is applied it counts no more, and its id never comes \
                 back: an old disk must not vote under a name that others trust."
            ),
            MemberChanged => (
                "Membership changed",
                "A member counts from the moment its entry is applied."
            ),
            ConfChangeInvalid => (
                "The change makes no sense any more",
                "Between proposing and applying, another change came. Every member finds the same, \
                 and raft is told of a change of nobody."
            ),
            JointEntered => (
                "Joint configuration",
                "Until it is left, an entry needs a quorum of the old voters and one of the new \
                 voters; so the two can never decide apart."
            ),
            ConfigurationChanged => (
                "Membership changed",
                "Each member counts by the new configuration from here on."
            ),
            ConfChangeV2Rejected => (
                "Configuration change passed over",
                "It cannot be carried out from this configuration, and every member comes to the \
                 same conclusion."
            ),
            RemovedSelf => (
                "This member is removed",
                "It goes on for one second, so that the others may still hear what it knows, and \
                 stops."
            ),
            RejectedRemoved => (
                "A removed member is not listened to",
                "What it sends is dropped, and it is told that it was removed."
            ),
            ToldRemoved => (
                "Told that it was removed",
                "It did not see its own removal in the log; its peers tell it, and it stops."
            ),
        };
    }
}
