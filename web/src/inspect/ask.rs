//! What can be asked about what has not happened, and the answer: who is needed, who is missing, and why.

use crate::{
    present::{inspect::Options, why::WhyView},
    text::Words,
};
use engine::base::Name;
use engine::insight::{Answer, Question};
use yew::prelude::*;

/// All questions, and the answer to the one that is asked.
pub(super) fn panel(
    words: Words,
    view: &WhyView,
    options: &Options,
    go: &Callback<Options>,
) -> Html {
    let asked = view.asked.as_ref();
    let chip = |question: &Question| {
        let next = Options { ask: Some(question.clone()), ..options.clone() };
        let pressed = asked.is_some_and(|(asked, _)| asked == question);
        let onclick = go.reform(move |_| next.clone());
        html! {
            <button class="chip" aria-pressed={pressed.to_string()} {onclick}>
                { words.question(question) }
            </button>
        }
    };
    html! {
        <section class="ask" aria-label={words.ask.title}>
            <h3>{ words.ask.title }</h3>
            if view.questions.is_empty() {
                <p class="remark">{ words.ask.nothing }</p>
            } else {
                <div class="choices">{ for view.questions.iter().map(chip) }</div>
            }
            { asked.map(|(_, found)| answer(words, found)) }
        </section>
    }
}

/// Who is there, who is missing, and why.
pub(super) fn answer(words: Words, answer: &Answer) -> Html {
    let chip = |(id, there): &(Name, bool)| {
        let (class, sign) = if *there { ("yes", "✓") } else { ("open", "…") };
        html! { <li {class}>{ sign }{ format!(" {id}") }</li> }
    };
    html! {
        <div class="answer">
            if !answer.tally.is_empty() {
                <ul class="votes" translate="no">{ for answer.tally.iter().map(chip) }</ul>
                <p class="remark">{ words.tally(answer) }</p>
            }
            <ul class="waits">
                { for answer.facts.iter().map(|fact| html! { <li>{ words.fact(fact) }</li> }) }
            </ul>
        </div>
    }
}
