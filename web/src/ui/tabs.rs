//! A row of tabs: one of them chosen, reached by the Tab key, the others by the arrow keys, Home and End.

use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub class: AttrValue,
    pub name: AttrValue,
    /// Before a tab's number in its id.
    pub id: AttrValue,
    /// The id of the panel that all of them fill.
    pub panel: AttrValue,
    pub labels: Vec<AttrValue>,
    pub chosen: usize,
    pub on: Callback<usize>,
}

/// The id of a tab, by which its panel names it.
pub fn tab_id(id: &str, at: usize) -> String {
    format!("{id}-{at}")
}

#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let TabsProps { class, name, id, panel, labels, chosen, on } = props;
    let onkeydown = keys(labels.len(), *chosen, on.clone());
    let buttons = labels.iter().enumerate().map(|(at, label)| {
        let onclick = on.reform(move |_| at);
        let selected = at == *chosen;
        html! {
            <button role="tab" id={tab_id(id, at)} aria-selected={selected.to_string()}
                aria-controls={panel} tabindex={if selected { "0" } else { "-1" }} {onclick}>
                { label }
            </button>
        }
    });
    html! {
        <div {class} role="tablist" aria-label={name} {onkeydown}>{ for buttons }</div>
    }
}

/// Chooses another tab, and brings the focus to it.
fn keys(count: usize, chosen: usize, on: Callback<usize>) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (chosen + 1) % count,
            "ArrowLeft" => (chosen + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        on.emit(next);
        let row = event.current_target();
        let row = row.and_then(|row| row.dyn_into::<web_sys::Element>().ok());
        let button = row.and_then(|row| row.children().item(next as u32));
        if let Some(button) = button.and_then(|b| b.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = button.focus();
        }
    })
}
