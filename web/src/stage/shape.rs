//! What each kind of message looks like: paths in a square of 24 pixels around the origin.

use crate::present::message::Class;

/// A path, and whether it is filled with the colour of its term or only outlined.
pub struct Sign {
    pub path: &'static str,
    pub filled: bool,
}

/// The sign of a message; an answer that says no has its own.
pub fn sign(class: Class, refuses: bool) -> Sign {
    let (path, filled) = match class {
        Class::AppendAnswer if refuses => ("M-6 -6H6V6H-6Z M-6 6L6 -6", false),
        Class::VoteAnswer | Class::PreVoteAnswer if refuses => ("M0 8L-8 -6H8Z M-5 4L5 -4", false),
        Class::Reply if refuses => (CROSS, false),
        Class::Append => (SQUARE, true),
        Class::AppendAnswer => (SQUARE, false),
        Class::Heartbeat => (CIRCLE, true),
        Class::HeartbeatAnswer => ("M-4 0A4 4 0 1 1 4 0A4 4 0 1 1 -4 0Z", false),
        Class::Vote => (UP, true),
        Class::VoteAnswer => (DOWN, true),
        Class::PreVote => (UP, false),
        Class::PreVoteAnswer => (DOWN, false),
        Class::ReadIndex => (STAR, true),
        Class::ReadIndexAnswer => (STAR, false),
        Class::Proposal => ("M0 -8L8 0L0 8L-8 0Z", true),
        Class::Snapshot => ("M-4.5 -8H4.5L9 0L4.5 8H-4.5L-9 0Z", true),
        Class::Other => ("M-7 0A7 7 0 1 1 7 0A7 7 0 1 1 -7 0Z M-1.5 0H1.5", false),
        Class::Request => (PILL, true),
        Class::Reply => (PILL, false),
        Class::Refusal => (CROSS, false),
    };
    Sign { path, filled }
}

const SQUARE: &str =
    "M-5 -7H5A2 2 0 0 1 7 -5V5A2 2 0 0 1 5 7H-5A2 2 0 0 1 -7 5V-5A2 2 0 0 1 -5 -7Z";
const CIRCLE: &str = "M-6 0A6 6 0 1 1 6 0A6 6 0 1 1 -6 0Z";
const UP: &str = "M0 -8L8 6H-8Z";
const DOWN: &str = "M0 8L-8 -6H8Z";
const STAR: &str = "M0 -9L2.2 -2.2L9 0L2.2 2.2L0 9L-2.2 2.2L-9 0L-2.2 -2.2Z";
const PILL: &str = "M-5 -5H5A5 5 0 0 1 5 5H-5A5 5 0 0 1 -5 -5Z";
const CROSS: &str = "M-5 -5L5 5M5 -5L-5 5";
