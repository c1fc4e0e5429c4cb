//! The WAL panel: the segment as a ribbon of records, to scale, with the line up to which an fsync has
//! returned; the same records as a list; one record opened, fields beside bytes.

use super::{heading, hex::OpenPanel, pager};
use crate::{
    present::{
        inspect::Options,
        wal::{Record, RecordKind, WalView},
    },
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WalProps {
    pub words: Words,
    pub view: Rc<WalView>,
    pub options: Options,
    pub go: Callback<Options>,
}

#[component]
pub(super) fn WalPanel(props: &WalProps) -> Html {
    let WalProps { words, view, options, go } = props;
    let words = *words;
    let text = &words.wal;
    if view.total == 0 {
        return html! { <p class="empty">{ text.empty }</p> };
    }
    html! {
        <>
            { heading(words, text.segment, options, go) }
            <p class="file"><code>{ view.file.clone() }</code>
                { words.fill(text.size, &[("bytes", &view.len), ("records", &view.total)]) }</p>
            if options.tables {
                { list(words, view, options, go) }
            } else {
                <Ribbon {words} view={view.clone()} options={options.clone()} go={go.clone()} />
                { legend(words) }
            }
            { window(words, view, options, go) }
            { verdict(words, view) }
            if let Some(open) = &view.open {
                <OpenPanel {words} record={Rc::new(open.clone())}
                    kind={view.records.get(open.number.wrapping_sub(view.first)).map(|r| r.kind)} />
            } else {
                <p class="remark">{ text.open_hint }</p>
            }
        </>
    }
}

/// What a crash now would cost.
fn verdict(words: Words, view: &WalView) -> Html {
    let text = &words.wal;
    let lost = view.len.saturating_sub(view.durable);
    let (class, template) = match (lost, view.syncing) {
        (0, _) => ("remark safe", text.all_safe),
        (_, true) => ("remark at-risk", text.syncing),
        (_, false) => ("remark careful", text.not_synced),
    };
    html! { <p {class}>{ words.fill(template, &[("bytes", &lost)]) }</p> }
}

pub(super) fn kind_class(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Metadata => "rec-metadata",
        RecordKind::Entry => "rec-entry",
        RecordKind::State => "rec-state",
        RecordKind::Crc => "rec-crc",
        RecordKind::Snapshot => "rec-snapshot",
        RecordKind::Damaged => "rec-damaged",
    }
}

fn short(words: Words, record: &Record) -> String {
    match record.entry {
        Some((index, _)) => format!("e{index}"),
        None => words.record_short(record.kind).to_string(),
    }
}

fn label(words: Words, view: &WalView, record: &Record) -> String {
    let kind = words.record(record.kind);
    let safe = record.offset + record.len <= view.durable;
    let state = if safe { words.wal.safe } else { words.wal.lost };
    let values: [(&str, &dyn std::fmt::Display); 4] =
        [("kind", &kind), ("offset", &record.offset), ("len", &record.len), ("state", &state)];
    format!("{} {}", words.fill(words.wal.record, &values), record.what)
}

fn opening(options: &Options, go: &Callback<Options>, number: usize) -> Callback<MouseEvent> {
    let next = Options { record: Some(number), ..options.clone() };
    go.reform(move |_| next.clone())
}

/// Width in pixels: to scale up to the point where one record would fill the panel.
fn width(record: &Record) -> (u64, bool) {
    let pixels = record.len * 13 / 8;
    (pixels.clamp(24, RECORD_WIDTH_MAX), pixels > RECORD_WIDTH_MAX)
}

const RECORD_WIDTH_MAX: u64 = 220;

#[component]
fn Ribbon(props: &WalProps) -> Html {
    let WalProps { words, view, options, .. } = props;
    let words = *words;
    let place = use_node_ref();
    {
        // the newest records are at the end, and so is the line
        let place = place.clone();
        use_effect_with((view.len, options.wal_to), move |_| {
            if let Some(place) = place.cast::<web_sys::Element>() {
                place.set_scroll_left(place.scroll_width());
            }
        });
    }
    let first_lost = view.first_lost();
    let line = || html! { <li class="fsync-line" aria-label={words.wal.line}></li> };
    let records = view.records.iter().enumerate().map(|(at, record)| {
        let lost = first_lost.is_some_and(|lost| at >= lost);
        html! {
            <>
                if first_lost == Some(at) { { line() } }
                <li>{ ribbon_record(props, at, record, lost) }</li>
            </>
        }
    });
    html! {
        <div class="scroll ribbon-scroll" ref={place}>
            <ol class="ribbon" aria-label={words.wal.segment}>
                { for records }
                if first_lost.is_none() { { line() } }
            </ol>
        </div>
    }
}

fn ribbon_record(props: &WalProps, at: usize, record: &Record, lost: bool) -> Html {
    let WalProps { words, view, options, go } = props;
    let number = view.first + at;
    let (pixels, cut) = width(record);
    let class = classes!(
        "record",
        kind_class(record.kind),
        lost.then_some("unsafe"),
        cut.then_some("shortened"),
    );
    let (short, text) = (short(*words, record), label(*words, view, record));
    // what the record shows comes first: a visitor who speaks says what is seen
    let name = format!("{short}: {text}");
    let open = (options.record == Some(number)).to_string();
    html! {
        <button {class} style={format!("width:{pixels}px")} title={text}
            aria-label={name} aria-pressed={open}
            onclick={opening(options, go, number)}>{ short }</button>
    }
}

fn legend(words: Words) -> Html {
    use RecordKind::*;
    let items = [Crc, Metadata, Snapshot, State, Entry].into_iter().map(|kind| {
        html! {
            <li>
                <span class={classes!("rec-key", kind_class(kind))} aria-hidden="true"></span>
                { words.record(kind) }
            </li>
        }
    });
    html! {
        <ul class="legend">
            { for items }
            <li><span class="line-key" aria-hidden="true"></span>{ words.wal.line }</li>
        </ul>
    }
}

fn list(words: Words, view: &WalView, options: &Options, go: &Callback<Options>) -> Html {
    let text = &words.wal;
    let rows = view.records.iter().enumerate().rev().map(|(at, record)| {
        let number = view.first + at;
        let safe = record.offset + record.len <= view.durable;
        let open = options.record == Some(number);
        html! {
            <tr class={classes!(open.then_some("chosen"), (!safe).then_some("unsafe"))}>
                <td class="number">{ record.offset }</td>
                <th scope="row">
                    <button class="link" aria-pressed={open.to_string()}
                        onclick={opening(options, go, number)}>
                        <span class={classes!("rec-key", kind_class(record.kind))}
                            aria-hidden="true"></span>
                        { words.record(record.kind) }
                    </button>
                </th>
                <td><code>{ record.what.clone() }</code></td>
                <td class="number">
                    { if record.crc_ok { "✓ " } else { "✕ " } }{ format!("{:08x}", record.crc) }
                </td>
                <td>{ if safe { text.safe } else { text.lost } }</td>
            </tr>
        }
    });
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label={text.segment}>
            <table class="figures">
                <thead><tr>
                    <th scope="col">{ text.offset }</th><th scope="col">{ text.kind }</th>
                    <th scope="col">{ text.content }</th><th scope="col">{ "crc" }</th>
                    <th scope="col">{ text.on_crash }</th>
                </tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

fn window(words: Words, view: &WalView, options: &Options, go: &Callback<Options>) -> Html {
    let length = view.records.len();
    let to = view.first + length;
    let label = words.fill(
        words.wal.window,
        &[("from", &view.first), ("to", &(to.saturating_sub(1))), ("total", &view.total)],
    );
    let older =
        (view.first > 0).then(|| Options { wal_to: Some(view.first - 1), ..options.clone() });
    let newer = (to < view.total).then(|| {
        let next = to - 1 + length;
        Options { wal_to: (next + 1 < view.total).then_some(next), ..options.clone() }
    });
    pager(words, label, older, newer, go)
}
