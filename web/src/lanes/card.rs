//! The chosen message in full, with ways to its moments.

use super::LanesMsg;
use crate::{
    msg::Msg,
    present::{
        frame::peer_name,
        lanes::detail::{Decided, Detail},
    },
    text::Words,
    ui::icon,
};
use engine::sim::MomentId;
use yew::prelude::*;

pub(super) fn card(words: Words, detail: &Detail, on: &Callback<Msg>) -> Html {
    let text = &words.lanes;
    let hue = detail.term.map_or("no-term".into(), |term| format!("t{}", term % 8));
    let seek = |moment: MomentId, label: &str| {
        let onclick = on.reform(move |_: MouseEvent| Msg::Seek(moment));
        let title = words.fill(text.go, &[("moment", &moment)]);
        html! { <button class="go" {title} {onclick}>{ label }</button> }
    };
    let let_go = on.reform(|_: MouseEvent| Msg::Lanes(LanesMsg::Choose(None)));
    let term = detail.term.map(|term| words.stage.term(term));
    html! {
        <aside class={classes!("lanes-card", hue)} aria-label={text.detail} tabindex="0">
            <header>
                <h3>
                    <b>{ &detail.name }</b>{ " " }
                    { format!("{} → {}", peer_name(detail.line.from), peer_name(detail.line.to)) }
                </h3>
                <button class="quiet icon" aria-label={text.close} title={text.close}
                    onclick={let_go}>{ icon::cross() }</button>
            </header>
            <dl>
                <dt>{ text.sent }</dt>
                <dd>
                    { seek(detail.cause.0, &detail.sent) }
                    { term.map(|term| format!(" · {term}")) }
                </dd>
                <dt>{ text.end }</dt>
                <dd>
                    { match detail.ended {
                        Some(moment) => seek(moment, &detail.end),
                        None => detail.end.clone().into(),
                    } }
                    { format!(" · {}", words.fill(text.took, &[("time", &detail.took)])) }
                </dd>
                <dt>{ text.cause }</dt><dd>{ &detail.cause.1 }</dd>
            </dl>
            if detail.ended.is_some() {
                <h3>{ text.decided }</h3>
                if detail.decisions.is_empty() {
                    <p class="none">{ text.decided_nothing }</p>
                }
                <ul>{ for detail.decisions.iter().map(decided) }</ul>
            }
        </aside>
    }
}

/// The message for those who listen.
pub(super) fn sentence(words: Words, detail: &Detail) -> String {
    let (from, to) = (peer_name(detail.line.from), peer_name(detail.line.to));
    words.fill(
        words.lanes.message,
        &[("name", &detail.name), ("from", &from), ("to", &to), ("end", &detail.end)],
    )
}

fn decided(decided: &Decided) -> Html {
    html! {
        <li>
            <b>
                if decided.member > 0 { { format!("n{} ", decided.member) } }
                { decided.title }
            </b>
            <pre>{ &decided.log }</pre>
        </li>
    }
}
