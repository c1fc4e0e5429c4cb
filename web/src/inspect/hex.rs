//! One record opened: its fields on one side, its bytes on the other. Choosing a field marks its bytes.

use super::{content, wal::kind_class};
use crate::{
    present::wal::{FieldValue, OpenRecord, RecordKind},
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct OpenProps {
    pub words: Words,
    pub record: Rc<OpenRecord>,
    pub kind: Option<RecordKind>,
}

/// Bytes in one row of the dump.
const ROW: usize = 8;
/// Bytes shown of a long record.
const BYTES_MAX: usize = 512;

#[component]
pub(super) fn OpenPanel(props: &OpenProps) -> Html {
    let OpenProps { words, record, kind } = props;
    let text = &words.wal;
    let chosen = use_state(|| 0_usize);
    let field = record.fields.get(*chosen).or(record.fields.first());
    let marked = field.map_or(0..0, |field| field.bytes.clone());
    let title = text.opened(record.number, record.offset, record.bytes.len());
    let chain = match record.crc == record.crc_before {
        true => text.chain_kept(record.crc),
        false => text.chain(record.crc_before, record.crc),
    };
    html! {
        <section class={classes!("opened", kind.map(kind_class))} aria-label={title.clone()}>
            <h3>{ title }</h3>
            <div class="side-by-side">
                { fields(*words, record, field.map(|f| &f.bytes), &chosen) }
                { dump(*words, record, marked) }
            </div>
            <p class="remark chain">{ chain }</p>
        </section>
    }
}

fn fields(
    words: Words,
    record: &OpenRecord,
    marked: Option<&std::ops::Range<usize>>,
    chosen: &UseStateHandle<usize>,
) -> Html {
    let rows = record.fields.iter().enumerate().map(|(at, field)| {
        let pick = {
            let chosen = chosen.clone();
            Callback::from(move |()| chosen.set(at))
        };
        let pressed = (marked == Some(&field.bytes) && **chosen == at).to_string();
        html! {
            <li>
                <button class="field" style={format!("--depth:{}", field.depth)}
                    aria-pressed={pressed} onclick={pick.reform(|_| ())}
                    onmouseenter={pick.reform(|_| ())} onfocus={pick.reform(|_| ())}>
                    <span translate="no">{ field.name }</span>{ value(words, &field.value) }
                </button>
            </li>
        }
    });
    html! { <ul class="fields" aria-label={words.wal.fields}>{ for rows }</ul> }
}

fn value(words: Words, value: &FieldValue) -> Html {
    match value {
        FieldValue::Plain(value) => html! { <code translate="no">{ value }</code> },
        FieldValue::Bytes(count) => html! { <code>{ words.wal.byte_count(*count) }</code> },
        FieldValue::Entry(content) => content::entry_code(words, content),
    }
}

fn dump(words: Words, record: &OpenRecord, marked: std::ops::Range<usize>) -> Html {
    let shown = &record.bytes[..record.bytes.len().min(BYTES_MAX)];
    let rows = shown.chunks(ROW).enumerate().map(|(row, bytes)| {
        let start = row * ROW;
        let cells = bytes.iter().enumerate().map(|(at, byte)| {
            let class = marked.contains(&(start + at)).then_some("marked");
            html! { <span class={classes!("byte", class)}>{ format!("{byte:02x}") }</span> }
        });
        let letters: String = bytes.iter().map(|b| letter(*b)).collect();
        html! {
            <div class="hex-row" translate="no">
                <span class="address">{ format!("{:04x}", record.offset as usize + start) }</span>
                <span class="bytes">{ for cells }</span>
                <span class="letters">{ letters }</span>
            </div>
        }
    });
    let more = record.bytes.len().saturating_sub(BYTES_MAX);
    html! {
        <div class="hex scroll" tabindex="0" role="group" aria-label={words.wal.bytes}>
            { for rows }
            if more > 0 {
                <div class="remark">{ words.wal.more_bytes(more) }</div>
            }
        </div>
    }
}

fn letter(byte: u8) -> char {
    if byte.is_ascii_graphic() || byte == b' ' { char::from(byte) } else { '·' }
}
