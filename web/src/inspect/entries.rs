//! The log with terms: colour says the term, the box says how far the entry has come. Also as a table.

use super::{content, heading, log_window};
use crate::{
    present::{
        inspect::Options,
        raft::{LogEntry, RaftView, Reached},
    },
    text::Words,
    ui::table::scrolling,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct EntriesProps {
    pub words: Words,
    pub view: Rc<RaftView>,
    pub options: Options,
    pub go: Callback<Options>,
}

#[component]
pub(super) fn Entries(props: &EntriesProps) -> Html {
    let EntriesProps { words, view, options, go } = props;
    let words = *words;
    let looked_at = use_state(|| None::<u64>);
    let chosen = view.log.iter().find(|e| Some(e.index) == *looked_at).or(view.log.last());
    html! {
        <>
            { heading(words, words.raft.log, options, go) }
            if view.log.is_empty() {
                <p class="empty">{ words.raft.empty_log }</p>
            } else if options.tables {
                { table(words, view) }
            } else {
                <ol class="log-cells" aria-label={words.raft.log}>
                    { compacted(words, view) }
                    { for view.log.iter().map(|entry| cell(words, view, entry, chosen, &looked_at)) }
                </ol>
                { legend(words) }
                if let Some(entry) = chosen {
                    <p class={classes!("picked", format!("t{}", entry.term % 8))}>
                        <b>{ sentence(words, view, entry) }</b>{ " " }
                        { content::entry_code(words, &entry.content) }
                    </p>
                }
            }
            { window(words, view, options, go) }
            { snapshot(words, view) }
        </>
    }
}

/// What is no longer in the log, in front of its first entry.
fn compacted(words: Words, view: &RaftView) -> Html {
    let gone = view.first - 1;
    if gone == 0 || view.log.first().is_none_or(|entry| entry.index > view.first) {
        return Html::default();
    }
    html! { <li class="compacted">{ words.raft.compacted(gone) }</li> }
}

/// The snapshot that stands for the beginning of the log, and the one that is on its way here.
fn snapshot(words: Words, view: &RaftView) -> Html {
    let (text, at) = (&words.raft, view.snapshot);
    html! {
        <>
            if at.index > 0 {
                <p class="remark">
                    { "⬡ " }{ text.snapshot_at(at.index, at.term) }
                </p>
            }
            if view.restoring > 0 {
                <p class="remark careful">{ text.restoring(view.restoring) }</p>
            }
        </>
    }
}

fn reached_class(reached: Reached) -> &'static str {
    match reached {
        Reached::Applied => "applied",
        Reached::Committed => "committed",
        Reached::Saved => "saved",
        Reached::Volatile => "volatile",
    }
}

fn sentence(words: Words, view: &RaftView, entry: &LogEntry) -> String {
    let state = words.raft.reached(view.reached(entry.index));
    words.raft.entry(entry.index, entry.term, state)
}

fn cell(
    words: Words,
    view: &RaftView,
    entry: &LogEntry,
    chosen: Option<&LogEntry>,
    looked_at: &UseStateHandle<Option<u64>>,
) -> Html {
    let index = entry.index;
    let onclick = {
        let looked_at = looked_at.clone();
        Callback::from(move |_| looked_at.set(Some(index)))
    };
    // what the cell shows comes first: a visitor who speaks says what is seen
    let state = words.raft.reached(view.reached(index));
    let (term, what) = (words.raft.term_short(entry.term), content::entry(words, &entry.content));
    let label = words.raft.entry_label(index, entry.term, &what, state);
    let class =
        classes!("log-cell", format!("t{}", entry.term % 8), reached_class(view.reached(index)),);
    let pressed = (chosen == Some(entry)).to_string();
    html! {
        <li key={index}>
            <button {class} {onclick} title={what} data-verbatim="title" aria-label={label}
                aria-pressed={pressed}>
                <b>{ index }</b>{ " " }<small>
                    { term }
                    if index == view.snapshot.index { { " ⬡" } }
                </small>
            </button>
        </li>
    }
}

fn legend(words: Words) -> Html {
    let all = [Reached::Applied, Reached::Committed, Reached::Saved, Reached::Volatile];
    let items = all.into_iter().map(|reached| {
        html! {
            <li>
                <span class={classes!("log-key", reached_class(reached))} aria-hidden="true"></span>
                { words.raft.reached(reached) }
            </li>
        }
    });
    html! { <ul class="legend">{ for items }</ul> }
}

fn table(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let rows = view.log.iter().rev().map(|entry| {
        html! {
            <tr class={format!("t{}", entry.term % 8)}>
                <th scope="row" class="number">{ entry.index }</th>
                <td class="number term-ink">{ entry.term }</td>
                <td>{ text.reached(view.reached(entry.index)) }</td>
                <td>{ content::entry_code(words, &entry.content) }</td>
            </tr>
        }
    });
    let columns =
        [text.index.into(), words.inspect.term.into(), text.state.into(), text.content.into()];
    scrolling(text.log, "figures", &columns, rows)
}

fn window(words: Words, view: &RaftView, options: &Options, go: &Callback<Options>) -> Html {
    let (Some(from), Some(to)) = (view.log.first(), view.log.last()) else {
        return Html::default();
    };
    let to_index = |log_to| Options { log_to, ..options.clone() };
    log_window(words, from.index..=to.index, view.first..=view.last, to_index, go)
}
