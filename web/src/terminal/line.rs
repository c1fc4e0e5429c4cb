//! One line of the scrollback, drawn again only when it changes.

use crate::{
    present::scrollback::{Line, LineKind},
    text::Words,
};
use engine::client::Stream;
use std::{ops::Range, rc::Rc};
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
        LineKind::Command { mistake } => html! {
            <div class="line command">
                <span class="sign" aria-hidden="true">{ "$ " }</span>
                <span class="said" translate="no">{ marked(text, mistake.as_ref()) }</span>{ seek }
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
        LineKind::Printed { parts, exit } => streams(*words, parts, *exit),
        LineKind::Error => html! {
            <div class="line error" translate="no">{ printed(text) }</div>
        },
    }
}

/// What etcdctl wrote, each stream in its own look; its own log folded, and the exit code if it failed.
fn streams(words: Words, parts: &[(Stream, String)], exit: u8) -> Html {
    let rows = parts.iter().map(|(stream, text)| {
        let text = text.trim_end_matches('\n');
        match stream {
            Stream::Out => html! { <div class="stdout">{ printed(text) }</div> },
            Stream::Err => html! { <div class="stderr">{ printed(text) }</div> },
            Stream::Lab => html! { <div class="aside">{ printed(text) }</div> },
            Stream::Log => html! {
                <details class="client-log">
                    <summary translate="yes">{ words.terminal.client_log }</summary>
                    { printed(text) }
                </details>
            },
        }
    });
    html! {
        <div class="line output" translate="no">
            { for rows }
            if exit != 0 {
                <div class="exit">{ format!("exit {exit}") }</div>
            }
        </div>
    }
}

/// A command with its mistake underlined; where something is missing, a gap is.
fn marked(text: &str, mistake: Option<&Range<usize>>) -> Html {
    let parts = mistake
        .and_then(|at| Some((text.get(..at.start)?, text.get(at.clone())?, text.get(at.end..)?)));
    let Some((before, mistake, after)) = parts else { return html! { text } };
    html! { <>{ before }<mark class="mistake">{ mistake }</mark>{ after }</> }
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
