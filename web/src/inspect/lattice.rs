//! The revision lattice: keys down, revisions across. A capsule is one generation of a key, a dot a put, a
//! cross a tombstone; what lies left of the compaction line is gone. The cursor is the revision read at.

use crate::{
    present::{
        inspect::Options,
        storage::{Generation, KeyRow, StorageView, Write},
    },
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct LatticeProps {
    pub words: Words,
    pub view: Rc<StorageView>,
    pub options: Options,
    pub go: Callback<Options>,
}

const LEFT: i64 = 92;
const STEP: i64 = 28;
const TOP: i64 = 26;
const ROW: i64 = 30;

/// Where things stand, in pixels.
struct Place {
    from: i64,
    to: i64,
    rows: i64,
}

impl Place {
    fn x(&self, revision: i64) -> i64 {
        LEFT + (revision.clamp(self.from - 1, self.to + 1) - self.from) * STEP + STEP / 2
    }
    fn width(&self) -> i64 {
        LEFT + (self.to - self.from + 1) * STEP + 6
    }
    fn bottom(&self) -> i64 {
        TOP + self.rows * ROW
    }
    fn height(&self) -> i64 {
        self.bottom() + 22
    }
}

#[component]
pub(super) fn Lattice(props: &LatticeProps) -> Html {
    let LatticeProps { words, view, options, go } = props;
    let words = *words;
    let text = &words.storage;
    let at_write = use_state(|| None::<(usize, i64, i64)>);
    let scroller = use_node_ref();
    {
        // on a narrow screen the revision read at stays in sight
        let (scroller, x) = (scroller.clone(), LEFT + (view.at - view.from).max(0) * STEP);
        use_effect_with((view.at, view.from), move |_| {
            if let Some(scroller) = scroller.cast::<web_sys::Element>() {
                let (width, left) = (scroller.client_width(), scroller.scroll_left());
                let x = i32::try_from(x).unwrap_or(0);
                if x + 40 > left + width || x < left {
                    scroller.set_scroll_left(x + 60 - width);
                }
            }
        });
    }
    let place = Place { from: view.from, to: view.to, rows: view.keys.len() as i64 };
    let onkeydown = cursor_keys(view, options, go);
    let value = text.cursor_value(view.at);
    let columns = (view.from..=view.to).map(|revision| {
        let next = Options { read_at: Some(revision), ..options.clone() };
        let onclick = go.reform(move |_| next.clone());
        let (x, chosen) = (place.x(revision), revision == view.at);
        html! {
            <g class={classes!("column", chosen.then_some("chosen"))} {onclick}>
                <rect class="reach" x={(x - STEP / 2).to_string()} y="0" width={STEP.to_string()}
                    height={place.bottom().to_string()} />
                <line x1={x.to_string()} x2={x.to_string()} y1={(TOP - 4).to_string()}
                    y2={place.bottom().to_string()} />
                <text x={x.to_string()} y="15" text-anchor="middle">{ revision }</text>
            </g>
        }
    });
    let rows =
        view.keys.iter().enumerate().map(|(at, row)| key_row(words, &place, at, row, &at_write));
    html! {
        <>
            <div class="scroll lattice-scroll" ref={scroller} tabindex="0" role="slider"
                aria-label={text.cursor} aria-valuemin="1"
                aria-valuemax={view.current.to_string()} aria-valuenow={view.at.to_string()}
                aria-valuetext={value} {onkeydown}>
                <svg class="lattice" width={place.width().to_string()}
                    height={place.height().to_string()} aria-hidden="true">
                    { for columns }
                    { compacted(words, view, &place) }
                    { for rows }
                    { cursor(words, view, &place) }
                </svg>
            </div>
            { remark(words, view, *at_write) }
        </>
    }
}

/// Left and right move the revision read at, Home and End to the first and last one shown.
fn cursor_keys(
    view: &StorageView,
    options: &Options,
    go: &Callback<Options>,
) -> Callback<KeyboardEvent> {
    let (at, from, to, current) = (view.at, view.from, view.to, view.current);
    let (options, go) = (options.clone(), go.clone());
    Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowLeft" => at - 1,
            "ArrowRight" => at + 1,
            "Home" => from,
            "End" => to,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let next = next.clamp(1, current);
        let mut options = Options { read_at: Some(next), ..options.clone() };
        if next < from || next > to {
            let shift = crate::present::storage::REVISIONS / 2;
            options.revision_to = (next + shift < current).then_some(next + shift);
        }
        go.emit(options);
    })
}

fn compacted(words: Words, view: &StorageView, place: &Place) -> Html {
    if view.compacted < view.from {
        return Html::default();
    }
    let x = place.x(view.compacted) + STEP / 2;
    html! {
        <g class="compacted">
            <rect x={LEFT.to_string()} y={(TOP - 4).to_string()} width={(x - LEFT).to_string()}
                height={(place.bottom() - TOP + 4).to_string()} />
            <line x1={x.to_string()} x2={x.to_string()} y1={(TOP - 4).to_string()}
                y2={place.bottom().to_string()} />
            <text x={(x - 4).to_string()} y={(place.bottom() + 15).to_string()}
                text-anchor="end">{ words.storage.compacted }</text>
        </g>
    }
}

fn cursor(words: Words, view: &StorageView, place: &Place) -> Html {
    if view.at < view.from || view.at > view.to {
        return Html::default();
    }
    let (x, y) = (place.x(view.at), place.bottom());
    let anchor = if view.at - view.from < 3 { "start" } else { "end" };
    let label = words.storage.cursor_label(view.at);
    let gap = if anchor == "start" { 9 } else { -9 };
    html! {
        <g class="cursor">
            <path d={format!("M{x} {} l-5 9 h10z", y + 4)} />
            <text x={(x + gap).to_string()} y={(y + 15).to_string()} text-anchor={anchor}>
                { label }
            </text>
        </g>
    }
}

fn key_row(
    words: Words,
    place: &Place,
    at: usize,
    row: &KeyRow,
    at_write: &UseStateHandle<Option<(usize, i64, i64)>>,
) -> Html {
    let y = TOP + at as i64 * ROW + ROW / 2;
    let marks = row.generations.iter().map(|generation| {
        html! {
            <>
                { capsule(place, y, generation) }
                { for generation.writes.iter().map(|write| {
                    let spot = (at, write.main, write.sub);
                    let over = {
                        let at_write = at_write.clone();
                        Callback::from(move |_: MouseEvent| at_write.set(Some(spot)))
                    };
                    mark(place, y, write, describe(words, &row.key, write), over)
                }) }
            </>
        }
    });
    html! {
        <g class="key-row" key={row.key.clone()}>
            <text class="key-name" translate="no" x="0" y={(y + 4).to_string()}>
                { shortened(&row.key) }<title>{ row.key.clone() }</title>
            </text>
            { for marks }
        </g>
    }
}

fn capsule(place: &Place, y: i64, generation: &Generation) -> Html {
    let open_left = generation.created < place.from;
    let ends_inside = generation.ended.is_some_and(|end| end <= place.to);
    let left = if open_left { LEFT - 4 } else { place.x(generation.created) - 10 };
    let right = match generation.ended {
        Some(end) if ends_inside => place.x(end) + 10,
        _ => place.width() - 2,
    };
    html! {
        <rect class={classes!("capsule", generation.ended.is_some().then_some("ended"))}
            x={left.to_string()} y={(y - 10).to_string()} width={(right - left).max(20).to_string()}
            height="20" rx="10" />
    }
}

fn mark(place: &Place, y: i64, write: &Write, label: String, over: Callback<MouseEvent>) -> Html {
    // writes of one transaction share the main revision and stand side by side
    let x = place.x(write.main) + write.sub.min(2) * 4;
    html! {
        <g class={if write.tombstone { "mark tombstone" } else { "mark put" }}
            onmouseenter={over}>
            if write.tombstone {
                <path d={format!("M{} {} l9 9 m0 -9 l-9 9", x - 4, y - 4)} />
            } else {
                <circle cx={x.to_string()} cy={y.to_string()} r="5" />
            }
            <title>{ label }</title>
        </g>
    }
}

/// What one write was, with its three revisions.
fn describe(words: Words, key: &str, write: &Write) -> String {
    let Write { main, sub, create, version, .. } = *write;
    let text = &words.storage;
    match write.tombstone {
        true => text.deleted(key, main, sub),
        false => text.written(key, &write.value, main, sub, create, version),
    }
}

/// The write under the pointer, or else those at the cursor.
fn remark(words: Words, view: &StorageView, at_write: Option<(usize, i64, i64)>) -> Html {
    let all = view.keys.iter().enumerate().flat_map(|(at, row)| {
        let writes = row.generations.iter().flat_map(|generation| &generation.writes);
        writes.map(move |write| (at, row, write))
    });
    let pointed = all.clone().find(|(at, _, w)| Some((*at, w.main, w.sub)) == at_write);
    let lines: Vec<String> = match pointed {
        Some((_, row, write)) => vec![describe(words, &row.key, write)],
        None => all
            .filter(|(_, _, write)| write.main == view.at)
            .map(|(_, row, write)| describe(words, &row.key, write))
            .collect(),
    };
    html! {
        <div class="lattice-remark" aria-live="polite">
            { for lines.iter().take(3).map(|line| html! { <p>{ line.clone() }</p> }) }
            if lines.is_empty() { <p class="remark">{ words.storage.lattice_hint }</p> }
        </div>
    }
}

fn shortened(key: &str) -> String {
    if key.chars().count() <= 11 {
        return key.to_string();
    }
    let tail: Vec<char> = key.chars().rev().take(10).collect();
    let tail: String = tail.into_iter().rev().collect();
    format!("…{tail}")
}
