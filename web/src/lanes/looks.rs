//! What each role and each kind of message looks like. Colour is the term's; the stroke, its dashes
//! and the sign at its end say the rest.

use super::picture::Shape;
use crate::{present::message::Class, text::Words};
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
        (Class::Append, text.append),
        (Class::AppendAnswer, text.its_answer),
        (Class::Heartbeat, text.heartbeat),
        (Class::HeartbeatAnswer, text.its_answer),
        (Class::PreVote, text.pre_vote),
        (Class::PreVoteAnswer, text.its_answer),
        (Class::Vote, text.vote),
        (Class::VoteAnswer, text.its_answer),
        (Class::ReadIndex, text.read),
        (Class::Snapshot, text.snapshot),
        (Class::Request, text.client),
    ];
    for (message, word) in kinds {
        let look = class(message);
        let way = Shape::Path { class: format!("line {look} of-ink"), d: "M1 7H24".into() };
        let end = mark(message, (24.0, 7.0));
        items.push((vec![way, Shape::Path { class: format!("end {look} of-ink"), d: end }], word));
    }
    let lost = "line append of-ink lost".to_string();
    let lost = Shape::Path { class: lost, d: "M1 7H20".into() };
    let end = Shape::Path { class: "end append of-ink lost".into(), d: cross(22.0, 7.0) };
    items.push((vec![lost, end], text.legend_lost));
    items
}

/// The class of a kind of message in the styles.
pub(super) fn class(message: Class) -> &'static str {
    match message {
        Class::Append => "append",
        Class::AppendAnswer => "append-ack",
        Class::Heartbeat => "heartbeat",
        Class::HeartbeatAnswer => "heartbeat-ack",
        Class::Vote => "vote",
        Class::VoteAnswer => "vote-answer",
        Class::PreVote => "pre-vote",
        Class::PreVoteAnswer => "pre-vote-answer",
        Class::ReadIndex | Class::ReadIndexAnswer => "read",
        Class::Snapshot => "snapshot",
        Class::Proposal | Class::Other => "other",
        Class::Request => "asks",
        Class::Reply | Class::Refusal => "reply",
    }
}

/// The sign where a message arrives: for each kind the one that it has on the stage, smaller.
pub(super) fn mark(message: Class, (x, y): (f64, f64)) -> String {
    let path = match message {
        Class::Append | Class::AppendAnswer => "m-3 -3h6v6h-6z",
        Class::Heartbeat | Class::HeartbeatAnswer => {
            "m-2.4 0a2.4 2.4 0 1 1 4.8 0a2.4 2.4 0 1 1 -4.8 0z"
        }
        Class::Vote | Class::PreVote => "m0 -4l4 7h-8z",
        Class::VoteAnswer | Class::PreVoteAnswer => "m0 4l4 -7h-8z",
        Class::ReadIndex | Class::ReadIndexAnswer => {
            "m0 -4.5l1.3 3.2l3.2 1.3l-3.2 1.3l-1.3 3.2l-1.3 -3.2l-3.2 -1.3l3.2 -1.3z"
        }
        Class::Snapshot => "m-3 -4.5h6l3 4.5l-3 4.5h-6l-3 -4.5z",
        Class::Proposal | Class::Other => "m-3 0h6",
        Class::Request | Class::Reply | Class::Refusal => {
            "m-2 -3h4a3 3 0 0 1 0 6h-4a3 3 0 0 1 0 -6z"
        }
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
