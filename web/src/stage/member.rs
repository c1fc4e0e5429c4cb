//! One member: its role is the outline, its term the colour and the number, its election timer the
//! arc of ticks around it, its log the strip below.

use super::geometry::Point;
use crate::{
    msg::{Msg, Selection},
    present::frame::{EntryState, EntryView, MemberView, Role, Standing},
    text::Words,
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MemberProps {
    pub words: Words,
    pub view: MemberView,
    pub at: Point,
    pub radius: f64,
    /// There is little room.
    pub small: bool,
    /// How many entries the strip shows.
    pub strip: usize,
    pub selected: bool,
    pub on: Callback<Msg>,
}

#[component]
pub fn Member(props: &MemberProps) -> Html {
    let MemberProps { words, view, at, radius, selected, .. } = props;
    let select = Msg::Select(Selection::Member(view.id));
    let class = classes!(
        "member",
        role_class(view.role),
        standing_class(view.standing),
        view.learner.then_some("learner"),
        view.paused.then_some("paused"),
        term_class(view.term),
        selected.then_some("selected")
    );
    let outer = radius + 5.0;
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", at.x, at.y)}
            onclick={click(&props.on, &select)}>
            <circle class="halo" r={(radius + 15.0).to_string()} role="button" tabindex="0"
                aria-label={spoken(*words, view)} aria-pressed={selected.to_string()}
                onkeydown={press(&props.on, &select)} />
            // the same that the button's name says
            <g aria-hidden="true">
                if view.role == Role::Leader {
                    <circle class="rim" r={outer.to_string()} />
                }
                { body(view.learner, *radius) }
                { timer(view.timer, radius + 7.0) }
                { inside(*words, view, *radius, props.small) }
                { strip(view, props.strip, radius + 16.0) }
                if view.role != Role::Crashed {
                    <text class="caption mono" y={(radius + 44.0).to_string()}>
                        { caption(*words, view, props.small) }
                    </text>
                }
            </g>
        </g>
    }
}

/// A voter is round, a learner is not.
fn body(learner: bool, radius: f64) -> Html {
    if !learner {
        return html! { <circle class="body" r={radius.to_string()} /> };
    }
    let (at, side) = ((-radius * 0.92).to_string(), (radius * 1.84).to_string());
    html! {
        <rect class="body" x={at.clone()} y={at} width={side.clone()} height={side} rx="12" />
    }
}

fn standing_class(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Member => None,
        Standing::Awaited => Some("awaited"),
        Standing::Removed => Some("removed"),
    }
}

/// What a member is, in a word or two: how it stands first, then its role.
pub fn state_word(words: Words, view: &MemberView) -> &'static str {
    match (view.standing, view.role) {
        (Standing::Awaited, _) => words.stage.awaited,
        (Standing::Removed, _) => words.stage.removed,
        (Standing::Member, _) if view.paused => words.stage.paused,
        (Standing::Member, Role::Follower) if view.learner => words.stage.learner,
        (Standing::Member, role) => words.stage.role(role),
    }
}

/// The hue of a term.
pub fn term_class(term: u64) -> &'static str {
    ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"][(term % 8) as usize]
}

/// A member in one sentence.
pub fn spoken(words: Words, view: &MemberView) -> String {
    let state = state_word(words, view);
    if view.role == Role::Crashed {
        return words.stage.member_down(view.id, state);
    }
    words.stage.member(view.id, state, view.term, view.commit, view.applied, view.last)
}

/// Selects on a click.
pub(super) fn click(on: &Callback<Msg>, msg: &Msg) -> Callback<MouseEvent> {
    let (on, msg) = (on.clone(), msg.clone());
    Callback::from(move |event: MouseEvent| {
        event.stop_propagation();
        on.emit(msg.clone());
    })
}

/// Selects on Enter and Space.
pub(super) fn press(on: &Callback<Msg>, msg: &Msg) -> Callback<KeyboardEvent> {
    let (on, msg) = (on.clone(), msg.clone());
    Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            on.emit(msg.clone());
        }
    })
}

fn role_class(role: Role) -> &'static str {
    match role {
        Role::Follower => "follower",
        Role::PreCandidate => "pre-candidate",
        Role::Candidate => "candidate",
        Role::Leader => "leader",
        Role::Crashed => "crashed",
    }
}

fn caption(words: Words, view: &MemberView, small: bool) -> String {
    match small {
        true => words.stage.log_short(view.commit),
        false => words.stage.log(view.commit, view.last),
    }
}

fn inside(words: Words, view: &MemberView, radius: f64, small: bool) -> Html {
    let cross = radius * 0.5;
    let crowned = view.role == Role::Leader;
    let plain = !view.learner && !view.paused && view.standing == Standing::Member;
    // where room is short, the outline alone says what is usual
    let role = match view.role {
        Role::Leader | Role::Follower if small && plain => None,
        Role::PreCandidate if small => Some(words.stage.role(Role::Candidate)),
        _ => Some(state_word(words, view)),
    };
    let lines = 1.0 + f64::from(u8::from(role.is_some()) + u8::from(view.role != Role::Crashed));
    let mut y = 5.0 - (lines - 1.0) * 7.5 + if crowned { 6.0 } else { 0.0 };
    let mut line = |height: f64| {
        let at = format!("{y:.1}");
        y += height;
        at
    };
    html! {
        <>
            if crowned {
                <path class="crown" d="M-9 5 L-10 -5 L-4.5 -0.5 L0 -7 L4.5 -0.5 L10 -5 L9 5 Z"
                    transform={format!("translate(0 {:.1})", -radius * 0.56)} />
            }
            if view.role == Role::Crashed && view.standing == Standing::Member {
                <path class="cross" d={format!(
                    "M-{cross} -{cross} L{cross} {cross} M{cross} -{cross} L-{cross} {cross}"
                )} />
            }
            <text class="name" y={line(16.0)}>{ view.id.to_string() }</text>
            if let Some(role) = role {
                <text class="role" y={line(14.5)}>{ role }</text>
            }
            if view.role != Role::Crashed {
                <text class="term" y={line(0.0)}>
                    { words.stage.term(view.term) }
                </text>
            }
        </>
    }
}

/// The election timer counts in ticks, so its arc is made of ticks.
fn timer(timer: Option<(u64, u64)>, radius: f64) -> Html {
    let Some((elapsed, timeout)) = timer.filter(|(_, timeout)| *timeout > 0) else {
        return Html::default();
    };
    let elapsed = elapsed.min(timeout);
    let dash = |ticks: u64| {
        let mut dashes = "0.72 0.28 ".repeat(ticks as usize);
        dashes.push_str(&format!("0 {timeout}"));
        dashes
    };
    let r = radius.to_string();
    html! {
        <g class="timer" transform="rotate(-90)">
            <circle class="track" r={r.clone()} pathLength={timeout.to_string()}
                stroke-dasharray={dash(timeout)} />
            if elapsed > 0 {
                <circle class="passed" {r} pathLength={timeout.to_string()}
                    stroke-dasharray={dash(elapsed)} />
            }
        </g>
    }
}

fn strip(view: &MemberView, most: usize, top: f64) -> Html {
    let shown = &view.log[view.log.len().saturating_sub(most)..];
    let Some(first) = shown.first() else { return Html::default() };
    let left = -(shown.len() as f64) * PITCH / 2.0;
    let cells = shown.iter().enumerate().map(|(at, entry)| {
        let x = (left + at as f64 * PITCH + 0.75).to_string();
        html! {
            <rect key={entry.index} class={entry_class(entry)} {x} width={(PITCH - 1.5).to_string()}
                height="13" rx="2.5" />
        }
    });
    html! {
        <g class="strip" transform={format!("translate(0 {top:.1})")}>
            <text class="first mono" x={(left - 4.0).to_string()} y="11">{ first.index }</text>
            { for cells }
        </g>
    }
}

fn entry_class(entry: &EntryView) -> Classes {
    let state = match entry.state {
        EntryState::Volatile => "volatile",
        EntryState::Durable => "durable",
        EntryState::Committed => "committed",
    };
    classes!("entry", term_class(entry.term), state)
}

const PITCH: f64 = 12.0;
