//! Roles and elections: what each rule is called, and what it says.

use crate::{
    explain::raft::{ElectionRule, RoleRule},
    words,
};

words! {
    /// Roles and terms.
    pub struct RoleRules {
        rule(RoleRule): {
            NewRaft => (
                "Raft starts",
                "A member begins as a follower, with the term, vote and log that its disk kept."
            ),
            BecameFollower => (
                "Became follower",
                "A follower starts nothing by itself: it answers, and waits for a leader to be \
                 heard of."
            ),
            BecamePreCandidate => (
                "Became pre-candidate",
                "Before raising its term, a member asks whether it would win (PreVote). So a \
                 member that was cut off does not come back and unseat a working leader."
            ),
            BecameCandidate => (
                "Became candidate",
                "A candidate raises its term by one, votes for itself, and asks everybody else."
            ),
            BecameLeader => (
                "Became leader",
                "A candidate with the votes of a quorum leads its term. There is only one: nobody \
                 votes twice in a term, and two quorums share a member."
            ),
            HigherTerm => (
                "A higher term: follow",
                "Whoever hears of a higher term knows that its own is over, and becomes a follower \
                 of that term."
            ),
            LowerTerm => (
                "An old term: ignored",
                "A message of an earlier term comes from the past and is not believed."
            ),
            OldLeaderAnswered => (
                "An old leader is told",
                "With PreVote or CheckQuorum on, a leader of an earlier term gets an answer that \
                 bears the present term, so that it steps down instead of being ignored forever."
            ),
            LeaderFollowed => (
                "A leader is known",
                "The first append or heartbeat of a term names its leader."
            ),
            LeaderForgotten => (
                "Leader forgotten",
                "The member was asked to forget its leader, so it may grant pre-votes at once."
            ),
            ForgetLeaderIgnored => (
                "Leader kept",
                "With lease-based reads a member may not forget its leader before the lease is \
                 over."
            ),
            QuorumChecked => (
                "Quorum checked",
                "Once in an election timeout a leader counts whom it has heard of (CheckQuorum)."
            ),
            SteppedDown => (
                "Stepped down: no quorum",
                "A leader that has not heard of a quorum for an election timeout cannot commit \
                 anything; it stops leading, so that its clients look elsewhere."
            ),
        };
    }
}

words! {
    /// Elections.
    pub struct ElectionRules {
        rule(ElectionRule): {
            ElectionTimeout => (
                "Election timeout",
                "A follower that hears nothing of a leader for its election timeout starts an \
                 election. The timeout is drawn anew each time, so that members rarely start \
                 together."
            ),
            ElectionStarted => ("An election starts", "A member campaigns."),
            HupIgnoredByLeader => (
                "No election: it leads already",
                "A leader has no reason to campaign."
            ),
            Unpromotable => (
                "No election: it may not lead",
                "A member that is no voter, or has a snapshot still to write, cannot lead."
            ),
            UnpromotableCampaign => (
                "It campaigns, and may not lead",
                "Its pre-votes came after the group had changed: it is no voter any more."
            ),
            CampaignHeldByConfChange => (
                "No election: a membership change is not applied",
                "A member that has not yet applied a committed membership change might count the \
                 wrong quorum."
            ),
            VoteRequested => (
                "Asks for a vote",
                "The request carries the end of the candidate's log, so that the voter can judge \
                 it."
            ),
            VoteIgnored => (
                "Vote request ignored: the leader is alive",
                "A member that heard of a leader within the last election timeout does not answer \
                 vote requests, whatever their term. A vote asked for by a leadership transfer is \
                 excepted."
            ),
            VoteCast => (
                "Vote granted",
                "A member votes for the first candidate of a term whose log is at least as up to \
                 date as its own: a higher last term, or the same and no fewer entries. A pre-vote \
                 binds nobody."
            ),
            VoteRejected => (
                "Vote refused",
                "A member gives one vote a term, and only to a candidate whose log is at least as \
                 up to date as its own: a higher last term, or the same and no fewer entries."
            ),
            VoteReceived => ("A vote arrives", "The candidate notes the answer."),
            VoteTally => (
                "Votes counted",
                "A quorum of yes wins; a quorum of no ends the campaign; otherwise the candidate \
                 waits."
            ),
        };
    }
}
