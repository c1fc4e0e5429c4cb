//! The terminal as a whole: welcome, lines, what is waited for, prompt.

use super::{edit::Completion, line::LineRow, prompt::Prompt, width::Width};
use crate::{present::scrollback::Scrollback, text::Words};
use engine::base::MachineId;
use yew::prelude::*;

/// An answer that is still on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// The block in which it will stand.
    pub block: u64,
    /// The member that owes it, if one was asked.
    pub member: Option<MachineId>,
    /// The client gives up after so much virtual time, and so much of the room's.
    pub left: Option<(String, Option<String>)>,
}

/// What the terminal is drawn from.
#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    /// The page's language.
    pub words: Words,
    /// What was said so far.
    pub back: Scrollback,
    /// The answers being waited for.
    #[prop_or_default]
    pub pending: Vec<Pending>,
    /// True if virtual time stands still, so that they will not come by themselves.
    #[prop_or_default]
    pub paused: bool,
    /// What could stand at the end of this text?
    pub complete: Callback<String, Completion>,
    /// A command, typed or chosen from the examples.
    pub on_submit: Callback<String>,
    /// Forget the lines.
    pub on_clear: Callback<()>,
    /// Go to this moment.
    pub on_seek: Callback<u32>,
    /// Let time pass.
    pub on_play: Callback<()>,
    /// Let time pass until the answer of this block is there.
    pub on_answer: Callback<u64>,
    /// End the command of this block without its answer, or the newest that is under way.
    pub on_cancel: Callback<Option<u64>>,
    /// The input, for whoever wants to move the focus there.
    #[prop_or_default]
    pub input: NodeRef,
}

/// The terminal.
#[component]
pub fn Terminal(props: &TerminalProps) -> Html {
    let words = props.words;
    let log = use_node_ref();
    {
        let log = log.clone();
        let end = (props.back.lines().last().map(|line| line.id), props.pending.len());
        use_effect_with(end, move |_| {
            if let Some(log) = log.cast::<web_sys::Element>() {
                log.set_scroll_top(log.scroll_height());
            }
        });
    }
    let all = props.back.lines();
    let lines = all.iter().enumerate().map(|(at, line)| {
        let on_seek = props.on_seek.clone();
        let ends = all.get(at + 1).is_none_or(|next| next.block != line.block);
        let owed = props.pending.iter().filter(|owed| ends && owed.block == line.block);
        html! {
            <key={line.id}>
                <LineRow line={line.clone()} {words} {on_seek} />
                { for owed.map(|owed| waiting(props, owed)) }
            </>
        }
    });
    let cleared = props.pending.iter().filter(|owed| !props.back.has(owed.block));
    html! {
        <section class="terminal" aria-label={words.terminal.name}>
            <div class="lines" ref={log} role="log" aria-label={words.terminal.log} tabindex="0">
                <div class="said-so-far">
                    { welcome(words, &props.on_submit) }
                    { for lines }
                    { for cleared.map(|owed| waiting(props, owed)) }
                </div>
            </div>
            <Width {words} />
            <Prompt back={props.back.clone()} {words} complete={props.complete.clone()}
                on_submit={props.on_submit.clone()} on_clear={props.on_clear.clone()}
                on_cancel={props.on_cancel.clone()}
                input={props.input.clone()} />
        </section>
    }
}

fn welcome(words: Words, on_submit: &Callback<String>) -> Html {
    let examples = EXAMPLES.iter().map(|example| {
        let onclick = on_submit.reform(|_| example.to_string());
        html! { <li><button {onclick}><code translate="no">{ *example }</code></button></li> }
    });
    html! {
        <div class="welcome">
            <p>{ words.terminal.welcome }</p>
            <ul>{ for examples }</ul>
        </div>
    }
}

fn waiting(props: &TerminalProps, owed: &Pending) -> Html {
    let text = &props.words.terminal;
    let (paused, block) = (props.paused, owed.block);
    let whom = match (owed.member, paused) {
        (Some(member), false) => text.waiting(member),
        (Some(member), true) => text.waiting_paused(member),
        (None, false) => text.connecting.to_string(),
        (None, true) => text.connecting_paused.to_string(),
    };
    let left = owed.left.as_ref().map(|(left, room)| match room {
        Some(room) => text.gives_up_at(left, room),
        None => text.gives_up(left),
    });
    html! {
        <div class="line pending" aria-live="off">
            <span class={classes!("dots", paused.then_some("still"))} aria-hidden="true">
                { "…" }
            </span>
            <span>{ whom }</span>
            <span class="left">{ left }</span>
            if paused {
                <button onclick={props.on_play.reform(|_| ())}>{ text.play }</button>
            }
            <button class="answer" onclick={props.on_answer.reform(move |_| block)}>
                { text.to_the_answer }
            </button>
            <button class="cancel" onclick={props.on_cancel.reform(move |_| Some(block))}>
                { text.cancel }
            </button>
        </div>
    }
}

/// Commands to try; a click runs them.
const EXAMPLES: [&str; 8] = [
    "put greeting hello",
    "get greeting",
    "get --prefix \"\" --write-out=json",
    "crash n1",
    "run until became-leader",
    "partition n1 n2 | n3 n4 n5",
    "heal",
    "help",
];
