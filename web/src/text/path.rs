//! The steps of a read's path in words.

use super::{Words, panels::Said};
use crate::present::{path::StepKind, voters::Half};
use engine::sim::{Loss, Peer};
use std::fmt::Display;

/// The Path panel.
pub struct PathWords {
    pub choose: &'static str,
    pub none: &'static str,
    pub steps: &'static str,
    pub took: &'static str,
    pub waits: &'static str,
    pub later: &'static str,
    pub half: &'static str,
    pub arrived: Said,
    pub queued: Said,
    pub asked: Said,
    pub no_leader: Said,
    pub asked_again: Said,
    pub forwarded: Said,
    pub held: Said,
    pub noted: Said,
    pub acknowledged: Said,
    pub lost: Said,
    pub confirmed: Said,
    pub trusted: Said,
    pub answered: Said,
    pub known: Said,
    pub known_behind: Said,
    pub served: Said,
    pub replied: Said,
    pub leader_changed: Said,
    pub refused: Said,
    pub waits_for_leader: Said,
    pub proposed: Said,
    pub appended: Said,
    pub committed: Said,
    pub passed_on: Said,
    pub handed_back: Said,
    pub retried: Said,
    pub gave_up: Said,
}

pub(super) const EN: PathWords = PathWords {
    choose: "Linearizable reads, the newest first",
    none: "No linearizable read has been sent yet. Try: get greeting",
    steps: "Step by step; each leads to its moment",
    took: "{command} took {time}.",
    waits: "{command} has waited for {time}.",
    later: "after the playhead",
    half: "{have} of {of}",
    arrived: ("{client} → n{member}", "the request arrives"),
    queued: (
        "n{member} lets it wait for the next round",
        "{behind} in the present one, and a write may have been acknowledged since it began",
    ),
    asked: (
        "n{member} asks: at which index may I read?",
        "context {context}; reads that share it: {reads}",
    ),
    no_leader: (
        "n{member} knows no leader in term {term}",
        "the question is dropped, and asked again later",
    ),
    asked_again: ("n{member} asks again", "no answer within 500 ms"),
    forwarded: ("MsgReadIndex → n{leader}", "context {context}, from n{member}"),
    held: (
        "n{leader} holds it back",
        "term {term} of its last commit {committed} < its own term {current}",
    ),
    noted: (
        "n{leader} notes its commit index and asks: do I still lead?",
        "index {index}; its heartbeats bear context {number}",
    ),
    acknowledged: ("n{from} answers the heartbeat", "context ≥ {number}; answered: {halves}"),
    lost: ("{from} → {to} is lost", "{why}"),
    confirmed: ("A quorum still follows n{leader}", "index {index}; {acks}"),
    trusted: ("n{leader} answers without asking anybody", "index {index}"),
    answered: ("MsgReadIndexResp → n{member}", "index {index}"),
    known: ("n{member} may answer", "applied {applied} ≥ index {index}"),
    known_behind: ("n{member} must catch up first", "applied {applied} < index {index}"),
    served: ("n{member} reads its store", "applied {applied} ≥ index {index}"),
    replied: ("n{member} → {client}", "the answer arrives"),
    leader_changed: ("n{member} gives up the round", "the leader changed"),
    refused: ("n{member} ✕ {client}", "the connection is refused or broken"),
    waits_for_leader: ("n{member} waits for a leader", "to whom it would pass the read on"),
    proposed: ("n{member} proposes the read", "through the log, as if it were a write"),
    appended: ("n{leader} appends it", "as entry {index}"),
    committed: ("A quorum has it on disk", "entry {index} is committed by n{leader}"),
    passed_on: ("n{member} → n{leader}", "the whole read is passed on to the leader"),
    handed_back: ("n{leader} → n{member}", "the leader's answer comes back"),
    retried: ("{client} tries its next endpoint", "a read may be sent again"),
    gave_up: ("{client} gives up", "context deadline exceeded"),
};

impl Words {
    /// A step in a few words, and the values that were compared.
    pub fn step(&self, step: &StepKind) -> (String, String) {
        let (title, detail) = self.said(step);
        let gaps = self.gaps(step);
        let gaps: Vec<(&str, &dyn Display)> =
            gaps.iter().map(|(name, value)| (*name, value as &dyn Display)).collect();
        (self.fill(title, &gaps), self.fill(detail, &gaps))
    }

    fn said(&self, step: &StepKind) -> Said {
        use StepKind::*;
        let text = &self.path;
        match step {
            Arrived { .. } => text.arrived,
            Queued { .. } => text.queued,
            Asked { .. } => text.asked,
            NoLeader { .. } => text.no_leader,
            AskedAgain { .. } => text.asked_again,
            Forwarded { .. } => text.forwarded,
            Held { .. } => text.held,
            Noted { .. } => text.noted,
            Acknowledged { .. } => text.acknowledged,
            Lost { .. } => text.lost,
            Confirmed { .. } => text.confirmed,
            Trusted { .. } => text.trusted,
            Answered { .. } => text.answered,
            Known { index, applied, .. } if applied < index => text.known_behind,
            Known { .. } => text.known,
            Served { .. } => text.served,
            Replied { .. } => text.replied,
            LeaderChanged { .. } => text.leader_changed,
            Refused { .. } => text.refused,
            Waits { .. } => text.waits_for_leader,
            Proposed { .. } => text.proposed,
            Appended { .. } => text.appended,
            Committed { .. } => text.committed,
            PassedOn { .. } => text.passed_on,
            HandedBack { .. } => text.handed_back,
            Retried { .. } => text.retried,
            GaveUp { .. } => text.gave_up,
        }
    }

    /// The values of a step, under the names that templates use.
    fn gaps(&self, step: &StepKind) -> Vec<(&'static str, String)> {
        use StepKind::*;
        let client = |id: &u64| ("client", self.peer(Peer::Client(*id)));
        let member = |id: &u64| ("member", id.to_string());
        let leader = |id: &u64| ("leader", id.to_string());
        let index = |index: &u64| ("index", index.to_string());
        let applied = |index: &u64| ("applied", index.to_string());
        // contexts are long; what tells them apart is their end
        let context = |context: &u64| ("context", format!("…{:04x}", context & 0xffff));
        match step {
            Arrived { client: c, member: m }
            | Replied { client: c, member: m }
            | Refused { client: c, member: m } => vec![client(c), member(m)],
            Retried { client: c } | GaveUp { client: c } => vec![client(c)],
            Queued { member: m, behind } => vec![member(m), ("behind", behind.to_string())],
            Asked { member: m, context: c, reads } => {
                vec![member(m), context(c), ("reads", reads.to_string())]
            }
            NoLeader { member: m, term } => vec![member(m), ("term", term.to_string())],
            AskedAgain { member: m }
            | LeaderChanged { member: m }
            | Waits { member: m }
            | Proposed { member: m } => vec![member(m)],
            PassedOn { member: m, leader: l } | HandedBack { member: m, leader: l } => {
                vec![member(m), leader(l)]
            }
            Forwarded { member: m, leader: l, context: c } => {
                vec![member(m), leader(l), context(c)]
            }
            Held { leader: l, committed, term, current } => vec![
                leader(l),
                ("committed", committed.to_string()),
                ("term", term.to_string()),
                ("current", current.to_string()),
            ],
            Noted { leader: l, index: i, number } => {
                vec![leader(l), index(i), ("number", number.to_string())]
            }
            Acknowledged { from, number, halves } => vec![
                ("from", from.to_string()),
                ("number", number.to_string()),
                ("halves", self.halves(halves)),
            ],
            Lost { from, to, why } => vec![
                ("from", self.peer(*from)),
                ("to", self.peer(*to)),
                ("why", self.loss(*why).to_string()),
            ],
            Confirmed { leader: l, index: i, acks } => {
                vec![leader(l), index(i), ("acks", self.members(acks))]
            }
            Trusted { leader: l, index: i }
            | Appended { leader: l, index: i }
            | Committed { leader: l, index: i } => vec![leader(l), index(i)],
            Answered { member: m, index: i } => vec![member(m), index(i)],
            Known { member: m, index: i, applied: a }
            | Served { member: m, index: i, applied: a } => vec![member(m), index(i), applied(a)],
        }
    }

    /// How many of each half: `2 of 3`, and while joint `2 of 3 and 1 of 3`.
    pub fn halves(&self, halves: &[Half]) -> String {
        let half =
            |half: &Half| self.fill(self.path.half, &[("have", &half.have), ("of", &half.of)]);
        halves.iter().map(half).collect::<Vec<_>>().join(" + ")
    }

    /// Why a packet was lost.
    pub fn loss(&self, why: Loss) -> &'static str {
        self.events.losses[match why {
            Loss::Cut => 0,
            Loss::Chance => 1,
            Loss::Down => 2,
            Loss::Dropped => 3,
        }]
    }

    /// A member or a client.
    pub fn peer(&self, peer: Peer) -> String {
        engine::script::print::peer(peer)
    }
}
