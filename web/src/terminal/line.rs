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
        let label = words.terminal.seek(moment);
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
                <span class="said" translate="no">{ text }</span>{ seek }
            </div>
        },
        LineKind::Echo => html! {
            <div class="line echo" title={words.terminal.echo}>
                <span class="sign" aria-hidden="true">{ "▸ " }</span>
                <span class="said" translate="no">{ text }</span>
                <span class="unseen">{ words.terminal.echo }</span>{ seek }
            </div>
        },
        LineKind::Output => {
            html! { <div class="line output" translate="no">{ printed(text) }</div> }
        }
        LineKind::Note(news) => html! {
            <div class="line note">{ crate::timeline::say(*words, news) }</div>
        },
        LineKind::Error { source, at } => html! {
            <div class="line error" translate="no">
                if let Some((before, mistake)) =
                    at.clone().and_then(|at| Some((source.get(..at.start)?, source.get(at)?)))
                {
                    // the text before the mistake, unseen, moves the carets under it in any script
                    <div class="carets" aria-hidden="true">
                        <span class="ghost">{ "$ " }{ before }</span>
                        <span class="caret"><span class="ghost">{ mistake }</span></span>
                    </div>
                }
                { printed(text) }
            </div>
        },
    }
}

/// What a program printed. A table is not wrapped, since it would fall apart; it is moved sideways, by the
/// keyboard too.
fn printed(text: &str) -> Html {
    if has_table(text) {
        html! { <pre class="table" tabindex="0">{ text }</pre> }
    } else {
        html! { <pre>{ text }</pre> }
    }
}

/// etcdctl's tables begin and end with such a line.
fn has_table(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("+--") && line.ends_with("--+"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_frame() {
        assert!(has_table("Failed to get the status\n+----+----+\n| ID | NAME |"));
        assert!(!has_table("a\n+1\n-----"));
    }
}
