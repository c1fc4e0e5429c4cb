//! One line that says what the shapes mean.

use super::shape::sign;
use crate::{present::message::Class, text::Words};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct LegendProps {
    pub words: Words,
}

#[component]
pub fn Legend(props: &LegendProps) -> Html {
    let words = &props.words.stage;
    let shapes = [
        (Class::Append, words.legend_append),
        (Class::AppendAnswer, words.legend_ack),
        (Class::Heartbeat, words.legend_heartbeat),
        (Class::PreVote, words.legend_pre_vote),
        (Class::Vote, words.legend_vote),
        (Class::Request, words.legend_request),
    ];
    let items = shapes.into_iter().map(|(shape, name)| {
        let class = match shape {
            Class::Request => "no-term",
            _ => "of-ink",
        };
        html! { <li>{ picture(shape, false, class) }{ name }</li> }
    });
    html! {
        <ul class="legend" aria-label={words.legend}>
            { for items }
            <li>
                <svg viewBox="0 0 40 14" width="40" height="14" aria-hidden="true"
                    class="strip of-ink">
                    <rect class="entry committed" x="1" y="1" width="10.5" height="12" rx="2.5" />
                    <rect class="entry durable" x="14" y="1" width="10.5" height="12" rx="2.5" />
                    <rect class="entry volatile" x="27" y="1" width="10.5" height="12" rx="2.5" />
                </svg>
                { words.legend_log }
            </li>
            <li>{ words.legend_term }</li>
        </ul>
    }
}

/// The sign of a message as a small picture.
pub fn picture(message: Class, refuses: bool, class: &'static str) -> Html {
    let sign = sign(message, refuses);
    html! {
        <svg viewBox="-12 -12 24 24" width="18" height="18" aria-hidden="true" {class}>
            <path class={classes!("sign", sign.filled.then_some("filled"))} d={sign.path} />
        </svg>
    }
}
