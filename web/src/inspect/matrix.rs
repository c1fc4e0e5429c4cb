//! The log matrix: a row a member, a column an index, a cell an entry with its term. Under the cells run three
//! lines up to what is applied, committed and on disk; over them stand the leader's match and next. It scrolls
//! sideways within itself and follows the newest entry until the visitor scrolls away from it.

use super::{content, log_window, role_sign};
use crate::{
    dom,
    present::{
        frame::Role,
        inspect::Options,
        matrix::{Cell, Marks, MatrixView, Picked, Place, Row},
    },
    text::Words,
};
use engine::base::MachineId;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct MatrixProps {
    pub words: Words,
    pub view: Rc<MatrixView>,
    pub options: Options,
    pub go: Callback<Options>,
}

#[component]
pub(super) fn MatrixPanel(props: &MatrixProps) -> Html {
    let MatrixProps { words, view, options, go } = props;
    let (words, text) = (*words, &props.words.logs);
    let place = use_node_ref();
    let follows = use_mut_ref(Follows::default);
    {
        let (place, follows) = (place.clone(), follows.clone());
        use_effect_with((view.to, columns(view), options.logs_to), move |_| {
            if let Some(place) = place.cast::<web_sys::Element>() {
                follows.borrow_mut().grown(&place);
            }
        });
    }
    let onscroll = {
        let place = place.clone();
        Callback::from(move |_: Event| {
            if let Some(place) = place.cast::<web_sys::Element>() {
                follows.borrow_mut().scrolled(&place);
            }
        })
    };
    if view.last == 0 {
        return html! { <p class="empty">{ text.empty }</p> };
    }
    let width = format!("--cell: {}px", cell_width(view));
    let stop = tab_stop(view);
    let chosen = view.picked.as_ref().map(|picked| (picked.member, picked.index));
    let to_index = |logs_to| Options { logs_to, ..options.clone() };
    let rows = view.rows.iter().map(|row| {
        html! {
            <MatrixRow key={row.id.0} {words} row={row.clone()} from={view.from} columns={columns(view)}
                cell={cell_width(view)} looked_at={row.id == view.member}
                chosen={stop.filter(|stop| stop.0 == row.id).map(|stop| stop.1)}
                pressed={chosen == stop}
                options={options.clone()} go={go.clone()} />
        }
    });
    html! {
        <>
            <h3>{ text.name }</h3>
            <div class="scroll matrix-scroll" ref={place} {onscroll}>
                <table class="matrix" style={width} aria-label={text.name}
                    onkeydown={keys(stop, options, go)}>
                    <thead><tr>
                        <th scope="col">{ words.raft.member }</th>
                        { for (view.from..view.from + columns(view)).map(|index| html! {
                            <th scope="col" key={index}>{ index }</th>
                        }) }
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            { log_window(words, view.from..=view.to, view.first..=view.last, to_index, go) }
            if let Some(picked) = &view.picked { { entry(words, picked) } } else {
                <p class="remark">{ text.hint }</p>
            }
            { legend(words) }
        </>
    }
}

/// Whether the newest entry is followed. The browser tells of a scroll late: by then the matrix may have grown
/// again, so being away from the end does not show that somebody scrolled away from it; going left does.
struct Follows {
    end: bool,
    left: i32,
}

impl Default for Follows {
    fn default() -> Self {
        Self { end: true, left: 0 }
    }
}

impl Follows {
    fn grown(&mut self, place: &web_sys::Element) {
        if self.end {
            place.set_scroll_left(place.scroll_width());
            self.left = place.scroll_left();
        }
    }

    fn scrolled(&mut self, place: &web_sys::Element) {
        let left = place.scroll_left();
        let rest = place.scroll_width() - place.client_width() - left;
        self.end = rest < 8 || (self.end && left >= self.left);
        self.left = left;
    }
}

/// At the tail one more, for what is sent next.
fn columns(view: &MatrixView) -> u64 {
    view.to + 1 - view.from + u64::from(view.to == view.last)
}

/// Wide enough for the indices above the cells.
fn cell_width(view: &MatrixView) -> u64 {
    (view.to.to_string().len() as u64 * 8 + 6).max(26)
}

/// The one cell that the Tab key reaches: the chosen one if it is shown, or else the newest of a row.
fn tab_stop(view: &MatrixView) -> Option<(MachineId, u64)> {
    let is_entry = |cell: &Cell| matches!(cell, Cell::Entry { .. });
    let chosen = view.picked.as_ref().map(|picked| (picked.member, picked.index));
    let shown = chosen.filter(|(member, index)| {
        let row = view.rows.iter().find(|row| row.id == *member);
        let at = index.checked_sub(view.from).map(|at| at as usize);
        row.zip(at).is_some_and(|(row, at)| row.cells.get(at).is_some_and(is_entry))
    });
    shown.or_else(|| {
        let mut newest = view.rows.iter().filter_map(|row| {
            let at = row.cells.iter().rposition(is_entry)? as u64;
            Some((row.id, view.from + at))
        });
        newest.next()
    })
}

/// The arrow keys go from cell to cell; where there is no entry, nothing happens.
fn keys(
    from: Option<(MachineId, u64)>,
    options: &Options,
    go: &Callback<Options>,
) -> Callback<KeyboardEvent> {
    let (options, go) = (options.clone(), go.clone());
    Callback::from(move |event: KeyboardEvent| {
        let Some((member, index)) = from else { return };
        let to = match event.key().as_str() {
            "ArrowLeft" => (member, index - 1),
            "ArrowRight" => (member, index + 1),
            "ArrowUp" => (MachineId(member.0.saturating_sub(1)), index),
            "ArrowDown" => (member.next(), index),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if dom::focus(&format!("#cell-{}-{}", to.0, to.1)) {
            go.emit(Options { entry: Some(to), ..options.clone() });
        }
    })
}

#[derive(Properties, PartialEq)]
struct RowProps {
    words: Words,
    row: Rc<Row>,
    from: u64,
    columns: u64,
    /// Width of a cell in pixels.
    cell: u64,
    /// The inspector shows this member.
    looked_at: bool,
    /// The index that the Tab key reaches, and whether it is chosen.
    chosen: Option<u64>,
    pressed: bool,
    options: Options,
    go: Callback<Options>,
}

#[component]
fn MatrixRow(props: &RowProps) -> Html {
    let RowProps { words, row, from, columns, .. } = props;
    let words = *words;
    let (name, up) = (row.id.to_string(), row.role != Role::Crashed);
    let header = html! {
        <th scope="row">
            <b>{ name }</b>{ " " }
            <span class={classes!("role", if up { format!("t{}", row.term % 8) } else { "down".into() })}
                title={words.stage.role(row.role)}>{ role_sign(row.role) }</span>
            if row.learner { <small title={words.raft.learner}>{ " ◦" }</small> }
            if let Some(marks) = &row.marks { <span class="unseen">{ told(words, marks, up) }</span> }
        </th>
    };
    let Some(marks) = &row.marks else {
        let all = columns.to_string();
        return html! { <tr>{ header }<td class="down" colspan={all}>{ words.logs.down }</td></tr> };
    };
    let cells = (*from..from + columns).map(|index| {
        let at = (index - from) as usize;
        let cell = row.cells.get(at).copied().unwrap_or(Cell::Absent);
        html! {
            <td key={index}>
                if at == 0 { { marks_picture(marks, props) } }
                { matrix_cell(props, index, cell) }
            </td>
        }
    });
    html! { <tr class={classes!(props.looked_at.then_some("looked-at"))}>{ header }{ for cells }</tr> }
}

/// The marks in words.
fn told(words: Words, marks: &Marks, up: bool) -> String {
    let text = &words.logs;
    let told = match up {
        true => text.row(marks.applied, marks.commit, marks.stable, marks.last),
        false => text.row_down(marks.commit, marks.last),
    };
    match marks.progress {
        Some((matched, next)) => text.row_progress(&told, matched, next),
        None => told,
    }
}

fn matrix_cell(props: &RowProps, index: u64, cell: Cell) -> Html {
    let RowProps { words, row, chosen, pressed, options, go, .. } = props;
    let text = &words.logs;
    let (term, committed, durable) = match cell {
        Cell::Absent => return Html::default(),
        Cell::Compacted => {
            return html! { <span class="cell compacted"><span class="unseen">{ text.compacted }</span></span> };
        }
        Cell::Entry { term, committed, durable } => (term, committed, durable),
    };
    let here = *chosen == Some(index);
    let committed_word = if committed { text.committed } else { text.not_committed };
    let durable_word = if durable { text.durable } else { text.not_durable };
    let label = text.cell(term, row.id, index, committed_word, durable_word);
    let class = classes!(
        "cell",
        format!("t{}", term % 8),
        committed.then_some("committed"),
        (!durable).then_some("volatile"),
    );
    let onclick = {
        let (id, go, options) = (row.id, go.clone(), options.clone());
        Callback::from(move |_: MouseEvent| {
            go.emit(Options { entry: Some((id, index)), ..options.clone() });
        })
    };
    html! {
        <button {class} {onclick} id={format!("cell-{}-{index}", row.id)} aria-label={label}
            aria-pressed={(here && *pressed).to_string()} tabindex={if here { "0" } else { "-1" }}>
            { term }
        </button>
    }
}

/// The lines under a row and the arrows over it, as far as they lie in the window.
fn marks_picture(marks: &Marks, props: &RowProps) -> Html {
    let cell = props.cell;
    let width = cell * props.columns;
    // the right edge of an index, at the left end what is before the window
    let edge = |index: u64| ((index + 1).saturating_sub(props.from) * cell).min(width);
    let inside = |index: u64| index >= props.from && index < props.from + props.columns;
    let line = |class: &'static str, index: u64, y: u64, cap: &str| {
        let x = edge(index).saturating_sub(5);
        html! {
            <g {class}>
                <path class="m-line" d={format!("M0 {y}H{x}")} />
                if inside(index) { <path class="m-cap" d={format!("M{x} {y}{cap}")} /> }
            </g>
        }
    };
    let arrow = |class: &'static str, index: u64, d: &str| {
        if !inside(index) {
            return Html::default();
        }
        let x = edge(index) - cell / 2;
        html! { <path {class} d={format!("M{x} {d}")} /> }
    };
    html! {
        <svg class="marks-over" width={width.to_string()} height="52" aria-hidden="true">
            { line("m-applied", marks.applied, 39, DOT) }
            { line("m-commit", marks.commit, 44, BAR) }
            { line("m-stable", marks.stable, 49, DIAMOND) }
            if let Some((matched, next)) = marks.progress {
                { arrow("m-match", matched, ARROW) }
                { arrow("m-next", next, ARROW) }
            }
            if marks.snapshot > 0 { { arrow("m-snapshot", marks.snapshot, HEXAGON) } }
        </svg>
    }
}

/// Caps of the lines, and what stands over a cell.
const DOT: &str = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0";
const BAR: &str = "m-1.5 -3.5h3v7h-3z";
const DIAMOND: &str = "m0 -3.5l3.5 3.5l-3.5 3.5l-3.5 -3.5z";
const ARROW: &str = "9l-4.5 -7h9z";
const HEXAGON: &str = "1m-3 0h6l3 4.5l-3 4.5h-6l-3 -4.5z";

/// The entry that was chosen, and where it is.
fn entry(words: Words, picked: &Picked) -> Html {
    let Picked { member, index, term, entry_type, content, places } = picked;
    let title = words.logs.entry(*index, *member, *term);
    let places = places.iter().map(|(id, place)| {
        let (class, sign) = match place {
            Place::Same(_) | Place::Snapshot => ("yes", "✓"),
            Place::Other(_) => ("no", "✕"),
            Place::Missing | Place::Unknown => ("open", "…"),
        };
        html! { <li {class}>{ format!("{sign} {id} ") }<small>{ told_place(words, *place) }</small></li> }
    });
    html! {
        <div class={format!("picked t{}", term % 8)}>
            <p><b>{ title }</b>{ " · " }<span translate="no">{ entry_type.to_string() }</span></p>
            <p>{ content::entry_code(words, content) }</p>
            <ul class="votes">{ for places }</ul>
        </div>
    }
}

/// What a member has there.
fn told_place(words: Words, place: Place) -> String {
    let text = &words.logs;
    match place {
        Place::Same(reached) => words.raft.reached(reached).to_string(),
        Place::Other(term) => text.other(term),
        Place::Snapshot => text.in_snapshot.to_string(),
        Place::Missing => text.missing.to_string(),
        Place::Unknown => text.unknown.to_string(),
    }
}

fn legend(words: Words) -> Html {
    let (text, raft) = (&words.logs, &words.raft);
    let cell = |class: &'static str, word: &'static str| {
        html! { <li><span class={classes!("cell", class)} aria-hidden="true" />{ word }</li> }
    };
    let mark = |class: &'static str, d: String, word: &'static str| {
        html! {
            <li><svg width="12" height="12" aria-hidden="true"><path {class} {d} /></svg>{ word }</li>
        }
    };
    html! {
        <ul class="legend">
            { cell("committed", text.committed) }
            { cell("", text.not_committed) }
            { cell("volatile", text.not_durable) }
            { cell("compacted", text.compacted) }
            { mark("m-applied m-cap", format!("M6 6{DOT}"), raft.applied) }
            { mark("m-commit m-cap", format!("M6 6{BAR}"), raft.commit) }
            { mark("m-stable m-cap", format!("M6 6{DIAMOND}"), raft.stable) }
            { mark("m-match", format!("M6 {ARROW}"), raft.matched) }
            { mark("m-next", format!("M6 {ARROW}"), raft.next) }
            { mark("m-snapshot", format!("M6 {HEXAGON}"), text.snapshot) }
        </ul>
    }
}
