//! The inspector: what is inside one member, and why things happened. One panel a file; each is drawn from
//! a value of `present` and tells only where the visitor wants to go.

mod ask;
mod entries;
mod group;
mod hex;
mod lattice;
mod matrix;
mod path;
mod peers;
mod raft;
mod storage;
mod tree;
mod wal;
mod why;

use crate::{
    msg::Tab,
    present::{
        frame::Role,
        inspect::{Header, Options, Panel},
    },
    text::Words,
};
use yew::prelude::*;

/// What the inspector is drawn from.
#[derive(Properties, PartialEq)]
pub struct InspectorProps {
    /// The page's language.
    pub words: Words,
    /// The member looked at; none before one is chosen.
    pub header: Option<Header>,
    /// The tab that `panel` belongs to.
    pub tab: Tab,
    pub panel: Option<Panel>,
    /// Where in the panels the visitor is.
    pub options: Options,
    pub on_tab: Callback<Tab>,
    pub on_options: Callback<Options>,
    /// Go to this moment.
    pub on_seek: Callback<u32>,
}

const TABS: [Tab; 6] = [Tab::Raft, Tab::Logs, Tab::Wal, Tab::Storage, Tab::Path, Tab::Why];

/// The inspector.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let InspectorProps { words, header, tab, panel, options, on_options, on_seek, .. } = props;
    let words = *words;
    let (go, options) = (on_options.clone(), options.clone());
    html! {
        <section class="inspector" aria-label={words.inspect.name}>
            { header_row(words, header.as_ref()) }
            { tabs(words, *tab, &props.on_tab) }
            <div class="panel-body" role="tabpanel" id="inspect-panel"
                aria-labelledby={tab_id(*tab)} tabindex="0">
                { match panel {
                    Some(Panel::Raft(view)) => html! {
                        <raft::RaftPanel {words} view={view.clone()} {options} {go} />
                    },
                    Some(Panel::Logs(view)) => html! {
                        <matrix::MatrixPanel {words} view={view.clone()} {options} {go} />
                    },
                    Some(Panel::Wal(view)) => html! {
                        <wal::WalPanel {words} view={view.clone()} {options} {go} />
                    },
                    Some(Panel::Storage(view)) => html! {
                        <storage::StoragePanel {words} view={view.clone()} {options} {go} />
                    },
                    Some(Panel::Path(view)) => html! {
                        <path::PathPanel {words} view={view.clone()} {options} {go}
                            on_seek={on_seek.clone()} />
                    },
                    Some(Panel::Why(view)) => html! {
                        <why::WhyPanel {words} view={view.clone()} {options} {go}
                            on_seek={on_seek.clone()} />
                    },
                    Some(Panel::Down) => html! { <p class="empty">{ words.inspect.down }</p> },
                    None => html! { <p class="empty">{ words.inspect.nothing }</p> },
                } }
            </div>
        </section>
    }
}

fn header_row(words: Words, header: Option<&Header>) -> Html {
    let Some(header) = header else { return Html::default() };
    let Header { id, role, term, commit, applied, revision } = header;
    let colour = format!("t{}", term % 8);
    html! {
        <header class={classes!("member-head", colour)}>
            <h2>{ format!("n{id}") }</h2>
            if *role == Role::Crashed {
                <span class="role down">{ "✕ " }{ words.stage.role(*role) }</span>
            } else {
                <span class="role">
                    { role_sign(*role) }{ " " }{ words.stage.role(*role) }{ " · " }{ words.inspect.term }
                    { format!(" {term}") }
                </span>
                <span class="head-figures">
                    { words.fill(words.inspect.figures, &[
                        ("commit", commit), ("applied", applied), ("revision", revision),
                    ]) }
                </span>
            }
        </header>
    }
}

/// The second sign beside a role's colour.
fn role_sign(role: Role) -> &'static str {
    match role {
        Role::Leader => "♛",
        Role::Follower => "○",
        Role::PreCandidate => "◌",
        Role::Candidate => "△",
        Role::Crashed => "✕",
    }
}

fn tab_id(tab: Tab) -> String {
    format!("inspect-tab-{}", TABS.iter().position(|t| *t == tab).unwrap_or(0))
}

fn tabs(words: Words, chosen: Tab, on_tab: &Callback<Tab>) -> Html {
    let onkeydown = {
        let on_tab = on_tab.clone();
        Callback::from(move |event: KeyboardEvent| {
            let at = TABS.iter().position(|t| *t == chosen).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % TABS.len(),
                "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
                "Home" => 0,
                "End" => TABS.len() - 1,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            on_tab.emit(TABS[next]);
            let row = event.current_target();
            let row = row.and_then(|row| row.dyn_into::<web_sys::Element>().ok());
            let button = row.and_then(|row| row.children().item(next as u32));
            if let Some(button) = button.and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = button.focus();
            }
        })
    };
    let buttons = TABS.into_iter().map(|tab| {
        let onclick = on_tab.reform(move |_| tab);
        let selected = tab == chosen;
        html! {
            <button role="tab" id={tab_id(tab)} aria-selected={selected.to_string()}
                aria-controls="inspect-panel" tabindex={if selected { "0" } else { "-1" }} {onclick}>
                { words.tab(tab) }
            </button>
        }
    });
    html! {
        <div class="inspect-tabs" role="tablist" aria-label={words.inspect.name} {onkeydown}>
            { for buttons }
        </div>
    }
}

use wasm_bindgen::JsCast;

/// A heading with the switch between picture and table.
fn heading(words: Words, title: &str, options: &Options, go: &Callback<Options>) -> Html {
    let tables = options.tables;
    let next = Options { tables: !tables, ..options.clone() };
    let onclick = go.reform(move |_| next.clone());
    let label = if tables { words.inspect.as_picture } else { words.inspect.as_table };
    html! {
        <div class="part-head">
            <h3>{ title.to_string() }</h3>
            <button class="quiet" aria-pressed={tables.to_string()} {onclick}>{ label }</button>
        </div>
    }
}

/// Buttons that move a window; an absent target switches its button off.
fn pager(
    words: Words,
    label: String,
    older: Option<Options>,
    newer: Option<Options>,
    go: &Callback<Options>,
) -> Html {
    if older.is_none() && newer.is_none() {
        return Html::default();
    }
    let button = |text: &'static str, sign: &'static str, target: Option<Options>| {
        let disabled = target.is_none();
        let onclick = go.reform(move |_| target.clone().unwrap_or_default());
        html! { <button class="quiet" {disabled} {onclick} aria-label={text}>{ sign }</button> }
    };
    html! {
        <div class="pager" role="group" aria-label={label.clone()}>
            { button(words.inspect.older, "◂", older) }
            <span>{ label }</span>
            { button(words.inspect.newer, "▸", newer) }
        </div>
    }
}
