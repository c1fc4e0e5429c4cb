//! The diagram in words and numbers: the same window as tables.

use super::{LanesMsg, Scene, card::said, detail::ended};
use crate::{
    msg::Msg,
    present::lanes::{FaultSpan, Line, RequestSpan},
    text::{Exact, Words},
    ui::table::{plain, table},
};
use engine::{base::Time, insight::spans::Answered, script::print, sim::Peer};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct LanesTableProps {
    pub words: Words,
    pub scene: Rc<Scene>,
    pub on: Callback<Msg>,
}

#[component]
pub(super) fn LanesTable(props: &LanesTableProps) -> Html {
    let LanesTableProps { words, scene, on } = props;
    let (text, view) = (&words.lanes, &scene.view);
    let messages: Vec<Html> =
        view.lines.iter().take(ROWS_MAX).map(|line| message(*words, line, on)).collect();
    let bands = view.lanes.iter().flat_map(|lane| lane.bands.iter().map(move |band| (lane, band)));
    let roles: Vec<Html> = bands
        .take(ROWS_MAX)
        .map(|(lane, band)| {
            let to = (band.to < view.end).then_some(band.to);
            let cells = [
                text.state(band.state).into(),
                band.term.into(),
                time(band.from),
                until(*words, to),
            ];
            row(verbatim(&print::peer(lane.peer)), cells)
        })
        .collect();
    let requests = view.lanes.iter().flat_map(|lane| &lane.requests);
    let requests: Vec<Html> = requests.map(|span| request(*words, span)).collect();
    let faults: Vec<Html> = view.faults.iter().map(|found| fault(*words, found)).collect();
    let part = |title: &'static str, columns: &'static [&'static str], rows: Vec<Html>| {
        let more = rows.len() == ROWS_MAX;
        html! {
            <>
                <h3>{ title }</h3>
                if rows.is_empty() {
                    <p class="none">{ text.none }</p>
                } else {
                    { table("", &plain(columns), rows.into_iter()) }
                }
                if more {
                    <p class="none">{ text.table_more(ROWS_MAX) }</p>
                }
            </>
        }
    };
    html! {
        <div class="as-table" tabindex="0" role="region" aria-label={text.title}>
            { part(text.table_messages, text.columns_message, messages) }
            { part(text.table_requests, text.columns_request, requests) }
            { part(text.table_faults, text.columns_fault, faults) }
            { part(text.table_roles, text.columns_role, roles) }
        </div>
    }
}

fn row<const N: usize>(head: Html, cells: [Html; N]) -> Html {
    html! {
        <tr>
            <th scope="row">{ head }</th>
            { for cells.into_iter().map(|cell| html! { <td>{ cell }</td> }) }
        </tr>
    }
}

fn message(words: Words, line: &Line, on: &Callback<Msg>) -> Html {
    let chosen = *line;
    let choose = on.reform(move |_: MouseEvent| Msg::Lanes(LanesMsg::Choose(Some(chosen))));
    let term = line.term.map_or("–".to_string(), |term| term.to_string());
    html! {
        <tr>
            <th scope="row"><button class="quiet small" onclick={choose}>{ said(words, line.kind) }</button></th>
            <td>{ verbatim(&print::peer(line.from)) }</td><td>{ verbatim(&print::peer(line.to)) }</td>
            <td class="mono">{ time(line.sent) }</td><td>{ ended(line, words) }</td>
            <td class="mono">{ term }</td>
        </tr>
    }
}

fn request(words: Words, span: &RequestSpan) -> Html {
    let RequestSpan { asked, line } = span;
    let outcome = match asked.end {
        None => words.lanes.waits,
        Some(Answered { ok: true, .. }) => words.lanes.answered,
        Some(Answered { ok: false, .. }) => words.lanes.failed,
    };
    let to = until(words, asked.end.map(|end| end.at));
    let cells = [verbatim(line), time(asked.from), to, outcome.into()];
    row(verbatim(&print::peer(Peer::Client(asked.client))), cells)
}

fn fault(words: Words, span: &FaultSpan) -> Html {
    let FaultSpan { fault, line } = span;
    row(verbatim(line), [time(fault.from), until(words, fault.to)])
}

fn until(words: Words, to: Option<Time>) -> Html {
    to.map_or(words.lanes.goes_on.into(), time)
}

fn time(at: Time) -> Html {
    verbatim(&Exact(at).to_string())
}

/// A name, a number or a command: it is the same in every language.
fn verbatim(text: &str) -> Html {
    html! { <span translate="no">{ text }</span> }
}

/// Rows of one table.
const ROWS_MAX: usize = 200;
