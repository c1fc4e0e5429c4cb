//! The Why panel: what happened, by which rule, on which values, since when; and what is still waited for.

use crate::{
    explain::cite,
    present::why::{Cause, Compared, Decision, WhyView},
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WhyProps {
    pub words: Words,
    pub view: Rc<WhyView>,
    pub on_seek: Callback<u32>,
}

#[component]
pub(super) fn WhyPanel(props: &WhyProps) -> Html {
    let WhyProps { words, view, on_seek } = props;
    let words = *words;
    let text = &words.why;
    html! {
        <>
            <p class="happened">
                <span class="when">
                    { words.fill(text.when, &[("at", &view.at), ("moment", &view.moment)]) }
                </span>
                { view.happened.clone() }
            </p>
            if view.decisions.is_empty() {
                <p class="remark">{ text.no_decision }</p>
            }
            { for view.decisions.iter().map(|decision| card(words, decision)) }
            { causes(words, &view.causes, on_seek) }
            <h3>{ text.waiting }</h3>
            if view.waiting.is_empty() {
                <p class="remark">{ text.nothing_waits }</p>
            } else {
                <ul class="waits">
                    { for view.waiting.iter().map(|wait| html! { <li>{ words.wait(wait) }</li> }) }
                </ul>
            }
        </>
    }
}

fn card(words: Words, decision: &Decision) -> Html {
    html! {
        <article class="decision">
            <h3>
                if decision.member != 0 {
                    <span class="who">{ format!("n{}", decision.member) }</span>
                }
                { decision.title.clone() }
            </h3>
            <p class="rule">{ decision.rule.clone() }</p>
            { compared(words, &decision.compared) }
            if let Some(log) = &decision.log {
                <pre class="log-line" tabindex="0" aria-label={words.why.log}>{ log.clone() }</pre>
            }
            if !decision.cites.is_empty() {
                <ul class="cites" aria-label={words.why.sources}>
                    { for decision.cites.iter().map(|cite| html! { <li>{ cite::name(cite) }</li> }) }
                </ul>
            }
        </article>
    }
}

fn compared(words: Words, values: &[Compared]) -> Html {
    if values.is_empty() {
        return Html::default();
    }
    let rows = values.iter().map(|Compared { name, value, with }| match with {
        Some((relation, other, other_value)) => html! {
            <tr>
                <th scope="row">{ name.clone() }</th><td class="number">{ value.clone() }</td>
                <td class="relation">{ *relation }</td>
                <td class="number">{ other_value.clone() }</td><td>{ other.clone() }</td>
            </tr>
        },
        None => html! {
            <tr>
                <th scope="row">{ name.clone() }</th>
                <td class="number" colspan="4">{ value.clone() }</td>
            </tr>
        },
    });
    html! {
        <table class="compared" aria-label={words.why.compared}>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

fn causes(words: Words, causes: &[Cause], on_seek: &Callback<u32>) -> Html {
    let text = &words.why;
    let rows = causes.iter().map(|cause| {
        let moment = cause.moment;
        let onclick = on_seek.reform(move |_| moment);
        html! {
            <li class={classes!(cause.origin.then_some("origin"))}>
                <button class="cause" {onclick}>
                    <span class="when">{ format!("{} ms", cause.at) }</span>
                    <span>{ cause.happened.clone() }</span>
                </button>
            </li>
        }
    });
    html! {
        <>
            <h3>{ text.causes }</h3>
            if causes.is_empty() {
                <p class="remark">{ text.no_cause }</p>
            } else {
                <ol class="causes">{ for rows }</ol>
            }
        </>
    }
}
