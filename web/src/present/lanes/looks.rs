//! What each role and each kind of message looks like. Colour is the term's; the stroke, its dashes
//! and the sign at its end say the rest.

use super::{Style, picture::Shape};
use crate::text::Words;
use engine::insight::spans::MemberState;

/// What the looks mean: a sample each, 30 pixels wide and 14 high, and a word.
pub fn legend(words: Words) -> Vec<(Vec<Shape>, &'static str)> {
    let text = &words.lanes;
    let mut items = Vec::new();
    let roles = [
        MemberState::Leader,
        MemberState::Follower,
        MemberState::PreCandidate,
        MemberState::Candidate,
        MemberState::Learner,
        MemberState::Crashed,
    ];
    for (role, word) in roles.into_iter().zip(text.roles) {
        let class = format!("band {} of-ink", name(role));
        items.push((vec![Shape::Path { class, d: "M1 7H29".into() }], word));
    }
    for (style, word) in Style::SHOWN.into_iter().zip(text.kinds) {
        let look = style.class();
        let way = Shape::Path { class: format!("line {look} of-ink"), d: "M1 7H24".into() };
        let end = mark(style, (24.0, 7.0));
        items.push((vec![way, Shape::Path { class: format!("end {look} of-ink"), d: end }], word));
    }
    let class = "line append of-ink lost".to_string();
    let lost = Shape::Path { class, d: "M1 7H20".into() };
    let end = Shape::Path { class: "end append of-ink lost".into(), d: cross(22.0, 7.0) };
    items.push((vec![lost, end], text.legend_lost));
    items
}

impl Style {
    /// Those that the legend explains.
    pub const SHOWN: [Style; 11] = [
        Style::Append,
        Style::AppendAck,
        Style::Heartbeat,
        Style::HeartbeatAck,
        Style::PreVote,
        Style::PreVoteAnswer,
        Style::Vote,
        Style::VoteAnswer,
        Style::Read,
        Style::Snapshot,
        Style::Request,
    ];

    pub fn class(self) -> &'static str {
        match self {
            Style::Append => "append",
            Style::AppendAck => "append-ack",
            Style::Heartbeat => "heartbeat",
            Style::HeartbeatAck => "heartbeat-ack",
            Style::Vote => "vote",
            Style::VoteAnswer => "vote-answer",
            Style::PreVote => "pre-vote",
            Style::PreVoteAnswer => "pre-vote-answer",
            Style::Read => "read",
            Style::Snapshot => "snapshot",
            Style::Other => "other",
            Style::Request => "asks",
            Style::Reply => "reply",
        }
    }
}

/// The sign where a message arrives: for each kind the one that it has on the stage, smaller.
pub(super) fn mark(style: Style, (x, y): (f64, f64)) -> String {
    let path = match style {
        Style::Append | Style::AppendAck => "m-3 -3h6v6h-6z",
        Style::Heartbeat | Style::HeartbeatAck => {
            "m-2.4 0a2.4 2.4 0 1 1 4.8 0a2.4 2.4 0 1 1 -4.8 0z"
        }
        Style::Vote | Style::PreVote => "m0 -4l4 7h-8z",
        Style::VoteAnswer | Style::PreVoteAnswer => "m0 4l4 -7h-8z",
        Style::Read => "m0 -4.5l1.3 3.2l3.2 1.3l-3.2 1.3l-1.3 3.2l-1.3 -3.2l-3.2 -1.3l3.2 -1.3z",
        Style::Snapshot => "m-3 -4.5h6l3 4.5l-3 4.5h-6l-3 -4.5z",
        Style::Other => "m-3 0h6",
        Style::Request | Style::Reply => "m-2 -3h4a3 3 0 0 1 0 6h-4a3 3 0 0 1 0 -6z",
    };
    format!("M{x:.1} {y:.1}{path}")
}

pub(super) fn cross(x: f64, y: f64) -> String {
    format!("M{:.1} {:.1}l8 8m0 -8l-8 8", x - 4.0, y - 4.0)
}

pub(super) fn name(state: MemberState) -> &'static str {
    match state {
        MemberState::Follower => "follower",
        MemberState::Learner => "learner",
        MemberState::PreCandidate => "pre-candidate",
        MemberState::Candidate => "candidate",
        MemberState::Leader => "leader",
        MemberState::Crashed => "crashed",
        MemberState::Removed => "crashed removed",
    }
}

pub(super) const CROWN: &str = "l-1 -8l4 3.6l3.5 -5.6l3.5 5.6l4 -3.6l-1 8z";
