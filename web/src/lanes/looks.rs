//! What each role and each kind of message looks like. Colour is the term's; the stroke, its dashes
//! and the sign at its end say the rest.

use super::picture::Shape;
use crate::{present::lanes::Style, text::Words};
use engine::insight::spans::MemberState;

/// What the looks mean: a sample each, 30 pixels wide and 14 high, and a word.
pub fn legend(words: Words) -> Vec<(Vec<Shape>, &'static str)> {
    let text = &words.lanes;
    let mut items = Vec::new();
    let states = [
        MemberState::Leader,
        MemberState::Follower,
        MemberState::PreCandidate,
        MemberState::Candidate,
        MemberState::Learner,
        MemberState::Crashed,
    ];
    for state in states {
        let class = format!("band {} of-ink", state_class(state));
        items.push((vec![Shape::Path { class, d: "M1 7H29".into() }], text.state(state)));
    }
    let kinds = [
        (Style::Append, text.append),
        (Style::AppendAck, text.its_answer),
        (Style::Heartbeat, text.heartbeat),
        (Style::HeartbeatAck, text.its_answer),
        (Style::PreVote, text.pre_vote),
        (Style::PreVoteAnswer, text.its_answer),
        (Style::Vote, text.vote),
        (Style::VoteAnswer, text.its_answer),
        (Style::Read, text.read),
        (Style::Snapshot, text.snapshot),
        (Style::Request, text.client),
    ];
    for (style, word) in kinds {
        let look = class(style);
        let way = Shape::Path { class: format!("line {look} of-ink"), d: "M1 7H24".into() };
        let end = mark(style, (24.0, 7.0));
        items.push((vec![way, Shape::Path { class: format!("end {look} of-ink"), d: end }], word));
    }
    let lost = "line append of-ink lost".to_string();
    let lost = Shape::Path { class: lost, d: "M1 7H20".into() };
    let end = Shape::Path { class: "end append of-ink lost".into(), d: cross(22.0, 7.0) };
    items.push((vec![lost, end], text.legend_lost));
    items
}

/// The class of a kind of message in the styles.
pub(super) fn class(style: Style) -> &'static str {
    match style {
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

pub(super) fn state_class(state: MemberState) -> &'static str {
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
