//! The steps of a read's path: which words go with which value of [`engine::insight::path`].

use super::Words;
use engine::{
    insight::path::StepKind,
    script::print,
    sim::{ClientId, Peer},
};

impl Words {
    /// A step in a few words, and the values that were compared.
    pub fn step(&self, step: &StepKind) -> (String, String) {
        use StepKind::*;
        let text = &self.path;
        let client = |id: ClientId| print::peer(Peer::Client(id));
        let said = |title: String, detail: &str| (title, detail.to_string());
        match *step {
            Arrived { client: c, member } => {
                said(text.arrived(&client(c), member), text.arrived_detail)
            }
            Queued { member, behind } => (text.queued(member), text.queued_detail(behind)),
            Asked { member, context, reads } => {
                (text.asked(member), text.asked_detail(&end(context), reads))
            }
            NoLeader { member, term } => said(text.no_leader(member, term), text.no_leader_detail),
            AskedAgain { member } => said(text.asked_again(member), text.asked_again_detail),
            Forwarded { member, leader, context } => {
                (text.forwarded(leader), text.forwarded_detail(&end(context), member))
            }
            Held { leader, committed, term, current } => {
                (text.held(leader), text.held_detail(term, committed, current))
            }
            Noted { leader, index, number } => {
                (text.noted(leader), text.noted_detail(index, number))
            }
            Acknowledged { from, number, ref halves } => {
                (text.acknowledged(from), text.acknowledged_detail(number, &self.halves(halves)))
            }
            Lost { from, to, why } => {
                said(text.lost(&print::peer(from), &print::peer(to)), self.loss(why))
            }
            Confirmed { leader, index, ref acks } => {
                (text.confirmed(leader), text.confirmed_detail(index, &self.members(acks)))
            }
            Trusted { leader, index } => (text.trusted(leader), text.index(index)),
            Answered { member, index } => (text.answered(member), text.index(index)),
            Known { member, index, applied } if applied < index => {
                (text.known_behind(member), text.applied_behind(applied, index))
            }
            Known { member, index, applied } => (text.known(member), text.applied(applied, index)),
            Served { member, index, applied } => {
                (text.served(member), text.applied(applied, index))
            }
            Replied { client: c, member } => {
                said(text.replied(&client(c), member), text.replied_detail)
            }
            LeaderChanged { member } => {
                said(text.leader_changed(member), text.leader_changed_detail)
            }
            Refused { client: c, member } => {
                said(text.refused(&client(c), member), text.refused_detail)
            }
            Waits { member } => said(text.waits_for_leader(member), text.waits_for_leader_detail),
            Proposed { member } => said(text.proposed(member), text.proposed_detail),
            Appended { leader, index } => (text.appended(leader), text.appended_detail(index)),
            Committed { leader, index } => {
                (text.committed.to_string(), text.committed_detail(index, leader))
            }
            PassedOn { member, leader } => {
                said(text.passed_on(member, leader), text.passed_on_detail)
            }
            HandedBack { member, leader } => {
                said(text.handed_back(member, leader), text.handed_back_detail)
            }
            Connected { client: c, member } => {
                said(text.connected(&client(c), member), text.connected_detail)
            }
            Retried { client: c } => said(text.retried(&client(c)), text.retried_detail),
            GaveUp { client: c } => said(text.gave_up(&client(c)), text.gave_up_detail),
        }
    }
}

/// Contexts are long; what tells them apart is their end.
fn end(context: u64) -> String {
    format!("…{:04x}", context & 0xffff)
}
