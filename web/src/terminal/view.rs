//! The terminal as a whole: welcome, lines, what is waited for, prompt.

use super::{edit::Completion, line::LineRow, prompt::Prompt};
use crate::{present::scrollback::Scrollback, text::Words};
use yew::prelude::*;

/// An answer that is still on its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pending {
    /// The member that owes it.
    pub member: u64,
    /// True if virtual time stands still, so that it will not come by itself.
    pub paused: bool,
}

/// What the terminal is drawn from.
#[derive(Properties, PartialEq)]
pub struct TerminalProps {
    /// The page's language.
    pub words: Words,
    /// What was said so far.
    pub back: Scrollback,
    /// The answer being waited for.
    #[prop_or_default]
    pub pending: Option<Pending>,
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
        let end = (props.back.lines().last().map(|line| line.id), props.pending.clone());
        use_effect_with(end, move |_| {
            if let Some(log) = log.cast::<web_sys::Element>() {
                log.set_scroll_top(log.scroll_height());
            }
        });
    }
    let lines = props.back.lines().iter().map(|line| {
        let on_seek = props.on_seek.clone();
        html! { <LineRow key={line.id} line={line.clone()} {words} {on_seek} /> }
    });
    html! {
        <section class="terminal" aria-label={words.terminal.name}>
            <div class="lines" ref={log} role="log" aria-label={words.terminal.log} tabindex="0">
                <div class="said-so-far">
                    { welcome(words, &props.on_submit) }
                    { for lines }
                    { props.pending.as_ref().map(|owed| waiting(words, owed, &props.on_play)) }
                </div>
            </div>
            <Prompt back={props.back.clone()} {words} complete={props.complete.clone()}
                on_submit={props.on_submit.clone()} on_clear={props.on_clear.clone()}
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

fn waiting(words: Words, pending: &Pending, on_play: &Callback<()>) -> Html {
    let text = match pending.paused {
        true => words.terminal.waiting_paused(pending.member),
        false => words.terminal.waiting(pending.member),
    };
    let onclick = on_play.reform(|_| ());
    html! {
        <div class="line pending">
            <span class={classes!("dots", pending.paused.then_some("still"))} aria-hidden="true">
                { "…" }
            </span>
            <span>{ text }</span>
            if pending.paused {
                <button {onclick}>{ words.terminal.play }</button>
            }
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
