//! The chosen message in full, with ways to its moments.

use super::{
    LanesMsg,
    detail::{Decided, Detail, name},
};
use crate::{msg::Msg, text::Words, ui::icon};
use engine::base::NOWHERE;
use engine::{
    script::print,
    sim::{Kind, MomentId},
};
use yew::prelude::*;

pub(super) fn card(words: Words, detail: &Detail, on: &Callback<Msg>) -> Html {
    let text = &words.lanes;
    let hue = detail.term.map_or("no-term".into(), |term| format!("t{}", term % 8));
    let seek = |moment: MomentId, label: &str| {
        let onclick = on.reform(move |_: MouseEvent| Msg::Seek(moment));
        let title = text.go(moment);
        html! { <button class="go" {title} {onclick}>{ label }</button> }
    };
    let let_go = on.reform(|_: MouseEvent| Msg::Lanes(LanesMsg::Choose(None)));
    let term = detail.term.map(|term| words.stage.term(term));
    html! {
        <aside class={classes!("lanes-card", hue)} aria-label={text.detail} tabindex="0">
            <header>
                <h3>
                    <b>{ said(words, detail.line.kind) }</b>{ " " }
                    <span translate="no">
                        { print::peer(detail.line.from) }{ " → " }{ print::peer(detail.line.to) }
                    </span>
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
                    { format!(" · {}", text.took(&detail.took)) }
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
    let (from, to) = (print::peer(detail.line.from), print::peer(detail.line.to));
    words.lanes.message(&detail.name, &from, &to, &detail.end)
}

/// The name of a message: what etcd calls it stays as it is in every language.
pub(super) fn said(words: Words, kind: Kind) -> Html {
    let name = name(kind, words);
    match kind {
        Kind::Raft(_) => html! { <span translate="no">{ name }</span> },
        Kind::Request
        | Kind::Reply
        | Kind::Push
        | Kind::Refused
        | Kind::Gone
        | Kind::Connect
        | Kind::Connected
        | Kind::ConnectionRefused
        | Kind::Closed
        | Kind::Cancel => name.into(),
    }
}

fn decided(decided: &Decided) -> Html {
    html! {
        <li>
            <b>
                if decided.member != NOWHERE {
                    <span translate="no">{ format!("{} ", decided.member) }</span>
                }
                { decided.title }
            </b>
            <pre translate="no">{ &decided.log }</pre>
        </li>
    }
}
