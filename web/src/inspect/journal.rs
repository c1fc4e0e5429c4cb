//! The Journal panel: what a member would have logged, by level and text. Each line is a button that goes to its
//! moment; what is looked for can be copied and saved.

use crate::{
    msg::Keep,
    present::{
        inspect::Options,
        journal::{JournalLine, JournalOptions, JournalView},
    },
    text::Words,
    ui::pager::{Step, pager},
};
use engine::insight::journal::{Level, form::Form};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct JournalProps {
    pub words: Words,
    pub view: Rc<JournalView>,
    pub options: Options,
    pub go: Callback<Options>,
    pub on_seek: Callback<u32>,
    pub on_keep: Callback<Keep>,
}

#[component]
pub(super) fn JournalPanel(props: &JournalProps) -> Html {
    let JournalProps { words, view, options, on_seek, .. } = props;
    let words = *words;
    // one stop for the tab key: the playhead's line, or the newest
    let now = view.lines.iter().rposition(|line| line.is_now);
    let stop = now.unwrap_or(view.lines.len().saturating_sub(1));
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let _ = move_focus(&event);
    });
    html! {
        <>
            { tools(props) }
            { window(props) }
            if view.lines.is_empty() {
                <p class="remark" role="status">{ words.journal.none(view.from) }</p>
            } else {
                <ol class="journal" aria-label={words.journal.lines} {onkeydown}>
                    { for view.lines.iter().enumerate().map(|(at, one)| {
                        let reached = at == stop;
                        line(at, one, (options.journal.everybody, reached), on_seek)
                    }) }
                </ol>
            }
        </>
    }
}

/// From line to line by the arrow keys, and to the ends.
fn move_focus(event: &KeyboardEvent) -> Option<()> {
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let here = target.closest("li").ok()??;
    let list = here.parent_element()?;
    let to = match event.key().as_str() {
        "ArrowDown" => here.next_element_sibling(),
        "ArrowUp" => here.previous_element_sibling(),
        "Home" => list.first_element_child(),
        "End" => list.last_element_child(),
        _ => return None,
    };
    event.prevent_default();
    let button = to?.query_selector("button").ok()??;
    button.dyn_into::<web_sys::HtmlElement>().ok()?.focus().ok()
}

fn line(
    at: usize,
    line: &JournalLine,
    (named, reached): (bool, bool),
    on_seek: &Callback<u32>,
) -> Html {
    let moment = line.moment;
    let onclick = on_seek.reform(move |_| moment);
    let class = match line.level {
        Level::Debug => "debug",
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error | Level::Panic | Level::Fatal => "error",
    };
    html! {
        <li key={format!("{moment}-{at}")}>
            <button class={classes!("entry", class)} translate="no" {onclick}
                tabindex={if reached { "0" } else { "-1" }}
                aria-current={line.is_now.then_some("true")}>
                if named { <b>{ format!("{} ", line.member) }</b> }
                { &line.text }
            </button>
        </li>
    }
}

/// Which lines, in which form, and what to do with them.
fn tools(props: &JournalProps) -> Html {
    let JournalProps { words, options, go, on_keep, view, .. } = props;
    let (text, chosen) = (&words.journal, &options.journal);
    let to = |journal: JournalOptions| Options { journal, ..options.clone() };
    let press = |journal: JournalOptions| {
        let next = to(journal);
        go.reform(move |_: MouseEvent| next.clone())
    };
    let everybody = JournalOptions { everybody: !chosen.everybody, to: None, ..chosen.clone() };
    let other = if chosen.form == Form::Json { Form::Console } else { Form::Json };
    let form = JournalOptions { form: other, ..chosen.clone() };
    let keep = |keep: Keep| on_keep.reform(move |_: MouseEvent| keep);
    html! {
        <div class="journal-tools" role="group" aria-label={text.filters}>
            <button class="quiet" aria-pressed={chosen.everybody.to_string()}
                onclick={press(everybody)}>{ text.everybody }</button>
            { level(props) }
            { search(props) }
            <button class="quiet" id="journal-json" aria-pressed={(chosen.form == Form::Json).to_string()}
                onclick={press(form)}><span translate="no">{ "JSON" }</span></button>
            <button class="quiet" id="journal-copy" title={text.copy_title}
                onclick={keep(Keep::Copy(view.member))}>{ text.copy }</button>
            <button class="quiet" id="journal-save" title={text.save_title}
                onclick={keep(Keep::Save(view.member))}>{ text.save }</button>
        </div>
    }
}

fn level(props: &JournalProps) -> Html {
    let JournalProps { words, options, go, .. } = props;
    let (before, go) = (options.clone(), go.clone());
    let onchange = Callback::from(move |event: Event| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlSelectElement>().ok());
        let name = target.map(|select| select.value()).unwrap_or_default();
        if let Some(level) = Level::ALL.into_iter().find(|level| level.name() == name) {
            let journal = JournalOptions { level, to: None, ..before.journal.clone() };
            go.emit(Options { journal, ..before.clone() });
        }
    });
    let chosen = options.journal.level;
    html! {
        <select id="journal-level" aria-label={words.journal.level} {onchange}>
            { for LEVELS.into_iter().map(|level| html! {
                <option value={level.name()} selected={level == chosen} translate="no">
                    { level.name() }
                </option>
            }) }
        </select>
    }
}

fn search(props: &JournalProps) -> Html {
    let JournalProps { words, options, go, .. } = props;
    let (before, go) = (options.clone(), go.clone());
    let oninput = Callback::from(move |event: InputEvent| {
        let target = event.target().and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
        let text = target.map(|input| input.value()).unwrap_or_default();
        let journal = JournalOptions { text, to: None, ..before.journal.clone() };
        go.emit(Options { journal, ..before.clone() });
    });
    let text = &words.journal;
    html! {
        <input id="journal-text" type="search" autocomplete="off" spellcheck="false"
            aria-label={text.text} placeholder={text.text} value={options.journal.text.clone()}
            {oninput} />
    }
}

/// Older lines, and back to the newest.
fn window(props: &JournalProps) -> Html {
    let JournalProps { words, view, options, go, .. } = props;
    let to = |to| {
        let journal = JournalOptions { to, ..options.journal.clone() };
        let next = Options { journal, ..options.clone() };
        go.reform(move |()| next.clone())
    };
    let older = Step { name: words.inspect.older, on: view.older.map(|id| to(Some(id))) };
    let newest = Step { name: words.journal.newest, on: view.is_old.then(|| to(None)) };
    let label = match (view.lines.first(), view.lines.last()) {
        (Some(first), Some(last)) => words.journal.window(first.moment, last.moment),
        _ => words.journal.looked(view.from),
    };
    pager(label, older, newest)
}

/// The levels that can be asked for; what ends a process is an error too.
const LEVELS: [Level; 4] = [Level::Debug, Level::Info, Level::Warn, Level::Error];
