//! The inspector: what is inside one member, and why things happened. One panel a file; each is drawn from
//! a value of `present` and tells only where the visitor wants to go.

mod ask;
mod content;
mod entries;
mod group;
mod hex;
mod journal;
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
    msg::{Keep, Tab},
    present::{
        frame::Role,
        inspect::{Header, Options, Panel},
    },
    text::Words,
    ui::{
        pager::{Step, pager},
        tabs::{Tabs, tab_id},
    },
};
use engine::base::Index;
use std::ops::RangeInclusive;
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
    /// Copy or save what the journal shows.
    pub on_keep: Callback<Keep>,
}

/// The ids of the tabs begin with this.
const TAB: &str = "inspect-tab";
const PANEL: &str = "inspect-panel";
const TABS: [Tab; 7] =
    [Tab::Raft, Tab::Logs, Tab::Wal, Tab::Storage, Tab::Path, Tab::Why, Tab::Journal];

/// The inspector.
#[component]
pub fn Inspector(props: &InspectorProps) -> Html {
    let InspectorProps { words, header, tab, panel, options, on_options, on_seek, .. } = props;
    let words = *words;
    let (go, options) = (on_options.clone(), options.clone());
    let labels: Vec<AttrValue> = TABS.iter().map(|tab| words.inspect.tab(*tab).into()).collect();
    let at = TABS.iter().position(|one| one == tab).unwrap_or_default();
    html! {
        <section class="inspector" aria-label={words.inspect.name}>
            { header_row(words, header.as_ref()) }
            <Tabs class="inspect-tabs" name={words.inspect.name} id={TAB} panel={PANEL} {labels}
                chosen={at} on={props.on_tab.reform(|at: usize| TABS[at])} />
            <div class="panel-body" role="tabpanel" id={PANEL}
                aria-labelledby={tab_id(TAB, at)} tabindex="0">
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
                    Some(Panel::Journal(view)) => html! {
                        <journal::JournalPanel {words} view={view.clone()} {options} {go}
                            on_seek={on_seek.clone()} on_keep={props.on_keep.clone()} />
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
    let Header { id, member, role, term, commit, applied, revision } = header;
    let colour = format!("t{}", term % 8);
    html! {
        <header class={classes!("member-head", colour)}>
            <h2 title={format!("{member:x}")} data-verbatim="title">{ id.to_string() }</h2>
            if *role == Role::Crashed {
                <span class="role down">{ "✕ " }{ words.stage.role(*role) }</span>
            } else {
                <span class="role">
                    { role_sign(*role) }{ " " }
                    { words.inspect.in_term(words.stage.role(*role), *term) }
                </span>
                <span class="head-figures">
                    { words.inspect.figures(*commit, *applied, *revision) }
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
fn window(
    words: Words,
    label: String,
    older: Option<Options>,
    newer: Option<Options>,
    go: &Callback<Options>,
) -> Html {
    let step = |name: &'static str, target: Option<Options>| Step {
        name,
        on: target.map(|target| go.reform(move |()| target.clone())),
    };
    let (older, newer) = (step(words.inspect.older, older), step(words.inspect.newer, newer));
    pager(label, older, newer)
}

/// The same for a window on a log whose first and last index are known: `to` makes an index the last that is shown,
/// or none the newest.
fn log_window(
    words: Words,
    shown: RangeInclusive<Index>,
    log: RangeInclusive<Index>,
    to: impl Fn(Option<Index>) -> Options,
    go: &Callback<Options>,
) -> Html {
    let ((from, until), (first, last)) = (shown.into_inner(), log.into_inner());
    let older = (from > first).then(|| to(Some((from - 1).max(first))));
    let newer = (until < last).then(|| {
        let next = until + (until + 1 - from);
        to((next < last).then_some(next))
    });
    window(words, words.raft.window(from, until, first, last), older, newer, go)
}
