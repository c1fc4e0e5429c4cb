//! The Path panel: one linearizable read, step by step, with a waterfall of where its time went.

use crate::{
    present::{entry, inspect::Options, path::PathView},
    text::{Span, Words, span},
};
use engine::insight::path::{ReadPath, SentRead, Step};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PathProps {
    pub words: Words,
    pub view: Rc<PathView>,
    pub options: Options,
    pub go: Callback<Options>,
    pub on_seek: Callback<u32>,
}

#[component]
pub(super) fn PathPanel(props: &PathProps) -> Html {
    let PathProps { words, view, on_seek, .. } = props;
    let words = *words;
    let Some(path) = &view.path else {
        return html! { <p class="empty">{ words.path.none }</p> };
    };
    let (command, time) = (entry::request(path.request.clone()), Span(path.took));
    let said = match path.over {
        true => words.path.took(&command, time),
        false => words.path.waits(&command, time),
    };
    html! {
        <>
            { choices(props, path) }
            <p class="happened">
                { said }
            </p>
            <ol class="path" aria-label={words.path.steps}>
                { for path.steps.iter().enumerate().map(|(at, step)| {
                    row(words, path, at, step, on_seek)
                }) }
            </ol>
            { path.waits.as_ref().map(|answer| super::ask::answer(words, answer)) }
        </>
    }
}

/// Which read: the newest, or one chosen.
fn choices(props: &PathProps, path: &ReadPath) -> Html {
    let PathProps { words, view, options, go, .. } = props;
    let chip = |at: usize, choice: &SentRead| {
        let read = (at > 0).then_some(choice.id);
        let next = Options { read, ..options.clone() };
        let onclick = go.reform(move |_| next.clone());
        let pressed = choice.id == path.id;
        html! {
            <button key={choice.id} class="chip" aria-pressed={pressed.to_string()}
                title={span(choice.at)} {onclick}>
                <code translate="no">{ entry::request(choice.request.clone()) }</code>
            </button>
        }
    };
    html! {
        <div class="choices" role="group" aria-label={words.path.choose}>
            { for view.reads.iter().enumerate().map(|(at, choice)| chip(at, choice)) }
        </div>
    }
}

fn row(words: Words, path: &ReadPath, at: usize, step: &Step, on_seek: &Callback<u32>) -> Html {
    let (title, detail) = words.step(&step.what);
    let moment = step.moment;
    let onclick = on_seek.reform(move |_| moment);
    let hint = step.later.then_some(words.path.later);
    html! {
        <li class={classes!(step.later.then_some("later"))}>
            <button {onclick} title={hint}>
                <span class="step-no">{ at + 1 }</span>
                <span class="what"><b>{ title }</b><span class="aside">{ detail }</span></span>
                <span class="when">{ span(step.at.since(path.from)) }</span>
                { bar(path, step) }
            </button>
        </li>
    }
}

/// When within the whole this step began and ended.
fn bar(path: &ReadPath, step: &Step) -> Html {
    let whole = path.to.since(path.from).us().max(1) as f64;
    let part = |us: u64| us as f64 / whole * 100.0;
    let x = part(step.since.since(path.from).us()).min(99.0);
    let width = part(step.at.since(step.since).us()).clamp(0.8, 100.0 - x);
    html! {
        <svg class="waterfall" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
            <rect x={format!("{x:.2}")} width={format!("{width:.2}")} height="6" />
        </svg>
    }
}
