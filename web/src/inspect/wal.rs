//! The WAL panel: the segment as a ribbon of records, to scale, with the line up to which an fsync has
//! returned; the same records as a list; one record opened, fields beside bytes.

use super::{content, heading, hex::OpenPanel, window};
use crate::{
    present::{
        inspect::Options,
        wal::{Record, RecordContent, RecordKind, WalView},
    },
    text::Words,
    ui::table::{plain, scrolling},
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
            <p class="file"><code translate="no">{ view.file.clone() }</code>
                { text.size(view.len, view.total) }</p>
            if options.tables {
                { list(words, view, options, go) }
            } else {
                <Ribbon {words} view={view.clone()} options={options.clone()} go={go.clone()} />
                { legend(words) }
            }
            { records_window(words, view, options, go) }
            { verdict(words, view) }
            if let Some(open) = &view.open {
                <OpenPanel {words} record={Rc::new(open.clone())}
                    kind={view.records.get(open.number.wrapping_sub(view.first)).map(Record::kind)} />
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
    let (class, told) = match (lost, view.syncing) {
        (0, _) => ("remark safe", text.all_safe.to_string()),
        (_, true) => ("remark at-risk", text.syncing(lost)),
        (_, false) => ("remark careful", text.not_synced(lost)),
    };
    html! { <p {class}>{ told }</p> }
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
    match &record.content {
        RecordContent::Entry { index, .. } => words.wal.entry_short(*index),
        _ => words.wal.kinds_short(record.kind()).to_string(),
    }
}

fn label(words: Words, view: &WalView, record: &Record) -> String {
    let text = &words.wal;
    let safe = record.offset + record.len <= view.durable;
    let (kind, state) = (text.kinds(record.kind()), if safe { text.safe } else { text.lost });
    let content = content::record(words, &record.content);
    text.record(kind, record.offset, record.len, state, &content)
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
        kind_class(record.kind()),
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
                { words.wal.kinds(kind) }
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
                        <span class={classes!("rec-key", kind_class(record.kind()))}
                            aria-hidden="true"></span>
                        { text.kinds(record.kind()) }
                    </button>
                </th>
                <td>{ content::record_code(words, &record.content) }</td>
                <td class="number" translate="no">
                    { if record.crc_ok() { "✓ " } else { "✕ " } }{ format!("{:08x}", record.crc) }
                </td>
                <td>{ if safe { text.safe } else { text.lost } }</td>
            </tr>
        }
    });
    let names = [text.offset, text.kind, text.content, text.crc, text.on_crash];
    scrolling(text.segment, "figures", &plain(&names), rows)
}

fn records_window(words: Words, view: &WalView, options: &Options, go: &Callback<Options>) -> Html {
    let length = view.records.len();
    let to = view.first + length;
    let label = words.wal.window(view.first, to.saturating_sub(1), view.total);
    let older =
        (view.first > 0).then(|| Options { wal_to: Some(view.first - 1), ..options.clone() });
    let newer = (to < view.total).then(|| {
        let next = to - 1 + length;
        Options { wal_to: (next + 1 < view.total).then_some(next), ..options.clone() }
    });
    window(words, label, older, newer, go)
}
