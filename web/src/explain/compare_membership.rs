//! The values behind a decision about the cluster's members.

use super::{
    compare::{one, two},
    rule::Compared,
};
use crate::text::Words;
use engine::server::trace as of;
use engine::{base::NONE, server::Trace};

/// The values of one decision; none for one that is not about members.
pub(super) fn values(trace: &Trace, words: Words) -> Vec<Compared> {
    use Trace::*;
    let text = &words.operands;
    let name = |id: &u64| format!("n{id}");
    match trace {
        Membership(of::Membership::AppliedConfChange { index, kind, member, .. }) => vec![
            one(text.index, index),
            one(text.member, name(member)),
            one(text.change, format!("{kind:?}")),
        ],
        Membership(of::Membership::ConfChangeInvalid { index, member, error }) => {
            vec![one(text.index, index), one(text.member, name(member)), one(text.reason, error)]
        }
        Membership(of::Membership::AppliedConfChangeV2 { index, config }) => {
            vec![one(text.index, index), one(text.members, config)]
        }
        Membership(of::Membership::ConfChangeV2Rejected { index, error }) => {
            let reason = error.as_ref().map(|error| one(text.reason, error));
            [one(text.index, index)].into_iter().chain(reason).collect()
        }
        Membership(of::Membership::RemovedSelf { index }) => vec![one(text.index, index)],
        Membership(of::Membership::ConfChangeProposed { request_id, kind, member }) => vec![
            one(text.request, format!("{request_id:x}")),
            one(text.member, name(member)),
            one(text.change, format!("{kind:?}")),
        ],
        Membership(of::Membership::ConfChangeV2Proposed { change }) => {
            let changes = change.changes.iter();
            let all = changes.map(|c| format!("{:?} n{}", c.change_type, c.node_id));
            vec![one(text.change, all.collect::<Vec<_>>().join(words.inspect.comma))]
        }
        Membership(of::Membership::NotEnoughStarted { member, started, quorum }) => vec![
            two(text.members_started, started, "<", quorum, text.quorum),
            one(text.member, name(member)),
        ],
        Membership(of::Membership::Unhealthy { member, active, needed }) => vec![
            two(text.members_connected, active, "<", needed, text.needed),
            one(text.member, name(member)),
        ],
        Membership(of::Membership::LearnerMeasured { member, matched, leader, ready }) => vec![
            two(
                text.match_index,
                matched,
                if *ready { "≥" } else { "<" },
                format!("90 % · {leader}"),
                text.nine_tenths,
            ),
            one(text.member, name(member)),
        ],
        Leader(of::Leader::LeaderChanged { lead: NONE, term, .. }) => vec![one(text.term, term)],
        Leader(of::Leader::LeaderChanged { lead, term, .. }) => {
            vec![one(text.leader, name(lead)), one(text.term, term)]
        }
        Leader(of::Leader::LeaderMoveAsked { to }) => vec![one(text.leader, name(to))],
        Leader(of::Leader::LeaderMoved { to, took, .. }) => {
            vec![one(text.leader, name(to)), one(text.wait, took)]
        }
        Publish(of::Publish::PublishProposed { member, .. }) => {
            vec![one(text.member, name(member))]
        }
        Publish(of::Publish::Published { index, member }) => {
            vec![one(text.index, index), one(text.member, name(member))]
        }
        Membership(of::Membership::RejectedRemoved { from, kind }) => {
            vec![one(text.member, name(from)), one(text.message, kind)]
        }
        Membership(of::Membership::ToldRemoved { from }) => vec![one(text.member, name(from))],
        _ => Vec::new(),
    }
}
