//! How wide the terminal is: its edge can be dragged or moved by the arrow keys, and a button gives it the whole
//! room. etcdctl's tables are wider than the column beside the stage.

use crate::{dom, text::Words, ui::icon};
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WidthProps {
    pub words: Words,
}

#[component]
pub(super) fn Width(props: &WidthProps) -> Html {
    let text = &props.words.terminal;
    let whole = use_state(|| false);
    let width = use_state(|| None::<i32>);
    let now = use_state_eq(|| WIDTH_MIN);
    let measured = now.clone();
    use_effect_with((*whole, *width), move |(whole, width)| {
        dom::mark_root("data-terminal", whole.then_some("whole"));
        let width = width.map(|width| format!("{width}px"));
        dom::style_root("--terminal-width", width.as_deref());
        measured.set(usual());
    });
    let toggle = {
        let whole = whole.clone();
        Callback::from(move |_| whole.set(!*whole))
    };
    let (label, sign) = match *whole {
        false => (text.whole_room, icon::expand()),
        true => (text.less_room, icon::shrink()),
    };
    html! {
        <>
            <div class="splitter" role="separator" tabindex="0" aria-orientation="vertical"
                aria-label={text.width} title={text.width}
                aria-valuemin={WIDTH_MIN.to_string()} aria-valuemax={WIDTH_MAX.to_string()}
                aria-valuenow={now.to_string()}
                onpointerdown={begin()} onpointermove={drag(&width)}
                onkeydown={keys(&width)} ondblclick={forget(&width)} />
            <button class="whole icon quiet" aria-label={label} title={label}
                aria-pressed={(*whole).to_string()} onclick={toggle}>{ sign }</button>
        </>
    }
}

/// Where the terminal's edge is while nobody has moved it.
fn usual() -> i32 {
    dom::width_of(".terminal-place").unwrap_or(WIDTH_MIN)
}

/// The edge keeps the pointer until it is let go.
fn begin() -> Callback<PointerEvent> {
    Callback::from(|event: PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if let Some(target) = target {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
    })
}

/// The terminal begins at the left edge of the page, so its width is where the pointer is.
fn drag(width: &UseStateHandle<Option<i32>>) -> Callback<PointerEvent> {
    let width = width.clone();
    Callback::from(move |event: PointerEvent| {
        if event.buttons() & 1 == 1 {
            width.set(Some(event.client_x().clamp(WIDTH_MIN, WIDTH_MAX)));
        }
    })
}

fn keys(width: &UseStateHandle<Option<i32>>) -> Callback<KeyboardEvent> {
    let width = width.clone();
    Callback::from(move |event: KeyboardEvent| {
        let now = width.unwrap_or_else(usual);
        let next = match event.key().as_str() {
            "ArrowLeft" => now - STEP,
            "ArrowRight" => now + STEP,
            "Home" => WIDTH_MIN,
            "End" => WIDTH_MAX,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        width.set(Some(next.clamp(WIDTH_MIN, WIDTH_MAX)));
    })
}

fn forget(width: &UseStateHandle<Option<i32>>) -> Callback<MouseEvent> {
    let width = width.clone();
    Callback::from(move |_| width.set(None))
}

/// In CSS pixels; the stage and the inspector keep their least widths whatever is asked.
const WIDTH_MIN: i32 = 300;
const WIDTH_MAX: i32 = 1000;
const STEP: i32 = 40;
