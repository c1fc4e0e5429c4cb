//! One line of the scrollback, drawn again only when it changes.

use crate::{
    present::scrollback::{Line, LineKind},
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct LineProps {
    pub line: Rc<Line>,
    pub words: Words,
    pub on_seek: Callback<u32>,
}

#[component]
pub(super) fn LineRow(props: &LineProps) -> Html {
    let LineProps { line, words, on_seek } = props;
    let text = line.text.as_str();
    let seek = line.moment.map(|moment| {
        let onclick = on_seek.reform(move |_| moment);
        let label = words.fill(words.terminal.seek, &[("moment", &moment)]);
        html! {
            <button class="line-moment" title={label.clone()} aria-label={label} {onclick}>
                { format!("@{moment}") }
            </button>
        }
    });
    match &line.kind {
        LineKind::Command => html! {
            <div class="line command">
                <span class="sign" aria-hidden="true">{ "$ " }</span>
                <span class="said">{ text }</span>{ seek }
            </div>
        },
        LineKind::Echo => html! {
            <div class="line echo" title={words.terminal.echo}>
                <span class="sign" aria-hidden="true">{ "▸ " }</span>
                <span class="said">{ text }</span>
                <span class="unseen">{ words.terminal.echo }</span>{ seek }
            </div>
        },
        LineKind::Output => html! { <pre class="line output">{ text }</pre> },
        LineKind::Note => html! { <div class="line note">{ text }</div> },
        LineKind::Error { source, at } => html! {
            <div class="line error">
                if let Some((before, mistake)) =
                    at.clone().and_then(|at| Some((source.get(..at.start)?, source.get(at)?)))
                {
                    // the text before the mistake, unseen, moves the carets under it in any script
                    <div class="carets" aria-hidden="true">
                        <span class="ghost">{ "$ " }{ before }</span>
                        <span class="caret"><span class="ghost">{ mistake }</span></span>
                    </div>
                }
                <pre>{ text }</pre>
            </div>
        },
    }
}
